//! What a rehearsal came to, as one page that a browser opens without a network: who met a case, who was told what and why,
//! and where there are several seeds, a dot for each.

mod file;
mod graph;

use std::{collections::BTreeMap, fmt::Write as _};

use lancan_protocol::{
    risk::{FailedCondition, Verdict},
    time::Day,
};
use lancan_simulator::outbreak::Told;
use lancan_text::{Argument, Catalogue, Language};

pub(super) use self::file::PageFile;
use self::graph::graph;
use super::{
    kind::Kind,
    stage::{Run, Stage},
    sums::{Sums, percent, source},
};
use crate::failure::Failure;

/// Writes the page.
pub(super) fn write(file: PageFile, language: Language, stage: &Stage, runs: &[Run]) -> Result<(), Failure> {
    file.write(&page(Catalogue::of(language), stage, runs))
}

const STYLE: &str = "body{font:16px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:60rem;padding:0 1rem;color:#1c1c1c;background:#fff}\
h1,h2,h3{line-height:1.2}table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.3rem .6rem;border-bottom:1px solid #ccc;vertical-align:top}\
td.n,th.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}.wide{overflow-x:auto}.wide table{min-width:44rem}.graph{display:block;margin:0 auto}line{stroke:#c4c4c4}\
.case{fill:#1c1c1c}.found{fill:#1a7f37}.half{fill:#6f42c1;stroke:#6f42c1}.missed{stroke:#cf222e;stroke-width:3;fill:none}\
.wrong{fill:#9a6700}.possible{stroke:#0550ae}.ring{fill:#fff;stroke-width:2}.other{fill:#767676}.run{fill:#0550ae;fill-opacity:.6}\
text{font:12px system-ui,sans-serif;fill:#1c1c1c}.axis{font-size:13.5px}.graph text{text-anchor:middle;paint-order:stroke;stroke:#fff;stroke-width:3px}\
.key{list-style:none;padding:0}.key li{display:inline-block;margin-right:1.2rem}.key svg{vertical-align:middle}";

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
        let (title, how) = (say("demo-seeds"), say("demo-seeds-how"));
        let _ = write!(page, "<h2>{title}</h2><p>{how}</p>{}{}", dots(text, runs), seeds(text, runs));
    }
    for run in runs.iter().take(1) {
        let _ = write!(page, "<h2>{}</h2>", escaped(&run_title(text, run, runs.len())));
        page.push_str(&sums_table(text, &Sums::of(run)));
        if let Some(figures) = &run.outcome.places {
            let _ = write!(page, "<h2>{}</h2>{}", say("demo-places"), sums_table(text, &Sums::of_places(run, figures)));
        }
        let what = |kind: Kind| say(&format!("demo-kind-{}", kind.name()));
        let title = say("demo-graph");
        let drawing = graph(&run.outcome, &title, what);
        let _ = write!(page, "<h2>{title}</h2><p>{}</p>{}{}", say("demo-graph-how"), key(text), wide(&title, &drawing));
        let _ = write!(page, "<h2>{}</h2>{}", say("demo-told"), told(text, run));
    }
    page.push_str("</body></html>\n");
    page
}

/// The heading of a run: a number tells it from others only.
fn run_title(text: &Catalogue, run: &Run, runs: usize) -> String {
    if runs == 1 {
        return text.message("demo-what", &[]);
    }
    text.message("demo-run", &[("seed", run.seed.to_string().as_str().into())])
}

/// What may be wider than the page, moved within the page.
fn wide(name: &str, what: &str) -> String {
    format!("<div class=\"wide\" role=\"region\" tabindex=\"0\" aria-label=\"{name}\">{what}</div>")
}

/// A table of two columns: what, and how much.
fn sums_table(text: &Catalogue, sums: &Sums) -> String {
    let rows = sums
        .said(text)
        .into_iter()
        .map(|(what, value)| format!("<tr><th scope=\"row\">{}</th><td class=\"n\">{value}</td></tr>", escaped(&what)));
    format!("<table><tbody>{}</tbody></table>", rows.collect::<String>())
}

fn key(text: &Catalogue) -> String {
    let mut list = "<ul class=\"key\">".to_owned();
    for kind in Kind::SHOWN.into_iter().chain([Kind::Other]) {
        let said = escaped(&text.message(&format!("demo-kind-{}", kind.name()), &[]));
        let sign = kind.sign(8.0, 8.0);
        let _ = write!(list, "<li><svg width=\"16\" height=\"16\" aria-hidden=\"true\">{sign}</svg> {said}</li>");
    }
    list.push_str("</ul>");
    list
}

