//! Declaring health: the engine's methods about forms, answers and passes.

use lancan_core::{
    AnswerRefused, Command, DeclarationCheck, DeclarationDraft, DeclarationForm, DeclarationPerson,
    DeclarationQuestion, DeclaringSession, MadeDeclaration, Now,
};
use lancan_protocol::{problem::Problem, wire::Relation};

use crate::engine::Engine;

#[uniffi::export]
impl Engine {
    /// Fetches the authority's forms.
    ///
    /// # Errors
    /// As [`Self::handle`].
    pub fn fetch_forms(&self, now: Now) -> Result<Vec<Command>, Problem> {
        self.gate.enter(|tracer| Ok(tracer.fetch_forms(now)))
    }

    /// The forms that can be answered, with what was declared today for a person of the family; none: for the user.
    ///
    /// # Errors
    /// As [`Self::handle`].
    pub fn declaration_forms(&self, now: Now, person: Option<i64>) -> Result<Vec<DeclarationForm>, Problem> {
        self.gate.enter(|tracer| Ok(tracer.declaration_forms(now, person)))
    }

    /// Adds a person for whom the user declares.
    ///
    /// # Errors
    /// As [`Self::handle`], and what [`lancan_core::Tracer::add_declaration_person`] says.
    pub fn add_declaration_person(
        &self,
        now: Now,
        name: String,
        birth_year: i32,
        relation: Relation,
        phone: Option<String>,
        consent: bool,
    ) -> Result<i64, Problem> {
        let phone = phone.as_deref();
        self.gate.enter(|tracer| tracer.add_declaration_person(now, &name, birth_year, relation, phone, consent))
    }

    /// Corrects what is written of a person.
    ///
    /// # Errors
    /// As [`Self::handle`], and what [`lancan_core::Tracer::change_declaration_person`] says.
    pub fn change_declaration_person(
        &self,
        now: Now,
        id: i64,
        name: String,
        birth_year: i32,
        relation: Relation,
        phone: Option<String>,
    ) -> Result<(), Problem> {
        let phone = phone.as_deref();
        self.gate.enter(|tracer| tracer.change_declaration_person(now, id, &name, birth_year, relation, phone))
    }

    /// What is known of a person of the family, as questions; none: of the user.
    ///
    /// # Errors
    /// As [`Self::handle`], and what [`lancan_core::Tracer::declaration_profile`] says.
    pub fn declaration_profile(&self, person: Option<i64>) -> Result<Vec<DeclarationQuestion>, Problem> {
        self.gate.enter(|tracer| tracer.declaration_profile(person))
    }

    /// Writes what is known of a person, question by question. What is wrong comes back, and what was known stays.
    ///
    /// # Errors
    /// As [`Self::handle`], and what [`lancan_core::Tracer::answer_declaration_profile`] says.
    pub fn answer_declaration_profile(
        &self,
        now: Now,
        person: Option<i64>,
        link_id: String,
        time: Option<u32>,
        words: Vec<String>,
    ) -> Result<Vec<AnswerRefused>, Problem> {
        self.gate.enter(|tracer| tracer.answer_declaration_profile(now, person, &link_id, time, &words))
    }

    /// Forgets a person with everything that was declared for them on this phone.
    ///
    /// # Errors
    /// As [`Self::handle`], and what [`lancan_core::Tracer::remove_declaration_person`] says.
    pub fn remove_declaration_person(&self, now: Now, id: i64) -> Result<bool, Problem> {
        self.gate.enter(|tracer| tracer.remove_declaration_person(now, id))
    }

    /// The persons for whom the user declares.
    ///
    /// # Errors
    /// As [`Self::handle`].
    pub fn declaration_persons(&self) -> Result<Vec<DeclarationPerson>, Problem> {
        self.gate.enter(|tracer| Ok(tracer.declaration_persons()))
    }

    /// Begins to fill in a form, or goes on with the draft that there is: returns the draft.
    ///
    /// # Errors
    /// As [`Self::handle`], and what [`lancan_core::Tracer::begin_declaration`] says.
    pub fn begin_declaration(
        &self,
        now: Now,
        form: String,
        person: Option<i64>,
        journey_of: Option<i64>,
    ) -> Result<i64, Problem> {
        self.gate.enter(|tracer| tracer.begin_declaration(now, &form, person, journey_of))
    }

    /// The forms that are being filled in.
    ///
    /// # Errors
    /// As [`Self::handle`].
    pub fn declaration_drafts(&self) -> Result<Vec<DeclarationDraft>, Problem> {
        self.gate.enter(|tracer| Ok(tracer.declaration_drafts()))
    }

