//! The radio machine without the rest of the phone, keeping what it found.

use core::time::Duration;

use lancan_core::{
    Command, Event, Now,
    radio::{DutyCycle, Observation, Radio, Step},
};
use lancan_protocol::{frame::Frame, time::Interval};

use crate::{clock::SimTime, contacts::Person, phone::Core, random::mixed};

/// Somebody was named at a time, with this signal strength if it was measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reading {
    /// When.
    pub at: SimTime,
    /// Who.
    pub of: Person,
    /// Signal strength in dBm.
    pub rssi_dbm: Option<i8>,
}

/// A phone that does nothing but listen and be heard.
pub struct RadioOnly {
    /// The machine that ships.
    pub radio: Radio,
    /// What it found.
    pub readings: Vec<Reading>,
    person: Person,
    /// What processes before this one spent.
    before: Spent,
}

/// What a radio cost.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Spent {
    /// Time with the receiver on.
    pub receiving: Duration,
    /// Time with adverts on the air.
    pub advertising: Duration,
    /// Connections opened.
    pub connections: u64,
}

impl RadioOnly {
    /// The radio of a person.
    pub fn new(person: Person, cycle: DutyCycle) -> Self {
        Self { radio: Radio::new(cycle), readings: Vec::new(), person, before: Spent::default() }
    }

    /// What it has cost so far, over all processes.
    pub fn spent(&self) -> Spent {
        let usage = self.radio.usage();
        Spent {
            receiving: self.before.receiving + usage.receiving,
            advertising: self.before.advertising + usage.advertising,
            connections: self.before.connections + usage.connections,
        }
    }
}

/// A frame that names its sender and its interval; nobody but the measurement reads it.
fn frame(person: Person, interval: Interval) -> Option<Frame> {
    let mut bytes = [0; Frame::LENGTH];
    bytes[..2].copy_from_slice(&person.0.to_le_bytes());
    bytes[2..6].copy_from_slice(&interval.0.to_le_bytes());
    let rest = mixed(&[u64::from(person.0), u64::from(interval.0)]).to_le_bytes();
    bytes[6..14].copy_from_slice(&rest);
    Frame::from_bytes(&bytes).ok()
}

fn sender(frame: &Frame) -> Person {
    let [low, high, ..] = frame.to_bytes();
    Person(u16::from_le_bytes([low, high]))
}

impl Core for RadioOnly {
    fn handle(&mut self, now: Now, event: Event) -> Vec<Command> {
        let person = self.person;
        let mut own = |interval| frame(person, interval);
        let mut step = Step::default();
        match event {
            Event::Started { capabilities, restored } => {
                self.before = self.spent();
                self.radio.started(now, capabilities, restored, &mut own, &mut step);
                self.radio.set_enabled(now, true, &mut own, &mut step);
            }
            Event::Foreground(foreground) => self.radio.foreground(now, foreground, &mut own, &mut step),
            Event::Radio(event) => self.radio.handle(now, &event, &mut own, &mut step),
            Event::Wake => self.radio.wake(now, &mut own, &mut step),
            _ => {}
        }
        for observation in step.observations {
            if let Observation::Frame { frame, rssi_dbm, .. } = observation {
                let at = SimTime(0).plus(now.monotonic);
                self.readings.push(Reading { at, of: sender(&frame), rssi_dbm });
            }
        }
        step.commands.into_iter().map(Command::Radio).collect()
    }

    fn next_wake(&self) -> Option<Duration> {
        self.radio.next_wake()
    }
}
