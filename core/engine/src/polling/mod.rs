//! Fetching what the authority publishes: index, then rules, then every export not yet matched.
//!
//! Pure: answers in, what to fetch next out. What must survive a restart is the [`Progress`] within, which is kept.

use core::time::Duration;
use std::collections::{BTreeSet, VecDeque};

use lancan_protocol::{
    signed::{Purpose, Signed},
    time::UnixTime,
    wire::{Index, IndexedExport, PublicKeyPem, path},
};
use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};

use crate::{
    back_off::BackOff,
    chance,
    event::{HttpFailure, HttpResponse},
    kept::{Keep as _, Kept, KeptValue, keep_as_json},
    outbox::{Errand, Request},
};

/// What is known of the publication.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Progress {
    /// The last good index.
    index: Option<Index>,
    /// Its `ETag`.
    etag: Option<String>,
    /// Names of exports that were matched. One that is left out because nothing was heard before its end is not among
    /// them: what a transfer or a clock set back brings may need it.
    matched: BTreeSet<String>,
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
    /// What the poll under way has matched is to be matched once more: the next poll follows at once.
    again: bool,
}

enum Item {
    Rules,
    Export(IndexedExport),
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
    /// Rules whose signature is still to be checked.
    Rules(Vec<u8>),
    /// An export as the index describes it; its own signature is still to be checked.
    Export(IndexedExport, Vec<u8>),
}

/// Longest index and longest rules document that a phone fetches, in bytes.
const LONGEST_DOCUMENT: u64 = 4 << 20;
/// Longest export that a phone fetches, in bytes.
const LONGEST_EXPORT: u64 = 64 << 20;
/// First wait after a failed poll; doubles with every further failure up to the time between polls.
const FIRST_RETRY: Duration = Duration::from_mins(15);
/// Consecutive failed polls after which the user is notified that the server cannot be reached.
const FAILED_POLLS_UNTIL_UNREACHABLE: u32 = 2;

impl Polling {
    /// Before any poll.
    pub(crate) fn new() -> Self {
        Self { progress: Kept::default(), queue: VecDeque::new(), failed: false, again: false }
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

    /// Makes a poll due, with which every export is fetched and matched again.
    pub(crate) fn match_all_again(&mut self) {
        self.progress.matched.clear();
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
            Ok(response) if response.status == 200 || (response.status == 304 && errand == Errand::Index) => response,
            _ => {
                self.failed = true;
                if errand != Errand::Index {
                    self.queue.pop_front();
                }
                return Fetched::Nothing;
            }
        };
        match errand {
            Errand::Index => {
                if self.index_arrived(response, known).is_none() {
                    self.refuse();
                }
                Fetched::Nothing
            }
            _ => match self.queue.pop_front() {
                Some(Item::Rules) => Fetched::Rules(response.body),
                Some(Item::Export(export)) => Fetched::Export(export, response.body),
                None => Fetched::Nothing,
            },
        }
    }

    /// Takes up an index, new or unchanged; none when it cannot be trusted.
    fn index_arrived(&mut self, response: HttpResponse, known: Known<'_>) -> Option<()> {
        let Known { index_keys, rules_serial, heard_since, now } = known;
        if response.status == 200 {
            let serial = self.progress.index.as_ref().map_or(0, |index| index.serial);
            let index = Signed::open(&response.body, Purpose::Index, index_keys)
                .ok()
                .and_then(|document| serde_json::from_slice::<Index>(&document).ok())
                .filter(|index| index.serial >= serial && index.rules_serial >= rules_serial)
                .filter(|index| now < index.expires_at && names_are_safe(index))?;
            let progress = &mut *self.progress;
            progress.etag = response.etag;
            progress.matched.retain(|name| index.exports.iter().any(|export| export.name == *name));
            progress.index = Some(index);
        }
        let progress = &*self.progress;
        let index = progress.index.as_ref().filter(|index| now < index.expires_at)?;
        if index.rules_serial > rules_serial {
            self.queue.push_back(Item::Rules);
        }
        let new = index.exports.iter().filter(|export| !progress.matched.contains(&export.name));
        // An identifier heard after its key's publication never matches.
        let (needless, needed): (Vec<_>, Vec<_>) = new.partition(|export| export.end <= heard_since);
        self.queue.extend(needed.into_iter().cloned().map(Item::Export));
        // Their ends are signed too, and lie in this phone's past.
        let signed = needless.iter().map(|export| export.end).max();
        self.raise_floor(signed.unwrap_or_default());
        Some(())
    }

    /// Refuses the document that arrived last: the last good state is kept.
    pub(crate) fn refuse(&mut self) {
        self.failed = true;
        self.progress.refused = true;
        // Ask for the whole index again.
        self.progress.etag = None;
    }

    /// An export was matched; it is not fetched again. `end` is the end that the export was signed with.
    pub(crate) fn matched(&mut self, export: &IndexedExport, end: UnixTime) {
        self.progress.matched.insert(export.name.clone());
        self.raise_floor(end);
    }

    /// What to fetch next; none when the poll is over.
    pub(crate) fn next(&self) -> Option<Request> {
        Some(match self.queue.front()? {
            Item::Rules => get(Errand::Rules, path::RULES.to_owned(), Vec::new(), LONGEST_DOCUMENT),
            Item::Export(export) => {
                get(Errand::Export, format!("{}{}", path::EXPORTS, export.name), Vec::new(), LONGEST_EXPORT)
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

fn get(errand: Errand, path: String, headers: Vec<(&'static str, String)>, longest_answer: u64) -> Request {
    Request { errand, path, headers, body: None, longest_answer }
}

/// A name becomes part of a path: nothing but what the index promises may be in it.
fn names_are_safe(index: &Index) -> bool {
    index.exports.iter().all(|export| {
        !export.name.is_empty()
            && export.name.len() <= 100
            && export.name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'-' | b'.'))
            && !export.name.contains("..")
    })
}

#[cfg(test)]
mod tests;
