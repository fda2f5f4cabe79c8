//! Whether answers fit a form: the same code on the phone, on the page and on the server.

use core::fmt;
use std::collections::{BTreeMap, BTreeSet};

use super::{
    Answer, Behavior, Date, FormRules, Given, Item, ItemKind, Questionnaire, Refusal, RefusalKind, Response,
    ResponseItem, condition, country,
};
use crate::{
    phone_number::PhoneNumber,
    places::{UnitCode, UnitLevel},
    saturate::Saturate as _,
    time::Day,
};

/// Answers that fit their form.
#[derive(Clone, PartialEq, Eq)]
pub struct Checked<'a> {
    answers: Answers<'a>,
}

impl fmt::Debug for Checked<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Checked(…)")
    }
}

/// The answers to each question that is asked, by its name.
type Answers<'a> = BTreeMap<&'a str, Vec<&'a Answer>>;

/// Why answers are refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CheckError {
    /// The answers are to another form, or to another version of it.
    #[error("the answers are to another form or version")]
    OtherForm,
    /// Answers are wrong or missing.
    #[error("{} answers are wrong or missing", .0.len())]
    Refused(Vec<Refusal>),
}

/// Checks answers to a form that passed [`Questionnaire::validate`], on a day of the deployment's calendar.
///
/// A group that does not repeat is always there, so what it requires is asked for also where the group is left out. A group
/// that repeats may be left out unless it is required.
///
/// # Errors
/// [`CheckError::Refused`] names every answer that is wrong or missing.
pub fn check<'a>(
    form: &'a Questionnaire,
    rules: &FormRules,
    response: &'a Response,
    today: Day,
) -> Result<Checked<'a>, CheckError> {
    if response.questionnaire != form.canonical() {
        return Err(CheckError::OtherForm);
    }
    let mut walk = Walk::new(rules, today);
    walk.items(&form.item, &response.item);
    if walk.refused.is_empty() { Ok(Checked { answers: walk.all }) } else { Err(CheckError::Refused(walk.refused)) }
}

/// The items that are asked beside these answers (`enableWhen`), right or wrong: each by its name, and of a group that repeats
/// with the time, from 0, that the answers have.
pub fn asked<'a>(form: &'a Questionnaire, answers: &'a [ResponseItem]) -> BTreeSet<(&'a str, Option<usize>)> {
    let rules = FormRules::default();
    let mut walk = Walk::new(&rules, Day(0));
    walk.items(&form.item, answers);
    walk.asked
}

impl<'a> Checked<'a> {
    /// The answers to a question; none where there are none, or where the question is not asked. Of a group that repeats,
    /// those of all its times.
    pub fn answers(&self, link_id: &str) -> &[&'a Answer] {
        self.answers.get(link_id).map_or(&[], Vec::as_slice)
    }
}

struct Walk<'a, 'r> {
    rules: &'r FormRules,
    today: Day,
    /// What a condition sees: of groups that repeat, this time alone.
    scope: Answers<'a>,
    /// All answers.
    all: Answers<'a>,
    /// Which time of the group that repeats is looked at.
    time: Option<usize>,
    /// The items that are asked.
    asked: BTreeSet<(&'a str, Option<usize>)>,
    refused: Vec<Refusal>,
}

impl<'a, 'r> Walk<'a, 'r> {
    fn new(rules: &'r FormRules, today: Day) -> Self {
        Self {
            rules,
            today,
            scope: Answers::new(),
            all: Answers::new(),
            time: None,
            asked: BTreeSet::new(),
            refused: Vec::new(),
        }
    }

    fn refuse(&mut self, link_id: &str, kind: RefusalKind) {
        self.refuse_entry(link_id, self.time, kind);
    }

    fn refuse_entry(&mut self, link_id: &str, entry: Option<usize>, kind: RefusalKind) {
        self.refused.push(Refusal { link_id: link_id.to_owned(), entry, kind });
    }

