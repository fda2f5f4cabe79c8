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

/// When each of [`Awaited::ALL`] is due, in that order; none: not waited for now.
pub(crate) type Plans = [Option<Due>; Awaited::ALL.len()];

/// Until when each plan on the wall clock waits at the latest, on the scale of [`Now::monotonic`]: the plan, and the end of
/// the wait as it stood when the plan was made.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Latest([Option<(UnixTime, Duration)>; Awaited::ALL.len()]);

impl Latest {
    /// Notes plans as they stand at an instant. A plan that is noted already keeps its end.
    pub(crate) fn note(&mut self, now: Now, plans: &Plans) {
        for (known, due) in self.0.iter_mut().zip(plans) {
            *known = match *due {
                Some(Due::Wall { at, longest }) => Some((at, latest(noted(*known, at), at, longest, now))),
                _ => None,
            };
        }
    }

    /// How long a plan of this kind may still wait: as long as the one noted, where there is one.
    pub(crate) fn left(&self, awaited: Awaited, longest: Duration, now: Now) -> Duration {
        let noted = self.of(awaited);
        noted.map_or(longest, |(_, latest)| latest.saturating_sub(now.monotonic).min(longest))
    }

    /// Whether the time of something has come that is due then.
    pub(crate) fn has_come(&self, awaited: Awaited, due: Due, now: Now) -> bool {
        self.soonest_of(awaited, due, now).next(now.monotonic).is_some_and(|at| at <= now.monotonic)
    }

    /// The earliest of all for which `due` has something, should nobody set the wall clock until then.
    pub(crate) fn soonest(&self, now: Now, due: impl Fn(Awaited) -> Option<Due>) -> Soonest {
        let all = Awaited::ALL.into_iter().filter_map(|awaited| Some(self.soonest_of(awaited, due(awaited)?, now)));
        all.fold(Soonest::default(), |soonest, one| Soonest {
            at: earlier(soonest.at, one.at),
            ahead: earlier(soonest.ahead, one.ahead),
        })
    }

    fn soonest_of(&self, awaited: Awaited, due: Due, now: Now) -> Soonest {
        match due {
            Due::Wall { at, longest } => {
                Soonest { at: noted(self.of(awaited), at), ahead: Some(from_now(at, now).min(longest)) }
            }
            Due::Monotonic(at) => Soonest { at: Some(at), ahead: None },
            Due::Now => Soonest { at: None, ahead: Some(Duration::ZERO) },
        }
    }

    fn of(&self, awaited: Awaited) -> Option<(UnixTime, Duration)> {
        self.0.get(awaited as usize).copied().flatten()
    }
}

/// Until when a plan waits at the latest, if it is the very one that is noted.
fn noted(known: Option<(UnixTime, Duration)>, planned: UnixTime) -> Option<Duration> {
    known.filter(|(at, _)| *at == planned).map(|(_, latest)| latest)
}

/// Until when a plan waits at the latest, with the end that was noted of it, where one was.
fn latest(noted: Option<Duration>, at: UnixTime, longest: Duration, now: Now) -> Duration {
    match noted {
        Some(latest) => latest.min(now.monotonic.saturating_add(longest)),
        None => now.monotonic.saturating_add(from_now(at, now).min(longest)),
    }
}

fn from_now(at: UnixTime, now: Now) -> Duration {
    Duration::from_secs(at.0.saturating_sub(now.wall.0))
}

/// The earliest of several deadlines, for as long as the wall clock shows one second and no plan changes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Soonest {
    /// The earliest that stands on the scale of [`Now::monotonic`].
    at: Option<Duration>,
    /// The earliest on the wall clock: how far ahead of now. The wall clock shows whole seconds, so within one of them the
    /// distance stays while the monotonic clock goes on.
    ahead: Option<Duration>,
}

impl Soonest {
    /// When the first of them is due, on the scale of [`Now::monotonic`]; `now` lies within the same second of the wall clock.
    pub(crate) fn next(self, now: Duration) -> Option<Duration> {
        earlier(self.at, self.ahead.map(|ahead| now.saturating_add(ahead)))
    }
}

/// The earlier of two instants that may not come.
pub(crate) fn earlier(one: Option<Duration>, other: Option<Duration>) -> Option<Duration> {
    one.into_iter().chain(other).min()
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

    fn next(due: impl Fn(Awaited) -> Option<Due>) -> Option<Duration> {
        Latest::default().soonest(NOW, due).next(NOW.monotonic)
    }

    #[test]
    fn the_next_deadline_is_the_earliest_whichever_clock_it_is_on() {
        let next = |poll: u64, radio: u64| {
            next(|awaited| match awaited {
                Awaited::Poll => Some(wall(NOW.wall.plus(poll))),
                Awaited::Radio => Some(monotonic(500 + radio)),
                _ => None,
            })
        };
        assert_eq!(next(30, 40), Some(Duration::from_secs(530)));
        assert_eq!(next(30, 20), Some(Duration::from_secs(520)));
    }

    #[test]
    fn each_deadline_alone_is_the_next() {
        for one in Awaited::ALL {
            let next = next(|awaited| (awaited == one).then(|| monotonic(700)));
            assert_eq!(next, Some(Duration::from_secs(700)), "{one:?}");
        }
        assert_eq!(next(|_| None), None);
    }

    #[test]
    fn what_is_past_is_due_now_and_has_come() {
        let has_come = |due| Latest::default().has_come(Awaited::Poll, due, NOW);
        let past = wall(NOW.wall.minus(100));
        assert_eq!(next(|_| Some(past)), Some(NOW.monotonic));
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
            let due = wall(UnixTime(planned));
            let mut latest = Latest::default();
            let mut now = NOW;
            for (seconds, set_to) in steps {
                latest.note(now, &Awaited::ALL.map(|_| Some(due)));
                for awaited in Awaited::ALL {
                    prop_assert!(latest.has_come(awaited, due, now) || now.monotonic < NOW.monotonic + HOUR);
                    prop_assert!(latest.left(awaited, HOUR, now) <= HOUR);
                }
                let next = latest.soonest(now, |_| Some(due)).next(now.monotonic);
                prop_assert!(next.is_some_and(|next| next <= NOW.monotonic + HOUR || next <= now.monotonic));
                now = Now { wall: UnixTime(set_to), monotonic: now.monotonic + Duration::from_secs(seconds) };
            }
        }

        /// A crowd is heard many times a second; what is due apart from that is worked out once.
        #[test]
        fn what_is_soonest_is_the_same_worked_out_once_a_second_or_at_every_instant_of_it(
            (planned, is_noted, wait) in (0_u64..200, any::<bool>(), proptest::option::of(0_u64..1_000)),
            milliseconds in proptest::collection::vec(0_u64..1_000, 1..10),
        ) {
            let due = |awaited| match awaited {
                Awaited::Poll => Some(wall(NOW.wall.plus(planned))),
                Awaited::Answer => wait.map(monotonic),
                _ => None,
            };
            let mut latest = Latest::default();
            if is_noted {
                latest.note(NOW, &Awaited::ALL.map(due));
            }
            let once = latest.soonest(NOW, due);
            for millisecond in milliseconds {
                let now = Now { monotonic: NOW.monotonic + Duration::from_millis(millisecond), ..NOW };
                prop_assert_eq!(once.next(now.monotonic), latest.soonest(now, due).next(now.monotonic));
            }
        }
    }
}
