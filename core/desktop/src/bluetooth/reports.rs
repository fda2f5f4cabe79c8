//! What the radio has under way, and what it reports of it. The two change together: the end of a scan or an advert is
//! reported once, and never after the adapter went off.

use core::time::Duration;
use std::sync::{
    Mutex, MutexGuard, PoisonError,
    atomic::{AtomicUsize, Ordering},
};

use lancan_core::{AdapterState, RadioEvent, Sighting};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

/// The most sightings that wait for the core. More are dropped, as a radio drops adverts; nothing else is ever dropped.
const WAITING: usize = 4096;

/// Takes reports; they come out of the receiver that it was made with.
pub(crate) struct Reports {
    under_way: Mutex<UnderWay>,
    sightings_waiting: AtomicUsize,
    events: UnboundedSender<RadioEvent>,
}

/// With the monotonic time at which each is over.
#[derive(Default)]
struct UnderWay {
    adapter: Option<AdapterState>,
    scan: Option<Duration>,
    advert: Option<Duration>,
}

impl Reports {
    pub(crate) fn new() -> (Self, UnboundedReceiver<RadioEvent>) {
        let (events, receiver) = unbounded_channel();
        (Self { under_way: Mutex::default(), sightings_waiting: AtomicUsize::new(0), events }, receiver)
    }

    /// Reports what changes nothing here.
    pub(crate) fn tell(&self, event: RadioEvent) {
        // The receiver is gone only when the whole radio is being dropped.
        let _ = self.events.send(event);
    }

    /// Reports what was heard, unless no scan runs or too much is waiting.
    pub(crate) fn sighted(&self, sighting: Sighting) {
        let under_way = self.under_way();
        if under_way.scan.is_some() && self.sightings_waiting.load(Ordering::Acquire) < WAITING {
            self.sightings_waiting.fetch_add(1, Ordering::AcqRel);
            self.tell(RadioEvent::Sighted(sighting));
        }
    }

    /// An event has been taken out.
    pub(crate) fn taken(&self, event: &RadioEvent) {
        if matches!(event, RadioEvent::Sighted(_)) {
            self.sightings_waiting.fetch_sub(1, Ordering::AcqRel);
        }
    }

    /// Sets the adapter's state, and reports it where it was another.
    pub(crate) fn adapter(&self, state: AdapterState) {
        let mut under_way = self.under_way();
        if under_way.adapter == Some(state) {
            return;
        }
        *under_way = UnderWay { adapter: Some(state), ..UnderWay::default() };
        self.tell(RadioEvent::Adapter(state));
    }

    /// Whether the adapter is on.
    pub(crate) fn is_on(&self) -> bool {
        self.under_way().adapter == Some(AdapterState::On)
    }

    /// A scan runs until then, in place of any before. False where it failed because the adapter went off.
    pub(crate) fn scan_began(&self, until: Duration) -> bool {
        let mut under_way = self.under_way();
        let runs = under_way.adapter == Some(AdapterState::On);
        under_way.scan = runs.then_some(until);
        self.tell(if runs { RadioEvent::ScanStarted } else { RadioEvent::ScanFailed });
        runs
    }

    /// A scan did not start, and none runs.
    pub(crate) fn scan_failed(&self) {
        let mut under_way = self.under_way();
        under_way.scan = None;
        self.tell(RadioEvent::ScanFailed);
    }

    /// The scan under way, if there is one, is over.
    pub(crate) fn scan_stopped(&self) {
        let mut under_way = self.under_way();
        if under_way.scan.take().is_some() {
            self.tell(RadioEvent::ScanStopped);
        }
    }

    /// Whether a scan runs.
    pub(crate) fn is_scanning(&self) -> bool {
        self.scan_until().is_some()
    }

    /// When the scan under way is over.
    pub(crate) fn scan_until(&self) -> Option<Duration> {
        self.under_way().scan
    }

    /// An advert is on the air until then, in place of any before. False where it failed because the adapter went off.
    #[cfg(target_os = "linux")]
    pub(crate) fn advert_began(&self, until: Duration) -> bool {
        let mut under_way = self.under_way();
        let runs = under_way.adapter == Some(AdapterState::On);
        under_way.advert = runs.then_some(until);
        self.tell(if runs { RadioEvent::AdvertisingStarted } else { RadioEvent::AdvertisingFailed });
        runs
    }

    /// An advert did not start, and none is on the air.
    pub(crate) fn advert_failed(&self) {
        let mut under_way = self.under_way();
        under_way.advert = None;
        self.tell(RadioEvent::AdvertisingFailed);
    }

    /// The advert on the air, if there is one, was taken off as it was told to.
    #[cfg(target_os = "linux")]
    pub(crate) fn advert_stopped(&self) {
        self.under_way().advert = None;
    }

    /// The time of the advert on the air, if there is one, is over.
    #[cfg(target_os = "linux")]
    pub(crate) fn advert_over(&self) {
        let mut under_way = self.under_way();
        if under_way.advert.take().is_some() {
            self.tell(RadioEvent::AdvertisingFailed);
        }
    }

    /// When the time of the advert on the air is over.
    pub(crate) fn advert_until(&self) -> Option<Duration> {
        self.under_way().advert
    }

    fn under_way(&self) -> MutexGuard<'_, UnderWay> {
        self.under_way.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use lancan_core::{Advert, PeerHandle};

    use super::*;

    const SOON: Duration = Duration::from_secs(10);

    fn taken(events: &mut UnboundedReceiver<RadioEvent>) -> Vec<RadioEvent> {
        core::iter::from_fn(|| events.try_recv().ok()).collect()
    }

    #[test]
    fn an_end_is_told_once() {
        let (reports, mut events) = Reports::new();
        reports.adapter(AdapterState::On);
        reports.scan_began(SOON);
        reports.scan_stopped();
        reports.scan_stopped();
        let on = RadioEvent::Adapter(AdapterState::On);
        assert_eq!(taken(&mut events), [on, RadioEvent::ScanStarted, RadioEvent::ScanStopped]);
    }

    #[test]
    fn everything_ends_with_the_adapter_which_says_so_once_and_first() {
        let (reports, mut events) = Reports::new();
        reports.adapter(AdapterState::On);
        assert!(reports.scan_began(SOON));
        taken(&mut events);
        reports.adapter(AdapterState::Off);
        reports.adapter(AdapterState::Off);
        reports.scan_stopped();
        assert!(!reports.scan_began(SOON), "what began meanwhile has failed");
        assert_eq!(taken(&mut events), [RadioEvent::Adapter(AdapterState::Off), RadioEvent::ScanFailed]);
        assert_eq!((reports.scan_until(), reports.advert_until()), (None, None));
    }

    #[test]
    fn in_a_flood_only_sightings_are_dropped() {
        let (reports, mut events) = Reports::new();
        reports.adapter(AdapterState::On);
        reports.scan_began(SOON);
        taken(&mut events);
        let sighting = Sighting { peer: PeerHandle(1), rssi_dbm: None, advert: Advert::ServiceUuid };
        for _ in 0..WAITING + 100 {
            reports.sighted(sighting);
        }
        reports.scan_stopped();
        let waiting = taken(&mut events);
        assert_eq!(waiting.len(), WAITING + 1);
        assert_eq!(waiting.last(), Some(&RadioEvent::ScanStopped));
        for event in &waiting {
            reports.taken(event);
        }
        reports.scan_began(SOON);
        reports.sighted(sighting);
        assert_eq!(taken(&mut events), [RadioEvent::ScanStarted, RadioEvent::Sighted(sighting)]);
    }
}
