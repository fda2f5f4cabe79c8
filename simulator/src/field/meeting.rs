//! Two people together for a while: what the field model measures.

use crate::{clock::SimTime, contacts::Person};

/// Two people together for a while.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Meeting {
    /// The two.
    pub(super) people: [Person; 2],
    /// When they come together.
    pub(super) from: SimTime,
    /// When they part.
    pub(super) until: SimTime,
}
