//! What the person at the terminal sees, in their language.

use std::fmt::Write as _;

use lancan_protocol::time::UnixTime;
use lancan_simulator::{
    air::{self, Air, Power, Realistic},
    authority::Authority,
    places::Pattern,
    visiting::Scanning,
};
use lancan_text::{Argument, Catalogue};

use super::{
    console::Account,
    figures::{Spread, places_precision, places_recall},
    stage::{Run, Stage},
    sums::{Sums, percent, source},
};

/// Lines of two columns, the first as wide as its longest text.
fn columns(lines: &[(String, String)]) -> String {
    let width = lines.iter().map(|(name, _)| name.chars().count()).max().unwrap_or(0);
    lines.iter().fold(String::new(), |mut all, (name, value)| {
        let _ = writeln!(all, "  {name:<width$}  {value}");
        all
    })
}

/// A number of the simulated air as people read it, with one place behind the point.
#[expect(clippy::cast_possible_truncation, reason = "metres, decibels and shares")]
fn tenths(text: &Catalogue, value: f32) -> String {
    text.tenths((value * 10.0).round() as i64)
}

/// What is played, before it is.
pub(super) fn stage(text: &Catalogue, stage: &Stage) -> String {
    let name = |key: &str| text.message(key, &[]);
    let from = source(text, stage);
    let rows: [(&str, Argument<'_>); 3] =
        [("source", from.as_str().into()), ("rows", stage.rows.into()), ("days", stage.days.into())];
    let mut lines = vec![
        (name("demo-shown-contacts"), text.message("demo-shown-contacts-are", &rows)),
        (name("demo-shown-power"), power(text, stage.power)),
    ];
    match &stage.air {
        Air::Perfect => lines.push((name("demo-shown-air"), name("demo-shown-air-perfect"))),
        Air::Realistic(air) => {
            lines.push((name("demo-shown-air"), name("demo-shown-air-realistic")));
            lines.extend(realistic(text, stage, air));
        }
    }
    if let Some(Scanning { enters, leaves }) = stage.scanning {
        let [enters, leaves] = [enters, leaves].map(|share| percent(text, Some(f64::from(share))));
        let shares = [("enters", Argument::from(&enters)), ("leaves", (&leaves).into())];
        lines.push((name("demo-shown-posters"), text.message("demo-shown-posters-are", &shares)));
    }
    format!("{}\n\n{}", name("demo-shown-title"), columns(&lines))
}

fn power(text: &Catalogue, power: Power) -> String {
    match power {
        Power::Same(dbm) => {
            let dbm = dbm.to_string();
            text.message("demo-shown-power-same", &[("dbm", dbm.as_str().into())])
        }
        Power::Mixed => text.message("demo-shown-power-mixed", &[("models", air::models().len().into())]),
    }
}

/// The rooms, and what keeps phones from hearing each other well.
fn realistic(text: &Catalogue, stage: &Stage, air: &Realistic) -> Vec<(String, String)> {
    let name = |key: &str| text.message(key, &[]);
    let pattern = name(match stage.pattern {
        Some(Pattern::OwnPlaces) => "demo-shown-own-places",
        Some(Pattern::MovingAbout) => "demo-shown-moving",
        None => "demo-shown-generated",
    });
    let rooms: [(&str, Argument<'_>); 3] = [
        ("rooms", stage.places.rooms.into()),
        ("people", stage.places.people_in_a_room.into()),
        ("pattern", pattern.as_str().into()),
    ];
    let range = format!("{:.0}", air.range_m(stage.power.median_dbm()));
    let mut lines = vec![
        (name("demo-shown-rooms"), text.message("demo-shown-rooms-are", &rooms)),
        (name("demo-shown-range"), text.message("demo-shown-range-is", &[("metres", range.as_str().into())])),
    ];
    if stage.places.nearest_other_m.is_finite() {
        let apart = tenths(text, stage.places.nearest_other_m);
        lines.push((
            name("demo-shown-apart"),
            text.message("demo-shown-apart-is", &[("metres", apart.as_str().into())]),
        ));
    }
    let [offset, shadow, fading, body] =
        [air.offset_db, air.shadow_db, air.fading_db, air.body_db].map(|db| tenths(text, db));
    let noise = [
        ("offset", Argument::from(&offset)),
        ("shadow", (&shadow).into()),
        ("fading", (&fading).into()),
        ("body", (&body).into()),
    ];
    lines.push((name("demo-shown-noise"), text.message("demo-shown-noise-is", &noise)));
    let [missed, off] = [air.missed_scans, air.switched_off].map(|share| percent(text, Some(f64::from(share))));
    let losses = [("missed", Argument::from(&missed)), ("off", (&off).into())];
    lines.push((name("demo-shown-losses"), text.message("demo-shown-losses-are", &losses)));
    lines
}

/// What came of it.
pub(super) fn runs(text: &Catalogue, runs: &[Run]) -> String {
    match runs {
        [run] => one(text, run),
        runs => many(text, runs),
    }
}

fn one(text: &Catalogue, run: &Run) -> String {
    let outcome = &run.outcome;
    let mut lines = Sums::of(run).said(text);
    lines.push((text.message("demo-shown-keys", &[]), outcome.keys_reported.to_string()));
    if let Some(minutes) = outcome.minutes_to_warning {
        let [hours, minutes] = [minutes / 60, minutes % 60].map(|time| time.to_string());
        let time = [("hours", Argument::from(&hours)), ("minutes", (&minutes).into())];
        lines.push((text.message("demo-shown-until", &[]), text.message("demo-shown-time", &time)));
    }
    let mut shown = columns(&lines);
    if let Some(figures) = &outcome.places {
        let _ = write!(shown, "\n{}\n", text.message("demo-places", &[]));
        shown.push_str(&columns(&Sums::of_places(run, figures).said(text)));
    }
    let [seconds, seed] = [format!("{:.0}", run.seconds), run.seed.to_string()];
    let took = [("seconds", Argument::from(&seconds)), ("seed", (&seed).into())];
    let _ = write!(shown, "\n{}\n", text.message("demo-shown-took", &took));
    shown
}

fn many(text: &Catalogue, runs: &[Run]) -> String {
    let head = ["seed", "close", "found", "missed", "wrong", "recall", "precision", "seconds"];
    let head = head.map(|column| text.message(&format!("demo-shown-column-{column}"), &[]));
    let row = |cells: [String; 8]| {
        let cells = cells.iter().zip(&head).map(|(cell, name)| format!("  {cell:>0$}", name.chars().count().max(7)));
        cells.collect::<String>() + "\n"
    };
    let mut shown = row(head.clone());
    for Run { seed, outcome, seconds } in runs {
        let counts = [outcome.close_contacts_true, outcome.found, outcome.missed, outcome.wrongly_warned];
        let [close, found, missed, wrong] = counts.map(|count| count.to_string());
        let [recall, precision] = [outcome.recall(), outcome.precision()].map(|share| percent(text, share));
        shown.push_str(&row([
            seed.to_string(),
            close,
            found,
            missed,
            wrong,
            recall,
            precision,
            format!("{seconds:.0}"),
        ]));
    }
    shown.push('\n');
    let mut spreads = vec![
        ("demo-recall", Spread::of(runs.iter().filter_map(|run| run.outcome.recall()))),
        ("demo-precision", Spread::of(runs.iter().filter_map(|run| run.outcome.precision()))),
    ];
    if runs.iter().any(|run| run.outcome.places.is_some()) {
        spreads.push(("demo-places-recall", Spread::of(runs.iter().filter_map(places_recall))));
        spreads.push(("demo-places-precision", Spread::of(runs.iter().filter_map(places_precision))));
    }
    let lines: Vec<_> =
        spreads.into_iter().map(|(key, of)| (text.message(key, &[]), spread(text, of, runs.len()))).collect();
    shown + &columns(&lines)
}

fn spread(text: &Catalogue, spread: Option<Spread>, runs: usize) -> String {
    let Some(spread) = spread else { return text.message("demo-shown-nothing", &[]) };
    let [median, least, most] = [spread.median, spread.least, spread.most].map(|share| percent(text, Some(share)));
    let ends: [(&str, Argument<'_>); 4] =
        [("median", (&median).into()), ("least", (&least).into()), ("most", (&most).into()), ("runs", runs.into())];
    text.message("demo-shown-spread", &ends)
}

/// Where the console is and who signs in there.
pub(super) fn served(text: &Catalogue, authority: &Authority, accounts: &[Account]) {
    let url = authority.url();
    eprintln!("\n{}", text.message("demo-served-console", &[("url", url.into())]));
    self::accounts(text, accounts, authority.now());
    eprintln!("{}", text.message("demo-served-routes", &[("url", url.into())]));
}

/// Who can sign in, and the codes of their authenticator apps now.
pub(super) fn accounts(text: &Catalogue, accounts: &[Account], now: UnixTime) {
    for Account { what, name, password, .. } in accounts {
        eprintln!("  {name:<10} {password:<24} {}", text.message(what, &[]));
    }
    eprintln!("{}", text.message("demo-served-codes", &[]));
    codes(accounts, now);
}

/// Seconds that a code of an authenticator app lasts.
const CODE_SECONDS: u64 = 30;

/// The next codes of the authenticator apps, when their time begins.
pub(super) fn next_codes(accounts: &[Account], now: UnixTime) {
    if now.0.is_multiple_of(CODE_SECONDS) {
        codes(accounts, now);
    }
}

fn codes(accounts: &[Account], now: UnixTime) {
    let shown = accounts.iter().filter_map(|account| Some(format!("{} {}", account.name, account.code(now)?)));
    eprintln!("  {}", shown.collect::<Vec<_>>().join("   "));
}
