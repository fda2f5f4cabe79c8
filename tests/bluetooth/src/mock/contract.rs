//! The host contract, `bindings/conformance/host.script`, for the desktop's platform.

use core::time::Duration;

use futures_util::FutureExt as _;
use lancan_conformance::{Act, Driver, run};
use lancan_core::{
    AdapterState, Command, Event, Notice, Now, PeerHandle, RadioCommand, RadioEvent, ScanMode, Sighting,
};
use lancan_desktop::{Platform, RadioChoice, now};
use lancan_protocol::frame::ServiceUuid;
use tokio::time::timeout;

use super::{ANSWERS_WITHIN, LONG, bluez::Bluez};
use crate::{
    guest::{Outcome, ensure, shown},
    phone::frame,
};

/// Nobody listens there.
const SERVER: &str = "http://127.0.0.1:1";
/// Whom the script calls 7.
const SEVEN: PeerHandle = PeerHandle(7);

pub(super) async fn kept() -> Outcome {
    let bluez = Bluez::start().await?;
    bluez.plug_in("hci0")?;
    let mut laptop = Laptop { bluez, platform: None, now: now(), seven: SEVEN, reported: Vec::new() };
    let steps = run(&mut laptop).await.map_err(|failure| failure.to_string())?;
    let Laptop { bluez, platform, .. } = laptop;
    if let Some(mut platform) = platform {
        ensure(platform.next().now_or_never().is_none(), "nothing is reported after the script's end")?;
        platform.close().await;
    }
    ensure(bluez.adverts("hci0") == 0, "no advert is left with BlueZ")?;
    for (method, times) in [("RegisterAdvertisement", 7), ("StartDiscovery", 7), ("Connect", 3)] {
        let called = bluez.called(method);
        ensure(called == times, &format!("BlueZ is asked {times} times to {method}, and was {called} times"))?;
    }
    shown(&format!("the desktop's host keeps the contract of hosts, {steps} steps"));
    Ok(())
}

/// The desktop's platform on the mock. Time passes as the script says.
struct Laptop {
    bluez: Bluez,
    platform: Option<Platform<fn(Notice)>>,
    now: Now,
    seven: PeerHandle,
    reported: Vec<Event>,
}

impl Laptop {
    fn platform(&mut self) -> Result<&mut Platform<fn(Notice)>, String> {
        self.platform.as_mut().ok_or_else(|| "the script does not begin with the start".to_owned())
    }

    async fn start(&mut self) -> Outcome {
        let radio = RadioChoice::First(ServiceUuid::DEFAULT);
        let platform = Platform::start(SERVER, &radio, (|_| {}) as fn(Notice)).await;
        self.platform = Some(platform.map_err(|error| format!("not started: {error}"))?);
        for _ in 0..2 {
            let event = self.next().await?;
            self.reported.push(event);
        }
        self.meet_seven().await
    }

    /// A host knows only those whom it heard: somebody is, in a scan that the script does not see.
    async fn meet_seven(&mut self) -> Outcome {
        let at = self.now.monotonic;
        let scan = RadioCommand::Scan { mode: ScanMode::Balanced, duration: LONG };
        self.platform()?.execute(at, Command::Radio(scan)).await;
        ensure(self.next().await? == Event::Radio(RadioEvent::ScanStarted), "a scan starts")?;
        self.bluez.sees("hci0", 7, &frame(7, self.now.wall.interval()), None)?;
        match self.next().await? {
            Event::Radio(RadioEvent::Sighted(Sighting { peer, .. })) => self.seven = peer,
            other => return Err(format!("a peer should be sighted, and there came {other:?}")),
        }
        self.platform()?.execute(at, Command::Radio(RadioCommand::StopScan)).await;
        ensure(self.next().await? == Event::Radio(RadioEvent::ScanStopped), "the scan stops")
    }

    /// The next event; the bus, its other end and the network answer by themselves.
    async fn next(&mut self) -> Result<Event, String> {
        let next = timeout(ANSWERS_WITHIN, self.platform()?.next()).await;
        next.map_err(|_| format!("nothing is reported within {ANSWERS_WITHIN:?}"))
    }

    async fn pass(&mut self, by: Duration) -> Outcome {
        let now = Now { wall: self.now.wall.plus(by.as_secs()), monotonic: self.now.monotonic + by };
        self.now = now;
        self.platform()?.tick(now).await;
        Ok(())
    }

    /// A command with the peer as this host names it.
    fn addressed(&self, command: Command) -> Command {
        let named = |peer| if peer == SEVEN { self.seven } else { peer };
        match command {
            Command::Radio(RadioCommand::Connect { peer, timeout }) => {
                Command::Radio(RadioCommand::Connect { peer: named(peer), timeout })
            }
            Command::Radio(RadioCommand::Read(peer)) => Command::Radio(RadioCommand::Read(named(peer))),
            Command::Radio(RadioCommand::Write { peer, frame }) => {
                Command::Radio(RadioCommand::Write { peer: named(peer), frame })
            }
            Command::Radio(RadioCommand::Disconnect(peer)) => Command::Radio(RadioCommand::Disconnect(named(peer))),
            other => other,
        }
    }

    /// An event with the peer as the script names it.
    fn told(&self, event: Event) -> Event {
        let named = |peer| if peer == self.seven { SEVEN } else { peer };
        match event {
            Event::Radio(RadioEvent::Connected(peer)) => Event::Radio(RadioEvent::Connected(named(peer))),
            Event::Radio(RadioEvent::Disconnected(peer)) => Event::Radio(RadioEvent::Disconnected(named(peer))),
            Event::Radio(RadioEvent::ExchangeFailed(peer)) => Event::Radio(RadioEvent::ExchangeFailed(named(peer))),
            other => other,
        }
    }
}

impl Driver for Laptop {
    async fn act(&mut self, act: Act) -> Result<(), String> {
        let at = self.now.monotonic;
        match act {
            Act::Start => self.start().await,
            Act::Pass(by) => self.pass(by).await,
            Act::Switch { on } => {
                let is = Event::Radio(RadioEvent::Adapter(if on { AdapterState::On } else { AdapterState::Off }));
                self.bluez.switch("hci0", on)?;
                // The word of it is on its way; what the script lets pass comes after it.
                let event = self.next().await?;
                ensure(event == is, &format!("the switch is reported first, and there came {event:?}"))?;
                self.reported.push(event);
                Ok(())
            }
            Act::WakeAfter(after) => {
                self.platform()?.wake_at(after.map(|after| at + after));
                Ok(())
            }
            Act::Execute(command) => {
                let command = self.addressed(command);
                let calls = matches!(command, Command::Radio(RadioCommand::Connect { .. }));
                let before = self.bluez.called("Connect");
                self.platform()?.execute(at, command).await;
                if calls {
                    // Before it may be given up.
                    let called = timeout(ANSWERS_WITHIN, self.bluez.is_called("Connect", before + 1)).await;
                    called.map_err(|_| "BlueZ is not asked to connect".to_owned())?;
                }
                Ok(())
            }
        }
    }

    async fn reported(&mut self, expected: usize) -> Vec<Event> {
        while self.reported.len() < expected {
            match self.next().await {
                Ok(event) => self.reported.push(event),
                Err(_) => break,
            }
        }
        // What is too much, if it is there.
        while let Some(event) = self.platform.as_mut().and_then(|platform| platform.next().now_or_never()) {
            self.reported.push(event);
        }
        let reported = core::mem::take(&mut self.reported);
        reported.into_iter().map(|event| self.told(event)).collect()
    }
}
