//! Persons, drafts and declarations: what the user wrote, what waits, and what the server said.

use lancan_protocol::{
    forms::{FormVersion, Response, ResponseStatus, ResponseType, TriageClass},
    hex,
    key_days::KeyDays,
    problem::Problem,
    time::UnixTime,
};
use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};

use super::{
    Moment, PhoneForms,
    persons::{self, KeptPerson, NewPerson, Profile},
    shown::{ArrivedDeclaration, DeclarationDraft, DeclarationForm, DeclarationPerson, KeptPass, MadeDeclaration},
    written::Written,
};
use crate::{
    chance,
    kept::{Keep, from_json, to_json},
};

/// Days for which a form that nobody goes on with is kept.
const DRAFT_DAYS: u32 = 28;
/// Days for which a declaration is kept whose form is not known any more.
const UNKNOWN_DAYS: u32 = 28;

/// What this phone keeps of declarations.
#[derive(Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Declarations {
    /// Which form this is.
    version: FormOfDeclarations,
    /// The number of the latest person, draft or declaration; numbers are never used again.
    last_id: i64,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) persons: Vec<KeptPerson>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) profiles: Vec<Profile>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) drafts: Vec<Draft>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) made: Vec<Made>,
}

/// The form that this version of the app writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "u32", into = "u32")]
struct FormOfDeclarations;

impl Default for FormOfDeclarations {
    fn default() -> Self {
        Self
    }
}

impl From<FormOfDeclarations> for u32 {
    fn from(_: FormOfDeclarations) -> Self {
        1
    }
}

impl TryFrom<u32> for FormOfDeclarations {
    type Error = &'static str;

    fn try_from(number: u32) -> Result<Self, Self::Error> {
        if number == 1 { Ok(Self) } else { Err("declarations of a version that this app does not read") }
    }
}

impl Keep for Declarations {
    fn to_bytes(&self) -> Option<Vec<u8>> {
        if *self == Self::default() { None } else { to_json(self) }
    }

    fn from_bytes(bytes: &[u8]) -> Option<Self> {
        from_json(bytes)
    }
}

/// About whom a form is filled in.
#[derive(Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct About {
    /// A person of the family; none for the user, or a traveller of their group.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) person: Option<i64>,
    /// The declaration of entry whose journey is shared, or to which a daily report belongs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) journey_of: Option<i64>,
}

/// A form that is being filled in.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Draft {
    pub(super) id: i64,
    pub(super) form: String,
    /// `url|version` of the form.
    pub(super) questionnaire: String,
    #[serde(flatten)]
    pub(super) about: About,
    pub(super) changed_at: UnixTime,
    pub(super) answers: Written,
    /// Questions that the server refused.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) refused: Vec<String>,
}

/// A declaration that was made.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Made {
    pub(super) id: i64,
    /// What the server calls it: 32 hex digits.
    pub(super) wire_id: String,
    pub(super) form: String,
    #[serde(flatten)]
    pub(super) about: About,
    /// When it was made.
    pub(super) at: UnixTime,
    /// Whether it takes the place of today's.
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub(super) replaces: bool,
    pub(super) response: Response,
    /// What the server said; none while it waits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) arrived: Option<Arrived>,
    /// Whether a later one took its place.
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub(super) replaced: bool,
}

/// What the server said of a declaration.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Arrived {
    pub(super) received_at: UnixTime,
    pub(super) class: TriageClass,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) reason: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) pass: Option<lancan_protocol::wire::DeclarationPass>,
}

impl Made {
    /// When it counts as declared: when the server received it, or when it was made.
    pub(super) fn declared_at(&self) -> UnixTime {
        self.arrived.as_ref().map_or(self.at, |arrived| arrived.received_at)
    }

    fn shown(&self) -> MadeDeclaration {
        let pass = |pass: &lancan_protocol::wire::DeclarationPass| KeptPass {
            text: pass.text.clone(),
            gate: pass.gate,
            valid_from: pass.valid_from,
            valid_to: pass.valid_to,
        };
        MadeDeclaration {
            id: self.id,
            form: self.form.clone(),
            person: self.about.person,
            journey_of: self.about.journey_of,
            made_at: self.at,
            arrived: self.arrived.as_ref().map(|arrived| ArrivedDeclaration {
                received_at: arrived.received_at,
                class: arrived.class,
                reason: arrived.reason.clone(),
                pass: arrived.pass.as_ref().map(pass),
            }),
            replaced: self.replaced,
        }
    }
}

impl Draft {
    pub(super) fn shown(&self) -> DeclarationDraft {
        DeclarationDraft {
            id: self.id,
            form: self.form.clone(),
            person: self.about.person,
            journey_of: self.about.journey_of,
            changed_at: self.changed_at,
            refused: self.refused.clone(),
        }
    }

