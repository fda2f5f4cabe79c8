//! Acts of a user who declares their health, or somebody else's: forms, answers, sending, signing in.

use lancan_protocol::{
    Saturate,
    forms::FormsError,
    key_days::KeyDays,
    phone_number::PhoneNumber,
    problem::Problem,
    signed::SignedError,
    time::UnixTime,
    wire::{DeclarationAnswer, DeclarationSessionAnswer, OtpAnswer, Relation},
};

use super::Tracer;
use crate::{
    command::Command,
    deadlines::{Awaited, Due},
    declaring::{
        About, AnswerRefused, Became, DeclarationCheck, DeclarationDraft, DeclarationForm, DeclarationPerson,
        DeclarationQuestion, DeclaringSession, DeclaringStage, MadeDeclaration, Moment, NewPerson, Session,
        declaration_request, forms_request, refused_questions,
    },
    event::{HttpFailure, HttpResponse},
    notice::Notice,
    now::Now,
    outbox::Errand,
    sequence::{LONGEST_RETRY, Sent, read_answer},
};

impl Tracer {
    /// Fetches the authority's forms. Those that are here stay until others have come and their signature holds.
    pub fn fetch_forms(&mut self, now: Now) -> Vec<Command> {
        self.act_surely(now, |tracer| {
            tracer.common.outbox.forget(&[Errand::Forms]);
            tracer.common.send(forms_request());
        })
    }

    /// The forms that can be answered, with what was declared today for a person of the family; none: for the user.
    pub fn declaration_forms(&mut self, now: Now, person: Option<i64>) -> Vec<DeclarationForm> {
        self.time_passes(now);
        let (moment, days) = self.declaring_moment();
        self.declaring.book.forms(&self.declaring.forms, person, moment, days)
    }

    /// Adds a person for whom the user declares. `phone`: their own number, by which they can take their record over.
    /// `consent`: they agree, or the user is the child's parent or guardian.
    ///
    /// # Errors
    /// [`Problem::RequestInvalid`] for a name or year that nobody has, and without consent; [`Problem::PhoneMistyped`];
    /// [`Problem::Conflict`] for an eleventh person; [`Problem::StoreFailed`] when it could not be kept.
    pub fn add_declaration_person(
        &mut self,
        now: Now,
        name: &str,
        birth_year: i32,
        relation: Relation,
        phone: Option<&str>,
        consent: bool,
    ) -> Result<i64, Problem> {
        self.time_passes(now);
        let (moment, _) = self.declaring_moment();
        let new = NewPerson { name, birth_year, relation, phone, consent };
        let id = self.declaring.book.add_person(&new, moment, &mut self.common.rng)?;
        self.declared().map(|()| id)
    }

    /// Corrects what is written of a person. Later forms begin with it; what the server knows of the person stays.
    ///
    /// # Errors
    /// [`Problem::NotFound`] where there is no such person; [`Problem::RequestInvalid`] for a name or year that nobody has;
    /// [`Problem::PhoneMistyped`]; [`Problem::StoreFailed`] when it could not be kept.
    pub fn change_declaration_person(
        &mut self,
        now: Now,
        id: i64,
        name: &str,
        birth_year: i32,
        relation: Relation,
        phone: Option<&str>,
    ) -> Result<(), Problem> {
        self.time_passes(now);
        let (moment, _) = self.declaring_moment();
        let new = NewPerson { name, birth_year, relation, phone, consent: true };
        self.declaring.book.change_person(id, &new, moment, &mut self.common.rng)?;
        self.declared()
    }

    /// What is known of a person of the family, as the questions that forms ask about persons; none: of the user. None of them
    /// is required, and none is about health.
    ///
    /// # Errors
    /// [`Problem::NotFound`] where there is no such person.
    pub fn declaration_profile(&self, person: Option<i64>) -> Result<Vec<DeclarationQuestion>, Problem> {
        let (moment, _) = self.declaring_moment();
        let crate::declaring::Declaring { book, session, forms, .. } = &self.declaring;
        book.profile(person, session.as_ref().map(Session::phone), forms, moment)
    }

