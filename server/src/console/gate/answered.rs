//! A traveller's answers in the words of the page's language.

use lancan_protocol::forms::{Answer, FormVersion, Given, Item, ItemKind, OptionCoding, ResponseItem};
use lancan_text::Language;

use crate::console::layout::Layout;
use crate::declarations::unit_name;

/// Answers under one heading.
pub(super) struct AnswerGroup {
    pub(super) legend: String,
    /// Question and answer.
    pub(super) lines: Vec<(String, String)>,
}

/// What an item asks.
pub(super) fn label(layout: &Layout, form: &FormVersion, item: &Item) -> String {
    let words = match layout.language() {
        Language::Vi => &item.text,
        Language::En => &item.english.0,
    };
    form.rules.fill(words)
}

/// What an option is called.
pub(super) fn option(layout: &Layout, option: &OptionCoding) -> String {
    match layout.language() {
        Language::Vi => option.display.clone(),
        Language::En => option.english.0.clone(),
    }
}

/// The answers of a response, group by group.
pub(super) fn groups(layout: &Layout, form: &FormVersion, given: &[ResponseItem]) -> Vec<AnswerGroup> {
    let mut groups = Vec::new();
    add(layout, form, &mut groups, String::new(), (&form.questionnaire.item, given));
    groups.retain(|group: &AnswerGroup| !group.lines.is_empty());
    groups
}

fn add(
    layout: &Layout,
    form: &FormVersion,
    groups: &mut Vec<AnswerGroup>,
    legend: String,
    (items, given): (&[Item], &[ResponseItem]),
) {
    let at = groups.len();
    groups.push(AnswerGroup { legend, lines: Vec::new() });
    for one in given {
        let Some(item) = items.iter().find(|item| item.link_id == one.link_id) else { continue };
        if item.kind == ItemKind::Group {
            add(layout, form, groups, label(layout, form, item), (&item.item, &one.item));
        } else if !item.is_hidden()
            && let Some(group) = groups.get_mut(at)
        {
            group.lines.push((label(layout, form, item), answers(layout, item, &one.answer)));
        }
    }
}

/// The answers to one question.
pub(super) fn answers(layout: &Layout, item: &Item, given: &[Given]) -> String {
    given.iter().map(|given| answer(layout, item, given)).collect::<Vec<_>>().join("; ")
}

fn answer(layout: &Layout, item: &Item, given: &Given) -> String {
    let Given::Read(answer) = given else { return String::new() };
    match answer {
        Answer::Boolean(yes) => layout.say(if *yes { "web-declare-yes" } else { "web-declare-no" }),
        Answer::Integer(number) => number.to_string(),
        Answer::Decimal(tenths) => layout.text().tenths((*tenths).into()),
        Answer::Date(date) => {
            let (year, month, day) = date.year_month_day();
            layout.text().date(year, month, day)
        }
        Answer::String(code) if item.is_country() => layout.say(&format!("country-{code}")),
        Answer::String(code) if item.unit_level().is_some() => unit_name(code).unwrap_or_else(|| code.clone()),
        Answer::String(text) => text.clone(),
        Answer::Coding(code) => {
            let known = item.answer_option.iter().find(|known| known.value_coding.code == *code);
            known.map_or_else(|| code.clone(), |known| option(layout, &known.value_coding))
        }
        Answer::Attachment(_) => layout.say("web-declare-picture"),
    }
}
