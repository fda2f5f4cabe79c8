//! Entries on their way: asked, answered, waiting until the server has them.

use std::collections::BTreeMap;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use lancan_protocol::{
    key_days::KeyDays,
    places::{CodeSecret, DaySeed, LogId, Minute, PlaceCode, PlaceFlags, Province},
    problem::Problem,
    rules::PlaceRules,
    time::UnixTime,
    visitor_log::{Direction, Entry, KeyPack, LogHour, Upload, seal},
    wire::path,
};
use p256::ecdsa::SigningKey;
use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};

use super::{
    contact::OwnContact,
    shown::{LogDirection, LogEntry, LogStanding},
    verifying::Verifying,
};
use crate::{
    chance,
    event::{HttpFailure, HttpResponse},
    kept::{Keep, from_json, to_json},
    outbox::{Errand, Request},
    sequence::{Delivery, Sent},
};

/// An entry waits at least this long after the scan, in seconds: its time does not tell when somebody stood at the door.
const LEAST_WAIT: u64 = 10 * 60;
/// An entry waits less than this, in seconds.
const MOST_WAIT: u64 = 60 * 60;
/// Minutes after the scan within which an entry is sent: the server takes none that is older.
const LATEST_MINUTES: u32 = Minute::PER_DAY;
/// Longest answer to an envelope, in bytes.
const LONGEST_ANSWER: u64 = 16 << 10;

/// Which entry: the visit and the way. A visit has one of each.
pub(crate) type EntryKey = (i64, Direction);

/// What is asked, what was answered, and what waits to be sent.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct LogEntries {
    /// Which form this is.
    version: FormOfEntries,
    asked: Vec<AskedEntry>,
    /// Visits whose question was answered, until they end.
    answered: BTreeMap<i64, Answered>,
    waiting: Vec<Waiting>,
}

/// The form that this version of the app writes.
#[derive(Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "u32", into = "u32")]
struct FormOfEntries;

impl From<FormOfEntries> for u32 {
    fn from(_: FormOfEntries) -> Self {
        1
    }
}

impl TryFrom<u32> for FormOfEntries {
    type Error = &'static str;

    fn try_from(number: u32) -> Result<Self, Self::Error> {
        if number == 1 { Ok(Self) } else { Err("entries of a version that this app does not read") }
    }
}

impl Keep for LogEntries {
    fn to_bytes(&self) -> Option<Vec<u8>> {
        if *self == Self::default() { None } else { to_json(self) }
    }

    fn from_bytes(bytes: &[u8]) -> Option<Self> {
        from_json(bytes)
    }
}

/// What a scan of a place's code gives an entry: where it is filed, and what proves that somebody scanned the code.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct LoggedScan {
    visit: i64,
    place: String,
    province: Province,
    log: LogId,
    minute: Minute,
    direction: Direction,
    seed: DaySeed,
}

#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
struct AskedEntry {
    scan: LoggedScan,
}

#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct Answered {
    /// How many come along, where the user agreed; none where they did not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    companions: Option<u8>,
    since: Minute,
}

/// An entry to which the user agreed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Waiting {
    visit: i64,
    place: String,
    province: Province,
    minute: Minute,
    direction: Direction,
    delivery: Delivery,
    state: State,
}

/// What is kept of an entry: after it is sealed nothing that this phone could read.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum State {
    Open {
        log: LogId,
        seed: DaySeed,
        companions: u8,
        contact: OwnContact,
    },
    /// The 512 bytes, in base64.
    Sealed(String),
}

impl LoggedScan {
    /// What a scan gives; none at a place that keeps no list, and where the code does not know the day.
    pub(crate) fn of(code: &PlaceCode, visit: i64, direction: Direction, at: Minute, days: KeyDays) -> Option<Self> {
        if !code.place.flags.contains(PlaceFlags::VISITOR_LOG) {
            return None;
        }
        let seed = |minute: Minute| Some((minute, code.day_seed(LogHour::of_minute(minute).day(days))?));
        // Around midnight a display's picture may be of the day before: its own minute counts then.
        let shown = || match &code.secret {
            CodeSecret::Rotating(shown) => seed(shown.minute(days)),
            CodeSecret::Poster(_) => None,
        };
        let (minute, seed) = seed(at).or_else(shown)?;
        let place = code.place.name.as_str().to_owned();
        Some(Self { visit, place, province: code.place.province, log: code.log_id(), minute, direction, seed })
    }

