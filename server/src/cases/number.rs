//! The authority's own number of a case: sealed, and looked up by what names the case.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use lancan_protocol::key_days::KeyDays;

use super::{CaseDays, CaseRow, Cases, store};
use crate::ground::error::Failure;
use crate::ground::ids::CaseId;
use crate::http::{Area, Officer, Right};
use crate::store::{StoreError, Transaction};

/// What a sealed case number is bound to.
pub(super) fn reference_place(id: &CaseId) -> String {
    format!("cases|reference|{}", id.0)
}

impl Cases {
    /// The authority's own number of the case with this id, where it means this case and no other, and the case lies in the
    /// area: whoever follows a contact of a case elsewhere does not learn its number.
    pub(crate) fn number_of(
        &self,
        tx: &mut dyn Transaction,
        area: &Area,
        id: &CaseId,
    ) -> Result<Option<String>, StoreError> {
        let is_alone = store::find(tx, id)?.is_some_and(|case| case.reference_digest.is_some());
        if is_alone { self.reference_in(tx, area, id) } else { Ok(None) }
    }

    /// As [`Cases::reference_of`], of a case of the area.
    pub(crate) fn reference_in(
        &self,
        tx: &mut dyn Transaction,
        area: &Area,
        id: &CaseId,
    ) -> Result<Option<String>, StoreError> {
        let case = store::find(tx, id)?.filter(|case| area.covers(&case.area));
        Ok(case.and_then(|case| self.named(&case)).and_then(|(reference, _)| reference))
    }

    /// The case of an area that a text names, by the authority's own number or by its id.
    pub(crate) fn meant(
        &self,
        tx: &mut dyn Transaction,
        area: &Area,
        text: &str,
    ) -> Result<Option<CaseRow>, StoreError> {
        let now = self.clock.now();
        let found = match store::with_number(tx, &self.digest_of(text))? {
            Some(case) => Some(case),
            None => store::find(tx, &CaseId(text.to_owned()))?,
        };
        Ok(found.filter(|case| area.covers(&case.area) && case.expiry > KeyDays::UTC.day(now)))
    }

    /// The authority's own number of the case with this id; `None` where it has none, or what is sealed does not open.
    pub(crate) fn reference_of(&self, tx: &mut dyn Transaction, id: &CaseId) -> Result<Option<String>, StoreError> {
        let Some(case) = store::find(tx, id)? else { return Ok(None) };
        Ok(self.named(&case).and_then(|(reference, _)| reference))
    }

    /// The id of the case of the officer's area that a text names, by the authority's own number or by its id.
    pub(crate) async fn id_of(self: &Arc<Self>, officer: &Officer, text: &str) -> Result<Option<CaseId>, Failure> {
        officer.may(Right::Read)?;
        let (cases, area, text) = (self.clone(), officer.area.clone(), text.to_owned());
        let find = move |tx: &mut dyn Transaction| cases.meant(tx, &area, &text);
        Ok(self.officers.store.view("case_meant", find).await?.map(|case| case.id))
    }

    /// The references of those cases of the officer's area that have one.
    pub(crate) async fn references(
        self: &Arc<Self>,
        officer: &Officer,
        ids: BTreeSet<CaseId>,
    ) -> Result<BTreeMap<CaseId, String>, Failure> {
        officer.may(Right::Read)?;
        let (cases, area) = (self.clone(), officer.area.clone());
        let found = self.officers.store.view("references", move |tx| {
            let mut references = BTreeMap::new();
            for id in &ids {
                let named = cases.reference_in(tx, &area, id)?;
                references.extend(named.map(|reference| (id.clone(), reference)));
            }
            Ok::<_, StoreError>(references)
        });
        Ok(found.await?)
    }

    /// Reference and days of a case; `None` where what is sealed does not open.
    pub(super) fn named(&self, case: &CaseRow) -> Option<(Option<String>, CaseDays)> {
        let opened = self.open_sealed(case)?;
        let reference = match &case.sealed_reference {
            None => None,
            Some(sealed) => Some(opened.key.open(&reference_place(&case.id), sealed).ok()?),
        };
        Some((reference.map(|plain| String::from_utf8_lossy(&plain).into_owned()), opened.days))
    }
}
