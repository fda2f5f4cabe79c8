//! A phone of the test: the radio machine on a real adapter, with known frames.

use core::time::Duration;
use std::sync::{Arc, Mutex};

use lancan_core::{Capabilities, DutyCycle, Fixed, Observation, Own, Radio, RadioCommand, Step, Turn};
use lancan_desktop::{Bluetooth, now};
use lancan_protocol::{
    frame::{Frame, ServiceUuid},
    keys::{DayKey, Metadata},
    time::Interval,
};
use tokio::{sync::mpsc, task::JoinHandle, time::timeout};

/// What a phone saw and did.
#[derive(Default)]
pub(crate) struct Log {
    pub(crate) observations: Vec<Observation>,
    pub(crate) commands: Vec<RadioCommand>,
    /// Commands and events in order, each with its second.
    pub(crate) story: Vec<String>,
}

impl Log {
    /// Whether this frame was heard, read or written.
    pub(crate) fn has(&self, wanted: &Frame) -> bool {
        self.frames().any(|frame| frame == *wanted)
    }

    pub(crate) fn frames(&self) -> impl Iterator<Item = Frame> + '_ {
        self.observations.iter().filter_map(|observation| match observation {
            Observation::Frame { frame, .. } => Some(*frame),
            _ => None,
        })
    }
}

/// A running phone; it stops when dropped.
pub(crate) struct Phone {
    key: u8,
    log: Arc<Mutex<Log>>,
    running: JoinHandle<()>,
    stop: mpsc::Sender<()>,
}

/// The frame of the phone with this key number in an interval.
pub(crate) fn frame(key: u8, interval: Interval) -> Frame {
    let keys = DayKey::from_bytes([key; 16]).identifiers();
    let id = keys.rolling_id(interval);
    Frame { id, metadata: keys.encrypt(&id, Metadata::with_power(0)) }
}

/// Frames of a known key, changed without delay.
struct Known(u8);

impl Own for Known {
    fn frame(&mut self, interval: Interval) -> Option<Frame> {
        Some(frame(self.0, interval))
    }

    fn random(&mut self) -> u64 {
        0
    }
}

impl Phone {
    /// A phone on this adapter; `change` may take abilities away.
    pub(crate) async fn start(adapter: &str, key: u8, change: impl FnOnce(&mut Capabilities)) -> Result<Self, String> {
        let bluetooth = Bluetooth::open(Some(adapter), ServiceUuid::DEFAULT)
            .await
            .map_err(|error| format!("{adapter}: {error}"))?;
        let mut capabilities = bluetooth.capabilities();
        change(&mut capabilities);
        let log = Arc::<Mutex<Log>>::default();
        let (stop, stopped) = mpsc::channel(1);
        let running = tokio::spawn(run(bluetooth, capabilities, key, Arc::clone(&log), stopped));
        Ok(Self { key, log, running, stop })
    }

    /// Its frame now.
    pub(crate) fn frame(&self) -> Frame {
        frame(self.key, now().wall.interval())
    }

    pub(crate) fn with_log<T>(&self, look: impl FnOnce(&Log) -> T) -> T {
        look(&self.log.lock().unwrap_or_else(std::sync::PoisonError::into_inner))
    }

    /// What it did and what came of it, for the report of a failure.
    pub(crate) fn story(&self) -> String {
        self.with_log(|log| format!("{:#?}", log.story.iter().rev().take(16).rev().collect::<Vec<_>>()))
    }

    pub(crate) fn has(&self, frame: &Frame) -> bool {
        self.with_log(|log| log.has(frame))
    }

    /// Stops and waits until nothing of it is on the air.
    pub(crate) async fn stop(mut self) {
        let _ = self.stop.send(()).await;
        let _ = timeout(Duration::from_secs(20), &mut self.running).await;
    }
}

impl Drop for Phone {
    fn drop(&mut self) {
        self.running.abort();
    }
}

async fn run(
    mut bluetooth: Bluetooth,
    capabilities: Capabilities,
    key: u8,
    log: Arc<Mutex<Log>>,
    mut stopped: mpsc::Receiver<()>,
) {
    // Virtual controllers report an advert once: only somebody who always listens is sure to hear it.
    let mut radio = Radio::new(DutyCycle::Fixed(Fixed::always()));
    let mut own = Known(key);
    let mut step = Step::default();
    radio.started(&mut Turn { now: now(), own: &mut own, step: &mut step }, capabilities, false);
    loop {
        let commands = std::mem::take(&mut step.commands);
        {
            let mut log = log.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            log.observations.append(&mut step.observations);
            log.commands.extend(&commands);
            log.story.extend(commands.iter().map(|command| format!("{} > {command:?}", now().wall.0)));
        }
        for command in commands {
            bluetooth.execute(now().monotonic, command).await;
        }
        bluetooth.tick(now().monotonic).await;
        // The guest's clock is stepped behind our back: look at it often.
        let wait = radio
            .next_wake()
            .map_or(Duration::MAX, |wake| wake.saturating_sub(now().monotonic))
            .min(Duration::from_millis(200));
        tokio::select! {
            event = timeout(wait, bluetooth.next()) => match event {
                Ok(event) => {
                    log.lock().unwrap_or_else(std::sync::PoisonError::into_inner).story.push(format!("{} < {event:?}", now().wall.0));
                    radio.handle(&mut Turn { now: now(), own: &mut own, step: &mut step }, &event);
                }
                Err(_) => radio.wake(&mut Turn { now: now(), own: &mut own, step: &mut step }),
            },
            _ = stopped.recv() => return bluetooth.close().await,
        }
    }
}
