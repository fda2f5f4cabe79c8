//! Fetching what the authority publishes: index, then rules, then every day and every export not yet matched.
//!
//! Pure: answers in, what to fetch next out. What must survive a restart is the [`Progress`] within, which is kept.

mod days;
mod places;
mod requests;

use core::time::Duration;
use std::collections::{BTreeSet, VecDeque};

use lancan_protocol::{
    export::day_file,
    signed::{Purpose, Signed, SignedError},
    time::UnixTime,
    wire::{Index, IndexedDay, IndexedExport, IndexedPlaceDay, IndexedPlaces, PublicKeyPem, path},
};
use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};

use crate::{
    back_off::BackOff,
    chance,
    event::{HttpFailure, HttpResponse},
    kept::{Keep as _, Kept, KeptValue, keep_as_json},
    known_time::SignedTime,
    outbox::{Errand, Request},
};
pub(crate) use days::DayArrived;
use requests::{PARTIAL, behind, get, is_expected, names, names_are_safe};

/// What is known of the publication.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Progress {
    /// The last good index.
    index: Option<Index>,
    /// Its `ETag`.
    etag: Option<String>,
    /// Names of exports and day files that were matched. One that is left out because nothing was heard before its end is not among
    /// them: what a transfer or a clock set back brings may need it.
    matched: BTreeSet<String>,
    /// The matched exports of days that are not matched as a whole, as the index described them, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    batches: Vec<IndexedExport>,
    /// As `batches`, of exports of places.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    place_batches: Vec<IndexedPlaces>,
    /// Greatest signed end timestamp seen.
    floor: UnixTime,
    /// When to poll next.
    next_poll: UnixTime,
    /// When a poll was last complete.
    last_checked: Option<UnixTime>,
    /// Polls that failed since the last complete one.
    failed_polls: u32,
    /// The server served something that is not signed as it should be.
    refused: bool,
}

keep_as_json!(Progress);

/// The polls: how far they have come, and the one under way.
pub(crate) struct Polling {
    progress: Kept<Progress>,
    queue: VecDeque<Item>,
    failed: bool,
    /// The greatest serial of an index that this process was served, taken up or not.
    served: u64,
    /// What the poll under way has matched is to be matched once more: the next poll follows at once.
    again: bool,
    /// The poll under way fetches the rest of what was matched before, and all of that is to be matched again: nothing that it
    /// still matches is noted as matched.
    in_part: bool,
}

enum Item {
    Rules,
    Export(IndexedExport),
    /// A day, and its first exports that were matched before.
    Day(IndexedDay, Vec<IndexedExport>),
    /// An export of places.
    Places(IndexedPlaces),
    /// A day of a province's places, and its first exports that were matched before.
    PlaceDay(IndexedPlaceDay, Vec<IndexedExport>),
}

/// What the phone knows when an answer arrives.
#[derive(Clone, Copy)]
pub(crate) struct Known<'a> {
    /// The keys that sign the index.
    pub(crate) index_keys: &'a [PublicKeyPem],
    /// Serial of the rules in force.
    pub(crate) rules_serial: u64,
    /// Nothing that can match was heard before this instant, which is not after `now`.
    pub(crate) heard_since: UnixTime,
    /// The time.
    pub(crate) now: UnixTime,
}

/// What an answer brought.
#[derive(Debug)]
pub(crate) enum Fetched {
    /// Nothing to hand on.
    Nothing,
    /// An index whose signature verifies, new or unchanged.
    Index {
        /// When it was signed.
        signed: SignedTime,
        /// The wall clock says that the index is not to be used any more: nothing of it was taken up. Either the index is
        /// old or the clock is ahead.
        expired: bool,
    },
    /// Rules whose signature is still to be checked.
    Rules(Vec<u8>),
    /// An export as the index describes it; its own signature is still to be checked.
    Export(IndexedExport, Vec<u8>),
    /// A day file or the end of one; nothing of it is checked yet.
    Day(DayArrived),
    /// An export of places as the index describes it; its own signature is still to be checked.
    Places(IndexedPlaces, Vec<u8>),
    /// A day file of places or the end of one; nothing of it is checked yet.
    PlaceDay(IndexedPlaceDay, DayArrived),
}

