//! What machines measure and what is asked of them, in a person's language.

use valmetal_domain::{command::CommandStatus, names::Measure, telemetry::measure::known};

use super::Words;

impl Words {
    /// A number of things: one, or as many as they are.
    pub(crate) fn counted(&self, count: usize, one: &str, many: &str) -> String {
        if count == 1 { one.to_owned() } else { format!("{count} {many}") }
    }

    /// What is measured. An unknown measure is called what the machine calls it.
    pub(crate) fn measure_name<'a>(&self, measure: &'a str) -> &'a str {
        match measure {
            "motorCurrent" => self.pick("Motor current", "Courant du moteur"),
            "motorRunning" => self.pick("Motor runs", "Moteur en marche"),
            "motorSpeed" => self.pick("Motor speed", "Vitesse du moteur"),
            "mixerSpeed" => self.pick("Mixer speed", "Vitesse du mélangeur"),
            "beltSpeed" => self.pick("Belt speed", "Vitesse de la courroie"),
            "gearboxTemperature" => self.pick("Gearbox temperature", "Température du réducteur"),
            "bearingTemperature" => self.pick("Bearing temperature", "Température du roulement"),
            "motorTemperature" => self.pick("Motor temperature", "Température du moteur"),
            "ambientTemperature" => self.pick("Air temperature", "Température ambiante"),
            "hydraulicPressure" => self.pick("Hydraulic pressure", "Pression hydraulique"),
            "batteryLevel" => self.pick("Battery", "Batterie"),
            "batteryCurrent" => self.pick("Battery current", "Courant de la batterie"),
            "fillLevel" => self.pick("Fill level", "Niveau de remplissage"),
            "storageUsed" => self.pick("Memory used", "Mémoire utilisée"),
            "signalStrength" => self.pick("Signal", "Signal"),
            "scaleWeight" => self.pick("Weight on the scale", "Poids sur la balance"),
            "feedWeight" => self.pick("Feed in store", "Aliment en réserve"),
            "runningHours" => self.pick("Running hours", "Heures de marche"),
            "doorOpen" => self.pick("Door open", "Porte ouverte"),
            "emergencyStop" => self.pick("Emergency stop", "Arrêt d'urgence"),
            other => other,
        }
    }

    /// A measured value with its unit; yes or no where that is what it is.
    pub(crate) fn measure_value(&self, measure: &str, value: &f64) -> String {
        match Measure::new(measure).ok().as_ref().and_then(known) {
            Some(Some(unit)) => format!("{}\u{a0}{unit}", self.measured(*value)),
            Some(None) if *value == 0.0 => self.no.to_owned(),
            Some(None) => self.yes.to_owned(),
            None => self.measured(*value),
        }
    }

    /// How a command stands.
    pub(crate) fn command_status(&self, status: &CommandStatus) -> &'static str {
        match status {
            CommandStatus::Pending => self.pick("waits for the machine", "attend la machine"),
            CommandStatus::Confirmed => self.pick("done by the machine", "fait par la machine"),
            CommandStatus::Cancelled => self.pick("taken back", "annulé"),
            CommandStatus::Expired => {
                self.pick("given up: the machine did not answer", "abandonné : la machine n'a pas répondu")
            }
        }
    }

    /// Whether a command came to nothing without anybody wanting that.
    #[allow(clippy::unused_self, reason = "templates have it from the words")]
    pub(crate) fn is_bad(&self, status: &CommandStatus) -> bool {
        *status == CommandStatus::Expired
    }

    /// How long people wait for a machine: minutes, and in words.
    pub(crate) fn waits(&self) -> [(&'static str, &'static str); 4] {
        [
            ("5", self.pick("5 minutes", "5 minutes")),
            ("60", self.one_hour),
            ("480", self.pick("8 hours", "8 heures")),
            ("1440", self.one_day),
        ]
    }

    /// A period until now.
    pub(crate) fn period_name(&self, period: &str) -> &'static str {
        match period {
            "hour" => self.one_hour,
            "day" => self.one_day,
            "week" => self.pick("1 week", "1 semaine"),
            "month" => self.pick("1 month", "1 mois"),
            _ => self.pick("1 year", "1 an"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{EN, FR};

    #[test]
    fn a_value_has_its_unit_or_is_a_yes_or_no() {
        assert_eq!(FR.measure_value("motorCurrent", &41.25), "41,2\u{a0}A");
        assert_eq!(
            (EN.measure_value("doorOpen", &1.0), FR.measure_value("doorOpen", &0.0)),
            ("Yes".into(), "Non".into())
        );
        assert_eq!(EN.measure_value("wheelSpin", &3.0), "3");
    }
}
