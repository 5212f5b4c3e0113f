//! What is to be done outside once a transition is stored.

use jiff::Timestamp;

use super::EscalationRef;

/// Something to do. Doing it twice does no harm.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Start the workflow of this escalation under its name; one that exists has been started.
    StartEscalation(EscalationRef),
    /// Stop the workflow of this escalation, if it runs.
    StopEscalation {
        /// Which one.
        escalation: EscalationRef,
        /// Why: a stable word, the execution's error.
        error: &'static str,
        /// Why, for a person: the execution's cause.
        cause: String,
    },
    /// Look at the condition again at this time.
    Timer {
        /// The time.
        due: Timestamp,
    },
}
