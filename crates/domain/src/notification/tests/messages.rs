use jiff::tz::TimeZoneDatabase;
use proptest::prelude::*;
use serde_json::json;

use super::{member, notice, subject};
use crate::alarm::Severity;
use crate::entity::{Entity, Language, Place};
use crate::notification::letters::to_gsm;
use crate::notification::sms::MAX_CHARS;
use crate::notification::{Despite, Notice, Occasion, Reader, location, mail, push, silenced_by, sms, topic};

const FIRST: Occasion = Occasion::Level { level: 1, round: 1 };

fn reader(language: &str, despite: Option<Despite>) -> Reader {
    Reader::new(&member("maude", json!({"language": language})), despite, &TimeZoneDatabase::bundled())
}

#[test]
fn a_mail_says_everything_that_helps() {
    let mail = mail(&notice(FIRST), &reader("en", None));
    assert_eq!(mail.subject, "[High] Motor overload - Mélangeur 1, Ferme des Érables");
    assert_eq!(
        mail.body,
        "Motor overload\n\
         \n\
         Machine: Mélangeur 1\n\
         Part: auger-motor\n\
         Where: Ferme des Érables, Rang 3, Cuisine d'alimentation\n\
         Since: 2026-10-03 22:14 EDT\n\
         Value: 62.5 / 60 A\n\
         \n\
         Why it may be so: The motor drew too much current: the machine is overfilled, something is jammed, a bearing \
         is tight or a phase is missing.\n\
         If nobody acts: The motor protection has stopped the machine. The ration is not finished and the herd is not \
         fed on time.\n\
         \n\
         What to do:\n\
         1. Lock the machine out before you open anything.\n\
         2. Look for a jam, an overfilled drum or frozen feed, and clear it.\n\
         3. Let the motor cool down for ten minutes.\n\
         4. Reset the motor protection and start the machine empty.\n\
         5. If it trips again, call a technician: do not try a third time.\n\
         \n\
         Take it: https://app.valmetal.example/alarms/bWl4ZXItZXJhYmxlcy0wMS9hdWdlci1tb3Rvci9NT1RPUl9PVkVSTE9BRA\n"
    );
}

#[test]
fn a_text_message_fits_and_reads_in_french() {
    let text = sms(&notice(Occasion::Level { level: 2, round: 1 }), &reader("fr", None));
    assert_eq!(
        text,
        "ÉLEVÉE: Surcharge du moteur. Mélangeur 1, Cuisine d'alimentation, Rang 3, Ferme des Érables. Personne ne l'a \
         encore prise en charge (niveau 2, tour 1). \
         https://app.valmetal.example/alarms/bWl4ZXItZXJhYmxlcy0wMS9hdWdlci1tb3Rvci9NT1RPUl9PVkVSTE9BRA"
    );
}

#[test]
fn a_message_that_passes_over_a_wish_says_why() {
    let quiet = Some(Despite::QuietHours);
    assert!(
        mail(&notice(FIRST), &reader("en", quiet)).body.ends_with("quiet hours, because it is critical.\n")
    );
    assert!(sms(&notice(FIRST), &reader("fr", quiet)).contains("Envoyé pendant vos heures calmes"));
    assert!(push(&notice(FIRST), &reader("en", Some(Despite::Severity))).body.contains("did not choose"));
}

#[test]
fn the_children_of_a_lost_gateway_are_named_in_its_message() {
    let place = |name: &str, gateway: Option<&str>| -> Place {
        serde_json::from_value(json!({
            "thing": name, "farmId": "f", "entityId": name, "path": format!("/f/s/{name}"), "name": name,
            "gateway": gateway, "version": 1,
        }))
        .unwrap()
    };
    let places = [
        place("Silo", Some("gw")),
        place("Belt", Some("gw")),
        place("Robot", None),
        place("Other", Some("gw2")),
        place("gw", None),
    ];
    let affected = silenced_by(&"gw".parse().unwrap(), &places);
    assert_eq!(affected, ["Belt", "Silo"]);

    let mut lost = notice(FIRST);
    lost.subject = subject("CONNECTIVITY_LOST", Severity::High);
    lost.subject.affected = affected;
    assert!(mail(&lost, &reader("en", None)).body.contains("\nSilent because of it: Belt, Silo\n"));
    assert!(sms(&lost, &reader("en", None)).contains("Silent because of it: Belt, Silo."));
    lost.subject.affected = (0..60).map(|n| format!("M{n}")).collect();
    assert!(mail(&lost, &reader("en", None)).body.contains("M49 and 10 more"));
    assert!(sms(&lost, &reader("fr", None)).contains("M0, M1, M2 et 57 de plus"));
}

