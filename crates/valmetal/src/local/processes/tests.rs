use std::{path::Path, process::Command};

use super::{Part, Processes, started_by_proc};
use crate::local::settings::Settings;

fn settings(home: &Path) -> Settings {
    Settings { root: home.to_path_buf(), home: home.to_path_buf() }
}

#[tokio::test]
async fn a_started_program_is_found_again_and_ended() {
    let home = tempfile::tempdir().unwrap();
    let settings = settings(home.path());
    let mut command = Command::new("sleep");
    command.arg("600");

    Processes::load(&settings).unwrap().start(Part::FrontDoor, command, &settings.log("sleep")).unwrap();

    let mut found = Processes::load(&settings).unwrap();
    assert_eq!(found.running(), [Part::FrontDoor]);
    found.stop(&[Part::FrontDoor]).await.unwrap();
    assert!(!Processes::load(&settings).unwrap().any());
}

#[tokio::test]
async fn a_process_that_only_has_the_same_id_is_left_alone() {
    let home = tempfile::tempdir().unwrap();
    let settings = settings(home.path());
    let mut bystander = Command::new("sleep").arg("600").spawn().unwrap();
    let record = format!(r#"{{"emulator":{{"pid":{},"started":"1","command":"x"}}}}"#, bystander.id());
    std::fs::create_dir_all(home.path().join("state")).unwrap();
    std::fs::write(home.path().join("state/processes.json"), record).unwrap();

    let mut processes = Processes::load(&settings).unwrap();
    assert!(!processes.any());
    processes.stop(&[Part::Emulator]).await.unwrap();

    assert!(bystander.try_wait().unwrap().is_none(), "the bystander was killed");
    bystander.kill().unwrap();
    bystander.wait().unwrap();
}

#[test]
fn the_start_time_is_read_past_an_odd_program_name() {
    let stat = "42 (a) b (c) S 1 42 42 0 -1 4194560 1 0 0 0 0 0 0 0 20 0 1 0 987654 1 1";
    assert_eq!(started_by_proc(stat).as_deref(), Some("987654"));
    assert_eq!(started_by_proc(&stat.replace(" S ", " Z ")), None);
}
