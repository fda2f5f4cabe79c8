//! A form and its answers in the words of a language, as the pages of people and of officers show them.

use lancan_protocol::forms::{Answer, FormVersion, Given, Item, ItemKind, OptionCoding, ResponseItem};
use lancan_text::{Catalogue, Language};

use super::unit_words::unit_name;

/// Answers under one heading.
pub(crate) struct AnsweredGroup {
    /// The heading; none for questions by themselves.
    pub(crate) legend: Option<String>,
    /// Question and answer.
    pub(crate) lines: Vec<(String, String)>,
}

/// What a form is called.
pub(crate) fn form_title(text: &Catalogue, form: &FormVersion) -> String {
    let words = match text.language() {
        Language::Vi => &form.questionnaire.title,
        Language::En => &form.questionnaire.title_english.0,
    };
    form.rules.fill(words)
}

/// What an item asks.
pub(crate) fn item_label(text: &Catalogue, form: &FormVersion, item: &Item) -> String {
    let words = match text.language() {
        Language::Vi => &item.text,
        Language::En => &item.english.0,
    };
    form.rules.fill(words)
}

/// What an option is called.
pub(crate) fn option_name(text: &Catalogue, option: &OptionCoding) -> String {
    match text.language() {
        Language::Vi => option.display.clone(),
        Language::En => option.english.0.clone(),
    }
}

/// What an option of a question is called, by its code; the code where the question has none such.
pub(crate) fn option_of(text: &Catalogue, item: &Item, code: &str) -> String {
    let known = item.answer_option.iter().find(|known| known.value_coding.code == code);
    known.map_or_else(|| code.to_owned(), |known| option_name(text, &known.value_coding))
}

/// An answer as people write it.
pub(crate) fn answer_words(text: &Catalogue, item: &Item, answer: &Answer) -> String {
    let say = |key: &str| text.message(key, &[]);
    match answer {
        Answer::Boolean(yes) => say(if *yes { "web-declare-yes" } else { "web-declare-no" }),
        Answer::Integer(number) => number.to_string(),
        Answer::Decimal(tenths) => text.tenths((*tenths).into()),
        Answer::Date(date) => {
            let (year, month, day) = date.year_month_day();
            text.date(year, month, day)
        }
        Answer::String(code) if item.unit_level().is_some() => unit_name(code).unwrap_or_else(|| code.clone()),
        Answer::String(code) if item.is_country() => say(&format!("country-{code}")),
        Answer::String(words) => words.clone(),
        Answer::Coding(code) => option_of(text, item, code),
        Answer::Attachment(_) => say("web-declare-picture"),
    }
}

/// The answers to one question as people write them.
pub(crate) fn given_words(text: &Catalogue, item: &Item, given: &[Given]) -> String {
    let read = given.iter().filter_map(|given| match given {
        Given::Read(answer) => Some(answer_words(text, item, answer)),
        Given::Unreadable => None,
    });
    read.collect::<Vec<String>>().join("; ")
}

/// The state that a class is shown with, and its symbol: a class is never told by its colour alone.
pub(crate) fn class_mark(name: &str) -> (&'static str, &'static str) {
    match name {
        "green" => ("good", "✓"),
        "yellow" => ("todo", "!"),
        _ => ("bad", "☎"),
    }
}

/// Every answer that somebody is shown, under the headings of the form.
pub(crate) fn answered(text: &Catalogue, form: &FormVersion, given: &[ResponseItem]) -> Vec<AnsweredGroup> {
    let mut groups = Vec::new();
    add(&mut groups, (text, form), None, (&form.questionnaire.item, given));
    groups.retain(|group| !group.lines.is_empty());
    groups
}

fn add(
    groups: &mut Vec<AnsweredGroup>,
    (text, form): (&Catalogue, &FormVersion),
    legend: Option<String>,
    (items, given): (&[Item], &[ResponseItem]),
) {
    let at = groups.len();
    groups.push(AnsweredGroup { legend, lines: Vec::new() });
    for one in given {
        let Some(item) = items.iter().find(|item| item.link_id == one.link_id) else { continue };
        let label = item_label(text, form, item);
        if item.kind == ItemKind::Group {
            add(groups, (text, form), Some(label), (&item.item, &one.item));
        } else if !item.is_hidden()
            && let Some(group) = groups.get_mut(at)
        {
            group.lines.push((label, given_words(text, item, &one.answer)));
        }
    }
}
