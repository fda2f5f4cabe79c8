//! Connections that we opened: each short, each with a time-out, few at a time.

use core::time::Duration;
use lancan_protocol::Saturate as _;
use std::collections::BTreeMap;

use lancan_protocol::{frame::Frame, time::Interval};

use super::{Step, sliding_window::SlidingWindow};
use crate::{command::RadioCommand, handle::PeerHandle};

/// Time within which a connection must be open, or is cancelled.
const OPEN_WITHIN: Duration = Duration::from_secs(15);
/// Time within which a read or write must be answered, or ends the connection.
const EXCHANGE_WITHIN: Duration = Duration::from_secs(4);
/// Time within which a connection must have closed, or is closed again by force.
const CLOSE_WITHIN: Duration = Duration::from_secs(2);
/// Requests to close after which a connection is written off.
const CLOSE_ATTEMPTS: u8 = 3;
/// Time after which a connection that was written off is over, whatever the host says: a link that its peer does not keep up
/// ends within 32 s (Core Specification, supervision timeout), and no peer has a reason to keep one up for so long.
const OVER_AFTER: Duration = Duration::from_mins(10);
/// Most connections opened in a minute.
const PER_MINUTE: usize = 30;

/// Why to connect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Wants {
    /// To read the peer's frame.
    pub(super) read: bool,
    /// To write ours.
    pub(super) write: bool,
}

/// What has become of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// It is not over.
    GoesOn,
    /// All that was wanted is done.
    Done {
        /// Whether our frame was written.
        wrote: bool,
    },
    /// It failed.
    Failed,
}

/// How far a connection has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    Opening,
    Reading,
    Writing,
    Closing { asked: u8 },
}

/// One connection that we asked for.
#[derive(Debug)]
struct Link {
    phase: Phase,
    wants: Wants,
    opened_in: Interval,
    deadline: Duration,
}

/// All connections that we asked for and that the host has not said to have ended.
#[derive(Debug, Default)]
pub(super) struct Links {
    open: BTreeMap<PeerHandle, Link>,
    /// Connections that never ended though asked to, and when each is over at the latest. They take a place until the host
    /// says that they ended, or until then.
    written_off: BTreeMap<PeerHandle, Duration>,
    /// The connections opened in the last minute.
    opened: SlidingWindow<60>,
}

impl Links {
    /// Whether another connection may be opened, when `budget` of them may be open at once.
    pub(super) fn may_open(&mut self, at: Duration, budget: u8) -> bool {
        self.open.len() + self.written_off.len() < usize::from(budget) && self.opened.allows(at, PER_MINUTE)
    }

    /// Asks for a connection. The caller has asked [`Links::may_open`].
    pub(super) fn open(&mut self, at: Duration, interval: Interval, peer: PeerHandle, wants: Wants, step: &mut Step) {
        self.opened.record(at, ());
        let deadline = at.saturating_add(OPEN_WITHIN);
        self.open.insert(peer, Link { phase: Phase::Opening, wants, opened_in: interval, deadline });
        step.commands.push(RadioCommand::Connect { peer, timeout: OPEN_WITHIN });
    }

    /// The interval in which the connection to this peer was asked for.
    pub(super) fn opened_in(&self, peer: PeerHandle) -> Option<Interval> {
        self.open.get(&peer).map(|link| link.opened_in)
    }

    /// Whether there is a connection to this peer, whatever its state.
    pub(super) fn holds(&self, peer: PeerHandle) -> bool {
        self.open.contains_key(&peer) || self.written_off.contains_key(&peer)
    }

    /// How many connections are being opened, are open, or are being closed.
    pub(super) fn count(&self) -> u32 {
        self.open.len().saturate()
    }

    /// Whether no connection is open, apart from those written off.
    pub(super) fn is_empty(&self) -> bool {
        self.open.is_empty()
    }

    /// A connection is open. One that nobody asked for, or that is no longer wanted, is closed.
    pub(super) fn connected(
        &mut self,
        at: Duration,
        peer: PeerHandle,
        frame: Option<Frame>,
        step: &mut Step,
    ) -> Option<Outcome> {
        let Some(link) = self.open.get_mut(&peer) else {
            step.commands.push(RadioCommand::Disconnect(peer));
            return None;
        };
        match (link.phase, frame) {
            (Phase::Closing { .. }, _) => {
                step.commands.push(RadioCommand::Disconnect(peer));
                None
            }
            (Phase::Reading | Phase::Writing, _) => None,
            (Phase::Opening, _) if link.wants.read => {
                link.phase = Phase::Reading;
                link.deadline = at.saturating_add(EXCHANGE_WITHIN);
                step.commands.push(RadioCommand::Read(peer));
                Some(Outcome::GoesOn)
            }
            (Phase::Opening, frame) => Some(link.write_or_close(at, peer, frame, step)),
        }
    }

