-- Telemetry: samples for a while, bins of a minute for long, bins of an hour for ever. Bins are kept up as samples come.

-- What a device measures. `known` is false where no catalogue has the measure.
create table telemetry_series (
    series_id integer generated always as identity primary key,
    device_id text not null,
    measure text not null,
    unit text,
    known boolean not null,
    unique (device_id, measure)
);

create table telemetry_sample (
    series_id integer not null,
    at timestamptz not null,
    value double precision not null,
    primary key (series_id, at)
) partition by range (at);

create table telemetry_minute (
    series_id integer not null,
    at timestamptz not null,
    min double precision not null,
    max double precision not null,
    sum double precision not null,
    count bigint not null,
    last double precision not null,
    last_at timestamptz not null,
    primary key (series_id, at)
) partition by range (at);

create table telemetry_hour (like telemetry_minute, primary key (series_id, at));

select make_monthly_partitions('telemetry_sample', (now() - interval '2 months')::date, 6);
select make_monthly_partitions('telemetry_minute', (now() - interval '13 months')::date, 17);
-- What a machine kept for longer than that.
create table telemetry_sample_earlier partition of telemetry_sample default;
create table telemetry_minute_earlier partition of telemetry_minute default;

-- Drops the partitions of `parent` whose months have ended by `cutoff`, empties its default one of what is older, and answers
-- the names of those that were dropped.
create function end_partitions(parent text, cutoff timestamptz) returns text[]
language plpgsql as $$
declare
    name text;
    ended text[] := '{}';
begin
    for name in
        select relname from pg_inherits join pg_class on pg_class.oid = inhrelid
        where inhparent = to_regclass(quote_ident(parent)) and relname ~ '_\d{4}_\d{2}$'
        order by relname
    loop
        if (to_date(right(name, 7), 'YYYY_MM') + interval '1 month') at time zone 'UTC' <= cutoff then
            execute format('drop table %I', name);
            ended := ended || name;
        end if;
    end loop;
    execute format('delete from %I where at < %L', parent || '_earlier', cutoff);
    return ended;
end
$$;
