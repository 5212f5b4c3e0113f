//! The language of an answer: `Accept-Language`, English where it says nothing that we speak.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use http::{header, request::Parts};
use valmetal_domain::{
    alarm::definition::{FixCard, Texts},
    entity::Language,
};
use valmetal_runtime::openapi::{Input, Operation};

/// The language that the client asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct AcceptLanguage(pub Language);

impl AcceptLanguage {
    /// The texts in this language.
    pub(crate) const fn of(self, texts: &Texts) -> &FixCard {
        match self.0 {
            Language::En => &texts.en,
            Language::Fr => &texts.fr,
        }
    }

    /// The first language of an `Accept-Language` list that we speak. Weights are read; `*` is English.
    fn accepted(list: &str) -> Self {
        let mut best = (0.0, Language::En);
        for item in list.split(',') {
            let mut parts = item.split(';');
            let tag = parts.next().unwrap_or_default().trim().to_ascii_lowercase();
            let weight = parts
                .find_map(|part| part.trim().strip_prefix("q="))
                .map_or(1.0, |weight| weight.trim().parse::<f32>().unwrap_or(0.0));
            let language = match tag.split('-').next() {
                Some("fr") => Language::Fr,
                Some("en" | "*") => Language::En,
                _ => continue,
            };
            if weight > best.0 {
                best = (weight, language);
            }
        }
        Self(best.1)
    }
}

impl<S: Sync> FromRequestParts<S> for AcceptLanguage {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let list = parts.headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
        Ok(Self::accepted(list.unwrap_or_default()))
    }
}

impl Input for AcceptLanguage {
    fn describe(operation: &mut Operation<'_>) {
        let schema = serde_json::json!({"type": "string", "default": "en", "examples": ["fr-CA,fr;q=0.9"]});
        operation.header("Accept-Language", "The language of texts: English or French.", &schema);
    }
}

#[cfg(test)]
mod tests {
    use valmetal_domain::entity::Language::{self, En, Fr};

    use super::AcceptLanguage;

    #[test]
    fn the_best_language_that_we_speak_wins() {
        let cases: [(&str, Language); 8] = [
            ("", En),
            ("fr", Fr),
            ("fr-CA,fr;q=0.9,en;q=0.8", Fr),
            ("de-DE,de;q=0.9,fr;q=0.5,en;q=0.4", Fr),
            ("en;q=0.4,fr;q=0.5", Fr),
            ("en,fr", En),
            ("nl", En),
            ("fr;q=nonsense,en;q=0.1", En),
        ];
        for (list, expected) in cases {
            assert_eq!(AcceptLanguage::accepted(list).0, expected, "{list}");
        }
    }
}
