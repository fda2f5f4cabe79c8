//! The graph of a case: three columns with lines between them, and the same as a table.

use std::collections::BTreeMap;
use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;

use crate::console::Console;
use crate::console::layout::Layout;
use crate::console::page::page;
use crate::console::session::Desk;
use crate::console::words::{InWords as _, mark_of};
use crate::contacts::{ContactGraph, GraphNode, Tier};
use crate::ground::error::Failure;
use crate::ground::ids::CaseId;

/// Width and height of a contact, the step from one to the next below, and from one column to the next, in units of the
/// picture.
const WIDTH: usize = 220;
const HEIGHT: usize = 26;
const STEP: usize = 34;
const COLUMN: usize = 320;
/// Space around the picture.
const MARGIN: usize = 10;
/// Most letters of a name in the picture; the table has the whole.
const LETTERS: usize = 26;

#[derive(Template)]
#[template(path = "contacts/graph.html")]
struct GraphPage {
    layout: Layout,
    case: String,
    reference: String,
    counts: String,
    /// The picture; none where there are more contacts than it shows.
    picture: Option<Picture>,
    rows: Vec<MetLine>,
}

/// A graph with places.
struct Picture {
    width: usize,
    height: usize,
    nodes: Vec<PlacedNode>,
    lines: Vec<PlacedLine>,
}

struct PlacedNode {
    /// Where it leads.
    link: String,
    name: String,
    short: String,
    mark: &'static str,
    x: usize,
    y: usize,
    middle: usize,
}

struct PlacedLine {
    from: String,
    to: String,
    path: String,
}

/// A line of the table: who met whom.
struct MetLine {
    id: String,
    name: String,
    tier: String,
    status: String,
    mark: &'static str,
    met: Met,
}

/// Whom a contact met.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Met {
    Case,
    /// An F1, by id and name.
    First(String, String),
    /// An F1 who is not in the table.
    Elsewhere,
}

/// Shows graph and table.
pub(in crate::console) async fn show(
    State(console): State<Arc<Console>>,
    desk: Desk,
    Path(case): Path<String>,
) -> Result<Response, Failure> {
    let graph = console.contacts()?.graph(&desk.officer, &CaseId(case.clone())).await?;
    let references = console.cases.references(&desk.officer, [CaseId(case.clone())].into()).await?;
    let layout = desk.layout;
    let reference = references.into_values().next().unwrap_or_else(|| layout.say("console-no-reference"));
    let count = [("count", graph.nodes.len().into())];
    let counts = layout.say_with(if graph.is_cut { "console-graph-cut" } else { "console-graph-counts" }, &count);
    page(&GraphPage {
        rows: table(&layout, &graph),
        picture: (!graph.is_cut).then(|| placed(&layout, &case, &reference, &graph)),
        case,
        reference,
        counts,
        layout,
    })
}

fn name_of_node(layout: &Layout, node: &GraphNode) -> String {
    node.name.clone().unwrap_or_else(|| layout.say("console-contact-nameless"))
}

fn table(layout: &Layout, graph: &ContactGraph) -> Vec<MetLine> {
    let names: BTreeMap<&str, String> =
        graph.nodes.iter().map(|node| (node.id.as_str(), name_of_node(layout, node))).collect();
    let line = |node: &GraphNode| MetLine {
        id: node.id.clone(),
        name: name_of_node(layout, node),
        tier: layout.say(&node.tier.key()),
        status: layout.say(&node.status.key()),
        mark: mark_of(node.status),
        met: match &node.met {
            None => Met::Case,
            Some(met) => names.get(met.as_str()).map_or(Met::Elsewhere, |name| Met::First(met.clone(), name.clone())),
        },
    };
    ordered(graph).into_iter().map(line).collect()
}

/// F1s with the most F2s first, then F2s in the order of their F1s: so lines cross as little as they can.
fn ordered(graph: &ContactGraph) -> Vec<&GraphNode> {
    let mut children: BTreeMap<&str, usize> = BTreeMap::new();
    for met in graph.nodes.iter().filter_map(|node| node.met.as_deref()) {
        *children.entry(met).or_default() += 1;
    }
    let of_tier = |tier: Tier| graph.nodes.iter().filter(move |node| node.tier == tier);
    let mut first: Vec<&GraphNode> = of_tier(Tier::F1).collect();
    first.sort_by_key(|node| std::cmp::Reverse(children.get(node.id.as_str()).copied().unwrap_or(0)));
    let place: BTreeMap<&str, usize> = first.iter().enumerate().map(|(at, node)| (node.id.as_str(), at)).collect();
    let mut second: Vec<&GraphNode> = of_tier(Tier::F2).collect();
    second.sort_by_key(|node| node.met.as_deref().and_then(|met| place.get(met)).copied().unwrap_or(usize::MAX));
    first.into_iter().chain(second).collect()
}

