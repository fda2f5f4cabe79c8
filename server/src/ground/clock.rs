//! Time as a parameter. The library holds the virtual clock; the real one is in the binary alone.

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use lancan_protocol::time::UnixTime;
use tokio::sync::watch;

/// Where the server takes the time from.
pub trait Clock: Send + Sync + 'static {
    /// The time now.
    fn now(&self) -> UnixTime;

    /// Time that has passed since a fixed instant, by a clock that nobody sets. Only differences count.
    fn monotonic(&self) -> Duration;

    /// Waits until `at` is reached; at once when it has passed. May return earlier, as when the clock is set back: the
    /// caller looks again.
    fn reached(&self, at: UnixTime) -> Pin<Box<dyn Future<Output = ()> + Send + '_>>;
}

/// A clock that stands still until it is moved, and never goes back, unless it is told to jump.
#[derive(Debug)]
pub struct VirtualClock(watch::Sender<Shown>);

/// What a virtual clock shows.
#[derive(Clone, Copy, Debug)]
struct Shown {
    now: UnixTime,
    monotonic: Duration,
}

impl Shown {
    /// Time passes: both clocks move.
    fn pass(&mut self, seconds: u64) {
        self.now = self.now.plus(seconds);
        self.monotonic += Duration::from_secs(seconds);
    }
}

/// A virtual clock was told to go back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a clock does not go back")]
pub struct Backwards;

impl VirtualClock {
    /// A clock that shows `now`.
    pub fn new(now: UnixTime) -> Self {
        Self(watch::Sender::new(Shown { now, monotonic: Duration::ZERO }))
    }

    /// Moves the clock and wakes who waits for it.
    ///
    /// # Errors
    /// [`Backwards`] when `to` lies before its time; it then stays where it is.
    pub fn set(&self, to: UnixTime) -> Result<(), Backwards> {
        let mut result = Ok(());
        self.0.send_if_modified(|shown| {
            if to < shown.now {
                result = Err(Backwards);
            }
            let moves = to > shown.now;
            shown.pass(to.0.saturating_sub(shown.now.0));
            moves
        });
        result
    }

    /// Moves the clock forward by `seconds`.
    pub fn advance(&self, seconds: u64) {
        self.0.send_modify(|shown| shown.pass(seconds));
    }

    /// Sets the clock to another time, forward or back, as a person or a time server does: no time passes.
    pub fn jump(&self, to: UnixTime) {
        self.0.send_modify(|shown| shown.now = to);
    }
}

impl Clock for VirtualClock {
    fn now(&self) -> UnixTime {
        self.0.borrow().now
    }

    fn monotonic(&self) -> Duration {
        self.0.borrow().monotonic
    }

    fn reached(&self, at: UnixTime) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        let mut receiver = self.0.subscribe();
        Box::pin(async move {
            // The sender lives as long as `self`, so waiting cannot fail.
            let _ = receiver.wait_for(|shown| shown.now >= at).await;
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_virtual_clock_refuses_to_go_back() {
        let clock = VirtualClock::new(UnixTime(100));
        assert_eq!(clock.set(UnixTime(99)), Err(Backwards));
        assert_eq!(clock.now(), UnixTime(100));
        assert_eq!(clock.set(UnixTime(100)), Ok(()));
        clock.advance(5);
        assert_eq!(clock.now(), UnixTime(105));
    }

    #[test]
    fn a_jump_is_no_time_that_passed() {
        let clock = VirtualClock::new(UnixTime(100));
        clock.advance(5);
        for to in [1_000, 50] {
            clock.jump(UnixTime(to));
            assert_eq!((clock.now(), clock.monotonic()), (UnixTime(to), Duration::from_secs(5)));
        }
    }

    #[tokio::test]
    async fn whoever_waits_for_a_virtual_instant_is_woken_by_it() {
        let clock = std::sync::Arc::new(VirtualClock::new(UnixTime(0)));
        clock.reached(UnixTime(0)).await;
        let waiting = tokio::spawn({
            let clock = clock.clone();
            async move { clock.reached(UnixTime(10)).await }
        });
        clock.advance(10);
        waiting.await.unwrap();
    }
}
