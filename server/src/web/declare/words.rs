//! A form and its answers in the words of the page's language.

use lancan_protocol::forms::{Answer, FormVersion, Item, OptionCoding};
use lancan_text::Language;

use crate::web::sheet::PageSheet;

/// What a form is called.
pub(super) fn title(sheet: &PageSheet, form: &FormVersion) -> String {
    let words = match sheet.language() {
        Language::Vi => &form.questionnaire.title,
        Language::En => &form.questionnaire.title_english.0,
    };
    form.rules.fill(words)
}

/// What an item asks.
pub(super) fn label(sheet: &PageSheet, form: &FormVersion, item: &Item) -> String {
    let words = match sheet.language() {
        Language::Vi => &item.text,
        Language::En => &item.english.0,
    };
    form.rules.fill(words)
}

/// What an option is called.
pub(super) fn option(sheet: &PageSheet, option: &OptionCoding) -> String {
    match sheet.language() {
        Language::Vi => option.display.clone(),
        Language::En => option.english.0.clone(),
    }
}

/// An answer as people write it; the code of a unit as it is.
pub(super) fn plain(sheet: &PageSheet, item: &Item, answer: &Answer) -> String {
    match answer {
        Answer::Boolean(yes) => sheet.say(if *yes { "web-declare-yes" } else { "web-declare-no" }),
        Answer::Integer(number) => number.to_string(),
        Answer::Decimal(tenths) => sheet.text().tenths((*tenths).into()),
        Answer::Date(date) => {
            let (year, month, day) = date.year_month_day();
            sheet.text().date(year, month, day)
        }
        Answer::String(code) if item.is_country() => sheet.say(&format!("country-{code}")),
        Answer::String(text) => text.clone(),
        Answer::Coding(code) => {
            let known = item.answer_option.iter().find(|known| known.value_coding.code == *code);
            known.map_or_else(|| code.clone(), |known| option(sheet, &known.value_coding))
        }
        Answer::Attachment(_) => sheet.say("web-declare-picture"),
    }
}

/// The state that a class is shown with, and its symbol: a class is never told by its colour alone.
pub(super) fn class(name: &str) -> (&'static str, &'static str) {
    match name {
        "green" => ("good", "✓"),
        "yellow" => ("todo", "!"),
        _ => ("bad", "☎"),
    }
}
