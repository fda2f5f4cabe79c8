//! What is counted of declarations, of the clear columns alone, and which figures are kept back so that nobody is found by them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use lancan_protocol::problem::Problem;
use serde_json::Value as Json;

use super::Declarations;
use super::desk::territory;
use super::diary_store;
use super::store::{self, CountedRow};
use crate::ground::calendar::Date;
use crate::ground::error::{Failure, Refusal};
use crate::http::Officer;
use crate::store::Transaction;

/// A figure of fewer people than this is kept back.
pub(crate) const FEWEST: u32 = 5;
/// Most days that are counted at once.
const MOST_DAYS: u32 = 92;

/// Figures of an area and of some days.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct DeclarationFigures {
    /// Declarations on entry with high risk.
    pub(crate) symptoms: Counted,
    /// People whose daily report in quarantine was red.
    pub(crate) developed: Counted,
    /// People in quarantine whose latest report is missing.
    pub(crate) missing: Counted,
    /// How many declarations were what.
    pub(crate) tables: Vec<FigureTable>,
}

/// A figure, or why there is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Counted {
    /// So many.
    Of(u32),
    /// Kept back: so few that somebody could be found, or another figure could be found by it.
    KeptBack,
}

/// How many declarations to a form were what, by one of their answers.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct FigureTable {
    /// The form's id.
    pub(crate) form: String,
    /// By what: `class`, or the question.
    pub(crate) by: &'static str,
    pub(crate) total: Counted,
    /// Each class or answer with its figure.
    pub(crate) cells: Vec<(String, Counted)>,
}

/// Which figures of a table are shown. One below [`FEWEST`] is kept back. Where that is one alone, or those that are kept back
/// come to fewer than [`FEWEST`], a total would give them away: the next greater ones are kept back with them. Where all are,
/// and come to fewer, so is the total.
pub(crate) fn shown(counts: &[u32]) -> (Counted, Vec<Counted>) {
    let total: u32 = counts.iter().sum();
    let mut order: Vec<usize> =
        (0..counts.len()).filter(|at| counts.get(*at).is_some_and(|count| *count > 0)).collect();
    order.sort_by_key(|at| (counts.get(*at).copied(), *at));
    let mut kept_back = BTreeSet::new();
    let mut sum = 0_u32;
    for at in order {
        let count = counts.get(at).copied().unwrap_or(0);
        let gives_away = !kept_back.is_empty() && (kept_back.len() < 2 || sum < FEWEST);
        if count < FEWEST || gives_away {
            kept_back.insert(at);
            sum = sum.saturating_add(count);
        }
    }
    // A table of one figure that is kept back, or of some that come to fewer: the total is theirs.
    let is_whole = sum == total && total > 0 && (total < FEWEST || kept_back.len() < 2);
    let cell =
        |(at, count): (usize, &u32)| if kept_back.contains(&at) { Counted::KeptBack } else { Counted::Of(*count) };
    let cells = counts.iter().enumerate().map(cell).collect();
    (if is_whole { Counted::KeptBack } else { Counted::Of(total) }, cells)
}

/// How many declarations on entry are red, as the table by class shows it.
fn red_of_entry(tables: &[FigureTable]) -> Counted {
    let table = tables.iter().find(|table| (table.form.as_str(), table.by) == ("vhd", "class"));
    let cells = table.map(|table| table.cells.as_slice()).unwrap_or_default();
    cells.iter().find(|(class, _)| class == "red").map_or(Counted::Of(0), |(_, count)| *count)
}

/// A figure by itself.
fn alone(count: usize) -> Counted {
    let count = u32::try_from(count).unwrap_or(u32::MAX);
    if (1..FEWEST).contains(&count) { Counted::KeptBack } else { Counted::Of(count) }
}

impl Declarations {
    /// What is counted of the declarations that stand, of the officer's area, from one day to another. Both days count.
    ///
    /// # Errors
    /// A refusal where there are more than 92 days, or none.
    pub(crate) async fn figures(
        self: &Arc<Self>,
        officer: &Officer,
        from: Date,
        until: Date,
    ) -> Result<DeclarationFigures, Failure> {
        if until.0 < from.0 || until.0.0 - from.0.0 >= MOST_DAYS {
            return Err(Refusal::saying(Problem::RequestInvalid, "console-declared-days-wrong").into());
        }
        let (area, times, declarations) = (territory(officer), self.times(Some(from), Some(until)), self.clone());
        let read = move |tx: &mut dyn Transaction| {
            let (Some(from), Some(before)) = times else { return Err(Problem::RequestInvalid.into()) };
            let rows = store::counted(tx, &area, from, before)?;
            let missing = diary_store::missing(tx, &area, declarations.today())?;
            let missing = alone(usize::try_from(missing).unwrap_or(usize::MAX));
            Ok::<_, Failure>(DeclarationFigures { missing, ..declarations.counted(&rows) })
        };
        self.officers.read(officer, "count-declarations", None, |_| Ok(()), read).await
    }

