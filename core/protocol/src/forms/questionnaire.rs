//! A form: the strict subset of FHIR R4 `Questionnaire` that phone, page and console render and the server checks by.

use serde::{Deserialize, Serialize};

use super::{Answer, Condition, Date, English, Extension};
use crate::places::UnitLevel;

/// A form. Fields outside of the subset are refused by name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Questionnaire {
    /// Always `Questionnaire`.
    pub resource_type: QuestionnaireType,
    /// The form's name among all forms; the same in all its versions.
    pub url: String,
    /// Which version of the form this is.
    pub version: String,
    /// What the form is called, in Vietnamese.
    pub title: String,
    /// What the form is called, in English.
    #[serde(rename = "_title")]
    pub title_english: English,
    /// Whether the form is in use.
    pub status: FormStatus,
    /// When the form is to be used.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effective_period: Option<Period>,
    /// The form's steps.
    pub item: Vec<Item>,
}

/// The one type of resource that a form is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum QuestionnaireType {
    /// A form.
    Questionnaire,
}

/// Whether a form is in use (FHIR `PublicationStatus`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FormStatus {
    /// The form is being written.
    Draft,
    /// The form is in use.
    Active,
    /// The form is not used any more.
    Retired,
}

/// From when until when; both days count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Period {
    /// The first day.
    pub start: Date,
    /// The last day; open when there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<Date>,
}

/// A question, a group of items, or words to read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Item {
    /// The item's name, which answers, conditions and refusals use: lower-case letters, digits, `_` and `.`.
    pub link_id: String,
    /// What is asked, in Vietnamese. `{name}` stands for a number beside the form.
    pub text: String,
    /// What is asked, in English.
    #[serde(rename = "_text")]
    pub english: English,
    /// What kind of item this is.
    #[serde(rename = "type")]
    pub kind: ItemKind,
    /// Whether there must be an answer, when the item is asked.
    #[serde(default, skip_serializing_if = "is_false")]
    pub required: bool,
    /// Whether there may be several answers, or a group several times.
    #[serde(default, skip_serializing_if = "is_false")]
    pub repeats: bool,
    /// Most characters of words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_length: Option<u32>,
    /// When the item is asked; always, when there is no condition.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub enable_when: Vec<Condition>,
    /// Whether all conditions must hold or one; needed where there are several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enable_behavior: Option<Behavior>,
    /// The answers to choose from.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub answer_option: Vec<AnswerOption>,
    /// What is answered already when the form is opened. Never of a question of yes or no: nobody's "no" is preselected.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub initial: Vec<Initial>,
    /// What FHIR's own fields do not say.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub extension: Vec<Extension>,
    /// The items of a group.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub item: Vec<Self>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands in a reference")]
fn is_false(value: &bool) -> bool {
    !value
}

/// What kind of item this is (FHIR `QuestionnaireItemType`, those of this subset).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ItemKind {
    /// Items under one heading.
    Group,
    /// Words to read.
    Display,
    /// Yes or no.
    Boolean,
    /// A whole number.
    Integer,
    /// A number with one digit after the point.
    Decimal,
    /// A date.
    Date,
    /// Words on one line.
    String,
    /// Words on several lines.
    Text,
    /// One of the options.
    Choice,
    /// One of the options, or words.
    OpenChoice,
    /// A picture.
    Attachment,
}

/// Whether all conditions must hold or one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Behavior {
    /// All of them.
    All,
    /// At least one.
    Any,
}

/// An answer to choose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct AnswerOption {
    /// The option.
    pub value_coding: OptionCoding,
}

/// The code of an option and what it is called.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OptionCoding {
    /// The code that an answer holds.
    pub code: String,
    /// What it is called, in Vietnamese.
    pub display: String,
    /// What it is called, in English.
    #[serde(rename = "_display")]
    pub english: English,
}

/// An answer that is there when the form is opened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "serde_json::Map<String, serde_json::Value>", into = "serde_json::Map<String, serde_json::Value>")]
pub struct Initial(pub Answer);

impl TryFrom<serde_json::Map<String, serde_json::Value>> for Initial {
    type Error = String;

    fn try_from(members: serde_json::Map<String, serde_json::Value>) -> Result<Self, String> {
        Answer::of_member("value", &members).map(Self)
    }
}

