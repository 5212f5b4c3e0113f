//! Every word of the pages in both languages. A word that one of them lacks does not compile.

#[macro_use]
mod macros;

mod admin;
mod faults;
mod feeding;
mod kinds;
mod machine;
mod named;
mod number;
mod offline;
mod phrases;
mod table;
mod time;
mod upkeep;

pub(crate) use admin::AdminWords;
pub(crate) use number::Weight;
pub(crate) use offline::OfflineWords;
pub(crate) use table::Words;
#[cfg(test)]
pub(crate) use table::{EN, FR};

#[cfg(test)]
mod tests {
    use valmetal_domain::entity::Language;

    use super::{AdminWords, EN, FR, OfflineWords};

    #[test]
    fn no_word_is_empty() {
        let all =
            [EN.all(), FR.all(), AdminWords::of(Language::En).all(), AdminWords::of(Language::Fr).all()];
        let offline = [Language::En, Language::Fr].map(|language| OfflineWords::of(language).all());
        for (name, word) in all.into_iter().chain(offline).flatten() {
            assert!(!word.trim().is_empty(), "{name}");
        }
    }
}
