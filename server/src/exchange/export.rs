//! Files of contacts that go out.

use std::sync::Arc;

use serde::Deserialize;
use utoipa::ToSchema;

use super::cells::guarded;
use super::layout::{DateForm, FileLayout};
use super::{Exchange, godata, godata_json, sormas};
use crate::ground::calendar::Date;
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
}

impl FileForm {
    /// The file of this name, as the API has it.
    pub(crate) fn named(name: &str) -> Option<Self> {
        match name {
            "sormas" => Some(Self::Sormas),
            "go_data" => Some(Self::GoData),
            "go_data_json" => Some(Self::GoDataJson),
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
        let outgoing = self.contacts.outgoing(officer, case, "export-contacts").await?;
        let today = self.today();
        let reported = |at| Date(self.cases.rules.key_days.day(at));
        let rows: Vec<Vec<String>> = outgoing
            .iter()
            .filter_map(|outgoing| {
                let reported = reported(outgoing.contact.created_at);
                match form.file {
                    FileForm::Sormas => sormas::written(&self.names, form.dates, outgoing, reported),
                    FileForm::GoData => {
                        godata::written(&self.names, form.dates, &form.prefix, outgoing, reported, today)
                    }
                    FileForm::GoDataJson => {
                        godata::written(&self.names, DateForm::Iso, &form.prefix, outgoing, reported, today)
                    }
                }
            })
            .collect();
        match form.file {
            FileForm::Sormas => {
                let columns: Vec<&str> = FileLayout::Sormas.columns().collect();
                csv_of(&[vec!["Contact"; columns.len()], columns], &rows)
            }
            FileForm::GoData => csv_of(&[FileLayout::GoData.columns().collect()], &rows),
            FileForm::GoDataJson => {
                Ok(godata_json::written(&rows).map_err(|_| Fault::Broken("contacts do not encode"))?)
            }
        }
    }
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
