//! The declarations of the officer's area, searched and narrowed down.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;

use crate::console::Console;
use crate::console::form::Submitted;
use crate::console::layout::Layout;
use crate::console::local::{Local, read_date};
use crate::console::page::page;
use crate::console::session::Desk;
use crate::declarations::{DeclarationFilter, DeclarationLine, Declarations, class_mark, form_title, option_of};
use crate::ground::error::Failure;

/// The classes, the gravest first.
pub(super) const CLASSES: [&str; 3] = ["red", "yellow", "green"];

/// What an officer looks for.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub(in crate::console) struct DeclaredQuery {
    /// Words of a name, a telephone number, or a number of papers. They stand in no address: browsers and proxies keep addresses.
    q: String,
    form: String,
    class: String,
    gate: String,
    /// Words of a unit.
    unit: String,
    from: String,
    until: String,
    /// Where the page begins.
    after: String,
}

#[derive(Template)]
#[template(path = "declarations/list.html")]
struct DeclaredListPage {
    layout: Layout,
    query: DeclaredQuery,
    forms: Vec<DeclaredChoice>,
    classes: Vec<DeclaredChoice>,
    gates: Vec<DeclaredChoice>,
    rows: Vec<DeclaredLine>,
    /// What is wrong with what was looked for.
    wrong: Option<String>,
    /// Where the next page begins.
    next: Option<String>,
    narrowed: bool,
}

/// One of several to choose.
pub(super) struct DeclaredChoice {
    pub(super) value: String,
    pub(super) text: String,
    pub(super) chosen: bool,
}

/// A declaration in a list, in words.
pub(super) struct DeclaredLine {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) form: String,
    pub(super) when: String,
    pub(super) when_machine: String,
    pub(super) class: String,
    pub(super) mark: &'static str,
    pub(super) symbol: &'static str,
    pub(super) gate: String,
    /// Whether a later one took its place.
    pub(super) is_replaced: bool,
    /// What an officer made of it: the words, and where it is.
    pub(super) became: Option<(String, String)>,
}

impl DeclaredLine {
    /// A declaration in words.
    pub(super) fn of(layout: &Layout, local: Local, room: &Declarations, line: DeclarationLine) -> Self {
        let form = room.form(&line.form);
        let (mark, symbol) = class_mark(&line.class);
        let became = line.became.map(|(kind, id)| {
            let key = if kind == "case" { "console-declared-became-case" } else { "console-declared-became-contact" };
            (layout.say(key), format!("/console/{kind}s/{id}"))
        });
        Self {
            name: line.name.unwrap_or_else(|| layout.say("console-declared-nameless")),
            form: form.map_or(line.form, |form| form_title(layout.text(), form)),
            when: local.moment(line.at),
            when_machine: local.machine(line.at),
            class: layout.say(&format!("console-declared-{}", line.class)),
            mark,
            symbol,
            gate: line.gate.map(|gate| gate_name(layout, room, &gate)).unwrap_or_default(),
            is_replaced: line.replaced_at.is_some(),
            became,
            id: line.id,
        }
    }
}

/// What a border gate is called.
pub(super) fn gate_name(layout: &Layout, room: &Declarations, code: &str) -> String {
    let item = room.form("vhd").and_then(|form| form.questionnaire.find("gate"));
    item.map_or_else(|| code.to_owned(), |item| option_of(layout.text(), item, code))
}

/// Shows a page of the list. Words in the address are not looked for.
pub(in crate::console) async fn show(
    State(console): State<Arc<Console>>,
    desk: Desk,
    Query(query): Query<DeclaredQuery>,
) -> Result<Response, Failure> {
    listed(&console, desk, DeclaredQuery { q: String::new(), ..query }).await
}

/// Looks for words; without any it leads to the list.
pub(in crate::console) async fn search(
    State(console): State<Arc<Console>>,
    Submitted { desk, form: query }: Submitted<DeclaredQuery>,
) -> Result<Response, Failure> {
    if query.q.trim().is_empty() {
        return Ok(Redirect::to(&query.address(&query.after)).into_response());
    }
    listed(&console, desk, query).await
}

