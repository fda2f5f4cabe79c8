//! The audit log: what officers did, when, and on which case. Rows outlive the cases; the operator keeps or deletes them.
//!
//! An officer's act only runs through [`Audit`], in or after the transaction that writes its row.

mod store;

use lancan_protocol::time::UnixTime;

use crate::ground::ids::{CaseId, OfficerId};
use crate::store::{Store, StoreError, Transaction};

/// One thing that an officer does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Act {
    /// When.
    pub(crate) at: UnixTime,
    /// The officer.
    pub(crate) officer: OfficerId,
    /// The act, in the words of the room that it belongs to.
    pub(crate) what: &'static str,
    /// The case that it is about, if it is about one.
    pub(crate) case: Option<CaseId>,
}

/// Writes the log.
#[derive(Clone)]
pub(crate) struct Audit {
    store: Store,
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
                store::insert(tx, &act)?;
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
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ground::error::Failure;
    use lancan_protocol::problem::Problem;

    fn act(what: &'static str) -> Act {
        Act { at: UnixTime(7), officer: 1, what, case: Some(CaseId("a".into())) }
    }

    async fn rows(store: &Store) -> Vec<store::AuditRow> {
        store.view("look", |tx| store::of_case(tx, &CaseId("a".into()))).await.unwrap()
    }

    async fn an_act_and_its_row_are_kept_together_or_not_at_all(store: Store) {
        let audit = Audit::new(store.clone());
        let refused: Result<(), Failure> = audit.write(act("fails"), |_| Err(Problem::NotFound.into())).await;
        assert!(refused.is_err() && rows(&store).await.is_empty());
        let done: Result<(), Failure> = audit.write(act("works"), |_| Ok(())).await;
        done.unwrap();
        let row = store::AuditRow { at: UnixTime(7), officer: 1, what: "works".into() };
        assert_eq!(rows(&store).await, [row]);
    }

    async fn a_look_is_on_record_before_the_data_is_read(store: Store) {
        let audit = Audit::new(store.clone());
        let seen: Result<usize, Failure> =
            audit.read(act("looks"), |_| Ok(()), |tx| Ok(store::of_case(tx, &CaseId("a".into()))?.len())).await;
        assert_eq!(seen.unwrap(), 1);
        let refused: Result<(), Failure> =
            audit.read(act("is refused"), |_| Err(Problem::NotFound.into()), |_| panic!("it is read")).await;
        assert!(refused.is_err());
        assert_eq!(rows(&store).await.len(), 1);
    }

    async fn a_look_changes_nothing(store: Store) {
        let audit = Audit::new(store.clone());
        let tried: Result<(), StoreError> =
            audit.read(act("looks"), |_| Ok(()), |tx| store::insert(tx, &act("writes"))).await;
        assert!(tried.is_err());
        assert_eq!(rows(&store).await.len(), 1);
    }

    crate::store::testing::store_behaviours! {
        an_act_and_its_row_are_kept_together_or_not_at_all
        a_look_is_on_record_before_the_data_is_read
        a_look_changes_nothing
    }
}
