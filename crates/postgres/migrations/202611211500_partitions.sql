-- Monthly partitions: made by name and month, and found again by what PostgreSQL itself knows of partitioned tables.

-- Makes the partitions of `parent`, a table of this schema, for `months` months from the month of `first` on, and answers how
-- many were missing. Months are those of UTC.
create function make_monthly_partitions(parent text, first date, months integer) returns integer
language plpgsql as $$
declare
    made integer := 0;
    month date := date_trunc('month', first);
    name text;
begin
    -- Two who make the same one at the same time would get an error instead of a partition.
    perform pg_advisory_xact_lock(hashtext('make_monthly_partitions'));
    for i in 1..months loop
        name := parent || '_' || to_char(month, 'YYYY_MM');
        if to_regclass(quote_ident(name)) is null then
            execute format(
                'create table %I partition of %I for values from (%L) to (%L)',
                name,
                parent,
                month::timestamp at time zone 'UTC',
                (month + interval '1 month') at time zone 'UTC'
            );
            made := made + 1;
        end if;
        month := month + interval '1 month';
    end loop;
    return made;
end
$$;

-- Makes what is missing of this month and `ahead` more, for every table of this schema that is partitioned by range.
create function make_partitions(ahead integer) returns integer
language sql as $$
    select coalesce(sum(make_monthly_partitions(relname, (now() at time zone 'UTC')::date, ahead + 1)), 0)::integer
    from pg_partitioned_table
    join pg_class on pg_class.oid = partrelid
    where partstrat = 'r' and relnamespace = current_schema()::regnamespace and not relispartition
$$;
