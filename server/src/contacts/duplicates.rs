//! One person entered twice: found by number, or by folded name, birth year and ward; merged without losing a field.

use std::collections::BTreeMap;
use std::sync::Arc;

use lancan_protocol::problem::Problem;
use lancan_protocol::time::Day;
use serde::Serialize;
use utoipa::ToSchema;

use super::follow_up;
use super::order::{self, Basis};
use super::store::ContactRow;
use super::{CaseKeys, Contact, Contacts, Opened, seen, store};
use crate::calls;
use crate::ground::error::Failure;
use crate::ground::ids::CaseId;
use crate::http::Officer;

/// Contacts that are probably one person.
#[derive(Serialize, ToSchema)]
pub(crate) struct Alike {
    /// The contacts, the oldest first; the decision is an officer's.
    pub(crate) contacts: Vec<Contact>,
}

impl Contacts {
    /// The contacts of a case that are probably one person.
    pub(crate) async fn duplicates(self: &Arc<Self>, officer: &Officer, case: &CaseId) -> Result<Vec<Alike>, Failure> {
        let (contacts, area) = (self.clone(), officer.area.clone());
        self.cases
            .read(officer, case, "list-duplicates", move |tx, case| {
                let rows: Vec<_> =
                    store::of_case(tx, &case.id)?.into_iter().filter(|row| area.covers(&row.area)).collect();
                let mut keys = CaseKeys::default();
                let groups = alike(&rows).into_iter().map(|group| {
                    let of_group = group.into_iter().filter_map(|at| rows.get(at).cloned());
                    let shown = of_group.map(|row| contacts.shown(tx, row, &mut keys)).collect::<Result<_, Failure>>();
                    Ok(Alike { contacts: shown? })
                });
                groups.collect()
            })
            .await
    }

    /// Merges a contact into another of the same case.
    pub(crate) async fn merge(self: &Arc<Self>, officer: &Officer, id: &str, other: &str) -> Result<Contact, Failure> {
        let (contacts, area, other) = (self.clone(), officer.area.clone(), other.to_owned());
        self.write(officer, id, "merge-contacts", move |tx, opened| {
            let loser = seen(tx, &area, &other)?;
            let is_possible = loser.case == opened.row.case
                && loser.id != opened.row.id
                && loser.merged_into.is_none()
                && opened.row.merged_into.is_none();
            if !is_possible {
                return Err(Problem::Conflict.into());
            }
            let loser = contacts.open(tx, loser)?;
            let told = days_told([&opened.row, &loser.row]);
            let mut merged = Opened {
                row: merged(opened.row, &loser.row),
                person: opened.person.merged(loser.person.clone()),
                key: opened.key,
            };
            store::give_children(tx, &loser.row, &merged.row.id)?;
            follow_up::take_over(tx, &loser.row.id, &merged.row.id, told, &merged.key)?;
            order::take_over(tx, &loser.row.id, &merged.row, &merged.key)?;
            if merged.row.status.is_open() {
                calls::take_over(tx, &loser.row.id, &merged.row.id, &merged.row.area)?;
                // Who has the number may have been called no more, and who is open may have had none.
                if calls::of(tx, &merged.row.id)?.is_none() {
                    contacts.enqueue(tx, &merged.row, &merged.person)?;
                }
            } else {
                calls::forget(tx, &loser.row.id)?;
                calls::forget(tx, &merged.row.id)?;
            }
            merged.row = contacts.put(tx, &merged)?;
            let into = Some(merged.row.id.clone());
            contacts.put(tx, &Opened { row: ContactRow { merged_into: into, ..loser.row }, ..loser })?;
            Ok(Contact::of(merged.row, Some(merged.person)))
        })
        .await
    }
}

/// The days of contact of two that are one person, as far as an order may rest on them. The day of a mere claim stays a claim,
/// also where both are claims: among the days that officers wrote down nobody could tell it apart later.
fn days_told(rows: [&ContactRow; 2]) -> [Option<Day>; 2] {
    rows.map(|row| row.last_contact.filter(|_| Basis::of(row).is_ok()))
}

/// The row of two that are one person: of each field what is known, and of two that are known what says more.
fn merged(mine: ContactRow, theirs: &ContactRow) -> ContactRow {
    // Where people told an officer of the one and the other is a claim, what people told remains: no order rests on a claim's
    // times because two were merged. The claim stays in the row of the contact that was merged.
    let (mine_counts, theirs_count) = match (Basis::of(&mine).is_ok(), Basis::of(theirs).is_ok()) {
        (true, false) => (true, false),
        (false, true) => (false, true),
        _ => (true, true),
    };
    let mine_told = mine_counts.then_some(&mine);
    let told: Vec<&ContactRow> = mine_told.into_iter().chain(theirs_count.then_some(theirs)).collect();
    let closeness = told.iter().map(|row| row.closeness).max().unwrap_or(mine.closeness);
    let minutes = told.iter().filter_map(|row| row.minutes).max();
    let last_contact = told.iter().filter_map(|row| row.last_contact).max();
    // What the app weighed goes with whose it is: a suspected relay of the one does not spoil what the other's case heard.
    let weighed = |rows: &[&ContactRow]| {
        let best = rows.iter().filter_map(|row| row.grade).max()?;
        Some((best, rows.iter().filter(|row| row.grade == Some(best)).any(|row| row.relay)))
    };
    let (grade, relay) = weighed(&told).or_else(|| weighed(&[&mine, theirs])).unzip();
    ContactRow {
        source: if mine_counts { mine.source } else { theirs.source },
        closeness,
        minutes,
        last_contact,
        grade,
        relay: relay.unwrap_or(false),
        tier: mine.tier.min(theirs.tier),
        parent: if mine.tier == theirs.tier { mine.parent.or_else(|| theirs.parent.clone()) } else { None },
        status: mine.status.of_both(theirs.status),
        created_at: mine.created_at.min(theirs.created_at),
        became_case: mine.became_case.or_else(|| theirs.became_case.clone()),
        ..mine
    }
}

