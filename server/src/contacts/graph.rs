//! Who met whom around one case: the case, its contacts, and theirs.

use lancan_protocol::Saturate as _;
use std::sync::Arc;

use super::kinds::{Status, Tier};
use super::store::{self, COLUMNS};
use super::{CaseKeys, Contacts};
use crate::ground::error::Failure;
use crate::ground::ids::CaseId;
use crate::http::Officer;
use crate::values;

/// Most contacts of a graph.
pub(crate) const MOST_OF_GRAPH: usize = 500;

/// The contacts of a case as a graph.
pub(crate) struct ContactGraph {
    /// The contacts, F1s before F2s, each in the order in which they became known.
    pub(crate) nodes: Vec<GraphNode>,
    /// Whether the case has more contacts than a graph shows.
    pub(crate) is_cut: bool,
}

/// A contact in a graph.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct GraphNode {
    /// The contact's id.
    pub(crate) id: String,
    /// Name, or number; none where neither is known.
    pub(crate) name: Option<String>,
    pub(crate) tier: Tier,
    pub(crate) status: Status,
    /// The id of the F1 whom an F2 met, who may be no node: another area follows that F1, or the graph is cut. None where the
    /// contact met the case.
    pub(crate) met: Option<String>,
}

impl Contacts {
    /// The graph of a case of the officer's area.
    pub(crate) async fn graph(self: &Arc<Self>, officer: &Officer, case: &CaseId) -> Result<ContactGraph, Failure> {
        let (contacts, area) = (self.clone(), officer.area.clone());
        self.cases
            .read(officer, case, "view-graph", move |tx, case| {
                let most: u32 = (MOST_OF_GRAPH + 1).saturate();
                let (from, to) = area.bounds();
                let mut rows = tx.all(
                    &format!(
                        "-- contacts::graph
                         SELECT {COLUMNS} FROM contacts WHERE case_id = ?1 AND area >= ?3 AND area < ?4 AND merged_into IS NULL
                         ORDER BY tier, created_at, contacts.id LIMIT ?2"
                    ),
                    values![&case.id, most, from.as_str(), to.as_str()],
                    store::contact,
                )?;
                let is_cut = rows.len() > MOST_OF_GRAPH;
                rows.truncate(MOST_OF_GRAPH);
                let mut keys = CaseKeys::default();
                let nodes = rows.into_iter().map(|row| {
                    let contact = contacts.shown(tx, row, &mut keys)?;
                    Ok::<_, Failure>(GraphNode {
                        name: contact.person.and_then(|person| person.name.or(person.phone)),
                        id: contact.id,
                        tier: contact.tier,
                        status: contact.status,
                        met: contact.parent,
                    })
                });
                Ok(ContactGraph { nodes: nodes.collect::<Result<_, _>>()?, is_cut })
            })
            .await
    }
}
