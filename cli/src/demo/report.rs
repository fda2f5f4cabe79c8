//! What a rehearsal came to, as one page that a browser opens without a network: who met a case, who was told what and why,
//! and where there are several seeds, a dot for each.

use std::{fmt::Write as _, path::Path};

use lancan_protocol::{risk::Verdict, time::Day};
use lancan_simulator::outbreak::{Tie, Told};
use lancan_text::{Argument, Catalogue, Language};

use super::stage::{Run, Stage};
use crate::failure::{Failure, Why};

/// Writes the page; nothing is left of it where the file cannot be written.
pub(super) fn write(path: &Path, language: Language, stage: &Stage, runs: &[Run]) -> Result<(), Failure> {
    std::fs::write(path, page(Catalogue::of(language), stage, runs))
        .map_err(|error| Failure::file(path, Why::unwritable(error)))
}

/// What a person is, of whom the picture draws a dot.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Case,
    Found,
    Missed,
    Wrong,
    Possible,
    Other,
}

impl Kind {
    const SHOWN: [Self; 5] = [Self::Case, Self::Found, Self::Missed, Self::Wrong, Self::Possible];

    fn of(told: &Told) -> Self {
        let verdict = told.warning.as_ref().map(|warning| warning.verdict);
        match (told.is_case, told.was_close, verdict) {
            (true, _, _) => Self::Case,
            (_, true, Some(Verdict::Close)) => Self::Found,
            (_, false, Some(Verdict::Close)) => Self::Wrong,
            (_, true, _) => Self::Missed,
            (_, false, Some(Verdict::Possible)) => Self::Possible,
            _ => Self::Other,
        }
    }

    /// The key of its text and its class in the page.
    fn name(self) -> &'static str {
        match self {
            Self::Case => "case",
            Self::Found => "found",
            Self::Missed => "missed",
            Self::Wrong => "wrong",
            Self::Possible => "possible",
            Self::Other => "other",
        }
    }
}

const STYLE: &str = "body{font:16px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:60rem;padding:0 1rem;color:#1c1c1c;background:#fff}\
h1,h2{line-height:1.2}table{border-collapse:collapse;width:100%;display:block;overflow-x:auto}th,td{text-align:left;padding:.3rem .6rem;border-bottom:1px solid #ccc}\
td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}svg{max-width:100%;height:auto}line{stroke:#999}\
.case{fill:#1c1c1c}.found{fill:#1a7f37}.missed{fill:#cf222e}.wrong{fill:#bf8700}.possible{fill:#0969da}.other{fill:#bbb}\
text{font-size:11px;fill:#1c1c1c}.key span{margin-right:1.2rem;white-space:nowrap}.key svg{vertical-align:middle}";

/// The whole page.
fn page(text: &Catalogue, stage: &Stage, runs: &[Run]) -> String {
    let say = |key: &str| escaped(&text.message(key, &[]));
    let mut page = format!(
        "<!doctype html>\n<html lang=\"{}\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
         <title>{title}</title><style>{STYLE}</style></head><body><h1>{title}</h1><p>{}</p>",
        text.language().tag(),
        escaped(&text.message(
            "demo-lead",
            &[
                ("source", source(text, stage).as_str().into()),
                ("rows", stage.rows.into()),
                ("days", stage.days.into())
            ]
        )),
        title = say("demo-title"),
    );
    if runs.len() > 1 {
        let _ = write!(page, "<h2>{}</h2>{}{}", say("demo-seeds"), dots(text, runs), seeds(text, runs));
    }
    for run in runs.iter().take(1) {
        let seed = run.seed.to_string();
        let _ = write!(page, "<h2>{}</h2>", escaped(&text.message("demo-run", &[("seed", seed.as_str().into())])));
        page.push_str(&figures(text, run));
        let _ = write!(page, "<h2>{}</h2>{}{}", say("demo-graph"), key(text), graph(text, run));
        let _ = write!(page, "<h2>{}</h2>{}", say("demo-told"), told(text, run));
    }
    page.push_str("</body></html>\n");
    page
}

