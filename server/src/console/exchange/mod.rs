//! Pages of files of contacts: out, in, and what came in so far.

pub(super) mod files;
pub(super) mod import;
pub(super) mod imports;
pub(super) mod taken;

use super::layout::Layout;
use crate::exchange::{DateForm, FileLayout};

/// A choice of a form: value, text, whether it is chosen.
type FileChoice = (&'static str, String, bool);

/// What a layout is called on pages.
fn layout_name(page: &Layout, name: &str) -> String {
    page.say(&format!("console-layout-{}", name.replace('_', "-")))
}

/// The layouts that can be chosen.
fn layouts(page: &Layout, chosen: FileLayout) -> Vec<FileChoice> {
    FileLayout::ALL.map(|layout| (layout.name(), layout_name(page, layout.name()), layout == chosen)).into()
}

/// The forms of dates that can be chosen.
fn date_forms(page: &Layout, chosen: DateForm) -> Vec<FileChoice> {
    DateForm::ALL.map(|form| (form.name(), page.say(&format!("console-dates-{}", form.name())), form == chosen)).into()
}

/// The address of the files of a case, or of the whole area.
fn address_of(case: Option<&str>) -> String {
    case.map_or_else(|| "/console/contacts/file".to_owned(), |case| format!("/console/cases/{case}/file"))
}
