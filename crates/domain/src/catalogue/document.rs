//! The document's fields, one reader for each kind of object in it.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::fields::{At, Fields, Notes};
use super::{CONNECTIVITY_LOST, Catalogue, Fault, Faults, limits};
use crate::alarm::Severity;
use crate::alarm::definition::{Chatter, Definition, EscalationPolicy, FixCard, Level, ReAlarm, Texts};
use crate::entity::FarmRole;
use crate::names::AlarmCode;

type Policies = BTreeMap<String, Option<EscalationPolicy>>;

/// The catalogue that `document` is, or all its faults.
pub(super) fn read(document: &Value) -> Result<Catalogue, Faults> {
    let notes = Notes::default();
    let catalogue = catalogue(At::document(document, &notes));
    match notes.into_faults() {
        Some(faults) => Err(faults),
        None => catalogue.ok_or_else(|| Faults::of(Fault::new("", "cannot be read"))),
    }
}

fn catalogue(document: At<'_>) -> Option<Catalogue> {
    let fields = document.object(&["version", "policies", "definitions"])?;
    let version = fields.required("version").and_then(|field| field.whole(&(1..=u32::MAX)));
    let policies = fields.required("policies").and_then(|list| policies(&list)).unwrap_or_default();
    let list = fields.required("definitions")?;
    let definitions = definitions(&list, &policies)?;
    Some(Catalogue { version: version?.into(), definitions })
}

fn policies(list: &At<'_>) -> Option<Policies> {
    let mut policies = Policies::new();
    for item in list.items(&limits::POLICIES)? {
        let Some(fields) = item.object(&["name", "levels", "repeats"]) else { continue };
        let name = fields.required("name").and_then(|field| field.word(limits::WORD_CHARS));
        let levels = fields.required("levels").and_then(|field| levels(&field));
        let repeats = fields.whole_or("repeats", &limits::REPEATS, 0);
        let Some(name) = name else { continue };
        if policies.contains_key(&name) {
            fields.fault("name", format!("`{name}` is the name of an earlier policy"));
            continue;
        }
        let policy = levels.zip(repeats).map(|(levels, repeats)| EscalationPolicy {
            name: name.clone(),
            levels,
            repeats,
        });
        policies.insert(name, policy);
    }
    Some(policies)
}

fn levels(list: &At<'_>) -> Option<Vec<Level>> {
    let items = list.items(&limits::LEVELS)?;
    let levels: Vec<Option<Level>> = items.into_iter().map(level).collect();
    levels.into_iter().collect()
}

fn level(item: At<'_>) -> Option<Level> {
    let fields = item.object(&["roles", "waitSeconds"])?;
    let roles = fields.required("roles").and_then(|list| {
        let role = |item: &At<'_>| item.parse::<FarmRole>("one of worker, farmer, technician");
        set(&list, &(1..=3), role)
    });
    let wait = fields.required("waitSeconds").and_then(|field| field.whole(&limits::WAIT_SECONDS));
    Some(Level { roles: roles?, wait_seconds: wait? })
}

fn definitions(list: &At<'_>, policies: &Policies) -> Option<BTreeMap<AlarmCode, Definition>> {
    let mut codes = BTreeSet::new();
    let mut definitions = BTreeMap::new();
    for item in list.items(&limits::DEFINITIONS)? {
        let Some(fields) = item.object(DEFINITION) else { continue };
        let code = fields.required("code").and_then(|field| {
            field.parse::<AlarmCode>("1 to 64 capital letters, digits, '-' or '_', as in MOTOR_OVERLOAD")
        });
        if let Some(code) = &code
            && !codes.insert(code.clone())
        {
            fields.fault("code", format!("`{code}` is the code of an earlier definition"));
        }
        if let Some(definition) = definition(&fields, code, policies) {
            definitions.insert(definition.code.clone(), definition);
        }
    }
    if !codes.iter().any(|code| code.as_str() == CONNECTIVITY_LOST) {
        list.fault(format!("must define {CONNECTIVITY_LOST}, which the platform itself raises"));
    }
    Some(definitions)
}

const DEFINITION: &[&str] = &[
    "code",
    "severity",
    "texts",
    "onDelaySeconds",
    "offDelaySeconds",
    "deadband",
    "latching",
    "acknowledgementRequired",
    "safetyCritical",
    "longestShelfSeconds",
    "reAlarm",
    "suppressionCauses",
    "chatter",
    "policy",
];

