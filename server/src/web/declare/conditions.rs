//! When a question is asked, in words: without scripts it stands on the page in any case.

use lancan_protocol::forms::{Answer, Behavior, Condition, Expected, FormVersion, Item, Operator};

use crate::declarations::{answer_words, item_label};
use crate::web::sheet::PageSheet;

/// "Answer only when …", where an item has conditions that somebody sees.
pub(super) fn in_words(sheet: &PageSheet, form: &FormVersion, item: &Item) -> Option<String> {
    let shown: Vec<String> = item.enable_when.iter().filter_map(|condition| one(sheet, form, condition)).collect();
    let join = if item.enable_behavior == Some(Behavior::Any) { "web-declare-or" } else { "web-declare-and" };
    let joined = shown.join(&format!(" {} ", sheet.say(join)));
    (!shown.is_empty()).then(|| sheet.say_of("web-declare-only-if", "conditions", &joined))
}

fn one(sheet: &PageSheet, form: &FormVersion, condition: &Condition) -> Option<String> {
    let asked = form.questionnaire.find(&condition.question).filter(|item| !item.is_hidden())?;
    let Expected::Answer(expected) = &condition.expected else { return None };
    let question = item_label(sheet.text(), form, asked);
    let key = match (condition.operator, expected) {
        (Operator::Exists, Answer::Boolean(true)) => "web-declare-if-answered",
        (Operator::Exists, _) => "web-declare-if-unanswered",
        (Operator::NotEqual, _) => "web-declare-if-not",
        _ => "web-declare-if",
    };
    if condition.operator == Operator::Exists {
        return Some(sheet.say_of(key, "question", &question));
    }
    if asked.is_consent() {
        return Some(sheet.say_of("web-declare-if-ticked", "question", &question));
    }
    let answer = answer_words(sheet.text(), asked, expected);
    Some(sheet.say_with(key, &[("question", question.as_str().into()), ("answer", answer.as_str().into())]))
}
