//! About whom a form is filled in: whoever holds the number, a person of the family, or a traveller of the group.

use std::sync::Arc;

use lancan_protocol::forms::{FormVersion, JOURNEY_QUESTIONS, PERSON_QUESTIONS};
use lancan_protocol::hex;
use lancan_protocol::problem::Problem;
use serde::Deserialize;

use super::prefill::Prefill;
use super::written::WrittenFields;
use crate::declarations::{Declarer, DraftOf, FamilyPerson, form_title};
use crate::ground::error::Failure;
use crate::web::PublicPages;
use crate::web::sheet::PageSheet;

/// What an address says of whom a form is about.
#[derive(Default, Deserialize)]
pub(in crate::web) struct AboutQuery {
    /// A person of the family, by id.
    #[serde(default)]
    pub(super) person: String,
    /// The declaration whose journey is shared, by id.
    #[serde(default)]
    pub(super) leader: String,
}

/// Reads an id of 16 bytes; none where the text is empty.
pub(super) fn id_in(text: &str) -> Result<Option<[u8; 16]>, Problem> {
    if text.is_empty() {
        return Ok(None);
    }
    let id = hex::decode(text).and_then(|id| <[u8; 16]>::try_from(id).ok());
    id.map(Some).ok_or(Problem::NotFound)
}

impl AboutQuery {
    /// The form and whom it is about.
    pub(super) fn of(&self, form: &str) -> Result<DraftOf, Problem> {
        Ok(DraftOf { form: form.to_owned(), person: id_in(&self.person)?, leader: id_in(&self.leader)? })
    }

    /// What the hidden fields of a form say.
    pub(super) fn written(written: &WrittenFields) -> Self {
        Self { person: written.raw("~person").to_owned(), leader: written.raw("~leader").to_owned() }
    }
}

/// What a person of the family is called.
pub(super) fn called(sheet: &PageSheet, person: &FamilyPerson) -> String {
    person.record.as_ref().map_or_else(|| sheet.say("web-family-unreadable"), |record| record.name.clone())
}

/// What a form is called, with whom it is about.
pub(super) async fn title(
    pages: &Arc<PublicPages>,
    declarer: Declarer,
    (sheet, form): (&PageSheet, &FormVersion),
    of: &DraftOf,
) -> Result<String, Failure> {
    let title = form_title(sheet.text(), form);
    let whom = match (of.person, of.leader) {
        (Some(person), _) => called(sheet, &pages.declarations.person(declarer, person).await?),
        (None, Some(entry)) if form.id != crate::gate::FORM => {
            let answers = pages.declarations.opened(declarer, entry).await?.answers;
            let name = answers.and_then(|answers| crate::gate::name_in(&answers.response));
            name.unwrap_or_else(|| sheet.say("web-group-member"))
        }
        (None, Some(_)) => sheet.say("web-group-member"),
        (None, None) => return Ok(title),
    };
    Ok(sheet.say_with("web-family-title", &[("title", title.as_str().into()), ("name", whom.as_str().into())]))
}

/// A form as it is opened: what was put aside within the last day, or else what is known of the person and of the journey.
pub(super) async fn opened(
    pages: &Arc<PublicPages>,
    declarer: Declarer,
    (sheet, form): (&PageSheet, &FormVersion),
    of: &DraftOf,
) -> Result<WrittenFields, Failure> {
    if let Some(draft) = pages.declarations.draft(declarer, of.clone()).await? {
        return Ok(WrittenFields::from(draft.fields));
    }
    let mut written = WrittenFields::default();
    if let Some(leader) = of.leader {
        let known = pages.declarations.opened(declarer, leader).await?;
        let journey = Prefill { form, sheet, questions: &JOURNEY_QUESTIONS };
        if let Some(answers) = known.answers {
            journey.write(&answers.response.item, &mut written);
        }
    }
    if of.leader.is_none() || of.person.is_some() {
        let person = Prefill { form, sheet, questions: &PERSON_QUESTIONS };
        for answers in pages.declarations.latest_answers(declarer, of.person).await? {
            person.write(&answers.response.item, &mut written);
        }
    }
    if let Some(person) = of.person
        && let Some(record) = pages.declarations.person(declarer, person).await?.record
    {
        for (field, value) in [("name", record.name), ("birth_year", record.birth_year.to_string())] {
            if written.raw(field).is_empty() && form.questionnaire.find(field).is_some() {
                written.set(field.to_owned(), value);
            }
        }
    }
    Ok(written)
}
