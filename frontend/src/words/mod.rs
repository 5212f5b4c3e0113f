//! Every word of the pages in both languages. A word that one of them lacks does not compile.

#[macro_use]
mod macros;

mod admin;
mod faults;
mod machine;
mod named;
mod number;
mod table;
mod time;

pub(crate) use admin::AdminWords;
pub(crate) use number::Weight;
pub(crate) use table::Words;
#[cfg(test)]
pub(crate) use table::{EN, FR};

#[cfg(test)]
mod tests {
    use valmetal_domain::entity::Language;

    use super::{AdminWords, EN, FR};

    #[test]
    fn no_word_is_empty() {
        let all = [EN.all(), FR.all(), AdminWords::of(Language::En).all(), AdminWords::of(Language::Fr).all()];
        for (name, word) in all.into_iter().flatten() {
            assert!(!word.trim().is_empty(), "{name}");
        }
    }
}
