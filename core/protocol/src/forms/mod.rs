//! Forms that people fill in, as data (`docs/protocol.md`, Forms): questions, conditions and translations in a strict subset
//! of FHIR R4 `Questionnaire`; beside each form the numbers and the triage that decrees change; and the check of answers
//! that phone, page and server share.
//!
//! The forms that the authority begins with are [`FormVersion::shipped`]. A form is read by [`Questionnaire::from_json`], what stands beside it by [`FormRules`], answers by
//! [`Response::from_json`]. All forms travel to phones as one signed document, [`Forms`]. [`check()`] says what is wrong with answers, and [`FormRules::triage`] how urgent they are.
//!
//! ```
//! use lancan_protocol::{forms::{CheckError, FormRules, Questionnaire, RefusalKind, Response, check}, time::Day};
//!
//! let form = Questionnaire::from_json(r#"{
//!     "resourceType": "Questionnaire", "url": "urn:lancan:form:small", "version": "1", "status": "active",
//!     "title": "Hằng ngày", "_title": {"extension": [{
//!         "url": "http://hl7.org/fhir/StructureDefinition/translation",
//!         "extension": [{"url": "lang", "valueCode": "en"}, {"url": "content", "valueString": "Daily"}]}]},
//!     "item": [{"linkId": "fever", "type": "boolean", "required": true,
//!         "text": "Sốt", "_text": {"extension": [{
//!             "url": "http://hl7.org/fhir/StructureDefinition/translation",
//!             "extension": [{"url": "lang", "valueCode": "en"}, {"url": "content", "valueString": "Fever"}]}]}}]
//! }"#.as_bytes())?;
//! let answers = Response::from_json(br#"{
//!     "resourceType": "QuestionnaireResponse", "questionnaire": "urn:lancan:form:small|1", "status": "completed",
//!     "authored": "2021-05-03T08:00:00+07:00"
//! }"#)?;
//! let Err(CheckError::Refused(refused)) = check(&form, &FormRules::default(), &answers, Day(18_750)) else { panic!() };
//! assert_eq!((refused[0].link_id.as_str(), refused[0].kind), ("fever", RefusalKind::Missing));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod answer;
mod beside;
mod carried;
mod check;
mod condition;
mod country;
mod date;
mod extension;
mod questionnaire;
mod refusal;
mod response;
mod shipped;
mod signed;
#[cfg(test)]
mod tests;
mod translation;
mod triage;
mod version;
mod well_formed;

pub use answer::{Answer, Picture};
pub use beside::{Bound, FormRules, Moment, Triage, TriageClass, TriageRule, TriageWhen};
pub use carried::{JOURNEY_QUESTIONS, PERSON_QUESTIONS};
pub use check::{CheckError, Checked, asked, check};
pub use condition::{Condition, Expected, Lists, Operator};
pub use country::{countries, is_country};
pub use date::{Date, NotADate};
pub use extension::Extension;
pub use questionnaire::{
    AnswerOption, Behavior, FormStatus, Initial, Item, ItemKind, OptionCoding, Period, Questionnaire, QuestionnaireType,
};
pub use refusal::{Refusal, RefusalKind};
pub use response::{Given, Response, ResponseError, ResponseItem, ResponseStatus, ResponseType, Subject};
pub use signed::{Forms, FormsError};
pub use translation::English;
pub use version::FormVersion;
pub use well_formed::FormError;