    fn items(&mut self, items: &'a [Item], given: &'a [ResponseItem]) {
        for item in items {
            let mine: Vec<&ResponseItem> = given.iter().filter(|one| one.link_id == item.link_id).collect();
            let is_asked = self.is_asked(item);
            if is_asked {
                self.asked.insert((&item.link_id, self.time));
            }
            if !is_asked || item.kind == ItemKind::Display {
                if !mine.is_empty() {
                    self.refuse(&item.link_id, RefusalKind::NotAsked);
                }
            } else if item.kind == ItemKind::Group {
                self.group(item, &mine);
            } else {
                self.question(item, &mine);
            }
        }
        for one in given {
            if items.iter().all(|item| item.link_id != one.link_id) {
                self.refuse(&one.link_id, RefusalKind::Unknown);
            }
        }
    }

    /// Whether an item is asked, by the answers before it (`enableWhen`).
    fn is_asked(&self, item: &Item) -> bool {
        let lists = condition::Lists::new();
        let mut hold = item.enable_when.iter().map(|condition| {
            let answers = self.scope.get(condition.question.as_str()).map_or(&[][..], Vec::as_slice);
            condition.holds(answers, &lists)
        });
        if item.enable_when.is_empty() {
            return true;
        }
        match item.enable_behavior {
            Some(Behavior::Any) => hold.any(|holds| holds),
            Some(Behavior::All) | None => hold.all(|holds| holds),
        }
    }

    fn group(&mut self, item: &'a Item, times: &[&'a ResponseItem]) {
        let is_count_wrong = self.is_count_wrong(item, times.len());
        if times.iter().any(|time| !time.answer.is_empty()) {
            self.refuse(&item.link_id, RefusalKind::WrongType);
        }
        if is_count_wrong {
            return;
        }
        if times.is_empty() && (!item.repeats || item.required) {
            if item.repeats {
                self.refuse(&item.link_id, RefusalKind::Missing);
            }
            self.items(&item.item, &[]);
        }
        let outer = self.time;
        for (at, time) in times.iter().enumerate() {
            if item.repeats {
                self.forget(&item.item);
                self.time = Some(at);
            }
            self.items(&item.item, &time.item);
        }
        self.time = outer;
    }

    /// A next time of a group begins without the answers of the one before.
    fn forget(&mut self, items: &[Item]) {
        for item in items {
            self.scope.remove(item.link_id.as_str());
            self.forget(&item.item);
        }
    }

    fn is_count_wrong(&mut self, item: &Item, count: usize) -> bool {
        let kind = match count {
            0 | 1 => return false,
            _ if !item.repeats => RefusalKind::Repeated,
            2..=RefusalKind::MOST_ANSWERS => return false,
            _ => RefusalKind::TooMany,
        };
        self.refuse(&item.link_id, kind);
        true
    }

