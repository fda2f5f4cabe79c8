//! What somebody answered: the strict subset of FHIR R4 `QuestionnaireResponse`.

use chrono::DateTime;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};

use super::{Answer, Questionnaire};

/// Answers to a form. Neither its errors nor its `Debug` show what was answered.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Response {
    /// Always `QuestionnaireResponse`.
    pub resource_type: ResponseType,
    /// Which form was answered: `url|version`.
    pub questionnaire: String,
    /// Always `completed`: a draft stays where it is written.
    pub status: ResponseStatus,
    /// About whom, by a name that tells nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<Subject>,
    /// When it was answered by the clock there: RFC 3339. Nothing is decided by it.
    pub authored: String,
    /// The answers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub item: Vec<ResponseItem>,
}

/// The one type of resource that answers are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ResponseType {
    /// Answers to a form.
    QuestionnaireResponse,
}

/// The one status of answers that are sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ResponseStatus {
    /// Everything is answered.
    Completed,
}

/// About whom answers are.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Subject {
    /// A name that tells nothing: letters, digits, `-` and `/`.
    pub reference: String,
}

/// The answers to one item of the form, or to one time of a group that repeats.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct ResponseItem {
    /// The item's name in the form.
    pub link_id: String,
    /// The answers to a question.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub answer: Vec<Given>,
    /// The items of a group.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub item: Vec<Self>,
}

/// An answer as it came.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Map<String, Json>", into = "Map<String, Json>")]
pub enum Given {
    /// An answer.
    Read(Answer),
    /// Something that is no answer of this subset. It is kept until it is refused by its question's name.
    Unreadable,
}

crate::opaque::opaque_debug!(Response, Subject, ResponseItem, Given);

impl From<Map<String, Json>> for Given {
    fn from(members: Map<String, Json>) -> Self {
        Answer::of_member("value", &members).map_or(Self::Unreadable, Self::Read)
    }
}

impl From<Given> for Map<String, Json> {
    fn from(given: Given) -> Self {
        match given {
            Given::Read(answer) => Self::from_iter([answer.to_member("value")]),
            Given::Unreadable => Self::new(),
        }
    }
}

/// Why a document is not read as answers. It says where, never what stands there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ResponseError {
    /// More than [`Response::MOST_BYTES`].
    #[error("answers have at most {} bytes", Response::MOST_BYTES)]
    TooLarge,
    /// Not the JSON of answers.
    #[error("not answers to a form, at line {line}, column {column}")]
    Malformed {
        /// The line, from 1.
        line: usize,
        /// The column, from 1.
        column: usize,
    },
    /// A field outside of the answers has another form than it should.
    #[error("{0} has not the form that it should have")]
    Field(&'static str),
}

impl Response {
    /// Most bytes of answers; pictures travel apart.
    pub const MOST_BYTES: usize = 64 * 1024;
    /// Most characters of what is not an answer.
    const NAME_LETTERS: usize = 130;

    /// Reads answers. Whether they fit a form shows when they are checked.
    ///
    /// # Errors
    /// [`ResponseError`] says where the document has not the form of answers.
    pub fn from_json(document: &[u8]) -> Result<Self, ResponseError> {
        if document.len() > Self::MOST_BYTES {
            return Err(ResponseError::TooLarge);
        }
        let read: Self = serde_json::from_slice(document)
            .map_err(|error| ResponseError::Malformed { line: error.line(), column: error.column() })?;
        if read.questionnaire.len() > Self::NAME_LETTERS {
            return Err(ResponseError::Field("questionnaire"));
        }
        if read.authored.len() > Self::NAME_LETTERS || DateTime::parse_from_rfc3339(&read.authored).is_err() {
            return Err(ResponseError::Field("authored"));
        }
        let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'/';
        let tells_nothing = |subject: &Subject| {
            (1..=Self::NAME_LETTERS).contains(&subject.reference.len()) && subject.reference.bytes().all(is_letter)
        };
        if !read.subject.iter().all(tells_nothing) {
            return Err(ResponseError::Field("subject"));
        }
        if !read.item.iter().all(|item| is_plain(item, 1)) {
            return Err(ResponseError::Field("linkId"));
        }
        Ok(read)
    }
}

/// Whether names are short enough to be said in a refusal, and the tree flat enough to be walked.
fn is_plain(item: &ResponseItem, depth: usize) -> bool {
    let is_letter = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_' || byte == b'.';
    depth <= Questionnaire::MOST_DEPTH
        && (1..=64).contains(&item.link_id.len())
        && item.link_id.bytes().all(is_letter)
        && item.item.iter().all(|below| is_plain(below, depth + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = r#"{"resourceType":"QuestionnaireResponse","questionnaire":"urn:lancan:form:ncovi|2021-05","status":"completed","authored":"2021-05-03T08:00:00+07:00","item":[{"linkId":"person","item":[{"linkId":"name","answer":[{"valueString":"Nguyễn Thị Hoa"}]}]}]}"#;

    #[test]
    fn answers_are_read_and_written_alike_and_their_debug_shows_nothing() {
        let read = Response::from_json(GOOD.as_bytes()).unwrap();
        assert_eq!(serde_json::to_string(&read).unwrap(), GOOD);
        assert_eq!(format!("{read:?}"), "Response(…)");
    }

    #[test]
    fn a_document_of_another_form_is_refused_and_nothing_of_it_is_said() {
        for (from, to) in [
            ("completed", "in-progress"),
            ("QuestionnaireResponse", "Patient"),
            ("\"status\"", "\"Hoa\""),
            ("2021-05-03T08", "yesterday"),
            ("\"person\"", "\"Hoa Nguyễn\""),
            ("[{\"valueString\":\"Nguyễn Thị Hoa\"}]", "\"Hoa\""),
            ("\"authored\"", "\"subject\":{\"reference\":\"Hoa Nguyễn\"},\"authored\""),
        ] {
            let changed = GOOD.replace(from, to);
            assert_ne!(changed, GOOD);
            let refused = Response::from_json(changed.as_bytes()).unwrap_err().to_string();
            assert!(!refused.contains("Hoa"), "{refused}");
        }
        assert_eq!(Response::from_json(&vec![b' '; Response::MOST_BYTES + 1]), Err(ResponseError::TooLarge));
    }
}
