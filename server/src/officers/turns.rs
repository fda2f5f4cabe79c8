//! Who may hash a password next: a few at once, one at a time for each name, and a short line of those who wait.
//!
//! A [`Turn`] goes into the work that hashes and holds the work's memory. A client that leaves while it is hashed frees
//! nothing early: memory and turn come back when the work ends. The newest of those who wait is served first, because
//! its client is the likeliest to be there still; where the line is full, the oldest is told at once to come again.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use argon2::Block;
use tokio::sync::oneshot;

use crate::ground::ids::Digest;

/// Clients that wait for a turn. Each waits a fraction of a second: a turn is about 30 ms of one core.
const LINE: usize = 16;

/// Hands out turns.
pub(super) struct Turns {
    state: Mutex<State>,
}

struct State {
    /// The memory of each turn that is free. Its length is the number of free turns.
    free: Vec<Vec<Block>>,
    /// Whose password is hashed now.
    busy: HashSet<Digest>,
    /// Those who wait, the oldest first.
    line: Vec<Waiting>,
}

struct Waiting {
    whose: Digest,
    turn: oneshot::Sender<Turn>,
}

/// The right to hash one password, with the memory for it. Dropping it hands both on.
pub(super) struct Turn {
    /// None once the turn was taken back.
    turns: Option<Arc<Turns>>,
    whose: Digest,
    memory: Vec<Block>,
}

/// The line was full: come again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Displaced;

impl Turns {
    /// Turns for `most` passwords at once.
    pub(super) fn new(most: usize) -> Arc<Self> {
        let state = State { free: vec![Vec::new(); most], busy: HashSet::new(), line: Vec::new() };
        Arc::new(Self { state: Mutex::new(state) })
    }

    /// Waits for a turn to hash a password of `whose`.
    ///
    /// # Errors
    /// [`Displaced`] when the line was full and this one the oldest in it.
    pub(super) async fn wait(self: &Arc<Self>, whose: Digest) -> Result<Turn, Displaced> {
        let (turn, granted) = oneshot::channel();
        let displaced = {
            let mut state = self.state();
            state.line.retain(|waiting| !waiting.turn.is_closed());
            state.line.push(Waiting { whose, turn });
            (state.line.len() > LINE).then(|| state.line.remove(0))
        };
        drop(displaced);
        self.hand_out();
        granted.await.map_err(|_| Displaced)
    }

    /// Gives free turns to those who wait, the newest first, one at a time for each name.
    fn hand_out(self: &Arc<Self>) {
        loop {
            let next = self.state().next();
            let Some((waiting, memory)) = next else { return };
            let turn = Turn { turns: Some(self.clone()), whose: waiting.whose, memory };
            if let Err(mut unwanted) = waiting.turn.send(turn) {
                // Its client left. Taken back here, because dropping it would come back to this very loop.
                unwanted.turns = None;
                self.state().take_back(unwanted.whose, std::mem::take(&mut unwanted.memory));
            }
        }
    }

    /// Blocks of memory that are kept for turns to come.
    #[cfg(test)]
    pub(super) fn held_blocks(&self) -> usize {
        self.state().free.iter().map(Vec::len).sum()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn next(&mut self) -> Option<(Waiting, Vec<Block>)> {
        let at = self.line.iter().rposition(|waiting| !self.busy.contains(&waiting.whose))?;
        let memory = self.free.pop()?;
        let waiting = self.line.remove(at);
        self.busy.insert(waiting.whose);
        Some((waiting, memory))
    }

    fn take_back(&mut self, whose: Digest, memory: Vec<Block>) {
        self.busy.remove(&whose);
        self.free.push(memory);
    }
}

impl Turn {
    /// The memory, at least as many blocks as asked for. It is kept for the next turn.
    pub(super) fn memory(&mut self, blocks: usize) -> &mut [Block] {
        if self.memory.len() < blocks {
            self.memory.resize(blocks, Block::new());
        }
        &mut self.memory
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let Some(turns) = self.turns.take() else { return };
        turns.state().take_back(self.whose, std::mem::take(&mut self.memory));
        turns.hand_out();
    }
}

#[cfg(test)]
mod tests {
    use std::future::Future;
    use std::pin::{Pin, pin};
    use std::task::{Context, Poll, Waker};

