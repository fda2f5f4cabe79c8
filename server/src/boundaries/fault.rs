//! What is wrong with a file of boundaries.

use lancan_text::Catalogue;

/// What is wrong with a file of boundaries or with one of its shapes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BoundaryFault {
    /// Number of the shape in the file, from 1 on; 0 for the file as a whole.
    pub number: u64,
    /// The code that the shape names.
    pub code: String,
    pub(super) key: &'static str,
}

impl BoundaryFault {
    pub(super) fn of_file(key: &'static str) -> Self {
        Self { number: 0, code: String::new(), key }
    }

    /// What is wrong, in the words of a language.
    pub fn in_words(&self, text: &Catalogue) -> String {
        let what = text.message(self.key, &[]);
        if self.number == 0 {
            return what;
        }
        let (number, code) = (self.number.to_string(), self.code.chars().take(20).collect::<String>());
        let said = [("number", number.as_str().into()), ("code", code.as_str().into()), ("what", what.as_str().into())];
        text.message("boundaries-line", &said)
    }
}