    /// A value was read, good or not. None where it was not asked for.
    pub(super) fn read(
        &mut self,
        at: Duration,
        peer: PeerHandle,
        good: bool,
        frame: Option<Frame>,
        step: &mut Step,
    ) -> Option<Outcome> {
        let link = self.open.get_mut(&peer).filter(|link| link.phase == Phase::Reading)?;
        if good {
            return Some(link.write_or_close(at, peer, frame, step));
        }
        link.close(at, peer, step);
        Some(Outcome::Failed)
    }

    /// Our frame was written.
    pub(super) fn written(&mut self, at: Duration, peer: PeerHandle, step: &mut Step) -> Option<Outcome> {
        let link = self.open.get_mut(&peer).filter(|link| link.phase == Phase::Writing)?;
        link.close(at, peer, step);
        Some(Outcome::Done { wrote: true })
    }

    /// A read or write failed.
    pub(super) fn exchange_failed(&mut self, at: Duration, peer: PeerHandle, step: &mut Step) -> Option<Outcome> {
        let link = self.open.get_mut(&peer).filter(|link| matches!(link.phase, Phase::Reading | Phase::Writing))?;
        link.close(at, peer, step);
        Some(Outcome::Failed)
    }

    /// A connection has ended. That is a failure unless we had asked for it.
    pub(super) fn disconnected(&mut self, peer: PeerHandle) -> Option<Outcome> {
        self.written_off.remove(&peer);
        let link = self.open.remove(&peer)?;
        (!matches!(link.phase, Phase::Closing { .. })).then_some(Outcome::Failed)
    }

    /// Asks for every connection to be closed that is not closing yet.
    pub(super) fn close_all(&mut self, at: Duration, step: &mut Step) {
        for (peer, link) in &mut self.open {
            if !matches!(link.phase, Phase::Closing { .. }) {
                link.close(at, *peer, step);
            }
        }
    }

    /// The adapter's state changed: nothing is open.
    pub(super) fn lost(&mut self) {
        self.open.clear();
        self.written_off.clear();
    }

    /// Cancels what took too long. Returns the peers whose connection failed by that.
    pub(super) fn time_out(&mut self, at: Duration, step: &mut Step) -> Vec<PeerHandle> {
        self.written_off.retain(|_, over_at| at < *over_at);
        let mut failed = Vec::new();
        let mut gone = Vec::new();
        for (peer, link) in self.open.iter_mut().filter(|(_, link)| at >= link.deadline) {
            match link.phase {
                Phase::Closing { asked } if asked >= CLOSE_ATTEMPTS => gone.push(*peer),
                Phase::Closing { asked } => {
                    link.phase = Phase::Closing { asked: asked + 1 };
                    link.deadline = at.saturating_add(CLOSE_WITHIN);
                    step.commands.push(RadioCommand::Disconnect(*peer));
                }
                _ => {
                    link.close(at, *peer, step);
                    failed.push(*peer);
                }
            }
        }
        for peer in gone {
            self.open.remove(&peer);
            self.written_off.insert(peer, at.saturating_add(OVER_AFTER));
        }
        failed
    }

    /// When the first of them times out.
    pub(super) fn next_wake(&self) -> Option<Duration> {
        self.open.values().map(|link| link.deadline).chain(self.written_off.values().copied()).min()
    }
}

impl Link {
    fn write_or_close(&mut self, at: Duration, peer: PeerHandle, frame: Option<Frame>, step: &mut Step) -> Outcome {
        let Some(frame) = frame.filter(|_| self.wants.write) else {
            self.close(at, peer, step);
            return Outcome::Done { wrote: false };
        };
        self.phase = Phase::Writing;
        self.deadline = at.saturating_add(EXCHANGE_WITHIN);
        step.commands.push(RadioCommand::Write { peer, frame });
        Outcome::GoesOn
    }

    fn close(&mut self, at: Duration, peer: PeerHandle, step: &mut Step) {
        self.phase = Phase::Closing { asked: 1 };
        self.deadline = at.saturating_add(CLOSE_WITHIN);
        step.commands.push(RadioCommand::Disconnect(peer));
    }
}
