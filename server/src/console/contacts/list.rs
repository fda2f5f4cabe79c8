//! The list of contacts of a case or of the whole area: searched, narrowed down, sorted, page by page.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;

use crate::console::Console;
use crate::console::form::Submitted;
use crate::console::layout::Layout;
use crate::console::local::{Local, date};
use crate::console::page::page;
use crate::console::session::Desk;
use crate::console::words::{ContactChoice, InWords as _, choices, mark_of, mark_of_grade, named, title_of};
use crate::contacts::{Contact, ContactFilter, Source, Status, Tier};
use crate::evidence::EvidenceGrade;
use crate::ground::error::{Failure, Fault};
use crate::ground::folded::folded;
use crate::ground::ids::CaseId;

/// Contacts of a page.
const PER_PAGE: u32 = 50;
/// The statuses that many contacts get at once. To become a case is an act of its own.
const SETTABLE: [Status; 5] = [Status::New, Status::FollowUp, Status::Completed, Status::Lost, Status::Cancelled];

/// What an officer looks for.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub(in crate::console) struct ContactQuery {
    /// Id of a case; empty for the whole area.
    case: String,
    /// Words of a name, or a number. They stand in no address: browsers and proxies keep addresses.
    q: String,
    tier: String,
    status: String,
    grade: String,
    source: String,
    /// What the list is sorted by; empty for the newest first.
    sort: String,
    /// What a list of words that were searched for is to be sorted by instead.
    resort: String,
    /// Where the page begins.
    after: String,
    /// How many contacts got a status just now.
    done: String,
}

#[derive(Template)]
#[template(path = "contacts/list.html")]
struct ContactsPage {
    layout: Layout,
    query: ContactQuery,
    /// The reference of the case that the list is of.
    of_case: Option<String>,
    tiers: Vec<ContactChoice>,
    statuses: Vec<ContactChoice>,
    grades: Vec<ContactChoice>,
    sources: Vec<ContactChoice>,
    settable: Vec<ContactChoice>,
    columns: Vec<ContactColumn>,
    rows: Vec<ContactLine>,
    /// Whether this is a page after the first.
    is_later: bool,
    /// Where the next page begins.
    next: Option<String>,
    /// What an act on many did.
    done: Option<String>,
    /// The officer's own lists: name and address.
    views: Vec<(String, String)>,
    narrowed: bool,
    /// The address of the list without the words that were searched for.
    back: String,
}

struct ContactColumn {
    text: String,
    /// What the list is sorted by with this column; none where it cannot be.
    sort: Option<&'static str>,
    class: &'static str,
    /// `ascending`, `descending` or `none`, as `aria-sort` has it.
    order: &'static str,
}

/// A contact as a row of a table.
struct ContactLine {
    id: String,
    title: String,
    phone: String,
    tier: String,
    status: String,
    mark: &'static str,
    grade: String,
    grade_mark: &'static str,
    closeness: String,
    minutes: String,
    last_contact: String,
    source: String,
    entered: String,
    entered_machine: String,
    case: String,
    reference: String,
    /// Whether an act on many may change it.
    can_be_set: bool,
}

/// Shows the list. Words in the address are not looked for.
pub(in crate::console) async fn show(
    State(console): State<Arc<Console>>,
    desk: Desk,
    headers: HeaderMap,
    Query(query): Query<ContactQuery>,
) -> Result<Response, Failure> {
    listed(&console, desk, &headers, ContactQuery { q: String::new(), ..query }).await
}

/// Looks for words; without any it leads to the list.
pub(in crate::console) async fn search(
    State(console): State<Arc<Console>>,
    headers: HeaderMap,
    Submitted { desk, form }: Submitted<ContactQuery>,
) -> Result<Response, Failure> {
    let sort = if form.resort.is_empty() { form.sort.clone() } else { form.resort.clone() };
    let query = ContactQuery { sort, resort: String::new(), ..form };
    if !query.is_search() && !headers.contains_key("hx-request") {
        return Ok(Redirect::to(&query.address(&query.sort, &query.after)).into_response());
    }
    listed(&console, desk, &headers, query).await
}

