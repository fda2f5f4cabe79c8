//! The audit log: what officers did, when, and on which case. Rows outlive the cases, and none is changed or taken out:
//! each row's hash covers the one before.
//!
//! An officer's act only runs through [`Audit`], in or after the transaction that writes its row.

mod chain;
mod store;

use lancan_protocol::time::{Day, UnixTime};

use crate::ground::error::Failure;
use crate::ground::ids::{CaseId, OfficerId};
use crate::http::{Area, Officer, Right};
use crate::store::{Store, StoreError, Transaction};

pub use chain::AuditVerdict;
pub(crate) use store::AuditRow;

/// One thing that an officer does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Act {
    /// When.
    pub(crate) at: UnixTime,
    /// The officer; zero is the operator, at a command.
    pub(crate) officer: OfficerId,
    /// The act, in the words of the room that it belongs to.
    pub(crate) what: &'static str,
    /// The case that it is about, if it is about one.
    pub(crate) case: Option<CaseId>,
    /// What else it is about, as kind and number or random id: `officer 12`. Never a name, a phone number or the like.
    about: Option<String>,
    /// Where the officer's centre lies.
    area: Area,
}

/// The officer of an act that the operator does at a command.
pub(crate) const OPERATOR: OfficerId = 0;

/// What an act is about.
#[derive(Clone, Debug, Default)]
pub(crate) struct Subject {
    case: Option<CaseId>,
    about: Option<String>,
}

impl From<Option<&CaseId>> for Subject {
    fn from(case: Option<&CaseId>) -> Self {
        Self { case: case.cloned(), about: None }
    }
}

/// Of a case something by kind and random id: `contact 1f…`.
impl From<(&CaseId, String)> for Subject {
    fn from((case, about): (&CaseId, String)) -> Self {
        Self { case: Some(case.clone()), about: Some(about) }
    }
}

/// Of a case, if it is of one, something by kind and number: `import 12`.
impl From<(Option<&CaseId>, String)> for Subject {
    fn from((case, about): (Option<&CaseId>, String)) -> Self {
        Self { case: case.cloned(), about: Some(about) }
    }
}

impl Act {
    /// An act on no case.
    pub(crate) fn new(at: UnixTime, officer: OfficerId, what: &'static str) -> Self {
        Self { at, officer, what, case: None, about: None, area: Area::COUNTRY }
    }

    /// The act of an officer whose centre lies here.
    pub(crate) fn at_home(self, area: &Area) -> Self {
        Self { area: area.clone(), ..self }
    }

    /// The act on a case.
    pub(crate) fn on(self, case: Option<&CaseId>) -> Self {
        Self { case: case.cloned(), ..self }
    }

    /// The act with what it is about.
    pub(crate) fn with(self, subject: Subject) -> Self {
        Self { case: subject.case, about: subject.about, ..self }
    }

    /// The act about something else, named by kind and number or random id.
    pub(crate) fn about(self, what: String) -> Self {
        Self { about: Some(what), ..self }
    }

    fn row(&self) -> AuditRow {
        AuditRow {
            id: 0,
            at: self.at,
            officer: self.officer,
            what: self.what.to_owned(),
            case: self.case.clone(),
            about: self.about.clone(),
            area: Some(self.area.path().to_owned()),
        }
    }
}

/// Which acts to look at; everything where nothing is said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct AuditFilter {
    /// Acts of this officer.
    pub(crate) officer: Option<OfficerId>,
    /// Acts on this case.
    pub(crate) case: Option<CaseId>,
}

/// Writes the log.
#[derive(Clone)]
pub(crate) struct Audit {
    store: Store,
}

/// The newest hash of the log as of the first question of a day, for the day's index. Empty before the first act.
pub(crate) fn head_of_day(tx: &mut dyn Transaction, day: Day) -> Result<String, StoreError> {
    chain::head_of_day(tx, day)
}

/// Follows the whole chain and says whether every row is as it was written.
pub(crate) async fn verify(store: &Store) -> Result<AuditVerdict, StoreError> {
    chain::verify(store).await
}

/// Adds a row in a transaction that is under way.
pub(crate) fn add(tx: &mut dyn Transaction, act: &Act) -> Result<(), StoreError> {
    chain::append(tx, act.row())
}

impl Audit {
    pub(crate) fn new(store: Store) -> Self {
        Self { store }
    }

    /// An officer's write: its row and its work in one transaction. A work that refuses leaves no row.
    pub(crate) async fn write<T, E>(
        &self,
        act: Act,
        mut work: impl FnMut(&mut dyn Transaction) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        self.store
            .run(act.what, move |tx| {
                chain::append(tx, act.row())?;
                work(tx)
            })
            .await
    }