/// Whoever was told something or should have been, and why.
fn told(text: &Catalogue, run: &Run) -> String {
    let has_places = run.outcome.places.is_some();
    let head = ["demo-person", "demo-what", "demo-truth", "demo-expected", "demo-why"];
    let mut table = "<table><thead><tr>".to_owned();
    for key in head.into_iter().chain(has_places.then_some("demo-place-told")) {
        let _ = write!(table, "<th scope=\"col\">{}</th>", escaped(&text.message(key, &[])));
    }
    table.push_str("</tr></thead><tbody>");
    let kinds = Kind::SHOWN.into_iter().chain([Kind::Other]).filter(|kind| *kind != Kind::Case);
    for kind in kinds {
        let of = |one: &&Told| Kind::of(one) == kind && (kind != Kind::Other || one.warned_of_place);
        for one in run.outcome.told.iter().filter(of) {
            let truth: u32 = run.outcome.ties.iter().filter(|tie| tie.other == one.person).map(|tie| tie.minutes).sum();
            let expected =
                one.warning.as_ref().map_or_else(String::new, |warning| format!("{:.0}", warning.expected_minutes));
            let _ = write!(
                table,
                "<tr><td>{}</td><td>{}</td><td class=\"n\">{truth}</td><td class=\"n\">{expected}</td><td>{}</td>",
                one.label,
                escaped(&text.message(&format!("demo-kind-{}", kind.name()), &[])),
                escaped(&why(text, one))
            );
            if has_places {
                let key = if one.warned_of_place { "demo-yes" } else { "demo-no" };
                let _ = write!(table, "<td>{}</td>", escaped(&text.message(key, &[])));
            }
            table.push_str("</tr>");
        }
    }
    table.push_str("</tbody></table>");
    wide(&escaped(&text.message("demo-told", &[])), &table)
}

/// Why the person's phone said what it said.
fn why(text: &Catalogue, one: &Told) -> String {
    let failed = one.reason.as_ref().and_then(|reason| reason.failed);
    let share = |probability: f64| percent(text, Some(probability));
    let short_of = match (&one.reason, failed) {
        (_, Some(FailedCondition::TooUnlikely { probability, needed })) => {
            let (share, needed) = (share(probability), share(needed));
            Some(text.message("demo-unlikely", &[("share", (&share).into()), ("needed", (&needed).into())]))
        }
        (Some(reason), Some(_)) => Some(text.reason(reason)),
        _ => None,
    };
    let Some(warning) = &one.warning else {
        let key = if one.was_close { "demo-not-told" } else { "demo-not-near" };
        return short_of.unwrap_or_else(|| text.message(key, &[]));
    };
    let (share, minutes) = (share(warning.probability), format!("{:.0}", warning.expected_minutes));
    let figures = [("share", Argument::from(&share)), ("minutes", (&minutes).into())];
    let judged = match (warning.verdict, short_of) {
        (Verdict::Close, _) => text.message("demo-likely", &figures),
        (_, Some(short_of)) => short_of,
        (_, None) => text.message("demo-maybe", &figures),
    };
    let [from, to] = [day(text, warning.first_day), day(text, warning.last_day)];
    let decree = ("decree", Argument::from(&warning.decree));
    let when = if from == to {
        text.message("demo-because-day", &[("day", (&from).into()), decree])
    } else {
        text.message("demo-because", &[("from", (&from).into()), ("to", (&to).into()), decree])
    };
    format!("{judged}. {when}")
}

