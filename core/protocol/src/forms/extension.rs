//! What an item says beyond FHIR's own fields: its `extension`s, those of this subset alone.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};

use super::Answer;
use crate::places::UnitLevel;

const MIN_VALUE: &str = "http://hl7.org/fhir/StructureDefinition/minValue";
const MAX_VALUE: &str = "http://hl7.org/fhir/StructureDefinition/maxValue";
const MIN_LENGTH: &str = "http://hl7.org/fhir/StructureDefinition/minLength";
const HIDDEN: &str = "http://hl7.org/fhir/StructureDefinition/questionnaire-hidden";
const CLEAR: &str = "urn:lancan:clear";
const SENSITIVE: &str = "urn:lancan:sensitive";
const UNIT_LEVEL: &str = "urn:lancan:unit-level";
const COUNTRY: &str = "urn:lancan:country";
const PHONE: &str = "urn:lancan:phone";
const CONSENT: &str = "urn:lancan:consent";

/// An extension of an item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "ExtensionJson", into = "ExtensionJson")]
pub enum Extension {
    /// Smallest number or date.
    MinValue(Answer),
    /// Greatest number or date.
    MaxValue(Answer),
    /// Fewest characters of words.
    MinLength(u32),
    /// The item is answered by software and shown to nobody.
    Hidden,
    /// The answer may be stored in the clear, for statistics.
    Clear,
    /// The answer is shown to officers only in the record itself, never in a list.
    Sensitive,
    /// The words are the code of an administrative unit of this level; for a ward also the code of a district, which
    /// whoever has the list of units takes where the district has no wards.
    Unit(UnitLevel),
    /// The words are the code of a country, ISO 3166-1 with two letters.
    Country,
    /// The words are a telephone number.
    Phone,
    /// A consent: one tick that is off at first. Left off, it is not answered.
    Consent,
}

#[derive(Serialize, Deserialize)]
struct ExtensionJson {
    url: String,
    #[serde(flatten)]
    rest: Map<String, Json>,
}

impl TryFrom<ExtensionJson> for Extension {
    type Error = String;

    fn try_from(ExtensionJson { url, rest }: ExtensionJson) -> Result<Self, String> {
        // `valueCode` is no answer of this subset; only this extension has one.
        if url == UNIT_LEVEL {
            let code = (rest.len() == 1).then(|| rest.get("valueCode")).flatten().and_then(Json::as_str);
            let level = code.and_then(|code| LEVELS.iter().find(|(_, name)| *name == code));
            return level.map(|(level, _)| Self::Unit(*level)).ok_or_else(|| wrong(&url));
        }
        let value = Answer::of_member("value", &rest).map_err(|_| wrong(&url))?;
        match (url.as_str(), value) {
            (MIN_VALUE, value @ (Answer::Integer(_) | Answer::Decimal(_) | Answer::Date(_))) => {
                Ok(Self::MinValue(value))
            }
            (MAX_VALUE, value @ (Answer::Integer(_) | Answer::Decimal(_) | Answer::Date(_))) => {
                Ok(Self::MaxValue(value))
            }
            (MIN_LENGTH, Answer::Integer(letters)) => {
                u32::try_from(letters).map(Self::MinLength).map_err(|_| wrong(&url))
            }
            (HIDDEN, Answer::Boolean(true)) => Ok(Self::Hidden),
            (CLEAR, Answer::Boolean(true)) => Ok(Self::Clear),
            (SENSITIVE, Answer::Boolean(true)) => Ok(Self::Sensitive),
            (COUNTRY, Answer::Boolean(true)) => Ok(Self::Country),
            (PHONE, Answer::Boolean(true)) => Ok(Self::Phone),
            (CONSENT, Answer::Boolean(true)) => Ok(Self::Consent),
            _ => Err(wrong(&url)),
        }
    }
}

const LEVELS: [(UnitLevel, &str); 3] =
    [(UnitLevel::Province, "province"), (UnitLevel::District, "district"), (UnitLevel::Ward, "ward")];

fn wrong(url: &str) -> String {
    format!("the extension {url:.80} is none of this subset, or its value is not")
}

impl From<Extension> for ExtensionJson {
    fn from(extension: Extension) -> Self {
        let yes = || Answer::Boolean(true).to_member("value");
        let (url, member) = match extension {
            Extension::MinValue(value) => (MIN_VALUE, value.to_member("value")),
            Extension::MaxValue(value) => (MAX_VALUE, value.to_member("value")),
            Extension::MinLength(letters) => (MIN_LENGTH, ("valueInteger".to_owned(), Json::from(letters))),
            Extension::Hidden => (HIDDEN, yes()),
            Extension::Clear => (CLEAR, yes()),
            Extension::Sensitive => (SENSITIVE, yes()),
            Extension::Country => (COUNTRY, yes()),
            Extension::Phone => (PHONE, yes()),
            Extension::Consent => (CONSENT, yes()),
            Extension::Unit(level) => {
                let name = LEVELS.iter().find(|(of, _)| *of == level).map_or("", |(_, name)| name);
                (UNIT_LEVEL, ("valueCode".to_owned(), Json::from(name)))
            }
        };
        Self { url: url.to_owned(), rest: Map::from_iter([member]) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_extension_of_the_subset_is_read_and_written_alike_and_another_is_refused_by_its_url() {
        for text in [
            format!(r#"{{"url":"{MIN_VALUE}","valueInteger":1900}}"#),
            format!(r#"{{"url":"{MAX_VALUE}","valueDate":"2021-05-03"}}"#),
            format!(r#"{{"url":"{MAX_VALUE}","valueDecimal":43.0}}"#),
            format!(r#"{{"url":"{MIN_LENGTH}","valueInteger":5}}"#),
            format!(r#"{{"url":"{HIDDEN}","valueBoolean":true}}"#),
            format!(r#"{{"url":"{CLEAR}","valueBoolean":true}}"#),
            format!(r#"{{"url":"{SENSITIVE}","valueBoolean":true}}"#),
            format!(r#"{{"url":"{UNIT_LEVEL}","valueCode":"ward"}}"#),
            format!(r#"{{"url":"{COUNTRY}","valueBoolean":true}}"#),
            format!(r#"{{"url":"{PHONE}","valueBoolean":true}}"#),
            format!(r#"{{"url":"{CONSENT}","valueBoolean":true}}"#),
        ] {
            let extension: Extension = serde_json::from_str(&text).unwrap();
            assert_eq!(serde_json::to_string(&extension).unwrap(), text);
        }
        for text in [
            r#"{"url":"http://hl7.org/fhir/StructureDefinition/rendering-style","valueString":"red"}"#.to_owned(),
            format!(r#"{{"url":"{CLEAR}","valueBoolean":false}}"#),
            format!(r#"{{"url":"{UNIT_LEVEL}","valueCode":"hamlet"}}"#),
            format!(r#"{{"url":"{UNIT_LEVEL}","valueCode":"ward","id":"1"}}"#),
            format!(r#"{{"url":"{MIN_LENGTH}","valueInteger":-1}}"#),
            format!(r#"{{"url":"{MIN_VALUE}","valueString":"1"}}"#),
        ] {
            let url = text.split('"').nth(3).unwrap().to_owned();
            let refused = serde_json::from_str::<Extension>(&text).unwrap_err().to_string();
            assert!(refused.contains(&url), "{refused}");
        }
    }
}
