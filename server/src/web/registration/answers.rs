//! The questions, and what a browser keeps of the answers until they are sent.

use axum::http::HeaderMap;
use axum::response::Response;
use lancan_protocol::places::{Category, PlaceFlags};
use lancan_protocol::problem::Problem;
use serde::{Deserialize, Serialize};

use crate::ground::error::{Detail, Failure, Fault, Refusal};
use crate::places::{NewPlace, PlaceDetails, Places, category_name, category_named};
use crate::web::PublicPages;
use crate::web::sealed;

/// The cookie that holds the answers.
const ANSWERS: [&str; 2] = ["__Host-lancan-answers", "lancan-answers"];
/// Seconds that a browser keeps the answers: two hours.
const KEPT_SECONDS: u32 = 2 * 3_600;

/// A question about a place, one a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Question {
    Name,
    Category,
    Unit,
    Address,
    Hours,
    Capacity,
    Registrant,
    Log,
}

impl Question {
    /// Every question, in the order in which they are asked.
    pub(super) const ALL: [Self; 8] = [
        Self::Name,
        Self::Category,
        Self::Unit,
        Self::Address,
        Self::Hours,
        Self::Capacity,
        Self::Registrant,
        Self::Log,
    ];

    /// Its name in addresses and in the keys of texts.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Category => "category",
            Self::Unit => "unit",
            Self::Address => "address",
            Self::Hours => "hours",
            Self::Capacity => "capacity",
            Self::Registrant => "registrant",
            Self::Log => "log",
        }
    }

    pub(super) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|question| question.name() == name)
    }

    /// The page that asks.
    pub(super) fn address(self) -> String {
        format!("/dia-diem/new/{}", self.name())
    }
}

/// The answers so far; none where a question was not asked yet.
#[derive(Default, Serialize, Deserialize)]
pub(super) struct PlaceAnswers {
    pub(super) name: Option<String>,
    pub(super) category: Option<Category>,
    pub(super) unit: Option<String>,
    pub(super) address: Option<String>,
    pub(super) hours: Option<String>,
    pub(super) capacity: Option<String>,
    pub(super) registrant: Option<String>,
    pub(super) log_duty: Option<bool>,
}

impl PlaceAnswers {
    /// The answers that a browser keeps.
    pub(super) fn of(pages: &PublicPages, headers: &HeaderMap) -> Self {
        pages.kept(headers, ANSWERS).unwrap_or_default()
    }

    /// Lets the browser keep the answers.
    pub(super) fn keep(self, pages: &PublicPages, response: &mut Response, headers: &HeaderMap) -> Result<(), Fault> {
        pages.keep(response, (headers, ANSWERS), self, KEPT_SECONDS)
    }

    /// Takes the answers from the browser.
    pub(super) fn forget(response: &mut Response, headers: &HeaderMap) -> Result<(), Fault> {
        sealed::forget(response, headers, ANSWERS)
    }

    /// What was answered, as it was written; none where the question was not asked yet.
    pub(super) fn written(&self, question: Question) -> Option<String> {
        match question {
            Question::Name => self.name.clone(),
            Question::Category => self.category.map(category_name),
            Question::Unit => self.unit.clone(),
            Question::Address => self.address.clone(),
            Question::Hours => self.hours.clone(),
            Question::Capacity => self.capacity.clone(),
            Question::Registrant => self.registrant.clone(),
            Question::Log => self.log_duty.map(|duty| if duty { "yes" } else { "no" }.to_owned()),
        }
    }

    /// The first question that was not asked yet.
    pub(super) fn open_question(&self) -> Option<Question> {
        Question::ALL.into_iter().find(|question| self.written(*question).is_none())
    }

    /// Takes an answer, if it can be one.
    ///
    /// # Errors
    /// The key of the text that says what to write.
    pub(super) fn take(&mut self, places: &Places, question: Question, written: &str) -> Result<(), &'static str> {
        let written = written.trim().to_owned();
        match question {
            Question::Name => self.name = Some(written),
            Question::Category => {
                self.category = Some(category_named(&written).ok_or("web-error-category")?);
            }
            Question::Unit => self.unit = Some(written),
            Question::Address => self.address = Some(written),
            Question::Hours => self.hours = Some(written),
            Question::Capacity => self.capacity = Some(written),
            Question::Registrant => {
                Places::could_be_registrant(&written).map_err(|_| "web-error-registrant")?;
                self.registrant = Some(written);
            }
            Question::Log => {
                self.log_duty = Some(match written.as_str() {
                    "yes" => true,
                    "no" => false,
                    _ => return Err("web-error-log"),
                });
            }
        }
        let said = self.place(false).and_then(|place| places.could_be(&place));
        match said.err().and_then(|refusal| refusal.detail) {
            Some(Detail::Said { field: Some(field), .. }) if field == question.name() => Err(match question {
                Question::Name => "web-error-name",
                Question::Unit => "web-error-unit",
                Question::Address => "web-error-address",
                Question::Hours => "web-error-hours",
                _ => "web-error-capacity",
            }),
            _ => Ok(()),
        }
    }

    /// The place that the answers describe, with something that can be where a question was not asked yet.
    ///
    /// # Errors
    /// A refusal that names the field.
    pub(super) fn place(&self, although_alike: bool) -> Result<NewPlace, Refusal> {
        let capacity = match self.capacity.as_deref().unwrap_or_default() {
            "" => None,
            written => {
                let number = written.replace(['.', ' '], "").parse();
                Some(number.map_err(|_| Refusal::of_field("capacity", "web-error-capacity", Vec::new()))?)
            }
        };
        Ok(NewPlace {
            name: self.name.clone().unwrap_or_else(|| "?1".to_owned()),
            category: self.category.unwrap_or(Category::Other),
            unit: self.unit.clone().unwrap_or_default(),
            address: self.address.clone().unwrap_or_default(),
            flags: PlaceFlags::default(),
            details: PlaceDetails { hours: self.hours.clone().unwrap_or_default(), capacity, log_duty: self.log_duty },
            although_alike,
        })
    }

    /// The whole place and its registrant's name.
    ///
    /// # Errors
    /// A refusal where a question was not asked yet, or an answer cannot be.
    pub(super) fn whole(&self, although_alike: bool) -> Result<(String, NewPlace), Failure> {
        if self.open_question().is_some() {
            return Err(Refusal::saying(Problem::RequestInvalid, "web-error-unanswered").into());
        }
        Ok((self.registrant.clone().unwrap_or_default(), self.place(although_alike)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn questions_are_asked_in_order_until_each_has_an_answer() {
        let mut answers = PlaceAnswers { name: Some("Chợ".to_owned()), ..PlaceAnswers::default() };
        assert_eq!(answers.open_question(), Some(Question::Category));
        assert!(answers.whole(false).is_err());
        answers = PlaceAnswers {
            name: Some("Chợ".to_owned()),
            category: Some(Category::Market),
            unit: Some("25054".to_owned()),
            address: Some(String::new()),
            hours: Some(String::new()),
            capacity: Some("1.200".to_owned()),
            registrant: Some("Lê Văn An".to_owned()),
            log_duty: Some(false),
        };
        assert_eq!(answers.open_question(), None);
        let (registrant, place) = answers.whole(true).unwrap_or_else(|_| panic!("refused"));
        assert_eq!(
            (registrant.as_str(), place.details.capacity, place.although_alike),
            ("Lê Văn An", Some(1_200), true)
        );
        for question in Question::ALL {
            assert_eq!(Question::named(question.name()), Some(question));
        }
    }
}
