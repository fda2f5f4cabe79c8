//! A form with what was answered, item by item, as a host shows it; and what is wrong with an answer.

use std::collections::BTreeSet;

use lancan_protocol::{
    Saturate,
    forms::{FormVersion, Given, Item, ItemKind, Refusal, RefusalKind, asked},
    places::UnitLevel,
    time::Day,
};

use super::{
    shown::{AnswerRefused, DeclarationQuestion, QuestionKind, QuestionOption},
    written::{Written, words},
};

/// Goes through a form.
struct Listing<'a> {
    form: &'a FormVersion,
    written: &'a Written,
    asked: BTreeSet<(String, Option<usize>)>,
    today: Day,
    found: Vec<DeclarationQuestion>,
}

/// The items of a form that are asked, with what was answered. Pictures and what software answers are left out.
pub(super) fn questions(form: &FormVersion, written: &Written, today: Day) -> Vec<DeclarationQuestion> {
    let items = written.items(&form.questionnaire);
    let asked = asked(&form.questionnaire, &items).into_iter().map(|(link_id, time)| (link_id.to_owned(), time));
    let mut listing = Listing { form, written, asked: asked.collect(), today, found: Vec::new() };
    listing.items(&form.questionnaire.item, None);
    listing.found
}

impl Listing<'_> {
    fn items(&mut self, items: &[Item], time: Option<usize>) {
        for item in items {
            let is_begun = time.is_none_or(|time| self.times_around(item) > time);
            // A time of a group that nobody began shows what is asked at first.
            let is_asked =
                if is_begun { self.asked.contains(&(item.link_id.clone(), time)) } else { item.enable_when.is_empty() };
            if !is_asked || item.is_hidden() || item.kind == ItemKind::Attachment {
                continue;
            }
            if item.kind == ItemKind::Group && item.repeats {
                let begun = self.written.times(item).min(RefusalKind::MOST_ANSWERS.saturating_sub(1));
                for time in 0..=begun {
                    self.add(item, Some(time));
                    self.items(&item.item, Some(time));
                }
                continue;
            }
            self.add(item, time);
            if item.kind == ItemKind::Group {
                self.items(&item.item, time);
            }
        }
    }

    /// How many times the group was begun in which an item stands.
    fn times_around(&self, item: &Item) -> usize {
        let mut groups = self.form.questionnaire.all_items().filter(|group| group.repeats);
        let around = groups.find(|group| group.item.iter().any(|inner| inner.link_id == item.link_id));
        around.map_or(0, |group| self.written.times(group))
    }

    fn add(&mut self, item: &Item, time: Option<usize>) {
        let (earliest, latest) = self.form.rules.dates(&item.link_id, self.today);
        let is_date = item.kind == ItemKind::Date;
        let answers = self.written.get(&item.link_id, time).iter().filter_map(|given| match given {
            Given::Read(answer) => Some(words(answer)),
            Given::Unreadable => None,
        });
        let options = item.answer_option.iter().map(|option| QuestionOption {
            code: option.value_coding.code.clone(),
            vietnamese: option.value_coding.display.clone(),
            english: option.value_coding.english.0.clone(),
        });
        self.found.push(DeclarationQuestion {
            link_id: item.link_id.clone(),
            time: time.map(Saturate::saturate),
            kind: kind(item),
            vietnamese: self.form.rules.fill(&item.text),
            english: self.form.rules.fill(&item.english.0),
            required: item.required,
            repeats: item.repeats && item.kind != ItemKind::Group,
            consent: item.is_consent(),
            earliest: earliest.filter(|_| is_date).map(|date| date.to_string()),
            latest: latest.filter(|_| is_date).map(|date| date.to_string()),
            options: options.collect(),
            answers: answers.collect(),
        });
    }
}

fn kind(item: &Item) -> QuestionKind {
    match item.kind {
        ItemKind::Group => QuestionKind::Heading,
        ItemKind::Display | ItemKind::Attachment => QuestionKind::Words,
        ItemKind::Boolean => QuestionKind::YesNo,
        ItemKind::Integer => QuestionKind::Whole,
        ItemKind::Decimal => QuestionKind::Tenths,
        ItemKind::Date => QuestionKind::Date,
        ItemKind::Text => QuestionKind::Text,
        ItemKind::Choice => QuestionKind::Choice,
        ItemKind::OpenChoice => QuestionKind::OpenChoice,
        ItemKind::String if item.is_country() => QuestionKind::Country,
        ItemKind::String if item.is_phone() => QuestionKind::Phone,
        ItemKind::String => match item.unit_level() {
            Some(UnitLevel::Province) => QuestionKind::Province,
            Some(UnitLevel::District) => QuestionKind::District,
            Some(UnitLevel::Ward) => QuestionKind::Ward,
            None => QuestionKind::Line,
        },
    }
}

/// A refusal as a host shows it.
pub(super) fn refused(refusal: Refusal) -> AnswerRefused {
    let in_tenths = |tenths: i64| {
        let (whole, part) = (tenths / 10, tenths.unsigned_abs() % 10);
        if part == 0 { whole.to_string() } else { format!("{whole}.{part}") }
    };
    let bound = match refusal.kind {
        RefusalKind::TooShort { least } => Some(least.to_string()),
        RefusalKind::TooLong { most } => Some(most.to_string()),
        RefusalKind::TooSmall { least_tenths } => Some(in_tenths(least_tenths)),
        RefusalKind::TooLarge { most_tenths } => Some(in_tenths(most_tenths)),
        RefusalKind::TooEarly { earliest } => Some(earliest.to_string()),
        RefusalKind::TooLate { latest } => Some(latest.to_string()),
        _ => None,
    };
    AnswerRefused {
        reason: refusal.kind.key().to_owned(),
        link_id: refusal.link_id,
        entry: refusal.entry.map(Saturate::saturate),
        bound,
    }
}
