//! The one screen of the running phone: whether it works, who is near, for how long and how close, and what it has recorded today.

use std::io::Write as _;

use console::Term;
use lancan_core::{Closeness, Meeting, Now, Status, Tracer};
use lancan_protocol::time::UnixTime;

use super::say::Speech;
use crate::failure::Failure;

/// Seconds without a sighting after which somebody no longer counts as near.
const NEAR_FOR: u64 = 90;
/// Phones near by that are listed; the others are counted.
const LISTED: usize = 8;
/// Columns below which a terminal is taken for one that does not say its size.
const FEWEST_COLUMNS: usize = 20;

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
        for meeting in self.near.iter().take(LISTED) {
            let minutes = usize::from(meeting.seconds.div_ceil(60));
            let time = speech.numbers("phone-minutes", &[("count", minutes)]);
            let closeness = meeting.closeness;
            lines.push(format!("  {time:<12} {}  {}", dots(closeness), speech.closeness(closeness)));
        }
        if self.near.len() > LISTED {
            lines.push(format!("  {}", speech.count("near-more", self.near.len() - LISTED)));
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

/// Draws lines over the `before` rows of the last time, where this is a terminal. Returns how many rows there are now.
pub(super) fn draw(lines: &[String], before: usize) -> Result<usize, Failure> {
    let mut out = Term::stdout();
    let rows = if out.is_term() {
        let (high, wide) = out.size();
        fitted(lines, wide.into(), high.into())
    } else {
        lines.to_vec()
    };
    if before > 0 && out.is_term() {
        out.clear_last_lines(before).map_err(Failure::new)?;
    }
    for row in &rows {
        writeln!(out, "{row}").map_err(Failure::new)?;
    }
    out.flush().map_err(Failure::new)?;
    Ok(rows.len())
}

/// The rows that lines take on a terminal: broken between words, and no more than it has above the cursor's. What scrolled away
/// could not be drawn over.
fn fitted(lines: &[String], wide: usize, high: usize) -> Vec<String> {
    let wide = if wide < FEWEST_COLUMNS { usize::MAX } else { wide };
    let rows = lines.iter().flat_map(|line| textwrap::wrap(line, wide)).map(std::borrow::Cow::into_owned);
    rows.take(high.saturating_sub(1).max(1)).collect()
}

#[cfg(test)]
mod tests {
    use console::measure_text_width;

    use super::*;

    #[test]
    fn a_line_that_is_wider_than_the_terminal_takes_the_rows_that_are_drawn_over_next_time() {
        let lines =
            ["MÔ PHỎNG: những điện thoại ở gần là giả lập, thời gian chạy nhanh gấp 30 lần", "", "  9 phút  ●○○  Xa"];
        let lines = lines.map(str::to_owned);
        for wide in 20..=200 {
            let rows = fitted(&lines, wide, 50);
            assert!(rows.iter().all(|row| measure_text_width(row) <= wide), "{wide}: {rows:?}");
            let words =
                |rows: &[String]| rows.iter().flat_map(|row| row.split_whitespace()).collect::<Vec<_>>().join(" ");
            assert_eq!(words(&rows), words(&lines), "nothing is lost");
            assert!(rows.contains(&lines[2]) || wide < 30, "what fits stays as it is: {rows:?}");
        }
    }

    #[test]
    fn a_screen_never_takes_more_rows_than_the_terminal_has() {
        let lines = vec!["một dòng".to_owned(); 40];
        assert_eq!(fitted(&lines, 80, 24).len(), 23);
        assert_eq!(fitted(&lines, 80, 100).len(), 40);
        assert_eq!(fitted(&lines, 0, 0).len(), 1, "a terminal that does not say its size");
    }
}
