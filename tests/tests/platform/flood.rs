//! A flood while the function that takes it is killed at random: nothing is lost, nothing counts twice, and everybody who must
//! be told is.
//!
//! `make test` sends a tenth of the scenario's messages, `make test-flood` all of them.

use std::{
    collections::{BTreeMap, BTreeSet},
    env, fs,
    process::Command,
    time::Duration,
};

use rand::{Rng as _, SeedableRng as _, rngs::StdRng, seq::IndexedRandom as _};
use serde_json::Value;
use valmetal_simulator::{api::Api, run, scenario::Scenario, target::Target};

use crate::cloud::{Cloud, eventually};

/// Which share of the scenario's messages is sent: 1 for all.
const SHARE: &str = "VALMETAL_FLOOD_SHARE";
/// The share where nothing is said.
const USUAL_SHARE: f64 = 0.1;
/// How many machines take part.
const MACHINES: usize = 50;
/// The seed of the messages and of the deaths.
const SEED: u64 = 1;
/// How many processes are killed for each message of the flood.
const DEATHS_A_MESSAGE: f64 = 0.01;
/// The longest time between two deaths.
const PAUSE: Duration = Duration::from_millis(1_500);
/// How long nothing may change before a message counts as missing: what a dead process held comes back after half a minute.
const SETTLE: Duration = Duration::from_secs(100);

#[tokio::test]
async fn a_flood_outlives_the_death_of_its_function() {
    let cloud = Cloud::find();
    let farms: BTreeSet<_> = cloud.target.devices.iter().map(|machine| machine.farm_id.clone()).collect();
    let machines = cloud.target.devices.len();
    assert!(machines >= MACHINES && farms.len() == 2, "`valmetal up --machines {MACHINES}` adds machines");

    let share = env::var(SHARE).map_or(USUAL_SHARE, |share| share.parse().unwrap());
    let mut scenario = Scenario::find("flood").unwrap();
    let load = scenario.load.as_mut().unwrap();
    load.rate *= share;
    let messages = load.rate * load.lasts.as_secs_f64();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a small number")]
    let deaths = (messages * DEATHS_A_MESSAGE).ceil() as usize;

    let killing = tokio::spawn(kill(cloud.target.clone(), deaths));
    let report = run::run(&cloud.target, &scenario, SEED, SETTLE).await.unwrap();
    assert_eq!(killing.await.unwrap(), deaths);
    println!("{report}");
    assert!(report.found.is_complete(), "{report}");
    assert!(report.machines == MACHINES && report.again > 0 && report.lost > 0, "{report}");

    let admin = cloud.person("admin", "");
    for farm in &farms {
        let open = format!("/v1/farms/{farm}/alarms?limit=200");
        let indicators = format!("/v1/farms/{farm}/indicators");
        eventually(&format!("the counts of {farm} to equal a recount"), async || {
            let shown = shown(&admin.get(&indicators).await.ok()?);
            (shown == recount(&admin.list(&open).await.ok()?)).then_some(())
        })
        .await;
        let unacknowledged = format!("{open}&state=unacknowledged");
        eventually(&format!("an escalation of every alarm of {farm}"), async || {
            let alarms = admin.list(&unacknowledged).await.ok()?;
            let mut all = true;
            for alarm in &alarms {
                all &= is_escalated(&admin, alarm).await;
            }
            all.then_some(())
        })
        .await;
        eventually(&format!("a message of every critical alarm of {farm}"), async || {
            let alarms = admin.list(&format!("{unacknowledged}&severity=critical")).await.ok()?;
            let mut all = true;
            for alarm in &alarms {
                all &= is_told(&admin, alarm).await;
            }
            all.then_some(())
        })
        .await;
    }
}

/// Kills so many processes of `handle-alarms`, one after the other at random.
async fn kill(target: Target, deaths: usize) -> usize {
    let mut random = StdRng::seed_from_u64(SEED);
    let mut died = 0;
    while died < deaths {
        tokio::time::sleep(PAUSE.mul_f64(random.random())).await;
        if let Some(process) = processes(&target).choose(&mut random) {
            let killed = Command::new("kill").args(["-KILL", process]).status().unwrap();
            died += usize::from(killed.success());
        }
    }
    died
}

