//! Fetching what the authority publishes: index, then rules, then every export not yet matched.
//!
//! Pure: answers in, what to fetch next out. What must survive a restart is [`Progress`], which the tracer seals.

use std::collections::{BTreeSet, VecDeque};

use lancan_protocol::{
    signed::{Purpose, Signed},
    time::UnixTime,
    wire::{Deployment, Index, IndexedExport, path},
};
use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};

use crate::{
    chance,
    event::{HttpFailure, HttpResponse},
    outbox::{Errand, Request},
};

/// What is known of the publication; kept sealed.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Progress {
    /// The last good index.
    index: Option<Index>,
    /// Its `ETag`.
    etag: Option<String>,
    /// Names of exports that were matched. One that is left out because nothing was heard before its end is not among
    /// them: what a transfer or a clock set back brings may need it.
    matched: BTreeSet<String>,
    /// Greatest signed end timestamp seen.
    pub(crate) floor: UnixTime,
    /// When to poll next.
    next_poll: UnixTime,
    /// When a poll was last complete.
    pub(crate) last_checked: Option<UnixTime>,
    /// Polls that failed since.
    pub(crate) failed_polls: u32,
    /// The server served something that is not signed as it should be.
    pub(crate) refused: bool,
}

impl Progress {
    /// With the next poll, which is due, every export is fetched and matched again.
    pub(crate) fn match_all_again(&mut self) {
        self.matched.clear();
        self.poll_soon();
    }

    /// A poll is due.
    pub(crate) fn poll_soon(&mut self) {
        self.next_poll = UnixTime(0);
    }

    /// Serial of the rules that the last good index names; zero before there was one.
    pub(crate) fn rules_serial(&self) -> u64 {
        self.index.as_ref().map_or(0, |index| index.rules_serial)
    }
}

/// One poll under way.
#[derive(Default)]
pub(crate) struct Polling {
    queue: VecDeque<Item>,
    failed: bool,
}

enum Item {
    Rules,
    Export(IndexedExport),
}

/// What the phone knows when an answer arrives.
#[derive(Clone, Copy)]
pub(crate) struct Known {
    /// Serial of the rules in force.
    pub(crate) rules_serial: u64,
    /// Nothing that can match was heard before this instant, which is not after `now`.
    pub(crate) heard_since: UnixTime,
    /// The time.
    pub(crate) now: UnixTime,
}

/// What an answer led to.
#[derive(Debug)]
pub(crate) enum Arrived {
    /// Nothing to hand on.
    Nothing,
    /// Rules whose signature is still to be checked.
    Rules(Vec<u8>),
    /// An export as the index describes it; its own signature is still to be checked.
    Export(IndexedExport, Vec<u8>),
}

/// Longest index, rules and export a phone fetches, in bytes.
const LONGEST_DOCUMENT: u64 = 4 << 20;
const LONGEST_EXPORT: u64 = 64 << 20;
/// First wait after a failed poll, in seconds; doubled with every further failure up to the time between polls.
const FIRST_RETRY_SECONDS: u64 = 900;
/// No answer says "unreachable" to the user before this many polls failed.
pub(crate) const POLLS_UNTIL_UNREACHABLE: u32 = 2;

impl Polling {
    /// Whether a poll is due.
    pub(crate) fn is_due(progress: &Progress, now: UnixTime) -> bool {
        now >= progress.next_poll
    }

    /// When the next poll is due.
    pub(crate) fn due(progress: &Progress) -> UnixTime {
        progress.next_poll
    }

    /// Begins a poll.
    pub(crate) fn begin(&mut self, progress: &Progress) -> Request {
        self.queue.clear();
        self.failed = false;
        let headers = progress.etag.iter().map(|etag| ("if-none-match", etag.clone())).collect();
        get(Errand::Index, path::INDEX.to_owned(), headers, LONGEST_DOCUMENT)
    }

    /// Takes the answer to [`Errand::Index`], [`Errand::Rules`] or [`Errand::Export`].
    pub(crate) fn answered(
        &mut self,
        errand: Errand,
        outcome: Result<HttpResponse, HttpFailure>,
        progress: &mut Progress,
        deployment: &Deployment,
        known: Known,
    ) -> Arrived {
        let response = match outcome {
            Ok(response) if response.status == 200 || (response.status == 304 && errand == Errand::Index) => response,
            _ => {
                self.failed = true;
                if errand != Errand::Index {
                    self.queue.pop_front();
                }
                return Arrived::Nothing;
            }
        };
        match errand {
            Errand::Index => {
                self.index_arrived(response, progress, deployment, known);
                Arrived::Nothing
            }
            _ => match self.queue.pop_front() {
                Some(Item::Rules) => Arrived::Rules(response.body),
                Some(Item::Export(export)) => Arrived::Export(export, response.body),
                None => Arrived::Nothing,
            },
        }
    }

