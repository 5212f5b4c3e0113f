//! Numbers and weights as people of a language write them.

use valmetal_domain::entity::Language;

use super::Words;

/// How many pounds a kilogram is.
const POUNDS: f64 = 2.204_622_622;

/// What a person weighs with. What is stored is always kilograms.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Weight {
    /// Kilograms.
    #[default]
    Kilograms,
    /// Pounds.
    Pounds,
}

impl Weight {
    /// As a cookie and a form say it; anything else is kilograms.
    pub(crate) fn of(text: &str) -> Self {
        if text == "lb" { Self::Pounds } else { Self::Kilograms }
    }

    /// Its sign.
    pub(crate) const fn sign(self) -> &'static str {
        match self {
            Self::Kilograms => "kg",
            Self::Pounds => "lb",
        }
    }

    /// So many kilograms, in this unit.
    pub(crate) fn of_kg(self, kg: f64) -> f64 {
        match self {
            Self::Kilograms => kg,
            Self::Pounds => kg * POUNDS,
        }
    }
}

impl Words {
    /// A number with so many decimals.
    pub(crate) fn number(&self, value: f64, decimals: usize) -> String {
        let text = format!("{:.decimals$}", value.abs());
        let (whole, fraction) = text.split_once('.').map_or((text.as_str(), None), |(a, b)| (a, Some(b)));
        // Spaces that do not break a line.
        let (thousands, point) = match self.language {
            Language::En => (',', '.'),
            Language::Fr => ('\u{202f}', ','),
        };
        let is_zero = text.chars().all(|digit| matches!(digit, '0' | '.'));
        let mut said = if value < 0.0 && !is_zero { "\u{2212}".to_owned() } else { String::new() };
        for (place, digit) in whole.chars().enumerate() {
            if place > 0 && (whole.len() - place) % 3 == 0 {
                said.push(thousands);
            }
            said.push(digit);
        }
        if let Some(fraction) = fraction {
            said.push(point);
            said.push_str(fraction);
        }
        said
    }

    /// A measured number: as many decimals as people read.
    pub(crate) fn measured(&self, value: f64) -> String {
        let decimals = match value.abs() {
            size if size >= 100.0 || value.fract() == 0.0 => 0,
            size if size >= 10.0 => 1,
            _ => 2,
        };
        self.number(value, decimals)
    }

    /// A weight in the person's unit, with its sign.
    pub(crate) fn weight(&self, kg: &f64, unit: &Weight) -> String {
        format!("{}\u{a0}{}", self.number(unit.of_kg(*kg), 0), unit.sign())
    }

    /// A small weight, such as that of a head.
    pub(crate) fn small_weight(&self, kg: &f64, unit: &Weight) -> String {
        format!("{}\u{a0}{}", self.number(unit.of_kg(*kg), 1), unit.sign())
    }

    /// By how much something is above or below its target.
    pub(crate) fn signed_weight(&self, kg: &f64, unit: &Weight) -> String {
        let sign = if unit.of_kg(*kg) >= 0.5 { "+" } else { "" };
        format!("{sign}{}", self.weight(kg, unit))
    }

    /// A share in percent, with its sign.
    pub(crate) fn percent(&self, percent: &f64) -> String {
        match self.language {
            Language::En => format!("{}%", self.number(*percent, 1)),
            Language::Fr => format!("{}\u{a0}%", self.number(*percent, 1)),
        }
    }

    /// A size in bytes, as people say it.
    pub(crate) fn bytes(&self, bytes: &u64) -> String {
        #[expect(clippy::cast_precision_loss, reason = "a size that is rounded anyway")]
        let bytes = *bytes as f64;
        let octet = match self.language {
            Language::En => "B",
            Language::Fr => "o",
        };
        match bytes {
            small if small < 1_000.0 => format!("{}\u{a0}{octet}", self.number(small, 0)),
            small if small < 1_000_000.0 => format!("{}\u{a0}k{octet}", self.number(small / 1e3, 0)),
            large => format!("{}\u{a0}M{octet}", self.number(large / 1e6, 1)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::{EN, FR},
        Weight,
    };

    #[test]
    fn numbers_are_written_as_the_language_writes_them() {
        for (value, decimals, en, fr) in [
            (1_234_567.891, 1, "1,234,567.9", "1\u{202f}234\u{202f}567,9"),
            (-42.0, 0, "\u{2212}42", "\u{2212}42"),
            (-0.2, 0, "0", "0"),
            (999.0, 2, "999.00", "999,00"),
        ] {
            assert_eq!((EN.number(value, decimals).as_str(), FR.number(value, decimals).as_str()), (en, fr));
        }
    }

    #[test]
    fn a_weight_is_said_in_the_persons_unit() {
        assert_eq!(EN.weight(&1_000.0, &Weight::Pounds), "2,205\u{a0}lb");
        assert_eq!(EN.signed_weight(&12.4, &Weight::Kilograms), "+12\u{a0}kg");
        assert_eq!(FR.signed_weight(&-12.6, &Weight::Kilograms), "\u{2212}13\u{a0}kg");
        assert_eq!(Weight::of("stone"), Weight::Kilograms);
    }

    #[test]
    fn a_size_has_the_languages_own_unit() {
        assert_eq!((EN.bytes(&999), FR.bytes(&2_500_000)), ("999\u{a0}B".into(), "2,5\u{a0}Mo".into()));
    }
}
