//! The macro of the tables.

/// A table of words: the name of its type and of its two languages, then by line a name, the English, the French.
macro_rules! words {
    ($words:ident, $english:ident, $french:ident; $($name:ident: $en:literal, $fr:literal;)*) => {
        /// The words of one language.
        #[derive(Debug)]
        pub(crate) struct $words {
            /// Which one.
            #[allow(dead_code, reason = "not every table is asked which language it is")]
            pub(crate) language: valmetal_domain::entity::Language,
            $(#[doc = $en] pub(crate) $name: &'static str,)*
        }

        /// English.
        pub(crate) static $english: $words =
            $words { language: valmetal_domain::entity::Language::En, $($name: $en,)* };

        /// French, as it is spoken in Québec.
        pub(crate) static $french: $words =
            $words { language: valmetal_domain::entity::Language::Fr, $($name: $fr,)* };

        impl $words {
            /// The words of a language.
            pub(crate) const fn of(language: valmetal_domain::entity::Language) -> &'static Self {
                match language {
                    valmetal_domain::entity::Language::En => &$english,
                    valmetal_domain::entity::Language::Fr => &$french,
                }
            }
        }

        #[cfg(test)]
        impl $words {
            /// All of them with their names.
            pub(super) fn all(&self) -> Vec<(&'static str, &'static str)> {
                vec![$((stringify!($name), self.$name),)*]
            }
        }
    };
}