/// A definition. Its code was read before, where that was possible.
fn definition(fields: &Fields<'_>, code: Option<AlarmCode>, policies: &Policies) -> Option<Definition> {
    let severity = fields
        .required("severity")
        .and_then(|field| field.parse::<Severity>("one of critical, high, medium, low"));
    let texts = fields.required("texts").and_then(texts);
    let on_delay = fields.whole_or("onDelaySeconds", &limits::DELAY_SECONDS, 0);
    let off_delay = fields.whole_or("offDelaySeconds", &limits::DELAY_SECONDS, 0);
    let deadband = fields.optional("deadband").and_then(|field| field.number(&limits::DEADBAND));
    let latching = fields.flag_or("latching", false);
    let acknowledgement_required = fields.flag_or("acknowledgementRequired", true);
    let safety_critical = fields.flag_or("safetyCritical", false);
    let longest_shelf =
        fields.optional("longestShelfSeconds").and_then(|field| field.whole(&limits::SHELF_SECONDS));
    let re_alarm = fields.optional("reAlarm").and_then(re_alarm);
    let causes = fields.optional("suppressionCauses").map_or(Some(BTreeSet::new()), |list| {
        set(&list, &limits::CAUSES, |item| item.word(limits::WORD_CHARS))
    });
    let chatter = fields.optional("chatter").map_or(Some(Chatter::default()), chatter);
    let policy = fields.required("policy").and_then(|field| policy(&field, policies));

    if safety_critical == Some(true) {
        if acknowledgement_required == Some(false) {
            fields.fault("acknowledgementRequired", "must be true where safetyCritical is");
        }
        if severity.is_some_and(|severity| severity != Severity::Critical) {
            fields.fault("severity", "must be critical where safetyCritical is true");
        }
    }
    Some(Definition {
        code: code?,
        severity: severity?,
        texts: texts?,
        on_delay_seconds: on_delay?,
        off_delay_seconds: off_delay?,
        deadband,
        latching: latching?,
        acknowledgement_required: acknowledgement_required?,
        safety_critical: safety_critical?,
        longest_shelf_seconds: longest_shelf,
        re_alarm,
        suppression_causes: causes?,
        chatter: chatter?,
        policy: policy?,
    })
}

fn policy(field: &At<'_>, policies: &Policies) -> Option<EscalationPolicy> {
    let name = field.text(limits::WORD_CHARS)?;
    let Some(policy) = policies.get(&name) else {
        field.fault(format!("`{name}` is no policy of this catalogue"));
        return None;
    };
    // A policy with a fault of its own is noted where it stands.
    policy.clone()
}

fn texts(field: At<'_>) -> Option<Texts> {
    let fields = field.object(&["en", "fr"])?;
    let en = fields.required("en").and_then(fix_card);
    let fr = fields.required("fr").and_then(fix_card);
    Some(Texts { en: en?, fr: fr? })
}

fn fix_card(field: At<'_>) -> Option<FixCard> {
    let fields = field.object(&["title", "cause", "consequence", "steps"])?;
    let text = |name, longest| fields.required(name).and_then(|field| field.text(longest));
    let title = text("title", limits::TITLE_CHARS);
    let cause = text("cause", limits::TEXT_CHARS);
    let consequence = text("consequence", limits::TEXT_CHARS);
    let steps = fields.required("steps").and_then(|list| {
        let items = list.items(&limits::STEPS)?;
        let steps: Vec<Option<String>> = items.iter().map(|item| item.text(limits::STEP_CHARS)).collect();
        steps.into_iter().collect()
    });
    Some(FixCard { title: title?, cause: cause?, consequence: consequence?, steps: steps? })
}

fn re_alarm(field: At<'_>) -> Option<ReAlarm> {
    let fields = field.object(&["afterSeconds", "atMost"])?;
    let after = fields.required("afterSeconds").and_then(|field| field.whole(&limits::RE_ALARM_SECONDS));
    let at_most = fields.required("atMost").and_then(|field| field.whole(&limits::RE_ALARMS));
    Some(ReAlarm { after_seconds: after?, at_most: at_most? })
}

fn chatter(field: At<'_>) -> Option<Chatter> {
    let fields = field.object(&["activations", "withinSeconds", "offDelaySeconds"])?;
    let whole = |name, range| fields.required(name).and_then(|field: At<'_>| field.whole(range));
    let activations = whole("activations", &limits::CHATTER_ACTIVATIONS);
    let within = whole("withinSeconds", &limits::CHATTER_SECONDS);
    let off_delay = whole("offDelaySeconds", &limits::DELAY_SECONDS);
    Some(Chatter { activations: activations?, within_seconds: within?, off_delay_seconds: off_delay? })
}

/// A list as a set; an item that is there twice is a fault.
fn set<T: Ord>(
    list: &At<'_>,
    range: &std::ops::RangeInclusive<usize>,
    read: impl Fn(&At<'_>) -> Option<T>,
) -> Option<BTreeSet<T>> {
    let mut set = BTreeSet::new();
    for item in list.items(range)? {
        if let Some(value) = read(&item)
            && !set.insert(value)
        {
            item.fault("is there already");
        }
    }
    Some(set)
}
