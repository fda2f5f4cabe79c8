//! The operator's mapping of our fields to the UIDs of a DHIS2.

use std::collections::{BTreeMap, BTreeSet};

use lancan_text::Catalogue;
use serde_json::{Map, Value};

use super::fields;
use crate::ground::config::{Config, ConfigError};
use crate::ground::told_reason::ToldReason;
use crate::units::Units;

/// A UID of DHIS2.
pub(super) type Uid = String;

/// How our fields are called in a DHIS2. Every UID is of the operator's file.
#[derive(Debug, PartialEq, Eq)]
pub struct Dhis2Mapping {
    /// The organisation unit of whoever lies in none of `org_units`.
    pub(super) org_unit: Uid,
    /// Organisation units by our codes of units.
    pub(super) org_units: BTreeMap<String, Uid>,
    pub(super) case: TrackerPlan,
    pub(super) contact: TrackerPlan,
    pub(super) relationship: Option<Relationship>,
    /// Codes of options by field and our word.
    pub(super) options: BTreeMap<(String, String), String>,
}

/// A program of DHIS2 and what goes into it.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct TrackerPlan {
    pub(super) tracked_entity_type: Uid,
    pub(super) program: Uid,
    /// Attributes of the tracked entity: our field, its UID.
    pub(super) attributes: Vec<(&'static str, Uid)>,
    /// Attributes of the enrollment.
    pub(super) program_attributes: Vec<(&'static str, Uid)>,
    pub(super) stage: Option<Stage>,
}

/// A stage of a program, of which each person gets one event.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Stage {
    pub(super) program_stage: Uid,
    pub(super) data_elements: Vec<(&'static str, Uid)>,
}

/// A relationship between a contact and the case.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Relationship {
    pub(super) kind: Uid,
    /// Whether the relationship leads from the contact to the case.
    pub(super) is_from_contact: bool,
}

/// What is wrong with a mapping.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MappingFault {
    /// The key of the file, with dots between its parts; empty: the file as a whole.
    pub key: String,
    /// The text in the catalogue.
    why: &'static str,
}

impl MappingFault {
    /// The fault in words, behind its key.
    pub fn in_words(&self, text: &Catalogue) -> String {
        let why = text.message(self.why, &[]);
        if self.key.is_empty() { why } else { format!("{}: {why}", self.key) }
    }
}

impl Dhis2Mapping {
    /// The mapping that settings name; none where they name none.
    ///
    /// # Errors
    /// [`ConfigError::Mapping`], which names every fault by its key.
    pub(crate) fn of_settings(config: &Config) -> Result<Option<Self>, ConfigError> {
        let Some(file) = &config.dhis2_mapping else { return Ok(None) };
        let refused = |reason| ConfigError::Mapping { file: file.clone(), reason };
        let bytes = std::fs::read(file).map_err(|error| refused(ToldReason::of(&error)))?;
        let said = |faults: Vec<MappingFault>| {
            refused(ToldReason::by(|text| {
                let faults: Vec<String> = faults.iter().map(|fault| fault.in_words(text)).collect();
                faults.join("; ")
            }))
        };
        Self::read(&bytes, Units::of(config.units.set)).map(Some).map_err(said)
    }

    /// Reads a mapping (JSON), for these units.
    ///
    /// # Errors
    /// Everything that is wrong with it, each named by its key.
    pub fn read(file: &[u8], units: &Units) -> Result<Self, Vec<MappingFault>> {
        let mut reader = MappingReader::default();
        let Ok(json) = serde_json::from_slice::<Value>(file) else {
            return Err(vec![MappingFault { key: String::new(), why: "dhis2-not-json" }]);
        };
        let known = ["org_unit", "org_units", "case", "contact", "relationship", "options"];
        let nothing = Map::new();
        let map = reader.object("", Some(&json), Some(&known)).unwrap_or(&nothing);
        let mapping = Self {
            org_unit: reader.uid("org_unit", map.get("org_unit")),
            org_units: reader.org_units(map.get("org_units"), units),
            case: reader.program("case", map.get("case"), &fields::OF_A_CASE),
            contact: reader.program("contact", map.get("contact"), &fields::OF_A_CONTACT),
            relationship: reader.relationship(map.get("relationship")),
            options: reader.options(map.get("options")),
        };
        if reader.faults.is_empty() { Ok(mapping) } else { Err(reader.faults) }
    }
}

