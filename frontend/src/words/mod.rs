//! Every word of the pages in both languages. A word that one of them lacks does not compile.

mod named;
mod table;
mod time;

pub(crate) use table::{EN, FR, Words};

use valmetal_domain::entity::Language;

impl Words {
    /// The words of a language.
    pub(crate) const fn of(language: Language) -> &'static Self {
        match language {
            Language::En => &EN,
            Language::Fr => &FR,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{EN, FR};

    #[test]
    fn no_word_is_empty() {
        for words in [&EN, &FR] {
            for (name, word) in words.all() {
                assert!(!word.trim().is_empty(), "{name}");
            }
        }
    }
}
