-- The record of a piece of equipment, one of an entity at most.
create table equipment_records (
    farm_id text not null,
    entity_id text not null,
    manufacturer text,
    model text,
    serial text,
    installed_on date,
    -- The last day.
    warranty_until date,
    supplier text,
    note text,
    -- [{number, name, quantity}]
    parts jsonb not null default '[]',
    version bigint not null,
    updated_at timestamptz not null,
    updated_by text not null,
    primary key (farm_id, entity_id)
);
