//! What the phone waits for, in one table.

use core::time::Duration;

use lancan_protocol::time::UnixTime;

use crate::{kept::enum_with_all, now::Now};

enum_with_all! {
    /// Something that the phone waits for.
    Awaited {
        /// The radio machine wants to take a step.
        Radio,
        /// What was heard is to be written, for the first time or again.
        Save,
        /// The next poll of what the authority publishes.
        Poll,
        /// What was fetched is matched with a further part of what was heard.
        Matching,
        /// A report that did not arrive is sent again.
        Report,
        /// What a report lacked is sent the next day, and again until it arrives.
        SecondPart,
        /// Cover traffic is sent.
        Cover,
        /// Commands of an act that was refused wait for the next event.
        Commands,
    }
}

/// When something is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Due {
    /// When the wall clock shows this, and again after restarts.
    Wall(UnixTime),
    /// At this time on the scale of [`Now::monotonic`].
    Monotonic(Duration),
    /// At once.
    Now,
}

impl Due {
    /// Whether the time has come.
    pub(crate) fn has_come(self, now: Now) -> bool {
        match self {
            Self::Wall(at) => at <= now.wall,
            Self::Monotonic(at) => at <= now.monotonic,
            Self::Now => true,
        }
    }

    /// The time on the scale of [`Now::monotonic`], should nobody set the wall clock until then.
    fn monotonic(self, now: Now) -> Duration {
        match self {
            Self::Wall(at) => now.monotonic.saturating_add(Duration::from_secs(at.0.saturating_sub(now.wall.0))),
            Self::Monotonic(at) => at,
            Self::Now => now.monotonic,
        }
    }
}

/// All that the phone waits for, and until when; none: not waited for now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Deadlines([(Awaited, Option<Due>); Awaited::ALL.len()]);

impl Deadlines {
    /// Asks `due` for everything.
    pub(crate) fn of(due: impl Fn(Awaited) -> Option<Due>) -> Self {
        Self(Awaited::ALL.map(|awaited| (awaited, due(awaited))))
    }

    /// The earliest of all, on the scale of [`Now::monotonic`].
    pub(crate) fn next(&self, now: Now) -> Option<Duration> {
        self.0.iter().filter_map(|(_, due)| due.map(|due| due.monotonic(now))).min()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Now = Now { wall: UnixTime(1_620_000_000), monotonic: Duration::from_secs(500) };

    fn monotonic(seconds: u64) -> Due {
        Due::Monotonic(Duration::from_secs(seconds))
    }

    #[test]
    fn the_next_deadline_is_the_earliest_whichever_clock_it_is_on() {
        let table = |poll: u64, radio: u64| {
            Deadlines::of(|awaited| match awaited {
                Awaited::Poll => Some(Due::Wall(NOW.wall.plus(poll))),
                Awaited::Radio => Some(monotonic(500 + radio)),
                _ => None,
            })
        };
        assert_eq!(table(30, 40).next(NOW), Some(Duration::from_secs(530)));
        assert_eq!(table(30, 20).next(NOW), Some(Duration::from_secs(520)));
    }

    #[test]
    fn each_deadline_alone_is_the_next() {
        for one in Awaited::ALL {
            let table = Deadlines::of(|awaited| (awaited == one).then(|| monotonic(700)));
            assert_eq!(table.next(NOW), Some(Duration::from_secs(700)), "{one:?}");
        }
        assert_eq!(Deadlines::of(|_| None).next(NOW), None);
    }

    #[test]
    fn what_is_past_is_due_now_and_has_come() {
        let past = Due::Wall(NOW.wall.minus(100));
        assert_eq!(Deadlines::of(|_| Some(past)).next(NOW), Some(NOW.monotonic));
        assert!(past.has_come(NOW) && Due::Now.has_come(NOW) && Due::Wall(NOW.wall).has_come(NOW));
        assert!(Due::Monotonic(NOW.monotonic).has_come(NOW));
        assert!(!Due::Wall(NOW.wall.plus(1)).has_come(NOW));
        assert!(!Due::Monotonic(Duration::from_secs(501)).has_come(NOW));
    }
}
