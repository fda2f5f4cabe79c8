//! The running phone: how many are near, for how long, how close.

use core::time::Duration;
use std::{
    io::{IsTerminal as _, Write as _},
    process::ExitCode,
};

use lancan_core::{Meeting, Notice, Now, Status};
use lancan_desktop::Host;
use tokio::{sync::mpsc, time::interval};

use super::{home::Home, say::Speech};
use crate::failure::{Failure, Outcome};

/// Time between two drawings of the view.
const DRAW_EVERY: Duration = Duration::from_secs(5);
/// Seconds without a sighting after which somebody no longer counts as near.
const NEAR_FOR: u64 = 90;

/// What the view shows.
struct View {
    status: Status,
    unplugged: bool,
    near: Vec<Meeting>,
    receiver_seconds_per_hour: Option<f64>,
    warnings: usize,
}

pub(crate) async fn run(home: &Home, adapter: Option<String>, speech: Speech) -> Outcome {
    let host = Host::new(home.tracer(speech)?, home.server()).adapter(adapter);
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
            remote.act(move |tracer, now| (look(tracer, now, unplugged), Vec::new())).await
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
                drawn = show(&view, drawn, speech)?;
            },
        }
    }
    remote.stop().await;
    running.await.map_err(|error| speech.bluetooth(&error))?;
    Ok(ExitCode::SUCCESS)
}

fn look(tracer: &mut lancan_core::Tracer, now: Now, unplugged: bool) -> View {
    let days = tracer.history(now, 1).unwrap_or_default();
    let near = days.last().map(|day| day.meetings.as_slice()).unwrap_or_default();
    let near = near
        .iter()
        .filter(|meeting| meeting.from.plus(u64::from(meeting.seconds)).plus(NEAR_FOR) >= now.wall)
        .copied()
        .collect();
    View {
        status: tracer.status(),
        unplugged,
        near,
        receiver_seconds_per_hour: tracer.radio_usage().receiver_seconds_per_hour(),
        warnings: tracer.warnings().map_or(0, |warnings| warnings.len()),
    }
}

/// Draws the view over the one before, where this is a terminal. Returns how many lines it has.
fn show(view: &View, before: usize, speech: Speech) -> Result<usize, Failure> {
    let mut lines = vec![speech.moment(lancan_desktop::now().wall)];
    if view.unplugged {
        // Rather than that Bluetooth is off.
        lines.extend(speech.said("phone-adapter-gone"));
    } else {
        lines.extend(speech.status(&view.status, true));
    }
    lines.push(speech.count("near-now", view.near.len()));
    for meeting in &view.near {
        let minutes = usize::from(meeting.seconds.div_ceil(60));
        let time = speech.numbers("phone-minutes", &[("count", minutes)]);
        lines.push(format!("  {time}, {}", speech.closeness(meeting.closeness)));
    }
    lines.push(speech.count("warning-count", view.warnings));
    if let Some(seconds) = view.receiver_seconds_per_hour {
        lines.push(speech.with("phone-receiver", "seconds", &format!("{seconds:.0}")));
    }
    let mut out = std::io::stdout().lock();
    if before > 0 && out.is_terminal() {
        write!(out, "\x1b[{before}A\x1b[J").map_err(Failure::new)?;
    }
    for line in &lines {
        writeln!(out, "{line}").map_err(Failure::new)?;
    }
    out.flush().map_err(Failure::new)?;
    Ok(lines.len())
}