    /// The answers as they would be sent now.
    pub(super) fn response(&self, form: &FormVersion, at: UnixTime) -> Response {
        Response {
            resource_type: ResponseType::QuestionnaireResponse,
            questionnaire: self.questionnaire.clone(),
            status: ResponseStatus::Completed,
            subject: None,
            authored: rfc3339(at),
            item: self.answers.items(&form.questionnaire),
        }
    }
}

/// An instant as RFC 3339 writes it, in UTC.
fn rfc3339(at: UnixTime) -> String {
    let date = lancan_protocol::forms::Date::of(KeyDays::UTC.day(at));
    let seconds = at.0 % 86_400;
    format!("{date}T{:02}:{:02}:{:02}Z", seconds / 3_600, seconds / 60 % 60, seconds % 60)
}

impl Declarations {
    pub(super) fn fresh_id(&mut self) -> i64 {
        self.last_id = self.last_id.saturating_add(1);
        self.last_id
    }

    /// Adds a person.
    ///
    /// # Errors
    /// [`Problem::Conflict`] for an eleventh, and those of [`KeptPerson::new`].
    pub(crate) fn add_person(
        &mut self,
        new: &NewPerson<'_>,
        now: Moment,
        rng: &mut dyn CryptoRng,
    ) -> Result<i64, Problem> {
        if !persons::has_room(&self.persons) {
            return Err(Problem::Conflict);
        }
        let person = KeptPerson::new(self.last_id.saturating_add(1), new, now, rng)?;
        let id = self.fresh_id();
        self.persons.push(person);
        Ok(id)
    }

    /// Corrects what is written of a person. What was declared of them stays as it was.
    ///
    /// # Errors
    /// [`Problem::NotFound`] where there is no such person, and those of [`KeptPerson::new`].
    pub(crate) fn change_person(
        &mut self,
        id: i64,
        new: &NewPerson<'_>,
        now: Moment,
        rng: &mut dyn CryptoRng,
    ) -> Result<(), Problem> {
        let person = self.persons.iter_mut().find(|person| person.id == id).ok_or(Problem::NotFound)?;
        *person = person.changed(KeptPerson::new(id, new, now, rng)?);
        let listed = person.known().map(|(link_id, _)| link_id);
        for profile in self.profiles.iter_mut().filter(|profile| profile.person == Some(id)) {
            profile.answers.0.retain(|one| !listed.contains(&one.link_id.as_str()));
        }
        Ok(())
    }

    /// Forgets a person with everything that was declared for them here. The server keeps what it has.
    pub(crate) fn remove_person(&mut self, id: i64) -> bool {
        let before = self.persons.len();
        self.persons.retain(|person| person.id != id);
        self.profiles.retain(|profile| profile.person != Some(id));
        self.drafts.retain(|draft| draft.about.person != Some(id));
        self.made.retain(|made| made.about.person != Some(id));
        self.persons.len() < before
    }

    pub(crate) fn persons(&self) -> Vec<DeclarationPerson> {
        self.persons.iter().map(KeptPerson::shown).collect()
    }

    pub(super) fn person(&self, id: i64) -> Option<&KeptPerson> {
        self.persons.iter().find(|person| person.id == id)
    }

    /// The forms in use with what was declared today for somebody.
    pub(crate) fn forms(
        &self,
        forms: &PhoneForms,
        person: Option<i64>,
        now: Moment,
        days: KeyDays,
    ) -> Vec<DeclarationForm> {
        let shown = |form: &FormVersion| DeclarationForm {
            id: form.id.clone(),
            vietnamese: form.rules.fill(&form.questionnaire.title),
            english: form.rules.fill(&form.questionnaire.title_english.0),
            once_a_day: form.is_once_a_day(),
            declared_today: self.of_today(form, person, now, days).map(Made::declared_at),
            same_as_yesterday: self.of_yesterday(form, person, now, days).is_some(),
        };
        let may_be = |form: &&FormVersion| person.is_none() || !form.is_of_others();
        forms.in_use().filter(may_be).map(shown).collect()
    }

    /// What was declared today by a form of once a day.
    fn of_today(&self, form: &FormVersion, person: Option<i64>, now: Moment, days: KeyDays) -> Option<&Made> {
        let is_it = |made: &&Made| {
            form.is_once_a_day()
                && made.form == form.id
                && made.about.person == person
                && !made.replaced
                && days.day(made.declared_at()) == now.today
        };
        self.made.iter().rev().find(is_it)
    }

    /// What was declared yesterday, where it can be declared again as it was.
    fn of_yesterday(&self, form: &FormVersion, person: Option<i64>, now: Moment, days: KeyDays) -> Option<&Made> {
        let is_it = |made: &&Made| {
            form.is_once_a_day()
                && made.form == form.id
                && made.about.person == person
                && !made.replaced
                && made.response.questionnaire == form.questionnaire.canonical()
                && made.arrived.as_ref().is_some_and(|arrived| arrived.class == TriageClass::Green)
                && days.day(made.declared_at()) == now.today.minus(1)
        };
        self.made.iter().rev().find(is_it).filter(|_| self.of_today(form, person, now, days).is_none())
    }

