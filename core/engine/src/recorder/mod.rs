//! The recorder: sightings in, encounters out, in bounded memory (`docs/protocol.md`, Encounters).
//!
//! One encounter per identifier and interval of this phone's wall clock. The recorder writes nothing:
//! [`Recorder::hand_out`] hands out what is unsaved as [`Segment`]s, at the latest [`SAVE_WITHIN`] after it was heard.
//! A failed write loses nothing: the segments stay in memory, up to [`UNSAVED_ENCOUNTERS`], and are handed out again.
//!
//! The wall clock may step either way at any time. A sighting belongs to the interval that the wall clock shows
//! when it is heard; coming back to an interval adds to what the store holds of it. Spans between scans are
//! taken from the monotonic clock, so a step neither lengthens nor shortens them.

mod seats;

use core::time::Duration;
use lancan_protocol::Saturate as _;
use std::collections::VecDeque;

use lancan_matching::Floor;
use lancan_protocol::{
    encounter::EncounterFlags,
    frame::Frame,
    keys::{EncryptedMetadata, RollingId},
    time::{Interval, UnixTime},
};
use rand_core::CryptoRng;

use crate::{
    now::Now,
    segment::{Activity, Segment},
};
use seats::{Seats, SightingInScan};

/// Whatever was heard is saved within this time: nothing acknowledged is ever further behind.
pub const SAVE_WITHIN: Duration = Duration::from_mins(1);

/// Most identifiers remembered of one interval; a tenth of them may be Bluezone's.
pub const SEATS: usize = 8_192;

/// Scans that begin within this time of the first of them count as one scan instance: with a scan every few seconds
/// there would be more to keep of each than closeness needs.
pub const SCANS_TOGETHER: Duration = Duration::from_mins(1);

/// Most encounters kept of an interval in which the seats ran out: those that stayed longest.
/// As many as a report may carry, so that a long flood cannot fill the disk.
pub const KEPT_OF_A_FLOOD: usize = 2_048;

/// Most encounters of finished intervals kept in memory while the store cannot be written; then the oldest
/// interval goes.
pub const UNSAVED_ENCOUNTERS: usize = 16_384;

/// What a sighting is of, and how the phone came by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SightingOf {
    /// A frame in an advert, or read from a peer whose advert was measured.
    Frame(Frame),
    /// A frame that a peer wrote to us, with no advert measured from its address.
    Written(Frame),
    /// A Bluezone 2.x identifier in an advert.
    Bluezone([u8; 12]),
}

/// Turns sightings into encounters.
#[derive(Debug)]
pub struct Recorder {
    frames: Seats,
    bluezone: Seats,
    current: Option<IntervalInProgress>,
    closed: VecDeque<Segment>,
    scan: Option<ScanInProgress>,
    next_scan: u32,
    segments: u64,
    floor: Floor,
}

/// The interval in progress.
#[derive(Clone, Copy, Debug)]
struct IntervalInProgress {
    segment: u64,
    interval: Interval,
    activity: Activity,
    /// Monotonic time of the oldest change that is not saved.
    unsaved_since: Option<Duration>,
}

/// The scan in progress.
#[derive(Clone, Copy, Debug)]
struct ScanInProgress {
    number: u32,
    /// Scans counted together have the same one.
    instance: u32,
    instance_began: Duration,
    /// Whole seconds are credited; what is left of one second counts with the next scan.
    credited_until: Duration,
    seconds_since_last: u16,
    /// A new interval began then, and nothing was heard since: should it still listen, it counts from there.
    continued: Option<Duration>,
}

impl Recorder {
    /// An empty recorder. The randomness keeps others from foreseeing which seats their forgeries take.
    pub fn new(rng: &mut dyn CryptoRng) -> Self {
        Self {
            frames: Seats::new(SEATS - SEATS / 10, rng),
            bluezone: Seats::new(SEATS / 10, rng),
            current: None,
            closed: VecDeque::new(),
            scan: None,
            next_scan: 0,
            segments: rng.next_u64(),
            floor: Floor::default(),
        }
    }

