//! A notice as a text message: at most two segments, in the alphabet that a segment has most room for.

use super::letters::to_gsm;
use super::mail::list;
use super::notice::{Notice, Occasion, Reader};
use super::words;

/// The most characters of a message: two concatenated segments of 153.
pub(super) const MAX_CHARS: usize = 306;

/// `notice` as a text message to `reader`.
pub fn sms(notice: &Notice, reader: &Reader) -> String {
    let language = reader.language;
    let subject = &notice.subject;
    let severity = words::severity(language, subject.severity).to_uppercase();
    let what = match &notice.occasion {
        Occasion::Level { .. } => format!("{severity}: {}.", subject.card(language).title),
        Occasion::Flood { .. } => {
            let alarms = words::alarms(language, notice.subjects().count());
            format!("{severity}: {alarms}. {}.", subject.card(language).title)
        }
        Occasion::Taken { by } => {
            format!("{}: {}.", words::taken(language, by), subject.card(language).title)
        }
    };
    let place = |location: &[String]| {
        let names = [&subject.machine].into_iter().chain(location.iter().rev()).chain([&notice.farm]);
        names.map(String::as_str).collect::<Vec<_>>().join(", ")
    };
    let unanswered = match notice.occasion {
        Occasion::Level { level, round } => words::unanswered(language, level, round),
        _ => None,
    };
    let silent = (!subject.affected.is_empty() && !matches!(notice.occasion, Occasion::Taken { .. }))
        .then(|| format!("{}: {}.", words::silent(language), list(&subject.affected, 3, language)));
    let despite = reader.despite.map(|despite| words::despite(language, despite));

    // The most that fits: what is left out first is what the link shows as well.
    let full = format!("{}.", place(&notice.location));
    let short = format!("{}.", place(&[]));
    let link = to_gsm(&notice.link());
    let room = MAX_CHARS.saturating_sub(link.chars().count() + 1);
    let forms: [&[Option<&str>]; 4] = [
        &[Some(&what), Some(&full), unanswered.as_deref(), silent.as_deref(), despite],
        &[Some(&what), Some(&short), unanswered.as_deref(), silent.as_deref(), despite],
        &[Some(&what), Some(&short), unanswered.as_deref(), despite],
        &[Some(&what), Some(&short), despite],
    ];
    let texts = forms.map(|parts| to_gsm(&parts.iter().flatten().copied().collect::<Vec<_>>().join(" ")));
    let [.., shortest] = &texts;
    let text = texts.iter().find(|text| text.chars().count() <= room).unwrap_or(shortest);
    format!("{} {link}", text.chars().take(room).collect::<String>())
}