async fn listed(console: &Console, desk: Desk, headers: &HeaderMap, query: ContactQuery) -> Result<Response, Failure> {
    let found = console.contacts()?.list(&desk.officer, query.filter()).await?;
    let mut cases: BTreeSet<CaseId> = found.contacts.iter().map(|contact| CaseId(contact.case_id.clone())).collect();
    if !query.case.is_empty() {
        cases.insert(CaseId(query.case.clone()));
    }
    let views = console.contacts()?.views(&desk.officer).await?.into_iter();
    let views = views.map(|view| (view.name, format!("/console/contacts?{}", view.filters))).collect();
    let references = console.cases.references(&desk.officer, cases).await?;
    let layout = desk.layout;
    let local = Local(console.key_days);
    let rows = found.contacts.iter().map(|contact| line(&layout, local, contact, &references)).collect();
    let of_case = (!query.case.is_empty()).then(|| reference(&layout, &query.case, &references));
    let done = query.done.parse::<u32>().ok();
    let back = query.address(&query.sort, &query.after);
    let mut shown = page(&ContactsPage {
        back: back.clone(),
        rows,
        of_case,
        tiers: choices(&layout, Tier::ALL, &query.tier),
        statuses: choices(&layout, Status::ALL, &query.status),
        grades: choices(&layout, &EvidenceGrade::ALL, &query.grade),
        sources: choices(&layout, Source::ALL, &query.source),
        settable: choices(&layout, &SETTABLE, ""),
        columns: query.columns(&layout),
        is_later: !query.after.is_empty(),
        next: found.next,
        done: done.map(|count| layout.say_with("console-contacts-set", &[("count", count.into())])),
        views,
        narrowed: query.is_narrowed(),
        query,
        layout,
    })?;
    // What a script searched for while somebody wrote goes into the browser's history without the words.
    if headers.contains_key("hx-request") && headers.get("hx-trigger").is_none_or(|part| part != "live") {
        let address = HeaderValue::try_from(back).map_err(|_| Fault::Broken("an address does not encode"))?;
        shown.headers_mut().insert("hx-push-url", address);
    }
    Ok(shown)
}

fn reference(layout: &Layout, case: &str, references: &BTreeMap<CaseId, String>) -> String {
    let known = references.get(&CaseId(case.to_owned())).cloned();
    known.unwrap_or_else(|| layout.say("console-no-reference"))
}

fn line(layout: &Layout, local: Local, contact: &Contact, references: &BTreeMap<CaseId, String>) -> ContactLine {
    let person = contact.person.clone().unwrap_or_default();
    let title = title_of(layout, contact);
    ContactLine {
        id: contact.id.clone(),
        phone: person.phone.filter(|phone| *phone != title).unwrap_or_default(),
        title,
        tier: layout.say(&contact.tier.key()),
        status: layout.say(&contact.status.key()),
        mark: mark_of(contact.status),
        grade: contact.grade.map(|grade| layout.say(&grade.key())).unwrap_or_default(),
        grade_mark: contact.grade.map(mark_of_grade).unwrap_or_default(),
        closeness: layout.say(&contact.closeness.key()),
        minutes: contact.minutes.map(|minutes| minutes.to_string()).unwrap_or_default(),
        last_contact: contact.last_contact.map(|day| date(day.0)).unwrap_or_default(),
        source: layout.say(&contact.source.key()),
        entered: local.moment(contact.created_at),
        entered_machine: local.machine(contact.created_at),
        reference: reference(layout, &contact.case_id, references),
        case: contact.case_id.clone(),
        can_be_set: contact.status != Status::BecameCase && contact.person.is_some(),
    }
}

