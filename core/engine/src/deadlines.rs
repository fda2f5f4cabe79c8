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
        /// A callback that did not arrive is sent again.
        Callback,
        /// The body that says nothing and follows a callback is sent.
        CallbackSecond,
        /// A declaration that waits is sent, for the first time or again.
        Declaration,
        /// An entry of a visitor log is sent, for the first time or again.
        LogEntry,
        /// An answer of the server: after this the answer is lost, and its request has failed.
        Answer,
        /// Commands of an act that was refused wait for the next event.
        Commands,
    }
}

/// When something is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Due {
    /// When the wall clock shows this, and again after restarts; at the latest when this time has passed since it was planned.
    Wall {
        /// The instant on the wall clock.
        at: UnixTime,
        /// The longest wait, whatever becomes of the wall clock.
        longest: Duration,
    },
    /// At this time on the scale of [`Now::monotonic`].
    Monotonic(Duration),
    /// At once.
    Now,
}

/// Until when each plan on the wall clock waits at the latest, on the scale of [`Now::monotonic`]: the plan, and the end of
/// the wait as it stood when the plan was made.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Latest([Option<(UnixTime, Duration)>; Awaited::ALL.len()]);

impl Latest {
    /// Notes the plans of a table as they stand at an instant. A plan that is noted already keeps its end.
    pub(crate) fn note(&mut self, table: &Deadlines) {
        for ((known, (_, due)), latest) in self.0.iter_mut().zip(table.due).zip(table.latest) {
            *known = match due {
                Some(Due::Wall { at, .. }) => Some((at, latest)),
                _ => None,
            };
        }
    }

    /// How long a plan of this kind may still wait: as long as the one noted, where there is one.
    pub(crate) fn left(&self, awaited: Awaited, longest: Duration, now: Now) -> Duration {
        let noted = self.0.get(awaited as usize).copied().flatten();
        noted.map_or(longest, |(_, latest)| latest.saturating_sub(now.monotonic).min(longest))
    }

    fn of(&self, awaited: Awaited, at: UnixTime, longest: Duration, now: Now) -> Duration {
        let ends = now.monotonic.saturating_add(from_now(at, now).min(longest));
        match self.0.get(awaited as usize).copied().flatten() {
            Some((noted, latest)) if noted == at => latest.min(now.monotonic.saturating_add(longest)),
            _ => ends,
        }
    }
}

fn from_now(at: UnixTime, now: Now) -> Duration {
    Duration::from_secs(at.0.saturating_sub(now.wall.0))
}

/// All that the phone waits for, and until when; none: not waited for now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Deadlines {
    now: Now,
    due: [(Awaited, Option<Due>); Awaited::ALL.len()],
    /// When each is due at the latest, on the scale of [`Now::monotonic`], whatever becomes of the wall clock.
    latest: [Duration; Awaited::ALL.len()],
}

impl Deadlines {
    /// Asks `due` for everything. `latest` holds what was noted of the plans on the wall clock.
    pub(crate) fn of(now: Now, latest: &Latest, due: impl Fn(Awaited) -> Option<Due>) -> Self {
        let due = Awaited::ALL.map(|awaited| (awaited, due(awaited)));
        let latest = due.map(|(awaited, due)| match due {
            Some(Due::Wall { at, longest }) => latest.of(awaited, at, longest, now),
            Some(Due::Monotonic(at)) => at,
            Some(Due::Now) => now.monotonic,
            None => Duration::MAX,
        });
        Self { now, due, latest }
    }

    /// Whether the time of this has come.
    pub(crate) fn has_come(&self, awaited: Awaited) -> bool {
        self.next_of(awaited).is_some_and(|at| at <= self.now.monotonic)
    }

    /// The earliest of all, on the scale of [`Now::monotonic`].
    pub(crate) fn next(&self) -> Option<Duration> {
        Awaited::ALL.into_iter().filter_map(|awaited| self.next_of(awaited)).min()
    }

    /// When this is due, should nobody set the wall clock until then.
    fn next_of(&self, awaited: Awaited) -> Option<Duration> {
        let latest = *self.latest.get(awaited as usize)?;
        let (_, due) = self.due.get(awaited as usize)?;
        Some(match (*due)? {
            Due::Wall { at, .. } => self.now.monotonic.saturating_add(from_now(at, self.now)).min(latest),
            Due::Monotonic(_) | Due::Now => latest,
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const NOW: Now = Now { wall: UnixTime(1_620_000_000), monotonic: Duration::from_secs(500) };
    const HOUR: Duration = Duration::from_hours(1);

    fn wall(at: UnixTime) -> Due {
        Due::Wall { at, longest: HOUR }
    }

    fn monotonic(seconds: u64) -> Due {
        Due::Monotonic(Duration::from_secs(seconds))
    }

    fn table(due: impl Fn(Awaited) -> Option<Due>) -> Deadlines {
        Deadlines::of(NOW, &Latest::default(), due)
    }

    #[test]
    fn the_next_deadline_is_the_earliest_whichever_clock_it_is_on() {
        let next = |poll: u64, radio: u64| {
            table(|awaited| match awaited {
                Awaited::Poll => Some(wall(NOW.wall.plus(poll))),
                Awaited::Radio => Some(monotonic(500 + radio)),
                _ => None,
            })
            .next()
        };
        assert_eq!(next(30, 40), Some(Duration::from_secs(530)));
        assert_eq!(next(30, 20), Some(Duration::from_secs(520)));
    }

    #[test]
    fn each_deadline_alone_is_the_next() {
        for one in Awaited::ALL {
            let table = table(|awaited| (awaited == one).then(|| monotonic(700)));
            assert_eq!(table.next(), Some(Duration::from_secs(700)), "{one:?}");
        }
        assert_eq!(table(|_| None).next(), None);
    }

    #[test]
    fn what_is_past_is_due_now_and_has_come() {
        let has_come = |due| table(|_| Some(due)).has_come(Awaited::Poll);
        let past = wall(NOW.wall.minus(100));
        assert_eq!(table(|_| Some(past)).next(), Some(NOW.monotonic));
        assert!(has_come(past) && has_come(Due::Now) && has_come(wall(NOW.wall)));
        assert!(has_come(Due::Monotonic(NOW.monotonic)));
        assert!(!has_come(wall(NOW.wall.plus(1))) && !has_come(monotonic(501)));
    }

    proptest! {
        /// The clock is set to anything while plans wait; what was planned comes within its longest wait all the same.
        #[test]
        fn no_plan_waits_longer_than_its_longest_wait_whatever_the_clock_does(
            planned in 0_u64..5_000_000_000,
            steps in proptest::collection::vec((0_u64..2_000, 0_u64..5_000_000_000), 1..20),
        ) {
            let due = |_| Some(wall(UnixTime(planned)));
            let mut latest = Latest::default();
            let mut now = NOW;
            for (seconds, set_to) in steps {
                let table = Deadlines::of(now, &latest, due);
                latest.note(&table);
                for awaited in Awaited::ALL {
                    prop_assert!(table.has_come(awaited) || now.monotonic < NOW.monotonic + HOUR);
                    prop_assert!(latest.left(awaited, HOUR, now) <= HOUR);
                }
                prop_assert!(table.next().is_some_and(|next| next <= NOW.monotonic + HOUR || next <= now.monotonic));
                now = Now { wall: UnixTime(set_to), monotonic: now.monotonic + Duration::from_secs(seconds) };
            }
        }
    }
}
