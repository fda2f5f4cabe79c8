//! Files of contacts that come in: looked at first, then taken.

use lancan_protocol::Saturate as _;
use std::collections::BTreeSet;
use std::sync::Arc;

use axum::body::Bytes;
use lancan_protocol::problem::Problem;
use lancan_text::Catalogue;

use super::layout::{DateForm, FileLayout};
use super::outcome::{Imported, TakenRows};
use super::reading::{ParsedFile, Reading};
use super::store::{self, ImportRow};
use super::taking::Taking;
use super::{Exchange, MOST_BYTES, meanings, too_large};
use crate::cases::{self, CaseRow};
use crate::contacts::Effect;
use crate::ground::error::{Detail, Failure, Fault, Refusal};
use crate::ground::ids::{CaseId, Digest};
use crate::ground::purposes;
use crate::http::{Officer, Right};
use crate::store::Transaction;

/// How a file is read.
#[derive(Clone)]
pub(crate) struct ImportForm {
    pub(crate) layout: FileLayout,
    pub(crate) dates: DateForm,
    /// Whether the file is only looked at.
    pub(crate) dry_run: bool,
    /// Whether the file is taken though the same file was taken before.
    pub(crate) again: bool,
    /// What headings mean that the layout does not have: heading and column. Remembered for the centre when the file is taken.
    /// An empty column: none.
    pub(crate) meanings: Vec<(String, String)>,
}

/// A file that is taken, or looked at, by whom and where.
struct Coming {
    officer: Officer,
    case: Option<CaseId>,
    file: ParsedFile,
    /// HMAC of the file.
    digest: Digest,
    form: ImportForm,
    /// As they are remembered.
    meanings: Vec<(String, String)>,
    text: &'static Catalogue,
}

impl Exchange {
    /// Reads a file into contacts of a case, or of the cases that its rows name. Contacts whose id is known are changed, others
    /// are new; rows with a fault are left out. A look writes nothing but its row of the audit log.
    ///
    /// # Errors
    /// A refusal where the officer enters no contacts, the area has no such case, the file is none of the layout, or it was
    /// taken before and nobody says `again`.
    pub(crate) async fn import(
        self: &Arc<Self>,
        officer: &Officer,
        case: Option<&CaseId>,
        file: Bytes,
        form: ImportForm,
        text: &'static Catalogue,
    ) -> Result<Imported, Failure> {
        officer.may(Right::Write)?;
        if file.len() > MOST_BYTES {
            return Err(too_large().into());
        }
        let said = meanings::checked(form.layout, &form.meanings)?;
        let digest = self.cases.secrets.digest(purposes::CONTACT_FILE, &file);
        let file = self.parsed(officer, file, &form, &said).await?;
        let dry_run = form.dry_run;
        let (officers, id) = (&self.cases.officers, case.cloned());
        let coming = Coming { officer: officer.clone(), case: case.cloned(), file, digest, form, meanings: said, text };
        let (exchange, acting) = (self.clone(), officer.clone());
        let work = move |tx: &mut dyn Transaction| exchange.take(tx, &coming);
        if dry_run {
            let exchange = self.clone();
            let allow = move |tx: &mut dyn Transaction| match &id {
                Some(id) => exchange.case_with(tx, &acting, id).map(|_| ()),
                None => Ok(()),
            };
            return officers.read(officer, "check-import", case, allow, work).await;
        }
        officers.write(officer, "import-contacts", case, work).await
    }

    /// The rows of a file, read apart from the threads that serve requests.
    async fn parsed(
        &self,
        officer: &Officer,
        file: Bytes,
        form: &ImportForm,
        said: &[(String, String)],
    ) -> Result<ParsedFile, Failure> {
        let (centre, layout) = (officer.centre.clone(), form.layout);
        let store = &self.cases.officers.store;
        let mut meanings = store.view("import_headings", move |tx| store::headings(tx, &centre, layout)).await?;
        meanings.extend(said.iter().cloned());
        let reading = Reading { layout, dates: form.dates, meanings, names: self.names.clone(), today: self.today() };
        let parsed = tokio::task::spawn_blocking(move || reading.read(&file)).await;
        Ok(parsed.map_err(|_| Fault::Broken("reading a file of contacts stopped"))??)
    }

    /// Takes the rows of a file, or says what they would do.
    fn take(&self, tx: &mut dyn Transaction, coming: &Coming) -> Result<Imported, Failure> {
        let Coming { officer, form, .. } = coming;
        let the_case = match &coming.case {
            Some(id) => Some(self.case_with(tx, officer, id)?),
            None => None,
        };
        the_case.as_ref().map_or(Ok(()), CaseRow::must_hold)?;
        let taking = Taking::new(&self.cases, &self.contacts, &officer.area, the_case, form.layout, !form.dry_run);
        let outcome = taking.all(tx, &coming.file)?;
        let mut imported = outcome.shown(&coming.file.table, form.layout, coming.text)?;
        imported.taken_before = store::with_file(tx, &officer.area, &coming.digest)?;
        if form.dry_run {
            return Ok(imported);
        }
        meanings::remember(tx, &officer.centre, form.layout, &coming.meanings)?;
        if imported.added + imported.changed > 0 {
            if let Some(number) = imported.taken_before.filter(|_| !form.again) {
                return Err(taken_before(number).into());
            }
            imported.number = Some(self.write_down(tx, coming, &outcome, &imported)?);
        }
        Ok(imported)
    }

    fn case_with(&self, tx: &mut dyn Transaction, officer: &Officer, id: &CaseId) -> Result<CaseRow, Failure> {
        let case = cases::unexpired(tx, id, self.cases.clock.now())?.filter(|case| officer.area.covers(&case.area));
        case.ok_or_else(|| Problem::NotFound.into())
    }

    fn write_down(
        &self,
        tx: &mut dyn Transaction,
        coming: &Coming,
        outcome: &TakenRows,
        imported: &Imported,
    ) -> Result<i64, Failure> {
        let number = |count: usize| -> u32 { count.saturate() };
        let row = ImportRow {
            id: 0,
            case: coming.case.clone(),
            area: coming.officer.home.clone(),
            officer: coming.officer.id,
            at: self.cases.clock.now(),
            layout: coming.form.layout.name().to_owned(),
            added: number(imported.added),
            changed: number(imported.changed),
            undone_at: None,
            left_out: number(outcome.bad.len()),
        };
        let id = store::insert(tx, &row, &coming.digest)?;
        for (_, taken) in outcome.done.iter().filter(|(_, taken)| taken.effect == Effect::Added) {
            store::insert_contact(tx, id, &taken.id, &taken.mark)?;
        }
        if coming.case.is_none() {
            let touched = outcome.done.iter().filter(|(_, taken)| taken.effect != Effect::Unchanged);
            let cases: BTreeSet<&CaseId> = touched.map(|(_, taken)| &taken.case).collect();
            for case in cases {
                self.cases.officers.note(tx, &coming.officer, "import-contacts", case, store::named(id))?;
            }
        }
        Ok(id)
    }
}

/// The refusal of a file that came in before.
fn taken_before(number: i64) -> Refusal {
    let arguments = vec![("number", number.to_string())];
    let detail = Detail::Said { field: None, key: "officer-import-before", arguments };
    Refusal { problem: Problem::Conflict, detail: Some(detail) }
}
