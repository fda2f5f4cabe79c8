//! The English words beside Vietnamese ones: FHIR's extension `translation`, which hangs on `_text` beside `text`.

use serde::{Deserialize, Serialize};

const TRANSLATION: &str = "http://hl7.org/fhir/StructureDefinition/translation";
const LANGUAGE: &str = "en";

/// English words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "ElementJson", into = "ElementJson")]
pub struct English(pub String);

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ElementJson {
    extension: [TranslationJson; 1],
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct TranslationJson {
    url: String,
    extension: (LanguageJson, ContentJson),
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct LanguageJson {
    url: String,
    value_code: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct ContentJson {
    url: String,
    value_string: String,
}

impl TryFrom<ElementJson> for English {
    type Error = String;

    fn try_from(ElementJson { extension: [translation] }: ElementJson) -> Result<Self, String> {
        let (language, content) = translation.extension;
        if translation.url != TRANSLATION || language.url != "lang" || content.url != "content" {
            return Err(format!("only the extension {TRANSLATION} with lang and content may stand beside words"));
        }
        if language.value_code != LANGUAGE {
            return Err(format!("words are translated to {LANGUAGE} alone, not to {:.20}", language.value_code));
        }
        Ok(Self(content.value_string))
    }
}

impl From<English> for ElementJson {
    fn from(English(words): English) -> Self {
        let language = LanguageJson { url: "lang".into(), value_code: LANGUAGE.into() };
        let content = ContentJson { url: "content".into(), value_string: words };
        Self { extension: [TranslationJson { url: TRANSLATION.into(), extension: (language, content) }] }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = r#"{"extension":[{"url":"http://hl7.org/fhir/StructureDefinition/translation","extension":[{"url":"lang","valueCode":"en"},{"url":"content","valueString":"Fever"}]}]}"#;

    #[test]
    fn english_is_read_and_written_alike_and_nothing_else_is_read() {
        let english: English = serde_json::from_str(GOOD).unwrap();
        assert_eq!((english.0.as_str(), serde_json::to_string(&english).unwrap().as_str()), ("Fever", GOOD));
        for (from, to, named) in [
            ("\"en\"", "\"fr\"", "fr"),
            ("translation", "rendering-style", "rendering-style"),
            ("valueString", "valueMarkdown", "valueMarkdown"),
            ("\"content\"", "\"words\"", "content"),
        ] {
            let changed = GOOD.replace(from, to);
            let refused = serde_json::from_str::<English>(&changed).map(drop);
            assert!(refused.is_err(), "{named}: {changed}");
        }
    }
}
