//! Records by a script and says what is on disk: the process that the crash tests kill.
//!
//! Arguments: the store's file, the process's number, its first virtual second, how many it runs.

use std::{
    io::{self, Write as _},
    path::PathBuf,
    process::ExitCode,
};

use lancan_protocol::time::UnixTime;
use lancan_simulator::recording::Script;

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let Some(path) = arguments.next().map(PathBuf::from) else { return ExitCode::from(2) };
    let numbers: Vec<u64> = arguments.filter_map(|argument| argument.parse().ok()).collect();
    let [process, from, seconds] = numbers.as_slice() else { return ExitCode::from(2) };
    let Ok(process) = u32::try_from(*process) else { return ExitCode::from(2) };
    let script = Script { process, from: UnixTime(*from), seconds: *seconds };
    let mut out = io::stdout().lock();
    let outcome = script.run(&path, |said| {
        // The observer may have stopped listening.
        let _ = writeln!(out, "{}", said.line()).and_then(|()| out.flush());
    });
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
