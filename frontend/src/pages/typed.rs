//! What somebody typed into a form, and what is wrong with it.

use axum::response::{IntoResponse as _, Response};
use http::StatusCode;
use serde::{Deserialize, Deserializer};
use uuid::Uuid;

use crate::{
    api::{ApiError, Problem},
    words::Words,
};

/// What was typed, by field, with what is wrong: a page shows both, so that nobody types anything twice.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::pages) struct Form {
    typed: Vec<(String, String)>,
    faults: Vec<(String, String)>,
    /// What is wrong with the whole of it.
    pub(in crate::pages) fault: Option<String>,
    status: u16,
}

impl<'de> Deserialize<'de> for Form {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Vec::deserialize(deserializer).map(|typed| Self { typed, ..Self::default() })
    }
}

impl Form {
    /// A form that begins with these values.
    pub(in crate::pages) fn with<K, V>(values: impl IntoIterator<Item = (K, V)>) -> Self
    where
        K: Into<String>,
        V: Into<String>,
    {
        let typed = values.into_iter().map(|(name, value)| (name.into(), value.into())).collect();
        Self { typed, ..Self::default() }
    }

    /// This form over another: a field that it does not have is the other's.
    #[must_use]
    pub(in crate::pages) fn over(mut self, other: Self) -> Self {
        let missing =
            other.typed.into_iter().filter(|(name, _)| self.typed.iter().all(|(known, _)| known != name));
        let missing: Vec<_> = missing.collect();
        self.typed.extend(missing);
        self
    }

    /// What a field has; nothing where there is none.
    pub(in crate::pages) fn get(&self, name: &str) -> &str {
        self.typed.iter().find(|(field, _)| field == name).map_or("", |(_, value)| value)
    }

    /// What a field says, without the spaces around it; none where that is nothing.
    pub(in crate::pages) fn text(&self, name: &str) -> Option<&str> {
        Some(self.get(name).trim()).filter(|text| !text.is_empty())
    }

    /// The fields whose names begin with `prefix`: the rest of the name, and what it says, where it says anything.
    pub(in crate::pages) fn below<'a>(&'a self, prefix: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
        let fields = self
            .typed
            .iter()
            .filter_map(move |(name, value)| Some((name.strip_prefix(prefix)?, value.as_str())));
        fields.filter(|(_, value)| !value.is_empty())
    }

    /// The version of what the page showed.
    pub(in crate::pages) fn version(&self) -> Option<u64> {
        self.get("version").parse().ok()
    }

    /// What makes a form that is sent twice one request.
    pub(in crate::pages) fn key(&self) -> &str {
        self.get("requestKey")
    }

    /// What is wrong with a field.
    pub(in crate::pages) fn fault_of(&self, name: &str) -> Option<&str> {
        self.faults.iter().find(|(field, _)| field == name).map(|(_, fault)| fault.as_str())
    }

    /// The same form with a fault that the page itself found.
    #[must_use]
    pub(in crate::pages) fn wrong(mut self, w: &Words, field: &str, fault: impl Into<String>) -> Self {
        self.fault = Some(w.see_the_fields.to_owned());
        self.faults.push((field.to_owned(), fault.into()));
        self.status = 422;
        self
    }

    /// The same form with what stood against it. A fault of a field that the page does not have, by `field_of`, is shown above.
    #[must_use]
    pub(in crate::pages) fn refused(
        mut self,
        w: &Words,
        error: &ApiError,
        field_of: impl Fn(&str) -> Option<String>,
    ) -> Self {
        match error {
            ApiError::Refused(problem) => {
                self.status = problem.status;
                self.fault = Some(w.refusal(problem));
                self.place(w, problem, field_of);
            }
            ApiError::Away(_) => {
                self.status = 502;
                self.fault = Some(format!("{}. {}", w.away, w.away_why));
            }
        }
        self
    }

    fn place(&mut self, w: &Words, problem: &Problem, field_of: impl Fn(&str) -> Option<String>) {
        for error in &problem.errors {
            let said = w.field_fault(error);
            match field_of(&error.field) {
                Some(field) => self.faults.push((field, said)),
                None => self.fault = Some(said),
            }
        }
    }

    /// `page` with the status that fits what is wrong.
    pub(in crate::pages) fn answer(&self, page: Response) -> Response {
        match StatusCode::from_u16(self.status) {
            Ok(status) if status.is_client_error() || status.is_server_error() => {
                (status, page).into_response()
            }
            _ => page,
        }
    }

    /// A new request's key.
    pub(in crate::pages) fn new_key(&self) -> String {
        Uuid::new_v4().to_string()
    }
}

/// Whether nothing is to be mended: what is not there, or is not the person's, has a page of its own.
pub(in crate::pages) fn is_final(error: &ApiError) -> bool {
    matches!(error, ApiError::Refused(problem) if matches!(problem.status, 401 | 403 | 404))
}

/// A field of the API is the field of the page with the same name.
#[expect(clippy::unnecessary_wraps, reason = "it is what `refused` calls")]
pub(in crate::pages) fn same(field: &str) -> Option<String> {
    Some(field.to_owned())
}

#[cfg(test)]
mod tests {
    use super::{Form, same};
    use crate::{
        api::{ApiError, FieldProblem, Problem},
        words::FR,
    };

    #[test]
    fn what_was_typed_stays_beside_what_is_wrong_with_it() {
        let form: Form = serde_urlencoded::from_str("email=nobody&name=+A+&farm.a=worker&farm.b=").unwrap();
        let fault = FieldProblem { field: "email".into(), code: "invalid".into(), detail: "x".into() };
        let problem = Problem { status: 400, errors: vec![fault], ..Problem::default() };
        let form = form.refused(&FR, &ApiError::Refused(problem), same);
        assert_eq!((form.get("email"), form.text("name")), ("nobody", Some("A")));
        assert_eq!(form.below("farm.").collect::<Vec<_>>(), [("a", "worker")]);
        assert_eq!(form.fault_of("email"), Some("L'adresse doit ressembler à nom@exemple.com."));
        assert_eq!(form.fault_of("name"), None);
        assert_eq!(form.fault.as_deref(), Some(FR.see_the_fields));
    }
}
