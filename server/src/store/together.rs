//! Work that many callers ask for at the same time, done in one transaction: the database is asked once for all of them.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::oneshot;

use super::{Store, StoreError, Transaction};

/// Most items that one transaction does.
const MOST: usize = 64;

/// What work can fail with.
pub(crate) trait MayPass: From<StoreError> {
    /// The store's error, where the same work may succeed later: a disk is full, or the database is not there for a while.
    fn passing(&self) -> Option<StoreError>;
}

impl MayPass for StoreError {
    fn passing(&self) -> Option<StoreError> {
        Some(*self).filter(Self::is_temporary)
    }
}

/// Items that wait for the transaction of those before them to end. One transaction runs at a time, and whoever waits then
/// is in the next.
pub(crate) struct Together<I, A, E = StoreError>(Arc<Mutex<WaitingItems<I, A, E>>>);

/// One who waits for the answer to an item.
type AnswerTo<A, E> = oneshot::Sender<Result<A, E>>;

struct WaitingItems<I, A, E> {
    items: VecDeque<(I, AnswerTo<A, E>)>,
    /// Whether a task does what waits.
    is_served: bool,
}

impl<I, A, E> Default for Together<I, A, E> {
    fn default() -> Self {
        Self(Arc::new(Mutex::new(WaitingItems { items: VecDeque::new(), is_served: false })))
    }
}

