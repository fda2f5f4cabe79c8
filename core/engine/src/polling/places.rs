//! Exports of places: of which provinces they are fetched, and which were matched.

use std::collections::{BTreeMap, BTreeSet};

use lancan_protocol::{
    places::Province,
    time::UnixTime,
    wire::{IndexedPlaceDay, IndexedPlaces},
};

use super::{Item, Polling, days};

impl Polling {
    /// The provinces whose exports of places the last good index names.
    pub(crate) fn provinces(&self) -> Vec<Province> {
        let places = self.progress.index.iter().flat_map(|index| &index.places).map(|places| &places.region);
        let days = self.progress.index.iter().flat_map(|index| &index.place_days).map(|day| &day.region);
        let provinces: BTreeSet<Province> = places.chain(days).filter_map(|of| Province::from_region(of)).collect();
        provinces.into_iter().collect()
    }

    /// Fetches the days and exports of these provinces that were not matched, each province's from an instant on.
    pub(crate) fn want_places(&mut self, wanted: &BTreeMap<Province, UnixTime>) {
        let progress = &*self.progress;
        let Some(index) = &progress.index else { return };
        let is_wanted = |region: &str, end: UnixTime| {
            let since = Province::from_region(region).and_then(|province| wanted.get(&province));
            since.is_some_and(|since| end > *since)
        };
        let days = index.place_days.iter().filter(|day| !progress.matched.contains(&day.day.name));
        let mut whole = Vec::new();
        for day in days.filter(|day| is_wanted(&day.region, day.day.end)) {
            match days::had_of_places(day, &progress.place_batches) {
                had if days::is_whole(&day.day, &had) => whole.push(day.clone()),
                had => self.queue.push_back(Item::PlaceDay(day.clone(), had)),
            }
        }
        let places = index.places.iter().filter(|places| !progress.matched.contains(&places.name));
        let places = places.filter(|places| is_wanted(&places.region, places.end));
        // A day file holds what it covers.
        let places = places.filter(|places| !index.place_days.iter().any(|day| days::covers_places(day, places)));
        self.queue.extend(places.cloned().map(Item::Places));
        for day in whole {
            self.matched_place_day(&day, day.day.end);
        }
    }

    /// An export of places was matched; it is not fetched again. `end` is the end that the export was signed with.
    pub(crate) fn matched_places(&mut self, places: &IndexedPlaces, end: UnixTime) {
        self.raise_floor(end);
        if self.in_part {
            return;
        }
        let progress = &mut *self.progress;
        progress.matched.insert(places.name.clone());
        if !progress.place_batches.contains(places) {
            progress.place_batches.push(places.clone());
        }
    }

    /// All exports of places of a province's day were matched. `end` is the end that the last of them was signed with.
    pub(crate) fn matched_place_day(&mut self, day: &IndexedPlaceDay, end: UnixTime) {
        self.raise_floor(end);
        if self.in_part {
            return;
        }
        let progress = &mut *self.progress;
        progress.matched.insert(day.day.name.clone());
        progress.place_batches.retain(|places| !days::covers_places(day, places));
    }

    /// Makes a poll due, with which exports of places are fetched and matched again: of a visit whose time was not searched.
    pub(crate) fn match_places_again(&mut self) {
        let progress = &mut *self.progress;
        if let Some(index) = &progress.index {
            let days = index.place_days.iter().map(|day| &day.day.name);
            let names: BTreeSet<&String> = index.places.iter().map(|places| &places.name).chain(days).collect();
            progress.matched.retain(|name| !names.contains(name));
            progress.place_batches.clear();
        }
        self.in_part = true;
        self.poll_soon();
    }
}
