//! Posters at the doors of places: who scans them, and which visits of the cases an officer publishes.

use std::collections::{BTreeMap, btree_map::Entry};

use lancan_core::Scanned;
use lancan_protocol::problem::Problem;

use super::OutbreakError;
use crate::{
    authority::{Authority, AuthorityError},
    clock::SimTime,
    contacts::Person,
    places::Site,
    visiting::{Attendance, PosterScan, Scanning, scans},
    world::World,
};

/// An app runs from this many milliseconds before its first scan.
const BEFORE: u64 = 180_000;

/// The posters of a town, and what people do with them.
pub(super) struct Posters {
    /// The text of each poster's QR code.
    texts: BTreeMap<Site, String>,
    scans: Vec<PosterScan>,
    /// Scans that began or ended a visit.
    pub(super) scanned: usize,
    /// Visits that the cases reported.
    pub(super) reported: usize,
    /// Visits of cases that were published.
    pub(super) published: usize,
}

impl Posters {
    /// An officer adds every place that somebody goes to, and prints its poster.
    pub(super) fn hang(
        authority: &mut Authority,
        attended: &[Attendance],
        scanning: Scanning,
        seed: u64,
    ) -> Result<Self, OutbreakError> {
        authority.sign_in()?;
        let mut texts = BTreeMap::new();
        for site in attended.iter().map(|one| one.site) {
            if let Entry::Vacant(without) = texts.entry(site) {
                let place = authority.add_place(&site.name(), site.category)?;
                without.insert(authority.poster(&place)?);
            }
        }
        Ok(Self { texts, scans: scans(attended, scanning, seed), scanned: 0, reported: 0, published: 0 })
    }

    /// How many places have a poster.
    pub(super) fn count(&self) -> usize {
        self.texts.len()
    }

    /// When the app of a person must run for the first scan.
    pub(super) fn first_scan(&self, person: Person) -> Option<SimTime> {
        let scan = self.scans.iter().find(|scan| scan.person == person)?;
        Some(SimTime(SimTime::of(scan.at).0.saturating_sub(BEFORE)))
    }

    /// Lets time pass until the last scan; everybody scans when they come and go.
    pub(super) fn play(
        &mut self,
        world: &mut World,
        authority: &mut Authority,
        watch: &mut dyn FnMut(SimTime),
    ) -> Result<(), OutbreakError> {
        for scan in &self.scans {
            let at = SimTime::of(scan.at);
            world.run_until(at, authority, watch);
            let (Some(phone), Some(text)) = (world.phones.get_mut(scan.person.index()), self.texts.get(&scan.site))
            else {
                continue;
            };
            let mut scanned = None;
            phone
                .act(at, |core, now| core.scan_place(now, text).map(|what| scanned.insert(what)).map(|_| Vec::new()))?;
            self.scanned +=
                usize::from(matches!(scanned, Some(Scanned::Entered(_) | Scanned::LogAsked(_) | Scanned::Left(_))));
        }
        Ok(())
    }

    /// The officer publishes the visits that the cases reported, as many as one officer may on one day.
    pub(super) fn publish(&mut self, authority: &mut Authority, cases: &[String]) -> Result<(), OutbreakError> {
        authority.sign_in()?;
        for case in cases {
            let seen = authority.visits(case)?;
            let visits = seen.get("visits").and_then(|visits| visits.as_array()).into_iter().flatten();
            let visits: Vec<String> =
                visits.filter_map(|visit| visit.get("visit")?.as_str().map(str::to_owned)).collect();
            self.reported += visits.len();
            for visit in visits {
                match authority.publish_visits(case, &[visit]) {
                    Ok(published) => self.published += published.len(),
                    Err(AuthorityError::Refused { problem: Problem::TooManyRequests, .. }) => break,
                    Err(error) => return Err(error.into()),
                }
            }
        }
        Ok(())
    }
}