    /// Writes what is known of a person, question by question, as [`Self::answer_declaration`] takes answers: later forms begin
    /// with it. What is wrong comes back, and what was known stays.
    ///
    /// # Errors
    /// [`Problem::NotFound`] where there is no such person or question; [`Problem::StoreFailed`].
    pub fn answer_declaration_profile(
        &mut self,
        now: Now,
        person: Option<i64>,
        link_id: &str,
        time: Option<u32>,
        words: &[String],
    ) -> Result<Vec<AnswerRefused>, Problem> {
        self.time_passes(now);
        let (moment, _) = self.declaring_moment();
        let time: Option<usize> = time.map(Saturate::saturate);
        let crate::declaring::Declaring { book, session, forms, .. } = &mut self.declaring;
        let own_phone = session.as_ref().map(Session::phone);
        let refused = book.answer_profile(person, (link_id, time), words, (own_phone, forms), moment)?;
        self.declared().map(|()| refused)
    }

    /// Forgets a person with everything that was declared for them on this phone; the server keeps what it has. Returns whether
    /// there was one.
    ///
    /// # Errors
    /// [`Problem::StoreFailed`] when that could not be kept.
    pub fn remove_declaration_person(&mut self, now: Now, id: i64) -> Result<bool, Problem> {
        self.time_passes(now);
        let removed = self.declaring.book.remove_person(id);
        self.declared().map(|()| removed)
    }

    /// The persons for whom the user declares.
    pub fn declaration_persons(&self) -> Vec<DeclarationPerson> {
        self.declaring.book.persons()
    }

    /// Begins to fill in a form, or goes on with the draft that there is: returns the draft. What earlier declarations say of
    /// the person is written already; symptoms, contacts and consents never are. `journey_of`: the declaration of entry of the
    /// traveller whose journey is shared, or to which a daily report belongs.
    ///
    /// # Errors
    /// [`Problem::NotFound`] where there is no such form, person or declaration of entry; [`Problem::StoreFailed`].
    pub fn begin_declaration(
        &mut self,
        now: Now,
        form: &str,
        person: Option<i64>,
        journey_of: Option<i64>,
    ) -> Result<i64, Problem> {
        self.time_passes(now);
        let (moment, _) = self.declaring_moment();
        let crate::declaring::Declaring { book, session, forms, .. } = &mut self.declaring;
        let own_phone = session.as_ref().map(Session::phone);
        let form = forms.current(form).ok_or(Problem::NotFound)?;
        let id = book.begin(form, About { person, journey_of }, own_phone, forms, moment.at)?;
        self.declared().map(|()| id)
    }

    /// The forms that are being filled in.
    pub fn declaration_drafts(&self) -> Vec<DeclarationDraft> {
        self.declaring.book.drafts()
    }

    /// Drops a draft. Returns whether there was one.
    ///
    /// # Errors
    /// [`Problem::StoreFailed`] when that could not be kept.
    pub fn delete_declaration_draft(&mut self, now: Now, draft: i64) -> Result<bool, Problem> {
        self.time_passes(now);
        let deleted = self.declaring.book.delete_draft(draft);
        self.declared().map(|()| deleted)
    }

    /// The items of a draft that are asked by the answers so far, with what was answered.
    ///
    /// # Errors
    /// [`Problem::NotFound`] where there is no such draft, or its form is not known any more.
    pub fn declaration_questions(&self, draft: i64) -> Result<Vec<DeclarationQuestion>, Problem> {
        let (moment, _) = self.declaring_moment();
        self.declaring.book.questions(draft, &self.declaring.forms, moment)
    }

