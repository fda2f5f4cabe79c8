//! Reporting and asking for warnings: HTTP only, no radio.

use core::{future::Future, time::Duration};
use std::process::ExitCode;

use chrono::NaiveDate;
use lancan_core::{Command, ConsentGiven, Notice, Now, ReportStage, Review, StoredWarning, Tracer};
use lancan_desktop::{FetchError, Host, Remote};
use lancan_protocol::problem::Problem;
use tokio::{sync::mpsc, time::timeout};

use super::{
    ask,
    dates::{DAY_FORM, day},
    home::Home,
    review::Outline,
    say::{self, Speech},
};
use crate::failure::{Failure, Outcome};

/// How long to wait for the server's word.
pub(super) const ANSWER_WITHIN: Duration = Duration::from_secs(90);

pub(super) type Notices = mpsc::UnboundedReceiver<Notice>;

/// Runs a phone without its radio while `act` goes on.
pub(super) async fn offline<F: Future<Output = Outcome>>(
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

/// What the user says about a report on the command line.
#[derive(clap::Args)]
pub(crate) struct Wishes {
    /// The code that the health officer gave you.
    code: String,
    /// Leave out a day; may be given several times.
    #[arg(long, value_name = DAY_FORM, value_parser = day)]
    leave_out: Vec<NaiveDate>,
    /// Leave out a visit by its number; may be given several times.
    #[arg(long, value_name = "NUMBER")]
    leave_out_visit: Vec<i64>,
    /// Send the random keys only, no encounters and no visits.
    #[arg(long)]
    keys_only: bool,
    /// Agree to everything shown without being asked.
    #[arg(long)]
    yes: bool,
}

pub(crate) async fn run(home: &Home, wishes: Wishes, speech: Speech) -> Outcome {
    offline(home, speech, |remote, mut noticed| async move {
        let phone = Reporter { remote, speech };
        phone.enter(wishes.code, &mut noticed).await?;
        let mut review = phone.done(|tracer, _| (tracer.review(), Vec::new())).await?;
        println!("{}\n", speech.with("report-review", "centre", &review.centre));
        for date in wishes.leave_out {
            review = phone.leave_out(review, date).await?;
        }
        for visit in wishes.leave_out_visit {
            if !review.visits.iter().any(|reviewed| reviewed.visit.id == visit) {
                println!("{}", speech.with("phone-visit-not-asked-for", "visit", &visit.to_string()));
                continue;
            }
            review = phone.done(move |tracer, _| (tracer.leave_out_visit(visit), Vec::new())).await?;
        }
        let outline = loop {
            let outline = Outline::of(&review);
            for line in outline.lines(wishes.keys_only, speech) {
                println!("{line}");
            }
            if wishes.yes || outline.is_empty(wishes.keys_only) {
                break outline;
            }
            let Some(date) = ask::asked(move || ask::day_to_leave_out(speech)).await? else { break outline };
            review = phone.leave_out(review, date).await?;
        };
        if outline.is_empty(wishes.keys_only) {
            if !outline.leaves_out(wishes.keys_only) {
                // The user took nothing away: the code stays for a later try.
                return Err(speech.fails_with("phone-nothing-yet", &[]));
            }
            println!("{}", speech.plain("review-nothing-left"));
            return phone.sends_nothing().await;
        }
        let consent = phone.consent(&outline, wishes.keys_only, wishes.yes, home.authority()).await?;
        if !consent.keys && !consent.encounters && !consent.visits {
            return phone.sends_nothing().await;
        }
        phone.send(consent, &mut noticed).await
    })
    .await
}

/// The user's way through a report or a call.
pub(super) struct Reporter {
    pub(super) remote: Remote,
    pub(super) speech: Speech,
}

impl Reporter {
    /// Does something with the tracer; a problem is a failure.
    pub(super) async fn done<T: Send + 'static>(
        &self,
        act: impl FnOnce(&mut Tracer, Now) -> (Result<T, Problem>, Vec<Command>) + Send + 'static,
    ) -> Result<T, Failure> {
        let outcome = self.remote.act(act).await.map_err(|_| self.speech.failure(Problem::HostFailed))?;
        outcome.map_err(|problem| self.speech.failure(problem))
    }

    /// As [`Self::done`], with a problem that means something of its own here: the key of its text.
    pub(super) async fn done_but<T: Send + 'static>(
        &self,
        own: Problem,
        key: &str,
        act: impl FnOnce(&mut Tracer, Now) -> (Result<T, Problem>, Vec<Command>) + Send + 'static,
    ) -> Result<T, Failure> {
        let outcome = self.remote.act(act).await.map_err(|_| self.speech.failure(Problem::HostFailed))?;
        outcome.map_err(|problem| if problem == own { Failure::of(key) } else { self.speech.failure(problem) })
    }

    async fn enter(&self, code: String, noticed: &mut Notices) -> Result<(), Failure> {
        self.done_but(Problem::NothingToDo, "phone-nothing-yet", move |tracer, now| {
            executed(tracer.enter_code(now, &code))
        })
        .await?;
        println!("{}", self.speech.plain("report-checking"));
        stage(noticed, self.speech, |stage| matches!(stage, ReportStage::Review { .. })).await?;
        Ok(())
    }

    /// Leaves a day out and returns what is left; a day that nobody asked for is said to be one.
    async fn leave_out(&self, review: Review, date: NaiveDate) -> Result<Review, Failure> {
        let day = say::day_of(date).filter(|_| Outline::of(&review).has(date));
        let Some(day) = day else {
            println!("{}", self.speech.with("phone-day-not-asked-for", "day", &self.speech.date(date)));
            return Ok(review);
        };
        self.done(move |tracer, _| (tracer.leave_out_day(day), Vec::new())).await
    }

    /// Asks for each consent by itself.
    async fn consent(
        &self,
        outline: &Outline,
        keys_only: bool,
        yes: bool,
        authority: &str,
    ) -> Result<ConsentGiven, Failure> {
        let speech = self.speech;
        println!("\n{}", speech.plain("consent-voluntary"));
        println!("{}", speech.plain("consent-keys"));
        let keys = yes || ask::asked(move || ask::agrees(speech)).await?;
        let encounters = !keys_only && outline.encounters() > 0 && {
            println!("{}", speech.with("consent-encounters", "authority", authority));
            yes || ask::asked(move || ask::agrees(speech)).await?
        };
        let visits = !keys_only && outline.visits() > 0 && {
            println!("{}", speech.with("consent-visits", "authority", authority));
            yes || ask::asked(move || ask::agrees(speech)).await?
        };
        Ok(ConsentGiven {
            keys,
            encounters,
            visits,
            text_version: lancan_text::CONSENT_TEXT_VERSION,
            language: self.speech.language().tag().to_owned(),
        })
    }

    async fn send(&self, consent: ConsentGiven, noticed: &mut Notices) -> Outcome {
        self.done(move |tracer, now| executed(tracer.send(now, &consent))).await?;
        println!("{}", self.speech.plain("report-sending"));
        let accepted = stage(noticed, self.speech, |stage| matches!(stage, ReportStage::Accepted { .. })).await?;
        if let ReportStage::Accepted { published_by } = accepted {
            let when = self.speech.moment(published_by);
            for line in self.speech.said_with("report-accepted", "when", &when) {
                println!("{line}");
            }
        }
        Ok(ExitCode::SUCCESS)
    }

    async fn sends_nothing(&self) -> Outcome {
        self.done(|tracer, _| (tracer.cancel_report(), Vec::new())).await?;
        for line in self.speech.said("phone-nothing-sent") {
            println!("{line}");
        }
        Ok(ExitCode::FAILURE)
    }
}

