//! Places in a terminal: what a camera would read is typed or piped in.

use std::{io::BufRead as _, process::ExitCode};

use clap::Subcommand;
use lancan_core::{Scanned, StoredPlaceWarning, Tracer, Visit};
use lancan_protocol::{problem::Problem, time::UnixTime};

use super::{
    dates::{MOMENT_FORM, moment},
    home::Home,
    place_log::{self, ContactWish},
    say::Speech,
};
use crate::failure::{Failure, Outcome};

/// What the user does with visits to places.
#[derive(Subcommand)]
pub(crate) enum PlaceWishes {
    /// Takes the text of a place's QR code: enters the place, or leaves it. Nothing is sent, unless the place must list its
    /// visitors and you agree when you are asked.
    Scan {
        /// The text of the code; read from standard input when left out.
        text: Option<String>,
        /// Show it without a server at a simulated hospital that must list its visitors; the hour after it goes by in a
        /// moment. Nothing is kept.
        #[arg(long, conflicts_with = "text")]
        simulate: bool,
    },
    /// Shows the visits by day, and warnings of places.
    List,
    /// Adds a visit by the text of the place's code and the times.
    Add {
        /// The text of the code.
        text: String,
        #[command(flatten)]
        stay: StayArgs,
    },
    /// Corrects when you were at a place.
    Edit {
        /// The visit's number, as the list shows it.
        visit: i64,
        #[command(flatten)]
        stay: StayArgs,
    },
    /// Deletes a visit, and what of it still waits to be sent.
    Delete {
        /// The visit's number, as the list shows it.
        visit: i64,
    },
    /// Says, shows or forgets who you are, for places that must list their visitors.
    Contact(ContactWish),
    /// Sends what waits for lists of visitors, as soon as its time has come.
    Send,
}

/// When the user was at a place, by this machine's clock.
#[derive(clap::Args)]
pub(crate) struct StayArgs {
    /// When you entered.
    #[arg(long, value_name = MOMENT_FORM, value_parser = moment)]
    from: UnixTime,
    /// When you left.
    #[arg(long, value_name = MOMENT_FORM, value_parser = moment)]
    to: UnixTime,
}

pub(crate) fn run(home: &Home, wishes: PlaceWishes, speech: Speech) -> Outcome {
    let mut tracer = home.tracer(speech)?;
    let now = lancan_desktop::now();
    let failure = |problem: Problem| speech.failure(problem);
    match wishes {
        PlaceWishes::Scan { text, .. } => {
            let text = text.map_or_else(read_line, Ok)?;
            match tracer.scan_place(now, &text).map_err(failure)? {
                Scanned::LogAsked(question) => place_log::ask(&mut tracer, now, &question, speech),
                scanned => told(speech, &scanned),
            }
        }
        PlaceWishes::Add { text, stay } => {
            told(speech, &tracer.add_visit(now, &text, stay.from, stay.to).map_err(failure)?)
        }
        PlaceWishes::Edit { visit, stay } => {
            let edited = tracer.edit_visit(now, visit, stay.from, stay.to);
            let visit = edited.map_err(|problem| match problem {
                Problem::NotFound => no_visit(visit),
                problem => failure(problem),
            })?;
            println!("{}", line(speech, &visit));
            Ok(ExitCode::SUCCESS)
        }
        PlaceWishes::Delete { visit } => {
            if !tracer.delete_visit(now, visit).map_err(failure)? {
                return Err(no_visit(visit));
            }
            println!("{}", speech.plain("visit-deleted"));
            Ok(ExitCode::SUCCESS)
        }
        PlaceWishes::Contact(wish) => place_log::contact(&mut tracer, now, wish, speech),
        // Needs the network: the caller has taken it.
        PlaceWishes::Send => Ok(ExitCode::FAILURE),
        PlaceWishes::List => {
            for line in list(&tracer, speech) {
                println!("{line}");
            }
            Ok(ExitCode::SUCCESS)
        }
    }
}

fn read_line() -> Result<String, Failure> {
    let mut text = String::new();
    std::io::stdin().lock().read_line(&mut text).map_err(Failure::new)?;
    Ok(text)
}

/// There is no such visit.
fn no_visit(visit: i64) -> Failure {
    Failure::with_all("phone-no-visit", &[("number", &visit)])
}

/// Tells what a scan came to; one that was refused fails.
fn told(speech: Speech, scanned: &Scanned) -> Outcome {
    match scanned {
        Scanned::Entered(_) | Scanned::LogAsked(_) | Scanned::Left(_) => {
            for line in speech.scanned(scanned) {
                println!("{line}");
            }
            Ok(ExitCode::SUCCESS)
        }
        Scanned::Foreign(_) | Scanned::Refused(_) => Err(speech.not_scanned(scanned)),
    }
}

fn list(tracer: &Tracer, speech: Speech) -> Vec<String> {
    let days = usize::try_from(tracer.rules().places.keep_days).unwrap_or_default();
    let mut lines = vec![speech.plain("visit-title"), speech.numbers("visit-promise", &[("days", days)])];
    let dates = tracer.visits();
    if dates.is_empty() {
        lines.push(format!("  {}", speech.plain("visit-empty")));
    }
    for date in &dates {
        lines.push(speech.day(date.day));
        lines.extend(date.visits.iter().map(|visit| format!("  {:>3}  {}", visit.id, line(speech, visit))));
    }
    lines.extend(tracer.log_entries().iter().map(|entry| place_log::line(entry, speech)));
    let warnings = tracer.place_warnings();
    lines.extend(warnings.iter().flat_map(|stored: &StoredPlaceWarning| speech.stored_place_warning(stored)));
    lines
}

/// A visit with whatever is special about it.
fn line(speech: Speech, visit: &Visit) -> String {
    let mut line = speech.visit(visit);
    let notes = [
        (visit.is_open, "visit-open"),
        (visit.leave_is_estimated, "visit-estimated"),
        (visit.by_hand, "visit-by-hand"),
        (visit.edited, "visit-edited"),
    ];
    for (_, key) in notes.into_iter().filter(|(holds, _)| *holds) {
        line.push_str("; ");
        line.push_str(&speech.plain(key));
    }
    line
}

#[cfg(test)]
mod tests {
    use lancan_text::Language;

    use super::{super::home::tests::folder_with_server, *};

    #[test]
    fn a_code_that_is_no_places_is_refused_and_an_empty_list_says_so() {
        let folder = folder_with_server();
        let speech = Speech::of(Language::En);
        let home = Home::open(Some(folder.path().into()), None, speech).unwrap();
        let scan = |text: &str| run(&home, PlaceWishes::Scan { text: Some(text.to_owned()), simulate: false }, speech);
        assert!(scan("https://example.com").is_err());
        let tracer = home.tracer(speech).unwrap();
        assert!(list(&tracer, speech).concat().contains("No visits"));
        drop(tracer);
        assert!(run(&home, PlaceWishes::Delete { visit: 1 }, speech).is_err());
    }
}