    /// An officer's look at personal data: `allow` says whether the officer may, then the row is committed, and only then
    /// the data is read, on a connection apart from the writers' queue.
    pub(crate) async fn read<T, E>(
        &self,
        act: Act,
        mut allow: impl FnMut(&mut dyn Transaction) -> Result<(), E> + Send + 'static,
        read: impl FnMut(&mut dyn Transaction) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let what = act.what;
        self.write(act, move |tx| allow(tx)).await?;
        self.store.view(what, read).await
    }

    /// At most `most` acts of the officers of an area, newest first, those before the row with this number. The look is
    /// an act too.
    pub(crate) async fn page(
        &self,
        officer: &Officer,
        now: UnixTime,
        filter: &AuditFilter,
        before: i64,
        most: u32,
    ) -> Result<Vec<AuditRow>, Failure> {
        officer.may(Right::Audit)?;
        let act = Act::new(now, officer.id, "view-audit").at_home(&officer.home);
        // The log is forever: of what was typed only what has the form of a case's id is written down.
        let act = act.on(filter.case.as_ref().filter(|case| case.has_form()));
        let (area, filter) = (officer.area.clone(), filter.clone());
        self.read(act, |_| Ok(()), move |tx| Ok(store::in_area(tx, &area, &filter, before, most)?)).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use lancan_protocol::problem::Problem;

    fn act(what: &'static str) -> Act {
        Act::new(UnixTime(7), 1, what).on(Some(&CaseId("a".into()))).about("officer 3".to_owned())
    }

    async fn rows(store: &Store) -> Vec<String> {
        let rows = store.view("look", |tx| store::rows_after(tx, 0, 99)).await.unwrap();
        rows.into_iter().map(|(row, _)| row.what).collect()
    }

    async fn an_act_and_its_row_are_kept_together_or_not_at_all(store: Store) {
        let audit = Audit::new(store.clone());
        let refused: Result<(), Failure> = audit.write(act("fails"), |_| Err(Problem::NotFound.into())).await;
        assert!(refused.is_err() && rows(&store).await.is_empty());
        let done: Result<(), Failure> = audit.write(act("works"), |_| Ok(())).await;
        done.unwrap();
        assert_eq!(rows(&store).await, ["works"]);
    }

    async fn a_look_is_on_record_before_the_data_is_read(store: Store) {
        let audit = Audit::new(store.clone());
        let seen: Result<usize, Failure> =
            audit.read(act("looks"), |_| Ok(()), |tx| Ok(store::rows_after(tx, 0, 99)?.len())).await;
        assert_eq!(seen.unwrap(), 1);
        let refused: Result<(), Failure> =
            audit.read(act("is refused"), |_| Err(Problem::NotFound.into()), |_| panic!("it is read")).await;
        assert!(refused.is_err());
        assert_eq!(rows(&store).await, ["looks"]);
    }

    async fn a_look_changes_nothing(store: Store) {
        let audit = Audit::new(store.clone());
        let tried: Result<(), StoreError> =
            audit.read(act("looks"), |_| Ok(()), |tx| chain::append(tx, act("writes").row())).await;
        assert!(tried.is_err());
        assert_eq!(rows(&store).await, ["looks"]);
    }

    async fn three_acts(store: &Store) -> AuditVerdict {
        let audit = Audit::new(store.clone());
        for what in ["one", "two", "three"] {
            let done: Result<(), StoreError> = audit.write(act(what), |_| Ok(())).await;
            done.unwrap();
        }
        verify(store).await.unwrap()
    }

    async fn rows_are_neither_changed_nor_taken_out(store: Store) {
        assert!(matches!(three_acts(&store).await, AuditVerdict::Whole { rows: 3, .. }));
        for statement in ["UPDATE audit SET officer = 9 WHERE id = 2", "DELETE FROM audit WHERE id = 3"] {
            let done = store.run("tamper", move |tx| tx.execute(statement, &[])).await;
            assert!(done.is_err(), "{statement}");
        }
        assert!(matches!(verify(&store).await.unwrap(), AuditVerdict::Whole { rows: 3, .. }));
    }

    /// Whoever owns the database can drop the triggers first. Then the chain tells.
    async fn a_change_behind_the_triggers_breaks_the_chain_at_its_row(store: Store) {
        three_acts(&store).await;
        let head = store.run("day", |tx| head_of_day(tx, Day(5))).await.unwrap();
        let tamper = |statements: &'static [&'static str]| {
            let store = store.clone();
            async move {
                let done = store.run("tamper", move |tx| {
                    statements.iter().try_for_each(|statement| tx.execute(statement, &[]).map(|_| ()))
                });
                done.await.unwrap();
                verify(&store).await.unwrap()
            }
        };
        let drop = drop_triggers(&store).await;
        assert!(drop > 0);
        let broken = |row| AuditVerdict::Broken { row };
        assert_eq!(tamper(&["UPDATE audit SET act = 'other' WHERE id = 2"]).await, broken(2));
        assert!(matches!(tamper(&["UPDATE audit SET act = 'two' WHERE id = 2"]).await, AuditVerdict::Whole { .. }));
        assert_eq!(tamper(&["UPDATE audit SET about = NULL WHERE id = 3"]).await, broken(3));
        assert_eq!(
            tamper(&["UPDATE audit SET about = 'officer 3' WHERE id = 3", "DELETE FROM audit WHERE id = 1"]).await,
            broken(2)
        );
        // A log that was rewritten from the start is whole in itself, but not the one whose head was published.
        let forged = tamper(&[
            "DELETE FROM audit",
            "UPDATE audit_head SET last = 0, hash = '' WHERE id = 1",
            "INSERT INTO audit (id, at, officer, act) VALUES (1, 7, 1, 'forged')",
        ]);
        forged.await;
        assert!(!matches!(three_acts(&store).await, AuditVerdict::Whole { .. }), "{head}");
    }

