//! The audit log: what the officers of one's area did, and whether the log is as it was written.

mod about;

use std::collections::BTreeMap;
use std::sync::Arc;

use lancan_protocol::Saturate;

use askama::Template;
use axum::extract::{Query, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;

use self::about::{ActSubject, SubjectWords};
use super::Console;
use super::form::{NoFields, Submitted};
use super::layout::Layout;
use super::local::Local;
use super::page::page;
use super::session::Desk;
use crate::audit::{AuditFilter, AuditVerdict, OPERATOR};
use crate::ground::error::Failure;
use crate::ground::ids::CaseId;

/// Acts of a page.
const PER_PAGE: u32 = 100;

/// Which part of the log.
#[derive(Clone, Default, Deserialize)]
pub(super) struct LogQuery {
    /// Number of an officer; empty for all.
    #[serde(default)]
    officer: String,
    /// A case's id, or what an officer typed for one; empty for all.
    #[serde(default)]
    case: String,
    /// Only acts before the one with this number; empty for the newest.
    #[serde(default)]
    before: String,
}

#[derive(Template)]
#[template(path = "audit/page.html")]
struct LogPage {
    layout: Layout,
    /// What the field for a case holds: the authority's own number where the reader sees the case.
    case_name: String,
    officers: Vec<OfficerChoice>,
    acts: Vec<ShownAct>,
    older: Option<String>,
    narrowed: bool,
    /// What a look at the whole chain found just now, in words, and whether it is whole.
    verdict: Option<(String, bool)>,
}

struct OfficerChoice {
    value: String,
    name: String,
    chosen: bool,
}

/// An act in words.
struct ShownAct {
    number: i64,
    when: String,
    who: String,
    what: String,
    case: Option<ActCase>,
    about: Option<ActSubject>,
}

/// The case that an act was about.
struct ActCase {
    id: String,
    /// The authority's own number where the reader sees the case, else the id.
    name: String,
}

/// Shows a page of the log.
pub(super) async fn show(
    State(console): State<Arc<Console>>,
    desk: Desk,
    Query(query): Query<LogQuery>,
) -> Result<Response, Failure> {
    audit_page(&console, desk, query, None).await
}

/// Narrows the log down to an officer and a case. What was typed stands in no address: a case's number leads to the page by
/// the case's id, and what is no number of a case is answered at once. It counts as an id: the log keeps those of cases that
/// are gone.
pub(super) async fn search(
    State(console): State<Arc<Console>>,
    Submitted { desk, form }: Submitted<LogQuery>,
) -> Result<Response, Failure> {
    let text = form.case.trim();
    let is_number = !text.is_empty() && desk.layout.sees_cases();
    let meant = if is_number { console.cases.id_of(&desk.officer, text).await? } else { None };
    if meant.is_none() && !text.is_empty() {
        return audit_page(&console, desk, form, None).await;
    }
    let query = LogQuery { case: meant.map(|case| case.0).unwrap_or_default(), ..form };
    Ok(Redirect::to(&query.address(None)).into_response())
}

/// Follows the whole chain, and shows the log with what was found.
pub(super) async fn verify(
    State(console): State<Arc<Console>>,
    Submitted { desk, .. }: Submitted<NoFields>,
) -> Result<Response, Failure> {
    let verdict = console.officers.verify_log(&desk.officer).await?;
    audit_page(&console, desk, LogQuery::default(), Some(verdict)).await
}

async fn audit_page(
    console: &Console,
    desk: Desk,
    query: LogQuery,
    verdict: Option<AuditVerdict>,
) -> Result<Response, Failure> {
    let filter = query.filter();
    let acts = console.officers.acts(&desk.officer, &filter, query.before(), PER_PAGE).await?;
    let names = console.officers.names(&desk.officer).await?;
    let references = if desk.layout.sees_cases() {
        let cases = acts.iter().filter_map(|act| act.case.clone()).collect();
        console.cases.references(&desk.officer, cases).await?
    } else {
        BTreeMap::new()
    };
    let layout = desk.layout;
    let full = u32::try_from(acts.len()).is_ok_and(|shown| shown >= PER_PAGE);
    let older = acts.last().filter(|_| full).map(|last| query.address(Some(last.id)));
    let case_name = references.get(&CaseId(query.case.clone())).unwrap_or(&query.case).clone();
    let local = Local(console.key_days);
    let who = |id: i64| match (id, names.get(&id)) {
        (OPERATOR, _) => layout.say("console-operator"),
        (_, Some(name)) => name.clone(),
        (id, None) => id.to_string(),
    };
    let subjects = SubjectWords { console, layout: &layout, names: &names };
    let acts = acts
        .into_iter()
        .map(|row| ShownAct {
            number: row.id,
            when: local.moment(row.at),
            who: who(row.officer),
            // A name that this program does not know is that of a later one.
            what: layout.text().find(&format!("console-act-{}", row.what), &[]).unwrap_or(row.what),
            case: row.case.map(|case| ActCase {
                name: references.get(&case).cloned().unwrap_or_else(|| case.0.clone()),
                id: case.0,
            }),
            about: row.about.map(|about| subjects.of(&about)),
        })
        .collect();
    let verdict = verdict.map(|verdict| match verdict {
        AuditVerdict::Whole { rows, head } => (
            layout.say_with(
                "audit-whole",
                &[("rows", Saturate::<i64>::saturate(rows).into()), ("head", head.as_str().into())],
            ),
            true,
        ),
        AuditVerdict::Broken { row } => (layout.say_with("audit-broken", &[("row", row.into())]), false),
    });
    let everybody = OfficerChoice { value: String::new(), name: layout.say("console-everybody"), chosen: false };
    let choices = names.iter().map(|(id, name)| OfficerChoice {
        value: id.to_string(),
        name: name.clone(),
        chosen: query.officer == id.to_string(),
    });
    let officers = std::iter::once(everybody).chain(choices).collect();
    let narrowed = !query.officer.is_empty() || !query.case.trim().is_empty();
    page(&LogPage { layout, case_name, officers, acts, older, narrowed, verdict })
}

impl LogQuery {
    /// What is looked for.
    fn filter(&self) -> AuditFilter {
        let case = self.case.trim();
        AuditFilter { officer: self.officer.parse().ok(), case: (!case.is_empty()).then(|| CaseId(case.to_owned())) }
    }

    fn before(&self) -> i64 {
        self.before.parse().unwrap_or(i64::MAX)
    }

    /// The address of this part of the log; of the page after the act with this number, where one is given.
    fn address(&self, before: Option<i64>) -> String {
        let mut parameters = form_urlencoded::Serializer::new(String::new());
        for (name, value) in [("officer", self.officer.as_str()), ("case", self.case.trim())] {
            if !value.is_empty() {
                parameters.append_pair(name, value);
            }
        }
        if let Some(before) = before {
            parameters.append_pair("before", &before.to_string());
        }
        match parameters.finish() {
            none if none.is_empty() => "/console/audit".to_owned(),
            parameters => format!("/console/audit?{parameters}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_after_keeps_what_was_looked_for() {
        let query = LogQuery { officer: "3".into(), case: " ab ".into(), before: String::new() };
        assert_eq!(query.address(Some(17)), "/console/audit?officer=3&case=ab&before=17");
        assert_eq!(query.address(None), "/console/audit?officer=3&case=ab");
        assert_eq!(LogQuery::default().address(Some(17)), "/console/audit?before=17");
        assert_eq!(LogQuery::default().address(None), "/console/audit");
    }
}
