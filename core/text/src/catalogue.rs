//! The catalogue of one language: keys in, text out.

use lancan_protocol::Saturate as _;
use std::sync::LazyLock;

use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};
use lancan_protocol::{
    call_words::CallWords,
    forms::RefusalKind,
    problem::Problem,
    risk::{FailedCondition, Reason},
};

use crate::{Language, numbers};

/// All texts of one language.
pub struct Catalogue {
    language: Language,
    bundle: FluentBundle<FluentResource>,
}

/// A text and, where there is something to do, what to do next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// The situation in one short sentence, without a full stop.
    pub title: String,
    /// What to do next; `None` when there is nothing to do.
    pub next: Option<String>,
}

/// The value of a text's variable. The comment above each text in `i18n/` says which variables it takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Argument<'a> {
    /// A text, shown as it is.
    Text(&'a str),
    /// A whole number; texts may read differently for one and for many.
    Number(i64),
}

impl<'a> From<&'a str> for Argument<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(text)
    }
}

impl<'a> From<&'a String> for Argument<'a> {
    fn from(text: &'a String) -> Self {
        Self::Text(text)
    }
}

macro_rules! from_numbers {
    ($($number:ty)*) => {$(
        impl From<$number> for Argument<'_> {
            fn from(number: $number) -> Self {
                Self::Number(i64::from(number))
            }
        }
    )*};
}
from_numbers!(u8 u16 u32 i8 i16 i32 i64);

impl From<usize> for Argument<'_> {
    fn from(number: usize) -> Self {
        Self::Number(number.saturate())
    }
}

/// A file of `i18n/`, without its comments (build.rs).
macro_rules! texts {
    ($file:literal) => {
        include_str!(concat!(env!("OUT_DIR"), "/", $file))
    };
}

static VI: LazyLock<Catalogue> = LazyLock::new(|| Catalogue::read(Language::Vi, VI_FILES));
static EN: LazyLock<Catalogue> = LazyLock::new(|| Catalogue::read(Language::En, EN_FILES));

const VI_FILES: &[&str] = &[
    texts!("vi.ftl"),
    texts!("declarations.vi.ftl"),
    #[cfg(feature = "help")]
    texts!("terminal.vi.ftl"),
    #[cfg(feature = "help")]
    texts!("demo.vi.ftl"),
    #[cfg(feature = "help")]
    texts!("phone-terminal.vi.ftl"),
    #[cfg(feature = "help")]
    texts!("bench.vi.ftl"),
    #[cfg(feature = "help")]
    texts!("system.vi.ftl"),
    #[cfg(feature = "console")]
    texts!("officers.vi.ftl"),
    #[cfg(feature = "console")]
    texts!("operator.vi.ftl"),
    texts!("apps.vi.ftl"),
    texts!("apps-declare.vi.ftl"),
    texts!("phone-log.vi.ftl"),
    #[cfg(feature = "console")]
    texts!("console.vi.ftl"),
    #[cfg(feature = "console")]
    texts!("console-contacts.vi.ftl"),
    #[cfg(feature = "console")]
    texts!("console-ending.vi.ftl"),
    #[cfg(feature = "console")]
    texts!("console-declared.vi.ftl"),
    #[cfg(feature = "console")]
    texts!("web.vi.ftl"),
    #[cfg(feature = "console")]
    texts!("web-declare.vi.ftl"),
    texts!("phone-declare.vi.ftl"),
    #[cfg(feature = "console")]
    texts!("web-family.vi.ftl"),
    #[cfg(feature = "console")]
    texts!("gate.vi.ftl"),
    #[cfg(feature = "console")]
    texts!("facilities.vi.ftl"),
    #[cfg(feature = "console")]
    texts!("criteria.vi.ftl"),
    #[cfg(feature = "console")]
    texts!("boundaries.vi.ftl"),
    #[cfg(feature = "console")]
    texts!("feedback.vi.ftl"),
    #[cfg(feature = "console")]
    texts!("visitors.vi.ftl"),
    #[cfg(feature = "console")]
    texts!("area_risks.vi.ftl"),
    #[cfg(feature = "console")]
    texts!("openings.vi.ftl"),
    #[cfg(feature = "console")]
    texts!("countries.vi.ftl"),
];
const EN_FILES: &[&str] = &[
    texts!("en.ftl"),
    texts!("declarations.en.ftl"),
    #[cfg(feature = "help")]
    texts!("terminal.en.ftl"),
    #[cfg(feature = "help")]
    texts!("demo.en.ftl"),
    #[cfg(feature = "help")]
    texts!("phone-terminal.en.ftl"),
    #[cfg(feature = "help")]
    texts!("bench.en.ftl"),
    #[cfg(feature = "help")]
    texts!("system.en.ftl"),
    #[cfg(feature = "console")]
    texts!("officers.en.ftl"),
    #[cfg(feature = "console")]
    texts!("operator.en.ftl"),
    texts!("apps.en.ftl"),
    texts!("apps-declare.en.ftl"),
    texts!("phone-log.en.ftl"),
    #[cfg(feature = "console")]
    texts!("console.en.ftl"),
    #[cfg(feature = "console")]
    texts!("console-contacts.en.ftl"),
    #[cfg(feature = "console")]
    texts!("console-ending.en.ftl"),
    #[cfg(feature = "console")]
    texts!("console-declared.en.ftl"),
    #[cfg(feature = "console")]
    texts!("web.en.ftl"),
    #[cfg(feature = "console")]
    texts!("web-declare.en.ftl"),
    texts!("phone-declare.en.ftl"),
    #[cfg(feature = "console")]
    texts!("web-family.en.ftl"),
    #[cfg(feature = "console")]
    texts!("gate.en.ftl"),
    #[cfg(feature = "console")]
    texts!("facilities.en.ftl"),
    #[cfg(feature = "console")]
    texts!("criteria.en.ftl"),
    #[cfg(feature = "console")]
    texts!("boundaries.en.ftl"),
    #[cfg(feature = "console")]
    texts!("feedback.en.ftl"),
    #[cfg(feature = "console")]
    texts!("visitors.en.ftl"),
    #[cfg(feature = "console")]
    texts!("area_risks.en.ftl"),
    #[cfg(feature = "console")]
    texts!("openings.en.ftl"),
    #[cfg(feature = "console")]
    texts!("countries.en.ftl"),
];

