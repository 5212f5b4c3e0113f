//! Both stores on PostgreSQL: how long the queries behind a chart take among much data, and how fast samples are taken in.
//!
//! The data is made by the server itself and gone with it.

use std::path::Path;
use std::time::{Duration, Instant, SystemTime};

use anyhow::{Context, Result, ensure};
use jiff::{Timestamp, ToSpan, civil::Date, tz::TimeZone};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, PgConnection, postgres::PgConnectOptions};
use tokio::runtime::Runtime;
use valmetal_domain::feed::ports::ReadFeedTotals;
use valmetal_domain::names::{FarmId, Measure as Measured, ThingName};
use valmetal_domain::telemetry::ports::ReadBins;
use valmetal_domain::telemetry::{BinPlan, Resolution, Retention};
use valmetal_postgres::feed::FeedStore;
use valmetal_postgres::telemetry::TelemetryStore;
use valmetal_postgres::{Config, Database};

use crate::interrupt;
use crate::report::{Measure, Report};
use crate::stats::{median, ms};

/// Records of the farm's month, and of each other farm's.
const RECORDS: u32 = 100_000;
/// Farms with as many records in the same month.
const FARMS: u32 = 5;
/// Months in which the farm has as many.
const MONTHS: i32 = 6;

/// What fills the sums of records that are there already.
const QUARTERS: &str = include_str!("../../postgres/migrations/202611211545_feed_quarters.sql");
/// How that begins.
const FILLED: &str = "insert into feed_quarter";

/// Series of the machine: what it measures.
const SERIES: u64 = 10;
/// The days of a year.
const DAYS: i64 = 365;
/// What a sample takes on the disk with its index, its bins and the log of it, in bytes.
const BYTES_A_SAMPLE: u64 = 180;
/// What is left free on the disk.
const LEFT_FREE: u64 = 3_000_000_000;
/// How many samples are made by one statement.
const AT_ONCE: u64 = 500_000;

/// How long samples are kept where they are read: the raw ones of a year are there, and only bins are asked for.
const RETENTION: Retention = Retention { sample_days: 30, minute_days: 395 };

/// PostgreSQL with what reads from it.
pub(crate) struct Stores {
    runtime: Runtime,
    options: PgConnectOptions,
    database: Database,
}

