//! The host contract (`docs/hosts.md`) as a script, and what drives a host through it.
//!
//! A test of a host writes a [`Driver`], which plays the platform around it, and hands it to [`run`]. The hosts of the
//! Kotlin and the Swift tests read the same script with drivers of their own.

mod script;

use core::{fmt, future::Future, time::Duration};

use lancan_core::{AdapterState, Breach, Command, Event, HostWatch, HttpFailure, HttpOutcome, RadioEvent};

pub use script::{Act, Misspelt, Step, steps};

/// Plays the platform around one host: a radio that works, a peer 7 that is out of reach, no server, and time that
/// passes only by [`Act::Pass`].
pub trait Driver {
    /// Lets something happen to the host. An error says what the driver could not play.
    fn act(&mut self, act: Act) -> impl Future<Output = Result<(), String>>;

    /// Takes what the host has reported since the last call, in order. Where the host works by itself, waits until there
    /// are as many as `expected`, or until it is plain that they do not come.
    fn reported(&mut self, expected: usize) -> impl Future<Output = Vec<Event>>;
}

/// Why a host does not pass.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// The script cannot be read.
    #[error(transparent)]
    Misspelt(#[from] Misspelt),
    /// The platform could not be played.
    #[error("host.script, line {line}: {why}")]
    NotPlayed {
        /// Number of the line in the script, from 1.
        line: usize,
        /// What the driver could not play.
        why: String,
    },
    /// The host reported something else than the contract says.
    #[error("host.script, line {line}: should report [{expected}] and reported [{reported}]")]
    Broken {
        /// Number of the line in the script, from 1.
        line: usize,
        /// What the script expects, in its words.
        expected: String,
        /// What the host reported, in the script's words.
        reported: String,
    },
    /// Every line passes, and what the core itself looks for says otherwise: the script or the watch is wrong.
    #[error("the core's own watch saw {0:?}")]
    Seen(Vec<Breach>),
}

/// Drives a host through the whole script, watched as the core watches a host in a debug build ([`HostWatch`]), and returns how
/// many steps the script has.
///
/// # Errors
/// [`Failure`] at the first step that fails.
pub async fn run(driver: &mut impl Driver) -> Result<usize, Failure> {
    let steps = steps()?;
    let mut watched = Watched::default();
    for Step { line, acts, reports } in &steps {
        for act in acts {
            driver.act(act.clone()).await.map_err(|why| Failure::NotPlayed { line: *line, why })?;
            watched.acted(act);
        }
        let events = driver.reported(reports.len()).await;
        for event in &events {
            watched.reported(event);
        }
        let reported: Vec<String> = events.iter().map(|event| Said(event).to_string()).collect();
        if reported != *reports {
            let (expected, reported) = (reports.join(", "), reported.join(", "));
            return Err(Failure::Broken { line: *line, expected, reported });
        }
    }
    let seen: Vec<Breach> = watched.watch.breaches().into_iter().map(|seen| seen.breach).collect();
    if seen.is_empty() { Ok(steps.len()) } else { Err(Failure::Seen(seen)) }
}

/// The core's watch, told of the script's time and commands.
#[derive(Default)]
struct Watched {
    watch: HostWatch,
    at: Duration,
    wake: Option<Duration>,
}

impl Watched {
    fn acted(&mut self, act: &Act) {
        match act {
            Act::Pass(by) => {
                self.at += *by;
            }
            Act::WakeAfter(after) => {
                self.wake = after.map(|after| self.at + after);
                self.watch.asked(self.wake);
            }
            Act::Execute(command) => self.told(command),
            Act::Start | Act::Switch { .. } => {}
        }
    }

    fn told(&mut self, command: &Command) {
        self.watch.commands(core::slice::from_ref(command));
    }

    /// The script sets the timer where it means to, and not after every event.
    fn reported(&mut self, event: &Event) {
        self.watch.event(self.at, event);
        if matches!(event, Event::Wake) {
            self.wake = None;
        }
        self.watch.asked(self.wake);
    }
}

