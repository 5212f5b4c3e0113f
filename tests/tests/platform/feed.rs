//! Feed, from the machine that weighs to the farm that reads: sequences, sums, exports, and what is wrong with them.

use hyper::{Method, StatusCode};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use valmetal_domain::{
    alarm::ConditionKey,
    names::{AlarmCode, Component, ThingName},
};
use valmetal_simulator::api::Api;

use crate::{
    background::{log_lines, run},
    cloud::{Cloud, Device, alarm_that, eventually},
    dead_letters::letter_of,
    link,
};

const FARM: &str = "erables";

/// A sequence of a mixer. What it names, no other test has.
struct Sequence {
    /// The number of the next step.
    next: u64,
    /// Ends its ids.
    fresh: String,
    /// When the next step begins.
    at: Timestamp,
}

impl Sequence {
    /// One that begins so many minutes ago.
    fn begun(minutes_ago: i64) -> Self {
        let now = Timestamp::now();
        let next = u64::try_from(now.as_millisecond()).unwrap();
        Self { next, fresh: next.to_string(), at: now - SignedDuration::from_mins(minutes_ago) }
    }

    fn id(&self, what: &str) -> String {
        format!("{what}-{}", self.fresh)
    }

    /// The path of the sequence.
    fn path(&self, device: &str) -> String {
        format!("/v1/farms/{FARM}/feed/sequences/{device}/{}", self.id("sequence"))
    }

    /// The next step, of one minute.
    fn step(&mut self, kind: &str, outcome: &str, says: &Value) -> Value {
        let end = self.at + SignedDuration::from_mins(1);
        let mut step = json!({
            "schemaVersion": 1, "deviceSeq": self.next, "recordKind": kind, "outcome": outcome,
            "stepNo": self.next % 1_000 + 1, "sequenceId": self.id("sequence"), "rationId": "lactating",
            "eventStart": self.at, "eventEnd": end, "weightQuality": "GOOD",
        });
        step.as_object_mut().unwrap().extend(says.as_object().unwrap().clone());
        (self.at, self.next) = (end, self.next + 1);
        step
    }

    /// A load that should have been 500 kg, give or take 20.
    fn load(&mut self, delivered: f64) -> Value {
        let feed = self.id("silage");
        self.step(
            "LOAD",
            "COMPLETE",
            &json!({
                "feedId": feed, "storageId": "silo-erables-01", "entitlement": 500.0, "tolerance": 20.0,
                "delivered": delivered, "dryMatterPercentage": 40.0, "totalCost": 42.5, "currency": "CAD",
            }),
        )
    }

    fn delivery(&mut self, delivered: f64) -> Value {
        let group = self.id("group");
        let says = json!({ "animalSetId": group, "delivered": delivered, "dryMatterPercentage": 40.0, "countObserved": 20 });
        self.step("DELIVERY", "COMPLETE", &says)
    }

    /// The end of a sequence that began and ended with an empty mixer.
    fn end(&mut self, outcome: &str) -> Value {
        self.step("SEQUENCE", outcome, &json!({ "weightBefore": 0.0, "weightAfter": 0.0 }))
    }
}

fn condition(device: &Device, component: &str, code: &str) -> ConditionKey {
    ConditionKey {
        thing: ThingName::new(device.machine.thing_name.clone()).unwrap(),
        component: Component::new(component).unwrap(),
        code: AlarmCode::new(code).unwrap(),
    }
}

async fn mixer(cloud: &Cloud) -> Device {
    Device::connect(cloud, cloud.machine("mixer-erables", FARM, 1)).await
}

async fn say_all(device: &Device, steps: &[Value]) {
    for step in steps {
        device.say("feed", step).await;
    }
}

/// Waits until the sequence has so many steps.
async fn with_steps(api: &Api, path: &str, steps: usize) -> Value {
    eventually("the steps of the sequence", async || {
        api.get(path).await.ok().filter(|sequence| sequence["records"].as_array().unwrap().len() == steps)
    })
    .await
}

async fn becomes(api: &Api, key: &ConditionKey, state: &str) -> Value {
    let what = format!("{}/{} to be {state}", key.component, key.code);
    alarm_that(api, key, &what, |alarm| alarm["condition"] == state).await
}