/// Longest index and longest rules document that a phone fetches, in bytes.
const LONGEST_DOCUMENT: u64 = 4 << 20;
/// Longest export that a phone fetches, in bytes.
const LONGEST_EXPORT: u64 = 64 << 20;
/// Longest export of places that a phone fetches, in bytes.
const LONGEST_PLACES: u64 = 16 << 20;
/// First wait after a failed poll; doubles with every further failure up to the time between polls.
const FIRST_RETRY: Duration = Duration::from_mins(15);
/// Why a document of the server is not taken up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Distrust {
    /// It is nothing that the authority's server ever serves: somebody between answers in its place, as a captive portal does.
    NotTheServer,
    /// The signature does not verify, or the content is older than what this phone has.
    Refused,
}

/// First bytes of every export: it is a zip file.
const ZIP: &[u8] = b"PK";
/// Consecutive failed polls after which the user is notified that the server cannot be reached.
const FAILED_POLLS_UNTIL_UNREACHABLE: u32 = 2;

impl Polling {
    /// Before any poll.
    pub(crate) fn new() -> Self {
        Self {
            progress: Kept::default(),
            queue: VecDeque::new(),
            failed: false,
            served: 0,
            again: false,
            in_part: false,
        }
    }

    /// The progress, as it is kept.
    pub(crate) fn kept(&mut self) -> &mut dyn KeptValue {
        &mut self.progress
    }

    /// When the next poll is due.
    pub(crate) fn due(&self) -> UnixTime {
        self.progress.next_poll
    }

    /// The latest signed end of an export that this phone has seen.
    pub(crate) fn floor(&self) -> UnixTime {
        self.progress.floor
    }

    /// Raises the floor to a signed instant.
    pub(crate) fn raise_floor(&mut self, signed: UnixTime) {
        if signed > self.progress.floor {
            self.progress.floor = signed;
        }
    }

    /// When a poll was last complete.
    pub(crate) fn last_checked(&self) -> Option<UnixTime> {
        self.progress.last_checked
    }

    /// The user erased everything: when this phone checked says when it ran.
    pub(crate) fn erased(&mut self) {
        self.progress.last_checked = None;
    }

    /// Whether the server, when last asked, served something that is not signed as it should be.
    pub(crate) fn was_refused(&self) -> bool {
        self.progress.refused
    }

    /// Whether the user should be told that the server cannot be reached.
    pub(crate) fn is_unreachable(&self) -> bool {
        self.progress.failed_polls >= FAILED_POLLS_UNTIL_UNREACHABLE
    }

    /// Serial of the rules that the last good index names; zero before there was one.
    pub(crate) fn rules_serial(&self) -> u64 {
        self.progress.index.as_ref().map_or(0, |index| index.rules_serial)
    }

    /// The longest wait for the next poll, where this is the time between two.
    pub(crate) fn longest_wait(between: Duration) -> Duration {
        between.saturating_add(between / 10)
    }

    /// The wall clock was set back: the next poll is due in this time, and what was checked lies in the past.
    pub(crate) fn set_back(&mut self, left: Duration, now: UnixTime) {
        let latest = now.plus(left.as_secs());
        if self.progress.next_poll > latest {
            self.progress.next_poll = latest;
        }
        self.checked_by(now);
    }

    /// The poll that was last complete lies in the past: where the wall clock was ahead then, the signature of the index that
    /// it brought is the latest time before.
    pub(crate) fn checked_by(&mut self, now: UnixTime) {
        if self.progress.last_checked.is_some_and(|checked| checked > now) {
            let signed = self.progress.index.as_ref().map_or(now, |index| index.issued_at);
            self.progress.last_checked = Some(signed.min(now));
        }
    }

    /// The latest time that the authority has signed, as far as this phone knows.
    pub(crate) fn latest_signed(&self) -> UnixTime {
        let issued = self.progress.index.as_ref().map(|index| index.issued_at);
        issued.unwrap_or_default().max(self.progress.floor)
    }

    /// Makes a poll due, with which every export is fetched and matched again.
    pub(crate) fn match_all_again(&mut self) {
        self.progress.matched.clear();
        self.progress.batches.clear();
        self.progress.place_batches.clear();
        self.in_part = true;
        self.poll_soon();
    }

    /// Makes a poll due; where one is under way, another follows it at once.
    pub(crate) fn poll_soon(&mut self) {
        self.again = true;
        self.progress.next_poll = UnixTime(0);
    }

