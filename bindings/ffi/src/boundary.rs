//! The gate that every call passes: one at a time, no re-entrance, and a panic becomes an error.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Mutex, MutexGuard, PoisonError},
    thread::{self, ThreadId},
};

use lancan_protocol::problem::Problem;

/// Something used from many threads, one call at a time.
pub(crate) struct Gate<T> {
    state: Mutex<State<T>>,
    holder: Mutex<Option<ThreadId>>,
}

enum State<T> {
    Open(T),
    Closed,
    Broken,
}

impl<T> Gate<T> {
    pub(crate) fn new(value: T) -> Self {
        Self { state: Mutex::new(State::Open(value)), holder: Mutex::new(None) }
    }

    /// Runs `call` when no other thread is inside.
    ///
    /// # Errors
    /// Those of `call`; [`Problem::Conflict`] when this thread is inside already (a foreign callback called back);
    /// [`Problem::Unavailable`] after [`Self::close`]; [`Problem::Internal`] when `call` panics, and ever after,
    /// since the value may be half changed.
    pub(crate) fn enter<R>(&self, call: impl FnOnce(&mut T) -> Result<R, Problem>) -> Result<R, Problem> {
        let (mut state, _inside) = self.lock()?;
        let value = match &mut *state {
            State::Open(value) => value,
            State::Closed => return Err(Problem::Unavailable),
            State::Broken => return Err(Problem::Internal),
        };
        let Ok(result) = catch_unwind(AssertUnwindSafe(|| call(value))) else {
            let broken = std::mem::replace(&mut *state, State::Broken);
            // Dropping what is half changed may panic once more.
            drop(catch_unwind(AssertUnwindSafe(|| drop(broken))));
            return Err(Problem::Internal);
        };
        result
    }

    /// Lets no call in any more. `last` runs first when the gate was open. Closing twice does no harm.
    pub(crate) fn close(&self, last: impl FnOnce(&mut T)) -> Result<(), Problem> {
        let (mut state, _inside) = self.lock()?;
        let State::Open(mut value) = std::mem::replace(&mut *state, State::Closed) else { return Ok(()) };
        guard(move || {
            last(&mut value);
            drop(value);
            Ok(())
        })
    }

    fn lock(&self) -> Result<(MutexGuard<'_, State<T>>, Inside<'_>), Problem> {
        let me = thread::current().id();
        if *self.holder.lock().unwrap_or_else(PoisonError::into_inner) == Some(me) {
            return Err(Problem::Conflict);
        }
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        *self.holder.lock().unwrap_or_else(PoisonError::into_inner) = Some(me);
        Ok((state, Inside(&self.holder)))
    }
}

/// Remembers who is inside until dropped.
struct Inside<'a>(&'a Mutex<Option<ThreadId>>);

impl Drop for Inside<'_> {
    fn drop(&mut self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

/// Runs `call`; a panic in it is [`Problem::Internal`].
pub(crate) fn guard<R>(call: impl FnOnce() -> Result<R, Problem>) -> Result<R, Problem> {
    catch_unwind(AssertUnwindSafe(call)).unwrap_or(Err(Problem::Internal))
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Barrier};

    use super::*;

    #[test]
    fn a_panic_is_an_error_and_the_gate_stays_shut() {
        let gate = Gate::new(1);
        let panicked: Result<(), _> = gate.enter(|_| panic!("on purpose"));
        assert_eq!(panicked, Err(Problem::Internal));
        assert_eq!(gate.enter(|value| Ok(*value)), Err(Problem::Internal));
        assert_eq!(guard::<()>(|| panic!("on purpose")), Err(Problem::Internal));
    }

    #[test]
    fn an_error_leaves_the_gate_open() {
        let gate = Gate::new(1);
        assert_eq!(gate.enter::<()>(|_| Err(Problem::NothingToDo)), Err(Problem::NothingToDo));
        assert_eq!(gate.enter(|value| Ok(*value)), Ok(1));
    }

    #[test]
    fn calling_back_from_inside_is_refused_and_does_not_hang() {
        let gate = Gate::new(1);
        let inner = gate.enter(|_| Ok(gate.enter(|value| Ok(*value))));
        assert_eq!(inner, Ok(Err(Problem::Conflict)));
        let closing = gate.enter(|_| Ok(gate.close(|_| {})));
        assert_eq!(closing, Ok(Err(Problem::Conflict)));
        assert_eq!(gate.enter(|value| Ok(*value)), Ok(1));
    }

    #[test]
    fn after_close_calls_are_refused_and_closing_again_does_nothing() {
        let gate = Gate::new(1);
        let mut closed = 0;
        assert_eq!(gate.close(|_| closed += 1), Ok(()));
        assert_eq!(gate.close(|_| closed += 1), Ok(()));
        assert_eq!((closed, gate.enter(|value| Ok(*value))), (1, Err(Problem::Unavailable)));
    }

    #[test]
    fn calls_from_many_threads_take_turns_and_a_close_among_them_ends_them() {
        let gate = Arc::new(Gate::new(0_u32));
        let start = Arc::new(Barrier::new(5));
        let threads: Vec<_> = (0..4)
            .map(|_| {
                let (gate, start) = (Arc::clone(&gate), Arc::clone(&start));
                thread::spawn(move || {
                    start.wait();
                    (0..1_000)
                        .map_while(|_| {
                            gate.enter(|value| {
                                let before = *value;
                                *value = before + 1;
                                Ok(())
                            })
                            .ok()
                        })
                        .count()
                })
            })
            .collect();
        start.wait();
        let mut counted = 0;
        gate.close(|value| counted = *value).unwrap();
        let entered: usize = threads.into_iter().map(|thread| thread.join().unwrap()).sum();
        assert_eq!(entered, usize::try_from(counted).unwrap());
    }
}
