//! Places that must list their visitors, in a terminal: what is asked, who the user is, and what waits.

use core::time::Duration;
use std::process::ExitCode;

use lancan_core::{LogContact, LogDirection, LogEntry, LogQuestion, LogStage, LogStanding, Notice, Now, Tracer};
use lancan_protocol::{
    places::UnitCode,
    problem::Problem,
    visitor_log::{ContactRefused, VisitorContact},
};

use super::{
    ask,
    dates::birth_year,
    home::Home,
    report::{Reporter, offline},
    say::Speech,
};
use crate::failure::{Failure, Outcome};

/// Who the user is, for lists of visitors.
#[derive(clap::Args)]
pub(crate) struct ContactWish {
    /// Your full name. Without it the command shows what is kept.
    #[arg(requires = "number")]
    name: Option<String>,
    /// Your telephone number.
    number: Option<String>,
    /// Your year of birth.
    #[arg(long, value_parser = birth_year)]
    born: Option<u16>,
    /// Digits of the ward where you live.
    #[arg(long)]
    unit: Option<String>,
    /// Forgets who you are.
    #[arg(long, conflicts_with_all = ["name", "number", "born", "unit"])]
    forget: bool,
}

/// What there is to read before anything is sent.
pub(super) fn explained(question: &LogQuestion, speech: Speech) -> Vec<String> {
    let mut lines = speech.said_with("place-log-asked", "place", &question.visit.place);
    lines.push(speech.plain("phone-log-what"));
    lines.push(speech.with("phone-log-who", "authority", &question.authority));
    let days = usize::try_from(question.kept_days).unwrap_or_default();
    lines.push(speech.numbers("phone-log-kept", &[("days", days)]));
    lines.push(speech.plain("phone-log-nothing-else"));
    lines.push(speech.plain("phone-log-other-way"));
    lines
}

/// Asks whether the user agrees to be listed, and who they are where they have not said.
pub(super) fn ask(tracer: &mut Tracer, now: Now, question: &LogQuestion, speech: Speech) -> Outcome {
    let failure = |problem: Problem| speech.failure(problem);
    for line in explained(question, speech) {
        println!("{line}");
    }
    println!("{}", speech.plain("phone-log-agree"));
    if !ask::agrees(speech)? {
        tracer.decline_log(now, question.visit.id).map_err(failure)?;
        println!("{}", speech.plain("phone-log-declined"));
        return Ok(ExitCode::SUCCESS);
    }
    if tracer.log_contact().is_none() {
        println!("{}", speech.plain("phone-log-contact-needed"));
        let typed = |key: &str| ask::typed(&speech.plain(key));
        let (name, phone) = (typed("phone-log-name")?, typed("phone-log-phone")?);
        let born = match typed("phone-log-birth-year")?.as_str() {
            "" => None,
            year => Some(birth_year(year).map_err(|refused| Failure::refused(&refused))?),
        };
        keep(tracer, now, &LogContact { name, phone, birth_year: born, unit: None }, speech)?;
    }
    if let Some(contact) = tracer.log_contact() {
        println!("{}", speech.with_all("phone-log-as", &[("name", &contact.name), ("phone", &contact.phone)]));
    }
    let companions = match ask::typed(&speech.plain("phone-log-companions"))?.as_str() {
        "" => 0,
        number => number.parse().map_err(|_| speech.fails_with("phone-log-companions-wrong", &[]))?,
    };
    tracer.agree_to_log(now, question.visit.id, companions).map_err(failure)?;
    println!("{}", speech.plain("phone-log-agreed"));
    Ok(ExitCode::SUCCESS)
}

fn keep(tracer: &mut Tracer, now: Now, contact: &LogContact, speech: Speech) -> Result<(), Failure> {
    tracer.set_log_contact(now, contact).map_err(|problem| match problem {
        Problem::RequestInvalid => refused(contact),
        problem => speech.failure(problem),
    })
}

