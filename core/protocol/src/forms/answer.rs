//! One answer to one question, and how FHIR writes it: `valueBoolean`, `answerCoding` and so on.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};
use unicode_normalization::UnicodeNormalization as _;

use super::Date;

/// One answer. Its `Debug` shows nothing: an answer is personal.
#[derive(Clone, PartialEq, Eq)]
pub enum Answer {
    /// Yes or no.
    Boolean(bool),
    /// A whole number.
    Integer(i32),
    /// A number with one digit after the point, in tenths: 375 is 37.5.
    Decimal(i32),
    /// A date.
    Date(Date),
    /// Words, in Unicode's normal form C. Also the code of a unit or of a country.
    String(String),
    /// The code of one of the question's options.
    Coding(String),
    /// A picture that travels by itself.
    Attachment(Picture),
}

crate::opaque::opaque_debug!(Answer);

/// Which picture an answer means (FHIR `Attachment`). The picture itself is sent apart.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Picture {
    /// Media type of the picture, [`Picture::CONTENT_TYPE`].
    pub content_type: String,
    /// Size of the picture in bytes.
    pub size: u32,
    /// Name of the picture by its content: `ni:///sha-256;` and the SHA-256 in base64url without padding (RFC 6920).
    pub url: String,
}

crate::opaque::opaque_debug!(Picture);

impl Picture {
    /// The only kind of picture that is taken.
    pub const CONTENT_TYPE: &str = "image/jpeg";
    /// Most bytes of a picture.
    pub const MOST_BYTES: u32 = 512 * 1024;
    const SCHEME: &str = "ni:///sha-256;";
    /// Letters of a SHA-256 in base64url without padding.
    const HASH_LETTERS: usize = 43;

    /// Whether a picture so described is taken.
    pub fn is_taken(&self) -> bool {
        let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        let hash = self.url.strip_prefix(Self::SCHEME).unwrap_or_default();
        self.content_type == Self::CONTENT_TYPE
            && (1..=Self::MOST_BYTES).contains(&self.size)
            && hash.len() == Self::HASH_LETTERS
            && hash.bytes().all(is_letter)
    }
}

/// A code of FHIR's `Coding`. What it is called stands in the form; words beside the code of an answer are not kept.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CodingJson {
    code: String,
    #[serde(rename = "display")]
    _display: Option<String>,
}

impl Answer {
    /// Reads the one member of an object that begins with `prefix`: `value` or `answer`.
    /// What is wrong is said with the member's name alone, never with its content.
    pub(super) fn of_member(prefix: &str, members: &Map<String, Json>) -> Result<Self, String> {
        let mut all = members.iter();
        let (Some((name, value)), None) = (all.next(), all.next()) else {
            return Err(format!("there must be exactly one {prefix}"));
        };
        Self::of_json(name.strip_prefix(prefix).unwrap_or_default(), value)
            .ok_or_else(|| format!("{name:.40} is no {prefix} of this subset"))
    }

    fn of_json(kind: &str, value: &Json) -> Option<Self> {
        let text = || value.as_str().map(|text| text.nfc().collect::<String>());
        match kind {
            "Boolean" => value.as_bool().map(Self::Boolean),
            "Integer" => value.as_i64().and_then(|number| i32::try_from(number).ok()).map(Self::Integer),
            "Decimal" => value.as_f64().and_then(tenths).map(Self::Decimal),
            "Date" => value.as_str().and_then(|text| Date::parse(text).ok()).map(Self::Date),
            "String" => text().map(Self::String),
            "Coding" => CodingJson::deserialize(value).ok().map(|coding| Self::Coding(coding.code)),
            "Attachment" => Picture::deserialize(value).ok().map(Self::Attachment),
            _ => None,
        }
    }

    /// The member that this answer is written as.
    pub(super) fn to_member(&self, prefix: &str) -> (String, Json) {
        let (kind, value) = match self {
            Self::Boolean(value) => ("Boolean", Json::from(*value)),
            Self::Integer(value) => ("Integer", Json::from(*value)),
            Self::Decimal(tenths) => ("Decimal", Json::from(f64::from(*tenths) / 10.0)),
            Self::Date(date) => ("Date", Json::from(date.to_string())),
            Self::String(text) => ("String", Json::from(text.as_str())),
            Self::Coding(code) => ("Coding", serde_json::json!({ "code": code })),
            Self::Attachment(picture) => ("Attachment", serde_json::to_value(picture).unwrap_or_default()),
        };
        (format!("{prefix}{kind}"), value)
    }
}

/// A number in tenths, when it has at most one digit after the point and is small enough for anything that is measured.
#[expect(clippy::cast_possible_truncation, reason = "checked to be a small whole number")]
fn tenths(number: f64) -> Option<i32> {
    let tenths = (number * 10.0).round();
    let is_exact = (number * 10.0 - tenths).abs() < 1e-6 && tenths.abs() <= 1e6;
    is_exact.then_some(tenths as i32)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(value: &Json) -> Result<Answer, String> {
        Answer::of_member("value", value.as_object().unwrap())
    }

    #[test]
    fn every_kind_of_answer_is_read_and_written_alike() {
        let picture =
            json!({ "contentType": "image/jpeg", "size": 9, "url": format!("ni:///sha-256;{}", "a".repeat(43)) });
        for value in [
            json!({ "valueBoolean": false }),
            json!({ "valueInteger": -3 }),
            json!({ "valueDecimal": 37.5 }),
            json!({ "valueDate": "2021-05-03" }),
            json!({ "valueString": "Bảo Lâm" }),
            json!({ "valueCoding": { "code": "plane" } }),
            json!({ "valueAttachment": picture }),
        ] {
            let (name, written) = read(&value).unwrap().to_member("value");
            assert_eq!(json!({ name: written }), value);
        }
    }

    #[test]
    fn words_are_composed_and_words_beside_a_code_are_left() {
        assert!(read(&json!({ "valueString": "Ba\u{0309}o" })) == Ok(Answer::String("Bảo".into())));
        assert!(read(&json!({ "valueCoding": { "code": "a", "display": "A" } })) == Ok(Answer::Coding("a".into())));
    }

    #[test]
    fn anything_else_is_refused_by_the_members_name_and_never_by_its_content() {
        for (value, named) in [
            (json!({ "valueBoolean": "Nguyễn" }), "valueBoolean"),
            (json!({ "valueInteger": 2.5 }), "valueInteger"),
            (json!({ "valueDecimal": 37.55 }), "valueDecimal"),
            (json!({ "valueDate": "3/5/2021" }), "valueDate"),
            (json!({ "valueCoding": { "code": "Nguyễn", "userSelected": true } }), "valueCoding"),
            (json!({ "valueQuantity": { "value": 1 } }), "valueQuantity"),
            (json!({ "valueBoolean": true, "valueInteger": 1 }), "exactly one"),
            (json!({}), "exactly one"),
        ] {
            let refused = read(&value).unwrap_err();
            assert!(refused.contains(named) && !refused.contains("Nguyễn"), "{refused}");
        }
    }

    #[test]
    fn an_answers_debug_shows_nothing() {
        assert_eq!(format!("{:?}", Answer::String("Nguyễn".into())), "Answer(…)");
    }
}