impl<I, A, E> Together<I, A, E>
where
    I: Send + Sync + 'static,
    A: Send + 'static,
    E: MayPass + Send + 'static,
{
    /// Does `work` for an item and for those that wait with it, in the order in which they came: one answer for each item.
    /// `Ok` means that what the work wrote is on disk. All callers hand in the same work.
    ///
    /// An item that is refused had better be an answer: where the work fails for several items, it is undone and done again
    /// for each by itself, so that one of them keeps no other from being done.
    ///
    /// # Errors
    /// The work's own, or the store's: nothing of the item was kept then.
    pub(crate) async fn run<W>(&self, store: &Store, name: &'static str, item: I, work: W) -> Result<A, E>
    where
        W: Fn(&mut dyn Transaction, &[I]) -> Result<Vec<A>, E> + Send + Sync + 'static,
    {
        let (done, answer) = oneshot::channel();
        let is_served = {
            let mut waiting = lock(&self.0);
            waiting.items.push_back((item, done));
            std::mem::replace(&mut waiting.is_served, true)
        };
        if !is_served {
            // A task of its own: the caller may leave, and the others' work goes on.
            tokio::spawn(serve(self.0.clone(), store.clone(), name, Arc::new(work)));
        }
        answer.await.map_err(|_| StoreError::Closed)?
    }
}

async fn serve<I, A, E, W>(waiting: Arc<Mutex<WaitingItems<I, A, E>>>, store: Store, name: &'static str, work: Arc<W>)
where
    I: Send + Sync + 'static,
    A: Send + 'static,
    E: MayPass + Send + 'static,
    W: Fn(&mut dyn Transaction, &[I]) -> Result<Vec<A>, E> + Send + Sync + 'static,
{
    while let Some((items, callers)) = next(&waiting) {
        let (count, items) = (items.len(), Arc::new(items));
        let done = |from: usize, until: usize| {
            let (work, items) = (work.clone(), items.clone());
            store.run(name, move |tx| work(tx, items.get(from..until).unwrap_or_default()))
        };
        match done(0, count).await {
            Ok(answers) => callers.into_iter().zip(answers).for_each(|(caller, answer)| drop(caller.send(Ok(answer)))),
            Err(error) if count == 1 => {
                if let Some(caller) = callers.into_iter().next() {
                    let _ = caller.send(Err(error));
                }
            }
            Err(error) => {
                let passing = error.passing();
                for (at, caller) in callers.into_iter().enumerate() {
                    let alone = match passing {
                        Some(error) => Err(error.into()),
                        None => done(at, at + 1).await,
                    };
                    let answer = alone.and_then(|answers| answers.into_iter().next().ok_or(StoreError::Closed.into()));
                    let _ = caller.send(answer);
                }
            }
        }
    }
}

/// Items with those who wait for them.
type Batch<I, A, E> = (Vec<I>, Vec<AnswerTo<A, E>>);

/// The next items; none when nothing waits any more.
fn next<I, A, E>(waiting: &Mutex<WaitingItems<I, A, E>>) -> Option<Batch<I, A, E>> {
    let mut waiting = lock(waiting);
    // Work of a caller who left is not begun.
    waiting.items.retain(|(_, caller)| !caller.is_closed());
    let count = waiting.items.len().min(MOST);
    waiting.is_served = count > 0;
    waiting.is_served.then(|| waiting.items.drain(..count).unzip())
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;
    use crate::values;

    fn add(tx: &mut dyn Transaction, names: &[String]) -> Result<Vec<usize>, StoreError> {
        for name in names {
            tx.insert(
                "INSERT INTO officers (name, centre, password, created_at) VALUES (?1, 'c', 'p', 0)
                 ON CONFLICT (name) DO NOTHING",
                values![name],
            )?;
        }
        Ok(vec![names.len(); names.len()])
    }

    fn names(tx: &mut dyn Transaction) -> Result<Vec<String>, StoreError> {
        tx.all("SELECT name FROM officers ORDER BY id", &[], |mut row| row.take())
    }

    /// A caller whose work holds the store up until the gate opens, and a hundred who come meanwhile, ten of whom leave.
    async fn who_waits_at_the_same_time_is_done_together_and_who_left_is_not_done(store: Store) {
        let together = Arc::new(Together::<String, usize>::default());
        let (open, gate) = mpsc::channel::<()>();
        let gate = Mutex::new(gate);
        let (first, held) = (together.clone(), store.clone());
        let held = tokio::spawn(async move {
            let work = move |tx: &mut dyn Transaction, names: &[String]| {
                let _ = lock(&gate).recv();
                add(tx, names)
            };
            first.run(&held, "add", "first".to_owned(), work).await
        });
        while !lock(&together.0).is_served || !lock(&together.0).items.is_empty() {
            tokio::task::yield_now().await;
        }
        let mut callers = Vec::new();
        for number in 0..100 {
            let (waiting, together, store) = (together.clone(), together.clone(), store.clone());
            callers.push(tokio::spawn(async move { together.run(&store, "add", format!("{number:03}"), add).await }));
            while lock(&waiting.0).items.len() <= number {
                tokio::task::yield_now().await;
            }
        }
        for caller in &callers[..10] {
            caller.abort();
        }
        for caller in callers.drain(..10) {
            assert!(caller.await.unwrap_err().is_cancelled());
        }
        drop(open);
        assert_eq!(held.await.unwrap(), Ok(1));
        let mut sizes = Vec::new();
        for caller in callers {
            sizes.push(caller.await.unwrap().unwrap());
        }
        assert_eq!((sizes[0], sizes[63], sizes[64], sizes[89]), (64, 64, 26, 26));
        let expected: Vec<String> =
            std::iter::once("first".to_owned()).chain((10..100).map(|number| format!("{number:03}"))).collect();
        assert_eq!(store.view("look", names).await.unwrap(), expected);
    }

    async fn work_that_fails_keeps_nothing_and_the_next_is_done(store: Store) {
        let together = Together::<String, usize>::default();
        assert_eq!(together.run(&store, "add", "an".to_owned(), add).await, Ok(1));
        assert_eq!(together.run(&store, "add", "an".to_owned(), add).await, Err(StoreError::Exists));
        assert_eq!(together.run(&store, "add", "binh".to_owned(), add).await, Ok(1));
        assert_eq!(store.view("look", names).await.unwrap(), ["an", "binh"]);
    }

    /// Three wait together, and one of them cannot be done.
    async fn an_item_that_cannot_be_done_keeps_no_other_from_being_done(store: Store) {
        let together = Arc::new(Together::<String, usize>::default());
        let (open, gate) = mpsc::channel::<()>();
        let gate = Mutex::new(gate);
        let (first, held) = (together.clone(), store.clone());
        let held = tokio::spawn(async move {
            let work = move |tx: &mut dyn Transaction, names: &[String]| {
                let _ = lock(&gate).recv();
                add(tx, names)
            };
            first.run(&held, "add", "first".to_owned(), work).await
        });
        while !lock(&together.0).is_served || !lock(&together.0).items.is_empty() {
            tokio::task::yield_now().await;
        }
        let mut callers = Vec::new();
        for (number, name) in ["an", "first", "binh"].into_iter().enumerate() {
            let (waiting, together, store) = (together.clone(), together.clone(), store.clone());
            callers.push(tokio::spawn(async move { together.run(&store, "add", name.to_owned(), add).await }));
            while lock(&waiting.0).items.len() <= number {
                tokio::task::yield_now().await;
            }
        }
        drop(open);
        assert_eq!(held.await.unwrap(), Ok(1));
        let mut answers = Vec::new();
        for caller in callers {
            answers.push(caller.await.unwrap());
        }
        assert_eq!(answers, [Ok(1), Err(StoreError::Exists), Ok(1)]);
        assert_eq!(store.view("look", names).await.unwrap(), ["first", "an", "binh"]);
    }

    crate::store::testing::store_behaviours! {
        an_item_that_cannot_be_done_keeps_no_other_from_being_done
        who_waits_at_the_same_time_is_done_together_and_who_left_is_not_done
        work_that_fails_keeps_nothing_and_the_next_is_done
    }
}
