//! Reporting and asking for warnings: HTTP only, no radio.

use core::{future::Future, time::Duration};
use std::process::ExitCode;

use lancan_core::{ConsentGiven, Notice, ReportStage};
use lancan_desktop::{Host, Remote};
use lancan_protocol::problem::Problem;
use tokio::{sync::mpsc, time::timeout};

use super::{home::Home, say, say::Speech};
use crate::failure::{Failure, Outcome};

/// How long to wait for the server's word.
const ANSWER_WITHIN: Duration = Duration::from_secs(90);

type Notices = mpsc::UnboundedReceiver<Notice>;

/// Runs a phone without its radio while `act` goes on.
async fn offline<F: Future<Output = Outcome>>(
    home: &Home,
    speech: Speech,
    act: impl FnOnce(Remote, Notices) -> F,
) -> Outcome {
    let host = Host::new(home.tracer(speech)?, home.server()).without_radio();
    let remote = host.remote();
    let (notices, noticed) = mpsc::unbounded_channel();
    let running = host.run(move |notice| {
        // Nobody listens any more when the act is over.
        let _ = notices.send(notice);
    });
    let acting = async {
        let outcome = act(remote.clone(), noticed).await;
        remote.stop().await;
        outcome
    };
    let (ran, outcome) = tokio::join!(running, acting);
    ran.map_err(|error| speech.bluetooth(&error))?;
    outcome
}

pub(crate) async fn run(home: &Home, code: &str, yes: bool, speech: Speech) -> Outcome {
    let code = code.to_owned();
    let authority = home.authority().to_owned();
    offline(home, speech, |remote, mut noticed| async move {
        let entered = remote
            .act(move |tracer, now| match tracer.enter_code(now, &code) {
                Ok(commands) => (Ok(()), commands),
                Err(problem) => (Err(problem), Vec::new()),
            })
            .await
            .map_err(Failure::new)?;
        entered.map_err(|problem| speech.failure(problem))?;
        println!("{}", speech.plain("report-checking"));
        stage(&mut noticed, speech, |stage| matches!(stage, ReportStage::Review { .. })).await?;
        let review = remote.act(|tracer, _| (tracer.review(), Vec::new())).await.map_err(Failure::new)?;
        let review = review.map_err(|problem| speech.failure(problem))?;
        println!("{}", speech.with("report-review", "centre", &review.centre));
        println!("{}", speech.plain("review-title"));
        println!("- {}", speech.numbers("review-keys", &[("days", review.keys.len())]));
        let encounters = review.intervals.iter().map(|interval| interval.encounters as usize).sum();
        println!("- {}", speech.count("review-encounters", encounters));
        println!("{}\n{}", speech.plain("consent-voluntary"), speech.plain("consent-keys"));
        println!("{}", speech.with("consent-encounters", "authority", &authority));
        if !yes && !say::agrees()? {
            return Ok(ExitCode::FAILURE);
        }
        let consent = ConsentGiven {
            keys: true,
            encounters: true,
            text_version: lancan_text::CONSENT_TEXT_VERSION,
            language: speech.language().tag().to_owned(),
        };
        let sent = remote
            .act(move |tracer, now| match tracer.send(now, &consent) {
                Ok(commands) => (Ok(()), commands),
                Err(problem) => (Err(problem), Vec::new()),
            })
            .await
            .map_err(Failure::new)?;
        sent.map_err(|problem| speech.failure(problem))?;
        println!("{}", speech.plain("report-sending"));
        let accepted = stage(&mut noticed, speech, |stage| matches!(stage, ReportStage::Accepted { .. })).await?;
        if let ReportStage::Accepted { published_by } = accepted {
            println!("{} ({})", speech.plain("report-accepted"), speech.moment(published_by));
        }
        Ok(ExitCode::SUCCESS)
    })
    .await
}

/// Waits until a report stands where it should; a report that failed is a failure.
async fn stage(
    noticed: &mut Notices,
    speech: Speech,
    wanted: impl Fn(&ReportStage) -> bool,
) -> Result<ReportStage, Failure> {
    let reached = async {
        loop {
            match noticed.recv().await {
                Some(Notice::Report(ReportStage::Failed(problem))) => return Err(speech.failure(problem)),
                Some(Notice::Report(stage)) if wanted(&stage) => return Ok(stage),
                Some(_) => {}
                None => return Err(speech.failure(Problem::Offline)),
            }
        }
    };
    timeout(ANSWER_WITHIN, reached).await.unwrap_or_else(|_| Err(speech.failure(Problem::Offline)))
}

pub(crate) async fn warnings(home: &Home, speech: Speech) -> Outcome {
    offline(home, speech, |remote, _| async move {
        let before = remote.act(|tracer, now| (tracer.status().last_checked, tracer.check_now(now))).await;
        let before = before.map_err(Failure::new)?;
        let checked = async {
            loop {
                let status = remote.act(|tracer, _| (tracer.status(), Vec::new())).await.map_err(Failure::new)?;
                if status.last_checked > before {
                    return Ok::<_, Failure>(status);
                }
                tokio::time::sleep(Duration::from_millis(200)).await;
            }
        };
        let status = match timeout(Duration::from_secs(30), checked).await {
            Ok(status) => status?,
            Err(_) => remote.act(|tracer, _| (tracer.status(), Vec::new())).await.map_err(Failure::new)?,
        };
        let warnings = remote.act(|tracer, _| (tracer.warnings(), Vec::new())).await.map_err(Failure::new)?;
        let warnings = warnings.map_err(|problem| speech.failure(problem))?;
        println!("{}", speech.count("warning-count", warnings.len()));
        for warning in &warnings {
            println!();
            for line in speech.warning(warning) {
                println!("{line}");
            }
        }
        if status.last_checked <= before {
            for line in speech.said("trouble-server-unreachable") {
                eprintln!("{line}");
            }
            return Ok(ExitCode::FAILURE);
        }
        Ok(ExitCode::SUCCESS)
    })
    .await
}
