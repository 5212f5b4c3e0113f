-- What is done again and again.
create table maintenance_schedules (
    id text primary key,
    farm_id text not null,
    entity_id text not null,
    title text not null,
    instructions text,
    -- One of both.
    every_days integer,
    every_running_hours integer,
    remind_days integer not null,
    -- [{number, name, quantity}]
    parts jsonb not null default '[]',
    paused boolean not null default false,
    version bigint not null,
    updated_at timestamptz not null,
    updated_by text not null,
    check ((every_days is null) <> (every_running_hours is null))
);
create index maintenance_schedules_of_farm on maintenance_schedules (farm_id, id);

-- One maintenance, to be done or done. It outlives its schedule.
create table maintenance_tasks (
    id text primary key,
    farm_id text not null,
    entity_id text not null,
    schedule_id text,
    title text not null,
    instructions text,
    -- Of running hours known once they are reached.
    due_on date,
    due_after_running_hours integer,
    counted_since timestamptz,
    remind_days integer not null,
    parts jsonb not null default '[]',
    assigned_to text,
    created_at timestamptz not null,
    done_at timestamptz,
    done_by text,
    done_parts jsonb,
    done_note text,
    -- Its schedule was changed, paused or deleted, or a person deleted it.
    withdrawn boolean not null default false,
    -- When its alarm was raised, and whether it was cleared since the task is over.
    reminded_at timestamptz,
    reminded_thing text,
    told boolean not null default false,
    version bigint not null,
    check ((done_at is null) = (done_by is null))
);
create index maintenance_tasks_of_farm on maintenance_tasks (farm_id, due_on, id) where not withdrawn;
create index maintenance_tasks_done on maintenance_tasks (farm_id, done_at) where done_at is not null;
-- A schedule has one open task at a time.
create unique index maintenance_tasks_open on maintenance_tasks (schedule_id) where done_at is null and not withdrawn;
-- What there may be to tell: open and not reminded of, or over and reminded of.
create index maintenance_tasks_to_tell on maintenance_tasks (id)
    where not told and ((done_at is null and not withdrawn) = (reminded_at is null));