    /// Makes a declaration of a draft; it waits from now on.
    ///
    /// # Errors
    /// As [`Self::check`]; [`Problem::RequestInvalid`] while something is wrong or missing; [`Problem::Conflict`] where the form
    /// was answered today and this does not replace it.
    pub(crate) fn declare(
        &mut self,
        id: i64,
        replaces: bool,
        forms: &PhoneForms,
        (now, days): (Moment, KeyDays),
        rng: &mut dyn CryptoRng,
    ) -> Result<i64, Problem> {
        if !self.check(id, forms, now)?.refused.is_empty() {
            return Err(Problem::RequestInvalid);
        }
        let (draft, form) = self.draft(id, forms)?;
        if !replaces && self.of_today(form, draft.about.person, now, days).is_some() {
            return Err(Problem::Conflict);
        }
        let (response, about, form_id) = (draft.response(form, now.at), draft.about, draft.form.clone());
        let is_traveller = about.journey_of.is_some() && about.person.is_none();
        if !is_traveller {
            let answers = Written::of(&form.questionnaire, &response.item);
            persons::remember(&mut self.profiles, about.person, &answers);
        }
        self.delete_draft(id);
        Ok(self.wait((form_id, about), response, replaces, now.at, rng))
    }

    /// Makes the declaration of today that equals yesterday's.
    ///
    /// # Errors
    /// [`Problem::NothingToDo`] where there is none of yesterday that was green, or one of today.
    pub(crate) fn declare_same(
        &mut self,
        form: &FormVersion,
        person: Option<i64>,
        (now, days): (Moment, KeyDays),
        rng: &mut dyn CryptoRng,
    ) -> Result<i64, Problem> {
        let yesterday = self.of_yesterday(form, person, now, days).ok_or(Problem::NothingToDo)?;
        let response = Response { authored: rfc3339(now.at), ..yesterday.response.clone() };
        form.check(&response, now.today).map_err(|_| Problem::NothingToDo)?;
        let about = About { person, journey_of: None };
        Ok(self.wait((form.id.clone(), about), response, false, now.at, rng))
    }

    fn wait(
        &mut self,
        (form, about): (String, About),
        response: Response,
        replaces: bool,
        at: UnixTime,
        rng: &mut dyn CryptoRng,
    ) -> i64 {
        let id = self.fresh_id();
        let wire_id = hex::encode(&chance::bytes::<16>(rng));
        self.made.push(Made { id, wire_id, form, about, at, replaces, response, arrived: None, replaced: false });
        id
    }

    /// The declarations, the newest first.
    pub(crate) fn declarations(&self) -> Vec<MadeDeclaration> {
        self.made.iter().rev().map(Made::shown).collect()
    }

    /// A declaration that did not go is a draft again. Returns the draft's number.
    pub(super) fn back_to_draft(&mut self, made: Made, refused: Vec<String>, forms: &PhoneForms, now: UnixTime) -> i64 {
        let Made { form, about, response, .. } = made;
        let version = forms.version(&response.questionnaire);
        let answers = version.map(|version| Written::of(&version.questionnaire, &response.item)).unwrap_or_default();
        // What the user wrote since stays, in its place.
        if let Some(draft) = self.drafts.iter_mut().find(|draft| draft.form == form && draft.about == about) {
            draft.refused = refused;
            return draft.id;
        }
        let id = self.fresh_id();
        let questionnaire = response.questionnaire;
        self.drafts.push(Draft { id, form, questionnaire, about, changed_at: now, answers, refused });
        id
    }

    /// Whether anything is older than it is kept.
    pub(crate) fn has_old(&self, forms: &PhoneForms, now: Moment, days: KeyDays) -> bool {
        self.drafts.iter().any(|draft| !draft_stays(draft, now, days))
            || self.made.iter().any(|made| !made_stays(made, forms, now, days))
    }

    /// Forgets what is older than it is kept. Persons and what is known of them stay until they are erased.
    pub(crate) fn forget_old(&mut self, forms: &PhoneForms, now: Moment, days: KeyDays) {
        self.drafts.retain(|draft| draft_stays(draft, now, days));
        self.made.retain(|made| made_stays(made, forms, now, days));
    }
}

fn draft_stays(draft: &Draft, now: Moment, days: KeyDays) -> bool {
    days.day(draft.changed_at).plus(DRAFT_DAYS) > now.today
}

fn made_stays(made: &Made, forms: &PhoneForms, now: Moment, days: KeyDays) -> bool {
    let kept = forms.version(&made.response.questionnaire).map_or(UNKNOWN_DAYS, FormVersion::kept_days);
    days.day(made.declared_at()).plus(kept) > now.today
}
