//! Health declarations: whoever shows a telephone number answers a form. The answers are kept sealed until their time is over;
//! of the answers only those that the form marks are in the clear, for statistics.

mod kept;
mod own;
mod sessions;
mod store;
mod taking;
mod unit_words;

use std::sync::Arc;

use lancan_protocol::forms::FormVersion;
use lancan_protocol::key_days::KeyDays;
use lancan_protocol::time::{Day, UnixTime};

use crate::ground::clock::Clock;
use crate::ground::error::Fault;
use crate::ground::sealing::ExpiryKeys;
use crate::ground::secrets::Secrets;
use crate::ground::unit_set::UnitSet;
use crate::otp::OneTimePasswords;
use crate::store::{Store, StoreError, Transaction};

pub(crate) use kept::class_name;
pub(crate) use own::OpenedDeclaration;
pub(crate) use sessions::{Declarer, SESSION_DAYS};
pub(crate) use store::DeclarationId;
pub(crate) use taking::{NewDeclaration, TakenDeclaration};
pub(crate) use unit_words::{UnitsMeant, provinces, unit_above, unit_name, units_meant};

/// Days that a declaration of entry is kept: 28, past quarantine and the days of watching after it.
const ENTRY_DAYS: u32 = 28;
/// Days that every other declaration is kept.
const USUAL_DAYS: u32 = 21;
/// Forms that are answered once a day; a second answer takes the place of the first until midnight.
const ONCE_A_DAY: [&str; 2] = ["ncovi", "ncovi-daily"];
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
    ended: DeclarationEnded,
}

/// What another room does with a declaration that ended: its declarer erased it, or a later one took its place. `app.rs`
/// hands it in.
pub(crate) type DeclarationEnded = fn(&mut dyn Transaction, &DeclarationId, UnixTime) -> Result<(), StoreError>;

/// Deletes the declarations and sessions whose time is over.
pub(crate) fn expire(tx: &mut dyn Transaction, today: Day) -> Result<(), StoreError> {
    store::expire(tx, today)?;
    sessions::forget_before(tx, KeyDays::UTC.start(today))
}

/// Whether the form is answered once a day.
pub(crate) fn is_once_a_day(form: &FormVersion) -> bool {
    ONCE_A_DAY.contains(&form.id.as_str())
}

impl Declarations {
    /// # Errors
    /// [`Fault`] when a shipped form is not allowed.
    pub(crate) fn new(
        store: Store,
        otp: Arc<OneTimePasswords>,
        secrets: Arc<Secrets>,
        expiry_keys: Arc<ExpiryKeys>,
        clock: Arc<dyn Clock>,
        key_days: KeyDays,
        ended: DeclarationEnded,
    ) -> Result<Self, Fault> {
        let forms = FormVersion::shipped().map_err(|_| Fault::Broken("a shipped form is not allowed"))?;
        Ok(Self { store, otp, secrets, expiry_keys, clock, key_days, forms, ended })
    }

    /// The forms that can be answered, in the order in which they are offered.
    pub(crate) fn forms(&self) -> &[FormVersion] {
        &self.forms
    }

    /// The form with this id.
    pub(crate) fn form(&self, id: &str) -> Option<&FormVersion> {
        self.forms.iter().find(|form| form.id == id)
    }

    /// A version of a form that was answered.
    pub(crate) fn form_of_version(&self, id: &str, version: &str) -> Option<&FormVersion> {
        self.form(id).filter(|form| form.questionnaire.version == version)
    }

    /// The deployment's day now.
    pub(crate) fn today(&self) -> Day {
        self.key_days.day(self.clock.now())
    }
}
