//! The list of cases: searched, narrowed down by state, sorted, page by page.

use std::cmp::Reverse;
use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{IntoResponse as _, Redirect, Response};
use lancan_text::sms::unaccented;
use serde::Deserialize;

use super::row::{CaseLine, Wording};
use crate::cases::{CaseFile, CaseState};
use crate::console::Console;
use crate::console::form::Submitted;
use crate::console::layout::Layout;
use crate::console::local::Local;
use crate::console::page::page;
use crate::console::session::Desk;
use crate::ground::error::{Failure, Fault};

/// Cases of a page.
const PER_PAGE: usize = 50;

/// What an officer looks for.
#[derive(Clone, Default, Deserialize)]
pub(in crate::console) struct CaseQuery {
    /// Part of the reference, with or without accents. It stands in no address: browsers and proxies keep addresses.
    #[serde(default)]
    q: String,
    /// How far the case is; empty for any.
    #[serde(default)]
    state: String,
    /// The column to sort by, with `-` before it for the greatest first; empty for the newest first.
    #[serde(default)]
    sort: String,
    /// What a list of words that were searched for is to be sorted by instead.
    #[serde(default)]
    resort: String,
    /// The page, from 1.
    #[serde(default)]
    page: usize,
}

#[derive(Template)]
#[template(path = "cases/list.html")]
struct CasesPage {
    layout: Layout,
    query: CaseQuery,
    states: Vec<StateChoice>,
    columns: Vec<Column>,
    rows: Vec<CaseLine>,
    found: String,
    /// This page of how many, in words; empty where there is only one.
    of_pages: String,
    /// The page before this one and the one after: number and address.
    before: Option<(usize, String)>,
    after: Option<(usize, String)>,
    /// The address of the list without the words that were searched for.
    here: String,
    narrowed: bool,
}

struct StateChoice {
    value: &'static str,
    text: String,
    chosen: bool,
}

struct Column {
    text: String,
    /// What the list is sorted by with this column.
    sort: String,
    class: &'static str,
    /// `ascending`, `descending` or `none`, as `aria-sort` has it.
    order: &'static str,
}

/// Shows the list. Words in the address are not looked for.
pub(in crate::console) async fn show(
    State(console): State<Arc<Console>>,
    desk: Desk,
    headers: HeaderMap,
    Query(query): Query<CaseQuery>,
) -> Result<Response, Failure> {
    listed(&console, desk, &headers, CaseQuery { q: String::new(), ..query }).await
}

/// Looks for words; without any it leads to the list.
pub(in crate::console) async fn search(
    State(console): State<Arc<Console>>,
    headers: HeaderMap,
    Submitted { desk, form }: Submitted<CaseQuery>,
) -> Result<Response, Failure> {
    let sort = if form.resort.is_empty() { form.sort.clone() } else { form.resort.clone() };
    let query = CaseQuery { sort, resort: String::new(), ..form };
    if !query.is_search() && !headers.contains_key("hx-request") {
        return Ok(Redirect::to(&query.address(&query.sort, query.page)).into_response());
    }
    listed(&console, desk, &headers, query).await
}

async fn listed(console: &Console, desk: Desk, headers: &HeaderMap, query: CaseQuery) -> Result<Response, Failure> {
    let mut cases = console.cases.overview(&desk.officer).await?;
    let layout = desk.layout;
    cases.retain(|case| query.finds(case));
    query.order(&mut cases);
    let pages = cases.len().div_ceil(PER_PAGE).max(1);
    let at = query.page.clamp(1, pages);
    let shown = Wording { layout: &layout, local: Local(console.key_days), now: console.clock.now() };
    let rows = cases.iter().skip((at - 1) * PER_PAGE).take(PER_PAGE).map(|case| shown.row(case)).collect();
    let of_pages = [("page", at.into()), ("pages", pages.into())];
    let of_pages = if pages > 1 { layout.say_with("console-page", &of_pages) } else { String::new() };
    let here = query.address(&query.sort, at);
    let mut shown = page(&CasesPage {
        here: here.clone(),
        rows,
        found: layout.say_with("console-cases-found", &[("count", cases.len().into())]),
        of_pages,
        before: (at > 1).then(|| (at - 1, query.address(&query.sort, at - 1))),
        after: (at < pages).then(|| (at + 1, query.address(&query.sort, at + 1))),
        states: query.states(&layout),
        columns: query.columns(&layout),
        narrowed: query.is_search() || !query.state.is_empty(),
        query,
        layout,
    })?;
    // What a script searched for while somebody wrote goes into the browser's history without the words.
    if headers.contains_key("hx-request") && headers.get("hx-trigger").is_none_or(|part| part != "live") {
        let address = HeaderValue::try_from(here).map_err(|_| Fault::Broken("an address does not encode"))?;
        shown.headers_mut().insert("hx-push-url", address);
    }
    Ok(shown)
}

/// Cases that were closed.
const CLOSED: &str = "closed";
/// Cases in hand and closed ones.
const ALL: &str = "all";

