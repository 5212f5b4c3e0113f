//! The names of the domain's values in a person's language.

use valmetal_domain::{
    alarm::{DerivedState, Severity, journal::JournalEvent},
    entity::{EntityKind, Language},
};

use super::Words;

impl Words {
    pub(super) fn pick(&self, en: &'static str, fr: &'static str) -> &'static str {
        match self.language {
            Language::En => en,
            Language::Fr => fr,
        }
    }

    /// A severity.
    pub(crate) fn severity_name(&self, severity: &Severity) -> &'static str {
        match severity {
            Severity::Critical => self.pick("Critical", "Critique"),
            Severity::High => self.pick("High", "Élevée"),
            Severity::Medium => self.pick("Medium", "Moyenne"),
            Severity::Low => self.pick("Low", "Faible"),
        }
    }

    /// A state.
    pub(crate) fn state_name(&self, state: &DerivedState) -> &'static str {
        match state {
            DerivedState::Unacknowledged => {
                self.pick("Active, nobody has taken it", "Active, personne ne s'en occupe")
            }
            DerivedState::Acknowledged => self.pick("Active, taken", "Active, prise en charge"),
            DerivedState::LatchedUnacknowledged => self
                .pick("Over, latched, nobody has taken it", "Terminée, verrouillée, personne ne s'en occupe"),
            DerivedState::LatchedAcknowledged => self.pick("Over, waits for a reset", "Terminée, à réarmer"),
            DerivedState::ReturnedUnacknowledged => {
                self.pick("Over, nobody has seen it", "Terminée, personne ne l'a vue")
            }
            DerivedState::Shelved => self.pick("Put aside", "Mise de côté"),
            DerivedState::SuppressedByDesign => self.pick("Suppressed by design", "Supprimée par conception"),
            DerivedState::OutOfService => self.pick("Out of service", "Hors service"),
            DerivedState::Normal => self.pick("Normal", "Normale"),
        }
    }

    /// A kind of entity.
    pub(crate) fn kind_name(&self, kind: &EntityKind) -> &'static str {
        match kind {
            EntityKind::Farm => self.farm,
            EntityKind::Site => self.pick("Site", "Site"),
            EntityKind::Barn => self.pick("Barn", "Bâtiment"),
            EntityKind::Equipment => self.machine,
            EntityKind::Component => self.part,
        }
    }

    /// What happened to an alarm.
    pub(crate) fn event_name(&self, event: &JournalEvent) -> &'static str {
        use JournalEvent as E;
        match event {
            E::Raised => self.pick("raised it", "l'a déclenchée"),
            E::Changed => self.pick("reported a change", "a signalé un changement"),
            E::Cleared => self.pick("cleared it", "l'a terminée"),
            E::Repeated => self.pick("said it again", "l'a répété"),
            E::Late => self.pick("said it late", "l'a dit en retard"),
            E::Fleeting => self.pick("it was over before it counted", "terminée avant de compter"),
            E::OnDelayOver => self.pick("it lasted, so it counts", "elle a duré, donc elle compte"),
            E::OffDelayOver => {
                self.pick("it stayed away, so it is over", "elle n'est pas revenue, donc elle est terminée")
            }
            E::Acknowledged => self.pick("took it", "s'en occupe"),
            E::Reset => self.pick("reset it", "l'a réarmée"),
            E::Shelved => self.pick("put it aside", "l'a mise de côté"),
            E::Unshelved => self.pick("took it back from the shelf", "l'a reprise"),
            E::ShelfEnded => self.pick("its time on the shelf was over", "sa mise de côté a pris fin"),
            E::ReAlarmed => self.pick(
                "taken too long ago: told again",
                "prise en charge il y a trop longtemps : nouvel avis",
            ),
            E::Suppressed => self.pick("suppressed it", "l'a supprimée par conception"),
            E::Unsuppressed => self.pick("ended the suppression", "a mis fin à la suppression"),
            E::TakenOutOfService => self.pick("took it out of service", "l'a mise hors service"),
            E::ReturnedToService => self.pick("put it back in service", "l'a remise en service"),
            E::Commented => self.pick("commented", "a commenté"),
            E::Assigned => self.pick("gave it to somebody", "l'a assignée"),
            E::SourceLost => self.pick("the machine went offline", "la machine est hors ligne"),
            E::SourceRestored => self.pick("the machine is back online", "la machine est de retour"),
            E::Retired => {
                self.pick("ended with its machine, which was retired", "a pris fin avec sa machine, retirée")
            }
            E::EscalationStarted => self.pick("began to tell people", "a commencé à avertir"),
            E::LevelNotified => self.pick("told people", "a averti des gens"),
            E::LevelFailed => self.pick("could not tell anybody", "n'a pu avertir personne"),
            E::EscalationExhausted => {
                self.pick("told everybody, and nobody took it", "a averti tout le monde, sans réponse")
            }
            E::EscalationFailed => self
                .pick("failed to tell people and will try again", "n'a pas réussi à avertir et réessaiera"),
        }
    }
}
