//! Taking a sent report back: HTTP only, no radio.

use core::time::Duration;
use std::process::ExitCode;

use lancan_core::{Notice, SentReport, SentStage};
use lancan_protocol::problem::Problem;
use tokio::time::timeout;

use super::{
    ask,
    home::Home,
    report::{Notices, Reporter, executed, offline},
    say::Speech,
};
use crate::failure::{Failure, Outcome};

/// How long to wait until the report is taken back: a code, the time of a review, and a body.
const WITHIN: Duration = Duration::from_mins(20);

/// Which report is taken back.
#[derive(clap::Args)]
pub(crate) struct WithdrawWish {
    /// The report's number, as the list shows it; the newest that can be taken back when left out.
    number: Option<i64>,
    /// Agree without being asked.
    #[arg(long)]
    yes: bool,
}

pub(crate) async fn run(home: &Home, wish: WithdrawWish, speech: Speech) -> Outcome {
    offline(home, speech, |remote, mut noticed| async move {
        let phone = Reporter { remote, speech };
        let sent = phone.done(|tracer, _| (Ok(tracer.sent_reports()), Vec::new())).await?;
        if sent.is_empty() {
            return Err(Failure::of("phone-no-report"));
        }
        for line in listed(&sent, speech) {
            println!("{line}");
        }
        let report = chosen(&sent, wish.number).ok_or_else(|| not_chosen(wish.number))?;
        for line in speech.said("withdraw-explained") {
            println!("{line}");
        }
        println!("{}", speech.plain("consent-withdraw"));
        if !wish.yes && !ask::asked(move || ask::agrees(speech)).await? {
            return Ok(ask::left_as_it_was(speech));
        }
        phone.done(move |tracer, now| executed(tracer.withdraw(now, report))).await?;
        for line in speech.said("sent-taking-back") {
            println!("{line}");
        }
        let lines = match timeout(WITHIN, end(&mut noticed, report, speech)).await {
            Ok(ended) => told(&ended?, speech),
            Err(_) => speech.said("phone-withdraw-goes-on"),
        };
        for line in lines {
            println!("{line}");
        }
        Ok(ExitCode::SUCCESS)
    })
    .await
}

/// The report with this number, or the newest one that can be taken back.
fn chosen(sent: &[SentReport], number: Option<i64>) -> Option<i64> {
    let can_be = |report: &&SentReport| matches!(report.stage, SentStage::CanBeTakenBack { .. });
    sent.iter().filter(can_be).map(|report| report.id).find(|id| number.is_none_or(|number| *id == number))
}

/// Why no report is taken back.
fn not_chosen(number: Option<i64>) -> Failure {
    match number {
        Some(number) => Failure::with_all("phone-not-withdrawable", &[("number", &number)]),
        None => Failure::of("phone-none-withdrawable"),
    }
}

/// The reports, a few lines each.
fn listed(sent: &[SentReport], speech: Speech) -> Vec<String> {
    let mut lines = vec![speech.plain("sent-title")];
    for report in sent {
        lines.push(format!("  {}. {}", report.id, speech.with("sent-at", "when", &speech.moment(report.sent_at))));
        lines.extend(told(report, speech).into_iter().map(|line| format!("     {line}")));
    }
    lines
}

/// How a sent report stands.
fn told(report: &SentReport, speech: Speech) -> Vec<String> {
    match report.stage {
        SentStage::CanBeTakenBack { until } => vec![speech.with("sent-until", "until", &speech.moment(until))],
        SentStage::Stands => speech.said_with("sent-stands", "centre", &report.centre),
        SentStage::TakingBack => speech.said("sent-taking-back"),
        SentStage::TakenBack { at } => speech.said_with("sent-taken-back", "when", &speech.moment(at)),
    }
}

/// Waits until the report is taken back, or a try has failed.
async fn end(noticed: &mut Notices, id: i64, speech: Speech) -> Result<SentReport, Failure> {
    while let Some(notice) = noticed.recv().await {
        match notice {
            Notice::Withdrawal { report } if report.id == id && report.stage != SentStage::TakingBack => {
                return report.failed.map_or(Ok(report), |problem| Err(speech.failure(problem)));
            }
            _ => {}
        }
    }
    Err(speech.failure(Problem::Offline))
}

#[cfg(test)]
mod tests {
    use lancan_protocol::time::UnixTime;
    use lancan_text::Language;

    use super::*;

    fn report(id: i64, stage: SentStage) -> SentReport {
        SentReport { id, sent_at: UnixTime(1_621_936_800), centre: "Trạm Y tế".into(), stage, failed: None }
    }

    #[test]
    fn the_newest_report_that_can_be_taken_back_is_chosen_or_the_one_that_is_named() {
        let can_be = SentStage::CanBeTakenBack { until: UnixTime(1_622_196_000) };
        let sent = [report(3, SentStage::Stands), report(2, can_be), report(1, can_be)];
        assert_eq!(
            [None, Some(1), Some(3), Some(9)].map(|number| chosen(&sent, number)),
            [Some(2), Some(1), None, None]
        );
    }

    #[test]
    fn a_number_that_names_no_report_that_can_be_taken_back_is_named() {
        assert!(not_chosen(Some(9)).to_string().contains('9'));
        assert!(not_chosen(None).to_string().contains("can be taken back"));
    }

    #[test]
    fn of_a_report_that_stands_for_good_the_health_centre_is_named() {
        let lines = listed(&[report(1, SentStage::Stands)], Speech::of(Language::Vi));
        assert!(lines.last().is_some_and(|line| line.contains("hãy gọi Trạm Y tế")), "{lines:?}");
    }
}
