//! What every page of the public's shows: the title bar, the language, and the texts of its language.

use axum::http::{HeaderMap, Uri};
use lancan_text::{Argument, Catalogue, Language};

use super::shared_device::is_shared;
use super::{CHECK_ROOT, DECLARE_ROOT, HOME, MAP_ROOT, ROOT, is_under};
use crate::http::pages::language;

/// What every page shows.
pub(super) struct PageSheet {
    text: &'static Catalogue,
    /// The page's address, to come back to.
    here: String,
    /// The token that every form of this session carries; empty before somebody shows a number.
    pub(super) csrf: String,
    /// Whether many people declare on this device.
    is_shared: bool,
}

impl PageSheet {
    /// The sheet of a page before somebody shows a number.
    pub(super) fn of(headers: &HeaderMap, uri: &Uri) -> Self {
        let here = uri.path_and_query().map_or_else(|| ROOT.to_owned(), ToString::to_string);
        let is_shared = is_shared(headers) && root_of(&here) == DECLARE_ROOT;
        Self { text: Catalogue::of(language::of(headers)), here, csrf: String::new(), is_shared }
    }

    pub(super) fn text(&self) -> &'static Catalogue {
        self.text
    }

    /// A text without variables.
    pub(super) fn say(&self, key: &str) -> String {
        self.text.message(key, &[])
    }

    /// A text with variables.
    pub(super) fn say_with(&self, key: &str, arguments: &[(&str, Argument<'_>)]) -> String {
        self.text.message(key, arguments)
    }

    /// A text with one variable.
    pub(super) fn say_of(&self, key: &str, name: &str, value: &str) -> String {
        self.say_with(key, &[(name, value.into())])
    }

    pub(super) fn language(&self) -> Language {
        self.text.language()
    }

    /// The tag of the page's language.
    pub(super) fn tag(&self) -> &'static str {
        self.language().tag()
    }

    pub(super) fn other_tag(&self) -> &'static str {
        self.other().tag()
    }

    /// The other language's own name for itself.
    pub(super) fn other_name(&self) -> &'static str {
        match self.other() {
            Language::Vi => "Tiếng Việt",
            Language::En => "English",
        }
    }

    /// Where the language is chosen, and this page comes back.
    pub(super) fn other_address(&self) -> String {
        let back: String = form_urlencoded::byte_serialize(self.here.as_bytes()).collect();
        format!("{}/language/{}?back={back}", self.root().trim_end_matches('/'), self.other_tag())
    }

    fn other(&self) -> Language {
        match self.language() {
            Language::Vi => Language::En,
            Language::En => Language::Vi,
        }
    }

    /// The first of the pages that this one is of: those of places, of declarations, or of the map; the server's first page itself.
    pub(super) fn root(&self) -> &'static str {
        root_of(&self.here)
    }

    pub(super) fn is_shared(&self) -> bool {
        self.is_shared
    }

    pub(super) fn is_signed_in(&self) -> bool {
        !self.csrf.is_empty()
    }
}

/// The first of the pages that an address is of.
pub(super) fn root_of(address: &str) -> &'static str {
    let path = address.split(['?', '#']).next().unwrap_or_default();
    if path == HOME {
        return HOME;
    }
    [DECLARE_ROOT, MAP_ROOT, CHECK_ROOT].into_iter().find(|root| is_under(root, path)).unwrap_or(ROOT)
}

/// What is wrong with the answer to a page's question: the field's id and what to do.
pub(super) struct AnswerError {
    pub(super) field: String,
    pub(super) text: String,
}

impl AnswerError {
    /// A text without variables, about the page's one field.
    pub(super) fn of(sheet: &PageSheet, key: &str) -> Self {
        Self { field: "answer".to_owned(), text: sheet.say(key) }
    }
}
