//! Sentences of the API that have no code of their own, such as the faults of a catalogue's document, in a person's language.

use valmetal_domain::entity::Language;

use super::Words;

impl Words {
    /// A sentence of the API in this language; as it came where it is not known.
    pub(crate) fn phrase(&self, english: &str) -> String {
        // What stands for a star may be a phrase of its own.
        let known = |(en, fr): &(&str, &str)| {
            let parts = parts(en, english)?;
            Some(filled(fr, &parts.into_iter().map(|part| self.phrase(part)).collect::<Vec<_>>()))
        };
        match self.language {
            Language::En => english.to_owned(),
            Language::Fr => PHRASES.iter().find_map(known).unwrap_or_else(|| english.to_owned()),
        }
    }
}

/// English, French; a star is what is different each time.
const PHRASES: &[(&str, &str)] = &[
    ("`*` is the name of an earlier policy", "« * » est déjà le nom d'une autre politique"),
    ("`*` is the code of an earlier definition", "« * » est déjà le code d'une autre définition"),
    ("`*` is no policy of this catalogue", "« * » n'est pas une politique de ce catalogue"),
    (
        "must define *, which the platform itself raises",
        "doit définir *, que la plateforme déclenche elle-même",
    ),
    ("is unknown; known are *", "est inconnu; sont connus : *"),
    ("is not JSON: *", "n'est pas du JSON : *"),
    ("is missing", "manque"),
    ("is there already", "est déjà là"),
    ("must be true where safetyCritical is", "doit être vrai là où safetyCritical l'est"),
    ("must be critical where safetyCritical is true", "doit être « critical » là où safetyCritical est vrai"),
    ("must be an object", "doit être un objet"),
    ("must be a list", "doit être une liste"),
    ("must be text", "doit être un texte"),
    ("must be true or false", "doit être « true » ou « false »"),
    ("must not be empty", "ne doit pas être vide"),
    ("must not begin or end with a space", "ne doit pas commencer ni finir par une espace"),
    ("must not contain control characters", "ne doit pas contenir de caractères de contrôle"),
    ("must be at most * characters long", "doit avoir au plus * caractères"),
    ("must have at most * items", "doit avoir au plus * éléments"),
    ("must be a whole number from * to *", "doit être un nombre entier de * à *"),
    ("must be a number from * to *", "doit être un nombre de * à *"),
    (
        "must be small letters, digits and '_', a letter first",
        "doit être fait de minuscules, de chiffres et de « _ », une lettre d'abord",
    ),
    ("must be one of *", "doit être l'un de : *"),
    (
        "must be 1 to 64 capital letters, digits, '-' or '_', as in MOTOR_OVERLOAD",
        "doit avoir de 1 à 64 majuscules, chiffres, « - » ou « _ », comme MOTOR_OVERLOAD",
    ),
    ("* is in force with another content", "* est en vigueur avec un autre contenu"),
    ("It must have at most * characters.", "Au plus * caractères."),
    ("It must have at most * terms.", "Au plus * termes."),
    ("It must be nested at most * deep.", "Au plus * niveaux de parenthèses."),
    ("What stands at character * means nothing.", "Le caractère * ne veut rien dire."),
    ("At character *, * is expected.", "Au caractère *, il manque : *."),
    ("There is no field *.", "Il n'y a pas de champ *."),
    ("AND, OR or the end", "AND, OR ou la fin"),
    ("a closing parenthesis", "une parenthèse fermante"),
    ("a closing bracket", "un crochet fermant"),
    ("a closing quote", "un guillemet fermant"),
    ("a colon after the field", "un deux-points après le champ"),
    ("a field with its value", "un champ avec sa valeur"),
    ("a number", "un nombre"),
    ("a value", "une valeur"),
    ("The index cannot answer it.", "L'index ne peut pas y répondre."),
];

/// What stands for the stars of `pattern` in `text`; none where it is another sentence.
fn parts<'a>(pattern: &str, text: &'a str) -> Option<Vec<&'a str>> {
    let mut between = pattern.split('*');
    let mut rest = text.strip_prefix(between.next()?)?;
    let mut found = Vec::new();
    let mut between = between.peekable();
    while let Some(literal) = between.next() {
        let at = match (literal, between.peek()) {
            ("", None) => rest.len(),
            (literal, None) => rest.ends_with(literal).then(|| rest.len() - literal.len())?,
            (literal, Some(_)) => rest.find(literal)?,
        };
        found.push(&rest[..at]);
        rest = &rest[at + literal.len()..];
    }
    rest.is_empty().then_some(found)
}

fn filled(pattern: &str, parts: &[String]) -> String {
    let mut parts = parts.iter();
    let mut text = String::new();
    for (n, literal) in pattern.split('*').enumerate() {
        if n > 0 {
            text.push_str(parts.next().map_or("", String::as_str));
        }
        text.push_str(literal);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{
        super::{EN, FR},
        PHRASES,
    };

    #[test]
    fn a_known_sentence_is_said_in_french_with_what_was_in_it() {
        for (english, french) in [
            ("must be a whole number from 0 to 3600", "doit être un nombre entier de 0 à 3600"),
            ("`A` is no policy of this catalogue", "« A » n'est pas une politique de ce catalogue"),
            ("is missing", "manque"),
            (
                "At character 4, a colon after the field is expected.",
                "Au caractère 4, il manque : un deux-points après le champ.",
            ),
            ("something new", "something new"),
            ("is missing indeed", "is missing indeed"),
        ] {
            assert_eq!(FR.phrase(english), french);
            assert_eq!(EN.phrase(english), english);
        }
    }

    #[test]
    fn each_phrase_has_as_many_stars_in_both_languages() {
        for (en, fr) in PHRASES {
            assert_eq!(en.matches('*').count(), fr.matches('*').count(), "{en}");
        }
    }
}
