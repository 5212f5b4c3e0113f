-- What each farm fed in each quarter of an hour: a month of it is added up in a moment, where its records would take as long
-- as they are many. Days begin on quarters everywhere on earth. It is kept up as records come.

create table feed_quarter (
    farm_id text not null,
    at timestamptz not null,
    record_kind text not null,
    feed_id text,
    animal_set_id text,
    currency text,
    -- Of sequences only.
    outcome text,
    steps bigint not null,
    targeted bigint not null,
    entitlement double precision not null,
    deviation double precision not null,
    delivered double precision not null,
    refused double precision not null,
    dry_matter double precision not null,
    total_cost numeric(18, 4) not null,
    exact bigint not null,
    close bigint not null,
    outliers bigint not null,
    head integer not null,
    seconds double precision not null,
    unique nulls not distinct (farm_id, at, record_kind, feed_id, animal_set_id, currency, outcome)
);

-- What was recorded before: exact within 2 %, close within 5 kg, an outlier beyond 10 %.
insert into feed_quarter
select farm_id, date_bin('15 minutes', event_end, 'epoch'), record_kind, feed_id, animal_set_id, currency,
    case when record_kind = 'SEQUENCE' then outcome end,
    count(*), count(delivered - entitlement),
    coalesce(sum(entitlement) filter (where delivered is not null), 0),
    coalesce(sum(delivered - entitlement), 0), coalesce(sum(delivered), 0), coalesce(sum(refused), 0),
    coalesce(sum(delivered * dry_matter_percentage / 100), 0), coalesce(sum(total_cost), 0),
    count(*) filter (where abs(delivered - entitlement) <= 0.02 * entitlement),
    count(*) filter (where abs(delivered - entitlement) <= 5),
    count(*) filter (where abs(delivered - entitlement) > 0.1 * entitlement),
    coalesce(max(count_observed), 0), coalesce(extract(epoch from sum(event_end - event_start)), 0)
from feed_record
group by 1, 2, 3, 4, 5, 6, 7;
