//! The log on standard error, through a thread of its own: a reader that does not read, or a full disk, loses records and
//! stops nothing. Lost records are counted, and the next record that gets through is preceded by how many were lost.

use std::fs::File;
use std::io::{self, Write};
#[cfg(unix)]
use std::os::fd::AsFd as _;
#[cfg(windows)]
use std::os::windows::io::AsHandle as _;
use std::sync::{Arc, OnceLock};

use tracing_appender::non_blocking::{ErrorCounter, NonBlocking, NonBlockingBuilder, WorkerGuard};

/// Records that may wait to be written. What comes on top is dropped and counted.
const WAITING: usize = 8_192;

/// The writer for the log, whose own words are JSON or text, and the guard that writes what waits when it is dropped (for at most a second).
///
/// # Errors
/// When standard error is closed.
pub(crate) fn to_standard_error(json: bool) -> io::Result<(NonBlocking, WorkerGuard)> {
    // A descriptor of our own: whoever else writes to standard error must not wait for its lock.
    #[cfg(unix)]
    let out = io::stderr().as_fd().try_clone_to_owned()?;
    #[cfg(windows)]
    let out = io::stderr().as_handle().try_clone_to_owned()?;
    let out = File::from(out);
    let waiting = Arc::new(OnceLock::new());
    let counting = Counting { out, json, unwritten: 0, told: 0, waiting: waiting.clone() };
    let (writer, guard) =
        NonBlockingBuilder::default().lossy(true).buffered_lines_limit(WAITING).thread_name("log").finish(counting);
    let _ = waiting.set(writer.error_counter());
    Ok((writer, guard))
}

/// A writer that never fails: it counts what it could not write.
struct Counting<W> {
    out: W,
    json: bool,
    /// Records that could not be written.
    unwritten: usize,
    /// Lost records that the log tells of.
    told: usize,
    /// Counts the records that were dropped because too many waited.
    waiting: Arc<OnceLock<ErrorCounter>>,
}

impl<W: Write> Counting<W> {
    fn lost(&self) -> usize {
        let dropped = self.waiting.get().map_or(0, ErrorCounter::dropped_lines);
        dropped.saturating_add(self.unwritten)
    }
}

impl<W: Write> Write for Counting<W> {
    fn write(&mut self, record: &[u8]) -> io::Result<usize> {
        let lost = self.lost();
        if lost > self.told {
            let message = "log records were lost: standard error could not be written";
            let note = if self.json {
                serde_json::json!({ "level": "WARN", "fields": { "message": message, "lost": lost } }).to_string()
            } else {
                format!("WARN {message} lost={lost}")
            };
            if writeln!(self.out, "{note}").is_ok() {
                self.told = lost;
            }
        }
        if self.out.write_all(record).is_err() {
            self.unwritten = self.unwritten.saturating_add(1);
        }
        Ok(record.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        let _ = self.out.flush();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Fails after a number of writes.
    struct Full {
        failing: bool,
        written: Vec<u8>,
    }

    impl Write for Full {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            if self.failing {
                return Err(io::ErrorKind::StorageFull.into());
            }
            self.written.extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn what_could_not_be_written_is_counted_and_told_once_there_is_room_again() {
        let out = Full { failing: true, written: Vec::new() };
        let mut log = Counting { out, json: true, unwritten: 0, told: 0, waiting: Arc::default() };
        for record in ["one\n", "two\n"] {
            log.write_all(record.as_bytes()).unwrap();
        }
        log.out.failing = false;
        for record in ["three\n", "four\n"] {
            log.write_all(record.as_bytes()).unwrap();
        }
        let written = String::from_utf8(log.out.written).unwrap();
        let lines: Vec<_> = written.lines().collect();
        let [told, "three", "four"] = lines.as_slice() else { panic!("{written}") };
        assert_eq!(serde_json::from_str::<serde_json::Value>(told).unwrap()["fields"]["lost"], 2);
    }
}
