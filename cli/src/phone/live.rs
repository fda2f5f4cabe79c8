//! The running phone: how many are near, for how long, how close.

use core::time::Duration;
use std::process::ExitCode;

use lancan_core::{BreachSeen, Notice};
use lancan_desktop::Host;
use tokio::{sync::mpsc, time::interval};

use super::{
    home::Home,
    place_log,
    say::Speech,
    screen::{View, draw as draw_lines},
};
use crate::failure::Outcome;

/// Time between two drawings of the view.
const DRAW_EVERY: Duration = Duration::from_secs(5);

pub(crate) async fn run(home: &Home, adapter: Option<String>, watch_host: bool, speech: Speech) -> Outcome {
    let mut tracer = home.tracer(speech)?;
    if watch_host {
        tracer.watch_host();
    }
    let host = Host::new(tracer, home.server()).adapter(adapter);
    let remote = host.remote();
    let (notices, mut noticed) = mpsc::unbounded_channel();
    let running = host.run(move |notice| {
        // Nobody looks any more when the view is closing.
        let _ = notices.send(notice);
    });
    tokio::pin!(running);
    // One for the whole time: none that comes between two turns of the loop is missed.
    let interrupted = tokio::signal::ctrl_c();
    tokio::pin!(interrupted);
    let mut draw = interval(DRAW_EVERY);
    let mut drawn = 0;
    loop {
        let view = async {
            draw.tick().await;
            let unplugged = remote.is_unplugged();
            remote.act(move |tracer, now| (View::of(tracer, now, unplugged), Vec::new())).await
        };
        tokio::select! {
            ended = &mut running => return ended.map(|()| ExitCode::SUCCESS).map_err(|error| speech.bluetooth(&error)),
            Some(notice) = noticed.recv() => {
                match notice {
                    Notice::Warned(notice) => {
                        println!("\n{}", speech.day(notice.warning.last_contact));
                        for line in speech.warning_change(notice.change) {
                            println!("{line}");
                        }
                        drawn = 0;
                    }
                    Notice::WarnedOfPlace(notice) => {
                        println!();
                        for line in speech.place_warning(&notice) {
                            println!("{line}");
                        }
                        drawn = 0;
                    }
                    Notice::VisitorLog(stage) => {
                        println!();
                        for line in place_log::told(&stage, speech) {
                            println!("{line}");
                        }
                        drawn = 0;
                    }
                    // The view shows the status; a report has a view of its own.
                    Notice::StatusChanged(_)
                    | Notice::Report(_)
                    | Notice::Call(_)
                    | Notice::Declaring(_)
                    | Notice::Withdrawal { .. } => {}
                }
            }
            _ = &mut interrupted => break,
            view = view => if let Ok(view) = view {
                drawn = draw_lines(&view.lines(speech), drawn)?;
            },
        }
    }
    if watch_host {
        let breaches = remote.act(|tracer, _| (tracer.breaches(), Vec::new()));
        // The host goes on until what it is asked is answered.
        let seen = tokio::select! {
            seen = breaches => seen.unwrap_or_default(),
            ended = &mut running => return ended.map(|()| ExitCode::SUCCESS).map_err(|error| speech.bluetooth(&error)),
        };
        for line in watched(&seen, speech) {
            println!("{line}");
        }
    }
    remote.stop().await;
    running.await.map_err(|error| speech.bluetooth(&error))?;
    Ok(ExitCode::SUCCESS)
}

/// What the core saw of this program as a host.
fn watched(seen: &[BreachSeen], speech: Speech) -> Vec<String> {
    if seen.is_empty() {
        return vec![speech.plain("phone-host-kept")];
    }
    let line = |one: &BreachSeen| {
        let demand = format!("{:?}", one.breach);
        speech.times("phone-host-broke", "demand", &demand, one.times)
    };
    seen.iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use lancan_core::Breach;
    use lancan_text::Language;

    use super::*;

    #[test]
    fn each_demand_that_was_not_kept_is_named_with_how_often() {
        for language in [Language::Vi, Language::En] {
            let speech = Speech::of(language);
            let seen = BreachSeen {
                breach: Breach::ScanNotConfirmed,
                times: 3,
                first_at: Duration::ZERO,
                last_at: Duration::from_mins(1),
            };
            let lines = watched(&[seen], speech);
            assert!(lines.len() == 1 && lines[0].contains("ScanNotConfirmed") && lines[0].contains('3'), "{lines:?}");
            assert!(watched(&[], speech) != lines);
        }
    }
}