    fn index_arrived(
        &mut self,
        response: HttpResponse,
        progress: &mut Progress,
        deployment: &Deployment,
        known: Known,
    ) {
        let Known { rules_serial, heard_since, now } = known;
        if response.status == 200 {
            let serial = progress.index.as_ref().map_or(0, |index| index.serial);
            let index = Signed::open(&response.body, Purpose::Index, &deployment.index_keys)
                .ok()
                .and_then(|document| serde_json::from_slice::<Index>(&document).ok())
                .filter(|index| index.serial >= serial && index.rules_serial >= rules_serial)
                .filter(|index| now < index.expires_at && names_are_safe(index));
            let Some(index) = index else {
                self.refuse(progress);
                return;
            };
            progress.etag = response.etag;
            progress.matched.retain(|name| index.exports.iter().any(|export| export.name == *name));
            progress.index = Some(index);
        }
        let Some(index) = progress.index.as_ref().filter(|index| now < index.expires_at) else {
            self.refuse(progress);
            return;
        };
        if index.rules_serial > rules_serial {
            self.queue.push_back(Item::Rules);
        }
        let new = index.exports.iter().filter(|export| !progress.matched.contains(&export.name));
        // An identifier heard after its key's publication never matches.
        let (needless, needed): (Vec<_>, Vec<_>) = new.partition(|export| export.end <= heard_since);
        self.queue.extend(needed.into_iter().cloned().map(Item::Export));
        // Their ends are signed too, and lie in this phone's past.
        progress.floor = needless.iter().map(|export| export.end).fold(progress.floor, UnixTime::max);
    }

    /// The document that arrived last is not to be believed: the last good state is kept.
    pub(crate) fn refuse(&mut self, progress: &mut Progress) {
        progress.refused = true;
        self.failed = true;
        // Ask for the whole index again.
        progress.etag = None;
    }

