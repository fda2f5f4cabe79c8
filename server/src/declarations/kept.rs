//! What is kept of a declaration: everything sealed, and a few answers in the clear.

use std::collections::BTreeMap;

use lancan_protocol::forms::{Answer, Checked, Questionnaire, Response, TriageClass};
use lancan_protocol::hex;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use super::store::DeclarationId;
use crate::ground::error::Fault;
use crate::ground::sealing::SealingKey;

/// The answers, and why they are of their class, as they are sealed.
#[derive(Serialize, Deserialize)]
pub(crate) struct KeptAnswers {
    /// The end of the key of the text that says why; none for green.
    pub(crate) reason: Option<String>,
    /// The answers as they came.
    pub(crate) response: Response,
}

fn place(id: &DeclarationId) -> String {
    format!("declarations|sealed|{}", hex::encode(id))
}

impl KeptAnswers {
    pub(super) fn seal(&self, key: &SealingKey, id: &DeclarationId) -> Result<Vec<u8>, Fault> {
        let plain = serde_json::to_vec(self).map_err(|_| Fault::Broken("a declaration does not encode"))?;
        Ok(key.seal(&place(id), &plain)?)
    }

    pub(super) fn open(key: &SealingKey, id: &DeclarationId, sealed: &[u8]) -> Result<Self, Fault> {
        let plain = key.open(&place(id), sealed)?;
        serde_json::from_slice(&plain).map_err(|_| Fault::Broken("a sealed declaration does not read"))
    }
}

/// The answers that a form marks as clear, by name.
pub(super) fn clear(form: &Questionnaire, checked: &Checked<'_>) -> BTreeMap<String, Vec<Json>> {
    let marked = form.all_items().filter(|item| item.is_clear());
    marked
        .map(|item| {
            (item.link_id.clone(), checked.answers(&item.link_id).iter().copied().map(plain).collect::<Vec<_>>())
        })
        .filter(|(_, answers)| !answers.is_empty())
        .collect()
}

fn plain(answer: &Answer) -> Json {
    match answer {
        Answer::Boolean(yes) => (*yes).into(),
        Answer::Integer(number) => (*number).into(),
        Answer::Decimal(tenths) => (f64::from(*tenths) / 10.0).into(),
        Answer::Date(date) => date.to_string().into(),
        Answer::String(text) | Answer::Coding(text) => text.as_str().into(),
        Answer::Attachment(picture) => picture.url.as_str().into(),
    }
}

/// The name of a class in the store and in the keys of texts.
pub(crate) fn class_name(class: TriageClass) -> &'static str {
    match class {
        TriageClass::Green => "green",
        TriageClass::Yellow => "yellow",
        TriageClass::Red => "red",
    }
}
