//! Answers as the phone keeps them while a form is filled in: by question, so that a condition that changes loses none of them.

use std::collections::{BTreeMap, BTreeSet};

use lancan_protocol::forms::{Answer, Given, Item, ItemKind, Questionnaire, RefusalKind, ResponseItem, asked};
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization as _;

/// The answers to one question; of a group that repeats, of one of its times.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct WrittenAnswer {
    /// The question's name.
    pub(crate) link_id: String,
    /// Which time of the group that repeats, from 0; none where the group does not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) time: Option<usize>,
    /// The answers.
    pub(crate) answers: Vec<Given>,
}

/// All answers to one form.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Written(pub(crate) Vec<WrittenAnswer>);

impl Written {
    /// The answers of a document, by question.
    pub(crate) fn of(form: &Questionnaire, items: &[ResponseItem]) -> Self {
        let mut written = Self::default();
        written.take(&form.item, items, None);
        written
    }

    fn take(&mut self, items: &[Item], given: &[ResponseItem], time: Option<usize>) {
        for item in items {
            let mine = given.iter().filter(|one| one.link_id == item.link_id);
            for (at, one) in mine.enumerate() {
                if item.kind == ItemKind::Group {
                    self.take(&item.item, &one.item, if item.repeats { Some(at) } else { time });
                } else {
                    self.set(&item.link_id, time, one.answer.clone());
                }
            }
        }
    }

    /// The answers to a question.
    pub(crate) fn get(&self, link_id: &str, time: Option<usize>) -> &[Given] {
        let found = self.0.iter().find(|one| one.link_id == link_id && one.time == time);
        found.map_or(&[], |one| one.answers.as_slice())
    }

    /// Writes the answers to a question in the place of those before.
    pub(crate) fn set(&mut self, link_id: &str, time: Option<usize>, answers: Vec<Given>) {
        self.0.retain(|one| one.link_id != link_id || one.time != time);
        if !answers.is_empty() {
            self.0.push(WrittenAnswer { link_id: link_id.to_owned(), time, answers });
        }
    }

    /// Numbers the times of each group that repeats from 0, where one of them was emptied.
    pub(crate) fn close_gaps(&mut self, form: &Questionnaire) {
        for group in form.all_items().filter(|item| item.repeats && item.kind == ItemKind::Group) {
            let within = |link_id: &str| group.item.iter().any(|inner| inner.link_id == link_id);
            let times: BTreeSet<usize> =
                self.0.iter().filter(|one| within(&one.link_id)).filter_map(|one| one.time).collect();
            let places: BTreeMap<usize, usize> = times.into_iter().zip(0..).collect();
            for one in self.0.iter_mut().filter(|one| within(&one.link_id)) {
                one.time = one.time.and_then(|time| places.get(&time).copied());
            }
        }
    }

    /// How many times of a group that repeats were begun.
    pub(crate) fn times(&self, group: &Item) -> usize {
        let within = |one: &&WrittenAnswer| group.item.iter().any(|inner| inner.link_id == one.link_id);
        let last = self.0.iter().filter(within).filter_map(|one| one.time).max();
        last.map_or(0, |last| last.saturating_add(1))
    }

    /// The answers as a document has them, without those to questions that are not asked any more.
    pub(crate) fn items(&self, form: &Questionnaire) -> Vec<ResponseItem> {
        let mut kept = self.clone();
        loop {
            let items = kept.nested(&form.item, None);
            let asked = asked(form, &items);
            let before = kept.0.len();
            kept.0.retain(|one| asked.contains(&(one.link_id.as_str(), one.time)));
            if kept.0.len() == before {
                return items;
            }
        }
    }

    fn nested(&self, items: &[Item], time: Option<usize>) -> Vec<ResponseItem> {
        let mut nested = Vec::new();
        for item in items {
            let link_id = item.link_id.clone();
            if item.kind == ItemKind::Group {
                let times: Vec<Option<usize>> =
                    if item.repeats { (0..self.times(item)).map(Some).collect() } else { vec![time] };
                let below = times.into_iter().map(|time| self.nested(&item.item, time));
                nested.extend(below.filter(|below| !below.is_empty()).map(|item| ResponseItem {
                    link_id: link_id.clone(),
                    answer: Vec::new(),
                    item,
                }));
            } else {
                let answer = self.get(&link_id, time).to_vec();
                if !answer.is_empty() {
                    nested.push(ResponseItem { link_id, answer, item: Vec::new() });
                }
            }
        }
        nested
    }
}

/// Reads what somebody wrote as an answer to a question: `yes` or `no`, a number with a point or a comma, a date as
/// `2021-05-03`, the code of an option, of a country or of a unit, words.
pub(crate) fn read(item: &Item, words: &str) -> Result<Answer, RefusalKind> {
    let text: String = words.trim().nfc().collect();
    let code = |text: &str| item.offers(text).then(|| Answer::Coding(text.to_owned()));
    match item.kind {
        ItemKind::Boolean => match text.as_str() {
            "yes" => Ok(Answer::Boolean(true)),
            "no" => Ok(Answer::Boolean(false)),
            _ => Err(RefusalKind::WrongType),
        },
        ItemKind::Integer => text.parse().map(Answer::Integer).map_err(|_| RefusalKind::WrongType),
        ItemKind::Decimal => tenths(&text).map(Answer::Decimal).ok_or(RefusalKind::WrongType),
        ItemKind::Date => {
            lancan_protocol::forms::Date::parse(&text).map(Answer::Date).map_err(|_| RefusalKind::NotADate)
        }
        ItemKind::Choice => code(&text).ok_or(RefusalKind::NotAnOption),
        ItemKind::OpenChoice => Ok(code(&text).unwrap_or(Answer::String(text))),
        ItemKind::String if item.is_country() => Ok(Answer::String(text.to_uppercase())),
        ItemKind::String | ItemKind::Text => Ok(Answer::String(text)),
        ItemKind::Group | ItemKind::Display | ItemKind::Attachment => Err(RefusalKind::WrongType),
    }
}

/// A number in tenths, with one digit after the point or comma at most.
fn tenths(text: &str) -> Option<i32> {
    let text = text.replace(',', ".");
    let (whole, part) = text.split_once('.').unwrap_or((&text, "0"));
    let is_digit = part.len() == 1 && part.bytes().all(|byte| byte.is_ascii_digit());
    if is_digit { format!("{whole}{part}").parse().ok() } else { None }
}

/// An answer as somebody would write it, so that it reads back.
pub(crate) fn words(answer: &Answer) -> String {
    match answer {
        Answer::Boolean(yes) => (if *yes { "yes" } else { "no" }).to_owned(),
        Answer::Integer(number) => number.to_string(),
        Answer::Decimal(tenths) => {
            let sign = if *tenths < 0 { "-" } else { "" };
            format!("{sign}{}.{}", tenths.unsigned_abs() / 10, tenths.unsigned_abs() % 10)
        }
        Answer::Date(date) => date.to_string(),
        Answer::String(words) | Answer::Coding(words) => words.clone(),
        Answer::Attachment(picture) => picture.url.clone(),
    }
}
