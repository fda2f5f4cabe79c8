//! Time as a parameter. The library holds the virtual clock; the real one is in the binary alone.

use std::future::Future;
use std::pin::Pin;

use lancan_protocol::time::UnixTime;
use tokio::sync::watch;

/// Where the server takes the time from.
pub trait Clock: Send + Sync + 'static {
    /// The time now.
    fn now(&self) -> UnixTime;

    /// Waits until `at` is reached; at once when it has passed. May return earlier, as when the clock is set back: the
    /// caller looks again.
    fn reached(&self, at: UnixTime) -> Pin<Box<dyn Future<Output = ()> + Send + '_>>;
}

/// A clock that stands still until it is moved, and never goes back.
#[derive(Debug)]
pub struct VirtualClock(watch::Sender<UnixTime>);

/// A virtual clock was told to go back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a clock does not go back")]
pub struct Backwards;

impl VirtualClock {
    /// A clock that shows `now`.
    pub fn new(now: UnixTime) -> Self {
        Self(watch::Sender::new(now))
    }

    /// Moves the clock and wakes who waits for it.
    ///
    /// # Errors
    /// [`Backwards`] when `to` lies before its time; it then stays where it is.
    pub fn set(&self, to: UnixTime) -> Result<(), Backwards> {
        let mut result = Ok(());
        self.0.send_if_modified(|now| {
            if to < *now {
                result = Err(Backwards);
            }
            let moves = to > *now;
            if moves {
                *now = to;
            }
            moves
        });
        result
    }

    /// Moves the clock forward by `seconds`.
    pub fn advance(&self, seconds: u64) {
        self.0.send_modify(|now| *now = now.plus(seconds));
    }
}

impl Clock for VirtualClock {
    fn now(&self) -> UnixTime {
        *self.0.borrow()
    }

    fn reached(&self, at: UnixTime) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        let mut receiver = self.0.subscribe();
        Box::pin(async move {
            // The sender lives as long as `self`, so waiting cannot fail.
            let _ = receiver.wait_for(|now| *now >= at).await;
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
