//! How a scripted authority behaves.

use core::time::Duration;

use lancan_protocol::problem::Problem;

/// What becomes of a request.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Conduct {
    /// It is answered at once, truly.
    #[default]
    Honest,
    /// No connection comes about.
    Unreachable,
    /// It is taken and never answered.
    Silent,
    /// It is answered truly, this much later.
    Late(Duration),
    /// It is refused with this problem and this status.
    Refuse(Problem, u16),
    /// It is answered untruly.
    Lie(Lie),
}

/// An untrue answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lie {
    /// Documents are signed by a key that nobody pinned.
    ForeignKey,
    /// The index carries a serial lower than any before.
    OldSerial,
    /// The index expired an hour before it was issued.
    Expired,
    /// The last byte of the answer is another one.
    Altered,
    /// A captive portal's page comes instead of the answer.
    Portal,
}
