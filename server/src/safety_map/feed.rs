//! What changed on the map, told to whoever looks: one look at the store each five seconds, whatever their number.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use lancan_protocol::Saturate as _;
use lancan_protocol::criteria::FacilityKind;
use lancan_protocol::time::UnixTime;
use tokio::sync::{broadcast, watch};

use super::MapCounts;
use crate::facilities::{DayCounts, Facilities};
use crate::ground::clock::Clock;
use crate::ground::error::Failure;
use crate::ground::unit_set::UnitSet;
use crate::units::Units;

/// Seconds between two looks.
const EVERY_SECONDS: u64 = 5;
/// Seconds by which a look reaches back before the last one: another instance may have written a little earlier.
const OVERLAP: u64 = 5;
/// Events that a browser which lost its connection may ask for again.
const KEPT: usize = 10_000;

/// An event: its number and its data.
pub(super) type MapEvent = (u64, Arc<str>);

/// The events of the map.
pub(crate) struct MapFeed {
    facilities: Arc<Facilities>,
    clock: Arc<dyn Clock>,
    set: UnitSet,
    ring: Mutex<VecDeque<MapEvent>>,
    sender: broadcast::Sender<MapEvent>,
    streams: AtomicUsize,
    /// Streams that this instance serves at the same time.
    most_streams: usize,
    /// What was told last of each unit and kind.
    told: Mutex<BTreeMap<(String, &'static str), MapCounts>>,
    last: Mutex<(UnixTime, u64)>,
    /// Whether assessments were due at the last look: from then on whoever has none is grey, though no row changed.
    late: AtomicBool,
}

/// What a browser has missed.
pub(super) enum Missed {
    /// These events.
    Events(Vec<MapEvent>),
    /// More than is kept, or of another instance.
    Unknown,
}

/// A place among the streams; given back when it is dropped.
pub(super) struct StreamSeat(Arc<MapFeed>);

impl Drop for StreamSeat {
    fn drop(&mut self) {
        self.0.streams.fetch_sub(1, Ordering::Relaxed);
    }
}

fn locked<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl MapFeed {
    pub(crate) fn new(facilities: Arc<Facilities>, clock: Arc<dyn Clock>, set: UnitSet, streams: u32) -> Self {
        // Numbers of another process are none of this one's.
        let first = clock.now().0.saturating_mul(1_000_000);
        Self {
            facilities,
            set,
            ring: Mutex::default(),
            sender: broadcast::channel(1_024).0,
            streams: AtomicUsize::new(0),
            most_streams: streams.saturate(),
            told: Mutex::default(),
            last: Mutex::new((clock.now(), first)),
            late: AtomicBool::new(false),
            clock,
        }
    }

    /// A place among the streams; none while all are taken.
    pub(super) fn seat(self: &Arc<Self>) -> Option<StreamSeat> {
        let taken = self.streams.fetch_add(1, Ordering::Relaxed);
        let seat = StreamSeat(self.clone());
        (taken < self.most_streams).then_some(seat)
    }

    /// What is told from now on, and what was missed since an event.
    pub(super) fn listen(&self, since: Option<u64>) -> (broadcast::Receiver<MapEvent>, Missed) {
        let ring = locked(&self.ring);
        let receiver = self.sender.subscribe();
        let Some(since) = since else { return (receiver, Missed::Events(Vec::new())) };
        let newest = locked(&self.last).1;
        let is_kept = since == newest
            || ring.front().is_some_and(|(first, _)| since >= first.saturating_sub(1)) && since <= newest;
        if !is_kept {
            return (receiver, Missed::Unknown);
        }
        (receiver, Missed::Events(ring.iter().filter(|(number, _)| *number > since).cloned().collect()))
    }

    /// The map's time.
    pub(super) fn now(&self) -> UnixTime {
        self.clock.now()
    }

    /// Waits until a time.
    pub(super) async fn reached(&self, at: UnixTime) {
        self.clock.reached(at).await;
    }

    /// The number of the newest event.
    pub(super) fn newest(&self) -> u64 {
        locked(&self.last).1
    }

    /// Looks at what changed since the last look, and tells it.
    ///
    /// # Errors
    /// [`Failure`] when the store fails; the next look finds the same.
    pub(crate) async fn look(&self) -> Result<(), Failure> {
        let (since, now) = (locked(&self.last).0, self.clock.now());
        let late = self.facilities.is_late(self.facilities.today());
        let is_as_before = self.late.load(Ordering::Relaxed) == late;
        let since = if is_as_before { since.minus(OVERLAP) } else { UnixTime(0) };
        let changed = self.facilities.changed_since(since).await?;
        let units: BTreeSet<String> = changed
            .iter()
            .flat_map(|ward| {
                ward.area.path().split('/').filter(|part| !part.is_empty()).map(str::to_owned).collect::<Vec<_>>()
            })
            .collect();
        for code in units {
            self.tell(&code).await?;
        }
        locked(&self.last).0 = now;
        self.late.store(late, Ordering::Relaxed);
        Ok(())
    }

    async fn tell(&self, code: &str) -> Result<(), Failure> {
        if Units::of(self.set).find(code).is_none() {
            return Ok(());
        }
        let kinds = self.facilities.counts_of(code).await?;
        let colour = |kinds: &[(FacilityKind, DayCounts)]| {
            self.facilities.colour(kinds, self.facilities.is_late(self.facilities.today()))
        };
        let all = kinds.iter().fold(DayCounts::default(), |sum, (_, counts)| sum.and(*counts));
        let whole = MapCounts::of(code, None, all, colour(&kinds));
        let each =
            kinds.iter().map(|(kind, counts)| MapCounts::of(code, Some(*kind), *counts, colour(&[(*kind, *counts)])));
        for counts in std::iter::once(whole).chain(each) {
            self.tell_counts(counts);
        }
        Ok(())
    }

    fn tell_counts(&self, counts: MapCounts) {
        let key = (counts.code.clone(), counts.kind);
        let mut told = locked(&self.told);
        if told.get(&key) == Some(&counts) {
            return;
        }
        let Ok(data) = serde_json::to_string(&counts) else { return };
        told.insert(key, counts);
        let mut ring = locked(&self.ring);
        let mut last = locked(&self.last);
        last.1 += 1;
        let event: MapEvent = (last.1, data.into());
        if ring.len() == KEPT {
            ring.pop_front();
        }
        ring.push_back(event.clone());
        // Nobody listening is no fault.
        let _ = self.sender.send(event);
    }

    /// Looks each five seconds until `stop` says so.
    pub(crate) async fn keep_looking(self: Arc<Self>, mut stop: watch::Receiver<bool>) {
        loop {
            if let Err(failure) = self.look().await {
                tracing::error!(%failure, "looking at the safety map failed; it is tried again");
            }
            tokio::select! {
                () = self.clock.reached(self.clock.now().plus(EVERY_SECONDS)) => {}
                _ = stop.wait_for(|stop| *stop) => return,
            }
        }
    }
}
