//! A contact becomes a case, in one act and with its history.

use std::sync::Arc;

use lancan_protocol::problem::Problem;
use lancan_protocol::wire::ReportType;
use serde::Deserialize;
use utoipa::ToSchema;

use super::kinds::Status;
use super::store::ContactRow;
use super::{Contact, Contacts, Opened};
use crate::calls;
use crate::cases::NewCase;
use crate::ground::error::Failure;
use crate::http::Officer;

/// The case that a contact becomes.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct BecomeCase {
    /// The authority's own case number.
    #[serde(default)]
    pub(crate) reference: Option<String>,
    /// Date of the first symptoms.
    #[serde(default)]
    #[schema(format = Date, example = "2021-05-20")]
    pub(crate) onset_date: Option<String>,
    /// Date of the test.
    #[serde(default)]
    #[schema(format = Date, example = "2021-05-21")]
    pub(crate) tested_date: Option<String>,
    /// How the case was confirmed; by a test where it is left out.
    #[serde(default = "by_test")]
    pub(crate) report_type: ReportType,
}

fn by_test() -> ReportType {
    ReportType::ConfirmedTest
}

impl Contacts {
    /// Opens a case for a contact. The contact stays with the case that it is of, and names the case that it became.
    pub(crate) async fn become_case(
        self: &Arc<Self>,
        officer: &Officer,
        id: &str,
        new: BecomeCase,
    ) -> Result<Contact, Failure> {
        let (contacts, acting) = (self.clone(), officer.clone());
        self.write(officer, id, "contact-becomes-case", move |tx, Opened { row, person, key }| {
            if row.merged_into.is_some() || row.became_case.is_some() {
                return Err(Problem::Conflict.into());
            }
            let BecomeCase { reference, onset_date, tested_date, report_type } = new.clone();
            let case = NewCase { reference, onset: onset_date, tested: tested_date, report_type };
            let case = contacts.cases.open_in(tx, &acting, &case)?;
            calls::forget(tx, &row.id)?;
            let row = ContactRow { status: Status::BecameCase, became_case: Some(case), ..row };
            contacts.insert(tx, row, person, key)
        })
        .await
    }
}