async fn listed(console: &Console, desk: Desk, query: DeclaredQuery) -> Result<Response, Failure> {
    let room = console.declarations()?;
    let layout = desk.layout;
    let (unit, wrong) = match unit_of(console, &query.unit) {
        Ok(unit) => (unit, None),
        Err(key) => (String::new(), Some(layout.say(key))),
    };
    let filter = DeclarationFilter {
        search: query.q.trim().to_owned(),
        form: query.form.clone(),
        class: query.class.clone(),
        gate: query.gate.clone(),
        unit,
        from: read_date(&query.from),
        until: read_date(&query.until),
        after: query.after.clone(),
    };
    let found = room.list(&desk.officer, filter).await?;
    let local = Local(console.key_days);
    let rows = found.lines.into_iter().map(|line| DeclaredLine::of(&layout, local, room, line)).collect();
    let forms = room.forms().map(|form| (form.id.clone(), form_title(layout.text(), form)));
    let classes = CLASSES.map(|class| (class.to_owned(), layout.say(&format!("console-declared-{class}"))));
    let gates = room.form("vhd").and_then(|form| form.questionnaire.find("gate"));
    let gates = gates.into_iter().flat_map(|item| &item.answer_option).map(|option| {
        let code = option.value_coding.code.clone();
        let name = gate_name(&layout, room, &code);
        (code, name)
    });
    page(&DeclaredListPage {
        forms: choices(forms, &query.form),
        classes: choices(classes, &query.class),
        gates: choices(gates, &query.gate),
        rows,
        wrong,
        next: found.next,
        narrowed: query.is_narrowed(),
        query,
        layout,
    })
}

/// The code of the unit that words mean; empty for no words.
fn unit_of(console: &Console, words: &str) -> Result<String, &'static str> {
    if words.trim().is_empty() {
        return Ok(String::new());
    }
    let units = console.officers.units();
    let found = units.find(words.trim()).or_else(|| units.search(words, 1).into_iter().next());
    found.map(|unit| unit.code.to_owned()).ok_or("console-declared-unit-unknown")
}

/// What can be chosen, with what is chosen.
pub(super) fn choices(all: impl IntoIterator<Item = (String, String)>, chosen: &str) -> Vec<DeclaredChoice> {
    let choice = |(value, text): (String, String)| DeclaredChoice { chosen: value == chosen, value, text };
    all.into_iter().map(choice).collect()
}

impl DeclaredQuery {
    /// What may stand in an address.
    fn parts(&self) -> [(&'static str, &str); 6] {
        [
            ("form", &self.form),
            ("class", &self.class),
            ("gate", &self.gate),
            ("unit", &self.unit),
            ("from", &self.from),
            ("until", &self.until),
        ]
    }

    fn is_search(&self) -> bool {
        !self.q.trim().is_empty()
    }

    fn is_narrowed(&self) -> bool {
        self.is_search() || self.parts().iter().any(|(_, value)| !value.is_empty())
    }

    /// The address of another page.
    fn address(&self, after: &str) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        for (name, value) in self.parts().into_iter().chain([("after", after)]) {
            if !value.is_empty() {
                query.append_pair(name, value);
            }
        }
        match query.finish() {
            none if none.is_empty() => "/console/declarations".to_owned(),
            some => format!("/console/declarations?{some}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_keeps_what_narrows_down_and_no_words() {
        let query = DeclaredQuery { q: "Nguyễn Hoa".into(), class: "red".into(), ..DeclaredQuery::default() };
        assert_eq!(query.address("5-ab"), "/console/declarations?class=red&after=5-ab");
        assert_eq!(
            DeclaredQuery { q: "0912345678".into(), ..DeclaredQuery::default() }.address(""),
            "/console/declarations"
        );
    }
}
