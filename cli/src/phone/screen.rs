//! The one screen of the running phone: whether it works, who is near, for how long and how close, and what it has recorded today.

use std::io::{IsTerminal as _, Write as _};

use lancan_core::{Closeness, Meeting, Now, Status, Tracer};
use lancan_protocol::time::UnixTime;

use super::say::Speech;
use crate::failure::Failure;

/// Seconds without a sighting after which somebody no longer counts as near.
const NEAR_FOR: u64 = 90;

/// What the screen shows.
pub(super) struct View {
    at: UnixTime,
    status: Status,
    unplugged: bool,
    near: Vec<Meeting>,
    /// Encounters of today.
    today: usize,
    receiver_seconds_per_hour: Option<f64>,
    warnings: usize,
}

impl View {
    /// What a phone shows now. `unplugged`: its adapter was pulled out.
    pub(super) fn of(tracer: &mut Tracer, now: Now, unplugged: bool) -> Self {
        let days = tracer.history(now, 1).unwrap_or_default();
        let today = days.last().map(|day| day.meetings.as_slice()).unwrap_or_default();
        let is_near = |meeting: &&Meeting| meeting.from.plus(u64::from(meeting.seconds)).plus(NEAR_FOR) >= now.wall;
        let mut near: Vec<Meeting> = today.iter().filter(is_near).copied().collect();
        near.sort_by_key(|meeting| (meeting.closeness, core::cmp::Reverse(meeting.seconds)));
        Self {
            at: now.wall,
            status: tracer.status(),
            unplugged,
            near,
            today: today.len(),
            receiver_seconds_per_hour: tracer.radio_usage().receiver_seconds_per_hour(),
            warnings: tracer.warnings().map_or(0, |warnings| warnings.len()),
        }
    }

    /// The screen, without what a trouble of the network has to say.
    pub(super) fn without_network(mut self) -> Self {
        self.status.troubles.retain(|trouble| *trouble != lancan_core::Trouble::ServerUnreachable);
        self
    }

    /// The screen's lines, in four parts.
    pub(super) fn lines(&self, speech: Speech) -> Vec<String> {
        let mut lines = vec![speech.with("phone-screen", "when", &speech.moment(self.at))];
        if self.unplugged {
            // Rather than that Bluetooth is off.
            lines.extend(speech.said("phone-adapter-gone"));
        } else {
            lines.extend(speech.status(&self.status, true));
        }
        lines.push(String::new());
        lines.push(speech.count("near-now", self.near.len()));
        for meeting in &self.near {
            let minutes = usize::from(meeting.seconds.div_ceil(60));
            let time = speech.numbers("phone-minutes", &[("count", minutes)]);
            let closeness = meeting.closeness;
            lines.push(format!("  {time:<12} {}  {}", dots(closeness), speech.closeness(closeness)));
        }
        lines.push(String::new());
        lines.push(speech.count("phone-today", self.today));
        lines.push(speech.count("warning-count", self.warnings));
        if let Some(seconds) = self.receiver_seconds_per_hour {
            lines.push(speech.with("phone-receiver", "seconds", &format!("{seconds:.0}")));
        }
        lines.push(String::new());
        lines.push(speech.plain("phone-stop"));
        lines
    }
}

/// The closer, the more dots are full.
fn dots(closeness: Closeness) -> &'static str {
    match closeness {
        Closeness::Close => "●●●",
        Closeness::Possible => "●●○",
        Closeness::Far => "●○○",
        Closeness::Unknown => "○○○",
    }
}

/// Draws lines over the `before` lines of the last time, where this is a terminal. Returns how many there are.
pub(super) fn draw(lines: &[String], before: usize) -> Result<usize, Failure> {
    let mut out = std::io::stdout().lock();
    if before > 0 && out.is_terminal() {
        write!(out, "\x1b[{before}A\x1b[J").map_err(Failure::new)?;
    }
    for line in lines {
        writeln!(out, "{line}").map_err(Failure::new)?;
    }
    out.flush().map_err(Failure::new)?;
    Ok(lines.len())
}
