//! Asking to be called after a warning: HTTP only, no radio.

use std::process::ExitCode;

use chrono::NaiveDate;
use lancan_core::{CallReview, CallStage, ConsentGiven, Notice, Standing};
use lancan_protocol::{problem::Problem, time::Day};
use tokio::time::timeout;

use super::{
    ask,
    dates::{DAY_FORM, day},
    home::Home,
    report::{ANSWER_WITHIN, Notices, Reporter, executed, offline},
    say::{self, Speech},
};
use crate::failure::{Failure, Outcome};

/// What the user says about a call on the command line.
#[derive(clap::Args)]
pub(crate) struct Wish {
    /// Your telephone number, as 0912345678 or +84912345678.
    number: String,
    /// Leave out a day; may be given several times.
    #[arg(long, value_name = DAY_FORM, value_parser = day)]
    leave_out: Vec<NaiveDate>,
    /// Send the number only, no random keys and nothing that was heard.
    #[arg(long)]
    number_only: bool,
    /// Agree to everything shown without being asked.
    #[arg(long)]
    yes: bool,
}

pub(crate) async fn run(home: &Home, wish: Wish, speech: Speech) -> Outcome {
    offline(home, speech, |remote, mut noticed| async move {
        let phone = Reporter { remote, speech };
        let warnings = phone.done(|tracer, _| (tracer.warnings(), Vec::new())).await?;
        let Some(stored) = warnings.into_iter().find(|stored| stored.standing == Standing::InForce) else {
            return Err(Failure::of("call-no-warning"));
        };
        let warning = stored.warning.id;
        let lost = (Problem::NothingToDo, "phone-call-lost");
        let review = phone.done_but(lost.0, lost.1, move |tracer, _| (tracer.call_review(warning), Vec::new())).await?;
        let left_out: Vec<Day> = wish.leave_out.iter().filter_map(|date| say::day_of(*date)).collect();
        for line in outline(&review, &left_out, speech) {
            println!("{line}");
        }
        let consent = consent(&wish, speech).await?;
        let (number, language) = (wish.number, consent.language.clone());
        phone
            .done_but(lost.0, lost.1, move |tracer, now| {
                executed(tracer.ask_for_password(now, warning, &number, &language))
            })
            .await?;
        println!("{}", speech.plain("call-asked"));
        let sent = stage(&mut noticed, speech, |stage| matches!(stage, CallStage::CodeSent { .. })).await?;
        if let CallStage::CodeSent { until } = sent {
            println!("{}", speech.with("call-code-sent", "when", &speech.moment(until)));
        }
        let arrived = loop {
            let password = ask::asked(move || ask::typed(&speech.plain("call-enter-password"))).await?;
            let (left_out, consent) = (left_out.clone(), consent.clone());
            let nothing_left = (Problem::NothingToDo, "phone-call-nothing-left");
            phone
                .done_but(nothing_left.0, nothing_left.1, move |tracer, now| {
                    executed(tracer.call_me(now, &password, &left_out, &consent))
                })
                .await?;
            match answer(&mut noticed).await {
                Some(Err(Problem::OtpWrong)) => println!("{}", speech.plain("problem-otp-wrong")),
                Some(Err(problem)) => return Err(speech.failure(problem)),
                Some(Ok(stage)) => break stage,
                None => {
                    for line in speech.said("phone-call-sending") {
                        println!("{line}");
                    }
                    return Ok(ExitCode::SUCCESS);
                }
            }
        };
        if let CallStage::Arrived { words, call_by } = arrived {
            for line in speech.said_with("call-arrived", "when", &speech.moment(call_by)) {
                println!("{line}");
            }
            println!("{}", speech.with("call-words-first", "words", &speech.call_words(words)));
        }
        Ok(ExitCode::SUCCESS)
    })
    .await
}

/// Who would learn what.
fn outline(review: &CallReview, left_out: &[Day], speech: Speech) -> Vec<String> {
    let mut lines = speech.said("call-offer");
    lines.push(speech.with("call-who-learns", "authority", &review.authority));
    let days = review.days.iter().filter(|day| !left_out.contains(&day.day));
    lines.extend(days.map(|day| format!("  {}", speech.call_day(&speech.day(day.day), day.seconds / 60))));
    lines
}

/// Asks for each consent by itself.
async fn consent(wish: &Wish, speech: Speech) -> Result<ConsentGiven, Failure> {
    let mut agreed = [false; 2];
    for (agreed, text) in agreed.iter_mut().zip(["consent-call-keys", "consent-call-encounters"]) {
        if !wish.number_only {
            println!("{}", speech.plain(text));
            *agreed = wish.yes || ask::asked(move || ask::agrees(speech)).await?;
        }
    }
    let [keys, encounters] = agreed;
    let language = speech.language().tag().to_owned();
    Ok(ConsentGiven { keys, encounters, visits: false, text_version: lancan_text::CONSENT_TEXT_VERSION, language })
}

/// Waits until a call stands where it should; one that failed is a failure.
async fn stage(
    noticed: &mut Notices,
    speech: Speech,
    wanted: impl Fn(&CallStage) -> bool,
) -> Result<CallStage, Failure> {
    let reached = async {
        loop {
            match noticed.recv().await {
                Some(Notice::Call(CallStage::Failed(problem))) => return Err(speech.failure(problem)),
                Some(Notice::Call(stage)) if wanted(&stage) => return Ok(stage),
                Some(_) => {}
                None => return Err(speech.failure(Problem::Offline)),
            }
        }
    };
    timeout(ANSWER_WITHIN, reached).await.unwrap_or_else(|_| Err(speech.failure(Problem::Offline)))
}

/// The server's answer to the wish; none where it has not arrived yet.
async fn answer(noticed: &mut Notices) -> Option<Result<CallStage, Problem>> {
    let answered = async {
        loop {
            match noticed.recv().await? {
                Notice::Call(CallStage::Failed(problem)) => return Some(Err(problem)),
                Notice::Call(stage @ CallStage::Arrived { .. }) => return Some(Ok(stage)),
                _ => {}
            }
        }
    };
    timeout(ANSWER_WITHIN, answered).await.unwrap_or(None)
}