    /// Answers a question of a draft, in the place of what was answered before: `yes` or `no`, a number, a date as
    /// `2021-05-03`, a code, words. Nothing: the answer is taken away. `time`: which time of a group that repeats. What is wrong
    /// comes back, and the draft stays as it was.
    ///
    /// # Errors
    /// [`Problem::NotFound`] where there is no such draft, or the question is not asked; [`Problem::StoreFailed`].
    pub fn answer_declaration(
        &mut self,
        now: Now,
        draft: i64,
        link_id: &str,
        time: Option<u32>,
        words: &[String],
    ) -> Result<Vec<AnswerRefused>, Problem> {
        self.time_passes(now);
        let (moment, _) = self.declaring_moment();
        let time: Option<usize> = time.map(Saturate::saturate);
        let crate::declaring::Declaring { book, forms, .. } = &mut self.declaring;
        let refused = book.answer(draft, (link_id, time), words, forms, moment)?;
        self.declared().map(|()| refused)
    }

    /// What is wrong or missing in a draft, or how urgent it is: by the same code as the server's.
    ///
    /// # Errors
    /// [`Problem::NotFound`] where there is no such draft; [`Problem::RequestInvalid`] where its form was replaced and is not
    /// taken any more.
    pub fn check_declaration(&self, draft: i64) -> Result<DeclarationCheck, Problem> {
        let (moment, _) = self.declaring_moment();
        self.declaring.book.check(draft, &self.declaring.forms, moment)
    }

    /// Declares what a draft says. It is sealed first, and sent as soon as the user has signed in and there is a network.
    /// `replaces`: it takes the place of what was declared today.
    ///
    /// # Errors
    /// [`Problem::RequestInvalid`] while something is wrong or missing; [`Problem::Conflict`] where the form is answered once a
    /// day, was answered today, and this does not replace it; [`Problem::NotFound`]; [`Problem::StoreFailed`] when it cannot be
    /// sealed (a full disk): nothing was sent.
    pub fn declare(&mut self, now: Now, draft: i64, replaces: bool) -> Result<Vec<Command>, Problem> {
        self.act(now, |tracer| {
            let moment = tracer.declaring_moment();
            let crate::declaring::Declaring { book, forms, .. } = &mut tracer.declaring;
            book.declare(draft, replaces, forms, moment, &mut tracer.common.rng)?;
            tracer.declared()?;
            tracer.declaring.send_soon();
            tracer.send_declaration();
            Ok(())
        })
    }

    /// Declares that nothing changed since yesterday: a whole answer of today that equals yesterday's.
    ///
    /// # Errors
    /// [`Problem::NothingToDo`] where yesterday's is not there or was not green, or today was declared already;
    /// [`Problem::NotFound`] where there is no such form; [`Problem::StoreFailed`].
    pub fn declare_same(&mut self, now: Now, form: &str, person: Option<i64>) -> Result<Vec<Command>, Problem> {
        self.act(now, |tracer| {
            let moment = tracer.declaring_moment();
            let crate::declaring::Declaring { book, forms, .. } = &mut tracer.declaring;
            let form = forms.current(form).ok_or(Problem::NotFound)?;
            book.declare_same(form, person, moment, &mut tracer.common.rng)?;
            tracer.declared()?;
            tracer.declaring.send_soon();
            tracer.send_declaration();
            Ok(())
        })
    }

    /// The declarations of this phone, the newest first.
    pub fn declarations(&self) -> Vec<MadeDeclaration> {
        self.declaring.book.declarations()
    }

    /// The questions of a declaration that were answered.
    ///
    /// # Errors
    /// [`Problem::NotFound`] where there is no such declaration, or its form is not known any more.
    pub fn declared_answers(&self, declaration: i64) -> Result<Vec<DeclarationQuestion>, Problem> {
        let (moment, _) = self.declaring_moment();
        self.declaring.book.answered(declaration, &self.declaring.forms, moment)
    }

    /// With whose number declarations are sent; none where no number was given.
    pub fn declaring_session(&self) -> Option<DeclaringSession> {
        self.declaring.session.as_ref().map(|session| session.shown(self.sure_time()))
    }