    /// Takes up how far another phone of the same person had come, as that phone kept it: its floor alone.
    pub(crate) fn join(&mut self, kept: &[u8]) {
        if let Some(other) = Progress::from_bytes(kept) {
            self.raise_floor(other.floor);
        }
    }

    /// Begins a poll.
    pub(crate) fn begin(&mut self) -> Request {
        self.queue.clear();
        self.failed = false;
        self.again = false;
        let headers = self.progress.etag.iter().map(|etag| ("if-none-match", etag.clone())).collect();
        get(Errand::Index, path::INDEX.to_owned(), headers, LONGEST_DOCUMENT)
    }

    /// Takes the answer to [`Errand::Index`], [`Errand::Rules`] or [`Errand::Export`].
    pub(crate) fn answered(
        &mut self,
        errand: Errand,
        outcome: Result<HttpResponse, HttpFailure>,
        known: Known<'_>,
    ) -> Fetched {
        let response = match outcome {
            Ok(response) if is_expected(response.status, errand) => response,
            _ => {
                self.failed = true;
                if errand != Errand::Index {
                    self.queue.pop_front();
                }
                return Fetched::Nothing;
            }
        };
        match errand {
            Errand::Index => match self.index_arrived(response, known) {
                Ok(fetched) => fetched,
                Err(Distrust::NotTheServer) => {
                    self.fail();
                    Fetched::Nothing
                }
                Err(Distrust::Refused) => {
                    self.refuse();
                    Fetched::Nothing
                }
            },
            _ => match self.queue.pop_front() {
                Some(Item::Rules) => Fetched::Rules(response.body),
                Some(Item::Export(export)) if response.body.starts_with(ZIP) => Fetched::Export(export, response.body),
                Some(Item::Places(places)) if response.body.starts_with(ZIP) => Fetched::Places(places, response.body),
                Some(Item::Export(_) | Item::Places(_)) => {
                    self.fail();
                    Fetched::Nothing
                }
                Some(Item::Day(..) | Item::PlaceDay(..)) if day_file::exports(&response.body).is_err() => {
                    self.fail();
                    Fetched::Nothing
                }
                Some(Item::Day(day, had)) => {
                    let is_part = response.status == PARTIAL;
                    Fetched::Day(DayArrived { day, had, is_part, bytes: response.body })
                }
                Some(Item::PlaceDay(of, had)) => {
                    let (day, is_part) = (of.day.clone(), response.status == PARTIAL);
                    Fetched::PlaceDay(of, DayArrived { day, had, is_part, bytes: response.body })
                }
                None => Fetched::Nothing,
            },
        }
    }

    /// Takes up an index, new or unchanged.
    fn index_arrived(&mut self, response: HttpResponse, known: Known<'_>) -> Result<Fetched, Distrust> {
        let Known { index_keys, rules_serial, heard_since, now } = known;
        let mut is_new = false;
        if response.status == 200 {
            let serial = self.progress.index.as_ref().map(|index| index.serial);
            let document = Signed::open(&response.body, Purpose::Index, index_keys).map_err(|error| match error {
                SignedError::Malformed => Distrust::NotTheServer,
                SignedError::UnknownKey | SignedError::Invalid => Distrust::Refused,
            })?;
            let index = serde_json::from_slice::<Index>(&document)
                .ok()
                .filter(|index| index.serial >= serial.unwrap_or(0) && index.rules_serial >= rules_serial)
                .filter(names_are_safe)
                .ok_or(Distrust::Refused)?;
            // One that was refused as expired comes again as long as the server has no other.
            is_new = serial.is_none_or(|serial| index.serial > serial) && index.serial > self.served;
            self.served = self.served.max(index.serial);
            if index.expires_at <= now {
                self.fail();
                return Ok(Fetched::Index { signed: SignedTime { at: index.issued_at, is_new }, expired: true });
            }
            let progress = &mut *self.progress;
            progress.etag = response.etag;
            days::keep_batches(&mut progress.batches, progress.index.as_ref(), &index, &progress.matched);
            days::keep_place_batches(&mut progress.place_batches, progress.index.as_ref(), &index, &progress.matched);
            let names: BTreeSet<&String> = names(&index).collect();
            progress.matched.retain(|name| names.contains(name));
            progress.index = Some(index);
        }
        // What is fetched from here on is chosen by what is noted now.
        self.in_part = false;
        let progress = &*self.progress;
        let Some(index) = &progress.index else { return Err(Distrust::NotTheServer) };
        let signed = SignedTime { at: index.issued_at, is_new };
        if index.expires_at <= now {
            self.fail();
            return Ok(Fetched::Index { signed, expired: true });
        }
        if index.rules_serial > rules_serial {
            self.queue.push_back(Item::Rules);
        }
        // An identifier heard after its key's publication never matches.
        let days = index.days.iter().filter(|day| !progress.matched.contains(&day.name));
        let (old, days): (Vec<_>, Vec<_>) = days.partition(|day| day.end <= heard_since);
        let exports = index.exports.iter().filter(|export| !progress.matched.contains(&export.name));
        let (needless, needed): (Vec<_>, Vec<_>) = exports.partition(|export| export.end <= heard_since);
        let mut whole = Vec::new();
        for day in days {
            match days::had(day, &progress.batches) {
                had if days::is_whole(day, &had) => whole.push(day.clone()),
                had => self.queue.push_back(Item::Day(day.clone(), had)),
            }
        }
        self.queue.extend(needed.into_iter().cloned().map(Item::Export));
        // Their ends are signed too, and lie in this phone's past.
        let latest = needless.iter().map(|export| export.end).chain(old.iter().map(|day| day.end)).max();
        self.raise_floor(latest.unwrap_or_default());
        for day in &whole {
            self.matched_day(day, day.end);
        }
        Ok(Fetched::Index { signed, expired: false })
    }