    async fn drop_triggers(store: &Store) -> usize {
        let sqlite = ["DROP TRIGGER audit_unchanged", "DROP TRIGGER audit_kept"];
        let postgres = ["DROP TRIGGER audit_unchanged ON audit", "DROP TRIGGER audit_kept ON audit"];
        for statements in [sqlite, postgres] {
            let dropped = store.run("drop", move |tx| {
                statements.iter().try_for_each(|statement| tx.execute(statement, &[]).map(|_| ()))
            });
            if dropped.await.is_ok() {
                return statements.len();
            }
        }
        0
    }

    async fn rows_of_an_earlier_version_are_taken_into_the_chain(store: Store) {
        let older = store.run("older", |tx| {
            tx.execute("INSERT INTO audit (id, at, officer, act) VALUES (4, 7, 1, 'older')", &[])?;
            tx.execute("INSERT INTO audit (id, at, officer, act) VALUES (6, 7, 1, 'old')", &[])
        });
        older.await.unwrap();
        assert!(matches!(three_acts(&store).await, AuditVerdict::Whole { rows: 5, .. }));
        assert_eq!(rows(&store).await, ["older", "old", "one", "two", "three"]);
    }

    async fn acts_that_come_at_once_stand_in_one_chain(store: Store) {
        let audit = Audit::new(store.clone());
        let acts = (0..40).map(|_| {
            let audit = audit.clone();
            tokio::spawn(async move { audit.write(act("at once"), |_| Ok::<_, StoreError>(())).await })
        });
        let mut written = 0_u64;
        for act in acts.collect::<Vec<_>>() {
            written += u64::from(act.await.unwrap().is_ok());
        }
        let AuditVerdict::Whole { rows, .. } = verify(&store).await.unwrap() else { panic!("broken") };
        assert_eq!(rows, written);
        assert_eq!(written, 40);
    }

    async fn a_days_head_stays_all_day(store: Store) {
        let ask = |day: u32| store.run("day", move |tx| head_of_day(tx, Day(day)));
        assert_eq!(ask(5).await.unwrap(), "");
        three_acts(&store).await;
        assert_eq!(ask(5).await.unwrap(), "");
        let next = ask(6).await.unwrap();
        assert_eq!(next.len(), 64);
        three_acts(&store).await;
        assert_eq!(ask(6).await.unwrap(), next);
        assert_ne!(ask(7).await.unwrap(), next);
        assert!(matches!(verify(&store).await.unwrap(), AuditVerdict::Whole { rows: 6, .. }));
    }

    crate::store::testing::store_behaviours! {
        an_act_and_its_row_are_kept_together_or_not_at_all
        a_look_is_on_record_before_the_data_is_read
        a_look_changes_nothing
        rows_are_neither_changed_nor_taken_out
        a_change_behind_the_triggers_breaks_the_chain_at_its_row
        rows_of_an_earlier_version_are_taken_into_the_chain
        acts_that_come_at_once_stand_in_one_chain
        a_days_head_stays_all_day
    }
}
