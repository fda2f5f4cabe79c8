//! Between radio machine and recorder.

use lancan_protocol::{encounter::EncounterFlags, frame::Frame, time::Interval};
use rand_core::CryptoRng;

use super::Tracer;
use crate::{
    command::Command,
    identity::Identity,
    now::Now,
    radio::{Observation, Own, Radio, Step},
    recorder::Source,
};

/// The phone's identifiers and its randomness, for one step.
struct Itself<'a> {
    identity: &'a mut Identity,
    rng: &'a mut (dyn CryptoRng + Send),
    power_dbm: i8,
}

impl Own for Itself<'_> {
    fn frame(&mut self, interval: Interval) -> Option<Frame> {
        Some(self.identity.frame(interval, self.power_dbm, self.rng))
    }

    fn random(&mut self) -> u64 {
        self.rng.next_u64()
    }
}

impl Tracer {
    /// Lets the radio machine take a step: its commands go out, what it heard goes to the recorder.
    pub(super) fn with_radio(
        &mut self,
        out: &mut Vec<Command>,
        act: impl FnOnce(Now, &mut Radio, &mut dyn Own, &mut Step),
    ) {
        let Self { radio, identity, rng, step, capabilities, now, .. } = self;
        let power_dbm = capabilities.transmit_power_dbm.unwrap_or(0);
        act(*now, radio, &mut Itself { identity, rng: &mut **rng, power_dbm }, step);
        out.extend(step.commands.drain(..).map(Command::Radio));
        let mut observations = core::mem::take(&mut step.observations);
        for observation in observations.drain(..) {
            self.observe(observation);
        }
        self.step.observations = observations;
    }

    fn observe(&mut self, observation: Observation) {
        let now = self.now;
        match observation {
            Observation::ScanBegan => self.recorder.scan_began(now),
            Observation::AdvertisingBegan => self.recorder.advertising(now),
            Observation::Frame { frame, rssi_dbm, flags } => {
                let written = flags.contains(EncounterFlags::WRITTEN_ONLY);
                let source = if written { Source::Written(frame) } else { Source::Frame(frame) };
                self.recorder.sighted(now, source, rssi_dbm);
            }
            Observation::Bluezone { id, rssi_dbm } => {
                if self.rules.matching.hears_bluezone(now.wall.interval()) {
                    self.recorder.sighted(now, Source::Bluezone(id), rssi_dbm);
                }
            }
        }
    }
}