    fn agreed(self, companions: u8, contact: OwnContact, now: UnixTime, rng: &mut dyn CryptoRng) -> Waiting {
        let Self { visit, place, province, log, minute, direction, seed } = self;
        let wait = wait_of_entry(rng);
        let state = State::Open { log, seed, companions, contact };
        Waiting { visit, place, province, minute, direction, delivery: Delivery::at(now.plus(wait)), state }
    }
}

impl Waiting {
    pub(super) fn is_too_late(&self, at: Minute) -> bool {
        at > self.minute && at.since(self.minute) >= LATEST_MINUTES
    }

    pub(super) fn is_sealed(&self) -> bool {
        matches!(self.state, State::Sealed(_))
    }

    pub(super) fn province(&self) -> Province {
        self.province
    }

    pub(super) fn hour(&self) -> LogHour {
        LogHour::of_minute(self.minute)
    }

    fn key(&self) -> EntryKey {
        (self.visit, self.direction)
    }

    /// What is posted: 512 bytes, and nothing that tells more.
    pub(super) fn request(&self) -> Option<Request> {
        let State::Sealed(upload) = &self.state else { return None };
        Some(Request {
            errand: Errand::LogEnvelope,
            path: path::VISITOR_LOG.to_owned(),
            headers: vec![("content-type", "application/octet-stream".to_owned())],
            body: Some(STANDARD.decode(upload).ok()?),
            longest_answer: LONGEST_ANSWER,
        })
    }
}

impl LogEntries {
    /// A place that must list its visitors was entered. Returns whether the user has to be asked: once for a visit.
    pub(crate) fn entered(&mut self, scan: LoggedScan) -> bool {
        if self.answered.contains_key(&scan.visit) {
            return false;
        }
        if self.asked.iter().all(|asked| asked.scan.visit != scan.visit) {
            self.asked.push(AskedEntry { scan });
        }
        true
    }

    /// A visit has ended with a scan. Who agreed on entering has agreed to this too; who did not is not asked.
    pub(crate) fn left(
        &mut self,
        visit: i64,
        scan: Option<LoggedScan>,
        contact: Option<&OwnContact>,
        now: UnixTime,
        rng: &mut dyn CryptoRng,
    ) {
        self.asked.retain(|asked| asked.scan.visit != visit);
        let agreed = self.answered.remove(&visit).and_then(|answered| answered.companions);
        if let (Some(companions), Some(scan), Some(contact)) = (agreed, scan, contact) {
            self.waiting.push(scan.agreed(companions, contact.clone(), now, rng));
        }
    }

    /// Whether leaving a visit would change anything.
    pub(crate) fn knows(&self, visit: i64) -> bool {
        self.answered.contains_key(&visit)
            || self.asked.iter().any(|asked| asked.scan.visit == visit)
            || self.waiting.iter().any(|waiting| waiting.visit == visit)
    }

    /// The user agrees to the entry of a visit, with so many who come along without a code of their own.
    ///
    /// # Errors
    /// [`Problem::NotFound`] where nothing is asked about this visit.
    pub(crate) fn agree(
        &mut self,
        visit: i64,
        companions: u8,
        contact: &OwnContact,
        now: UnixTime,
        rng: &mut dyn CryptoRng,
    ) -> Result<(), Problem> {
        let at = self.asked.iter().position(|asked| asked.scan.visit == visit).ok_or(Problem::NotFound)?;
        let AskedEntry { scan } = self.asked.remove(at);
        self.answered.insert(visit, Answered { companions: Some(companions), since: scan.minute });
        self.waiting.push(scan.agreed(companions, contact.clone(), now, rng));
        Ok(())
    }

    /// The user does not agree. Returns whether something was asked about this visit.
    pub(crate) fn decline(&mut self, visit: i64) -> bool {
        let Some(at) = self.asked.iter().position(|asked| asked.scan.visit == visit) else { return false };
        let AskedEntry { scan } = self.asked.remove(at);
        self.answered.insert(visit, Answered { companions: None, since: scan.minute });
        true
    }

    /// The user deletes a visit: nothing about it is sent any more.
    pub(crate) fn forget_visit(&mut self, visit: i64) {
        self.asked.retain(|asked| asked.scan.visit != visit);
        self.waiting.retain(|waiting| waiting.visit != visit);
        self.answered.remove(&visit);
    }

    pub(crate) fn forget(&mut self, key: EntryKey) {
        self.waiting.retain(|waiting| waiting.key() != key);
    }