/// Whether a text has the form of a UID: a letter and ten letters or digits.
fn is_uid(text: &str) -> bool {
    text.len() == 11
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
        && text.starts_with(|first: char| first.is_ascii_alphabetic())
}

#[derive(Default)]
struct MappingReader {
    faults: Vec<MappingFault>,
}

impl MappingReader {
    fn fault(&mut self, key: &str, why: &'static str) {
        self.faults.push(MappingFault { key: key.to_owned(), why });
    }

    /// An object; of one with `known` keys, those that are not known are faults.
    fn object<'v>(
        &mut self,
        key: &str,
        value: Option<&'v Value>,
        known: Option<&[&str]>,
    ) -> Option<&'v Map<String, Value>> {
        match value {
            None => self.fault(key, "dhis2-missing"),
            Some(Value::Object(map)) => {
                let strange = |name: &&String| known.is_some_and(|known| !known.contains(&name.as_str()));
                for name in map.keys().filter(strange) {
                    self.fault(&below(key, name), "dhis2-unknown");
                }
                return Some(map);
            }
            Some(_) => self.fault(key, "dhis2-no-object"),
        }
        None
    }

    fn uid(&mut self, key: &str, value: Option<&Value>) -> Uid {
        match value {
            None => self.fault(key, "dhis2-missing"),
            Some(Value::String(uid)) if is_uid(uid) => return uid.clone(),
            Some(_) => self.fault(key, "dhis2-no-uid"),
        }
        Uid::new()
    }

    fn org_units(&mut self, value: Option<&Value>, units: &Units) -> BTreeMap<String, Uid> {
        let mut found = BTreeMap::new();
        for (code, uid) in value.and_then(|value| self.object("org_units", Some(value), None)).into_iter().flatten() {
            let key = below("org_units", code);
            if units.find(code).is_none() {
                self.fault(&key, "dhis2-no-unit");
            }
            found.insert(code.clone(), self.uid(&key, Some(uid)));
        }
        found
    }

    fn program(&mut self, key: &str, value: Option<&Value>, known: &[&'static str]) -> TrackerPlan {
        let keys = ["tracked_entity_type", "program", "attributes", "program_attributes", "stage", "data_elements"];
        let Some(map) = self.object(key, value, Some(&keys)) else { return TrackerPlan::default() };
        let stage = match (map.get("stage"), map.get("data_elements")) {
            (None, None) => None,
            (stage, elements) => Some(Stage {
                program_stage: self.uid(&below(key, "stage"), stage),
                data_elements: self.fields(&below(key, "data_elements"), elements, known),
            }),
        };
        TrackerPlan {
            tracked_entity_type: self.uid(&below(key, "tracked_entity_type"), map.get("tracked_entity_type")),
            program: self.uid(&below(key, "program"), map.get("program")),
            attributes: self.fields(&below(key, "attributes"), map.get("attributes"), known),
            program_attributes: self.fields(&below(key, "program_attributes"), map.get("program_attributes"), known),
            stage,
        }
    }

    fn fields(&mut self, key: &str, value: Option<&Value>, known: &[&'static str]) -> Vec<(&'static str, Uid)> {
        let (mut found, mut taken) = (Vec::new(), BTreeSet::new());
        for (name, uid) in value.and_then(|value| self.object(key, Some(value), None)).into_iter().flatten() {
            let key = below(key, name);
            let uid = self.uid(&key, Some(uid));
            if !uid.is_empty() && !taken.insert(uid.clone()) {
                self.fault(&key, "dhis2-twice");
            }
            match known.iter().find(|field| *field == name) {
                Some(field) => found.push((*field, uid)),
                None => self.fault(&key, "dhis2-no-field"),
            }
        }
        found
    }

    fn relationship(&mut self, value: Option<&Value>) -> Option<Relationship> {
        let map = self.object("relationship", Some(value?), Some(&["type", "from"]))?;
        let from = map.get("from").and_then(Value::as_str);
        if !matches!(from, Some("contact" | "case")) {
            self.fault("relationship.from", "dhis2-no-end");
        }
        let kind = self.uid("relationship.type", map.get("type"));
        Some(Relationship { kind, is_from_contact: from == Some("contact") })
    }

    fn options(&mut self, value: Option<&Value>) -> BTreeMap<(String, String), String> {
        let mut found = BTreeMap::new();
        for (field, words) in value.and_then(|value| self.object("options", Some(value), None)).into_iter().flatten() {
            let key = below("options", field);
            let Some(known) = fields::words_of(field) else {
                self.fault(&key, "dhis2-no-words");
                continue;
            };
            for (word, option) in self.object(&key, Some(words), None).into_iter().flatten() {
                let key = below(&key, word);
                if !known.contains(word) {
                    self.fault(&key, "dhis2-no-word");
                }
                match option.as_str().filter(|option| !option.is_empty()) {
                    Some(option) => drop(found.insert((field.clone(), word.clone()), option.to_owned())),
                    None => self.fault(&key, "dhis2-no-option"),
                }
            }
        }
        found
    }
}

/// The key of a part of what has this key.
fn below(key: &str, name: &str) -> String {
    if key.is_empty() { name.to_owned() } else { format!("{key}.{name}") }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::ground::unit_set::UnitSet;

    fn read(json: &Value) -> Result<Dhis2Mapping, Vec<MappingFault>> {
        Dhis2Mapping::read(json.to_string().as_bytes(), Units::of(UnitSet::Of2021))
    }

    fn least() -> Value {
        json!({
            "org_unit": "OrgUnit0001",
            "case": { "tracked_entity_type": "TypeCase001", "program": "ProgCase001" },
            "contact": { "tracked_entity_type": "TypeCont001", "program": "ProgCont001" },
        })
    }

    #[test]
    fn every_fault_of_a_mapping_is_named_by_its_key_and_all_at_once() {
        assert!(read(&least()).is_ok());
        let mut wrong = least();
        wrong["org_unit"] = json!("0rgUnit0001");
        wrong["org_units"] = json!({ "68": "OrgUnit0068", "9999999": "OrgUnit9999" });
        wrong["program"] = json!({});
        wrong["case"]["program"] = json!("short");
        wrong["case"]["attributes"] = json!({ "name": "AttrName001" });
        wrong["case"]["data_elements"] = json!({ "onset_date": "ElemOnset01" });
        wrong["contact"]["attributes"] =
            json!({ "name": "AttrName001", "phone": "AttrName001", "phon": "AttrPhone01" });
        wrong["contact"].as_object_mut().unwrap().remove("program");
        wrong["relationship"] = json!({ "type": "RelTypeF0F1", "from": "f0" });
        wrong["options"] = json!({ "sex": { "femal": "F", "male": 1 }, "name": {} });
        let faults = read(&wrong).unwrap_err();
        let named: BTreeSet<(&str, &str)> = faults.iter().map(|fault| (fault.key.as_str(), fault.why)).collect();
        let expected = [
            ("case.attributes.name", "dhis2-no-field"),
            ("case.program", "dhis2-no-uid"),
            ("case.stage", "dhis2-missing"),
            ("contact.attributes.phon", "dhis2-no-field"),
            ("contact.attributes.phone", "dhis2-twice"),
            ("contact.program", "dhis2-missing"),
            ("options.name", "dhis2-no-words"),
            ("options.sex.femal", "dhis2-no-word"),
            ("options.sex.male", "dhis2-no-option"),
            ("org_unit", "dhis2-no-uid"),
            ("org_units.9999999", "dhis2-no-unit"),
            ("program", "dhis2-unknown"),
            ("relationship.from", "dhis2-no-end"),
        ];
        assert_eq!(named, BTreeSet::from(expected));
        let text = Catalogue::of(lancan_text::Language::En);
        assert!(faults.iter().any(|fault| fault.in_words(text).starts_with("contact.attributes.phon: ")));
    }

    #[test]
    fn what_is_no_object_is_no_mapping() {
        for file in ["", "[]", "{", "null", "1"] {
            let faults = Dhis2Mapping::read(file.as_bytes(), Units::of(UnitSet::Of2021)).unwrap_err();
            assert!(faults.iter().any(|fault| fault.key.is_empty()), "{file}: {faults:?}");
        }
    }
}
