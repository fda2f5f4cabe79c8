//! Nothing changed since yesterday: one act writes a whole answer of today that equals yesterday's.

use std::sync::Arc;

use lancan_protocol::forms::FormVersion;
use lancan_protocol::problem::Problem;

use super::own::OwnDeclaration;
use super::store::{self, DeclarationId, ListedRow, PersonId};
use super::taking::{NewDeclaration, TakenDeclaration};
use super::{Declarations, Declarer};
use crate::ground::error::{Failure, Refusal};
use crate::store::Transaction;

impl Declarations {
    /// What the number's holder, or a person of the family, answered yesterday to a form of every day, where it was green and
    /// stands, and nothing was answered today.
    pub(crate) fn same_as_yesterday<'d>(
        &self,
        own: &'d [OwnDeclaration],
        person: Option<PersonId>,
    ) -> Vec<&'d OwnDeclaration> {
        let today = self.today();
        let theirs = |one: &&OwnDeclaration| {
            one.person == person && one.leader.is_none() && FormVersion::ONCE_A_DAY.contains(&one.form.as_str())
        };
        let is_of = |one: &OwnDeclaration, day| one.replaced_at.is_none() && self.key_days.day(one.at) == day;
        let declared = |form: &str| own.iter().filter(theirs).any(|one| one.form == form && is_of(one, today));
        let yesterday = today.minus(1);
        own.iter()
            .filter(theirs)
            .filter(|one| is_of(one, yesterday) && one.class == "green" && !declared(&one.form))
            .collect()
    }

    /// Declares the same as yesterday. `authored` is when, as RFC 3339 writes it.
    ///
    /// # Errors
    /// A refusal where yesterday's answer is not there, was not green, or does not open any more.
    pub(crate) async fn declare_again(
        self: &Arc<Self>,
        declarer: Declarer,
        (id, form): (DeclarationId, String),
        person: Option<PersonId>,
        authored: String,
    ) -> Result<TakenDeclaration, Failure> {
        if !FormVersion::ONCE_A_DAY.contains(&form.as_str()) {
            return Err(Problem::NotFound.into());
        }
        let declarations = self.clone();
        let work = move |tx: &mut dyn Transaction| {
            let yesterday = declarations.today().minus(1);
            let is_it = |row: &&ListedRow| {
                (row.day, row.person, row.form.as_str()) == (yesterday, person, form.as_str())
                    && row.leader.is_none()
                    && row.replaced_at.is_none()
            };
            let all = store::of_number(tx, &declarer.number)?;
            let known = all.iter().find(is_it).filter(|row| row.class == "green");
            let none = || Refusal::saying(Problem::Conflict, "web-declare-not-again");
            let row = store::find(tx, &known.ok_or_else(none)?.id)?.ok_or_else(none)?;
            let mut response = declarations.opened_row(&row)?.answers.ok_or_else(none)?.response;
            response.authored.clone_from(&authored);
            let new = NewDeclaration {
                id,
                form: form.clone(),
                person,
                named: None,
                leader: None,
                response: Vec::new(),
                replaces: false,
            };
            declarations.take(tx, declarer, &new, &response)
        };
        self.store.run("declare_again", work).await
    }
}
