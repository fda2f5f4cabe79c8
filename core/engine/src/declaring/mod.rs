//! Declarations of health: the forms, what is filled in offline, what waits to be sent, and what the server said
//! (`docs/declarations.md`, On the phone).
//!
//! Pure: the tracer hands in the time and carries the requests.

mod book;
mod drafting;
mod forms;
mod joining;
mod kept;
mod moment;
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
pub(crate) use kept::Declaring;
pub(crate) use moment::Moment;
pub(crate) use persons::NewPerson;
pub(crate) use sending::{Became, declaration_request, forms_request, refused_questions};
pub(crate) use session::Session;
pub use shown::{
    AnswerRefused, ArrivedDeclaration, DeclarationCheck, DeclarationDraft, DeclarationForm, DeclarationPerson,
    DeclarationQuestion, DeclaringSession, DeclaringStage, KeptPass, MadeDeclaration, QuestionKind, QuestionOption,
};
