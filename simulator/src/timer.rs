//! A host's one timer, and what Android's idle mode makes of it.

use core::time::Duration;

use crate::clock::SimTime;

/// Android's idle mode (Doze) on a phone that lies still: alarms that may fire while idle are kept
/// [`Doze::between_alarms`] apart. Waits shorter than five seconds are spent awake and end in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Doze {
    /// Least time from one alarm to the next.
    pub between_alarms: Duration,
}

impl Doze {
    /// An app without an exemption from battery optimisation: about nine minutes (until Android 11; later for inexact
    /// alarms, seven an hour).
    pub const WITHOUT_EXEMPTION: Self = Self { between_alarms: Duration::from_mins(9) };
    /// An app without that exemption that may set exact alarms, from Android 12: 72 an hour.
    pub const EXACT_ALARMS: Self = Self { between_alarms: Duration::from_secs(50) };
    /// Waits shorter than this need no alarm: `AndroidHost` holds the processor awake for them.
    const AWAKE: Duration = Duration::from_secs(5);
}

/// The timer. It never rings twice in the same millisecond.
#[derive(Clone, Debug, Default)]
pub(crate) struct Timer {
    /// Puts alarms off while the phone lies still.
    pub(crate) doze: Option<Doze>,
    due: Option<Ring>,
    rang: Option<SimTime>,
    alarm_fired: Option<SimTime>,
}

#[derive(Clone, Copy, Debug)]
struct Ring {
    at: SimTime,
    by_alarm: bool,
}

impl Timer {
    /// When it rings next.
    pub(crate) fn due(&self) -> Option<SimTime> {
        self.due.map(|due| due.at)
    }

    /// Sets it, in place of any time before.
    pub(crate) fn set(&mut self, now: SimTime, at: Option<SimTime>) {
        let after = self.rang.map_or(SimTime(0), |rang| SimTime(rang.0 + 1));
        self.due = at.map(|at| at.max(after)).map(|at| {
            let Some(doze) = self.doze.filter(|_| at >= now.plus(Doze::AWAKE)) else {
                return Ring { at, by_alarm: false };
            };
            let allowed = self.alarm_fired.map_or(SimTime(0), |fired| fired.plus(doze.between_alarms));
            Ring { at: at.max(allowed), by_alarm: true }
        });
    }

    /// It rings.
    pub(crate) fn ring(&mut self, at: SimTime) {
        if self.due.take().is_some_and(|due| due.by_alarm) {
            self.alarm_fired = Some(at);
        }
        self.rang = Some(at);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: u64 = 1_000;

    fn rings(doze: Option<Doze>, waits: &[u64]) -> Vec<u64> {
        let mut timer = Timer { doze, ..Timer::default() };
        let mut now = SimTime(0);
        let mut rung = Vec::new();
        for wait in waits {
            timer.set(now, Some(now.plus(Duration::from_secs(*wait))));
            now = timer.due().unwrap();
            timer.ring(now);
            rung.push(now.0 / SECOND);
        }
        rung
    }

    #[test]
    fn doze_lets_an_alarm_through_in_nine_minutes_and_short_waits_in_time() {
        assert_eq!(rings(None, &[8, 8, 2]), [8, 16, 18]);
        assert_eq!(rings(Some(Doze::WITHOUT_EXEMPTION), &[8, 2, 8, 700]), [8, 10, 548, 1_248]);
    }

    #[test]
    fn it_never_rings_twice_in_the_same_millisecond() {
        let mut timer = Timer::default();
        timer.ring(SimTime(7));
        timer.set(SimTime(7), Some(SimTime(3)));
        assert_eq!(timer.due(), Some(SimTime(8)));
        timer.set(SimTime(7), None);
        assert_eq!(timer.due(), None);
    }
}
