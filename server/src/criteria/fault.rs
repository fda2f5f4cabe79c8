//! What is wrong with a file of criteria.

use lancan_text::Catalogue;

use crate::ground::error::Refusal;

/// Most faults that are told at once.
pub(super) const MOST_FAULTS: usize = 20;

/// Where a file of criteria is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum FaultAt {
    /// The file as a whole.
    File,
    /// A line of a list of texts, the header's being 1.
    Line(u64),
    /// A set, by its number in the file from 1 on and its id.
    Set(u64, String),
}

/// What is wrong with a file of criteria, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CriteriaFault {
    pub(super) at: FaultAt,
    pub(super) refusal: Refusal,
}

impl CriteriaFault {
    pub(super) fn new(at: FaultAt, refusal: Refusal) -> Self {
        Self { at, refusal }
    }

    /// What is wrong, in the words of a language.
    pub fn in_words(&self, text: &Catalogue) -> String {
        let what = match &self.refusal.detail {
            Some(detail) => detail.in_words(text),
            None => text.problem(self.refusal.problem).title,
        };
        let what = ("what", what.as_str().into());
        match &self.at {
            FaultAt::File => text.message("criteria-import-file", &[what]),
            FaultAt::Line(line) => {
                text.message("criteria-import-line", &[("line", line.to_string().as_str().into()), what])
            }
            FaultAt::Set(number, id) => {
                let number = number.to_string();
                let id: String = id.chars().filter(|letter| !letter.is_control()).take(40).collect();
                let said = [("number", number.as_str().into()), ("id", id.as_str().into()), what];
                text.message("criteria-import-of-set", &said)
            }
        }
    }
}

/// A refusal that names the field.
pub(super) fn wrong(field: &'static str, key: &'static str) -> Refusal {
    Refusal::of_field(field, key, Vec::new())
}