/// Recall to the right, precision upwards, a dot for each seed; equal ones in one dot with their number beside it.
fn dots(text: &Catalogue, runs: &[Run]) -> String {
    let say = |key: &str| escaped(&text.message(key, &[]));
    let place = |recall: f64, precision: f64| (40.0 + 300.0 * recall, 300.0 - 270.0 * precision);
    let mut svg = format!(
        "<svg width=\"347\" height=\"309\" viewBox=\"-10 0 390 348\" role=\"img\" aria-label=\"{}\"><line x1=\"40\" y1=\"300\" x2=\"340\" y2=\"300\"/><line x1=\"40\" y1=\"300\" x2=\"40\" y2=\"30\"/>\
         <text class=\"axis\" x=\"340\" y=\"340\" text-anchor=\"end\">{}</text><text class=\"axis\" x=\"-8\" y=\"16\">{}</text>",
        say("demo-seeds"),
        say("demo-recall"),
        say("demo-precision")
    );
    for share in [0.0, 0.25, 0.5, 0.75, 1.0] {
        let ((x, y), said) = (place(share, share), percent(text, Some(share)));
        let _ = write!(
            svg,
            "<line x1=\"{x}\" y1=\"300\" x2=\"{x}\" y2=\"305\"/><text x=\"{x}\" y=\"319\" text-anchor=\"middle\">{said}</text>\
             <line x1=\"35\" y1=\"{y}\" x2=\"40\" y2=\"{y}\"/><text x=\"32\" y=\"{}\" text-anchor=\"end\">{said}</text>",
            y + 4.0
        );
    }
    let mut equal: BTreeMap<[String; 2], Vec<String>> = BTreeMap::new();
    for run in runs {
        let Some((recall, precision)) = run.outcome.recall().zip(run.outcome.precision()) else { continue };
        let (x, y) = place(recall, precision);
        equal.entry([x, y].map(|at| format!("{at:.1}"))).or_default().push(run.seed.to_string());
    }
    for ([x, y], seeds) in equal {
        let dot =
            format!("<circle class=\"run\" cx=\"{x}\" cy=\"{y}\" r=\"5\"><title>{}</title></circle>", seeds.join(", "));
        svg.push_str(&dot);
        if seeds.len() > 1 {
            let _ = write!(svg, "<text x=\"{x}\" y=\"{y}\" dx=\"8\" dy=\"-6\">×{}</text>", seeds.len());
        }
    }
    svg.push_str("</svg>");
    svg
}

