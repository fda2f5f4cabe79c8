//! Declarations of health: the forms, what is filled in offline, what waits to be sent, and what the server said
//! (`docs/declarations.md`, On the phone).
//!
//! Pure: the tracer hands in the time and carries the requests.

mod book;
mod drafting;
mod forms;
mod joining;
mod persons;
mod profile;
mod questions;
mod sending;
mod session;
mod shown;
#[cfg(test)]
mod tests;
mod written;

pub(crate) use book::{About, Declarations};
pub(crate) use forms::PhoneForms;
pub(crate) use persons::NewPerson;
pub(crate) use sending::{Became, declaration_request, forms_request, refused_questions};
pub(crate) use session::Session;
pub use shown::{
    AnswerRefused, ArrivedDeclaration, DeclarationCheck, DeclarationDraft, DeclarationForm, DeclarationPerson,
    DeclarationQuestion, DeclaringSession, DeclaringStage, KeptPass, MadeDeclaration, QuestionKind, QuestionOption,
};

use lancan_protocol::time::{Day, UnixTime};

use crate::{kept::Kept, sequence::Delivery};

/// Everything about declaring.
pub(crate) struct Declaring {
    /// Persons, drafts and declarations.
    pub(crate) book: Kept<Declarations>,
    /// With whose number declarations are sent.
    pub(crate) session: Kept<Option<Session>>,
    /// The forms.
    pub(crate) forms: PhoneForms,
    /// When what waits is sent, for the first time or again.
    pub(crate) delivery: Delivery,
}

impl Default for Declaring {
    fn default() -> Self {
        Self {
            book: Kept::default(),
            session: Kept::default(),
            forms: PhoneForms::default(),
            delivery: Delivery::at(UnixTime(0)),
        }
    }
}

/// When something is done: the instant, and the deployment's day that it lies in.
#[derive(Clone, Copy)]
pub(crate) struct Moment {
    pub(crate) at: UnixTime,
    pub(crate) today: Day,
}

impl Declaring {
    /// Whether something waits and can be sent.
    pub(crate) fn has_something_to_send(&self, now: UnixTime) -> bool {
        self.session.as_ref().is_some_and(|session| session.token(now).is_some()) && self.book.first_waiting().is_some()
    }

    /// What was made goes out at once.
    pub(crate) fn send_soon(&mut self) {
        self.delivery = Delivery::at(UnixTime(0));
    }
}