fn figures(text: &Catalogue, run: &Run) -> String {
    let outcome = &run.outcome;
    let counts = [
        ("demo-people", outcome.people),
        ("demo-cases", outcome.cases),
        ("demo-close", outcome.close_contacts_true),
        ("demo-found", outcome.found),
        ("demo-missed", outcome.missed),
        ("demo-wrong", outcome.wrongly_warned),
        ("demo-possible", outcome.possible),
    ];
    let mut table = "<table><tbody>".to_owned();
    for (key, count) in counts {
        let _ = write!(
            table,
            "<tr><th scope=\"row\">{}</th><td class=\"n\">{count}</td></tr>",
            escaped(&text.message(key, &[]))
        );
    }
    for (key, share) in [("demo-recall", outcome.recall()), ("demo-precision", outcome.precision())] {
        let _ = write!(
            table,
            "<tr><th scope=\"row\">{}</th><td class=\"n\">{}</td></tr>",
            escaped(&text.message(key, &[])),
            percent(text, share)
        );
    }
    table.push_str("</tbody></table>");
    table
}

fn key(text: &Catalogue) -> String {
    let mut line = "<p class=\"key\">".to_owned();
    for kind in Kind::SHOWN {
        let name = kind.name();
        let said = escaped(&text.message(&format!("demo-kind-{name}"), &[]));
        let _ = write!(
            line,
            "<span><svg width=\"14\" height=\"14\" aria-hidden=\"true\"><circle class=\"{name}\" cx=\"7\" cy=\"7\" r=\"6\"/></svg> {said}</span> "
        );
    }
    line.push_str("</p>");
    line
}

/// Width and height of the drawing of who met whom.
const SIDE: f64 = 640.0;

/// Cases on an inner circle; on an outer one everybody who met a case or was told something. The longer two were in contact,
/// the thicker is the line.
#[expect(clippy::cast_precision_loss, reason = "people of a demo")]
fn graph(text: &Catalogue, run: &Run) -> String {
    let outcome = &run.outcome;
    let met = |told: &Told| outcome.ties.iter().any(|tie| tie.other == told.person);
    let (cases, others): (Vec<&Told>, Vec<&Told>) = outcome
        .told
        .iter()
        .filter(|told| told.is_case || met(told) || Kind::of(told) != Kind::Other)
        .partition(|told| told.is_case);
    let inner = if cases.len() == 1 { 0.0 } else { SIDE / 6.0 };
    let at = |n: usize, of: usize, radius: f64| {
        let angle = core::f64::consts::TAU * n as f64 / of.max(1) as f64;
        (SIDE / 2.0 + radius * angle.sin(), SIDE / 2.0 - radius * angle.cos())
    };
    let places: Vec<_> = (0..).zip(&cases).map(|(n, told)| (*told, at(n, cases.len(), inner))).collect();
    let around: Vec<_> = (0..).zip(&others).map(|(n, told)| (*told, at(n, others.len(), SIDE * 0.44))).collect();
    let title = escaped(&text.message("demo-graph", &[]));
    let mut svg = format!("<svg viewBox=\"0 0 {SIDE} {SIDE}\" role=\"img\" aria-label=\"{title}\">");
    let spot = |person| places.iter().chain(&around).find(|(told, _)| told.person == person).map(|(_, spot)| *spot);
    for Tie { case, other, minutes } in &outcome.ties {
        let Some(((x1, y1), (x2, y2))) = spot(*case).zip(spot(*other)) else { continue };
        let width = (f64::from(*minutes) / 10.0).clamp(0.3, 4.0);
        let _ = write!(
            svg,
            "<line x1=\"{x1:.1}\" y1=\"{y1:.1}\" x2=\"{x2:.1}\" y2=\"{y2:.1}\" stroke-width=\"{width:.1}\"/>"
        );
    }
    for (told, (x, y)) in places.iter().chain(&around) {
        let (name, label) = (Kind::of(told).name(), told.label);
        let _ =
            write!(svg, "<circle class=\"{name}\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"7\"><title>{label}</title></circle>");
        let _ = write!(svg, "<text x=\"{:.1}\" y=\"{:.1}\">{label}</text>", x + 8.0, y - 5.0);
    }
    svg.push_str("</svg>");
    svg
}

