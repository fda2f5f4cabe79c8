//! A reason in both languages, where the operator's is not known yet.

use std::{error::Error, fmt};

use lancan_text::{Catalogue, Language, system};

/// Why something of the operator's cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToldReason {
    vietnamese: String,
    english: String,
}

impl ToldReason {
    /// By what is said in a language.
    pub(crate) fn by(say: impl Fn(&Catalogue) -> String) -> Self {
        let [vietnamese, english] = [Language::Vi, Language::En].map(|language| say(Catalogue::of(language)));
        Self { vietnamese, english }
    }

    /// An error in its own words, but for the reasons of the operating system.
    pub(crate) fn of(error: &(dyn Error + 'static)) -> Self {
        Self::by(|text| system::told(text, error))
    }

    /// The reason in a language.
    pub(crate) fn in_words(&self, text: &Catalogue) -> &str {
        match text.language() {
            Language::Vi => &self.vietnamese,
            Language::En => &self.english,
        }
    }
}

impl fmt::Display for ToldReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.english)
    }
}
