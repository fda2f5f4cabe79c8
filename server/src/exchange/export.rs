//! Files of contacts that go out.

use std::sync::Arc;

use lancan_protocol::problem::Problem;
use serde::Deserialize;
use utoipa::ToSchema;

use super::dhis2::Dhis2Writer;
use super::layout::{DateForm, FileLayout};
use super::{Exchange, godata, godata_json, sormas};
use crate::cases::{CaseFile, MOST_OVERSEEN};
use crate::contacts::Outgoing;
use crate::ground::calendar::Date;
use crate::ground::cells::guarded;
use crate::ground::error::{Failure, Fault, Refusal};
use crate::ground::ids::CaseId;
use crate::http::Officer;

/// Most characters of the beginning of a Go.Data id.
const LONGEST_PREFIX: usize = 16;

/// What kind of file goes out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum FileForm {
    /// CSV in the layout of SORMAS.
    #[default]
    Sormas,
    /// CSV in the layout of Go.Data.
    GoData,
    /// JSON of Go.Data's API.
    GoDataJson,
    /// JSON for the tracker of DHIS2, of cases and contacts, by the operator's mapping.
    Dhis2,
}

impl FileForm {
    /// The file of this name, as the API has it.
    pub(crate) fn named(name: &str) -> Option<Self> {
        match name {
            "sormas" => Some(Self::Sormas),
            "go_data" => Some(Self::GoData),
            "go_data_json" => Some(Self::GoDataJson),
            "dhis2" => Some(Self::Dhis2),
            _ => None,
        }
    }
}

/// How a file is written.
pub(crate) struct ExportForm {
    pub(crate) file: FileForm,
    pub(crate) dates: DateForm,
    /// What Go.Data ids begin with, as the outbreak's mask asks.
    pub(crate) prefix: String,
}

impl Exchange {
    /// The contacts of a case, or of the officer's area, as a file.
    ///
    /// # Errors
    /// A refusal where the area has no such case, or too many contacts for one file.
    pub(crate) async fn export(
        self: &Arc<Self>,
        officer: &Officer,
        case: Option<&CaseId>,
        form: &ExportForm,
    ) -> Result<Vec<u8>, Failure> {
        let is_plain = |letter: char| letter.is_ascii_alphanumeric() || letter == '-';
        if form.prefix.len() > LONGEST_PREFIX || !form.prefix.chars().all(is_plain) || form.prefix.starts_with('-') {
            return Err(Refusal::of_field("prefix", "officer-export-prefix", Vec::new()).into());
        }
        let mapping = match form.file {
            FileForm::Dhis2 => Some(self.dhis2.as_ref().ok_or_else(no_mapping)?),
            _ => None,
        };
        let outgoing = self.contacts.outgoing(officer, case, "export-contacts").await?;
        let (today, days) = (self.today(), self.cases.rules.key_days);
        let rows = |written: &dyn Fn(&Outgoing, Date) -> Option<Vec<String>>| -> Vec<Vec<String>> {
            outgoing.iter().filter_map(|row| written(row, Date(days.day(row.contact.created_at)))).collect()
        };
        let go_data = |dates: DateForm| {
            rows(&|row, reported| godata::written(&self.names, dates, &form.prefix, row, reported, today))
        };
        match (form.file, mapping) {
            (FileForm::Sormas, _) => {
                let rows = rows(&|row, reported| sormas::written(&self.names, form.dates, row, reported));
                let columns: Vec<&str> = FileLayout::Sormas.columns().collect();
                csv_of(&[vec!["Contact"; columns.len()], columns], &rows)
            }
            (FileForm::GoData, _) => csv_of(&[FileLayout::GoData.columns().collect()], &go_data(form.dates)),
            (FileForm::GoDataJson, _) => Ok(godata_json::written(&go_data(DateForm::Iso)).map_err(|_| no_json())?),
            (FileForm::Dhis2, Some(mapping)) => {
                let cases = self.cases_of_file(officer, case).await?;
                let writer = Dhis2Writer { mapping, secrets: &self.cases.secrets, names: &self.names, days };
                Ok(writer.written(&cases, &outgoing).map_err(|_| no_json())?)
            }
            (FileForm::Dhis2, None) => Err(no_mapping().into()),
        }
    }

    /// The case of a file, or every case of the officer's area.
    async fn cases_of_file(&self, officer: &Officer, case: Option<&CaseId>) -> Result<Vec<CaseFile>, Failure> {
        if let Some(id) = case {
            return Ok(vec![self.cases.view(officer, id).await?]);
        }
        let cases = self.cases.overview(officer).await?;
        if cases.len() >= MOST_OVERSEEN as usize {
            return Err(Refusal::saying(Problem::RequestInvalid, "officer-export-too-many-cases").into());
        }
        Ok(cases)
    }
}

/// The refusal of a file for DHIS2 where the operator has supplied no mapping.
fn no_mapping() -> Refusal {
    Refusal::of_field("file", "officer-export-no-mapping", Vec::new())
}

const fn no_json() -> Fault {
    Fault::Broken("contacts do not encode")
}

/// A file of rows below its heads, by RFC 4180. No cell is a formula.
pub(super) fn csv_of(heads: &[Vec<&str>], rows: &[Vec<String>]) -> Result<Vec<u8>, Failure> {
    let broken = || Fault::Broken("a file of contacts does not encode");
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).flexible(true).from_writer(Vec::new());
    for head in heads {
        writer.write_record(head).map_err(|_| broken())?;
    }
    for row in rows {
        writer.write_record(row.iter().map(|cell| guarded(cell))).map_err(|_| broken())?;
    }
    Ok(writer.into_inner().map_err(|_| broken())?)
}