/// What of a contact is wrong.
fn refused(contact: &LogContact) -> Failure {
    if let Some(unit) = contact.unit.as_ref().filter(|unit| UnitCode::from_digits(unit).is_none()) {
        return Failure::with_all("phone-log-unit-refused", &[("unit", unit)]);
    }
    match VisitorContact::typed(&contact.name, None, contact.birth_year.unwrap_or(0), None) {
        Err(ContactRefused::Formula) => Failure::of("phone-log-name-sign"),
        Err(ContactRefused::BirthYear) => Failure::of("phone-log-birth-year-refused"),
        _ if contact.name.trim().is_empty() => Failure::of("phone-log-name-empty"),
        _ => Failure::of("phone-log-name-long"),
    }
}

/// Keeps, shows or forgets who the user is.
pub(super) fn contact(tracer: &mut Tracer, now: Now, wish: ContactWish, speech: Speech) -> Outcome {
    if wish.forget {
        tracer.forget_log_contact(now).map_err(|problem| speech.failure(problem))?;
        println!("{}", speech.plain("phone-log-contact-forgotten"));
    } else if let (Some(name), Some(phone)) = (wish.name, wish.number) {
        keep(tracer, now, &LogContact { name, phone, birth_year: wish.born, unit: wish.unit }, speech)?;
        println!("{}", speech.plain("phone-log-contact-kept"));
    } else {
        match tracer.log_contact() {
            Some(contact) => {
                println!("{}, {}", contact.name, contact.phone);
                let certified =
                    if tracer.log_number_is_certified() { "phone-log-certified" } else { "phone-log-uncertified" };
                println!("{}", speech.plain(certified));
            }
            None => println!("{}", speech.plain("phone-log-contact-none")),
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// An entry that is still on this phone.
pub(super) fn line(entry: &LogEntry, speech: Speech) -> String {
    let way = match entry.direction {
        LogDirection::In => "phone-log-in",
        LogDirection::Out => "phone-log-out",
    };
    let standing = match entry.standing {
        LogStanding::Asked => "phone-log-is-asked",
        LogStanding::Waiting => "phone-log-is-waiting",
    };
    let what = speech.with_all(way, &[("place", &entry.place), ("when", &speech.moment(entry.at))]);
    format!("{what}: {}", speech.plain(standing))
}

/// What became of an entry, and what to do next.
pub(super) fn told(stage: &LogStage, speech: Speech) -> Vec<String> {
    speech.said(stage.text())
}

/// Time between two looks whether the server has what it gets of the user's cards: no notice tells it.
const LOOK_EVERY: Duration = Duration::from_secs(5);

/// Waits until the time of each entry and card has come and the server has said something of it.
pub(crate) async fn send(home: &Home, speech: Speech) -> Outcome {
    offline(home, speech, |remote, mut noticed| async move {
        let phone = Reporter { remote, speech };
        let mut failed = Vec::new();
        let mut is_first = true;
        loop {
            let (entries, cards) =
                phone.done(|tracer, _| (Ok((tracer.log_entries(), tracer.waiting_cards())), Vec::new())).await?;
            let waiting: Vec<_> = entries.iter().filter(|entry| entry.standing == LogStanding::Waiting).collect();
            if is_first {
                for entry in &waiting {
                    println!("{}", line(entry, speech));
                }
                if cards > 0 {
                    println!("{}", speech.plain("phone-code-waiting"));
                }
                let waits = !waiting.is_empty() || cards > 0;
                println!("{}", speech.plain(if waits { "phone-log-sending" } else { "phone-log-nothing" }));
            }
            is_first = false;
            if waiting.is_empty() && cards == 0 {
                break;
            }
            let Ok(notice) = tokio::time::timeout(LOOK_EVERY, noticed.recv()).await else { continue };
            match notice {
                Some(Notice::VisitorLog(LogStage::KeysFailed(problem))) => return Err(speech.failure(problem)),
                Some(Notice::VisitorLog(stage @ LogStage::Arrived { .. })) => {
                    for line in told(&stage, speech) {
                        println!("{line}");
                    }
                }
                Some(Notice::VisitorLog(stage)) => failed.push(Failure::of(stage.text())),
                Some(_) => {}
                None => return Err(speech.failure(Problem::Offline)),
            }
        }
        Failure::all(failed).map_or(Ok(ExitCode::SUCCESS), Err)
    })
    .await
}
