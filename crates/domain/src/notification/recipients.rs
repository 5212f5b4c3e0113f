//! Who is told at a level, and by which channels.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::tz::TimeZoneDatabase;

use crate::alarm::Severity;
use crate::entity::{Channel, FarmRole, Member};
use crate::names::UserId;

/// Who is told and who is not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resolution<'a> {
    /// Who is told.
    pub told: Vec<Telling<'a>>,
    /// Who of the level is not told, and why.
    pub silent: Vec<(&'a Member, Silence)>,
}

/// A person who is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Telling<'a> {
    /// The person.
    pub member: &'a Member,
    /// By which channels, and what each passes over.
    pub channels: Vec<(Channel, Option<Despite>)>,
}

/// What a critical message passes over; the message says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Despite {
    /// These are the person's quiet hours.
    QuietHours,
    /// The person did not choose this severity for this channel.
    Severity,
}

/// Why a person of a level is not told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Silence {
    /// There is no channel.
    NoChannel,
    /// These are the person's quiet hours.
    QuietHours,
    /// The person chose this severity for no channel.
    Severity,
}

/// Who of `members` is told of an alarm of this severity at `now`, at a level of these roles.
///
/// Quiet hours are kept in the person's own time zone. One that `zones` does not know is never quiet: rather told once
/// too often.
pub fn resolve<'a>(
    members: &'a [Member],
    roles: &BTreeSet<FarmRole>,
    severity: Severity,
    now: Timestamp,
    zones: &TimeZoneDatabase,
) -> Resolution<'a> {
    let mut resolution = Resolution { told: Vec::new(), silent: Vec::new() };
    for member in members.iter().filter(|member| roles.contains(&member.role)) {
        match channels(member, severity, is_quiet(member, now, zones)) {
            Ok(channels) => resolution.told.push(Telling { member, channels }),
            Err(silence) => resolution.silent.push((member, silence)),
        }
    }
    resolution
}

/// Whom to tell that `taker` has taken the alarm: everybody else who was told of it, by the channels that told them. They
/// are up by now, so nothing is held back.
pub fn resolve_taken<'a>(
    members: &'a [Member],
    told: impl IntoIterator<Item = (UserId, Channel)>,
    taker: &UserId,
) -> Vec<Telling<'a>> {
    let mut by_person: BTreeMap<UserId, BTreeSet<Channel>> = BTreeMap::new();
    for (user, channel) in told {
        by_person.entry(user).or_default().insert(channel);
    }
    by_person.remove(taker);
    members
        .iter()
        .filter_map(|member| {
            let told = by_person.get(&member.user_id)?;
            let channels: Vec<_> = member
                .channels
                .iter()
                .filter(|(channel, _)| told.contains(channel))
                .map(|(channel, _)| (channel, None))
                .collect();
            (!channels.is_empty()).then_some(Telling { member, channels })
        })
        .collect()
}

fn channels(
    member: &Member,
    severity: Severity,
    quiet: bool,
) -> Result<Vec<(Channel, Option<Despite>)>, Silence> {
    let critical = severity == Severity::Critical;
    let mut any = false;
    let mut channels = Vec::new();
    for (channel, chosen) in member.channels.iter() {
        any = true;
        if quiet && critical {
            channels.push((channel, Some(Despite::QuietHours)));
        } else if !chosen.contains(&severity) && critical {
            channels.push((channel, Some(Despite::Severity)));
        } else if !quiet && chosen.contains(&severity) {
            channels.push((channel, None));
        }
    }
    match () {
        () if !channels.is_empty() => Ok(channels),
        () if !any => Err(Silence::NoChannel),
        () if quiet => Err(Silence::QuietHours),
        () => Err(Silence::Severity),
    }
}

fn is_quiet(member: &Member, now: Timestamp, zones: &TimeZoneDatabase) -> bool {
    let Some(hours) = member.quiet_hours else { return false };
    zones.get(member.timezone.as_str()).is_ok_and(|zone| hours.contain(now.to_zoned(zone).time()))
}