#[test]
fn who_took_it_is_told_shortly() {
    let taken = notice(Occasion::Taken { by: "Maude Roy".to_owned() });
    let text = mail(&taken, &reader("en", None));
    assert_eq!(text.subject, "Taken by Maude Roy: Motor overload - Mélangeur 1, Ferme des Érables");
    assert!(!text.body.contains("What to do"));
    assert!(
        sms(&taken, &reader("fr", None)).starts_with("Prise en charge par Maude Roy: Surcharge du moteur.")
    );
    assert_eq!(push(&taken, &reader("en", None)).occurrence, None);
}

#[test]
fn a_flood_is_one_message() {
    let rest = vec![subject("BELT_SLIP", Severity::Medium), subject("SILO_LOW", Severity::Low)];
    let flood = notice(Occasion::Flood { rest });
    let text = mail(&flood, &reader("en", None));
    assert_eq!(text.subject, "[High] 3 alarms - Ferme des Érables");
    assert!(text.body.contains("Medium: Belt slips - Mélangeur 1 (2026-10-03 22:14 EDT)\n"));
    assert!(text.body.contains("https://app.valmetal.example/farms/f/alarms"));
    assert!(sms(&flood, &reader("en", None)).starts_with("HIGH: 3 alarms. Motor overload. Mélangeur"));
    assert_eq!(push(&flood, &reader("en", None)).tag, "flood-f");
}

#[test]
fn a_topic_message_can_be_filtered() {
    let message = topic(&notice(FIRST), Language::Fr);
    assert_eq!(message.subject, "[Elevee] Surcharge du moteur - Melangeur 1, Ferme des Erables");
    assert_eq!(message.attributes["farmId"], "f");
    assert_eq!(message.attributes["severity"], "high");
    assert_eq!(message.attributes["code"], "MOTOR_OVERLOAD");
    assert_eq!(message.attributes["state"], "unacknowledged");
    assert_eq!(message.json["occurrence"], 3);
    assert_eq!(message.json["raisedAt"], "2026-10-04T02:14:00Z");
}

#[test]
fn names_of_what_stands_above_a_machine() {
    let entity = |at: &str, name: &str| -> Entity {
        serde_json::from_value(json!({
            "id": at.rsplit('/').next(), "farmId": "f", "kind": "site", "name": name, "path": at, "version": 1,
        }))
        .unwrap()
    };
    let entities =
        [entity("/f", "Farm"), entity("/f/s/b", "Barn"), entity("/f/s", "Site"), entity("/f/s/b/m", "M")];
    assert_eq!(location(&entities, "/f/s/b/m"), ["Site", "Barn"]);
}

#[test]
fn letters_stay_in_the_alphabet_of_text_messages() {
    assert_eq!(
        to_gsm("Étable à côté, ça gèle — «où»? [x]~\u{202f}°"),
        "Étable à coté, ca gèle - \"où\"? (x)- ?"
    );
}

proptest! {
    #[test]
    fn no_name_makes_a_message_too_long_or_breaks_its_lines(
        machine in "\\PC{1,100}",
        farm in "\\PC{1,100}",
        barn in "\\PC{1,100}",
        affected in prop::collection::vec("\\PC{1,100}", 0..20),
        language in prop::sample::select(vec!["en", "fr"]),
        level in 1_u32..10,
    ) {
        let mut notice: Notice = notice(Occasion::Level { level, round: 2 });
        notice.subject.machine = machine;
        notice.subject.affected = affected;
        notice.farm = farm;
        notice.location = vec![barn];
        let reader = reader(language, Some(Despite::QuietHours));

        let text = sms(&notice, &reader);
        prop_assert!(text.chars().count() <= MAX_CHARS, "{text}");
        prop_assert!(text.ends_with(&notice.link()), "{text}");
        prop_assert!(!mail(&notice, &reader).subject.chars().any(char::is_control));
        // Push services take 4,096 bytes with the encryption's.
        prop_assert!(serde_json::to_vec(&push(&notice, &reader)).unwrap().len() <= 3_500);
        prop_assert!(topic(&notice, Language::En).subject.is_ascii());
    }
}