fn day(text: &Catalogue, day: Day) -> String {
    use chrono::Datelike as _;
    let date = chrono::NaiveDate::default().checked_add_days(chrono::Days::new(day.0.into()));
    date.map_or_else(String::new, |date| text.date(date.year(), date.month(), date.day()))
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// The figures behind the dots, a row for each seed.
fn seeds(text: &Catalogue, runs: &[Run]) -> String {
    let head =
        ["demo-seed", "demo-close", "demo-found", "demo-not-found", "demo-wrong", "demo-recall", "demo-precision"];
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
    wide(&escaped(&text.message("demo-seeds", &[])), &table)
}

#[cfg(test)]
mod tests {
    use lancan_protocol::risk::Reason;
    use lancan_simulator::{
        contacts::Person,
        outbreak::{Outcome, PlaceFigures, Tie},
    };
    use serde_json::{Value, json};

    use super::*;

    /// Person 0 is a case; 1 was close and told of a possible contact, 2 was close and told nothing, 3 was not close and warned
    /// of a place.
    fn run() -> Run {
        let warning: Value = json!({
            "id": 1, "rule": "f1", "verdict": "possible", "window_start": 0, "first_day": 18_757, "last_day": 18_757,
            "last_contact": 18_757, "minutes_close": 14.0, "probability": 0.4, "decree": "5053/QĐ-BYT",
            "advice": { "key": "advice-f1", "quarantine_until": 18_778, "follow_up_until": 18_792 }, "found_at": 0,
        });
        let told = |person: u16| Told {
            person: Person(person),
            label: 100 + u32::from(person),
            is_case: person == 0,
            was_close: person == 1 || person == 2,
            warning: (person == 1).then(|| serde_json::from_value(warning.clone()).unwrap()),
            warned_of_place: person == 3,
            reason: match person {
                1 => Some(reason(FailedCondition::TooUnlikely { probability: 0.4, needed: 0.5 })),
                2 => Some(reason(FailedCondition::TooShort { seconds: 720.0, needed: 900 })),
                _ => None,
            },
        };
        let places = PlaceFigures {
            posters: 5,
            scans: 41,
            reported: 4,
            published: 3,
            warned: 1,
            close_found: 0,
            either_found: 0,
            together_true: 2,
            together_found: 1,
        };
        let outcome = Outcome {
            people: 4,
            cases: 1,
            close_contacts_true: 2,
            missed: 2,
            possible: 1,
            places: Some(places),
            told: (0..4).map(told).collect(),
            ties: vec![Tie { case: Person(0), other: Person(1), minutes: 15 }],
            ..Outcome::default()
        };
        Run { seed: 1, outcome, seconds: 1.0 }
    }

    fn reason(failed: FailedCondition) -> Reason {
        Reason { rule: "f1".into(), day: Day(18_757), verdict: Verdict::Possible, failed: Some(failed) }
    }

    #[test]
    fn why_gives_the_reason_and_its_figure_for_each_person() {
        let (text, told) = (Catalogue::of(Language::En), run().outcome.told);
        let possible = why(text, &told[1]);
        assert!(
            possible.contains("40 %") && possible.contains("50 %") && possible.contains("10 May 2021"),
            "{possible}"
        );
        let mut likely = told[1].clone();
        likely.reason = None;
        let maybe = why(text, &likely);
        assert!(maybe.contains("14 minutes") && maybe.contains("40 %"), "{maybe}");
        likely.warning.as_mut().unwrap().verdict = Verdict::Close;
        let likely = why(text, &likely);
        assert!(likely.contains("14 minutes") && likely.contains("40 %") && likely != maybe, "{likely}");
        let missed = why(text, &told[2]);
        assert!(missed.contains("12 minutes") && missed.contains("15"), "{missed}");
    }

    #[test]
    fn a_close_contact_who_was_told_that_it_is_possible_is_not_shown_as_told_nothing() {
        let text = Catalogue::of(Language::En);
        let table = told(text, &run());
        assert!(
            table.contains("<tr><td>101</td><td>F1, told of a possible contact</td><td class=\"n\">15</td>"),
            "{table}"
        );
        assert!(table.contains("By 5053/QĐ-BYT, in contact on 10 May 2021"), "{table}");
        assert!(table.contains("<tr><td>102</td><td>F1, told nothing</td>"), "{table}");
        let figures = sums_table(text, &Sums::of(&run()));
        for (what, count) in [
            ("Close contacts who were told of a possible contact only", 1),
            ("Close contacts who were told nothing", 1),
            ("Not close contacts, told of a possible contact", 0),
        ] {
            assert!(figures.contains(&format!("{what}</th><td class=\"n\">{count}</td>")), "{what}: {figures}");
        }
    }

    #[test]
    fn runs_that_came_to_the_same_are_one_dot_with_their_number_and_axes_have_figures() {
        let text = Catalogue::of(Language::En);
        let of = |seed: u64, found: usize| {
            let outcome = Outcome { close_contacts_true: 4, found, missed: 4 - found, ..run().outcome };
            Run { seed, outcome, seconds: 1.0 }
        };
        let drawing = dots(text, &[of(1, 2), of(2, 2), of(3, 4), of(4, 2)]);
        assert_eq!(drawing.matches("<circle").count(), 2, "{drawing}");
        assert!(drawing.contains("<title>1, 2, 4</title>") && drawing.contains(">×3</text>"), "{drawing}");
        assert!(drawing.contains("<title>3</title>") && !drawing.contains(">×1</text>"), "{drawing}");
        for figure in ["0 %", "25 %", "50 %", "75 %", "100 %"] {
            assert_eq!(drawing.matches(&format!(">{figure}</text>")).count(), 2, "{figure}: {drawing}");
        }
    }

    #[test]
    fn the_only_run_has_no_number() {
        let run = Run { seed: 3, ..run() };
        let text = Catalogue::of(Language::Vi);
        assert_eq!(run_title(text, &run, 1), "Kết quả");
        assert_eq!(run_title(text, &run, 2), "Lần chạy 3");
    }

    #[test]
    fn with_places_the_page_says_how_well_they_warned_and_whom() {
        let (text, run) = (Catalogue::of(Language::Vi), run());
        let figures = sums_table(text, &Sums::of_places(&run, &run.outcome.places.unwrap()));
        for (what, value) in [("Lượt quét mã", "41"), ("Tỷ lệ tìm ra người ở cùng địa điểm", "50 %")]
        {
            assert!(figures.contains(&format!("{what}</th><td class=\"n\">{value}</td>")), "{what}: {figures}");
        }
        let table = told(text, &run);
        assert!(table.contains("Được cảnh báo về địa điểm</th>"), "{table}");
        let row = table.split("<tr>").find(|row| row.starts_with("<td>103</td>")).unwrap();
        assert!(row.ends_with("<td>có</td></tr></tbody></table></div>"), "{row}");
    }
}
