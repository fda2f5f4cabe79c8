//! What citizens report of somebody who may be ill: how far officers have come with it, which alone the citizen is told.

use std::sync::Arc;

use lancan_protocol::forms::FormVersion;
use lancan_protocol::problem::Problem;

use super::store::{self, DeclarationId};
use super::{Declarations, Declarer, call_of};
use crate::calls;
use crate::ground::error::Failure;
use crate::store::Transaction;

/// How far officers have come with a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SuspectProgress {
    /// Nobody has looked into it.
    Waiting,
    /// An officer has begun.
    Begun,
    /// An officer has looked into it, or made a contact or a case of it.
    Done,
}

impl SuspectProgress {
    /// The key of the text that says it.
    pub(crate) const fn key(self) -> &'static str {
        match self {
            Self::Waiting => "web-suspect-waiting",
            Self::Begun => "web-suspect-begun",
            Self::Done => "web-suspect-done",
        }
    }
}

impl Declarations {
    /// How far officers have come with one of the number's reports; none where the declaration is about the declarer.
    ///
    /// # Errors
    /// [`Problem::NotFound`] where the number has no such declaration.
    pub(crate) async fn progress(
        self: &Arc<Self>,
        declarer: Declarer,
        id: DeclarationId,
    ) -> Result<Option<SuspectProgress>, Failure> {
        let work = move |tx: &mut dyn Transaction| {
            let row = store::find(tx, &id)?.filter(|row| row.listed.number == declarer.number);
            let row = row.ok_or(Problem::NotFound)?.listed;
            if row.form != FormVersion::SUSPECT {
                return Ok(None);
            }
            let call = call_of(&id);
            let progress = if row.became.is_some() || calls::is_closed(tx, &call)? {
                SuspectProgress::Done
            } else if calls::was_begun(tx, &call)? {
                SuspectProgress::Begun
            } else {
                SuspectProgress::Waiting
            };
            Ok::<_, Failure>(Some(progress))
        };
        self.store.view("suspect_progress", work).await
    }
}