impl ContactQuery {
    fn filter(&self) -> ContactFilter {
        let filled = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        ContactFilter {
            case: filled(&self.case),
            tier: named(&self.tier),
            source: named(&self.source),
            grade: named(&self.grade),
            status: named(&self.status),
            // Signs alone are nothing to look for.
            search: filled(&self.q).filter(|words| !folded(words).is_empty()),
            sort: filled(&self.sort),
            limit: Some(PER_PAGE),
            after: filled(&self.after),
        }
    }

    fn is_narrowed(&self) -> bool {
        [&self.q, &self.tier, &self.status, &self.grade, &self.source].iter().any(|part| !part.trim().is_empty())
    }

    /// The address of the list, sorted otherwise or of another page. Words that are searched for are not in it.
    fn address(&self, sort: &str, after: &str) -> String {
        let mut parameters = form_urlencoded::Serializer::new(String::new());
        for (name, value) in [
            ("case", self.case.as_str()),
            ("tier", &self.tier),
            ("status", &self.status),
            ("grade", &self.grade),
            ("source", &self.source),
            ("sort", sort),
            ("after", after),
        ] {
            if !value.is_empty() {
                parameters.append_pair(name, value);
            }
        }
        match parameters.finish() {
            none if none.is_empty() => "/console/contacts".to_owned(),
            some => format!("/console/contacts?{some}"),
        }
    }

    /// The address of a list with these filters: case, tier, status, evidence and source.
    pub(super) fn of([case, tier, status, grade, source]: [String; 5], sort: &str) -> String {
        let query = Self { case, tier, status, grade, source, ..Self::default() };
        query.address(sort, "")
    }

    fn is_search(&self) -> bool {
        !self.q.trim().is_empty()
    }

    /// The list without what narrows it down.
    fn whole(&self) -> String {
        Self { case: self.case.clone(), ..Self::default() }.address("", "")
    }

    fn columns(&self, layout: &Layout) -> Vec<ContactColumn> {
        let by_name = if self.case.is_empty() { None } else { Some("name") };
        let columns = [
            ("console-contact-name", by_name, ""),
            ("console-contact-phone", None, "number"),
            ("console-tier", None, ""),
            ("console-state", None, ""),
            ("console-grade", None, ""),
            ("console-closeness", None, ""),
            ("console-minutes", None, "number"),
            ("console-last-contact", Some("last_contact"), "number"),
            ("console-source", None, ""),
            ("console-entered", Some("newest"), "number"),
        ];
        let mut shown: Vec<ContactColumn> = columns
            .into_iter()
            .map(|(key, sort, class)| {
                let is_sorted =
                    sort.is_some_and(|sort| self.sort == sort || (self.sort.is_empty() && sort == "newest"));
                let order = match (is_sorted, sort) {
                    (true, Some("name")) => "ascending",
                    (true, _) => "descending",
                    (false, _) => "none",
                };
                ContactColumn { text: layout.say(key), sort, class, order }
            })
            .collect();
        if self.case.is_empty() {
            let text = layout.say("console-of-case");
            shown.push(ContactColumn { text, sort: None, class: "", order: "none" });
        }
        shown
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_keeps_what_narrows_down_and_no_words() {
        let query = ContactQuery { case: "ab".into(), q: " ân ".into(), tier: "f1".into(), ..ContactQuery::default() };
        assert_eq!(query.address("changed", "5-x"), "/console/contacts?case=ab&tier=f1&sort=changed&after=5-x");
        assert_eq!(query.whole(), "/console/contacts?case=ab");
        assert_eq!(ContactQuery::default().address("", ""), "/console/contacts");
    }

    #[test]
    fn a_word_of_no_kind_narrows_nothing_down_and_signs_alone_are_no_search() {
        let query =
            ContactQuery { tier: "f9".into(), grade: "claimed".into(), q: " .-".into(), ..ContactQuery::default() };
        let filter = query.filter();
        assert_eq!((filter.tier, filter.grade, filter.search), (None, Some(EvidenceGrade::Claimed), None));
    }
}
