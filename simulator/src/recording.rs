//! A phone that only records, on virtual time, by a script that its observer knows: for the crash tests.

use core::time::Duration;
use lancan_protocol::Saturate as _;

use lancan_core::{Now, Recorder, SAVE_WITHIN, SightingOf, StaticVault, Store, StoreError, StoredKey};
use lancan_protocol::{
    frame::Frame,
    key_days::KeyDays,
    keys::DayKey,
    time::{Interval, UnixTime},
};
use rand::SeedableRng as _;
use rand_chacha::ChaCha20Rng;

/// People who are near all the time; their identifiers change with every interval and process.
pub const PEOPLE: u8 = 7;

/// Virtual seconds between scans.
const SCAN_EVERY: u64 = 20;

/// Virtual seconds between other changes: a day key and a value, made as one.
const KEY_EVERY: u64 = 130;

/// A recording process: which one of several, and its virtual time.
#[derive(Clone, Copy, Debug)]
pub struct Script {
    /// Number of the process.
    pub process: u32,
    /// When it starts.
    pub from: UnixTime,
    /// For how many virtual seconds it runs.
    pub seconds: u64,
}

/// What a recording process says of itself, a line each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Said {
    /// It is this late now.
    Time(UnixTime),
    /// All that was heard up to this instant is on disk.
    Acknowledged(UnixTime),
    /// The key with this number is on disk.
    Key(u32),
    /// Saving failed; it goes on.
    Failed,
}

impl Said {
    /// The line that says it.
    pub fn line(self) -> String {
        match self {
            Self::Time(at) => format!("t {}", at.0),
            Self::Acknowledged(at) => format!("a {}", at.0),
            Self::Key(number) => format!("k {number}"),
            Self::Failed => "f 0".to_owned(),
        }
    }

    /// Reads a line back; none if it is not whole.
    pub fn read(line: &str) -> Option<Self> {
        let (kind, number) = line.trim_end().split_once(' ')?;
        let number: u64 = number.parse().ok()?;
        match kind {
            "t" => Some(Self::Time(UnixTime(number))),
            "a" => Some(Self::Acknowledged(UnixTime(number))),
            "k" => Some(Self::Key(u32::try_from(number).ok()?)),
            "f" => Some(Self::Failed),
            _ => None,
        }
    }
}

/// The secret of all stores in these tests.
pub fn vault() -> StaticVault {
    StaticVault::new([42; 32])
}

impl Script {
    /// The identifier of a person in an interval.
    pub fn frame(&self, person: u8, interval: Interval) -> Option<Frame> {
        let mut bytes = [0; Frame::LENGTH];
        let parts = self.process.to_le_bytes().into_iter().chain(interval.0.to_le_bytes()).chain([person; 12]);
        bytes.iter_mut().zip(parts).for_each(|(to, from)| *to = from);
        Frame::from_bytes(&bytes).ok()
    }

    /// The key with this number.
    pub fn key(&self, number: u32) -> DayKey {
        let mut bytes = [0; 16];
        let parts = self.process.to_le_bytes().into_iter().chain(number.to_le_bytes()).chain([0x5A; 8]);
        bytes.iter_mut().zip(parts).for_each(|(to, from)| *to = from);
        DayKey::from_bytes(bytes)
    }

    /// How often every person was heard in an interval up to an instant, that one included.
    pub fn heard(&self, interval: Interval, until: UnixTime) -> u16 {
        let scans = (0..=self.seconds).step_by(usize::try_from(SCAN_EVERY).unwrap_or(1));
        let times = scans.map(|second| self.from.plus(second)).filter(|at| at.interval() == interval && *at <= until);
        times.count().saturate()
    }

    /// The intervals it lives in.
    pub fn intervals(&self) -> impl Iterator<Item = Interval> + use<> {
        (self.from.interval().0..=self.from.plus(self.seconds).interval().0).map(Interval)
    }

    /// Runs it on this store.
    ///
    /// # Errors
    /// When the store cannot be opened.
    pub fn run(&self, path: &std::path::Path, mut say: impl FnMut(Said)) -> Result<(), StoreError> {
        let mut rng = ChaCha20Rng::seed_from_u64(u64::from(self.process));
        let mut store = Store::open(path, &vault(), &mut rng)?;
        let mut recorder = Recorder::new(&mut rng);
        for second in 0..=self.seconds {
            let now = Now { wall: self.from.plus(second), monotonic: Duration::from_secs(second) };
            if second % SCAN_EVERY == 0 {
                say(Said::Time(now.wall));
                recorder.scan_began(now);
                for frame in (0..PEOPLE).filter_map(|person| self.frame(person, now.wall.interval())) {
                    recorder.sighted(now, SightingOf::Frame(frame), Some(-60));
                }
            }
            // A host is never quite on time; a few seconds early leaves room for that.
            let early = SAVE_WITHIN.saturating_sub(Duration::from_secs(5));
            let due = recorder.save_due().is_some_and(|due| now.monotonic + SAVE_WITHIN >= due + early);
            if due || second == self.seconds {
                match recorder.hand_out(now, |segments| store.append(segments)) {
                    Ok(until) => say(Said::Acknowledged(until)),
                    Err(_) => say(Said::Failed),
                }
            }
            if second % KEY_EVERY == KEY_EVERY - 1 {
                let number: u32 = (second / KEY_EVERY).saturate();
                match self.put_key(&mut store, number, now.wall.interval()) {
                    Ok(()) => say(Said::Key(number)),
                    Err(_) => say(Said::Failed),
                }
            }
        }
        Ok(())
    }

    /// Each is the key of a day of its own: of one day a store keeps no more than a report brings.
    fn put_key(&self, store: &mut Store, number: u32, at: Interval) -> Result<(), StoreError> {
        store.run("key", |transaction| {
            let key = self.key(number);
            transaction.put_key(StoredKey::used_throughout(key, at.plus(number.saturating_mul(144)), 144))?;
            transaction.put("last-key", &number.to_le_bytes())
        })?;
        store.keep(KeyDays::VIETNAM, KeyDays::VIETNAM.day(at), Store::DEFAULT_RETENTION_DAYS).map(drop)
    }
}
