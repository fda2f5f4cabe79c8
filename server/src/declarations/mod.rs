//! Health declarations: whoever shows a telephone number answers a form. The answers are kept sealed until their time is over;
//! of the answers only those that the form marks are in the clear, for statistics.

mod again;
mod api;
mod app_api;
mod area;
mod desk;
mod diary;
mod diary_store;
mod drafts;
mod figures;
mod finding;
mod kept;
mod listing;
mod made_api;
mod of_gate;
mod own;
mod person_record;
mod person_store;
mod persons;
mod picture_api;
mod picture_store;
mod pictures;
#[cfg(test)]
mod plans;
mod published;
mod recovery;
mod red_calls;
mod sessions;
mod store;
mod suspects;
mod taking;
mod taking_over;
mod travel_entries;
mod unit_words;
mod words;

use std::sync::{Arc, Mutex};

use axum::body::Bytes;
use axum::extract::FromRef;
use lancan_protocol::forms::FormVersion;
use lancan_protocol::hex;
use lancan_protocol::key_days::KeyDays;
use lancan_protocol::time::{Day, UnixTime};
use utoipa_axum::router::OpenApiRouter;

use crate::calls;
use crate::ground::clock::Clock;
use crate::ground::picture::PictureDrawer;
use crate::ground::sealing::ExpiryKeys;
use crate::ground::secrets::Secrets;
use crate::ground::sms::Sms;
use crate::ground::unit_set::UnitSet;
use crate::http::{Area, Authenticate};
use crate::officers::Officers;
use crate::otp::OneTimePasswords;
use crate::store::{Store, StoreError, Transaction};

pub(crate) use app_api::app_routes;
pub(crate) use desk::{DeclarationFile, DeclarationFilter, DeclarationLine, number_of, words_of};
pub(crate) use diary::{OwnDiary, begin_diary};
pub(crate) use drafts::{Draft, DraftOf};
pub(crate) use figures::{Counted, FEWEST, FigureTable, shown};
pub(crate) use kept::{KeptAnswers, class_name};
pub(crate) use own::{OpenedDeclaration, OwnDeclaration};
pub(crate) use person_record::PersonRecord;
pub(crate) use persons::{FamilyPerson, NamedPerson, NewPerson, PersonWrong};
pub(crate) use pictures::MOST_PICTURES;
pub(crate) use recovery::RecoveryCode;
pub(crate) use red_calls::RedCall;
pub(crate) use sessions::{Declarer, DeclarersDevice};
pub(crate) use store::{DeclarationId, PersonId};
pub(crate) use taking::{MOST_MEMBERS, NewDeclaration, TakenDeclaration};
pub(crate) use unit_words::{UnitsMeant, provinces, unit_above, unit_name, units_meant};
pub(crate) use words::{
    AnsweredGroup, answer_words, answered, class_mark, form_title, given_words, item_label, option_name, option_of,
};

/// Days that a person is kept for whom nothing was declared yet.
const USUAL_DAYS: u32 = 21;
/// The units that the forms ask for. Those of May 2021 ask for a district, which the units of July 2025 do not have, so
/// they are answered with the units of 2021 whatever set the officers work with.
const UNITS: UnitSet = UnitSet::Of2021;

/// The declarations of the store.
pub(crate) struct Declarations {
    store: Store,
    otp: Arc<OneTimePasswords>,
    secrets: Arc<Secrets>,
    expiry_keys: Arc<ExpiryKeys>,
    clock: Arc<dyn Clock>,
    /// The deployment's days.
    key_days: KeyDays,
    forms: Vec<FormVersion>,
    /// The signed forms of a day.
    published: Mutex<Option<(Day, Bytes)>>,
    of_others: OfOtherRooms,
    /// Draws pictures from strangers again, one after the other.
    pictures: PictureDrawer,
    officers: Arc<Officers>,
    /// The units that officers work with.
    set: UnitSet,
    /// What sends reminders of daily reports; none where the settings do not ask for them.
    reminders: Option<Arc<dyn Sms>>,
    /// The server's name, for the address in a reminder.
    host: String,
}