    fn counted(&self, rows: &[CountedRow]) -> DeclarationFigures {
        let of = |form: &'static str| rows.iter().filter(move |row| row.form == form);
        let developed: BTreeSet<_> =
            of("vhd-daily").filter(|row| row.class == "red").map(|row| (row.number, row.person)).collect();
        let mut tables = Vec::new();
        for form in self.forms() {
            let theirs: Vec<&CountedRow> = rows.iter().filter(|row| row.form == form.id).collect();
            let by_class = ["green", "yellow", "red"].map(|class| {
                let count = theirs.iter().filter(|row| row.class == class).count();
                (class.to_owned(), u32::try_from(count).unwrap_or(u32::MAX))
            });
            tables.push(FigureTable::of(&form.id, "class", by_class.to_vec()));
            if form.id == "vhd" {
                for by in ["gate", "vehicle", "depart_country"] {
                    tables.push(FigureTable::of(&form.id, by, by_answer(&theirs, by)));
                }
            }
        }
        // The figure of the table, which may be kept back for the sake of another.
        let symptoms = red_of_entry(&tables);
        DeclarationFigures { symptoms, developed: alone(developed.len()), missing: Counted::Of(0), tables }
    }
}

/// How many gave which answer to a question in the clear, the commonest first. Who was not asked is counted under no answer, so
/// that every table of a form has the same total.
fn by_answer(rows: &[&CountedRow], question: &str) -> Vec<(String, u32)> {
    let mut counts: BTreeMap<String, u32> = BTreeMap::new();
    for row in rows {
        let clear: Json = serde_json::from_str(&row.clear).unwrap_or_default();
        let answer = clear.get(question).and_then(|answers| answers.get(0)).and_then(Json::as_str);
        *counts.entry(answer.unwrap_or_default().trim().to_uppercase()).or_default() += 1;
    }
    let mut counts: Vec<(String, u32)> = counts.into_iter().collect();
    counts.sort_by(|(one, count), (other, theirs)| theirs.cmp(count).then_with(|| one.cmp(other)));
    counts
}

impl FigureTable {
    fn of(form: &str, by: &'static str, counts: Vec<(String, u32)>) -> Self {
        let numbers: Vec<u32> = counts.iter().map(|(_, count)| *count).collect();
        let (total, cells) = shown(&numbers);
        let cells = counts.into_iter().map(|(key, _)| key).zip(cells).collect();
        Self { form: form.to_owned(), by, total, cells }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn figures_below_five_are_kept_back_and_so_is_what_would_give_them_away() {
        let back = Counted::KeptBack;
        let of = Counted::Of;
        for (counts, total, cells) in [
            (vec![], of(0), vec![]),
            (vec![0, 0], of(0), vec![of(0), of(0)]),
            (vec![4], back, vec![back]),
            (vec![5], of(5), vec![of(5)]),
            (vec![9, 3], of(12), vec![back, back]),
            (vec![9, 20, 3], of(32), vec![back, of(20), back]),
            (vec![9, 4, 3], of(16), vec![of(9), back, back]),
            (vec![9, 1, 1], of(11), vec![back, back, back]),
            (vec![1, 1], back, vec![back, back]),
            (vec![7, 0, 3], of(10), vec![back, of(0), back]),
        ] {
            assert_eq!(shown(&counts), (total, cells), "{counts:?}");
        }
    }

    proptest! {
        #[test]
        fn no_figure_below_five_follows_from_those_that_are_shown(counts in prop::collection::vec(0_u32..12, 0..7)) {
            let (total, cells) = shown(&counts);
            let hidden: Vec<u32> =
                counts.iter().zip(&cells).filter(|(_, cell)| **cell == Counted::KeptBack).map(|(count, _)| *count).collect();
            prop_assert!(counts.iter().zip(&cells).all(|(count, cell)| *count == 0 || *count >= 5 || *cell == Counted::KeptBack));
            if total != Counted::KeptBack && !hidden.is_empty() {
                // What a reader learns by subtraction is one sum: of two people's figures at least, and of five people.
                prop_assert!(hidden.len() >= 2 && hidden.iter().sum::<u32>() >= 5, "{counts:?}");
            }
        }
    }
}