impl Catalogue {
    /// The catalogue of a language. Each catalogue is read once in a process.
    pub fn of(language: Language) -> &'static Self {
        match language {
            Language::Vi => &VI,
            Language::En => &EN,
        }
    }

    /// Reads Fluent files and leaves out what cannot be read. The tests make sure that nothing is left out.
    fn read(language: Language, sources: &[&str]) -> Self {
        let locale = language.tag().parse().unwrap_or_default();
        let mut bundle = FluentBundle::new_concurrent(vec![locale]);
        bundle.set_use_isolating(false);
        #[cfg(any(feature = "help", feature = "console"))]
        bundle.set_formatter(Some(match language {
            Language::Vi => numbers::in_vietnamese,
            Language::En => numbers::in_english,
        }));
        for source in sources {
            let resource = FluentResource::try_new((*source).to_owned()).unwrap_or_else(|(readable, _)| readable);
            bundle.add_resource_overriding(resource);
        }
        Self { language, bundle }
    }

    /// The language of this catalogue.
    pub const fn language(&self) -> Language {
        self.language
    }

    /// The text of `key`; the key itself when there is no such text or an argument is missing.
    pub fn message(&self, key: &str, arguments: &[(&str, Argument<'_>)]) -> String {
        self.find(key, arguments).unwrap_or_else(|| key.to_owned())
    }

    /// The text of `key` and what to do next; the key itself when there is no such text.
    pub fn say(&self, key: &str, arguments: &[(&str, Argument<'_>)]) -> Said {
        Said { title: self.message(key, arguments), next: self.format(key, Some("next"), arguments) }
    }

    /// The text of `key`; `None` when there is no such text or an argument is missing.
    pub fn find(&self, key: &str, arguments: &[(&str, Argument<'_>)]) -> Option<String> {
        self.format(key, None, arguments)
    }

    /// What a problem means and what to do next.
    pub fn problem(&self, problem: Problem) -> Said {
        self.say(&format!("problem-{}", problem.code()), &[])
    }

    /// Why a case is a contact or none by one rule, judged alone.
    #[expect(clippy::cast_possible_truncation, reason = "minutes of a day")]
    pub fn reason(&self, reason: &Reason) -> String {
        match reason.failed {
            None => self.message("reason-contact", &[]),
            Some(FailedCondition::NotInForce) => self.message("reason-not-in-force", &[]),
            Some(FailedCondition::ReportType) => self.message("reason-report-type", &[]),
            Some(FailedCondition::NotInfectious { days_since_onset, .. }) => {
                self.message("reason-not-infectious", &[("days", Argument::Number(days_since_onset.into()))])
            }
            Some(FailedCondition::TooShort { seconds, needed }) => {
                let whole = |seconds: f64| Argument::Number((seconds / 60.0).floor() as i64);
                let arguments = [("minutes", whole(seconds)), ("needed", whole(needed.into()))];
                self.message("reason-too-short", &arguments)
            }
            Some(FailedCondition::TooUnlikely { .. }) => self.message("reason-too-unlikely", &[]),
            Some(FailedCondition::WeakEvidence) => self.message("reason-weak-evidence", &[]),
        }
    }

    /// The advice that a rule names, with the days of quarantine and the days of watching one's health after that.
    /// A key that this version does not know reads as general advice with the same days.
    pub fn advice(&self, key: &str, quarantine_days: u32, follow_up_days: u32) -> String {
        let arguments = [("days", quarantine_days.into()), ("followup", follow_up_days.into())];
        Some(key)
            .filter(|key| key.starts_with("advice-"))
            .and_then(|key| self.find(key, &arguments))
            .unwrap_or_else(|| self.message("advice-other", &arguments))
    }

    /// Why an answer to a form is not taken.
    pub fn refusal(&self, kind: RefusalKind) -> String {
        let date = |date: lancan_protocol::forms::Date| {
            let (year, month, day) = date.year_month_day();
            self.date(year, month, day)
        };
        let limit: String;
        let argument = match kind {
            RefusalKind::TooShort { least } => Some(least.into()),
            RefusalKind::TooLong { most } => Some(most.into()),
            RefusalKind::TooSmall { least_tenths } => {
                limit = self.tenths(least_tenths);
                Some(limit.as_str().into())
            }
            RefusalKind::TooLarge { most_tenths } => {
                limit = self.tenths(most_tenths);
                Some(limit.as_str().into())
            }
            RefusalKind::TooEarly { earliest } => {
                limit = date(earliest);
                Some(limit.as_str().into())
            }
            RefusalKind::TooLate { latest } => {
                limit = date(latest);
                Some(limit.as_str().into())
            }
            _ => None,
        };
        let arguments: Vec<_> = argument.map(|argument| ("limit", argument)).into_iter().collect();
        self.message(&format!("declaration-refused-{}", kind.key()), &arguments)
    }

    /// The digits of a number in groups of three, as people write long numbers: `104.086`, `104,086`. Numbers of four digits stay
    /// as they are: years are such numbers.
    pub fn grouped(&self, digits: &str) -> String {
        numbers::grouped(self.language, digits)
    }

    /// A number of tenths as people write it: without a digit after the point where it is zero.
    pub fn tenths(&self, tenths: i64) -> String {
        let point = match self.language {
            Language::Vi => ',',
            Language::En => '.',
        };
        let sign = if tenths < 0 { "-" } else { "" };
        match (tenths.unsigned_abs() / 10, tenths.unsigned_abs() % 10) {
            (whole, 0) => format!("{sign}{whole}"),
            (whole, tenth) => format!("{sign}{whole}{point}{tenth}"),
        }
    }

    /// The words that an officer says first when calling somebody who asked to be called: `sông – chanh`. In English each
    /// word has its Vietnamese one beside it, because an officer may call in Vietnamese.
    pub fn call_words(&self, words: CallWords) -> String {
        let word = |number: u8| self.message(&format!("call-word-{number}"), &[]);
        let (first, second) = (word(words.first), word(words.second));
        self.message("call-words", &[("first", Argument::Text(&first)), ("second", Argument::Text(&second))])
    }

    /// A calendar date as people write it: `12/05/2021`, `12 May 2021`.
    pub fn date(&self, year: i32, month: u32, day: u32) -> String {
        self.message("date", &[("day", day.into()), ("month", month.into()), ("year", year.into())])
    }

    fn format(&self, key: &str, attribute: Option<&str>, arguments: &[(&str, Argument<'_>)]) -> Option<String> {
        let message = self.bundle.get_message(key)?;
        let pattern = match attribute {
            None => message.value()?,
            Some(name) => message.get_attribute(name)?.value(),
        };
        let arguments: FluentArgs<'_> = arguments
            .iter()
            .map(|(name, argument)| {
                let value = match argument {
                    Argument::Text(text) => FluentValue::from(*text),
                    Argument::Number(number) => FluentValue::from(*number),
                };
                (*name, value)
            })
            .collect();
        let mut errors = Vec::new();
        let text = self.bundle.format_pattern(pattern, Some(&arguments), &mut errors).into_owned();
        errors.is_empty().then_some(text)
    }
}

impl core::fmt::Debug for Catalogue {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Catalogue").field("language", &self.language).finish_non_exhaustive()
    }
}
