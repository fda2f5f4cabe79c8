//! Visits to places: what counts as having been there with a case, and how a report names a visit (`docs/protocol.md`,
//! Visits).
//!
//! A visit lies on its phone. [`TagIndex`] finds a phone's own visits in exports of places; [`is_exposed`] says whether a window
//! that was found and a stay have met, by the rules.

mod exposed;
mod matching;
mod plausible;
mod reported;

pub use exposed::{Stay, is_exposed};
pub use matching::{FoundWindow, TagIndex, VisitedDay};
pub use plausible::{KnownVisit, plausible};
pub use reported::{MOST_VISITS, Proof, ReportedVisit, VisitFlags};
