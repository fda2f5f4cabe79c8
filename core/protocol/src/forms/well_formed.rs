//! What makes a form acceptable beyond the shape of its JSON.

use core::fmt::Display;
use std::collections::BTreeMap;

use super::{Condition, Expected, Extension, Item, ItemKind, Operator, Questionnaire, condition};

/// Why a form is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FormError {
    /// The document is none of this subset of FHIR; the text names the field and says where it stands.
    #[error("not a form of this subset of FHIR R4: {0}")]
    Malformed(String),
    /// The form as a whole is not allowed.
    #[error("a form must {0}")]
    Whole(String),
    /// An item is not allowed.
    #[error("the item {link_id} must {must}")]
    Item {
        /// The item's name.
        link_id: String,
        /// What the item must do.
        must: String,
    },
}

fn whole(must: impl Display) -> FormError {
    FormError::Whole(must.to_string())
}

fn refuse<T>(item: &Item, must: impl Display) -> Result<T, FormError> {
    Err(FormError::Item { link_id: item.link_id.chars().take(64).collect(), must: must.to_string() })
}

impl Questionnaire {
    /// Most items of a form.
    pub const MOST_ITEMS: usize = 200;
    /// Deepest item: a question in a group in a group in a step.
    pub const MOST_DEPTH: usize = 4;
    /// Most bytes of a form.
    pub const MOST_BYTES: usize = 256 * 1024;
    /// Most characters of a name, a version or a linkId.
    const NAME_LETTERS: usize = 64;

    /// Reads a form and checks it.
    ///
    /// # Errors
    /// [`FormError`] names the field or the item that is not allowed.
    pub fn from_json(document: &[u8]) -> Result<Self, FormError> {
        if document.len() > Self::MOST_BYTES {
            return Err(whole(format_args!("have at most {} bytes", Self::MOST_BYTES)));
        }
        let form: Self = serde_json::from_slice(document).map_err(|error| FormError::Malformed(error.to_string()))?;
        form.validate()?;
        Ok(form)
    }

    /// Checks what the shape of the JSON does not show.
    ///
    /// # Errors
    /// [`FormError`] names the first item that is not allowed and what it must do.
    pub fn validate(&self) -> Result<(), FormError> {
        let is_name = |name: &str| {
            let fits = (1..=Self::NAME_LETTERS).contains(&name.len());
            fits && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._:/".contains(&byte))
        };
        if !is_name(&self.url) || !is_name(&self.version) {
            return Err(whole("have a url and a version of 1 to 64 letters, digits and -._:/"));
        }
        if self.title.trim().is_empty() || self.title_english.0.trim().is_empty() {
            return Err(whole("have a title in both languages"));
        }
        if self.effective_period.is_some_and(|period| period.end.is_some_and(|end| end < period.start)) {
            return Err(whole("not end before it begins"));
        }
        // Before anything walks the tree.
        self.item.iter().try_for_each(|item| depth(item, 1))?;
        if !(1..=Self::MOST_ITEMS).contains(&self.all_items().count()) {
            return Err(whole(format_args!("have 1 to {} items", Self::MOST_ITEMS)));
        }
        let mut known = Known::default();
        self.item.iter().try_for_each(|item| check_item(item, &[], &mut known))
    }
}

fn depth(item: &Item, at: usize) -> Result<(), FormError> {
    if at > Questionnaire::MOST_DEPTH {
        return refuse(item, format_args!("lie at most {} deep", Questionnaire::MOST_DEPTH));
    }
    item.item.iter().try_for_each(|below| depth(below, at + 1))
}

/// The items that stand before the one looked at, each with the repeating groups that it lies in.
type Known<'a> = BTreeMap<&'a str, (&'a Item, Vec<&'a str>)>;

fn check_item<'a>(item: &'a Item, within: &[&'a str], known: &mut Known<'a>) -> Result<(), FormError> {
    let letters = item.link_id.len();
    let is_link_letter = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_' || byte == b'.';
    if !(1..=Questionnaire::NAME_LETTERS).contains(&letters) || !item.link_id.bytes().all(is_link_letter) {
        return refuse(item, "have a linkId of 1 to 64 lower-case letters, digits, _ and .");
    }
    if item.text.trim().is_empty() || item.english.0.trim().is_empty() {
        return refuse(item, "say something in both languages");
    }
    check_kind(item)?;
    check_extensions(item)?;
    for condition in &item.enable_when {
        check_condition(item, condition, within, known)?;
    }
    if item.enable_when.len() > 1 && item.enable_behavior.is_none() {
        return refuse(item, "say enableBehavior where it has several conditions");
    }
    if known.insert(&item.link_id, (item, within.to_vec())).is_some() {
        return refuse(item, "have a linkId of its own");
    }
    let mut below = within.to_vec();
    if item.repeats {
        below.push(&item.link_id);
    }
    item.item.iter().try_for_each(|inner| check_item(inner, &below, known))
}

