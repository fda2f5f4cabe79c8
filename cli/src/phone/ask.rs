//! What is asked at the terminal, and what was typed.

use std::{io::BufRead as _, process::ExitCode};

use chrono::{Local, NaiveDate};

use super::{dates::read_day, say::Speech};
use crate::failure::Failure;

/// Waits for a person without holding up what runs meanwhile.
pub(crate) async fn asked<T: Send + 'static>(
    ask: impl FnOnce() -> Result<T, Failure> + Send + 'static,
) -> Result<T, Failure> {
    tokio::task::spawn_blocking(ask).await.map_err(Failure::new)?
}

/// Waits for a line of yes or no, in either language.
pub(crate) fn agrees(speech: Speech) -> Result<bool, Failure> {
    println!("{}", speech.plain("phone-yes-no"));
    Ok(yes_or_no(&line()?).unwrap_or(false))
}

/// Yes or no as people write it in either language; none where it is neither.
pub(crate) fn yes_or_no(typed: &str) -> Option<bool> {
    match typed.to_lowercase().as_str() {
        "c" | "có" | "co" | "y" | "yes" => Some(true),
        "k" | "không" | "khong" | "n" | "no" => Some(false),
        _ => None,
    }
}

/// Says that nothing was done, because the user did not agree; the exit code is 1 then.
pub(crate) fn left_as_it_was(speech: Speech) -> ExitCode {
    println!("{}", speech.plain("phone-left"));
    ExitCode::FAILURE
}

/// Asks for a day to leave out until it gets one, or an empty line.
pub(crate) fn day_to_leave_out(speech: Speech) -> Result<Option<NaiveDate>, Failure> {
    loop {
        println!("{}", speech.plain("phone-leave-out"));
        let line = line()?;
        if line.is_empty() {
            return Ok(None);
        }
        if let Some(date) = read_day(&line, Local::now().date_naive()) {
            return Ok(Some(date));
        }
        println!("{}", speech.with("phone-not-a-day", "text", &line));
    }
}

/// Asks for the passphrase of a transfer file: a line of standard input.
pub(crate) fn passphrase(speech: Speech) -> Result<String, Failure> {
    println!("{}", speech.plain("phone-passphrase"));
    line()
}

/// Asks and returns what was typed.
pub(crate) fn typed(question: &str) -> Result<String, Failure> {
    println!("{question}");
    line()
}

fn line() -> Result<String, Failure> {
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line).map_err(Failure::new)?;
    Ok(line.trim().to_owned())
}
