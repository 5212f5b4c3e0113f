//! A notice as a mail: plain text, with everything that the catalogue says.

use std::fmt::Write;

use super::notice::{Notice, Occasion, Reader, Subject};
use super::words::{self, Heading};
use crate::alarm::story::Reading;
use crate::entity::Language;

/// How many machines or alarms a mail names one by one.
const NAMED: usize = 50;

/// A mail without its addresses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    /// One line.
    pub subject: String,
    /// Plain text.
    pub body: String,
}

/// `notice` as a mail to `reader`.
pub fn mail(notice: &Notice, reader: &Reader) -> Mail {
    let body = match &notice.occasion {
        Occasion::Taken { by } => taken(notice, by, reader),
        Occasion::Flood { .. } => flood(notice, reader),
        Occasion::Level { level, round } => alarm(notice, *level, *round, reader),
    };
    Mail { subject: one_line(&headline(notice, reader.language)), body }
}

/// The notice in one line.
pub(super) fn headline(notice: &Notice, language: Language) -> String {
    let Notice { subject, farm, .. } = notice;
    let title = &subject.card(language).title;
    let machine = &subject.machine;
    match &notice.occasion {
        Occasion::Level { .. } => {
            let severity = words::severity(language, subject.severity);
            format!("[{severity}] {title} - {machine}, {farm}")
        }
        Occasion::Flood { .. } => {
            let severity = words::severity(language, subject.severity);
            let alarms = words::alarms(language, notice.subjects().count());
            format!("[{severity}] {alarms} - {farm}")
        }
        Occasion::Taken { by } => {
            format!("{}: {title} - {machine}, {farm}", words::taken(language, by))
        }
    }
}

/// The value with its limit, as in `62.5 / 60 °C`.
pub(super) fn value(reading: &Reading) -> String {
    let unit = reading.unit.as_ref().map_or(String::new(), |unit| format!(" {unit}"));
    match reading.limit {
        Some(limit) => format!("{} / {limit}{unit}", reading.value),
        None => format!("{}{unit}", reading.value),
    }
}

/// `text` without anything that would end a header line.
pub(super) fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

fn alarm(notice: &Notice, level: u32, round: u32, reader: &Reader) -> String {
    let language = reader.language;
    let Subject { component, machine, raised_at, reading, affected, .. } = &notice.subject;
    let card = notice.subject.card(language);
    let mut body = Paragraphs::new(language);
    body.line(&card.title);
    body.note(words::unanswered(language, level, round));
    body.gap();
    body.field(Heading::Machine, machine);
    body.field(Heading::Component, component.as_str());
    body.field(Heading::Where, &location(notice));
    if let Some(raised_at) = raised_at {
        body.field(Heading::Since, &reader.time(*raised_at));
    }
    if let Some(reading) = reading {
        body.field(Heading::Value, &value(reading));
    }
    if !affected.is_empty() {
        body.line(&format!("{}: {}", words::silent(language), list(affected, NAMED, language)));
    }
    body.gap();
    body.field(Heading::Cause, &card.cause);
    body.field(Heading::Consequence, &card.consequence);
    body.gap();
    body.line(&format!("{}:", words::heading(language, Heading::Steps)));
    for (n, step) in card.steps.iter().enumerate() {
        body.line(&format!("{}. {step}", n + 1));
    }
    body.end(notice, reader)
}

fn flood(notice: &Notice, reader: &Reader) -> String {
    let language = reader.language;
    let mut body = Paragraphs::new(language);
    for subject in notice.subjects().take(NAMED) {
        let severity = words::severity(language, subject.severity);
        let title = &subject.card(language).title;
        let since = subject.raised_at.map_or(String::new(), |at| format!(" ({})", reader.time(at)));
        body.line(&format!("{severity}: {title} - {}{since}", subject.machine));
    }
    let more = notice.subjects().count().saturating_sub(NAMED);
    body.note((more > 0).then(|| words::and_more(language, more)));
    body.end(notice, reader)
}

fn taken(notice: &Notice, by: &str, reader: &Reader) -> String {
    let language = reader.language;
    let mut body = Paragraphs::new(language);
    body.line(&format!("{}.", words::taken(language, by)));
    body.gap();
    body.line(&notice.subject.card(language).title);
    body.field(Heading::Machine, &notice.subject.machine);
    body.field(Heading::Where, &location(notice));
    body.gap();
    body.line(&notice.link());
    body.text
}

fn location(notice: &Notice) -> String {
    let names = std::iter::once(&notice.farm).chain(&notice.location);
    names.map(String::as_str).collect::<Vec<_>>().join(", ")
}

/// The first `n` names, and how many more there are.
pub(super) fn list(names: &[String], n: usize, language: Language) -> String {
    let shown = names.iter().take(n).map(String::as_str).collect::<Vec<_>>().join(", ");
    match names.len().saturating_sub(n) {
        0 => shown,
        more => format!("{shown} {}", words::and_more(language, more)),
    }
}

/// A mail's text, line by line.
struct Paragraphs {
    language: Language,
    text: String,
}

impl Paragraphs {
    const fn new(language: Language) -> Self {
        Self { language, text: String::new() }
    }

    fn line(&mut self, line: &str) {
        writeln!(self.text, "{}", one_line(line)).expect("a string takes everything");
    }

    fn note(&mut self, line: Option<String>) {
        if let Some(line) = line {
            self.line(&line);
        }
    }

    fn field(&mut self, heading: Heading, value: &str) {
        self.line(&format!("{}: {value}", words::heading(self.language, heading)));
    }

    fn gap(&mut self) {
        self.text.push('\n');
    }

    /// Where to take it, and why it came.
    fn end(mut self, notice: &Notice, reader: &Reader) -> String {
        self.gap();
        self.field(Heading::TakeIt, &notice.link());
        if let Some(despite) = reader.despite {
            self.gap();
            self.line(words::despite(self.language, despite));
        }
        self.text
    }
}
