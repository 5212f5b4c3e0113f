//! The README's tours, run as they are written: every line of its console blocks, and every answer that it promises.
//!
//! A line that begins with `$ ` is run, with the lines that continue it; what a comment behind it says in quotes must be in what it
//! answers. All of them run in one shell, one after the other.

use std::{env, fmt::Write as _, fs, process::Stdio, time::Duration};

use tokio::process::Command;

use crate::{
    document::file,
    platform::{Platform, Way},
    waits::with_real_waits,
};

/// How long a tour may take.
const WITHIN: Duration = Duration::from_mins(5);
/// What separates the commands' answers.
const MARK: &str = "=== of command ";

/// A command, and what its answer has.
#[derive(Debug, PartialEq, Eq)]
struct Line {
    command: String,
    promised: Vec<String>,
}

/// The commands of the console blocks of the README's section `heading`.
fn commands(heading: &str) -> Vec<Line> {
    let readme = fs::read_to_string(file("README.md")).unwrap();
    let section = readme
        .split("\n## ")
        .find(|section| section.lines().next() == Some(heading))
        .unwrap_or_else(|| panic!("the README has no section {heading:?}"));
    let blocks = section.split("```console\n").skip(1).filter_map(|rest| rest.split("\n```").next());
    blocks.flat_map(read).collect()
}

fn read(block: &str) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    let mut continued = false;
    for line in block.lines() {
        if let Some(command) = line.strip_prefix("$ ") {
            lines.push(Line { command: command.to_owned(), promised: Vec::new() });
        } else if continued {
            let last = lines.last_mut().expect("a continued line has a beginning");
            last.command.push('\n');
            last.command.push_str(line);
        }
        continued = line.ends_with('\\');
    }
    for line in &mut lines {
        let Some((_, comment)) = line.command.rsplit_once("  # ") else { continue };
        line.promised = comment.split('`').skip(1).step_by(2).map(str::to_owned).collect();
    }
    lines
}

/// Runs a section's commands in one shell, against one way to the API.
async fn tour(heading: &str, way: Way) {
    let platform = Platform::find();
    let lines = commands(heading);
    assert!(!lines.is_empty(), "{heading:?} has no commands");
    let mut script = String::from("set -eu; shopt -s expand_aliases\n");
    for (number, line) in lines.iter().enumerate() {
        // The README names the ports of `make up`; this platform may have others.
        let command = line.command.replace("http://localhost:8080", platform.url(way));
        writeln!(script, "echo '{MARK}{number}'\n{command}\necho").expect("a string can be written");
    }
    let mut command = Command::new("bash");
    command.arg("-c").arg(&script).current_dir(file("")).stdin(Stdio::null()).kill_on_drop(true);
    if let Some(home) = env::var_os("VALMETAL_HOME") {
        command.env("VALMETAL_HOME", home);
    }
    let ran = tokio::time::timeout(WITHIN, command.output()).await.expect("it ends in time").unwrap();
    let (said, errors) = (String::from_utf8_lossy(&ran.stdout), String::from_utf8_lossy(&ran.stderr));
    assert!(ran.status.success(), "{way:?}: {}\n{said}\n{errors}", ran.status);
    for (number, line) in lines.iter().enumerate() {
        let answer = said.split(MARK).find_map(|part| part.strip_prefix(&format!("{number}\n"))).unwrap();
        for promised in &line.promised {
            assert!(
                answer.contains(promised.as_str()),
                "{}\n{way:?} lacks {promised}: {answer}",
                line.command
            );
        }
    }
}

#[tokio::test]
async fn the_tour_of_an_alarm_is_as_written() {
    with_real_waits(tour("A motor overload, from the machine to the person", Way::Functions)).await;
}

#[tokio::test]
async fn the_tour_of_the_api_is_as_written_of_the_functions() {
    tour("The API", Way::Functions).await;
}

#[tokio::test]
async fn the_tour_of_the_api_is_as_written_of_the_server() {
    tour("The API", Way::Server).await;
}

#[test]
fn commands_are_read_with_what_continues_and_what_they_promise() {
    let block = "$ one \\\n    --two\nan answer\n$ three  # `\"a\": 1`, then `b`";
    let line = |command: &str, promised: &[&str]| Line {
        command: command.to_owned(),
        promised: promised.iter().map(|text| (*text).to_owned()).collect(),
    };
    assert_eq!(
        read(block),
        [line("one \\\n    --two", &[]), line("three  # `\"a\": 1`, then `b`", &["\"a\": 1", "b"])]
    );
}