/// What other rooms do for this one, which has no arrow to them. `app.rs` hands it in.
#[derive(Clone, Copy)]
pub(crate) struct OfOtherRooms {
    /// What is to be done with a declaration that ended: its declarer erased it, or a later one took its place.
    pub(crate) ended: DeclarationEnded,
    /// Where what an officer made of a declaration lies.
    pub(crate) area_of: AreaOfMade,
}

/// What is done with a declaration that ended.
pub(crate) type DeclarationEnded = fn(&mut dyn Transaction, &DeclarationId, UnixTime) -> Result<(), StoreError>;

/// Where the contact or the case with an id lies; none where there is none.
pub(crate) type AreaOfMade = fn(&mut dyn Transaction, Made, &str) -> Result<Option<Area>, StoreError>;

/// What an officer makes of a declaration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Made {
    /// A contact of a case.
    Contact,
    /// A case.
    Case,
}

impl Made {
    /// As it is kept.
    fn name(self) -> &'static str {
        match self {
            Self::Contact => "contact",
            Self::Case => "case",
        }
    }
}

/// The routes of officers' software.
pub(crate) fn routes<S>() -> OpenApiRouter<S>
where
    Arc<Declarations>: FromRef<S>,
    Arc<dyn Authenticate>: FromRef<S>,
    S: Clone + Send + Sync + 'static,
{
    api::routes().merge(made_api::routes()).merge(picture_api::routes())
}

/// Deletes the declarations and sessions whose time is over.
pub(crate) fn expire(tx: &mut dyn Transaction, today: Day) -> Result<(), StoreError> {
    let expired = store::expired(tx, today)?;
    red_calls::forget(tx, &expired)?;
    picture_store::expire(tx, today)?;
    store::expire(tx, today)?;
    person_store::expire(tx, today)?;
    drafts::expire(tx, today)?;
    diary_store::expire(tx, today)?;
    sessions::forget_before(tx, KeyDays::UTC.start(today))
}

/// The name of a declaration in the queue of calls.
fn call_of(id: &DeclarationId) -> String {
    format!("{}{}", calls::DECLARATION, hex::encode(id))
}

impl Declarations {
    /// `forms` holds each form with its versions, exactly one of them in use.
    pub(crate) fn new(
        officers: Arc<Officers>,
        otp: Arc<OneTimePasswords>,
        expiry_keys: Arc<ExpiryKeys>,
        key_days: KeyDays,
        set: UnitSet,
        of_others: OfOtherRooms,
        forms: Vec<FormVersion>,
    ) -> Self {
        let (store, secrets, clock) = (officers.store.clone(), officers.secrets.clone(), officers.clock.clone());
        Self {
            store,
            otp,
            secrets,
            expiry_keys,
            clock,
            key_days,
            forms,
            published: Mutex::new(None),
            of_others,
            pictures: PictureDrawer::default(),
            officers,
            set,
            reminders: None,
            host: String::new(),
        }
    }

    /// With reminders of daily reports by text message, which name the pages of this host.
    pub(crate) fn reminding(mut self, sms: Arc<dyn Sms>, host: &str) -> Self {
        self.reminders = Some(sms);
        host.clone_into(&mut self.host);
        self
    }

    /// The forms that are offered, in their order: of each the version in use.
    pub(crate) fn forms(&self) -> impl Iterator<Item = &FormVersion> {
        self.forms.iter().filter(|form| form.superseded_on.is_none())
    }

    /// The version in use of the form with this id.
    pub(crate) fn form(&self, id: &str) -> Option<&FormVersion> {
        self.forms().find(|form| form.id == id)
    }

    /// A version of a form that was answered, in use or not.
    pub(crate) fn form_of_version(&self, id: &str, version: &str) -> Option<&FormVersion> {
        self.forms.iter().find(|form| form.id == id && form.questionnaire.version == version)
    }

    /// The version that answers name, where answers to it are taken today; else the version in use.
    fn form_answered(&self, id: &str, canonical: &str) -> Option<&FormVersion> {
        let named = self.forms.iter().find(|form| form.id == id && form.questionnaire.canonical() == canonical);
        named.filter(|form| form.is_taken(self.today())).or_else(|| self.form(id))
    }

    /// The deployment's day now.
    pub(crate) fn today(&self) -> Day {
        self.key_days.day(self.clock.now())
    }
}