#[tokio::test]
async fn a_sequence_is_kept_and_summed_up() {
    let cloud = Cloud::find();
    let worker = cloud.person("worker", FARM);
    let mixer = mixer(&cloud).await;
    let silo = Device::connect(&cloud, cloud.machine("silo-erables", FARM, 0)).await;
    let now = Timestamp::now();
    let stock = json!({
        "schemaVersion": 1, "bootId": now.as_millisecond(), "seq": 1,
        "samples": [{ "at": now, "measures": { "feedWeight": 12_000.0 } }],
    });
    silo.say("telemetry", &stock).await;
    let mut run = Sequence::begun(10);
    let refused = json!({ "animalSetId": run.id("group"), "refused": 12.0 });
    let steps = [
        run.load(510.0),
        run.step("MIX", "COMPLETE", &json!({ "mixDuration": 60.0, "mixerRevs": 22.0 })),
        run.delivery(504.0),
        run.step("REFUSAL", "COMPLETE", &refused),
        run.end("COMPLETE"),
    ];
    say_all(&mixer, &steps).await;

    let thing = mixer.machine.thing_name.as_str();
    let sequence = with_steps(&worker, &run.path(thing), steps.len()).await;
    assert_eq!(
        (&sequence["outcome"], &sequence["loaded"]),
        (&json!("COMPLETE"), &json!(510.0)),
        "{sequence}"
    );
    assert_eq!(sequence["figures"]["deviation"]["kg"], 10.0, "{sequence}");
    assert_eq!(sequence["figures"]["balance"]["drift"], 6.0, "{sequence}");
    assert_eq!(sequence["records"][0]["locationId"], "erables-cuisine");
    assert_eq!(sequence["records"][0]["totalCost"], 42.5, "{sequence}");

    let list = worker.list(&format!("/v1/farms/{FARM}/feed/sequences?device={thing}&limit=5")).await.unwrap();
    let listed = list.iter().find(|listed| listed["sequenceId"] == sequence["sequenceId"]);
    assert_eq!(listed.map(|listed| &listed["delivered"]), Some(&json!(504.0)), "{list:?}");

    let summary = worker.get(&format!("/v1/farms/{FARM}/feed/summary")).await.unwrap();
    assert_eq!(summary["days"].as_array().unwrap().len(), 7);
    let of = |list: &str, id: &str, named: &str| -> Value {
        let items = summary["total"][list].as_array().unwrap();
        items.iter().find(|item| item[id] == named).unwrap_or_else(|| panic!("{named}: {summary}")).clone()
    };
    let silage = of("ingredients", "feedId", &run.id("silage"));
    assert_eq!((&silage["loads"], &silage["loaded"]), (&json!(1), &json!(510.0)), "{silage}");
    assert_eq!(
        (&silage["withinTwoPercent"], &silage["withinFiveKg"]),
        (&json!(1.0), &json!(0.0)),
        "{silage}"
    );
    assert_eq!(
        (&silage["dryMatter"], &silage["costs"][0]["total"]),
        (&json!(204.0), &json!(42.5)),
        "{silage}"
    );
    let group = of("groups", "animalSetId", &run.id("group"));
    assert_eq!((&group["kgPerHead"], &group["headDays"]), (&json!(25.2), &json!(20)), "{group}");
    assert_eq!(group["refused"], 12.0, "{group}");

    let silo = eventually("the stock of the silo", async || {
        let storages = worker.list(&format!("/v1/farms/{FARM}/feed/run-out")).await.ok()?;
        let silo = storages.into_iter().find(|storage| storage["storageId"] == "silo-erables-01")?;
        (silo["stock"]["kg"] == 12_000.0).then_some(silo)
    })
    .await;
    let (a_day, left) = (silo["kgPerDay"].as_f64().unwrap(), silo["daysLeft"].as_f64().unwrap());
    assert!(a_day >= 510.0 / 14.0 && (left - 12_000.0 / a_day).abs() < 0.1, "{silo}");
}