    /// Asks for a one-time password by SMS to `phone`, with which declarations are sent. `language` of the SMS: `vi` or `en`.
    /// How it goes comes as [`Notice::Declaring`].
    ///
    /// # Errors
    /// [`Problem::PhoneMistyped`] without asking the server; [`Problem::StoreFailed`] when the key cannot be sealed.
    pub fn ask_to_declare(&mut self, now: Now, phone: &str, language: &str) -> Result<Vec<Command>, Problem> {
        self.act(now, |tracer| {
            let phone = PhoneNumber::parse(phone).map_err(|_| Problem::PhoneMistyped)?;
            let known = tracer.declaring.session.as_ref();
            let (session, request) = Session::ask(known, &phone, language, &mut tracer.common.rng)?;
            *tracer.declaring.session = Some(session);
            tracer.declared()?;
            tracer.common.outbox.forget(&[Errand::DeclaringOtp, Errand::DeclaringSession, Errand::Declaration]);
            tracer.common.send(request);
            Ok(())
        })
    }

    /// Shows the password that came by SMS.
    ///
    /// # Errors
    /// [`Problem::OtpWrong`] for what is no password, without asking the server; [`Problem::NothingToDo`] where none was asked
    /// for; [`Problem::Conflict`] where the user has signed in already.
    pub fn sign_in_to_declare(&mut self, now: Now, password: &str) -> Result<Vec<Command>, Problem> {
        self.act(now, |tracer| {
            let session = tracer.declaring.session.as_ref().ok_or(Problem::NothingToDo)?;
            let request = session.show(password)?;
            tracer.common.outbox.forget(&[Errand::DeclaringSession]);
            tracer.common.send(request);
            Ok(())
        })
    }

    /// Forgets the number and its session. What waits goes on waiting.
    ///
    /// # Errors
    /// [`Problem::StoreFailed`] when that could not be kept.
    pub fn sign_out_of_declaring(&mut self, now: Now) -> Result<(), Problem> {
        self.time_passes(now);
        *self.declaring.session = None;
        self.common.outbox.forget(&[Errand::DeclaringOtp, Errand::DeclaringSession, Errand::Declaration]);
        self.declared()
    }

    /// When a declaration that waits is sent again.
    pub(super) fn declaration_due(&self) -> Option<Due> {
        let now = self.common.now.wall;
        let may_go = self.declaring.has_something_to_send(self.sure_time())
            && !self.common.outbox.waits_for(Errand::Declaration);
        may_go.then(|| Due::Wall { at: self.declaring.delivery.due(now), longest: LONGEST_RETRY })
    }

    /// Sends the declaration that waits longest, if the user has signed in and none is under way. One that cannot be sent is a
    /// draft again.
    pub(super) fn send_declaration(&mut self) {
        let (now, surely) = (self.users_time(), self.sure_time());
        if !self.declaring.has_something_to_send(surely) || self.common.outbox.waits_for(Errand::Declaration) {
            return;
        }
        let crate::declaring::Declaring { book, session, forms, .. } = &mut self.declaring;
        let token = session.as_ref().and_then(|session| session.token(surely)).unwrap_or_default();
        match declaration_request(book, token) {
            Some(Ok(request)) => self.common.send(request),
            Some(Err(problem)) => {
                if let Some(draft) = book.refused(Vec::new(), forms, now) {
                    self.common.tell(Notice::Declaring(DeclaringStage::Refused { draft, problem }));
                }
            }
            None => {}
        }
    }

    /// Takes an answer to one of the requests of declaring.
    pub(super) fn declaring_answered(&mut self, errand: Errand, outcome: Result<HttpResponse, HttpFailure>) {
        let stage = match errand {
            Errand::Forms => self.forms_arrived(outcome),
            Errand::DeclaringOtp => match read_answer::<OtpAnswer>(outcome) {
                Ok(answer) => DeclaringStage::CodeSent { until: answer.expires_at },
                Err(problem) => DeclaringStage::SignInFailed(problem),
            },
            Errand::DeclaringSession => self.session_arrived(outcome),
            _ => match self.declaration_answered(outcome) {
                Some(stage) => stage,
                None => return,
            },
        };
        self.common.tell(Notice::Declaring(stage));
        // What waits follows at once: after signing in the first, after each answer the next.
        if matches!(errand, Errand::DeclaringSession | Errand::Declaration) {
            self.send_declaration();
        }
    }