    pub(super) fn waiting(&self, key: EntryKey) -> Option<&Waiting> {
        self.waiting.iter().find(|waiting| waiting.key() == key)
    }

    /// The entry that is due first, and when.
    pub(crate) fn first_due(&self, now: UnixTime) -> Option<(UnixTime, EntryKey)> {
        self.waiting.iter().map(|waiting| (waiting.delivery.due(now), waiting.key())).min_by_key(|(due, _)| *due)
    }

    /// Seals an entry to the key of its day; none where it cannot be.
    pub(super) fn seal(
        &mut self,
        key: EntryKey,
        pack: &KeyPack,
        card: &SigningKey,
        by: Verifying<'_>,
        rng: &mut dyn CryptoRng,
    ) -> Option<()> {
        let waiting = self.waiting.iter_mut().find(|waiting| waiting.key() == key)?;
        let State::Open { log, seed, companions, contact } = &waiting.state else { return Some(()) };
        let hour = LogHour::of_minute(waiting.minute);
        let when = (waiting.direction, *companions, waiting.minute);
        let entry =
            Entry::self_scan((*log, hour), when, (contact.in_entry()?, contact.certificate(by.certified)), card);
        let envelope = seal(&entry, (*log, hour), pack.day(hour.day(by.days))?, rng).ok()?;
        let upload = Upload::new(*log, hour, envelope, seed).to_bytes();
        waiting.state = State::Sealed(STANDARD.encode(upload));
        Some(())
    }

    /// An entry, or the keys to seal it with, did not arrive: it is tried again, ever later.
    pub(crate) fn later(&mut self, key: EntryKey, now: UnixTime) {
        if let Some(waiting) = self.waiting.iter_mut().find(|waiting| waiting.key() == key) {
            waiting.delivery.failed(now);
        }
    }

    /// Takes the answer to an entry. One that has arrived, or was refused for good, is forgotten.
    pub(crate) fn answered(
        &mut self,
        key: EntryKey,
        outcome: Result<HttpResponse, HttpFailure>,
        now: UnixTime,
    ) -> Option<Sent<()>> {
        let waiting = self.waiting.iter_mut().find(|waiting| waiting.key() == key)?;
        let sent = waiting.delivery.taken(outcome, now);
        if !matches!(sent, Sent::Waits) {
            self.forget(key);
        }
        Some(sent)
    }

    /// The wall clock was set back: what waits is due within this time.
    pub(crate) fn due_by(&mut self, latest: UnixTime) {
        self.waiting.iter_mut().for_each(|waiting| waiting.delivery.due_by(latest));
    }

    /// What is asked and what waits, in the order of the scans.
    pub(crate) fn shown(&self) -> Vec<LogEntry> {
        let asked = self.asked.iter().map(|AskedEntry { scan }| LogEntry {
            visit: scan.visit,
            place: scan.place.clone(),
            direction: shown_direction(scan.direction),
            at: scan.minute.start(),
            standing: LogStanding::Asked,
        });
        let waiting = self.waiting.iter().map(|waiting| LogEntry {
            visit: waiting.visit,
            place: waiting.place.clone(),
            direction: shown_direction(waiting.direction),
            at: waiting.minute.start(),
            standing: LogStanding::Waiting,
        });
        let mut all: Vec<LogEntry> = asked.chain(waiting).collect();
        all.sort_by_key(|entry| (entry.at, entry.visit));
        all
    }

    pub(super) fn has_old(&self, at: Minute) -> bool {
        self.asked.iter().any(|asked| is_old(asked.scan.minute, LATEST_MINUTES, at))
            || self.answered.values().any(|answered| is_old(answered.since, PlaceRules::LONGEST_STAY_MINUTES, at))
    }

    pub(super) fn forget_old(&mut self, at: Minute) {
        self.asked.retain(|asked| !is_old(asked.scan.minute, LATEST_MINUTES, at));
        self.answered.retain(|_, answered| !is_old(answered.since, PlaceRules::LONGEST_STAY_MINUTES, at));
    }
}

/// How long what tells of a visit waits, in seconds.
pub(super) fn wait_of_entry(rng: &mut dyn CryptoRng) -> u64 {
    LEAST_WAIT + chance::below(rng, MOST_WAIT - LEAST_WAIT)
}

fn is_old(since: Minute, most: u32, at: Minute) -> bool {
    at > since && at.since(since) > most
}

fn shown_direction(direction: Direction) -> LogDirection {
    if direction == Direction::Out { LogDirection::Out } else { LogDirection::In }
}
