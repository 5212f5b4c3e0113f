//! What is wrong with what a person sent: said at its field, in their language.

use crate::{api::Problem, words::Words};

/// What is wrong.
#[derive(Debug, Default)]
pub(super) struct Faults {
    /// With the request as a whole.
    pub(super) general: Option<String>,
    /// By the field's name, as the API calls it.
    fields: Vec<(String, String)>,
}

impl Faults {
    /// What the API has against it.
    pub(super) fn of(problem: &Problem, words: &Words) -> Self {
        Self {
            general: Some(words.refusal(problem)),
            fields: problem
                .errors
                .iter()
                .map(|error| (error.field.clone(), words.field_fault(error)))
                .collect(),
        }
    }

    /// What is wrong with a field, or with a part of it.
    pub(super) fn of_field(&self, name: &str) -> Option<&str> {
        let is_below = |field: &str| {
            field.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
        };
        self.fields.iter().find(|(field, _)| is_below(field)).map(|(_, fault)| fault.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::Faults;
    use crate::{
        api::{FieldProblem, Problem},
        words::FR,
    };

    #[test]
    fn a_fault_is_at_its_field_or_at_the_one_around_it() {
        let error = FieldProblem { field: "until.at".into(), code: "required".into(), detail: String::new() };
        let faults = Faults::of(&Problem { errors: vec![error], ..Problem::default() }, &FR);
        assert_eq!(faults.of_field("until"), Some("Ce champ est requis."));
        assert_eq!(faults.of_field("unt"), None);
    }
}
