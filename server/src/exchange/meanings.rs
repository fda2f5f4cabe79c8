//! What headings mean that a layout does not have: said when a file is taken, remembered for the centre, and taken back.

use std::sync::Arc;

use lancan_protocol::problem::Problem;

use super::layout::{FileLayout, LONGEST_HEADING, plain};
use super::{Exchange, store};
use crate::ground::error::{Detail, Failure, Refusal};
use crate::http::{Officer, Right};
use crate::store::Transaction;

/// Most headings of one layout that a centre remembers.
const MOST: usize = 200;

/// What a heading means to a centre.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Meaning {
    pub(crate) layout: FileLayout,
    /// The heading in small letters without marks and spaces.
    pub(crate) heading: String,
    /// The column of the layout; empty: the heading's column is left out.
    pub(crate) column: String,
}

/// Headings with the columns that they mean.
///
/// # Errors
/// A refusal where a heading is too long to be remembered, or a meaning is no column of the layout.
pub(super) fn checked(layout: FileLayout, said: &[(String, String)]) -> Result<Vec<(String, String)>, Refusal> {
    let is_right = |(heading, meaning): &&(String, String)| {
        let is_column = meaning.is_empty() || layout.columns().any(|column| column == meaning);
        is_column && heading.chars().count() <= LONGEST_HEADING && !plain(heading).is_empty()
    };
    if said.len() > MOST || !said.iter().all(|meaning| is_right(&meaning)) {
        return Err(Refusal::saying(Problem::RequestInvalid, "officer-import-meaning"));
    }
    Ok(said.iter().map(|(heading, meaning)| (plain(heading), meaning.clone())).collect())
}

/// Remembers what headings mean to a centre. They are plain.
///
/// # Errors
/// A refusal where the centre remembers too many, and faults of the store.
pub(super) fn remember(
    tx: &mut dyn Transaction,
    centre: &str,
    layout: FileLayout,
    meanings: &[(String, String)],
) -> Result<(), Failure> {
    for (heading, meaning) in meanings {
        store::set_heading(tx, centre, layout, heading, meaning)?;
    }
    if !meanings.is_empty() && store::headings(tx, centre, layout)?.len() > MOST {
        let arguments = vec![("most", MOST.to_string())];
        let detail = Detail::Said { field: None, key: "officer-import-meanings", arguments };
        return Err(Refusal { problem: Problem::RequestInvalid, detail: Some(detail) }.into());
    }
    Ok(())
}

impl Exchange {
    /// What headings mean to the officer's centre, by layout and heading.
    ///
    /// # Errors
    /// A refusal where the officer sees no contacts.
    pub(crate) async fn meanings(&self, officer: &Officer) -> Result<Vec<Meaning>, Failure> {
        officer.may(Right::Read)?;
        let centre = officer.centre.clone();
        let read = move |tx: &mut dyn Transaction| {
            let mut meanings = Vec::new();
            for layout in FileLayout::ALL {
                let headings = store::headings(tx, &centre, layout)?;
                meanings.extend(headings.into_iter().map(|(heading, column)| Meaning { layout, heading, column }));
            }
            Ok::<_, Failure>(meanings)
        };
        self.cases.officers.store.view("meanings", read).await
    }

    /// Forgets what a heading means to the officer's centre.
    ///
    /// # Errors
    /// A refusal where the officer enters no contacts.
    pub(crate) async fn forget_meaning(
        self: &Arc<Self>,
        officer: &Officer,
        layout: FileLayout,
        heading: &str,
    ) -> Result<(), Failure> {
        let (centre, heading) = (officer.centre.clone(), heading.to_owned());
        let work = move |tx: &mut dyn Transaction| Ok(store::forget_heading(tx, &centre, layout, &heading)?);
        self.cases.officers.write(officer, "forget-heading", None, work).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_heading_means_a_column_of_its_layout_or_nothing() {
        let said =
            |heading: &str, meaning: &str| checked(FileLayout::Sormas, &[(heading.to_owned(), meaning.to_owned())]);
        assert_eq!(said("Họ", "person.lastName").unwrap(), [("ho".to_owned(), "person.lastName".to_owned())]);
        assert_eq!(said("Lạ", "").unwrap(), [("la".to_owned(), String::new())]);
        for (heading, meaning) in [("Họ", "Last name"), (" - ", ""), ("Họ", "x"), ("", "")] {
            assert!(said(heading, meaning).is_err(), "{heading} {meaning}");
        }
        assert!(said(&"a".repeat(LONGEST_HEADING), "").is_ok() && said(&"a".repeat(LONGEST_HEADING + 1), "").is_err());
    }
}
