-- Feed sequences: a row for each finished step. Weights are kilograms as fed, durations seconds.

create table feed_record (
    farm_id text not null,
    location_id text not null,
    device_id text not null,
    device_seq bigint not null,
    record_kind text not null,
    step_no integer not null,
    sequence_id text not null,
    ration_id text,
    feed_id text,
    animal_set_id text,
    storage_id text,
    event_start timestamptz not null,
    event_end timestamptz not null,
    entitlement double precision,
    delivered double precision,
    refused double precision,
    dry_matter_percentage double precision,
    total_cost numeric(14, 4),
    currency text,
    count_observed integer,
    load_order integer,
    tolerance double precision,
    weight_before double precision,
    weight_after double precision,
    duration double precision,
    mix_duration double precision,
    mixer_revs double precision,
    outcome text not null,
    weight_quality text,
    scale_calibrated_at timestamptz,
    schema_version integer not null,
    primary key (device_id, device_seq, event_end)
) partition by range (event_end);

create index feed_record_of_farm on feed_record (farm_id, event_end);
create index feed_record_of_sequence on feed_record (device_id, sequence_id);

select make_monthly_partitions('feed_record', (now() - interval '13 months')::date, 17);
-- What a machine kept for longer than that.
create table feed_record_earlier partition of feed_record default;

-- A partitioned table cannot promise that a device uses a number once only: this one does.
create table feed_key (
    device_id text not null,
    device_seq bigint not null,
    event_end timestamptz not null,
    primary key (device_id, device_seq)
);

-- Records that came under a number that was taken, with other values.
create table feed_conflict (
    device_id text not null,
    device_seq bigint not null,
    digest text not null,
    seen_at timestamptz not null default now(),
    record jsonb not null,
    primary key (device_id, device_seq, digest)
);
