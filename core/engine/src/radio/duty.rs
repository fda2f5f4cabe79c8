//! When to listen and when to send: the duty cycle as a policy.

use core::time::Duration;
use std::collections::BTreeSet;

use lancan_protocol::time::Interval;

use crate::command::ScanMode;

/// A duty cycle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DutyCycle {
    /// Denser while somebody new is near, sparser alone, within an hourly budget.
    Adaptive(Adaptive),
    /// Always the same.
    Fixed(Fixed),
}

impl Default for DutyCycle {
    fn default() -> Self {
        Self::Adaptive(Adaptive::default())
    }
}

/// One scan and the time from its start to the start of the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Listening {
    /// How eagerly the scan listens.
    pub mode: ScanMode,
    /// How long the scan lasts.
    pub duration: Duration,
    /// Time from the start of a scan to the start of the next.
    pub every: Duration,
}

impl Listening {
    /// How long the receiver is on in one scan.
    fn receiver_on(&self) -> Duration {
        self.mode.receiver_on(self.duration)
    }
}

/// The adaptive cycle. Adverts are always on: they cost a hundredth of what listening costs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Adaptive {
    /// Scans while nobody is near.
    pub alone: Listening,
    /// Scans while only those are near who were near before.
    pub company: Listening,
    /// Scans while somebody new is near and the budget lasts.
    pub newcomer: Listening,
    /// How long somebody counts as new.
    pub newcomer_for: Duration,
    /// How long after the last sighting a phone counts as alone.
    pub alone_after: Duration,
    /// Time for scans and connections an hour. Newcomers are listened for only as long as it lasts.
    pub budget_per_hour: Duration,
    /// Receiver time that may be saved up and spent on newcomers.
    pub savings: Duration,
}

impl Default for Adaptive {
    /// Under Bluezone's receiver time (40 s of 300 s is 480 s an hour) whoever comes by. A phone alone, as it is most of the
    /// day, listens least; its pace leaves one of the five starts in 30 seconds that Android grants.
    /// `docs/duty-cycle.md` compares these constants with others.
    fn default() -> Self {
        let listening = |millis, every| Listening {
            mode: ScanMode::LowLatency,
            duration: Duration::from_millis(millis),
            every: Duration::from_secs(every),
        };
        Self {
            alone: listening(750, 8),
            company: listening(2_000, 20),
            newcomer: listening(3_000, 8),
            newcomer_for: Duration::from_mins(1),
            alone_after: Duration::from_mins(3),
            budget_per_hour: Duration::from_secs(456),
            savings: Duration::from_secs(40),
        }
    }
}

/// A cycle that never changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fixed {
    /// The scans.
    pub listening: Listening,
    /// Time with adverts, and time from their start to their next start; none: always on the air.
    pub advertising: Option<(Duration, Duration)>,
}

impl Fixed {
    /// Bluezone's: scan 40 s of 300 s, advertise 15 s of 30 s.
    pub fn bluezone() -> Self {
        let (scan, every) = (Duration::from_secs(40), Duration::from_mins(5));
        Self {
            listening: Listening { mode: ScanMode::LowLatency, duration: scan, every },
            advertising: Some((Duration::from_secs(15), Duration::from_secs(30))),
        }
    }

    /// That of the Google and Apple system: scan 4 s of 300 s, advertise always.
    pub fn gaen() -> Self {
        let (scan, every) = (Duration::from_secs(4), Duration::from_mins(5));
        Self { listening: Listening { mode: ScanMode::LowLatency, duration: scan, every }, advertising: None }
    }

    /// Listen without a break, in scans as long as a platform allows.
    pub fn always() -> Self {
        let scan = Duration::from_mins(25);
        Self { listening: Listening { mode: ScanMode::LowLatency, duration: scan, every: scan }, advertising: None }
    }
}

/// A duty cycle at work: the policy, and who has been near lately.
#[derive(Debug)]
pub(super) struct Duty {
    policy: Box<DutyCycle>,
    company: Company,
    /// Receiver seconds that may be spent on newcomers, negative when overspent; and when last brought up to date.
    saved: f64,
    saved_at: Duration,
}

impl Duty {
    pub(super) fn new(policy: DutyCycle) -> Self {
        Self { policy: Box::new(policy), company: Company::default(), saved: 0.0, saved_at: Duration::ZERO }
    }

    /// A new process: its monotonic clock may have restarted.
    pub(super) fn restart(&mut self, monotonic: Duration) {
        self.company = Company::default();
        self.saved = 0.0;
        self.saved_at = monotonic;
    }

    /// Somebody was heard.
    pub(super) fn heard(&mut self, interval: Interval, monotonic: Duration, id: u64) {
        self.company.heard(interval, monotonic, id);
    }

    /// The scan to start now; what it costs is taken from the budget.
    pub(super) fn listen(&mut self, monotonic: Duration) -> Listening {
        let adaptive = match &*self.policy {
            DutyCycle::Fixed(fixed) => return fixed.listening,
            DutyCycle::Adaptive(adaptive) => adaptive,
        };
        let share = adaptive.budget_per_hour.as_secs_f64() / 3600.0;
        let earned = monotonic.saturating_sub(self.saved_at).as_secs_f64() * share;
        self.saved = (self.saved + earned).min(adaptive.savings.as_secs_f64());
        self.saved_at = monotonic;
        let within = |since: Option<Duration>, span| since.is_some_and(|at| monotonic.saturating_sub(at) < span);
        let wanted = if within(self.company.newcomer_at, adaptive.newcomer_for)
            && self.saved >= adaptive.newcomer.receiver_on().as_secs_f64()
        {
            adaptive.newcomer
        } else if within(self.company.heard_at, adaptive.alone_after) {
            adaptive.company
        } else {
            adaptive.alone
        };
        self.saved -= wanted.receiver_on().as_secs_f64();
        wanted
    }