/// Commands that are executed, or the problem.
pub(super) fn executed(outcome: Result<Vec<Command>, Problem>) -> (Result<(), Problem>, Vec<Command>) {
    match outcome {
        Ok(commands) => (Ok(()), commands),
        Err(problem) => (Err(problem), Vec::new()),
    }
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

/// Longest wait for a whole check. A server that cannot be reached ends the wait before.
const CHECK_WITHIN: Duration = Duration::from_secs(30);

/// Asks the server for warnings, and shows all that are kept, also where the server does not answer.
pub(crate) async fn warnings(home: &Home, speech: Speech) -> Outcome {
    println!("{}", speech.plain("phone-warnings-asking"));
    let server = home.server().to_owned();
    offline(home, speech, |remote, _| async move {
        let before = remote.act(|tracer, now| (tracer.status().last_checked, tracer.check_now(now))).await;
        let stopped = |_| speech.failure(Problem::HostFailed);
        let before = before.map_err(stopped)?;
        let checked = async {
            loop {
                let status = remote.act(|tracer, _| (tracer.status(), Vec::new())).await.map_err(stopped)?;
                if status.last_checked > before {
                    return Ok::<_, Failure>(status);
                }
                tokio::time::sleep(Duration::from_millis(200)).await;
            }
        };
        let status = tokio::select! {
            status = timeout(CHECK_WITHIN, checked) => status.ok().transpose()?,
            () = cannot_be_reached(server) => None,
        };
        let warnings = remote.act(|tracer, _| (tracer.warnings(), Vec::new())).await.map_err(stopped)?;
        let warnings = warnings.map_err(|problem| speech.failure(problem))?;
        let is_checked = status.is_some();
        for line in shown(&warnings, is_checked, speech) {
            println!("{line}");
        }
        if !is_checked {
            return Err(Failure::of("phone-warnings-unknown"));
        }
        Ok(ExitCode::SUCCESS)
    })
    .await
}

/// Ends when the server cannot be reached, and never where it can.
async fn cannot_be_reached(server: String) {
    let (told, reached) = tokio::sync::oneshot::channel();
    // A thread of its own: nothing waits for it when the answer is no longer wanted.
    std::thread::spawn(move || {
        let is_gone = matches!(lancan_desktop::fetch_deployment(&server), Err(FetchError::Unreachable));
        // Nobody listens any more when the check is over.
        let _ = told.send(is_gone);
    });
    if !reached.await.unwrap_or_default() {
        core::future::pending::<()>().await;
    }
}

/// The warnings as lines. Where the server did not answer, nobody knows that there is none, and nothing claims it; those that
/// are kept are shown all the same.
fn shown(warnings: &[StoredWarning], is_checked: bool, speech: Speech) -> Vec<String> {
    let mut lines = Vec::new();
    if is_checked || !warnings.is_empty() {
        lines.push(speech.count("warning-count", warnings.len()));
    }
    for warning in warnings {
        lines.push(String::new());
        lines.extend(speech.warning(warning));
    }
    lines
}

#[cfg(test)]
mod tests {
    use lancan_text::Language;

    use super::*;

    #[test]
    fn only_a_phone_that_asked_says_that_there_is_no_warning() {
        let speech = Speech::of(Language::En);
        assert_eq!(shown(&[], true, speech), ["No warnings"]);
        assert!(shown(&[], false, speech).is_empty());
    }
}
