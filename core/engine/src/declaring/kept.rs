//! Everything about declaring that a phone keeps, and what of it can be sent.

use lancan_protocol::time::UnixTime;

use super::{book::Declarations, forms::PhoneForms, session::Session};
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
