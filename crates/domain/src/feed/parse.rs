//! From a device's bytes to a checked step, or to the reason why they will never be one.

use jiff::{Timestamp, TimestampRound, Unit};

use super::{FeedStep, RecordKind};
use crate::{
    alarm::{
        message::reason,
        parse::{bad_field, check_number, check_time, read},
    },
    dead_letter::Rejection,
};

/// The longest feed message, in bytes.
pub const MAX_FEED_BYTES: usize = 8 * 1024;
/// The greatest weight, in kg.
const MAX_KG: f64 = 1_000_000.0;
/// The greatest duration, in s, and the greatest number of turns.
const MAX_COUNT: f64 = 1_000_000.0;
/// How many decimals a cost has at most.
const COST_DECIMALS: u32 = 4;

impl FeedStep {
    /// Reads the message in `bytes`, which the platform received at `received`. It is refused with the reason and, where
    /// there is one, the field at fault. Times are kept to the microsecond, which every store keeps.
    pub fn parse(bytes: &[u8], received: Timestamp) -> Result<Self, Rejection> {
        let mut step: Self = read(bytes, MAX_FEED_BYTES, |step: &Self| step.schema_version)?;
        step.check(received).map_err(|rejection| rejection.schema_version(step.schema_version))?;
        for time in [&mut step.event_start, &mut step.event_end] {
            *time = microseconds(*time)?;
        }
        step.scale_calibrated_at = step.scale_calibrated_at.map(microseconds).transpose()?;
        Ok(step)
    }

    fn check(&self, received: Timestamp) -> Result<(), Rejection> {
        check_number("deviceSeq", self.device_seq, 0)?;
        check_number("stepNo", self.step_no.into(), 1)?;
        check_time("eventEnd", self.event_end, received)?;
        if self.event_start > self.event_end {
            return Err(bad_field("eventStart", "a step begins before it ends"));
        }
        if let Some(at) = self.scale_calibrated_at {
            check_time("scaleCalibratedAt", at, received)?;
        }
        for (field, value, max) in [
            ("entitlement", self.entitlement, MAX_KG),
            ("delivered", self.delivered, MAX_KG),
            ("refused", self.refused, MAX_KG),
            ("tolerance", self.tolerance, MAX_KG),
            ("dryMatterPercentage", self.dry_matter_percentage, 100.0),
            ("duration", self.duration, MAX_COUNT),
            ("mixDuration", self.mix_duration, MAX_COUNT),
            ("mixerRevs", self.mixer_revs, MAX_COUNT),
        ] {
            check_range(field, value, 0.0, max)?;
        }
        // An empty machine may weigh a little less than nothing.
        check_range("weightBefore", self.weight_before, -MAX_KG, MAX_KG)?;
        check_range("weightAfter", self.weight_after, -MAX_KG, MAX_KG)?;
        self.check_cost()?;
        self.check_kind()
    }

    fn check_cost(&self) -> Result<(), Rejection> {
        match (self.total_cost, self.currency) {
            (Some(_), None) => Err(bad_field("currency", "a cost has a currency")),
            (None, Some(_)) => Err(bad_field("totalCost", "a currency without a cost")),
            (Some(cost), _) if cost.is_sign_negative() || cost.scale() > COST_DECIMALS => Err(bad_field(
                "totalCost",
                format!("must not be negative, with {COST_DECIMALS} decimals at most"),
            )),
            _ => Ok(()),
        }
    }

    /// Every kind has what it cannot do without, and nothing that only others have.
    fn check_kind(&self) -> Result<(), Rejection> {
        use RecordKind::{Delivery, Load, Mix, Refusal, Sequence};
        const NEEDED: bool = true;
        const ALLOWED: bool = false;
        /// Which kinds have a field, and whether they need it.
        type Rules = &'static [(RecordKind, bool)];
        let fields: [(&str, bool, Rules); 12] = [
            ("feedId", self.feed_id.is_some(), &[(Load, NEEDED)]),
            ("storageId", self.storage_id.is_some(), &[(Load, ALLOWED)]),
            ("animalSetId", self.animal_set_id.is_some(), &[(Delivery, NEEDED), (Refusal, NEEDED)]),
            ("entitlement", self.entitlement.is_some(), &[(Load, NEEDED), (Delivery, ALLOWED)]),
            ("delivered", self.delivered.is_some(), &[(Load, NEEDED), (Delivery, NEEDED)]),
            ("refused", self.refused.is_some(), &[(Refusal, NEEDED)]),
            (
                "dryMatterPercentage",
                self.dry_matter_percentage.is_some(),
                &[(Load, ALLOWED), (Delivery, ALLOWED)],
            ),
            ("totalCost", self.total_cost.is_some(), &[(Load, ALLOWED), (Delivery, ALLOWED)]),
            ("countObserved", self.count_observed.is_some(), &[(Delivery, ALLOWED)]),
            ("loadOrder", self.load_order.is_some(), &[(Load, ALLOWED)]),
            ("tolerance", self.tolerance.is_some(), &[(Load, ALLOWED)]),
            (
                "mixDuration",
                self.mix_duration.is_some(),
                &[
                    (Load, ALLOWED),
                    (Mix, NEEDED),
                    (Delivery, ALLOWED),
                    (Refusal, ALLOWED),
                    (Sequence, ALLOWED),
                ],
            ),
        ];
        for (field, is_there, kinds) in fields {
            let rule = kinds.iter().find(|(kind, _)| *kind == self.record_kind).map(|(_, needed)| *needed);
            match (rule, is_there) {
                (Some(NEEDED), false) => {
                    return Err(bad_field(field, format!("a {:?} says it", self.record_kind)));
                }
                (None, true) => return Err(bad_field(field, format!("a {:?} has none", self.record_kind))),
                _ => {}
            }
        }
        Ok(())
    }
}

fn check_range(field: &str, value: Option<f64>, min: f64, max: f64) -> Result<(), Rejection> {
    match value {
        Some(value) if !(min..=max).contains(&value) => {
            Err(bad_field(field, format!("{value} is not within {min} to {max}")))
        }
        _ => Ok(()),
    }
}

/// `time` to the microsecond before it.
pub(crate) fn microseconds(time: Timestamp) -> Result<Timestamp, Rejection> {
    let round = TimestampRound::new().smallest(Unit::Microsecond).mode(jiff::RoundMode::Trunc);
    time.round(round).map_err(|error| Rejection::new(reason::BAD_FIELD, error.to_string()))
}
