//! What the person at the terminal sees.

use lancan_protocol::time::UnixTime;
use lancan_simulator::{
    air::{self, Air, Power},
    authority::Authority,
    outbreak::{Outcome, PlaceFigures},
    places::Pattern,
    visiting::Scanning,
};

use super::{
    console::Account,
    figures::{Spread, places_precision, places_recall},
    stage::{Run, Stage},
};

/// What is played, before it is.
pub(super) fn stage(stage: &Stage) {
    println!("Lân Cận: diễn tập vòng truy vết (the whole loop, rehearsed)\n");
    println!("  contacts        {}; rows of 20 s: {}, days: {}", stage.source, stage.rows, stage.days);
    match stage.power {
        Power::Same(dbm) => println!("  power           every phone sends with {dbm} dBm and says so"),
        Power::Mixed => println!(
            "  power           mixed: every phone is one of {} models and says what the model sends with",
            air::models().len()
        ),
    }
    match &stage.air {
        Air::Perfect => println!("  air             perfect: contact is heard, everyone else lies beyond range"),
        Air::Realistic(air) => {
            let places = match stage.pattern {
                Some(Pattern::OwnPlaces) => "everybody with a place of their own",
                Some(Pattern::MovingAbout) => "people moving about",
                None => "as generated",
            };
            let places_are = &stage.places;
            println!("  air             realistic");
            println!(
                "    rooms         {} in all, {} people in the median one, {places}",
                places_are.rooms, places_are.people_in_a_room
            );
            println!("    range         about {:.0} m with a body between", air.range_m(stage.power.median_dbm()));
            if places_are.nearest_other_m.is_finite() {
                println!(
                    "    apart         whoever is not in contact is {:.1} m from the next one",
                    places_are.nearest_other_m
                );
            }
            println!(
                "    noise         phones ±{} dB sending and ±{} dB hearing, places ±{} dB, adverts ±{} dB, bodies up to {} dB each",
                air.offset_db, air.offset_db, air.shadow_db, air.fading_db, air.body_db
            );
            println!(
                "    losses        {:.0}% of scans missed, {:.0}% of phones off for a third of a day, collisions by the crowd",
                air.missed_scans * 100.0,
                air.switched_off * 100.0
            );
        }
    }
    if let Some(Scanning { enters, leaves }) = stage.scanning {
        println!(
            "  posters         scanned by {:.0}% of those who come; {:.0}% of them scan again when they leave",
            enters * 100.0,
            leaves * 100.0
        );
    }
    println!();
}

/// What came of it.
pub(super) fn runs(runs: &[Run]) {
    match runs {
        [run] => one(run),
        runs => many(runs),
    }
}

fn one(run: &Run) {
    let outcome = &run.outcome;
    println!("  people          {:>6}", outcome.people);
    println!(
        "  cases           {:>6}   confirmed by an officer; {} day keys reported",
        outcome.cases, outcome.keys_reported
    );
    println!("  close contacts  {:>6}   in truth: 15 minutes within any 24 hours", outcome.close_contacts_true);
    println!("  found           {:>6}   warned, rightly", outcome.found);
    println!("  missed          {:>6}   not warned", outcome.missed);
    println!("  wrongly warned  {:>6}", outcome.wrongly_warned);
    println!("  possible        {:>6}   told that it is possible, and no more", outcome.possible);
    println!("  recall          {:>6}", ratio(outcome.recall()));
    println!("  precision       {:>6}", ratio(outcome.precision()));
    if let Some(minutes) = outcome.minutes_to_warning {
        println!("  until warned    {:>3} h {:02} min after the report, simulated", minutes / 60, minutes % 60);
    }
    if let Some(figures) = &outcome.places {
        places(figures, outcome);
    }
    println!("  time taken      {:>6.1} s (seed {})", run.seconds, run.seed);
}

/// What posters at places added.
fn places(figures: &PlaceFigures, outcome: &Outcome) {
    println!("\n  địa điểm / places with a poster at the door");
    println!("  posters         {:>6}   scanned {} times", figures.posters, figures.scans);
    println!(
        "  published       {:>6}   of {} visits that the cases reported, ticked by an officer",
        figures.published, figures.reported
    );
    println!("  warned          {:>6}   of a possible exposure at a place; the cases are left out", figures.warned);
    println!(
        "  recall          {:>6}   of the close contacts above; by Bluetooth {}, by either {}",
        ratio(figures.recall(outcome.close_contacts_true)),
        ratio(outcome.recall()),
        ratio(figures.either_recall(outcome.close_contacts_true))
    );
    println!(
        "  precision       {:>6}   of those warned of a place; by Bluetooth {}",
        ratio(figures.precision()),
        ratio(outcome.precision())
    );
    println!("  together        {:>6}   were at places with a case for 15 minutes or longer", figures.together_true);
    println!("  recall          {:>6}   of those together", ratio(figures.together_recall()));
    println!("  precision       {:>6}   of those warned of a place\n", ratio(figures.together_precision()));
}

fn many(runs: &[Run]) {
    println!("   seed   close   found  missed   wrong  recall  precision  seconds");
    for run in runs {
        let outcome = &run.outcome;
        println!(
            "  {:>5}  {:>6}  {:>6}  {:>6}  {:>6}  {:>6}  {:>9}  {:>7.1}",
            run.seed,
            outcome.close_contacts_true,
            outcome.found,
            outcome.missed,
            outcome.wrongly_warned,
            ratio(outcome.recall()),
            ratio(outcome.precision()),
            run.seconds
        );
    }
    println!();
    let mut lines = vec![
        ("recall", Spread::of(runs.iter().filter_map(|run| run.outcome.recall()))),
        ("precision", Spread::of(runs.iter().filter_map(|run| run.outcome.precision()))),
    ];
    if runs.iter().any(|run| run.outcome.places.is_some()) {
        lines.push(("recall of places", Spread::of(runs.iter().filter_map(places_recall))));
        lines.push(("precision of places", Spread::of(runs.iter().filter_map(places_precision))));
    }
    for (name, spread) in lines {
        match spread {
            Some(spread) => println!(
                "  {name:<19} median {:.2}, range {:.2} to {:.2}, {} seeds",
                spread.median,
                spread.least,
                spread.most,
                runs.len()
            ),
            None => println!("  {name:<19} nothing to measure"),
        }
    }
}

fn ratio(value: Option<f64>) -> String {
    value.map_or_else(|| "-".to_owned(), |value| format!("{value:.2}"))
}

/// Where the console is and who signs in there.
pub(super) fn served(authority: &Authority, accounts: &[Account]) {
    let url = authority.url();
    eprintln!("\nBàn làm việc của cán bộ y tế / the officers' console: {url}/console/   (Ctrl-C: dừng / stop)");
    self::accounts(accounts, authority.now());
    eprintln!("Giao diện lập trình / every route: {url}/openapi.json");
}

/// Who can sign in, and the codes of their authenticator apps now.
pub(super) fn accounts(accounts: &[Account], now: UnixTime) {
    for Account { what, name, password, .. } in accounts {
        eprintln!("  {name:<10} {password:<24} {what}");
    }
    eprintln!("Mỗi 30 giây một mã xác thực mới / every 30 seconds the codes of the authenticator apps:");
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