/// An event in the script's words.
struct Said<'a>(&'a Event);

impl fmt::Display for Said<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Event::Started { .. } => f.write_str("Started"),
            Event::Wake => f.write_str("Wake"),
            Event::Http(answer) => {
                let outcome = match &answer.outcome {
                    HttpOutcome::Failed(HttpFailure::Unreachable) => "unreachable",
                    HttpOutcome::Failed(HttpFailure::TooLarge) => "too large",
                    HttpOutcome::Answered(_) => "answered",
                };
                write!(f, "Http {} {outcome}", answer.request.0)
            }
            Event::Radio(event) => match event {
                RadioEvent::Adapter(AdapterState::On) => f.write_str("Adapter on"),
                RadioEvent::Adapter(AdapterState::Off) => f.write_str("Adapter off"),
                RadioEvent::AdvertisingStarted => f.write_str("AdvertisingStarted"),
                RadioEvent::AdvertisingFailed => f.write_str("AdvertisingFailed"),
                RadioEvent::ScanStarted => f.write_str("ScanStarted"),
                RadioEvent::ScanFailed => f.write_str("ScanFailed"),
                RadioEvent::ScanStopped => f.write_str("ScanStopped"),
                RadioEvent::Connected(peer) => write!(f, "Connected {}", peer.0),
                RadioEvent::Disconnected(peer) => write!(f, "Disconnected {}", peer.0),
                RadioEvent::ExchangeFailed(peer) => write!(f, "ExchangeFailed {}", peer.0),
                // Nothing that the script knows of, and nothing of anybody.
                RadioEvent::Adapter(AdapterState::PermissionMissing | AdapterState::Unsupported)
                | RadioEvent::Sighted(_)
                | RadioEvent::ValueRead { .. }
                | RadioEvent::ValueWritten(_)
                | RadioEvent::PeerWrote { .. }
                | RadioEvent::AddressChanged => f.write_str("another event of the radio"),
            },
            Event::CapabilitiesChanged(_) | Event::Foreground(_) | Event::Stopping => f.write_str("another event"),
        }
    }
}

#[cfg(test)]
mod tests {
    use core::{
        pin::pin,
        task::{Context, Poll, Waker},
    };

    use lancan_core::Capabilities;

    use super::*;

    /// A host that reports the same after every step.
    struct Always(Vec<Event>);

    impl Driver for Always {
        async fn act(&mut self, _: Act) -> Result<(), String> {
            Ok(())
        }

        async fn reported(&mut self, _: usize) -> Vec<Event> {
            self.0.clone()
        }
    }

    fn outcome(events: &[Event]) -> Result<usize, Failure> {
        let mut driver = Always(events.to_vec());
        let running = pin!(run(&mut driver));
        match running.poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(outcome) => outcome,
            Poll::Pending => panic!("nothing here waits"),
        }
    }

    fn broken_at(events: &[Event]) -> (usize, String) {
        match outcome(events) {
            Err(Failure::Broken { line, reported, .. }) => (line, reported),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn what_is_missing_too_much_or_in_another_order_fails_at_its_line() {
        let started = Event::Started { capabilities: Capabilities::default(), restored: false };
        let on = Event::Radio(RadioEvent::Adapter(AdapterState::On));
        let steps = steps().unwrap();
        let (first, second) = (steps[0].line, steps[1].line);
        assert_eq!(broken_at(&[]), (first, String::new()));
        assert_eq!(broken_at(&[on.clone(), started.clone()]), (first, "Adapter on, Started".to_owned()));
        assert_eq!(
            broken_at(&[started.clone(), on.clone(), on.clone()]),
            (first, "Started, Adapter on, Adapter on".to_owned())
        );
        assert_eq!(broken_at(&[started, on]), (second, "Started, Adapter on".to_owned()));
    }
}