#[tokio::test]
async fn records_are_exported_as_csv_and_with_the_names_of_icar() {
    let cloud = Cloud::find();
    let worker = cloud.person("worker", FARM);
    let mixer = mixer(&cloud).await;
    let mut run = Sequence::begun(5);
    let steps = [run.load(500.0), run.delivery(500.0)];
    say_all(&mixer, &steps).await;
    let thing = mixer.machine.thing_name.as_str();
    with_steps(&worker, &run.path(thing), steps.len()).await;

    let exported = worker.get(&format!("/v1/farms/{FARM}/feed/export?format=csv")).await.unwrap();
    let file = link::send(Method::GET, exported["url"].as_str().unwrap(), &[], Vec::new()).await;
    assert_eq!(file.status, StatusCode::OK, "{}", file.text());
    assert_eq!(exported["bytes"], file.body.len());
    let lines: Vec<&str> = file.text().lines().collect();
    assert_eq!(exported["records"], lines.len() - 1);
    assert!(lines[0].starts_with("farm_id,location_id,device_id,device_seq,"), "{}", lines[0]);
    let of_the_run = lines.iter().filter(|line| line.contains(&run.id("sequence"))).count();
    assert_eq!(of_the_run, 2);

    let exported = worker.get(&format!("/v1/farms/{FARM}/feed/export?format=icar")).await.unwrap();
    let file = link::send(Method::GET, exported["url"].as_str().unwrap(), &[], Vec::new()).await;
    let events: Value = serde_json::from_slice(&file.body).unwrap();
    let load = format!("{thing}-{}", steps[0]["deviceSeq"]);
    let load = events["member"].as_array().unwrap().iter().find(|event| event["eventId"] == load.as_str());
    let load = load.unwrap_or_else(|| panic!("{events}"));
    assert_eq!(load["delivered"], json!({ "units": "KGM", "measurement": 500.0 }), "{load}");
    assert_eq!(load["feedId"]["id"], run.id("silage"), "{load}");

    let url = exported["url"].as_str().unwrap();
    let changed =
        link::send(Method::GET, &url.replace("feed/erables", "feed/cedar-hill"), &[], Vec::new()).await;
    assert_eq!(changed.status, StatusCode::FORBIDDEN, "a link is good for its own file: {}", changed.text());
}