impl Stores {
    /// The stores in the database at `url`.
    pub(crate) fn open(url: &str) -> Result<Self> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let database = {
            let _inside = runtime.enter();
            Database::open(Some(Config::new(url)?))
        };
        let options = url.parse::<PgConnectOptions>()?.disable_statement_logging();
        Ok(Self { runtime, options, database })
    }

    /// A month of one farm's summary.
    pub(crate) fn feed_month(&self, runs: usize, report: &mut Report) -> Result<()> {
        self.runtime.block_on(async {
            let today = Timestamp::try_from(SystemTime::now())?.to_zoned(TimeZone::UTC).date();
            let month = today.first_of_month().checked_sub(1.month())?;
            let mut connection = self.connect().await?;
            eprintln!("  making {} records", RECORDS * (FARMS - 1) + RECORDS * MONTHS.unsigned_abs());
            for farm in 1..FARMS {
                make_records(&mut connection, &format!("farm-{farm}"), month).await?;
            }
            for earlier in 0..MONTHS {
                interrupt::check()?;
                make_records(&mut connection, "farm-0", month.checked_sub(earlier.months())?).await?;
            }
            let (_, filled) = QUARTERS.split_once(FILLED).context("the migration fills nothing")?;
            run(&mut connection, format!("{FILLED}{filled}")).await?;
            for table in ["feed_record", "feed_quarter"] {
                run(&mut connection, format!("vacuum analyze {table}")).await?;
            }

            let days: Vec<Timestamp> = (0..=month.days_in_month())
                .map(|day| Ok(month.checked_add(i64::from(day).days())?.to_zoned(TimeZone::UTC)?.timestamp()))
                .collect::<Result<_>>()?;
            let (store, farm) = (FeedStore::new(self.database.clone()), FarmId::new("farm-0")?);
            let mut times = Vec::with_capacity(runs);
            for run in 0..=runs {
                interrupt::check()?;
                let began = Instant::now();
                let totals = store.read_feed_totals(&farm, &days).await?;
                let took = ms(began.elapsed());
                let steps: u64 = totals.iter().map(|total| total.steps).sum();
                ensure!(steps == u64::from(RECORDS), "{steps} of {RECORDS} records are in the summary");
                if run > 0 {
                    times.push(took);
                }
            }
            let measure = Measure::new("query.feed_month", "feed summary", median(times), "ms", runs);
            report
                .add(measure.note(format!("{RECORDS} records of {MONTHS} months and {FARMS} farms as many")));
            Ok(())
        })
    }

    /// A year of one measure, out of `wanted` samples or as many as the disk takes.
    pub(crate) fn telemetry_year(
        &self,
        wanted: u64,
        runs: usize,
        disk: &Path,
        report: &mut Report,
    ) -> Result<()> {
        self.runtime.block_on(async {
            let to = Timestamp::try_from(SystemTime::now())?;
            let from = to - Duration::from_hours(24 * DAYS.unsigned_abs());
            let room = free_bytes(disk)?.saturating_sub(LEFT_FREE) / BYTES_A_SAMPLE;
            let samples = wanted.min(room) / SERIES * SERIES;
            ensure!(samples > 0, "the disk is full");
            let mut connection = self.connect().await?;
            make_samples(&mut connection, from, to, samples).await?;

            let store = TelemetryStore::new(self.database.clone(), RETENTION);
            let (device, measure) = (ThingName::new("mixer-1")?, Measured::new("measure3")?);
            let plan =
                BinPlan { from, to, width: DAYS.unsigned_abs() * 86_400 / 500, resolution: Resolution::Hour };
            let mut times = Vec::with_capacity(runs);
            let mut bins = 0;
            for run in 0..=runs {
                interrupt::check()?;
                let began = Instant::now();
                let found = store.read_bins(&device, &measure, &plan).await?;
                let took = ms(began.elapsed());
                bins = found.len();
                let count: u64 = found.iter().map(|bin| bin.count).sum();
                // The hour in which the year begins has its samples in part.
                ensure!(
                    count + 3 * samples / SERIES / 8_760 > samples / SERIES,
                    "{count} of {} samples are in the bins",
                    samples / SERIES
                );
                if run > 0 {
                    times.push(took);
                }
            }
            let room = if samples < wanted { "; the disk had no room for more" } else { "" };
            let note = format!("{bins} bins out of {samples} samples of {SERIES} measures{room}");
            let measure = Measure::new("query.telemetry_year", "telemetry bins", median(times), "ms", runs);
            report.add(measure.note(note));
            Ok(())
        })
    }

    /// Samples a second where each is a statement and a transaction of its own, on one connection, for `lasts`.
    pub(crate) fn single_inserts(&self, lasts: Duration) -> Result<f64> {
        self.runtime.block_on(async {
            let mut connection = self.connect().await?;
            let (began, mut inserted) = (Instant::now(), 0_u32);
            let start = Timestamp::try_from(SystemTime::now())?.as_microsecond();
            while began.elapsed() < lasts {
                sqlx::query(
                    "insert into telemetry_sample (series_id, at, value)
                    values (-1, timestamptz 'epoch' + $1 * interval '1 microsecond', $2) on conflict do nothing",
                )
                .bind(start + i64::from(inserted))
                .bind(f64::from(inserted))
                .execute(&mut connection)
                .await?;
                inserted += 1;
            }
            Ok(f64::from(inserted) / began.elapsed().as_secs_f64())
        })
    }

    /// How many samples there are.
    pub(crate) fn samples(&self) -> Result<i64> {
        self.runtime.block_on(async {
            let count = sqlx::query_scalar("select count(*) from telemetry_sample where series_id > 0");
            Ok(count.fetch_one(&mut self.connect().await?).await?)
        })
    }

    async fn connect(&self) -> Result<PgConnection> {
        PgConnection::connect_with(&self.options).await.context("PostgreSQL does not answer")
    }
}

/// Runs a statement that is written here.
async fn run(connection: &mut PgConnection, statement: String) -> Result<()> {
    sqlx::raw_sql(AssertSqlSafe(statement)).execute(connection).await?;
    Ok(())
}

