//! What officers see of openings: those for cases of their area.

use std::sync::Arc;

use lancan_protocol::visitor_log::{OpeningRequest, Unopened};

use super::kept::KeptOpening;
use super::state::OpeningState;
use super::store::{self, OpeningRow};
use super::{MOST_LISTED, Openings, key_store, seen};
use crate::cases;
use crate::ground::error::Failure;
use crate::http::Officer;
use crate::officers;
use crate::store::Transaction;

/// An opening with its words.
pub(crate) struct OpeningFile {
    /// The row.
    pub(crate) row: OpeningRow,
    /// How far it has come.
    pub(crate) state: OpeningState,
    /// The request, word by word as it is signed.
    pub(crate) request: OpeningRequest,
    /// Its bytes, hex.
    pub(crate) hex: String,
    /// The names of the officers who sign.
    pub(crate) names: [String; 2],
    /// Why it was refused.
    pub(crate) refusal: Option<String>,
    /// How many entries the opener found, and how many envelopes gave none.
    pub(crate) found: Option<(u32, Unopened)>,
    /// The name by which the authenticator of the officer who looks knows the key, where it is this officer's turn to sign.
    pub(crate) own_credential: Option<Vec<u8>>,
}

impl OpeningFile {
    /// Whether it is this officer's turn to sign.
    pub(crate) fn waits_for(&self, officer: &Officer) -> bool {
        match self.state {
            OpeningState::WaitsForFirst => officer.id == self.row.first,
            OpeningState::WaitsForSecond => officer.id == self.row.second,
            _ => false,
        }
    }

    /// Whether this officer is one of the two.
    pub(crate) fn is_of(&self, officer: &Officer) -> bool {
        [self.row.first, self.row.second].contains(&officer.id)
    }
}

impl Openings {
    /// The openings for cases of the officer's area, the newest first. Those of a case that does not open are left out.
    pub(crate) async fn list(self: &Arc<Self>, officer: &Officer) -> Result<Vec<OpeningFile>, Failure> {
        let (openings, who) = (self.clone(), officer.clone());
        let read = move |tx: &mut dyn Transaction| {
            let mut files = Vec::new();
            for row in store::in_area(tx, &who.area, MOST_LISTED)? {
                files.extend(openings.file(tx, &who, row)?);
            }
            Ok(files)
        };
        self.officers.read(officer, "list-openings", None, |_| Ok(()), read).await
    }

    /// One opening, for a case of the officer's area.
    ///
    /// # Errors
    /// [`lancan_protocol::problem::Problem::NotFound`] where there is none.
    pub(crate) async fn view(self: &Arc<Self>, officer: &Officer, id: &str) -> Result<OpeningFile, Failure> {
        let case = self.case_of(officer, id).await?;
        let about = (&case, format!("opening {id}"));
        let (openings, who, id, now) = (self.clone(), officer.clone(), id.to_owned(), self.clock.now());
        let read = move |tx: &mut dyn Transaction| {
            let (row, case) = seen(tx, &who, &id, now)?;
            openings.cases.opened(&case)?;
            openings.file(tx, &who, row)?.ok_or_else(|| lancan_protocol::problem::Problem::NotFound.into())
        };
        self.officers.read(officer, "view-opening", about, |_| Ok(()), read).await
    }

    fn file(
        &self,
        tx: &mut dyn Transaction,
        officer: &Officer,
        row: OpeningRow,
    ) -> Result<Option<OpeningFile>, Failure> {
        let now = self.clock.now();
        let case = cases::unexpired(tx, &row.case, now)?;
        let Some(opened) = case.and_then(|case| self.cases.open_sealed(&case)) else { return Ok(None) };
        let kept = KeptOpening::open(&row, &opened.key)?;
        let mut name = |id| Ok::<_, Failure>(officers::name_of(tx, id)?.unwrap_or_default());
        let names = [name(row.first)?, name(row.second)?];
        let mut file = OpeningFile {
            state: OpeningState::of(&row, now),
            request: kept.request()?,
            hex: kept.hex().to_owned(),
            names,
            refusal: kept.refusal,
            found: kept.found,
            own_credential: None,
            row,
        };
        if file.waits_for(officer) {
            file.own_credential = key_store::live(tx, officer.id)?.map(|key| key.credential);
        }
        Ok(Some(file))
    }
}
