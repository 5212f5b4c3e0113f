use serde_json::{Value, json};

use super::{changed, document, faults};
use crate::alarm::definition::{Chatter, ReAlarm};
use crate::catalogue::Catalogue;
use crate::names::AlarmCode;

/// One way to spoil the small document, and the one fault that is found.
type Case = (fn(&mut Value), &'static str);

const CASES: &[Case] = &[
    // The document.
    (|d| *d = json!([]), "the document: must be an object"),
    (|d| d["extra"] = json!(1), "extra: is unknown; known are version, policies, definitions"),
    (|d| d["version"] = json!("3"), "version: must be a whole number from 1 to 4294967295"),
    (|d| d["version"] = json!(0), "version: must be a whole number from 1 to 4294967295"),
    (|d| drop(d.as_object_mut().unwrap().remove("version")), "version: is missing"),
    (|d| drop(d.as_object_mut().unwrap().remove("definitions")), "definitions: is missing"),
    (|d| d["definitions"] = json!([]), "definitions: must not be empty"),
    (|d| d["definitions"] = json!({}), "definitions: must be a list"),
    (
        |d| d["definitions"][1]["code"] = json!("OTHER"),
        "definitions: must define CONNECTIVITY_LOST, which the platform itself raises",
    ),
    // A definition.
    (|d| d["definitions"][0] = json!(7), "definitions[0]: must be an object"),
    (
        |d| d["definitions"][0]["code"] = json!("motor overload"),
        "definitions[0].code: must be 1 to 64 capital letters, digits, '-' or '_', as in MOTOR_OVERLOAD",
    ),
    (
        |d| d["definitions"][0]["code"] = json!("CONNECTIVITY_LOST"),
        "definitions[1].code: `CONNECTIVITY_LOST` is the code of an earlier definition",
    ),
    (
        |d| d["definitions"][1]["severity"] = json!("urgent"),
        "definitions[1].severity: must be one of critical, high, medium, low",
    ),
    (
        |d| d["definitions"][0]["severity"] = json!("high"),
        "definitions[0].severity: must be critical where safetyCritical is true",
    ),
    (
        |d| d["definitions"][0]["acknowledgementRequired"] = json!(false),
        "definitions[0].acknowledgementRequired: must be true where safetyCritical is",
    ),
    (
        |d| d["definitions"][0]["onDelaySeconds"] = json!(-1),
        "definitions[0].onDelaySeconds: must be a whole number from 0 to 3600",
    ),
    (
        |d| d["definitions"][0]["offDelaySeconds"] = json!("60 s"),
        "definitions[0].offDelaySeconds: must be a whole number from 0 to 3600",
    ),
    (
        |d| d["definitions"][0]["offDelaySeconds"] = json!(1.5),
        "definitions[0].offDelaySeconds: must be a whole number from 0 to 3600",
    ),
    (
        |d| d["definitions"][0]["deadband"] = json!(-0.1),
        "definitions[0].deadband: must be a number from 0 to 1000000",
    ),
    (
        |d| d["definitions"][0]["deadband"] = Value::Null,
        "definitions[0].deadband: must be a number from 0 to 1000000",
    ),
    (|d| d["definitions"][0]["latching"] = json!("yes"), "definitions[0].latching: must be true or false"),
    (
        |d| d["definitions"][0]["longestShelfSeconds"] = json!(99_999_999),
        "definitions[0].longestShelfSeconds: must be a whole number from 60 to 604800",
    ),
    (
        |d| d["definitions"][0]["reAlarm"] = json!({"afterSeconds": 600}),
        "definitions[0].reAlarm.atMost: is missing",
    ),
    (
        |d| d["definitions"][0]["chatter"]["activations"] = json!(1),
        "definitions[0].chatter.activations: must be a whole number from 2 to 8",
    ),
    (
        |d| d["definitions"][0]["suppressionCauses"][1] = json!("parent_offline"),
        "definitions[0].suppressionCauses[1]: is there already",
    ),
    (
        |d| d["definitions"][0]["suppressionCauses"][1] = json!("Parent offline"),
        "definitions[0].suppressionCauses[1]: must be small letters, digits and '_', a letter first",
    ),
    (
        |d| d["definitions"][1]["policy"] = json!("nobody"),
        "definitions[1].policy: `nobody` is no policy of this catalogue",
    ),
    // Texts.
    (
        |d| drop(d["definitions"][1]["texts"].as_object_mut().unwrap().remove("fr")),
        "definitions[1].texts.fr: is missing",
    ),
    (
        |d| d["definitions"][1]["texts"]["de"] = json!({}),
        "definitions[1].texts.de: is unknown; known are en, fr",
    ),
    (
        |d| d["definitions"][1]["texts"]["fr"]["title"] = json!(""),
        "definitions[1].texts.fr.title: must not be empty",
    ),
    (
        |d| d["definitions"][1]["texts"]["fr"]["title"] = json!("é".repeat(61)),
        "definitions[1].texts.fr.title: must be at most 60 characters long",
    ),
    (
        |d| d["definitions"][1]["texts"]["en"]["cause"] = json!(" c"),
        "definitions[1].texts.en.cause: must not begin or end with a space",
    ),
    (
        |d| d["definitions"][1]["texts"]["en"]["cause"] = json!("a\nb"),
        "definitions[1].texts.en.cause: must not contain control characters",
    ),
    (
        |d| d["definitions"][1]["texts"]["en"]["steps"] = json!([]),
        "definitions[1].texts.en.steps: must not be empty",
    ),
    (
        |d| d["definitions"][1]["texts"]["en"]["steps"] = json!(["a", ""]),
        "definitions[1].texts.en.steps[1]: must not be empty",
    ),
    (
        |d| d["definitions"][1]["texts"]["en"]["steps"] = json!(vec!["a"; 13]),
        "definitions[1].texts.en.steps: must have at most 12 items",
    ),
    // Policies.
    (|d| d["policies"][0]["levels"] = json!([]), "policies[0].levels: must not be empty"),
    (
        |d| d["policies"][0]["levels"][0]["waitSeconds"] = json!(5),
        "policies[0].levels[0].waitSeconds: must be a whole number from 60 to 86400",
    ),
    (
        |d| d["policies"][0]["levels"][0]["roles"] = json!([]),
        "policies[0].levels[0].roles: must not be empty",
    ),
    (
        |d| d["policies"][0]["levels"][0]["roles"][1] = json!("admin"),
        "policies[0].levels[0].roles[1]: must be one of worker, farmer, technician",
    ),
    (
        |d| d["policies"][0]["repeats"] = json!(100),
        "policies[0].repeats: must be a whole number from 0 to 10",
    ),
    (
        |d| {
            let twice = d["policies"][0].clone();
            d["policies"].as_array_mut().unwrap().push(twice);
        },
        "policies[2].name: `critical` is the name of an earlier policy",
    ),
];

#[test]
fn every_fault_is_found_with_its_path() {
    for (spoil, expected) in CASES {
        assert_eq!(faults(&changed(spoil)), [*expected]);
    }
}

#[test]
fn all_faults_are_found_at_once() {
    let spoilt = changed(|d| {
        d["policies"][1]["levels"] = json!([]);
        d["definitions"][0]["code"] = json!("");
        d["definitions"][1]["texts"]["fr"]["title"] = json!("");
        d["definitions"][1]["severity"] = json!(1);
    });
    let found = faults(&spoilt);
    assert_eq!(found.len(), 4, "{found:#?}");
}

#[test]
fn what_is_no_json_is_said_to_be_none() {
    let faults = Catalogue::parse(b"{\"version\": 1,").unwrap_err();
    assert!(faults.to_string().starts_with("the document: is not JSON: EOF"), "{faults}");
    assert!(Catalogue::parse(&[0xff, 0xfe]).is_err());
}

#[test]
fn a_good_document_is_read_as_it_stands() {
    let catalogue = Catalogue::parse(document().to_string().as_bytes()).unwrap();
    assert_eq!((catalogue.version, catalogue.definitions.len()), (3, 2));
    let stop = &catalogue.definitions[&AlarmCode::new("EMERGENCY_STOP").unwrap()];
    assert_eq!((stop.on_delay_seconds, stop.off_delay_seconds, stop.deadband), (1, 2, Some(0.5)));
    assert_eq!(stop.re_alarm, Some(ReAlarm { after_seconds: 600, at_most: 3 }));
    assert_eq!(stop.chatter, Chatter { activations: 4, within_seconds: 30, off_delay_seconds: 90 });
    assert_eq!(
        (stop.policy.name.as_str(), stop.policy.repeats, stop.policy.levels.len()),
        ("critical", 2, 1)
    );
    let lost = &catalogue.definitions[&AlarmCode::new("CONNECTIVITY_LOST").unwrap()];
    assert!(lost.acknowledgement_required && !lost.latching && lost.longest_shelf_seconds.is_none());
    assert_eq!(lost.chatter, Chatter::default());
}
