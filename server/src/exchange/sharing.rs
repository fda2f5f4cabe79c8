//! What one health centre remembers of headings, shown to the others and taken over by them.

use std::sync::Arc;

use lancan_protocol::problem::Problem;

use super::layout::FileLayout;
use super::store::SharedMeanings;
use super::{Exchange, meanings, store};
use crate::ground::error::Failure;
use crate::http::{Officer, Right};
use crate::store::Transaction;

/// Most shared sets of headings that a page shows, the newest first.
const MOST_SHOWN: u32 = 100;

/// What taking over did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TakenOver {
    /// Headings that the officer's centre remembers from now on.
    pub(crate) taken: usize,
    /// Headings that already meant something to the officer's centre and go on meaning it.
    pub(crate) kept: usize,
}

impl Exchange {
    /// Shows every other health centre what the officer's centre remembers of a layout, now and later, or shows it no more.
    ///
    /// # Errors
    /// A refusal where the officer enters no contacts.
    pub(crate) async fn share_meanings(
        self: &Arc<Self>,
        officer: &Officer,
        layout: FileLayout,
        is_shared: bool,
    ) -> Result<(), Failure> {
        let (centre, name, now) = (officer.centre.clone(), officer.centre_name.clone(), self.cases.clock.now());
        let work = move |tx: &mut dyn Transaction| {
            store::unshare(tx, &centre, layout)?;
            if is_shared { Ok(store::share(tx, &centre, layout, &name, now)?) } else { Ok(()) }
        };
        let what = if is_shared { "share-headings" } else { "unshare-headings" };
        self.cases.officers.write(officer, what, (None, layout.name().to_owned()), work).await
    }

    /// What centres share, the officer's own too: the newest 100.
    ///
    /// # Errors
    /// A refusal where the officer sees no contacts.
    pub(crate) async fn shared_meanings(&self, officer: &Officer) -> Result<Vec<SharedMeanings>, Failure> {
        officer.may(Right::Read)?;
        let read = |tx: &mut dyn Transaction| {
            let mut shared = store::shared(tx, MOST_SHOWN)?;
            for one in &mut shared {
                one.meanings = store::headings(tx, &one.centre, one.layout)?.into_iter().collect();
            }
            Ok::<_, Failure>(shared)
        };
        self.cases.officers.store.view("shared_meanings", read).await
    }

    /// Takes over what another centre shares of a layout. What a heading means to the officer's centre already, it goes on
    /// meaning.
    ///
    /// # Errors
    /// A refusal where the centre shares nothing of the layout, the officer's own would remember too much, or the officer enters
    /// no contacts.
    pub(crate) async fn take_over_meanings(
        self: &Arc<Self>,
        officer: &Officer,
        from: &str,
        layout: FileLayout,
    ) -> Result<TakenOver, Failure> {
        let about = format!("centre {from} {}", layout.name());
        let (centre, from) = (officer.centre.clone(), from.to_owned());
        let work = move |tx: &mut dyn Transaction| {
            if !store::is_shared(tx, &from, layout)? {
                return Err(Problem::NotFound.into());
            }
            let own = store::headings(tx, &centre, layout)?;
            let theirs = store::headings(tx, &from, layout)?;
            let count = theirs.len();
            let new: Vec<_> = theirs.into_iter().filter(|(heading, _)| !own.contains_key(heading)).collect();
            meanings::remember(tx, &centre, layout, &new)?;
            Ok(TakenOver { taken: new.len(), kept: count - new.len() })
        };
        self.cases.officers.write(officer, "take-headings", (None, about), work).await
    }
}
