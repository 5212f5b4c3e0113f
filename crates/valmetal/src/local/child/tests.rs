use std::{
    process::Stdio,
    time::{Duration, Instant},
};

use tokio::{
    io::{AsyncBufReadExt as _, BufReader},
    process::Command,
};

use super::Child;

#[tokio::test]
async fn what_a_program_started_ends_with_it() {
    // A shell with a child of its own, whose process id it prints.
    let mut command = Command::new("sh");
    command.args(["-c", "sleep 60 & echo $!; wait"]).stdout(Stdio::piped());
    let mut child = Child::spawn(&mut command).unwrap();
    let mut lines = BufReader::new(child.stdout().unwrap()).lines();
    let grandchild: i32 = lines.next_line().await.unwrap().unwrap().parse().unwrap();
    let pid = rustix::process::Pid::from_raw(grandchild).unwrap();
    assert!(rustix::process::test_kill_process(pid).is_ok());

    drop(child);
    let began = Instant::now();
    // Its pipe closes when the last of them has ended.
    while lines.next_line().await.unwrap().is_some() {}
    assert!(began.elapsed() < Duration::from_secs(20));
}

#[tokio::test]
async fn one_that_has_ended_says_how() {
    let mut child = Child::spawn(Command::new("sh").args(["-c", "exit 3"])).unwrap();
    assert_eq!(child.wait().await.unwrap().code(), Some(3));
}
