//! One act on many contacts.

use std::sync::Arc;

use lancan_protocol::problem::Problem;
use serde::Deserialize;
use utoipa::ToSchema;

use super::kinds::Status;
use super::{Contacts, seen, store};
use crate::calls;
use crate::ground::error::{Failure, Refusal};
use crate::http::Officer;

/// Most contacts of one act.
const MOST: usize = 500;

/// Contacts whose status is set.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SetStatus {
    /// The contacts' ids, at most 500.
    pub(crate) contacts: Vec<String>,
    /// Their new status; `became_case` is an act of its own.
    pub(crate) status: Status,
}

impl Contacts {
    /// Sets the status of contacts of the officer's area: of all of them or of none. Each leaves a row in the audit log.
    pub(crate) async fn set_status(self: &Arc<Self>, officer: &Officer, set: SetStatus) -> Result<usize, Failure> {
        let SetStatus { contacts: ids, status } = set;
        if ids.is_empty() || ids.len() > MOST {
            return Err(Refusal::because(Problem::RequestInvalid, "contacts: 1 to 500").into());
        }
        if status == Status::BecameCase {
            return Err(
                Refusal::because(Problem::RequestInvalid, "status: a contact becomes a case by that act").into()
            );
        }
        let (now, area) = (self.clock.now(), officer.area.clone());
        let (desk, acting) = (self.cases.officers.clone(), officer.clone());
        self.cases
            .officers
            .write(officer, "set-status", None, move |tx| {
                for id in &ids {
                    let row = seen(tx, &area, id)?;
                    if row.merged_into.is_some() || row.status == Status::BecameCase {
                        return Err(Problem::Conflict.into());
                    }
                    desk.note(tx, &acting, "set-contact-status", &row.case, format!("contact {id}"))?;
                    store::set_status(tx, id, status, now)?;
                    match status {
                        _ if !status.is_open() => calls::forget(tx, id)?,
                        Status::New if row.phone.is_some() => calls::enqueue(tx, id, &row.area, now)?,
                        _ => {}
                    }
                }
                Ok(ids.len())
            })
            .await
    }
}
