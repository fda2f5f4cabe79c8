//! A gateway for text messages in this process: the codes that people are sent.

use std::{
    io::{self, BufRead as _, BufReader, Read as _, Write as _},
    net::{TcpListener, TcpStream},
    sync::{
        Mutex, PoisonError,
        mpsc::{self, Receiver, Sender},
    },
    time::Duration,
};

use serde_json::Value;

/// Longest message that is read, in bytes.
const MOST_BYTES: u64 = 64 * 1024;

/// The gateway. It ends with the process.
pub(crate) struct Gateway {
    /// Where the server sends messages.
    pub(crate) url: String,
    messages: Mutex<Receiver<Value>>,
}

impl Gateway {
    /// # Errors
    /// What keeps it from listening.
    pub(crate) fn start() -> io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0))?;
        let url = format!("http://{}/", listener.local_addr()?);
        let (sender, messages) = mpsc::channel();
        std::thread::spawn(move || {
            for connection in listener.incoming().flatten() {
                // A connection that breaks is the server's to try again.
                let _ = take(connection, &sender);
            }
        });
        Ok(Self { url, messages: Mutex::new(messages) })
    }

    /// The six digits of the next message.
    pub(crate) fn code(&self) -> Option<String> {
        self.code_within(Duration::from_secs(30))
    }

    /// The six digits of the next message, where one comes within this time.
    pub(crate) fn code_within(&self, time: Duration) -> Option<String> {
        let messages = self.messages.lock().unwrap_or_else(PoisonError::into_inner);
        let message = messages.recv_timeout(time).ok()?;
        let mut numbers = message.get("text")?.as_str()?.split(|letter: char| !letter.is_ascii_digit());
        numbers.find(|digits| digits.len() == 6).map(str::to_owned)
    }
}

/// Reads one message and says that it was taken.
fn take(mut connection: TcpStream, sender: &Sender<Value>) -> io::Result<()> {
    let mut reader = BufReader::new(connection.try_clone()?.take(MOST_BYTES));
    let mut length = 0;
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 || line.trim().is_empty() {
            break;
        }
        if let Some((name, value)) = line.split_once(':')
            && name.eq_ignore_ascii_case("content-length")
        {
            length = value.trim().parse().unwrap_or(0);
        }
    }
    let mut body = vec![0; usize::try_from(MOST_BYTES).unwrap_or(0).min(length)];
    reader.read_exact(&mut body)?;
    if let Ok(message) = serde_json::from_slice(&body) {
        let _ = sender.send(message);
    }
    connection.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
}