    fn forms_arrived(&mut self, outcome: Result<HttpResponse, HttpFailure>) -> DeclaringStage {
        let response = match outcome {
            Ok(response) if response.status == 200 => response,
            _ => return DeclaringStage::FormsFailed(Problem::Offline),
        };
        let (keys, surely) = (&self.publication.deployment.forms_keys, self.sure_time());
        match self.declaring.forms.fetched(response.body, keys, surely) {
            Ok(changed) => DeclaringStage::FormsChecked { changed },
            // Whatever else comes in the place of a document is not the authority's: a captive portal's page, for example.
            Err(FormsError::Signature(SignedError::Malformed)) => DeclaringStage::FormsFailed(Problem::Offline),
            Err(_) => DeclaringStage::FormsFailed(Problem::SignedFileRefused),
        }
    }

    fn session_arrived(&mut self, outcome: Result<HttpResponse, HttpFailure>) -> DeclaringStage {
        match (read_answer::<DeclarationSessionAnswer>(outcome), &mut *self.declaring.session) {
            (Ok(answer), Some(session)) => {
                let until = answer.expires_at;
                session.begun(answer);
                self.declaring.send_soon();
                DeclaringStage::SignedIn { until }
            }
            (Ok(_), None) => DeclaringStage::SignInFailed(Problem::NothingToDo),
            (Err(problem), _) => DeclaringStage::SignInFailed(problem),
        }
    }

    fn declaration_answered(&mut self, outcome: Result<HttpResponse, HttpFailure>) -> Option<DeclaringStage> {
        let (at, now) = (self.users_time(), self.common.now.wall);
        let named = outcome.as_ref().map(refused_questions).unwrap_or_default();
        let crate::declaring::Declaring { book, session, forms, delivery } = &mut self.declaring;
        match delivery.answered::<DeclarationAnswer>(outcome, now) {
            Sent::Arrived(answer) => {
                self.declaring.send_soon();
                let became = self.declaring.book.arrived(answer, &self.declaring.forms, at)?;
                Some(match became {
                    Became::Arrived(declaration) => DeclaringStage::Arrived { declaration },
                    Became::AlreadyToday { draft, at } => DeclaringStage::AlreadyToday { draft, at },
                })
            }
            Sent::Waits => None,
            Sent::Refused(Problem::SignInNeeded) => {
                if let Some(session) = &mut **session {
                    session.is_over();
                }
                Some(DeclaringStage::SignInNeeded)
            }
            Sent::Refused(problem) => {
                let draft = book.refused(named, forms, at)?;
                self.declaring.send_soon();
                Some(DeclaringStage::Refused { draft, problem })
            }
        }
    }

    /// The wall clock was set back: what was planned under the later time is due in time all the same.
    pub(super) fn set_declaring_back(&mut self) {
        let now = self.common.now;
        let left = self.latest.left(Awaited::Declaration, LONGEST_RETRY, now);
        if self.declaring.delivery.due(now.wall) > now.wall.plus(LONGEST_RETRY.as_secs()) {
            self.declaring.delivery.due_by(now.wall.plus(left.as_secs()));
        }
    }

    /// Forgets drafts and declarations that are older than they are kept.
    pub(super) fn forget_old_declarations(&mut self) {
        let (moment, days) = self.declaring_moment();
        if self.declaring.book.has_old(&self.declaring.forms, moment, days) {
            self.declaring.book.forget_old(&self.declaring.forms, moment, days);
        }
    }

    /// The time by which the user declares.
    fn declaring_moment(&self) -> (Moment, KeyDays) {
        let days = self.publication.rules.key_days;
        let at: UnixTime = self.users_time();
        (Moment { at, today: days.day(at) }, days)
    }

    fn declared(&mut self) -> Result<(), Problem> {
        if self.flush() { Ok(()) } else { Err(Problem::StoreFailed) }
    }
}