/// The states that the list can be narrowed down to.
const STATES: [(&str, &str, CaseState); 4] = [
    ("open", "console-state-open", CaseState::Open),
    ("code-issued", "console-state-code-issued", CaseState::CodeIssued),
    ("code-used", "console-state-code-used", CaseState::CodeUsed),
    ("reported", "console-state-reported", CaseState::Reported),
];

/// Columns with the texts of their heads; the first is not of numbers.
const COLUMNS: [(&str, &str); 7] = [
    ("reference", "console-reference"),
    ("state", "console-state"),
    ("onset", "console-onset"),
    ("tested", "console-tested"),
    ("opened", "console-opened"),
    ("codes", "console-codes"),
    ("reports", "console-reports"),
];

impl CaseQuery {
    fn finds(&self, case: &CaseFile) -> bool {
        let wanted = folded(&self.q);
        let reference = case.opened.as_ref().and_then(|(reference, _)| reference.as_deref()).unwrap_or_default();
        let state = STATES.iter().find(|(value, _, _)| *value == self.state).map(|(_, _, state)| *state);
        let closed = case.case.closed_at.is_some();
        let fits = match self.state.as_str() {
            ALL => true,
            CLOSED => closed,
            _ => !closed && state.is_none_or(|state| case.state() == state),
        };
        fits && folded(reference).contains(&wanted)
    }

    fn order(&self, cases: &mut [CaseFile]) {
        let (column, descending) = match self.sort.strip_prefix('-') {
            Some(column) => (column, true),
            None => (self.sort.as_str(), false),
        };
        let days = |case: &CaseFile| case.opened.as_ref().map(|(_, days)| *days).unwrap_or_default();
        match column {
            "reference" => cases.sort_by_cached_key(|case| {
                folded(case.opened.as_ref().and_then(|(reference, _)| reference.as_deref()).unwrap_or_default())
            }),
            "state" => cases.sort_by_key(CaseFile::state),
            "onset" => cases.sort_by_key(|case| days(case).onset),
            "tested" => cases.sort_by_key(|case| days(case).tested),
            "codes" => cases.sort_by_key(|case| case.codes.len()),
            "reports" => cases.sort_by_key(|case| case.reports.len()),
            "opened" => cases.sort_by_key(|case| case.case.opened_at),
            _ => cases.sort_by_key(|case| Reverse(case.case.opened_at)),
        }
        if descending {
            cases.reverse();
        }
    }

    fn is_search(&self) -> bool {
        !self.q.trim().is_empty()
    }

    /// The address of the list, sorted otherwise or of another page. Words that are searched for are not in it.
    fn address(&self, sort: &str, page: usize) -> String {
        let mut parameters = form_urlencoded::Serializer::new(String::new());
        let page = if page > 1 { page.to_string() } else { String::new() };
        for (name, value) in [("state", self.state.as_str()), ("sort", sort), ("page", &page)] {
            if !value.is_empty() {
                parameters.append_pair(name, value);
            }
        }
        match parameters.finish() {
            none if none.is_empty() => "/console/cases".to_owned(),
            some => format!("/console/cases?{some}"),
        }
    }

    /// The address of the first page, sorted by this.
    fn sorted_by(&self, sort: &str) -> String {
        self.address(sort, 1)
    }

    fn states(&self, layout: &Layout) -> Vec<StateChoice> {
        let choice = |value, key| StateChoice { value, text: layout.say(key), chosen: self.state == value };
        let states = STATES.iter().map(|(value, key, _)| (*value, *key));
        let all = [("", "console-in-hand")].into_iter().chain(states);
        all.chain([(CLOSED, "console-state-closed"), (ALL, "console-any-state")])
            .map(|(value, key)| choice(value, key))
            .collect()
    }

    fn columns(&self, layout: &Layout) -> Vec<Column> {
        let column = |(name, key): &(&'static str, &'static str)| {
            let (order, next) = match self.sort.strip_prefix('-') {
                Some(sorted) if sorted == *name => ("descending", (*name).to_owned()),
                None if self.sort == *name => ("ascending", format!("-{name}")),
                _ => ("none", (*name).to_owned()),
            };
            let class = if matches!(*name, "reference" | "state") { "" } else { "number" };
            Column { text: layout.say(key), sort: next, class, order }
        };
        COLUMNS.iter().map(column).collect()
    }
}

/// Without accents and in small letters, so that "bao lam" finds "Bảo Lâm".
fn folded(text: &str) -> String {
    unaccented(text).to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_keeps_what_narrows_down_and_no_words() {
        let query = CaseQuery { q: " bảo lâm ".into(), state: "open".into(), ..CaseQuery::default() };
        assert_eq!(query.address("-onset", 2), "/console/cases?state=open&sort=-onset&page=2");
        assert_eq!(CaseQuery::default().address("", 1), "/console/cases");
    }

    #[test]
    fn accents_and_capitals_do_not_matter() {
        assert!(folded("BN-12 Bảo Lâm, Đắk").contains(&folded("bao lam, ĐẮK")));
    }
}