    /// A scan has begun. The interval is marked as scanned.
    pub fn scan_began(&mut self, now: Now) {
        self.mark(now, Activity::SCANNED);
        self.begin_scan(now.monotonic, self.scan.map(|scan| scan.credited_until));
    }

    /// Tracing was paused or the radio went off: the time until the next scan counts for nobody.
    pub fn interrupted(&mut self) {
        self.scan = None;
    }

    /// This phone's adverts are on the air now. To be told at the start and at least once an interval.
    pub fn advertising(&mut self, now: Now) {
        self.mark(now, Activity::ADVERTISED);
    }

    /// Keys were published up to here: whatever is heard while the wall clock shows less is marked
    /// [`EncounterFlags::BELOW_FLOOR`] and never matches.
    pub fn raise_floor(&mut self, signed_end: UnixTime) {
        self.floor.raise(signed_end);
    }

    /// One identifier was heard. Returns whether it was recorded: under a flood not every newcomer is.
    ///
    /// `rssi_dbm` above +20 counts as not measured, because the Bluetooth specification reserves these values.
    pub fn sighted(&mut self, now: Now, of: SightingOf, rssi_dbm: Option<i8>) -> bool {
        let interval = self.enter(now);
        let scan = match self.scan {
            None => self.begin_scan(now.monotonic, None),
            // What is left of a scan in progress counts from the interval's beginning, so that no time counts twice.
            Some(ScanInProgress { credited_until, continued: Some(at), .. }) => {
                self.begin_scan(at, Some(credited_until))
            }
            Some(scan) => scan,
        };
        let (frame, mut flags) = match of {
            SightingOf::Frame(frame) => (frame, EncounterFlags::default()),
            SightingOf::Written(frame) => (frame, EncounterFlags::WRITTEN_ONLY),
            SightingOf::Bluezone(id) => (bluezone_frame(id), EncounterFlags::BLUEZONE),
        };
        if self.floor.is_above(now.wall) {
            flags.insert(EncounterFlags::BELOW_FLOOR);
        }
        let sighting = SightingInScan {
            frame,
            flags,
            second: u16::try_from(now.wall.0.saturating_sub(interval.start().0).min(599)).unwrap_or(599),
            rssi_dbm: rssi_dbm.filter(|dbm| *dbm <= 20),
            scan: scan.number,
            instance: scan.instance,
            seconds_since_last: scan.seconds_since_last,
        };
        let seats = if matches!(of, SightingOf::Bluezone(_)) { &mut self.bluezone } else { &mut self.frames };
        let seated = seats.hear(&sighting);
        if seated {
            self.touch(now);
        }
        seated
    }

    /// Monotonic time by which [`Recorder::hand_out`] is due; none while everything is saved.
    pub fn save_due(&self) -> Option<Duration> {
        let oldest = self.closed.iter().map(|segment| segment.unsaved_since).min();
        let current = self.current.and_then(|current| current.unsaved_since);
        oldest.into_iter().chain(current).min().map(|since| since.saturating_add(SAVE_WITHIN))
    }

    /// Hands everything unsaved to `write` ([`Store::append`](crate::Store::append)) at once, unless there is nothing.
    /// After success all that was heard up to the returned instant is saved.
    ///
    /// # Errors
    /// Those of `write`. Nothing is lost then; the next call hands out the same segments, grown.
    pub fn hand_out<E>(&mut self, now: Now, write: impl FnOnce(&[Segment]) -> Result<(), E>) -> Result<UnixTime, E> {
        self.enter(now);
        if let Some(segment) = self.open_segment() {
            self.closed.push_back(segment);
            let outcome = write(self.closed.make_contiguous());
            self.closed.pop_back();
            outcome?;
        } else if !self.closed.is_empty() {
            write(self.closed.make_contiguous())?;
        }
        self.closed.clear();
        if let Some(current) = &mut self.current {
            current.unsaved_since = None;
        }
        Ok(now.wall)
    }

