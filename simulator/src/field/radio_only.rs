//! The radio machine without the rest of the phone, keeping what it found.

use core::time::Duration;

use lancan_core::{Command, DutyCycle, Event, Now, Observation, Own, Radio, RadioUsage, Step, Turn};
use lancan_protocol::{frame::Frame, time::Interval};

use crate::{clock::SimTime, contacts::Person, phone::Core, random::mixed};

/// The one looked for was named at a time, with this signal strength if it was measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reading {
    /// When the other was heard.
    pub at: SimTime,
    /// Signal strength in dBm.
    pub rssi_dbm: Option<i8>,
}

/// A phone that does nothing but listen and be heard.
pub struct RadioOnly {
    /// The machine that ships.
    pub radio: Radio,
    /// When it named the one it looks for.
    pub readings: Vec<Reading>,
    person: Person,
    looks_for: Person,
    /// How much longer than the simulation this phone has been on: cycles of two phones are not in step.
    on_before: Duration,
    /// What processes before this one spent.
    before: Spent,
    /// From when on what it spends counts, and what it had spent by then.
    counts_from: SimTime,
    uncounted: Option<Spent>,
}

/// What a radio cost.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Spent {
    /// Time in which the app ran.
    pub elapsed: Duration,
    /// Time with the receiver on in scans.
    pub receiving: Duration,
    /// Time with adverts on the air.
    pub advertising: Duration,
    /// Time spent on connections, from the order to connect to the end, each by itself.
    pub connecting: Duration,
    /// Connections opened.
    pub connections: u64,
    /// Scans that ran.
    pub scans: u64,
}

impl Spent {
    /// Both together.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            elapsed: self.elapsed + other.elapsed,
            receiving: self.receiving + other.receiving,
            advertising: self.advertising + other.advertising,
            connecting: self.connecting + other.connecting,
            connections: self.connections + other.connections,
            scans: self.scans + other.scans,
        }
    }

    fn since(self, earlier: Self) -> Self {
        Self {
            elapsed: self.elapsed.saturating_sub(earlier.elapsed),
            receiving: self.receiving.saturating_sub(earlier.receiving),
            advertising: self.advertising.saturating_sub(earlier.advertising),
            connecting: self.connecting.saturating_sub(earlier.connecting),
            connections: self.connections.saturating_sub(earlier.connections),
            scans: self.scans.saturating_sub(earlier.scans),
        }
    }
}

impl From<&RadioUsage> for Spent {
    fn from(usage: &RadioUsage) -> Self {
        Self {
            elapsed: usage.elapsed,
            receiving: usage.receiving,
            advertising: usage.advertising,
            connecting: usage.connecting,
            connections: usage.connections,
            scans: usage.scans,
        }
    }
}

impl RadioOnly {
    /// The radio of a person. Of all that it finds it keeps only when it found `looks_for`; what it spends counts from an
    /// instant on.
    pub fn new(person: Person, looks_for: Person, cycle: DutyCycle, counts_from: SimTime, seed: u64) -> Self {
        Self {
            radio: Radio::new(cycle),
            readings: Vec::new(),
            person,
            looks_for,
            on_before: Duration::from_millis(mixed(&[seed, u64::from(person.0)]) % 3_600_000),
            before: Spent::default(),
            counts_from,
            uncounted: None,
        }
    }

    /// What it has cost so far, over all processes.
    pub fn spent(&self) -> Spent {
        self.spent_in_all().since(self.uncounted.unwrap_or_default())
    }

    fn spent_in_all(&self) -> Spent {
        self.before.and(self.radio.usage().into())
    }
}

/// Gives frames that name their sender.
pub(crate) struct Named {
    /// Whose frame it is.
    pub(crate) person: Person,
    /// The time: chance depends on it and on the person.
    pub(crate) at: SimTime,
}

impl Own for Named {
    fn frame(&mut self, interval: Interval) -> Option<Frame> {
        frame_of(self.person, interval)
    }

    fn random(&mut self) -> u64 {
        mixed(&[u64::from(self.person.0), self.at.0])
    }
}

/// A frame that names its sender and its interval; nobody but the measurement reads it.
pub(crate) fn frame_of(person: Person, interval: Interval) -> Option<Frame> {
    let mut bytes = [0; Frame::LENGTH];
    bytes[..2].copy_from_slice(&person.0.to_le_bytes());
    bytes[2..6].copy_from_slice(&interval.0.to_le_bytes());
    let rest = mixed(&[u64::from(person.0), u64::from(interval.0)]).to_le_bytes();
    bytes[6..14].copy_from_slice(&rest);
    Frame::from_bytes(&bytes).ok()
}

/// Who sent such a frame.
pub(crate) fn sender_of(frame: &Frame) -> Person {
    let [low, high, ..] = frame.to_bytes();
    Person(u16::from_le_bytes([low, high]))
}

impl Core for RadioOnly {
    fn handle(&mut self, now: Now, event: Event) -> Vec<Command> {
        let at = SimTime(0).plus(now.monotonic);
        if at >= self.counts_from && self.uncounted.is_none() {
            self.uncounted = Some(self.spent_in_all());
        }
        let now = Now { monotonic: now.monotonic + self.on_before, ..now };
        let mut own = Named { person: self.person, at };
        let mut step = Step::default();
        let turn = &mut Turn { now, own: &mut own, step: &mut step };
        match event {
            Event::Started { capabilities, restored } => {
                self.before = self.spent_in_all();
                self.radio.started(turn, capabilities, restored);
                self.radio.set_enabled(turn, true);
            }
            Event::Foreground(foreground) => self.radio.foreground(turn, foreground),
            Event::Radio(event) => self.radio.handle(turn, &event),
            Event::Wake => self.radio.wake(turn),
            _ => {}
        }
        for observation in step.observations {
            if let Observation::Frame { frame, rssi_dbm, .. } = observation
                && sender_of(&frame) == self.looks_for
            {
                self.readings.push(Reading { at, rssi_dbm });
            }
        }
        step.commands.into_iter().map(Command::Radio).collect()
    }

    fn next_wake(&self) -> Option<Duration> {
        self.radio.next_wake().map(|wake| wake.saturating_sub(self.on_before))
    }
}
