//! What every page shows: title bar, navigation, language, and the texts of its language.

use axum::http::{HeaderMap, Uri};
use lancan_text::{Argument, Catalogue, Language};

use super::ROOT;
use crate::http::pages::language;
use crate::http::{Right, Role};

/// A room that a server may do without.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ConsoleRoom {
    /// Contacts and the calls to them.
    Contacts,
    /// Places and visits to them.
    Places,
    /// Openings of visitor logs.
    Openings,
    /// Facilities that assess themselves.
    Facilities,
    /// Declarations, and with them the gates.
    Declarations,
}

/// What every page shows.
pub(super) struct Layout {
    text: &'static Catalogue,
    /// The page's address, to come back to.
    pub(super) here: String,
    /// What the officer is there for; nothing before an officer signs in.
    pub(super) role: Option<Role>,
    /// The officer's health centre; empty before an officer signs in.
    pub(super) centre: String,
    /// The rooms that are open.
    pub(super) rooms: Vec<ConsoleRoom>,
    /// The token that every form of this session carries.
    pub(super) csrf: String,
}

impl Layout {
    /// The layout of a page before an officer signs in.
    pub(super) fn of(headers: &HeaderMap, uri: &Uri) -> Self {
        let here = uri.path_and_query().map_or_else(|| ROOT.to_owned(), ToString::to_string);
        Self {
            text: Catalogue::of(language::of(headers)),
            here,
            role: None,
            centre: String::new(),
            rooms: Vec::new(),
            csrf: String::new(),
        }
    }

    pub(super) fn text(&self) -> &'static Catalogue {
        self.text
    }

    pub(super) fn language(&self) -> Language {
        self.text.language()
    }

    /// A text without variables.
    pub(super) fn say(&self, key: &str) -> String {
        self.text.message(key, &[])
    }

    /// A text with variables.
    pub(super) fn say_with(&self, key: &str, arguments: &[(&str, Argument<'_>)]) -> String {
        self.text.message(key, arguments)
    }

    /// The tag of the page's language.
    pub(super) fn tag(&self) -> &'static str {
        self.text.language().tag()
    }

    /// The other language: its tag and its own name for itself.
    fn other(&self) -> (&'static str, &'static str) {
        match self.text.language() {
            Language::Vi => ("en", "English"),
            Language::En => ("vi", "Tiếng Việt"),
        }
    }

    pub(super) fn other_tag(&self) -> &'static str {
        self.other().0
    }

    pub(super) fn other_name(&self) -> &'static str {
        self.other().1
    }

    /// Where the language is chosen, and this page comes back.
    pub(super) fn other_address(&self) -> String {
        let back: String = form_urlencoded::byte_serialize(self.here.as_bytes()).collect();
        format!("/console/language/{}?back={back}", self.other_tag())
    }

    /// Marks the entry of the navigation that the page belongs to.
    pub(super) fn is_current(&self, entry: &str) -> bool {
        let path = self.here.split('?').next().unwrap_or_default();
        if entry == "/console/" { path == entry } else { path.starts_with(entry) }
    }

    /// Whether the officer sees cases.
    pub(super) fn sees_cases(&self) -> bool {
        self.has(Right::Read)
    }

    /// Whether the officer sees contacts and the calls to them.
    pub(super) fn sees_contacts(&self) -> bool {
        self.rooms.contains(&ConsoleRoom::Contacts) && self.sees_cases()
    }

    /// Whether the officer sees places and visits to them.
    pub(super) fn sees_places(&self) -> bool {
        self.rooms.contains(&ConsoleRoom::Places) && self.sees_cases()
    }

    /// Whether the officer sees openings of visitor logs.
    pub(super) fn sees_openings(&self) -> bool {
        self.rooms.contains(&ConsoleRoom::Openings) && self.sees_cases()
    }

    /// Whether the officer sees facilities.
    pub(super) fn sees_facilities(&self) -> bool {
        self.rooms.contains(&ConsoleRoom::Facilities) && self.sees_cases()
    }

    /// Whether the officer sees travellers at gates.
    pub(super) fn sees_gates(&self) -> bool {
        self.rooms.contains(&ConsoleRoom::Declarations) && self.sees_cases()
    }

    /// Whether the officer sees declarations.
    pub(super) fn sees_declarations(&self) -> bool {
        self.rooms.contains(&ConsoleRoom::Declarations) && self.sees_cases()
    }

    /// Whether the officer changes what they see: pages show no act to others.
    pub(super) fn changes_cases(&self) -> bool {
        self.has(Right::Write)
    }

    /// Whether the officer keeps accounts.
    pub(super) fn keeps_accounts(&self) -> bool {
        self.has(Right::Administer)
    }

    /// Whether the officer reads the audit log.
    pub(super) fn reads_log(&self) -> bool {
        self.has(Right::Audit)
    }

    fn has(&self, right: Right) -> bool {
        self.role.is_some_and(|role| role.has(right))
    }

    pub(super) fn is_signed_in(&self) -> bool {
        !self.csrf.is_empty()
    }
}