    fn question(&mut self, item: &'a Item, given: &[&'a ResponseItem]) {
        for below in given.iter().flat_map(|one| &one.item) {
            self.refuse(&below.link_id, RefusalKind::Unknown);
        }
        let answers: Vec<&Given> = given.iter().flat_map(|one| &one.answer).collect();
        if answers.is_empty() && item.required {
            self.refuse(&item.link_id, RefusalKind::Missing);
        }
        // The answers to one question stand in one place, however many they are.
        if given.len() > 1 {
            self.refuse(&item.link_id, RefusalKind::Repeated);
            return;
        }
        if self.is_count_wrong(item, answers.len()) {
            return;
        }
        for (at, one) in answers.into_iter().enumerate() {
            let kind = match one {
                Given::Unreadable if item.kind == ItemKind::Date => Some(RefusalKind::NotADate),
                Given::Unreadable => Some(RefusalKind::WrongType),
                Given::Read(answer) if !item.takes(answer) => Some(RefusalKind::WrongType),
                Given::Read(answer) => {
                    self.scope.entry(&item.link_id).or_default().push(answer);
                    self.all.entry(&item.link_id).or_default().push(answer);
                    self.wrong(item, answer)
                }
            };
            if let Some(kind) = kind {
                let entry = self.time.or_else(|| item.repeats.then_some(at));
                self.refuse_entry(&item.link_id, entry, kind);
            }
        }
    }

    /// The last date among the answers to a question.
    fn last_date(&self, link_id: &str) -> Option<Date> {
        let dates = self.scope.get(link_id)?.iter().map(|answer| match answer {
            Answer::Date(date) => Some(*date),
            _ => None,
        });
        dates.max().flatten()
    }

    /// What is wrong with an answer of the right kind.
    fn wrong(&self, item: &Item, answer: &Answer) -> Option<RefusalKind> {
        let (earliest, latest) = self.rules.dates_beside(&item.link_id, self.today, |other| self.last_date(other));
        match answer {
            Answer::Boolean(_) => None,
            Answer::Integer(number) => {
                let year = |date: Option<Date>| date.map(|date| i64::from(date.year_month_day().0) * 10);
                let tenths = i64::from(*number) * 10;
                out_of(tenths, year(earliest), year(latest))
                    .or_else(|| out_of(tenths, tenths_of(item.min_value()), tenths_of(item.max_value())))
            }
            Answer::Decimal(tenths) => {
                out_of((*tenths).into(), tenths_of(item.min_value()), tenths_of(item.max_value()))
            }
            Answer::Date(date) => {
                let fixed = |value: Option<&Answer>| match value {
                    Some(Answer::Date(date)) => Some(*date),
                    _ => None,
                };
                let earliest = earliest.max(fixed(item.min_value()));
                let latest = [latest, fixed(item.max_value())].into_iter().flatten().min();
                match (earliest, latest) {
                    (Some(earliest), _) if *date < earliest => Some(RefusalKind::TooEarly { earliest }),
                    (_, Some(latest)) if *date > latest => Some(RefusalKind::TooLate { latest }),
                    _ => None,
                }
            }
            Answer::String(words) => wrong_words(item, words),
            Answer::Coding(code) => (!item.offers(code)).then_some(RefusalKind::NotAnOption),
            Answer::Attachment(picture) => (!picture.is_taken()).then_some(RefusalKind::Picture),
        }
    }
}

fn tenths_of(value: Option<&Answer>) -> Option<i64> {
    match value {
        Some(Answer::Integer(number)) => Some(i64::from(*number) * 10),
        Some(Answer::Decimal(tenths)) => Some((*tenths).into()),
        _ => None,
    }
}

fn out_of(tenths: i64, least: Option<i64>, most: Option<i64>) -> Option<RefusalKind> {
    match (least, most) {
        (Some(least_tenths), _) if tenths < least_tenths => Some(RefusalKind::TooSmall { least_tenths }),
        (_, Some(most_tenths)) if tenths > most_tenths => Some(RefusalKind::TooLarge { most_tenths }),
        _ => None,
    }
}

fn wrong_words(item: &Item, words: &str) -> Option<RefusalKind> {
    if let Some(level) = item.unit_level() {
        // Some districts have no wards. Which those are, whoever has the list of units knows.
        let is_of_level = |found: UnitLevel| found == level || (level, found) == (UnitLevel::Ward, UnitLevel::District);
        let is_unit = UnitCode::from_digits(words).is_some_and(|unit| is_of_level(unit.level()));
        return (!is_unit).then_some(RefusalKind::NotAUnit);
    }
    if item.is_country() {
        return (!country::is_country(words)).then_some(RefusalKind::NotACountry);
    }
    if item.is_phone() {
        return PhoneNumber::parse(words).is_err().then_some(RefusalKind::NotAPhone);
    }
    let (least, most) = item.lengths();
    let letters: u32 = words.trim().chars().count().saturate();
    let is_strange = |c: char| c.is_control() && !(item.kind == ItemKind::Text && c == '\n');
    if letters < least {
        Some(RefusalKind::TooShort { least })
    } else if words.chars().count() > most.saturate() {
        Some(RefusalKind::TooLong { most })
    } else {
        words.contains(is_strange).then_some(RefusalKind::Characters)
    }
}