/// A month of a feeding robot: sequences of five loads, a mix, three deliveries and their sum.
async fn make_records(connection: &mut PgConnection, farm: &str, month: Date) -> Result<()> {
    run(
        connection,
        format!(
            "insert into feed_record (
                farm_id, location_id, device_id, device_seq, record_kind, step_no, sequence_id, ration_id, feed_id,
                animal_set_id, storage_id, event_start, event_end, entitlement, delivered, dry_matter_percentage,
                total_cost, currency, count_observed, tolerance, weight_before, weight_after, duration, outcome,
                weight_quality, schema_version
            )
            select '{farm}', 'barn-1', 'robot-{farm}', extract(epoch from timestamp '{month}')::bigint + n, kind, step,
                'sequence-{month}-' || n / 10, 'ration-' || n / 10 % 4, feed, animals, storage, at - interval '20 seconds', at,
                target, target * (0.94 + n % 13 * 0.01), case when target is not null then 41.5 end,
                case when feed is not null then 12.3456 end, case when feed is not null then 'CAD' end,
                case when animals is not null then 60 + n % 7 end, case when feed is not null then 5 end,
                n % 900, n % 900 + coalesce(target, 0), 20, 'COMPLETE', 'GOOD', 1
            from (
                select n, n % 10 as step,
                    case when n % 10 < 5 then 'LOAD' when n % 10 = 5 then 'MIX' when n % 10 < 9 then 'DELIVERY' else 'SEQUENCE' end as kind,
                    case when n % 10 < 5 then 'feed-' || n % 10 end as feed,
                    case when n % 10 between 6 and 8 then 'group-' || n % 10 end as animals,
                    case when n % 10 < 5 then 'silo-' || n % 10 end as storage,
                    case when n % 10 < 5 or n % 10 between 6 and 8 then 100 + n % 300 end as target,
                    timestamptz '{month} 00:00:00Z' + (n + 0.5) * (interval '{days} days' / {RECORDS}) as at
                from generate_series(0, {RECORDS} - 1) n
            ) step",
            days = month.days_in_month(),
        ),
    )
    .await
}

/// A year of a machine, with all bins of it.
async fn make_samples(
    connection: &mut PgConnection,
    from: Timestamp,
    to: Timestamp,
    samples: u64,
) -> Result<()> {
    let each = samples / SERIES;
    let step = (to.as_microsecond() - from.as_microsecond()) / i64::try_from(each)?;
    // What is made once and thrown away need not survive a crash.
    run(connection, "set synchronous_commit = off; set work_mem = '256MB'; set jit = off".to_owned()).await?;
    for series in 1..=SERIES {
        let number: i32 = sqlx::query_scalar(
            "insert into telemetry_series (device_id, measure, known) values ('mixer-1', $1, true) returning series_id",
        )
        .bind(format!("measure{series}"))
        .fetch_one(&mut *connection)
        .await?;
        for first in (0..each).step_by(usize::try_from(AT_ONCE)?) {
            interrupt::check()?;
            let last = (first + AT_ONCE).min(each) - 1;
            run(
                connection,
                format!(
                    "insert into telemetry_sample (series_id, at, value)
                    select {number}, timestamptz 'epoch' + ({from} + n * {step}) * interval '1 microsecond', n % 1000 / 10.0
                    from generate_series({first}::bigint, {last}) n",
                    from = from.as_microsecond(),
                ),
            )
            .await?;
        }
        run(
            connection,
            format!(
                "insert into telemetry_minute (series_id, at, min, max, sum, count, last, last_at)
                select {number}, date_bin('1 minute', at, 'epoch'), min(value), max(value), sum(value), count(*),
                    (array_agg(value order by at desc))[1], max(at)
                from telemetry_sample where series_id = {number} group by 2;
                insert into telemetry_hour (series_id, at, min, max, sum, count, last, last_at)
                select {number}, date_bin('1 hour', at, 'epoch'), min(min), max(max), sum(sum), sum(count),
                    (array_agg(last order by last_at desc))[1], max(last_at)
                from telemetry_minute where series_id = {number} group by 2"
            ),
        )
        .await?;
        eprint!("\r  made {} of {samples} samples ", series * each);
    }
    eprintln!();
    run(connection, "analyze telemetry_hour; analyze telemetry_series".to_owned()).await
}

/// What is free on the disk of `path`.
fn free_bytes(path: &Path) -> Result<u64> {
    let disk = rustix::fs::statvfs(path)?;
    Ok(disk.f_bavail * disk.f_frsize)
}