/// The processes of `handle-alarms` that this cloud's emulator has started, by what they were started with.
fn processes(target: &Target) -> Vec<String> {
    let own = ["_HANDLER=handle-alarms".to_owned(), format!("AWS_ENDPOINT_URL={}", target.aws.endpoint_url)];
    let entries = fs::read_dir("/proc").expect("processes are found in /proc, which Linux has");
    let mut processes: Vec<String> = entries
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter(|name| name.bytes().all(|byte| byte.is_ascii_digit()))
        .filter(|process| {
            // A process may have ended since it was listed, or be somebody else's.
            let Ok(environment) = fs::read(format!("/proc/{process}/environ")) else { return false };
            let has = |own: &String| environment.split(|byte| *byte == 0).any(|one| one == own.as_bytes());
            own.iter().all(has)
        })
        .collect();
    processes.sort();
    processes
}

/// What the indicators count of each machine, and of the farm: by severity, unacknowledged, shelved, suppressed, out of
/// service.
type Counts = BTreeMap<String, [u64; 8]>;

/// The name under which a farm's own sum is compared.
const WHOLE_FARM: &str = "the farm";

fn shown(indicators: &Value) -> Counts {
    let number = |field: &Value| field.as_u64().unwrap_or_default();
    let items = indicators["items"].as_array().unwrap();
    let counts = items.iter().filter_map(|item| {
        let name = match (item["thingName"].as_str(), item["kind"].as_str()?) {
            (Some(thing), _) => thing,
            (None, "farm") => WHOLE_FARM,
            _ => return None,
        };
        let by = &item["counts"];
        let counts = [
            &by["critical"],
            &by["high"],
            &by["medium"],
            &by["low"],
            &item["unacknowledged"],
            &item["shelved"],
            &item["suppressed"],
            &item["outOfService"],
        ];
        Some((name.to_owned(), counts.map(number)))
    });
    // A machine that is only disconnected counts nothing.
    counts.filter(|(_, counts)| counts.iter().any(|n| *n > 0)).collect()
}

fn recount(alarms: &[Value]) -> Counts {
    let mut counts = Counts::new();
    for alarm in alarms {
        let state = alarm["state"].as_str().unwrap();
        let apart =
            ["shelved", "suppressedByDesign", "outOfService"].iter().position(|other| *other == state);
        for name in [alarm["thingName"].as_str().unwrap(), WHOLE_FARM] {
            let counts = counts.entry(name.to_owned()).or_default();
            if let Some(apart) = apart {
                counts[5 + apart] += 1;
                continue;
            }
            let severities = ["critical", "high", "medium", "low"];
            counts[severities.iter().position(|severity| alarm["severity"] == *severity).unwrap()] += 1;
            counts[4] += u64::from(state.to_lowercase().ends_with("unacknowledged"));
        }
    }
    counts
}

/// Whether a workflow tells people of it, or has told everybody.
async fn is_escalated(api: &Api, alarm: &Value) -> bool {
    match alarm["escalation"]["status"].as_str() {
        Some("exhausted") => true,
        Some("running") => {
            let path = format!("/v1/alarms/{}/execution", alarm["id"].as_str().unwrap());
            api.get(&path).await.is_ok_and(|execution| execution["status"] == "RUNNING")
        }
        _ => false,
    }
}

/// Whether somebody was told since it last became unacknowledged.
async fn is_told(api: &Api, alarm: &Value) -> bool {
    let path = format!("/v1/alarms/{}?limit=200", alarm["id"].as_str().unwrap());
    let Ok(alarm) = api.get(&path).await else { return false };
    let journal = alarm["journal"].as_array().unwrap();
    journal
        .iter()
        .take_while(|record| record["before"] == "unacknowledged")
        .any(|record| record["event"] == "levelNotified")
}
