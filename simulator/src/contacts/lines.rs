//! The lines of a text, whichever system wrote it.

use std::io::{self, BufRead, ErrorKind};

/// Lines that end with a line feed, a carriage return, or both.
#[derive(Debug)]
pub(super) struct Lines<R> {
    source: R,
    longest: usize,
    after_return: bool,
}

impl<R: BufRead> Lines<R> {
    /// Of a line longer than `longest` bytes, `longest + 1` are read.
    pub(super) fn new(source: R, longest: usize) -> Self {
        Self { source, longest, after_return: false }
    }

    /// Puts the next line into `line`, without its end; `false` where there is none.
    pub(super) fn read(&mut self, line: &mut Vec<u8>) -> io::Result<bool> {
        line.clear();
        loop {
            let bytes = match self.source.fill_buf() {
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                bytes => bytes?,
            };
            if bytes.is_empty() {
                return Ok(!line.is_empty());
            }
            if core::mem::take(&mut self.after_return) && bytes.first() == Some(&b'\n') {
                self.source.consume(1);
                continue;
            }
            let bytes = &bytes[..bytes.len().min(self.longest + 1 - line.len())];
            let end = bytes.iter().position(|byte| matches!(byte, b'\n' | b'\r'));
            line.extend_from_slice(&bytes[..end.unwrap_or(bytes.len())]);
            self.after_return = end.is_some_and(|end| bytes[end] == b'\r');
            let read = end.map_or(bytes.len(), |end| end + 1);
            self.source.consume(read);
            if end.is_some() || line.len() > self.longest {
                return Ok(true);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::BufReader;

    fn lines(text: &str, buffer: usize) -> Vec<String> {
        let mut lines = Lines::new(BufReader::with_capacity(buffer, text.as_bytes()), 10);
        let (mut line, mut all) = (Vec::new(), Vec::new());
        while lines.read(&mut line).unwrap() && all.len() < 10 {
            all.push(String::from_utf8(line.clone()).unwrap());
        }
        all
    }

    #[test]
    fn a_line_ends_as_any_system_ends_it() {
        for buffer in [1, 3, 100] {
            for text in ["a\nb\n\nc", "a\rb\r\rc\r", "a\r\nb\r\n\r\nc\r\n", "a\r\nb\r\rc\n"] {
                assert_eq!(lines(text, buffer), ["a", "b", "", "c"], "{text:?}");
            }
            assert!(lines("", buffer).is_empty());
            assert_eq!(lines("0123456789\n0123456789ABC\n", buffer)[..2], ["0123456789", "0123456789A"]);
        }
    }
}