    use super::*;

    fn poll<T>(future: Pin<&mut impl Future<Output = T>>) -> Poll<T> {
        future.poll(&mut Context::from_waker(Waker::noop()))
    }

    fn granted(future: Pin<&mut impl Future<Output = Result<Turn, Displaced>>>) -> Turn {
        match poll(future) {
            Poll::Ready(Ok(turn)) => turn,
            Poll::Ready(Err(Displaced)) => panic!("displaced"),
            Poll::Pending => panic!("it waits"),
        }
    }

    #[test]
    fn no_more_than_the_most_have_a_turn_and_the_newest_who_waits_is_next() {
        let turns = Turns::new(2);
        let (mut a, mut b) = (pin!(turns.wait([1; 32])), pin!(turns.wait([2; 32])));
        let (first, second) = (granted(a.as_mut()), granted(b.as_mut()));
        let (mut c, mut d) = (pin!(turns.wait([3; 32])), pin!(turns.wait([4; 32])));
        assert!(poll(c.as_mut()).is_pending() && poll(d.as_mut()).is_pending());
        drop(first);
        assert!(poll(c.as_mut()).is_pending(), "the newest is first");
        let third = granted(d.as_mut());
        drop((second, third));
        granted(c.as_mut());
    }

    #[test]
    fn one_name_has_one_turn_at_a_time_while_others_are_free() {
        let turns = Turns::new(2);
        let mut a = pin!(turns.wait([1; 32]));
        let first = granted(a.as_mut());
        let mut again = pin!(turns.wait([1; 32]));
        assert!(poll(again.as_mut()).is_pending());
        let mut other = pin!(turns.wait([2; 32]));
        granted(other.as_mut());
        assert!(poll(again.as_mut()).is_pending());
        drop(first);
        granted(again.as_mut());
    }

    #[test]
    fn among_four_hundred_who_wait_the_newest_is_served_next_and_the_oldest_are_sent_away_at_once() {
        let turns = Turns::new(1);
        let mut a = pin!(turns.wait([0; 32]));
        let first = granted(a.as_mut());
        let name = |n: u16| {
            let mut name = [9; 32];
            name[..2].copy_from_slice(&n.to_be_bytes());
            name
        };
        let mut wrong: Vec<_> = (0..400).map(|n| Box::pin(turns.wait(name(n)))).collect();
        // Each joins the line when it is polled, and displaces the oldest of a full line.
        assert!(wrong.iter_mut().all(|one| poll(one.as_mut()).is_pending()));
        let mut sent_away = 0;
        for one in &mut wrong {
            sent_away += usize::from(matches!(poll(one.as_mut()), Poll::Ready(Err(Displaced))));
        }
        assert_eq!(sent_away, 400 - LINE);
        let mut honest = pin!(turns.wait([1; 32]));
        assert!(poll(honest.as_mut()).is_pending());
        drop(first);
        let _served = granted(honest.as_mut());
        assert_eq!(turns.state().line.len(), LINE - 1);
    }

    #[test]
    fn a_client_that_left_is_passed_over_and_a_turn_under_way_keeps_its_memory() {
        let turns = Turns::new(1);
        let mut a = pin!(turns.wait([1; 32]));
        let mut first = granted(a.as_mut());
        first.memory(3);
        {
            let mut gone = Box::pin(turns.wait([2; 32]));
            assert!(poll(gone.as_mut()).is_pending());
        }
        let mut stays = pin!(turns.wait([3; 32]));
        assert!(poll(stays.as_mut()).is_pending());
        assert!(turns.state().free.is_empty(), "the turn under way holds the only memory");
        drop(first);
        let mut next = granted(stays.as_mut());
        assert_eq!(next.memory(1).len(), 3, "the memory is used again");
        drop(next);
        assert_eq!(turns.state().free.len(), 1);
    }
}