    /// Forgets everything that is in memory, saved or not.
    pub fn clear(&mut self) {
        self.frames.clear();
        self.bluezone.clear();
        self.closed.clear();
        self.current = None;
        self.scan = None;
    }

    /// Encounters in memory: of the interval in progress, and of finished ones that are not saved.
    pub fn len(&self) -> usize {
        self.frames.len() + self.bluezone.len() + self.unsaved()
    }

    /// Whether nothing is in memory.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Makes the wall clock's interval the current one and returns it.
    fn enter(&mut self, now: Now) -> Interval {
        let interval = now.wall.interval();
        if self.current.is_none_or(|current| current.interval != interval) {
            self.close();
            self.segments = self.segments.wrapping_add(1);
            self.current = Some(IntervalInProgress {
                segment: self.segments,
                interval,
                activity: Activity::default(),
                unsaved_since: None,
            });
            if let Some(scan) = &mut self.scan {
                scan.continued = Some(now.monotonic);
            }
        }
        interval
    }

    /// Ends the interval in progress.
    fn close(&mut self) {
        if let Some(segment) = self.open_segment() {
            self.closed.push_back(segment);
            while self.unsaved() > UNSAVED_ENCOUNTERS && self.closed.pop_front().is_some() {}
        }
        self.frames.clear();
        self.bluezone.clear();
        self.current = None;
    }

    /// The interval in progress, if any of it is unsaved.
    fn open_segment(&self) -> Option<Segment> {
        let current = self.current?;
        let unsaved_since = current.unsaved_since?;
        let mut encounters = self.frames.encounters(current.interval, KEPT_OF_A_FLOOD);
        encounters.append(&mut self.bluezone.encounters(current.interval, KEPT_OF_A_FLOOD / 10));
        encounters.sort_unstable_by_key(|encounter| encounter.frame.id);
        Some(Segment {
            number: current.segment,
            interval: current.interval,
            activity: current.activity,
            encounters,
            unsaved_since,
        })
    }

    /// `since`: up to when earlier scans were credited; none after an interruption.
    fn begin_scan(&mut self, began: Duration, since: Option<Duration>) -> ScanInProgress {
        let uncredited = since.map_or(Duration::ZERO, |since| began.saturating_sub(since));
        let seconds_since_last: u16 = uncredited.as_secs().min(Interval::SECONDS).saturate();
        let remainder = Duration::from_nanos(u64::from(uncredited.subsec_nanos()));
        let credited_until = began.saturating_sub(remainder);
        let (number, instance, instance_began) = match self.scan {
            Some(last) if began.saturating_sub(last.instance_began) < SCANS_TOGETHER => {
                (last.number.wrapping_add(1), last.instance, last.instance_began)
            }
            Some(last) => (last.number.wrapping_add(1), last.instance.wrapping_add(1), began),
            None => (self.next_scan, self.next_scan, began),
        };
        // Numbers go on after an interruption, so that no scan is taken for one before it.
        self.next_scan = number.max(instance).wrapping_add(1);
        let scan =
            ScanInProgress { number, instance, instance_began, credited_until, seconds_since_last, continued: None };
        self.scan = Some(scan);
        scan
    }

    fn mark(&mut self, now: Now, activity: Activity) {
        self.enter(now);
        let Some(current) = &mut self.current else { return };
        if !current.activity.contains(activity) {
            current.activity.insert(activity);
            self.touch(now);
        }
    }

    fn touch(&mut self, now: Now) {
        if let Some(current) = &mut self.current {
            current.unsaved_since.get_or_insert(now.monotonic);
        }
    }

    fn unsaved(&self) -> usize {
        self.closed.iter().map(|segment| segment.encounters.len()).sum()
    }
}

/// A Bluezone identifier as a frame: padded with zeros, no metadata.
fn bluezone_frame(id: [u8; 12]) -> Frame {
    let mut bytes = [0; 16];
    if let Some(head) = bytes.first_chunk_mut::<12>() {
        *head = id;
    }
    Frame { id: RollingId::from_bytes(bytes), metadata: EncryptedMetadata::from_bytes([0; 4]) }
}