/// Which fields an item of this kind may have.
fn check_kind(item: &Item) -> Result<(), FormError> {
    let is_choice = matches!(item.kind, ItemKind::Choice | ItemKind::OpenChoice);
    let is_words = matches!(item.kind, ItemKind::String | ItemKind::Text | ItemKind::OpenChoice);
    if (item.kind == ItemKind::Group) == item.item.is_empty() {
        return refuse(item, "be a group when it has items, and have items when it is a group");
    }
    if is_choice == item.answer_option.is_empty() {
        return refuse(item, "be a choice when it has options, and have options when it is a choice");
    }
    if item.kind == ItemKind::Display && (item.required || item.repeats) {
        return refuse(item, "not be required or repeat: it is only read");
    }
    if item.kind == ItemKind::Boolean && (item.repeats || !item.initial.is_empty()) {
        return refuse(item, "not repeat and have no initial answer: yes and no are never preselected");
    }
    if item.max_length.is_some() && !is_words {
        return refuse(item, "have no maxLength: it takes no words");
    }
    let (least, most) = item.lengths();
    if least > most {
        return refuse(item, "have a minLength that its maxLength allows");
    }
    let fits = |initial: &super::Initial| {
        item.takes(&initial.0) && !matches!(&initial.0, super::Answer::Coding(code) if !item.offers(code))
    };
    if !item.initial.iter().all(fits) || (item.initial.len() > 1 && !item.repeats) {
        return refuse(item, "have an initial answer that it would take");
    }
    let mut codes: Vec<&str> = item.answer_option.iter().map(|option| option.value_coding.code.as_str()).collect();
    codes.sort_unstable();
    if codes.windows(2).any(|pair| matches!(pair, [one, other] if one == other)) {
        return refuse(item, "have options of different codes");
    }
    let says = |option: &super::AnswerOption| {
        let coding = &option.value_coding;
        [&coding.code, &coding.display, &coding.english.0].into_iter().all(|words| !words.trim().is_empty())
    };
    if !item.answer_option.iter().all(says) {
        return refuse(item, "have options with a code and words in both languages");
    }
    Ok(())
}

fn check_extensions(item: &Item) -> Result<(), FormError> {
    for (index, extension) in item.extension.iter().enumerate() {
        let fits = match extension {
            Extension::MinValue(value) | Extension::MaxValue(value) => item.takes(value),
            Extension::MinLength(_) => matches!(item.kind, ItemKind::String | ItemKind::Text | ItemKind::OpenChoice),
            Extension::Unit(_) | Extension::Country | Extension::Phone => item.kind == ItemKind::String,
            Extension::Consent => item.kind == ItemKind::Boolean && !item.required && !item.is_hidden(),
            Extension::Hidden => true,
            // Words and pictures are never for statistics, except for the code of a unit or country, and a vehicle's.
            Extension::Clear => !matches!(item.kind, ItemKind::Group | ItemKind::Text | ItemKind::Attachment),
            Extension::Sensitive => item.is_question() && !item.is_clear(),
        };
        let twice = item
            .extension
            .iter()
            .skip(index + 1)
            .any(|other| core::mem::discriminant(other) == core::mem::discriminant(extension));
        if !fits || twice {
            return refuse(item, "have extensions that fit its type, each once");
        }
    }
    let coded = [item.unit_level().is_some(), item.is_country(), item.is_phone()];
    if coded.into_iter().filter(|is| *is).count() > 1 {
        return refuse(item, "be a unit, a country or a telephone number, not two of them");
    }
    if let (Some(least), Some(most)) = (item.min_value(), item.max_value())
        && condition::order(least, most).is_none_or(core::cmp::Ordering::is_gt)
    {
        return refuse(item, "have a minValue that its maxValue allows");
    }
    Ok(())
}

/// A condition looks back, to a question that has one meaning where the item stands.
fn check_condition(item: &Item, condition: &Condition, within: &[&str], known: &Known<'_>) -> Result<(), FormError> {
    if !matches!(condition.operator, Operator::Equal | Operator::NotEqual | Operator::Exists) {
        return refuse(item, "have conditions with =, != or exists alone");
    }
    let Some((question, groups)) = known.get(condition.question.as_str()).filter(|(found, _)| found.is_question())
    else {
        return refuse(item, "depend on questions that stand before it alone");
    };
    if !within.starts_with(groups) {
        return refuse(item, "not depend on a question inside of a group that repeats");
    }
    check_expected(condition, question).or_else(|must| refuse(item, must))
}

/// Whether the condition compares with something that the question can be answered with.
pub(super) fn check_expected(condition: &Condition, question: &Item) -> Result<(), &'static str> {
    let fits = match (&condition.expected, condition.operator) {
        (Expected::List(_), _) => matches!(question.kind, ItemKind::String | ItemKind::Choice | ItemKind::OpenChoice),
        (Expected::Answer(_), Operator::Exists) => true,
        (Expected::Answer(super::Answer::Coding(code)), _) => question.offers(code),
        (Expected::Answer(answer), Operator::Equal | Operator::NotEqual) => question.takes(answer),
        (Expected::Answer(answer), _) => question.takes(answer) && condition::order(answer, answer).is_some(),
    };
    fits.then_some(()).ok_or("compare with an answer that the question takes")
}
