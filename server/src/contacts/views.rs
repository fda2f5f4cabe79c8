//! Lists that an officer comes back to: filters under a name. Words that were searched for are not kept.

use std::sync::Arc;

use lancan_protocol::problem::Problem;

use super::Contacts;
use crate::ground::error::{Failure, Refusal};
use crate::ground::ids::OfficerId;
use crate::http::{Officer, Right};
use crate::store::{StoreError, Transaction};
use crate::values;

/// Most characters of a view's name and of its filters.
const LONGEST_NAME: usize = 60;
const LONGEST_FILTERS: usize = 300;
/// Most views of an officer.
const MOST_VIEWS: u32 = 30;

/// A list under a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SavedView {
    pub(crate) name: String,
    /// The filters as the page's address has them.
    pub(crate) filters: String,
}

impl Contacts {
    /// The views of an officer, by name.
    pub(crate) async fn views(self: &Arc<Self>, officer: &Officer) -> Result<Vec<SavedView>, Failure> {
        officer.may(Right::Read)?;
        let officer = officer.id;
        let found = self.store.view("views", move |tx| {
            tx.all(
                "-- contacts::views
                 SELECT name, filters FROM contact_views WHERE officer = ?1 ORDER BY name LIMIT ?2",
                values![officer, MOST_VIEWS],
                |mut row| Ok(SavedView { name: row.take()?, filters: row.take()? }),
            )
        });
        Ok(found.await?)
    }

    /// Keeps a view of an officer's own, in the place of one of the same name.
    pub(crate) async fn save_view(self: &Arc<Self>, officer: &Officer, view: SavedView) -> Result<(), Failure> {
        officer.may(Right::Read)?;
        let name = view.name.trim().to_owned();
        let cannot_be = name.is_empty() || name.chars().count() > LONGEST_NAME || name.chars().any(char::is_control);
        if cannot_be || view.filters.chars().count() > LONGEST_FILTERS {
            return Err(Refusal::saying(Problem::RequestInvalid, "console-view-name-wrong").into());
        }
        let id = officer.id;
        self.cases
            .officers
            .act(officer, Right::Read, "save-view", None, move |tx| {
                let kept = count(tx, id, &name)?;
                if kept >= MOST_VIEWS {
                    return Err(Refusal::saying(Problem::Conflict, "console-view-too-many").into());
                }
                tx.execute(
                    "-- contacts::save_view
                     INSERT INTO contact_views (officer, name, filters) VALUES (?1, ?2, ?3)
                     ON CONFLICT (officer, name) DO UPDATE SET filters = excluded.filters",
                    values![id, &name, &view.filters],
                )?;
                Ok(())
            })
            .await
    }

    /// Deletes a view of an officer's own.
    pub(crate) async fn delete_view(self: &Arc<Self>, officer: &Officer, name: &str) -> Result<(), Failure> {
        let (id, name) = (officer.id, name.to_owned());
        self.cases
            .officers
            .act(officer, Right::Read, "delete-view", None, move |tx| {
                tx.execute(
                    "-- contacts::delete_view\n DELETE FROM contact_views WHERE officer = ?1 AND name = ?2",
                    values![id, &name],
                )?;
                Ok(())
            })
            .await
    }
}

/// How many views an officer has besides the one of this name.
fn count(tx: &mut dyn Transaction, officer: OfficerId, name: &str) -> Result<u32, StoreError> {
    let count = tx.first(
        "-- contacts::count_views\n SELECT count(*) FROM contact_views WHERE officer = ?1 AND name <> ?2",
        values![officer, name],
        |mut row| row.take(),
    )?;
    Ok(count.unwrap_or_default())
}
