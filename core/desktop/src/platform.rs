//! What a laptop does for the core: a radio, HTTP, one timer. It executes commands, reports events and decides nothing.
//! Its caller tells it the time.

use core::time::Duration;
use std::collections::VecDeque;

use lancan_core::{
    AddressControl, Advertising, Background, Capabilities, Command, Event, HttpAnswer, HttpRequest, Notice, Now,
};
use lancan_protocol::frame::ServiceUuid;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use crate::{
    bluetooth::{Bluetooth, BluetoothError},
    http::Http,
};

/// Which radio a laptop uses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RadioChoice {
    /// None: it polls and reports only.
    None,
    /// The first adapter there is.
    First(ServiceUuid),
    /// The adapter of this name (`hci0`).
    Named(String, ServiceUuid),
}

/// A laptop without its core. [`crate::Host`] is the loop between the two; a test plays the loop itself.
pub struct Platform<S> {
    bluetooth: Option<Bluetooth>,
    http: Http,
    answers: (UnboundedSender<HttpAnswer>, UnboundedReceiver<HttpAnswer>),
    /// Events that are due and were not taken yet.
    ready: VecDeque<Event>,
    timer: Option<Duration>,
    looked: Option<Now>,
    show: S,
}

impl<S: FnMut(Notice)> Platform<S> {
    /// Begins: [`Event::Started`] is the first event. The authority's server is at this address; `show` gets what the user
    /// should know.
    ///
    /// # Errors
    /// [`BluetoothError`] when there is no such radio. What happens to it later is an event.
    pub async fn start(server: &str, radio: &RadioChoice, show: S) -> Result<Self, BluetoothError> {
        let bluetooth = match radio {
            RadioChoice::None => None,
            RadioChoice::First(service) => Some(Bluetooth::open(None, *service).await?),
            RadioChoice::Named(adapter, service) => Some(Bluetooth::open(Some(adapter), *service).await?),
        };
        let capabilities = bluetooth.as_ref().map_or_else(no_radio, Bluetooth::capabilities);
        Ok(Self {
            bluetooth,
            http: Http::new(server),
            answers: unbounded_channel(),
            ready: [Event::Started { capabilities, restored: false }].into(),
            timer: None,
            looked: None,
            show,
        })
    }

    /// Executes a command, at this monotonic time. What comes of it is an event.
    #[deny(clippy::wildcard_enum_match_arm, reason = "a new command must not be dropped")]
    pub async fn execute(&mut self, at: Duration, command: Command) {
        match command {
            Command::Radio(command) => {
                if let Some(bluetooth) = &mut self.bluetooth {
                    bluetooth.execute(at, command).await;
                }
            }
            Command::Http(request) => self.send(request),
            Command::Notify(notice) => (self.show)(notice),
        }
    }

    fn send(&self, request: HttpRequest) {
        let (http, answers) = (self.http.clone(), self.answers.0.clone());
        tokio::task::spawn_blocking(move || {
            // Nobody waits any more when the host has stopped.
            let _ = answers.send(http.send(&request));
        });
    }

    /// Sets the timer to a monotonic time, in place of any before. It rings once.
    pub fn wake_at(&mut self, at: Option<Duration>) {
        self.timer = at;
    }

    /// The monotonic time at which [`Platform::tick`] has something to do.
    pub fn next_due(&self) -> Option<Duration> {
        let radio = self.bluetooth.as_ref().and_then(Bluetooth::next_due);
        [self.timer, radio].into_iter().flatten().min()
    }

    /// Looks at the clocks and does what is due. Where somebody has set the wall clock since the last look, it wakes the
    /// core as well: no system reports that.
    pub async fn tick(&mut self, now: Now) {
        if let Some(bluetooth) = &mut self.bluetooth {
            bluetooth.tick(now.monotonic).await;
        }
        let was_set = self.looked.replace(now).is_some_and(|before| was_set_between(before, now));
        if self.timer.take_if(|at| *at <= now.monotonic).is_some() || was_set {
            self.ready.push_back(Event::Wake);
        }
    }

    /// Waits for the next event. Giving up the wait loses nothing.
    pub async fn next(&mut self) -> Event {
        if let Some(event) = self.ready.pop_front() {
            return event;
        }
        let radio = async {
            match &mut self.bluetooth {
                Some(bluetooth) => bluetooth.next().await,
                None => core::future::pending().await,
            }
        };
        tokio::select! {
            event = radio => Event::Radio(event),
            Some(answer) = self.answers.1.recv() => Event::Http(answer),
        }
    }

    /// Whether the adapter has been unplugged.
    pub fn is_unplugged(&self) -> bool {
        self.bluetooth.as_ref().is_some_and(|bluetooth| !bluetooth.is_there())
    }

    /// Takes everything off the air, and returns when that is done.
    pub async fn close(self) {
        if let Some(bluetooth) = self.bluetooth {
            bluetooth.close().await;
        }
    }
}

/// Whether the wall clock advanced by another time than the monotonic one. The wall clock counts whole seconds, so a
/// difference of one says nothing.
fn was_set_between(before: Now, now: Now) -> bool {
    let passed = now.monotonic.saturating_sub(before.monotonic);
    before.wall.plus(passed.as_secs()).0.abs_diff(now.wall.0) > 1
}

/// The capabilities of a phone that only polls and reports.
pub(crate) fn no_radio() -> Capabilities {
    Capabilities {
        advertising: Advertising::Nothing,
        serves_gatt: false,
        connects: false,
        address_control: AddressControl::Unknown,
        transmit_power_dbm: None,
        measures_rssi: false,
        background: Background::Nothing,
        connections: 0,
        ..Capabilities::default()
    }
}

#[cfg(test)]
mod tests {
    use lancan_protocol::time::UnixTime;

    use super::*;

    fn now(wall: u64, monotonic_ms: u64) -> Now {
        Now { wall: UnixTime(wall), monotonic: Duration::from_millis(monotonic_ms) }
    }

    fn run<T>(future: impl Future<Output = T>) -> T {
        tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(future)
    }

    #[test]
    fn a_clock_that_runs_was_not_set_and_one_that_jumps_was() {
        for (wall, monotonic_ms, set) in [
            (1_000, 0, false),
            (1_001, 10, false),
            (1_001, 1_990, false),
            (4_600, 3_600_000, false),
            (1_003, 1_000, true),
            (998, 0, true),
        ] {
            assert_eq!(was_set_between(now(1_000, 0), now(wall, monotonic_ms)), set, "{wall} {monotonic_ms}");
        }
    }

    #[test]
    fn it_starts_first_and_wakes_when_due_once_or_when_the_wall_clock_was_set() {
        run(async {
            let mut platform = Platform::start("http://127.0.0.1:1", &RadioChoice::None, |_| {}).await.unwrap();
            platform.wake_at(Some(Duration::from_secs(5)));
            assert_eq!(platform.next_due(), Some(Duration::from_secs(5)));
            for (at, woken) in [(now(100, 4_000), 0), (now(101, 5_000), 1), (now(102, 6_000), 1), (now(50, 7_000), 2)] {
                platform.tick(at).await;
                let wakes = platform.ready.iter().filter(|event| **event == Event::Wake).count();
                assert_eq!(wakes, woken, "{at:?}");
            }
            assert_eq!(platform.next_due(), None);
            assert!(matches!(platform.next().await, Event::Started { .. }));
            assert_eq!(platform.next().await, Event::Wake);
        });
    }
}