    /// An export was matched; it is not fetched again. `end` is the end that it was signed with.
    pub(crate) fn matched(progress: &mut Progress, export: &IndexedExport, end: UnixTime) {
        progress.matched.insert(export.name.clone());
        progress.floor = progress.floor.max(end);
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
    pub(crate) fn end(&self, progress: &mut Progress, seconds_between: u64, now: UnixTime, rng: &mut dyn CryptoRng) {
        let wait = if self.failed {
            progress.failed_polls = progress.failed_polls.saturating_add(1);
            let doublings = (progress.failed_polls - 1).min(16);
            (FIRST_RETRY_SECONDS << doublings).min(seconds_between)
        } else {
            progress.failed_polls = 0;
            progress.refused = false;
            progress.last_checked = Some(now);
            seconds_between
        };
        progress.next_poll = now.plus(wait - wait / 10 + chance::below(rng, wait / 5 + 1));
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
mod tests {
    use lancan_protocol::wire::PublicKeyPem;
    use p256::{
        ecdsa::SigningKey,
        pkcs8::{EncodePublicKey as _, LineEnding},
    };
    use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng as _};

    use super::*;

    const NOW: UnixTime = UnixTime(1_620_000_000);

    fn signer() -> SigningKey {
        SigningKey::from_slice(&[1; 32]).unwrap()
    }

    fn deployment() -> Deployment {
        let pem = signer().verifying_key().to_public_key_pem(LineEnding::LF).unwrap();
        let key = PublicKeyPem { id: "index".into(), version: "1".into(), pem };
        Deployment { index_keys: vec![key], ..Deployment::for_test() }
    }

    /// Everybody was heard after this.
    const HEARD_SINCE: UnixTime = UnixTime(NOW.0 - 600);

    fn export(name: &str) -> IndexedExport {
        let end = if name.starts_with("old") { HEARD_SINCE } else { NOW };
        IndexedExport { name: name.into(), bytes: 1, sha256: String::new(), start: end.minus(60), end }
    }

    #[allow(clippy::unnecessary_wraps, reason = "an answer as hosts give it")]
    fn served(serial: u64, expires_at: UnixTime, exports: &[&str]) -> Result<HttpResponse, HttpFailure> {
        let exports = exports.iter().map(|name| export(name)).collect();
        let index = Index { serial, issued_at: NOW, expires_at, rules_serial: 0, exports };
        let document = serde_json::to_vec(&index).unwrap();
        let signed = Signed::new(Purpose::Index, "index", &signer(), &document);
        Ok(HttpResponse { status: 200, etag: Some("e".into()), body: serde_json::to_vec(&signed).unwrap() })
    }

    const KNOWN: Known = Known { rules_serial: 0, heard_since: HEARD_SINCE, now: NOW };

    fn poll(progress: &mut Progress, answer: Result<HttpResponse, HttpFailure>) -> Vec<String> {
        let mut polling = Polling::default();
        polling.begin(progress);
        polling.answered(Errand::Index, answer, progress, &deployment(), KNOWN);
        let mut fetched = Vec::new();
        while let Some(request) = polling.next() {
            fetched.push(request.path);
            let body = Ok(HttpResponse { status: 200, etag: None, body: vec![1] });
            match polling.answered(request.errand, body, progress, &deployment(), KNOWN) {
                Arrived::Export(export, _) => Polling::matched(progress, &export, export.end),
                other => panic!("an export, not {other:?}"),
            }
        }
        polling.end(progress, 14_400, NOW, &mut ChaCha20Rng::seed_from_u64(1));
        fetched
    }

    #[test]
    fn every_export_is_fetched_once() {
        let mut progress = Progress::default();
        assert_eq!(poll(&mut progress, served(1, NOW.plus(60), &["a", "b"])), ["/v1/exports/a", "/v1/exports/b"]);
        assert_eq!(poll(&mut progress, served(2, NOW.plus(60), &["b", "c"])), ["/v1/exports/c"]);
        let unchanged = Ok(HttpResponse { status: 304, etag: None, body: vec![] });
        assert!(poll(&mut progress, unchanged).is_empty());
        assert_eq!((progress.last_checked, progress.floor), (Some(NOW), NOW));
    }

    #[test]
    fn an_export_that_ended_before_anybody_was_heard_is_left_out_until_somebody_was_heard_before() {
        let mut progress = Progress::default();
        assert!(poll(&mut progress, served(1, NOW.plus(60), &["old"])).is_empty());
        assert_eq!((progress.last_checked, progress.floor), (Some(NOW), HEARD_SINCE));
        assert_eq!(poll(&mut progress, served(2, NOW.plus(60), &["old", "a"])), ["/v1/exports/a"]);
        let earlier = Known { heard_since: HEARD_SINCE.minus(1), ..KNOWN };
        let mut polling = Polling::default();
        let answer = served(3, NOW.plus(60), &["old", "a"]);
        polling.answered(Errand::Index, answer, &mut progress, &deployment(), earlier);
        assert_eq!(polling.next().unwrap().path, "/v1/exports/old");
    }

    #[test]
    fn an_index_that_names_older_rules_than_the_phone_has_is_refused() {
        let mut progress = Progress::default();
        let newer = Known { rules_serial: 1, ..KNOWN };
        let mut polling = Polling::default();
        polling.answered(Errand::Index, served(1, NOW.plus(60), &["a"]), &mut progress, &deployment(), newer);
        assert!(polling.next().is_none() && progress.refused);
    }

    #[test]
    fn an_index_that_is_older_expired_or_forged_changes_nothing() {
        let mut progress = Progress::default();
        poll(&mut progress, served(5, NOW.plus(60), &["a"]));
        let forged = served(6, NOW.plus(60), &["x"]).map(|mut response| {
            let at = response.body.len() / 2;
            response.body[at] ^= 1;
            response
        });
        let unsafe_name = served(7, NOW.plus(60), &["../../officer"]);
        for answer in [served(4, NOW.plus(60), &["x"]), served(6, NOW, &["x"]), forged, unsafe_name] {
            assert!(poll(&mut progress, answer).is_empty());
            assert!(progress.refused);
            assert_eq!(progress.index.as_ref().unwrap().serial, 5);
        }
        assert!(poll(&mut progress, served(5, NOW.plus(60), &["a"])).is_empty());
        assert!(!progress.refused);
    }

    #[test]
    fn after_a_failure_the_wait_grows_up_to_the_usual_time_between_polls() {
        let mut progress = Progress::default();
        let mut waits = Vec::new();
        for _ in 0..8 {
            poll(&mut progress, Err(HttpFailure::Unreachable));
            waits.push(Polling::due(&progress).0 - NOW.0);
        }
        assert!((810..=990).contains(&waits[0]) && (1_620..=1_980).contains(&waits[1]), "{waits:?}");
        assert!(waits[4..].iter().all(|wait| (12_960..=15_840).contains(wait)), "{waits:?}");
        assert_eq!(progress.failed_polls, 8);
    }
}