fn placed(layout: &Layout, case: &str, reference: &str, graph: &ContactGraph) -> Picture {
    let all = ordered(graph);
    let count = |tier| all.iter().filter(|node| node.tier == tier).count();
    let tallest = count(Tier::F1).max(count(Tier::F2)).max(1);
    let height = tallest * STEP + 2 * MARGIN;
    let node = |link: String, name: String, mark, column: usize, row: usize, of: usize| {
        // Each column stands in the middle.
        let y = MARGIN + (tallest - of) * STEP / 2 + row * STEP;
        PlacedNode { link, short: shortened(&name), name, mark, x: MARGIN + column * COLUMN, y, middle: y + HEIGHT / 2 }
    };
    let mut nodes = vec![node(format!("/console/cases/{case}"), reference.to_owned(), "case", 0, 0, 1)];
    let mut at: BTreeMap<&str, usize> = BTreeMap::new();
    let mut next = [0, 0];
    for of in &all {
        let column = if of.tier == Tier::F1 { 1 } else { 2 };
        let Some(row) = next.get_mut(column - 1) else { continue };
        at.insert(&of.id, nodes.len());
        let link = format!("/console/contacts/{}", of.id);
        nodes.push(node(link, name_of_node(layout, of), mark_of(of.status), column, *row, count(of.tier)));
        *row += 1;
    }
    let lines = all.iter().filter_map(|of| {
        let (to, from) =
            (nodes.get(*at.get(of.id.as_str())?)?, of.met.as_deref().map_or(Some(0), |met| at.get(met).copied())?);
        let from_node = nodes.get(from)?;
        let from = of.met.clone().unwrap_or_else(|| case.to_owned());
        Some(PlacedLine { from, to: of.id.clone(), path: curve(from_node, to) })
    });
    let lines = lines.collect();
    Picture { width: 2 * COLUMN + WIDTH + 2 * MARGIN, height, nodes, lines }
}

fn curve(from: &PlacedNode, to: &PlacedNode) -> String {
    let (start, end) = (from.x + WIDTH, to.x);
    let half = start.midpoint(end);
    format!("M{start} {} C{half} {} {half} {} {end} {}", from.middle, from.middle, to.middle, to.middle)
}

fn shortened(name: &str) -> String {
    if name.chars().count() <= LETTERS {
        return name.to_owned();
    }
    name.chars().take(LETTERS - 1).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use axum::http::{HeaderMap, Uri};

    use super::*;
    use crate::contacts::Status;

    fn node(number: usize, met: Option<usize>) -> GraphNode {
        let tier = if met.is_some() { Tier::F2 } else { Tier::F1 };
        let (id, met) = (format!("c{number}"), met.map(|met| format!("c{met}")));
        GraphNode { name: Some(format!("Nguyễn Văn {number}")), id, tier, status: Status::New, met }
    }

    /// A graph of many F1s, every third of whom met F2s.
    fn graph(first: usize, second: usize) -> ContactGraph {
        let second = (0..second).map(|number| node(first + number, Some(number * 3 % first)));
        ContactGraph { nodes: (0..first).map(|number| node(number, None)).chain(second).collect(), is_cut: false }
    }

    #[test]
    fn picture_and_table_have_the_same_contacts_and_the_same_meetings() {
        let layout = Layout::of(&HeaderMap::new(), &Uri::from_static("/console/"));
        for (first, second) in [(1, 0), (3, 7), (200, 300)] {
            let graph = graph(first, second);
            let (picture, table) = (placed(&layout, "case", "BN 1", &graph), table(&layout, &graph));
            let drawn: BTreeSet<_> =
                picture.nodes.iter().skip(1).map(|node| (node.link.clone(), node.name.clone())).collect();
            let listed =
                table.iter().map(|line| (format!("/console/contacts/{}", line.id), line.name.clone())).collect();
            assert_eq!(drawn, listed);
            let lines: BTreeSet<_> = picture.lines.iter().map(|line| (line.from.clone(), line.to.clone())).collect();
            let met = |line: &MetLine| match &line.met {
                Met::First(id, _) => id.clone(),
                Met::Case => "case".to_owned(),
                Met::Elsewhere => panic!("every F1 is there"),
            };
            assert_eq!(lines, table.iter().map(|line| (met(line), line.id.clone())).collect());
            assert_eq!(lines.len(), first + second);
            let places: BTreeSet<_> = picture.nodes.iter().map(|node| (node.x, node.y)).collect();
            assert_eq!(places.len(), first + second + 1, "no two in one place");
            assert!(
                picture.nodes.iter().all(|node| node.x + WIDTH < picture.width && node.y + HEIGHT <= picture.height)
            );
        }
    }
    #[test]
    fn an_f2_whose_f1_is_not_there_met_neither_the_case_nor_anybody_who_is() {
        let layout = Layout::of(&HeaderMap::new(), &Uri::from_static("/console/"));
        let graph = ContactGraph { nodes: vec![node(0, None), node(1, Some(7))], is_cut: false };
        let met: Vec<Met> = table(&layout, &graph).into_iter().map(|line| line.met).collect();
        assert_eq!(met, [Met::Case, Met::Elsewhere]);
        assert_eq!(placed(&layout, "case", "BN 1", &graph).lines.len(), 1);
    }
}
