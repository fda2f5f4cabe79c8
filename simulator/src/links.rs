//! Connections from one phone to another's characteristic.

use core::time::Duration;
use std::collections::BTreeMap;

use lancan_core::{Event, PeerHandle, RadioCommand, RadioEvent};

use crate::{
    clock::SimTime,
    contacts::Person,
    host::{Due, Host},
    random::mixed_unit,
};

/// Who is connected with whom, by the handle the caller knows.
#[derive(Debug, Default)]
pub(crate) struct Links {
    open: BTreeMap<(Person, PeerHandle), Person>,
    attempts: u64,
}

/// Share of connections to somebody in reach that fail all the same.
const FAIL: f32 = 0.1;
/// Milliseconds to open a connection and find the characteristic, at least and at most.
const OPEN_MS: (f32, f32) = (300.0, 1_500.0);
/// Milliseconds of a read or write.
const EXCHANGE: Duration = Duration::from_millis(150);
/// Milliseconds of a disconnection.
const CLOSE: Duration = Duration::from_millis(50);

impl Links {
    /// Carries out a command that `from` gave; what comes of it reaches the hosts, each in its person's place, as events after `at`.
    pub(crate) fn carry<H: AsRef<Host> + AsMut<Host>>(
        &mut self,
        hosts: &mut [H],
        from: Person,
        at: SimTime,
        command: RadioCommand,
        in_reach: impl Fn(Person) -> bool,
    ) {
        let tell = |hosts: &mut [H], to: Person, after: Duration, event: RadioEvent| {
            hosts[to.index()].as_mut().expect(at.plus(after), Due::Event(Event::Radio(event)));
        };
        match command {
            RadioCommand::Connect { peer, timeout } => {
                self.attempts += 1;
                let luck = mixed_unit(&[self.attempts, u64::from(from.0), at.0]);
                let to = holder(hosts, peer).filter(|to| in_reach(*to) && luck >= FAIL);
                match to {
                    Some(to) => {
                        let (least, most) = OPEN_MS;
                        let takes = least + (most - least) * mixed_unit(&[self.attempts, at.0]);
                        self.open.insert((from, peer), to);
                        tell(hosts, from, Duration::from_millis(takes as u64), RadioEvent::Connected(peer));
                    }
                    None => tell(hosts, from, timeout, RadioEvent::Disconnected(peer)),
                }
            }
            RadioCommand::Read(peer) => {
                let value = self.reached(from, peer, &in_reach).and_then(|to| hosts[to.index()].as_ref().on_air());
                let event = match value {
                    Some(sent) => RadioEvent::ValueRead { peer, value: sent.frame.to_bytes().to_vec() },
                    None => RadioEvent::ExchangeFailed(peer),
                };
                tell(hosts, from, EXCHANGE, event);
            }
            RadioCommand::Write { peer, frame } => match self.reached(from, peer, &in_reach) {
                Some(to) => {
                    let writer = hosts[from.index()].as_ref().address(at);
                    let written = RadioEvent::PeerWrote { peer: writer, value: frame.to_bytes().to_vec() };
                    tell(hosts, to, EXCHANGE, written);
                    tell(hosts, from, EXCHANGE, RadioEvent::ValueWritten(peer));
                }
                None => tell(hosts, from, EXCHANGE, RadioEvent::ExchangeFailed(peer)),
            },
            RadioCommand::Disconnect(peer) => {
                self.open.remove(&(from, peer));
                tell(hosts, from, CLOSE, RadioEvent::Disconnected(peer));
            }
            // The host does these alone.
            RadioCommand::Advertise { .. }
            | RadioCommand::StopAdvertising
            | RadioCommand::Scan { .. }
            | RadioCommand::StopScan => {}
        }
    }

    fn reached(&self, from: Person, peer: PeerHandle, in_reach: &impl Fn(Person) -> bool) -> Option<Person> {
        self.open.get(&(from, peer)).copied().filter(|to| in_reach(*to))
    }
}

/// Who advertises under an address.
fn holder<H: AsRef<Host>>(hosts: &[H], peer: PeerHandle) -> Option<Person> {
    let mut everybody = (0..).map(Person).zip(hosts);
    everybody
        .find(|(_, host)| host.as_ref().on_air().is_some_and(|sent| sent.address == peer))
        .map(|(person, _)| person)
}
