//! Feeding, in a person's language.

use valmetal_domain::{
    entity::Language,
    feed::{RecordKind, StepOutcome},
};

use super::Words;

impl Words {
    /// How a step or a sequence ended.
    pub(crate) fn outcome_name(&self, outcome: &StepOutcome) -> &'static str {
        match outcome {
            StepOutcome::Complete => self.pick("complete", "complète"),
            StepOutcome::Partial => self.pick("less than planned", "moins que prévu"),
            StepOutcome::Skipped => self.pick("left out", "sautée"),
            StepOutcome::Aborted => self.pick("broken off", "interrompue"),
            StepOutcome::ManualOverride => self.pick("ended by hand", "terminée à la main"),
        }
    }

    /// What kind of step it was.
    pub(crate) fn record_kind(&self, kind: &RecordKind) -> &'static str {
        match kind {
            RecordKind::Load => self.pick("Loaded", "Chargement"),
            RecordKind::Mix => self.pick("Mixed", "Mélange"),
            RecordKind::Delivery => self.pick("Fed", "Distribution"),
            RecordKind::Refusal => self.pick("Left over", "Refus"),
            RecordKind::Sequence => self.pick("End", "Fin"),
        }
    }

    /// So many days, which need not be whole.
    pub(crate) fn number_of_days(&self, days: &f64) -> String {
        let number = self.number(*days, 1);
        match (self.language, *days < 2.0) {
            (Language::En, _) => format!("{number} days"),
            (Language::Fr, true) => format!("{number} jour"),
            (Language::Fr, false) => format!("{number} jours"),
        }
    }
}