impl From<Initial> for serde_json::Map<String, serde_json::Value> {
    fn from(Initial(answer): Initial) -> Self {
        Self::from_iter([answer.to_member("value")])
    }
}

impl Questionnaire {
    /// What an answer calls this form: `url|version` (FHIR `canonical`).
    pub fn canonical(&self) -> String {
        format!("{}|{}", self.url, self.version)
    }

    /// All items, each before the items below it, in the order in which they are shown.
    pub fn all_items(&self) -> impl Iterator<Item = &Item> {
        let mut waiting: Vec<&Item> = self.item.iter().rev().collect();
        core::iter::from_fn(move || {
            let next = waiting.pop()?;
            waiting.extend(next.item.iter().rev());
            Some(next)
        })
    }

    /// The item of this name.
    pub fn find(&self, link_id: &str) -> Option<&Item> {
        self.all_items().find(|item| item.link_id == link_id)
    }
}

impl Item {
    /// Most characters of a line where a form does not say.
    pub const LINE_LETTERS: u32 = 200;
    /// Most characters of a text where a form does not say.
    pub const TEXT_LETTERS: u32 = 2_000;

    /// Whether the item asks for an answer.
    pub fn is_question(&self) -> bool {
        !matches!(self.kind, ItemKind::Group | ItemKind::Display)
    }

    /// Whether software answers the item and nobody is shown it.
    pub fn is_hidden(&self) -> bool {
        self.extension.contains(&Extension::Hidden)
    }

    /// Whether the answer may be stored in the clear.
    pub fn is_clear(&self) -> bool {
        self.extension.contains(&Extension::Clear)
    }

    /// Whether officers see the answer only in the record itself.
    pub fn is_sensitive(&self) -> bool {
        self.extension.contains(&Extension::Sensitive)
    }

    /// Whether the words are the code of a country.
    pub fn is_country(&self) -> bool {
        self.extension.contains(&Extension::Country)
    }

    /// Whether the words are a telephone number.
    pub fn is_phone(&self) -> bool {
        self.extension.contains(&Extension::Phone)
    }

    /// Whether the answer is a consent: one tick that is off at first.
    pub fn is_consent(&self) -> bool {
        self.extension.contains(&Extension::Consent)
    }

    /// The level of the administrative unit whose code the words are.
    pub fn unit_level(&self) -> Option<UnitLevel> {
        self.extension.iter().find_map(|extension| match extension {
            Extension::Unit(level) => Some(*level),
            _ => None,
        })
    }

    /// The smallest number or date.
    pub fn min_value(&self) -> Option<&Answer> {
        self.extension.iter().find_map(|extension| match extension {
            Extension::MinValue(value) => Some(value),
            _ => None,
        })
    }

    /// The greatest number or date.
    pub fn max_value(&self) -> Option<&Answer> {
        self.extension.iter().find_map(|extension| match extension {
            Extension::MaxValue(value) => Some(value),
            _ => None,
        })
    }

    /// Fewest and most characters of words.
    pub fn lengths(&self) -> (u32, u32) {
        let least = self.extension.iter().find_map(|extension| match extension {
            Extension::MinLength(letters) => Some(*letters),
            _ => None,
        });
        let usual = if self.kind == ItemKind::Text { Self::TEXT_LETTERS } else { Self::LINE_LETTERS };
        (least.unwrap_or(1), self.max_length.unwrap_or(usual))
    }

    /// Whether an answer is of the kind that the item asks for.
    pub fn takes(&self, answer: &Answer) -> bool {
        matches!(
            (self.kind, answer),
            (ItemKind::Boolean, Answer::Boolean(_))
                | (ItemKind::Integer, Answer::Integer(_))
                | (ItemKind::Decimal, Answer::Decimal(_))
                | (ItemKind::Date, Answer::Date(_))
                | (ItemKind::String | ItemKind::Text | ItemKind::OpenChoice, Answer::String(_))
                | (ItemKind::Choice | ItemKind::OpenChoice, Answer::Coding(_))
                | (ItemKind::Attachment, Answer::Attachment(_))
        )
    }

    /// Whether one of the options has this code.
    pub fn offers(&self, code: &str) -> bool {
        self.answer_option.iter().any(|option| option.value_coding.code == code)
    }
}
