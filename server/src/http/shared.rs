//! Bytes that many clients are sent at once, held once.

use std::collections::VecDeque;

use axum::body::Bytes;
use tokio::sync::Mutex;

use crate::ground::error::Fault;

/// Bytes that are held for clients to come.
const MOST_BYTES: usize = 32 << 20;

/// The bytes of what was sent lately, by tag. Whoever is sent them shares them, however slowly it reads.
#[derive(Default)]
pub(crate) struct SharedBytes {
    /// The last one asked for is the last.
    held: Mutex<VecDeque<(String, Bytes)>>,
}

impl SharedBytes {
    /// The bytes with this tag; loaded where they are not held, by one client at a time.
    ///
    /// # Errors
    /// What loading returns.
    pub(crate) async fn get(
        &self,
        tag: &str,
        load: impl Future<Output = Result<Vec<u8>, Fault>>,
    ) -> Result<Bytes, Fault> {
        let mut held = self.held.lock().await;
        let found = held.iter().position(|(known, _)| known == tag).and_then(|at| held.remove(at));
        let entry = match found {
            Some(entry) => entry,
            None => (tag.to_owned(), Bytes::from(load.await?)),
        };
        let bytes = entry.1.clone();
        held.push_back(entry);
        while held.iter().map(|(_, bytes)| bytes.len()).sum::<usize>() > MOST_BYTES {
            held.pop_front();
        }
        Ok(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn everybody_is_sent_the_same_bytes_and_they_are_loaded_once() {
        let shared = SharedBytes::default();
        let first = shared.get("a", async { Ok(vec![1; 9]) }).await.unwrap();
        let again = shared.get("a", async { panic!("it is loaded again") }).await.unwrap();
        assert_eq!(first.as_ptr(), again.as_ptr());
        assert!(shared.get("b", async { Err(Fault::Broken("on purpose")) }).await.is_err());
    }

    #[tokio::test]
    async fn what_was_not_asked_for_the_longest_time_is_let_go() {
        let shared = SharedBytes::default();
        for tag in ["a", "b", "a", "c"] {
            shared.get(tag, async { Ok(vec![0; MOST_BYTES / 2]) }).await.unwrap();
        }
        let held: Vec<_> = shared.held.lock().await.iter().map(|(tag, _)| tag.clone()).collect();
        assert_eq!(held, ["a", "c"]);
    }
}
