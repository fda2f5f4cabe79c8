//! Several threads on one export: the caller's reads, the others match.

use std::sync::{Mutex, mpsc};

use super::{
    found::{Batch, Found},
    worker::Worker,
};
use lancan_protocol::export::ExportError;

/// Batches that may wait for each worker.
const WAITING: usize = 2;

/// Matches every batch that `next_batch` gives with `threads` workers and brings what they found together.
pub(crate) fn run<'a>(
    threads: usize,
    mut next_batch: impl FnMut() -> Result<Option<Batch>, ExportError>,
    new_worker: impl Fn() -> Worker<'a> + Sync,
) -> Result<Found, ExportError> {
    let (sender, receiver) = mpsc::sync_channel::<Batch>(threads * WAITING);
    let receiver = Mutex::new(receiver);
    std::thread::scope(|scope| {
        let work = || -> Result<Found, ExportError> {
            let (mut worker, mut found) = (new_worker(), Found::default());
            loop {
                let batch = receiver.lock().ok().and_then(|receiver| receiver.recv().ok());
                let Some(batch) = batch else { return Ok(found) };
                worker.match_batch(&batch, &mut found)?;
            }
        };
        let handles: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        let read = loop {
            match next_batch() {
                Ok(Some(batch)) => {
                    if sender.send(batch).is_err() {
                        break Ok(());
                    }
                }
                Ok(None) => break Ok(()),
                Err(error) => break Err(error),
            }
        };
        drop(sender);
        let mut all = Found::default();
        for handle in handles {
            let found = handle.join().map_err(|_| ExportError::Malformed("a matching thread failed"))?;
            all.merge(found?)?;
        }
        read.map(|()| all)
    })
}