    /// The radio was on for something else than listening: that is not left for newcomers.
    pub(super) fn spend(&mut self, spent: Duration) {
        self.saved -= spent.as_secs_f64();
    }

    /// Whether to advertise now, and when that changes.
    pub(super) fn advertise(&self, monotonic: Duration) -> (bool, Option<Duration>) {
        let DutyCycle::Fixed(Fixed { advertising: Some((on, every)), .. }) = &*self.policy else { return (true, None) };
        let every_ms = every.as_millis().max(1);
        let into = Duration::from_millis(u64::try_from(monotonic.as_millis() % every_ms).unwrap_or(0));
        let start = monotonic.saturating_sub(into);
        if into < *on { (true, Some(start + *on)) } else { (false, Some(start + *every)) }
    }
}

/// Who has been near, in numbers only.
///
/// Everybody's identifier changes at the interval's end, so a new identifier does not mean a new person:
/// somebody is new when more are near than in the interval before.
#[derive(Debug, Default)]
struct Company {
    interval: Interval,
    now: BTreeSet<u64>,
    before: usize,
    heard_at: Option<Duration>,
    newcomer_at: Option<Duration>,
}

impl Company {
    /// More identifiers than this are a crowd, or forged: nobody in it is new.
    const CROWD: usize = 256;

    fn heard(&mut self, interval: Interval, monotonic: Duration, id: u64) {
        if interval != self.interval {
            let adjacent = interval == self.interval.plus(1);
            self.before = if adjacent { self.now.len() } else { 0 };
            self.now.clear();
            self.interval = interval;
        }
        self.heard_at = Some(monotonic);
        if self.now.len() < Self::CROWD && self.now.insert(id) && self.now.len() > self.before {
            self.newcomer_at = Some(monotonic);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    /// Receiver seconds in an hour of scans, while `heard` tells who is near at each.
    fn hour(duty: &mut Duty, mut heard: impl FnMut(&mut Duty, Duration)) -> f64 {
        let (mut at, mut on) = (Duration::ZERO, Duration::ZERO);
        while at < 3600 * SECOND {
            let scan = duty.listen(at);
            on += scan.receiver_on();
            heard(duty, at);
            at += scan.every;
        }
        on.as_secs_f64()
    }

    #[test]
    fn listens_sparser_alone_and_denser_when_somebody_new_comes() {
        let mut duty = Duty::new(DutyCycle::default());
        let Adaptive { alone, company, newcomer, .. } = Adaptive::default();
        assert_eq!(duty.listen(300 * SECOND), alone);
        duty.heard(Interval(1), 301 * SECOND, 1);
        assert_eq!(duty.listen(302 * SECOND), newcomer);
        duty.heard(Interval(1), 390 * SECOND, 1);
        assert_eq!(duty.listen(391 * SECOND), company);
        assert_eq!(duty.listen(900 * SECOND), alone);
        assert!(alone.every.div_duration_f64(alone.duration) > company.every.div_duration_f64(company.duration));
        assert!(company.every > newcomer.every);
    }

    #[test]
    fn a_changed_identifier_is_not_somebody_new() {
        let mut duty = Duty::new(DutyCycle::default());
        for id in 0..3 {
            duty.heard(Interval(1), 500 * SECOND, id);
        }
        for id in 10..13 {
            duty.heard(Interval(2), 700 * SECOND, id);
        }
        assert_eq!(duty.listen(701 * SECOND), Adaptive::default().company);
        duty.heard(Interval(2), 702 * SECOND, 13);
        assert_eq!(duty.listen(703 * SECOND), Adaptive::default().newcomer);
    }

    #[test]
    fn an_hour_never_costs_more_than_bluezones_whoever_comes_by() {
        let bluezone = hour(&mut Duty::new(DutyCycle::Fixed(Fixed::bluezone())), |_, _| {});
        assert!((bluezone - 480.0).abs() < 1.0);
        let mut id = 0;
        let busy = hour(&mut Duty::new(DutyCycle::default()), |duty, at| {
            id += 1;
            duty.heard(Interval(1), at, id);
        });
        let alone = hour(&mut Duty::new(DutyCycle::default()), |_, _| {});
        assert!(alone < busy && busy <= bluezone, "alone {alone}, busy {busy}, Bluezone {bluezone}");
    }

    #[test]
    fn bluezone_advertises_half_the_time_and_we_always() {
        let bluezone = Duty::new(DutyCycle::Fixed(Fixed::bluezone()));
        assert_eq!(bluezone.advertise(Duration::ZERO), (true, Some(15 * SECOND)));
        assert_eq!(bluezone.advertise(44 * SECOND), (true, Some(45 * SECOND)));
        assert_eq!(bluezone.advertise(45 * SECOND), (false, Some(60 * SECOND)));
        assert_eq!(Duty::new(DutyCycle::default()).advertise(45 * SECOND), (true, None));
    }
}