/// Whoever was told something or should have been, and why.
fn told(text: &Catalogue, run: &Run) -> String {
    let head = ["demo-person", "demo-what", "demo-truth", "demo-expected", "demo-why"];
    let mut table = "<table><thead><tr>".to_owned();
    for key in head {
        let _ = write!(table, "<th scope=\"col\">{}</th>", escaped(&text.message(key, &[])));
    }
    table.push_str("</tr></thead><tbody>");
    for kind in Kind::SHOWN.into_iter().filter(|kind| *kind != Kind::Case) {
        for one in run.outcome.told.iter().filter(|one| Kind::of(one) == kind) {
            let truth: u32 = run.outcome.ties.iter().filter(|tie| tie.other == one.person).map(|tie| tie.minutes).sum();
            let why = one.warning.as_ref().map_or_else(
                || text.message("demo-not-told", &[]),
                |warning| {
                    let days = [day(text, warning.first_day), day(text, warning.last_day)];
                    let [from, to] = &days;
                    let arguments =
                        [("from", Argument::from(from)), ("to", to.into()), ("decree", (&warning.decree).into())];
                    text.message("demo-because", &arguments)
                },
            );
            let expected =
                one.warning.as_ref().map_or_else(String::new, |warning| format!("{:.0}", warning.expected_minutes));
            let _ = write!(
                table,
                "<tr><td>{}</td><td>{}</td><td class=\"n\">{truth}</td><td class=\"n\">{expected}</td><td>{}</td></tr>",
                one.label,
                escaped(&text.message(&format!("demo-kind-{}", kind.name()), &[])),
                escaped(&why)
            );
        }
    }
    table.push_str("</tbody></table>");
    table
}

/// Recall to the right, precision upwards, a dot for each seed.
fn dots(text: &Catalogue, runs: &[Run]) -> String {
    let say = |key: &str| escaped(&text.message(key, &[]));
    let mut svg = format!(
        "<svg width=\"360\" viewBox=\"0 0 360 340\" role=\"img\" aria-label=\"{}\"><line x1=\"40\" y1=\"300\" x2=\"340\" y2=\"300\"/><line x1=\"40\" y1=\"300\" x2=\"40\" y2=\"30\"/>\
         <text x=\"340\" y=\"325\" text-anchor=\"end\">{}: 0–100 %</text><text x=\"8\" y=\"16\">{}: 0–100 %</text>",
        say("demo-seeds"),
        say("demo-recall"),
        say("demo-precision")
    );
    for run in runs {
        let Some((recall, precision)) = run.outcome.recall().zip(run.outcome.precision()) else { continue };
        let (x, y) = (40.0 + 300.0 * recall, 300.0 - 270.0 * precision);
        let _ = write!(
            svg,
            "<circle class=\"possible\" fill-opacity=\"0.6\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"5\"><title>{}</title></circle>",
            run.seed
        );
    }
    svg.push_str("</svg>");
    svg
}

fn day(text: &Catalogue, day: Day) -> String {
    use chrono::Datelike as _;
    let date = chrono::NaiveDate::default().checked_add_days(chrono::Days::new(day.0.into()));
    date.map_or_else(String::new, |date| text.date(date.year(), date.month(), date.day()))
}

#[expect(clippy::cast_possible_truncation, reason = "at most 1000")]
fn percent(text: &Catalogue, share: Option<f64>) -> String {
    share.map_or_else(|| "–".to_owned(), |share| format!("{} %", text.tenths((share * 1_000.0).round() as i64)))
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// Where the contacts come from: the name of the file without its folder, or that they are generated.
fn source(text: &Catalogue, stage: &Stage) -> String {
    let name = Path::new(&stage.source).file_name().map(|name| name.to_string_lossy().into_owned());
    let file = stage.pattern.is_some().then_some(name).flatten();
    file.unwrap_or_else(|| text.message("demo-generated", &[]))
}

/// The figures behind the dots, a row for each seed.
fn seeds(text: &Catalogue, runs: &[Run]) -> String {
    let head = ["demo-seed", "demo-close", "demo-found", "demo-missed", "demo-wrong", "demo-recall", "demo-precision"];
    let mut table = "<table><thead><tr>".to_owned();
    for key in head {
        let _ = write!(table, "<th scope=\"col\">{}</th>", escaped(&text.message(key, &[])));
    }
    table.push_str("</tr></thead><tbody>");
    for Run { seed, outcome, .. } in runs {
        let _ = write!(table, "<tr><th scope=\"row\">{seed}</th>");
        for count in [outcome.close_contacts_true, outcome.found, outcome.missed, outcome.wrongly_warned] {
            let _ = write!(table, "<td class=\"n\">{count}</td>");
        }
        for share in [outcome.recall(), outcome.precision()] {
            let _ = write!(table, "<td class=\"n\">{}</td>", percent(text, share));
        }
        table.push_str("</tr>");
    }
    table.push_str("</tbody></table>");
    table
}