    /// The poll fails: what arrived last is not taken up.
    pub(crate) fn fail(&mut self) {
        self.failed = true;
        // Ask for the whole index again.
        self.progress.etag = None;
    }

    /// Refuses the document that arrived last: the last good state is kept.
    pub(crate) fn refuse(&mut self) {
        self.fail();
        self.progress.refused = true;
    }

    /// An export was matched; it is not fetched again. `end` is the end that the export was signed with.
    pub(crate) fn matched(&mut self, export: &IndexedExport, end: UnixTime) {
        self.raise_floor(end);
        if self.in_part {
            return;
        }
        let progress = &mut *self.progress;
        progress.matched.insert(export.name.clone());
        if !progress.batches.contains(export) {
            progress.batches.push(export.clone());
        }
    }

    /// All exports of a day were matched. `end` is the end that the last of them was signed with.
    pub(crate) fn matched_day(&mut self, day: &IndexedDay, end: UnixTime) {
        self.raise_floor(end);
        if self.in_part {
            return;
        }
        let progress = &mut *self.progress;
        progress.matched.insert(day.name.clone());
        progress.batches.retain(|export| !days::covers(day, export));
    }

    /// What to fetch next; none when the poll is over.
    pub(crate) fn next(&self) -> Option<Request> {
        Some(match self.queue.front()? {
            Item::Rules => get(Errand::Rules, path::RULES.to_owned(), Vec::new(), LONGEST_DOCUMENT),
            Item::Export(export) => {
                get(Errand::Export, format!("{}{}", path::EXPORTS, export.name), Vec::new(), LONGEST_EXPORT)
            }
            Item::Places(places) => {
                get(Errand::Places, format!("{}{}", path::PLACES_EXPORTS, places.name), Vec::new(), LONGEST_PLACES)
            }
            Item::Day(day, had) => get(Errand::Day, format!("{}{}", path::DAYS, day.name), behind(had), LONGEST_EXPORT),
            Item::PlaceDay(of, had) => {
                let path = format!("{}{}", path::PLACE_DAYS, of.day.name);
                get(Errand::Places, path, behind(had), LONGEST_EXPORT)
            }
        })
    }

    /// Ends a poll: plans the next one, a tenth earlier or later at random so that phones do not come all at once.
    pub(crate) fn end(&mut self, between: Duration, now: UnixTime, rng: &mut dyn CryptoRng) {
        let (failed, again) = (self.failed, self.again);
        let progress = &mut *self.progress;
        let wait = if failed {
            BackOff::new(FIRST_RETRY, between).after(&mut progress.failed_polls)
        } else {
            progress.failed_polls = 0;
            progress.refused = false;
            progress.last_checked = Some(now);
            between
        };
        let wait = wait.as_secs();
        let wait = wait - wait / 10 + chance::below(rng, wait / 5 + 1);
        progress.next_poll = if again && !failed { now } else { now.plus(wait) };
    }
}

#[cfg(test)]
mod tests;