/// The positions of rows that share a number, or name, birth year and ward; each row in at most one group.
fn alike(rows: &[ContactRow]) -> Vec<Vec<usize>> {
    let mut group_of: BTreeMap<usize, usize> = (0..rows.len()).map(|at| (at, at)).collect();
    let mut first_with = BTreeMap::new();
    for (at, row) in rows.iter().enumerate() {
        for shared in [row.phone.map(|phone| (0, phone)), row.alike.map(|alike| (1, alike))].into_iter().flatten() {
            let first = *first_with.entry(shared).or_insert(at);
            let (Some(&one), Some(&other)) = (group_of.get(&first), group_of.get(&at)) else { continue };
            let (keep, drop) = (one.min(other), one.max(other));
            group_of.values_mut().filter(|group| **group == drop).for_each(|group| *group = keep);
        }
    }
    let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (at, group) in group_of {
        groups.entry(group).or_default().push(at);
    }
    groups.into_values().filter(|group| group.len() > 1).collect()
}

#[cfg(test)]
mod tests {
    use lancan_protocol::time::UnixTime;
    use proptest::prelude::*;

    use super::*;
    use crate::contacts::{Closeness, Source, Status, Tier};
    use crate::evidence::EvidenceGrade;
    use crate::http::Area;

    fn one_of<T: Copy + std::fmt::Debug + 'static>(all: &'static [T]) -> impl Strategy<Value = T> {
        prop::sample::select(all)
    }

    prop_compose! {
        fn a_row(id: &'static str)(
            tier in one_of(Tier::ALL), source in one_of(Source::ALL), weighed in one_of(&EvidenceGrade::ALL),
            relay in any::<bool>(), closeness in one_of(Closeness::ALL), minutes in prop::option::of(1_u32..90),
            day in prop::option::of(1_u32..9), status in one_of(Status::ALL), created in 1_u64..9,
            case in "[a-c]",
        ) -> ContactRow {
            let is_of_the_app = source == Source::App;
            ContactRow {
                id: id.into(), case: CaseId("c".into()), area: Area::COUNTRY, tier, source, closeness, minutes, status,
                parent: (tier == Tier::F2).then(|| format!("parent of {id}")), grade: is_of_the_app.then_some(weighed),
                relay: is_of_the_app && relay, last_contact: day.map(Day), created_at: UnixTime(created),
                changed_at: UnixTime(created), sealed: Vec::new(), phone: None, alike: None, merged_into: None,
                became_case: (status == Status::BecameCase).then_some(CaseId(case)),
            }
        }
    }

    proptest! {
        #[test]
        fn merging_loses_no_filled_field_of_either_side_and_no_ground_for_an_order(mine in a_row("a"), theirs in a_row("b")) {
            let one = merged(mine.clone(), &theirs);
            let both = [&mine, &theirs];
            let counts = |row: &ContactRow| Basis::of(row).is_ok();
            // The times of a mere claim stay with the claim where somebody told of the other.
            let told: Vec<_> = both.into_iter().filter(|row| counts(row)).collect();
            let told = if told.is_empty() { both.to_vec() } else { told };
            prop_assert_eq!(one.minutes.is_some(), told.iter().any(|row| row.minutes.is_some()));
            prop_assert_eq!(one.last_contact, told.iter().filter_map(|row| row.last_contact).max());
            prop_assert_eq!(Some(one.closeness), told.iter().map(|row| row.closeness).max());
            prop_assert_eq!(one.grade.is_some(), both.iter().any(|row| row.grade.is_some()));
            prop_assert_eq!(one.became_case.is_some(), both.iter().any(|row| row.became_case.is_some()));
            prop_assert_eq!(counts(&one), both.into_iter().any(counts));
            prop_assert_eq!(one.tier == Tier::F2, one.parent.is_some());
            prop_assert_eq!(one.tier, mine.tier.min(theirs.tier));
            prop_assert_eq!(one.status == Status::BecameCase, both.iter().any(|row| row.status == Status::BecameCase));
            let is_over = both.iter().all(|row| !row.status.is_open() && row.status != Status::BecameCase);
            prop_assert_eq!(!one.status.is_open() && one.status != Status::BecameCase, is_over);
            prop_assert_eq!(one.created_at, mine.created_at.min(theirs.created_at));
            prop_assert_eq!(&one.id, &mine.id);
        }
    }
}