#[tokio::test]
async fn a_step_that_comes_again_changes_nothing_and_one_with_other_values_is_kept_beside_it() {
    let cloud = Cloud::find();
    let worker = cloud.person("worker", FARM);
    let mixer = mixer(&cloud).await;
    let mut run = Sequence::begun(5);
    let load = run.load(505.0);
    let mut other = load.clone();
    other["delivered"] = json!(400.0);
    let thing = mixer.machine.thing_name.as_str();
    // A queue keeps no order: what is first must be there before the other is said.
    say_all(&mixer, &[load.clone(), load.clone()]).await;
    with_steps(&worker, &run.path(thing), 1).await;
    say_all(&mixer, &[other, load.clone(), run.end("COMPLETE")]).await;
    let sequence = with_steps(&worker, &run.path(thing), 2).await;
    assert_eq!(sequence["loaded"], 505.0, "{sequence}");
    let conflict = eventually("the word of the log about the other values", async || {
        let lines = log_lines(&cloud, "record-feed").await;
        lines.into_iter().find(|line| line["seq"] == load["deviceSeq"] && line["level"] == "WARN")
    })
    .await;
    assert_eq!(conflict["message"], "a step came again with other values; both are kept");
    assert_eq!(conflict["device"], thing);
    // What contradicts what is known says nothing: 400 kg would have been an alarm.
    let key = condition(&mixer, &format!("feed.load.{}", run.id("silage")), "FEED_DEVIATION");
    let path = format!("/v1/alarms/{}", key.alarm_id());
    assert_eq!(worker.send(Method::GET, &path, &[], None).await.unwrap().status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_goes_wrong_in_a_sequence_is_an_alarm_until_it_goes_right() {
    let cloud = Cloud::find();
    let worker = cloud.person("worker", FARM);
    // One of its own: what other tests leave of a balance is later than what is told here.
    let mixer = Device::connect(&cloud, cloud.machine("mixer-sim", FARM, 1)).await;
    let mut run = Sequence::begun(20);
    let deviation = condition(&mixer, &format!("feed.load.{}", run.id("silage")), "FEED_DEVIATION");
    let aborted = condition(&mixer, "feed.sequence", "FEED_SEQUENCE_ABORTED");
    let drift = condition(&mixer, "feed.balance", "SCALE_DRIFT");
    // In no order: a sequence is judged with its end and with whatever comes after it.
    let steps = [run.load(560.0), run.delivery(300.0), run.end("ABORTED")];
    say_all(&mixer, &[steps[2].clone(), steps[0].clone(), steps[1].clone()]).await;
    let off = becomes(&worker, &deviation, "active").await;
    let value = &off["journal"].as_array().unwrap().last().unwrap()["device"];
    assert_eq!(off["title"].as_str().map(str::is_empty), Some(false), "{off}");
    assert!(value.is_object(), "{off}");
    becomes(&worker, &aborted, "active").await;
    becomes(&worker, &drift, "active").await;

    let fresh = run.fresh.clone();
    let mut next = Sequence::begun(10);
    next.fresh = fresh;
    let mut steps = [next.load(501.0), next.delivery(499.0), next.end("COMPLETE")];
    for step in &mut steps {
        step["sequenceId"] = json!(format!("{}-2", run.id("sequence")));
    }
    say_all(&mixer, &steps).await;
    for key in [&deviation, &aborted] {
        becomes(&worker, key, "inactive").await;
    }
    // The catalogue gives a scale two minutes until it counts as mended: that it is right is written down at once.
    alarm_that(&worker, &drift, "the balance to be right", |alarm| {
        let journal = alarm["journal"].as_array();
        journal.is_some_and(|entries| entries.iter().any(|entry| entry["event"] == "cleared"))
    })
    .await;
}

#[tokio::test]
async fn a_group_that_was_not_fed_in_time_is_an_alarm_until_it_is_fed() {
    let cloud = Cloud::find();
    let worker = cloud.person("worker", FARM);
    let mixer = mixer(&cloud).await;
    // Every ten minutes, until two hours ago.
    let mut run = Sequence::begun(180);
    let begun = run.at;
    let mut steps = Vec::new();
    for feeding in 0..6 {
        run.at = begun + SignedDuration::from_mins(10 * feeding);
        steps.push(run.delivery(200.0));
    }
    say_all(&mixer, &steps).await;
    let path = run.path(&mixer.machine.thing_name);
    with_steps(&worker, &path, steps.len()).await;
    let found = self::run(&cloud, "find-missed-feedings").await;
    assert!(found["overdue"].as_u64() >= Some(1), "{found}");

    let missed = condition(&mixer, &format!("feed.group.{}", run.id("group")), "FEED_SEQUENCE_MISSED");
    let alarm = becomes(&worker, &missed, "active").await;
    // What it got last is eaten up at the rate of these days.
    assert_eq!(alarm["severity"], "critical", "{alarm}");

    run.at = Timestamp::now() - SignedDuration::from_mins(1);
    mixer.say("feed", &run.delivery(200.0)).await;
    becomes(&worker, &missed, "inactive").await;
}

#[tokio::test]
async fn what_is_no_step_is_kept_with_its_reason_and_its_neighbours_go_on() {
    let cloud = Cloud::find();
    let worker = cloud.person("worker", FARM);
    let mixer = mixer(&cloud).await;
    let mut run = Sequence::begun(5);
    let mut no_target = run.load(500.0);
    no_target.as_object_mut().unwrap().remove("entitlement");
    let mut unknown = run.load(500.0);
    unknown["colour"] = json!(run.id("red"));
    let mut tomorrow = run.load(500.0);
    tomorrow["eventEnd"] = json!(Timestamp::now() + SignedDuration::from_hours(24));
    let good = run.load(500.0);
    let bad = [
        (no_target, "badField", "entitlement"),
        (unknown, "badField", "colour"),
        (tomorrow, "timeInFuture", "eventEnd"),
    ];
    for (step, ..) in &bad {
        mixer.say("feed", step).await;
    }
    mixer.say("feed", &good).await;
    with_steps(&worker, &run.path(&mixer.machine.thing_name), 1).await;
    for (step, reason, field) in bad {
        let letter = letter_of(&cloud, "FeedDeadLettersUrl", step.to_string().as_bytes()).await;
        assert_eq!((letter.reason.as_str(), letter.field.as_deref()), (reason, Some(field)), "{step}");
    }
}
