//! The provinces whose files are fetched: those of visits, and for each of them decoys, so that the files that a phone asks for
//! do not tell where its owner was.

use std::collections::{BTreeMap, BTreeSet};

use lancan_protocol::{places::Province, time::UnixTime};
use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};

use super::stored::StoredVisit;
use crate::chance;

/// Decoys of each province.
const DECOYS: usize = 2;

/// The provinces of visits, each with its decoys.
#[derive(Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Provinces(BTreeMap<Province, Followed>);

/// Since when a province's files are needed, and the decoys, which are drawn once and kept as long as the province is.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Followed {
    since: UnixTime,
    decoys: Vec<Province>,
}

impl Provinces {
    /// A place of the province was visited.
    pub(super) fn visited(&mut self, province: Province, at: UnixTime) {
        let followed = self.0.entry(province).or_insert(Followed { since: at, decoys: Vec::new() });
        followed.since = followed.since.min(at);
    }

    /// Whether a province has fewer decoys than it could have.
    pub(super) fn lacks_decoys(&self, published: &[Province]) -> bool {
        let most = published.len().saturating_sub(1).min(DECOYS);
        self.0.values().any(|followed| followed.decoys.len() < most)
    }

    /// Draws what is missing of decoys from the provinces that the index names.
    pub(super) fn draw_decoys(&mut self, published: &[Province], rng: &mut dyn CryptoRng) {
        for (province, followed) in &mut self.0 {
            let taken: BTreeSet<Province> = followed.decoys.iter().chain([province]).copied().collect();
            let mut others: Vec<Province> = published.iter().filter(|other| !taken.contains(other)).copied().collect();
            while followed.decoys.len() < DECOYS && !others.is_empty() {
                let drawn = chance::below(rng, others.len() as u64);
                followed.decoys.push(others.swap_remove(usize::try_from(drawn).unwrap_or_default()));
            }
        }
    }

    /// The provinces whose files are fetched, each with the instant before which no file is needed.
    pub(super) fn wanted(&self) -> BTreeMap<Province, UnixTime> {
        let mut wanted: BTreeMap<Province, UnixTime> = BTreeMap::new();
        for (province, followed) in &self.0 {
            for fetched in followed.decoys.iter().chain([province]) {
                let since = wanted.entry(*fetched).or_insert(followed.since);
                *since = followed.since.min(*since);
            }
        }
        wanted
    }

    /// Forgets the provinces of no visit.
    pub(super) fn keep_only(&mut self, visits: &[StoredVisit]) {
        self.0.retain(|province, _| visits.iter().any(|visit| visit.province == *province));
    }

    /// Takes up another phone's provinces with their decoys.
    pub(super) fn join(&mut self, other: Self) {
        for (province, followed) in other.0 {
            match self.0.get_mut(&province) {
                Some(known) => known.since = known.since.min(followed.since),
                None => drop(self.0.insert(province, followed)),
            }
        }
    }
}
