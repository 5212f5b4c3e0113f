//! The words of every language that are not in the catalogue.

use super::Despite;
use crate::alarm::Severity;
use crate::entity::Language;

/// How bad, in a word.
pub(super) const fn severity(language: Language, severity: Severity) -> &'static str {
    match (language, severity) {
        (Language::En, Severity::Critical) => "Critical",
        (Language::En, Severity::High) => "High",
        (Language::En, Severity::Medium) => "Medium",
        (Language::En, Severity::Low) => "Low",
        (Language::Fr, Severity::Critical) => "Critique",
        (Language::Fr, Severity::High) => "Élevée",
        (Language::Fr, Severity::Medium) => "Moyenne",
        (Language::Fr, Severity::Low) => "Faible",
    }
}

/// That nobody has answered the earlier messages.
pub(super) fn unanswered(language: Language, level: u32, round: u32) -> Option<String> {
    if level <= 1 && round <= 1 {
        return None;
    }
    Some(match language {
        Language::En => format!("Nobody has taken it yet (level {level}, round {round})."),
        Language::Fr => format!("Personne ne l'a encore prise en charge (niveau {level}, tour {round})."),
    })
}

/// That somebody took it.
pub(super) fn taken(language: Language, by: &str) -> String {
    match language {
        Language::En => format!("Taken by {by}"),
        Language::Fr => format!("Prise en charge par {by}"),
    }
}

/// How many alarms there are at once.
pub(super) fn alarms(language: Language, n: usize) -> String {
    match language {
        Language::En => format!("{n} alarms"),
        Language::Fr => format!("{n} alarmes"),
    }
}

/// What else is silent because of it.
pub(super) const fn silent(language: Language) -> &'static str {
    match language {
        Language::En => "Silent because of it",
        Language::Fr => "Sans nouvelles à cause d'elle",
    }
}

/// That a list goes on.
pub(super) fn and_more(language: Language, n: usize) -> String {
    match language {
        Language::En => format!("and {n} more"),
        Language::Fr => format!("et {n} de plus"),
    }
}

/// Why the message came although the person wanted none.
pub(super) const fn despite(language: Language, despite: Despite) -> &'static str {
    match (language, despite) {
        (Language::En, Despite::QuietHours) => "Sent in your quiet hours, because it is critical.",
        (Language::En, Despite::Severity) => {
            "Sent although you did not choose this severity here, because it is critical."
        }
        (Language::Fr, Despite::QuietHours) => "Envoyé pendant vos heures calmes, parce que c'est critique.",
        (Language::Fr, Despite::Severity) => {
            "Envoyé bien que vous n'ayez pas choisi cette gravité ici, parce que c'est critique."
        }
    }
}

/// A heading of a mail.
#[derive(Debug, Clone, Copy)]
pub(super) enum Heading {
    Machine,
    Component,
    Where,
    Since,
    Value,
    Cause,
    Consequence,
    Steps,
    TakeIt,
}

/// The words of a heading.
pub(super) const fn heading(language: Language, heading: Heading) -> &'static str {
    match language {
        Language::En => match heading {
            Heading::Machine => "Machine",
            Heading::Component => "Part",
            Heading::Where => "Where",
            Heading::Since => "Since",
            Heading::Value => "Value",
            Heading::Cause => "Why it may be so",
            Heading::Consequence => "If nobody acts",
            Heading::Steps => "What to do",
            Heading::TakeIt => "Take it",
        },
        Language::Fr => match heading {
            Heading::Machine => "Machine",
            Heading::Component => "Pièce",
            Heading::Where => "Où",
            Heading::Since => "Depuis",
            Heading::Value => "Valeur",
            Heading::Cause => "Pourquoi",
            Heading::Consequence => "Si personne n'agit",
            Heading::Steps => "Que faire",
            Heading::TakeIt => "La prendre en charge",
        },
    }
}
