//! What every phone recorded of everybody, so that each person in turn can be taken for the case.
//!
//! Phones run the radio machine and the recorder that ship, on the same air as the whole loop, without a server.
//! Frames name their sender, so whose encounter is whose is known without anybody's keys. One run tells of every pair,
//! where the whole loop tells of one case: this is what operating points are measured on.

use core::{ops::RangeInclusive, time::Duration};
use std::collections::BTreeMap;

use lancan_core::{
    AdapterState, Capabilities, Command, DutyCycle, Event, Now, Observation, Radio, RadioEvent, Recorder, SightingOf,
    StaticVault, Step, Store, Turn,
};
use lancan_protocol::{encounter::Encounter, time::Interval};

use crate::{
    air::{Air, Power},
    clock::{FIRST_MIDNIGHT, SimTime},
    contacts::{Contacts, Person},
    field::{Named, sender_of},
    host::Due,
    hours::radio_hours,
    phone::{Core, Phone},
    places::Places,
    random::{Purpose, stream},
    world::{Offline, World},
};

/// A phone that listens and remembers.
pub struct Listener {
    person: Person,
    radio: Radio,
    recorder: Recorder,
    store: Store,
    step: Step,
}

impl Listener {
    fn new(person: Person, cycle: DutyCycle, seed: u64) -> Result<Self, lancan_core::StoreError> {
        let mut rng = stream(seed, Purpose::Core, u64::from(person.0));
        let store = Store::in_memory(&StaticVault::new([7; 32]), &mut rng)?;
        let recorder = Recorder::new(&mut rng);
        Ok(Self { person, radio: Radio::new(cycle), recorder, store, step: Step::default() })
    }

    fn observe(&mut self, now: Now) -> Vec<Command> {
        let mut step = core::mem::take(&mut self.step);
        for observation in step.observations.drain(..) {
            match observation {
                Observation::ScanBegan => self.recorder.scan_began(now),
                Observation::Frame { frame, rssi_dbm, .. } => {
                    self.recorder.sighted(now, SightingOf::Frame(frame), rssi_dbm);
                }
                Observation::AdvertisingBegan | Observation::Bluezone { .. } => {}
            }
        }
        let commands = step.commands.drain(..).map(Command::Radio).collect();
        self.step = step;
        commands
    }
}

impl Core for Listener {
    fn handle(&mut self, now: Now, event: Event) -> Vec<Command> {
        let mut own = Named { person: self.person, at: SimTime(0).plus(now.monotonic) };
        let turn = &mut Turn { now, own: &mut own, step: &mut self.step };
        match event {
            Event::Started { capabilities, restored } => {
                self.radio.started(turn, capabilities, restored);
                self.radio.set_enabled(turn, true);
            }
            Event::Radio(event) => {
                // As the whole phone does: the time with the radio off counts for nobody.
                if event == RadioEvent::Adapter(AdapterState::Off) {
                    self.recorder.interrupted();
                }
                self.radio.handle(turn, &event);
            }
            Event::Wake => self.radio.wake(turn),
            _ => {}
        }
        let commands = self.observe(now);
        // Once an interval is enough where nobody stops the process.
        if self.recorder.save_due().is_some_and(|due| due.saturating_add(Duration::from_mins(8)) <= now.monotonic) {
            // In memory: what fails is tried again with the next event.
            let _ = self.recorder.hand_out(now, |segments| self.store.append(segments));
        }
        commands
    }

    fn next_wake(&self) -> Option<Duration> {
        self.radio.next_wake()
    }
}

/// What one phone recorded: for each interval whom it heard, and how.
pub type Overheard = BTreeMap<Interval, Vec<(Person, Encounter)>>;

/// Lets everybody meet, and gives what each phone recorded, by person.
///
/// # Errors
/// Those of phones' stores.
pub fn listen(
    contacts: &Contacts,
    places: &Places,
    air: Air,
    power: Power,
    cycle: &DutyCycle,
    seed: u64,
) -> Result<Vec<Overheard>, lancan_core::StoreError> {
    let mut phones = Vec::with_capacity(contacts.labels.len());
    for person in contacts.people() {
        let capabilities = Capabilities {
            transmit_power_dbm: Some(power.of(person, seed)),
            model: power.model(person, seed).to_owned(),
            ..Capabilities::default()
        };
        let core = Listener::new(person, cycle.clone(), seed)?;
        let mut phone = Phone::new(person, core, capabilities, seed, FIRST_MIDNIGHT);
        let hours = radio_hours(person, &air, places, seed);
        if let Some((first, _)) = hours.first() {
            phone.host.boot(*first);
        }
        for (on, off) in hours {
            phone.host.expect(on, Due::Power(true));
            phone.host.expect(off, Due::Power(false));
        }
        phones.push(phone);
    }
    let end = SimTime(SimTime::of(contacts.end()).0 + 3_600_000);
    let mut world = World::new(air, places.clone(), phones, seed, FIRST_MIDNIGHT);
    world.run_until(end, &mut Offline, &mut |_| {});
    let all: RangeInclusive<Interval> = Interval(0)..=Interval(u32::MAX);
    let mut heard = Vec::with_capacity(world.phones.len());
    for phone in &mut world.phones {
        let Listener { recorder, store, .. } = &mut phone.core;
        recorder.hand_out(end.now(FIRST_MIDNIGHT), |segments| store.append(segments))?;
        let mut overheard = Overheard::new();
        store.each_interval(all.clone(), |record| {
            let named = record.encounters.into_iter().map(|encounter| (sender_of(&encounter.frame), encounter));
            overheard.insert(record.interval, named.collect());
        })?;
        heard.push(overheard);
    }
    Ok(heard)
}
