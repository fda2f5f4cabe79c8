//! The host contract, `bindings/conformance/host.script`, for the simulator's host.

use lancan_conformance::{Act, Driver, run};
use lancan_core::{Capabilities, Event, HttpAnswer};

use crate::{
    clock::SimTime,
    contacts::Person,
    host::{Due, Host, Outgoing},
    links::Links,
    world::{Network as _, Offline},
};

/// The only phone far and wide, offline.
struct Alone {
    hosts: [Host; 1],
    links: Links,
    now: SimTime,
    reported: Vec<Event>,
}

impl Alone {
    fn new() -> Self {
        let host = Host::new(Person(0), Capabilities::default(), 1);
        Self { hosts: [host], links: Links::default(), now: SimTime::seconds(3_600), reported: Vec::new() }
    }

    /// Carries what left the phone, and lets happen what is due now.
    fn settle(&mut self) {
        let Self { hosts, links, now, reported } = self;
        for one in hosts[0].take_outgoing() {
            match one {
                Outgoing::Http(request) => {
                    let answer = HttpAnswer { request: request.id, outcome: Offline.exchange(&request).into() };
                    hosts[0].expect(*now, Due::Event(Event::Http(answer)));
                }
                Outgoing::Link(at, command) => links.carry(hosts, Person(0), at, command, |_| false),
            }
        }
        while let Some((_, event)) = hosts[0].report(SimTime(now.0 + 1), None) {
            reported.push(event);
        }
    }
}

impl Driver for Alone {
    async fn act(&mut self, act: Act) -> Result<(), String> {
        let now = self.now;
        let [host] = &mut self.hosts;
        match act {
            Act::Start => {
                host.expect(now, Due::Power(true));
                host.boot(now);
            }
            Act::Pass(by) => self.now = now.plus(by),
            Act::Switch { on } => host.expect(now, Due::Power(on)),
            Act::WakeAfter(after) => host.wake_at(now, after.map(|after| now.plus(after))),
            Act::Execute(command) => host.execute(now, command),
        }
        self.settle();
        Ok(())
    }

    async fn reported(&mut self, _: usize) -> Vec<Event> {
        core::mem::take(&mut self.reported)
    }
}

#[test]
fn the_simulators_host_keeps_the_contract() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let steps = runtime.block_on(run(&mut Alone::new())).unwrap_or_else(|failure| panic!("{failure}"));
    assert!(steps > 40);
}
