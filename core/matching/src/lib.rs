//! Which encounters of this phone were with somebody whose day keys were published
//! (`docs/protocol.md`, Matching and time travel).
//!
//! A store fills a [`HeardIndex`] with what it heard; a [`Matcher`] runs exports through it and answers with
//! [`Match`]es, by the handles that the store gave. What may not match does not: identifiers heard after their
//! key's publication, and sightings stamped by a clock that had been set back (see [`Floor`]).
//!
//! ```
//! use lancan_protocol::{export::{ExportHeader, ExportKey}, keys::DayKey, time::{Interval, UnixTime}};
//! use lancan_matching::{HeardIdentifier, HeardIndex, Matcher, Policy};
//!
//! let (key, heard_in) = (DayKey::from_bytes([7; 16]), Interval(2_700_010));
//! let id = key.identifiers().rolling_id(heard_in);
//! let (first_seen, last_seen) = (heard_in.start(), heard_in.start().plus(240));
//! let index = HeardIndex::build([HeardIdentifier { id, first_seen, last_seen, below_floor: false, handle: 42 }]);
//!
//! let published = Interval(2_700_300).start();
//! let export = [ExportKey::new(key, Interval(2_700_000), 144)];
//! let outcome = Matcher::new(&index, Policy::default()).match_keys(&export, published);
//! assert_eq!(outcome.matches[0].encounters[0].handle, 42);
//! ```
#![forbid(unsafe_code)]

mod derive;
mod floor;
mod found;
mod index;
mod matcher;
mod sieve;
mod worker;
mod workers;

use std::collections::{BTreeMap, btree_map::Entry as Slot};

use lancan_protocol::{
    ReportType,
    export::ExportKey,
    keys::RollingId,
    time::{Interval, UnixTime},
};

pub use derive::RollingKeys;
pub use floor::Floor;
pub use index::HeardIndex;
pub use matcher::Matcher;

/// Most intervals that the sightings of a near miss lie off the identifier's own; beyond that a hit is chance or replay.
pub const NEAR_MISS_INTERVALS: u32 = 12;

/// An identifier that the phone heard, as its store hands it over to be matched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HeardIdentifier {
    /// The identifier.
    pub id: RollingId,
    /// Time of the first sighting, by the receiver's clock.
    pub first_seen: UnixTime,
    /// Time of the last sighting, by the receiver's clock; time more than a day after the first is ignored.
    pub last_seen: UnixTime,
    /// Whether the identifier was heard below the floor ([`lancan_protocol::EncounterFlags::BELOW_FLOOR`]): the clock had been set
    /// back, so the identifier never matches.
    pub below_floor: bool,
    /// The number by which the store knows the identifier; a match returns it.
    pub handle: u32,
}

/// What counts as a match.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Policy {
    /// How many intervals the sightings may lie off the identifier's own interval, 0 to [`NEAR_MISS_INTERVALS`].
    pub tolerance: u32,
}

impl Default for Policy {
    /// One interval.
    fn default() -> Self {
        Self { tolerance: 1 }
    }
}

/// A published key that this phone heard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Match {
    /// The key, with what the export says about it.
    pub key: ExportKey,
    /// The end of the export it came in.
    pub published_at: UnixTime,
    /// Whether the key was published before and the export revises what was said of it ([`settle`]).
    pub revised: bool,
    /// Where and when it was heard, by the identifier's interval. Empty only for a revised key all of whose sightings
    /// came after the earliest time it could have been published.
    pub encounters: Vec<MatchedEncounter>,
}

/// One heard identifier of a matched key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct MatchedEncounter {
    /// The identifier's own interval, by the sender's clock.
    pub interval: Interval,
    /// The number by which the store knows the heard identifier.
    pub handle: u32,
}

/// An identifier of a published key, heard at a time that does not fit: a clock is wrong, or somebody replays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct NearMiss {
    /// The number by which the store knows the heard identifier.
    pub handle: u32,
    /// Intervals from the identifier's own to the sightings; negative when they were stamped too early.
    pub intervals_off: i32,
}

/// The matches that were found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MatchOutcome {
    /// Keys that were heard, in the order of the export.
    pub matches: Vec<Match>,
    /// Off by more than the tolerance and at most [`NEAR_MISS_INTERVALS`]: a clock fault, not an exposure.
    pub near_misses: Vec<NearMiss>,
    /// Identifiers refused because they were heard after their key's publication or below the floor.
    pub replays: u64,
    /// Keys looked at, revised ones included.
    pub keys: u64,
}

/// Brings the matches of all exports, oldest first, to one for each key: a revised key replaces what was said of the
/// key before and adds no encounter to it; a key revised to [`ReportType::Revoked`] is gone.
pub fn settle(matches: impl IntoIterator<Item = Match>) -> Vec<Match> {
    let mut settled = BTreeMap::<[u8; 16], Match>::new();
    for found in matches {
        match settled.entry(*found.key.key.as_bytes()) {
            Slot::Vacant(slot) => {
                slot.insert(found);
            }
            Slot::Occupied(mut slot) if found.revised => {
                let Match { key, revised, .. } = slot.get_mut();
                (*key, *revised) = (found.key, true);
            }
            // Published twice: what was said first stands.
            Slot::Occupied(_) => {}
        }
    }
    let counts = |found: &Match| found.key.report_type != Some(ReportType::Revoked) && !found.encounters.is_empty();
    settled.into_values().filter(counts).collect()
}
