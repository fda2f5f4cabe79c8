//! A phone in a terminal, as a person has it: the program `lancan phone`, what it prints, Ctrl-C.

use core::time::Duration;
use std::{
    process::Stdio,
    sync::{Arc, Mutex, PoisonError},
};

use rustix::process::{Pid, Signal, kill_process};
use tokio::{
    io::{AsyncBufReadExt as _, AsyncRead, BufReader},
    process::{Child, Command},
    task::JoinHandle,
    time::timeout,
};

use crate::guest::{Outcome, ensure};

/// How long a phone may take to write what it heard and to take its adverts off the air.
const ENDS_WITHIN: Duration = Duration::from_mins(1);

/// A terminal phone's folder and server; its adapter is named when it runs.
#[derive(Clone)]
pub(crate) struct Owner {
    pub(crate) store: String,
    pub(crate) server: String,
}

/// What a run printed and how it ended.
pub(crate) struct Ran {
    pub(crate) printed: String,
    pub(crate) succeeded: bool,
}

impl Owner {
    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new("lancan");
        command.arg("phone").args(["--store", &self.store, "--server", &self.server]).args(arguments);
        // Hanoi's time, without a database of zones.
        for variable in ["LC_ALL", "LC_MESSAGES", "LANG"] {
            command.env_remove(variable);
        }
        command.env("TZ", "<+07>-7").stdin(Stdio::null()).kill_on_drop(true);
        command
    }

    /// Runs a subcommand in English to its end.
    pub(crate) async fn run(&self, arguments: &[&str]) -> Result<Ran, String> {
        self.run_in_no_language(&[&["--language", "en"], arguments].concat()).await
    }

    /// Runs to its end for somebody who chose no language.
    pub(crate) async fn run_in_no_language(&self, arguments: &[&str]) -> Result<Ran, String> {
        let output = self.command(arguments).output().await.map_err(|error| format!("lancan: {error}"))?;
        let printed = [output.stdout, output.stderr].concat();
        Ok(Ran { printed: String::from_utf8_lossy(&printed).into_owned(), succeeded: output.status.success() })
    }

    /// Starts the phone itself.
    pub(crate) fn start(&self, adapter: &str) -> Result<Terminal, String> {
        let mut child = self
            .command(&["--language", "en", "--adapter", adapter])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|error| format!("lancan: {error}"))?;
        let lines = Arc::<Mutex<Vec<String>>>::default();
        let readers = [
            child.stdout.take().map(|from| read(from, Arc::clone(&lines))),
            child.stderr.take().map(|from| read(from, Arc::clone(&lines))),
        ];
        Ok(Terminal { child, lines, readers: readers.into_iter().flatten().collect() })
    }
}

fn read(from: impl AsyncRead + Unpin + Send + 'static, into: Arc<Mutex<Vec<String>>>) -> JoinHandle<()> {
    tokio::spawn(async move {
        let mut from = BufReader::new(from).lines();
        while let Ok(Some(line)) = from.next_line().await {
            into.lock().unwrap_or_else(PoisonError::into_inner).push(line);
        }
    })
}

/// A phone that runs; it is killed when dropped.
pub(crate) struct Terminal {
    child: Child,
    lines: Arc<Mutex<Vec<String>>>,
    readers: Vec<JoinHandle<()>>,
}

impl Terminal {
    /// How many lines it has printed.
    pub(crate) fn printed(&self) -> usize {
        self.lines.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    /// Whether a line after the first `after` ones says this.
    pub(crate) fn says(&self, after: usize, wanted: impl Fn(&str) -> bool) -> bool {
        self.lines.lock().unwrap_or_else(PoisonError::into_inner).iter().skip(after).any(|line| wanted(line))
    }

    /// What `find` finds in the last line in which it finds something.
    pub(crate) fn last(&self, find: impl Fn(&str) -> Option<&str>) -> Option<String> {
        let lines = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        lines.iter().rev().find_map(|line| find(line).map(str::to_owned))
    }

    /// What it printed last, for the report of a failure.
    pub(crate) fn story(&self) -> String {
        let lines = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        let last = lines.get(lines.len().saturating_sub(30)..).unwrap_or_default();
        format!("  | {}\n", last.join("\n  | "))
    }

    /// Presses Ctrl-C and waits until it has ended.
    pub(crate) async fn interrupt(mut self) -> Outcome {
        let process = self.child.id().and_then(|id| Pid::from_raw(i32::try_from(id).ok()?));
        let process = process.ok_or("the phone has ended by itself")?;
        ensure(kill_process(process, Signal::INT).is_ok(), "Ctrl-C can be pressed")?;
        let ended = timeout(ENDS_WITHIN, self.child.wait()).await;
        for reader in &mut self.readers {
            let _ = reader.await;
        }
        match ended {
            Ok(Ok(status)) if status.success() => Ok(()),
            ended => Err(format!("Ctrl-C does not end a phone well: {ended:?}\n{}", self.story())),
        }
    }
}
