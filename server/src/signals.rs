//! What an operator asks of a running server. Only this binary listens.

use std::io;

/// What is asked.
pub(crate) enum OperatorWish {
    /// To end what is under way, and stop.
    Stop,
    /// To read the settings again.
    ReadAgain,
}

/// The signals of Unix: SIGTERM and SIGINT, and SIGHUP.
#[cfg(unix)]
pub(crate) struct Signals {
    terminate: tokio::signal::unix::Signal,
    interrupt: tokio::signal::unix::Signal,
    hang_up: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Signals {
    /// Listens from now on.
    pub(crate) fn listen() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
            hang_up: signal(SignalKind::hangup())?,
        })
    }

    /// The next thing that is asked.
    pub(crate) async fn next(&mut self) -> OperatorWish {
        tokio::select! {
            _ = self.terminate.recv() => OperatorWish::Stop,
            _ = self.interrupt.recv() => OperatorWish::Stop,
            _ = self.hang_up.recv() => OperatorWish::ReadAgain,
        }
    }

    /// Nobody but its owner reads a file that this process makes.
    pub(crate) fn make_files_private() {
        rustix::process::umask(rustix::fs::Mode::from_raw_mode(0o077));
    }
}

/// The signals of a Windows console: Ctrl-C stops, Ctrl-Break reads the settings again; so does the end of a session stop.
#[cfg(windows)]
pub(crate) struct Signals {
    interrupt: tokio::signal::windows::CtrlC,
    shutdown: tokio::signal::windows::CtrlShutdown,
    break_off: tokio::signal::windows::CtrlBreak,
}

#[cfg(windows)]
impl Signals {
    /// Listens from now on.
    pub(crate) fn listen() -> io::Result<Self> {
        use tokio::signal::windows::{ctrl_break, ctrl_c, ctrl_shutdown};
        Ok(Self { interrupt: ctrl_c()?, shutdown: ctrl_shutdown()?, break_off: ctrl_break()? })
    }

    /// The next thing that is asked.
    pub(crate) async fn next(&mut self) -> OperatorWish {
        tokio::select! {
            _ = self.interrupt.recv() => OperatorWish::Stop,
            _ = self.shutdown.recv() => OperatorWish::Stop,
            _ = self.break_off.recv() => OperatorWish::ReadAgain,
        }
    }

    /// Nothing: files take over the rights of their folder.
    pub(crate) fn make_files_private() {}
}