    /// Drops a draft. Returns whether there was one.
    ///
    /// # Errors
    /// As [`Self::handle`], and what [`lancan_core::Tracer::delete_declaration_draft`] says.
    pub fn delete_declaration_draft(&self, now: Now, draft: i64) -> Result<bool, Problem> {
        self.gate.enter(|tracer| tracer.delete_declaration_draft(now, draft))
    }

    /// The items of a draft that are asked by the answers so far, with what was answered.
    ///
    /// # Errors
    /// As [`Self::handle`], and what [`lancan_core::Tracer::declaration_questions`] says.
    pub fn declaration_questions(&self, draft: i64) -> Result<Vec<DeclarationQuestion>, Problem> {
        self.gate.enter(|tracer| tracer.declaration_questions(draft))
    }

    /// Answers a question of a draft. What is wrong comes back, and the draft stays as it was.
    ///
    /// # Errors
    /// As [`Self::handle`], and what [`lancan_core::Tracer::answer_declaration`] says.
    pub fn answer_declaration(
        &self,
        now: Now,
        draft: i64,
        link_id: String,
        time: Option<u32>,
        words: Vec<String>,
    ) -> Result<Vec<AnswerRefused>, Problem> {
        self.gate.enter(|tracer| tracer.answer_declaration(now, draft, &link_id, time, &words))
    }

    /// What is wrong or missing in a draft, or how urgent it is.
    ///
    /// # Errors
    /// As [`Self::handle`], and what [`lancan_core::Tracer::check_declaration`] says.
    pub fn check_declaration(&self, draft: i64) -> Result<DeclarationCheck, Problem> {
        self.gate.enter(|tracer| tracer.check_declaration(draft))
    }

    /// Declares what a draft says; it is sent as soon as the user has signed in and there is a network.
    ///
    /// # Errors
    /// As [`Self::handle`], and what [`lancan_core::Tracer::declare`] says.
    pub fn declare(&self, now: Now, draft: i64, replaces: bool) -> Result<Vec<Command>, Problem> {
        self.gate.enter(|tracer| tracer.declare(now, draft, replaces))
    }

    /// Declares that nothing changed since yesterday.
    ///
    /// # Errors
    /// As [`Self::handle`], and what [`lancan_core::Tracer::declare_same`] says.
    pub fn declare_same(&self, now: Now, form: String, person: Option<i64>) -> Result<Vec<Command>, Problem> {
        self.gate.enter(|tracer| tracer.declare_same(now, &form, person))
    }

    /// The declarations of this phone, the newest first.
    ///
    /// # Errors
    /// As [`Self::handle`].
    pub fn declarations(&self) -> Result<Vec<MadeDeclaration>, Problem> {
        self.gate.enter(|tracer| Ok(tracer.declarations()))
    }

    /// The questions of a declaration that were answered.
    ///
    /// # Errors
    /// As [`Self::handle`], and what [`lancan_core::Tracer::declared_answers`] says.
    pub fn declared_answers(&self, declaration: i64) -> Result<Vec<DeclarationQuestion>, Problem> {
        self.gate.enter(|tracer| tracer.declared_answers(declaration))
    }

    /// With whose number declarations are sent; none where no number was given.
    ///
    /// # Errors
    /// As [`Self::handle`].
    pub fn declaring_session(&self) -> Result<Option<DeclaringSession>, Problem> {
        self.gate.enter(|tracer| Ok(tracer.declaring_session()))
    }

    /// Asks for a one-time password by SMS, with which declarations are sent. `language` of the SMS: `vi` or `en`.
    ///
    /// # Errors
    /// As [`Self::handle`], and what [`lancan_core::Tracer::ask_to_declare`] says.
    pub fn ask_to_declare(&self, now: Now, phone: String, language: String) -> Result<Vec<Command>, Problem> {
        self.gate.enter(|tracer| tracer.ask_to_declare(now, &phone, &language))
    }

    /// Shows the password that came by SMS.
    ///
    /// # Errors
    /// As [`Self::handle`], and what [`lancan_core::Tracer::sign_in_to_declare`] says.
    pub fn sign_in_to_declare(&self, now: Now, password: String) -> Result<Vec<Command>, Problem> {
        self.gate.enter(|tracer| tracer.sign_in_to_declare(now, &password))
    }

    /// Forgets the number and its session.
    ///
    /// # Errors
    /// As [`Self::handle`], and what [`lancan_core::Tracer::sign_out_of_declaring`] says.
    pub fn sign_out_of_declaring(&self, now: Now) -> Result<(), Problem> {
        self.gate.enter(|tracer| tracer.sign_out_of_declaring(now))
    }
}
