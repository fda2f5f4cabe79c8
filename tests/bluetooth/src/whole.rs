//! The whole loop, with the programs that people run: two `lancan phone` on a controller each, `lancan-server`, an
//! officer. They meet, one reports, the other is warned.

use lancan_desktop::now;
use lancan_protocol::key_days::KeyDays;
use lancan_protocol::rules::Rules;
use lancan_text::{Catalogue, Language};
use serde_json::Value;

use crate::{
    air::Air,
    authority::Authority,
    guest::{Outcome, ensure, set_clock, shown},
    observer::power,
    terminal::{Owner, Ran, Terminal},
};

/// Intervals in which the phones meet.
const INTERVALS: u32 = 2;
/// Seconds from one export to the next: in the emulator an export takes longer than the one second of the tests' rules.
const EXPORT_EVERY: u32 = 10;

pub(crate) async fn run(air: &Air) -> Outcome {
    let text = Catalogue::of(Language::En);
    // Tomorrow at two in UTC, nine in Hanoi: no day ends meanwhile, neither there nor here.
    set_clock(KeyDays::VIETNAM.first_interval(KeyDays::VIETNAM.day(now().wall).plus(1)).plus(12).start().plus(30))
        .await?;
    power("hci0", true).await?;
    power("hci1", true).await?;
    let mut rules = Rules::for_test();
    rules.publication.every_seconds = EXPORT_EVERY;
    let mut authority = Authority::start(&rules).await?;
    shown("the authority's server serves rules for tests, with one officer");

    let owner = |name: &str| Owner { store: format!("/tmp/{name}"), server: Authority::address() };
    let (an, binh) = (owner("an"), owner("binh"));
    let phones = [an.start("hci0")?, binh.start("hci1")?];
    let near = text.message("near-now", &[("count", 1.into())]);
    for meeting in 1..=INTERVALS {
        let before = phones.each_ref().map(Terminal::printed);
        let last = meeting == INTERVALS;
        air.until("both phones show that one is near, for long enough", || {
            phones.iter().zip(before).all(|(phone, before)| {
                phone.says(before, |line| line == near) && phone.says(before, |line| is_meeting(line, last))
            })
        })
        .await
        .map_err(|why| format!("{why}\nan\n{}binh\n{}{}", phones[0].story(), phones[1].story(), Authority::story()))?;
        shown(&format!("interval {meeting}: both terminals show that one phone is near"));
        // The next interval: both change identifier and address, and a report covers the one that is over.
        let over = now().wall.interval();
        set_clock(over.end().minus(5)).await?;
        air.until("the interval ends", || now().wall.interval() != over).await?;
    }
    authority.restart().await?;
    let [an_runs, binh_runs] = phones;
    an_runs.interrupt().await?;
    shown("Ctrl-C ends a phone");

    let (token, case, code) = authority.open_case(KeyDays::VIETNAM.day(now().wall)).await?;
    let warned = text.message("warning-title", &[]);
    ensure(!binh_runs.says(0, |line| line.starts_with(&warned)), "nobody is warned before the report")?;
    let reported = an.run(&["report", &code, "--yes"]).await?;
    let accepted = text.message("report-accepted", &[]);
    expect(&reported, &accepted, "the report is sent and accepted")?;
    let seen = authority.case(&token, &case).await?;
    let report = seen.pointer("/reports/0").cloned().unwrap_or_default();
    let number = |name| report.get(name).and_then(Value::as_u64).unwrap_or(0);
    let whole = number("keys") > 0 && number("encounters") > 0;
    ensure(whole, &format!("the officer sees the report's keys and encounters: {seen}\n{}", reported.printed))?;
    shown(&format!(
        "the officer's code sends a report; the officer sees {} keys and {} encounters",
        number("keys"),
        number("encounters")
    ));

    air.until("the running phone says that there is a warning", || binh_runs.says(0, |line| line.starts_with(&warned)))
        .await
        .map_err(|why| format!("{why}\n{}{}", binh_runs.story(), Authority::story()))?;
    shown("the other phone fetches the export, matches and says so while it runs");
    let checked = text.message("status-last-checked", &[("when", "".into())]);
    let today = binh_runs.last(|line| Some(line.strip_prefix(checked.trim_end())?.trim().split_once(' ')?.1));
    let today = today.ok_or("the view does not say when it last checked")?;
    binh_runs.interrupt().await?;

    let warnings = binh.run(&["warnings"]).await?;
    expect(&warnings, &warned, "lancan phone warnings shows it")?;
    expect(&warnings, &format!("On {today} "), "it names the day on which they met")?;
    for line in warnings.printed.lines() {
        println!("guest:       | {line}");
    }
    let none = text.message("warning-count", &[("count", 0.into())]);
    expect(&an.run(&["warnings"]).await?, &none, "who reported is not warned of themselves")?;
    shown("lancan phone warnings shows it, and none to who reported");
    Ok(())
}

/// Whether the view's line tells of somebody near for some seconds, or, where `long`, for more than two minutes: scans are
/// short, one in two may hear nothing where everything is slow, and the rules want a minute.
fn is_meeting(line: &str, long: bool) -> bool {
    let Some(time) = line.strip_prefix("  ") else { return false };
    let minutes = time.split_once(' ').and_then(|(minutes, _)| minutes.parse().ok());
    if long { minutes.is_some_and(|minutes: u32| minutes >= 3) } else { minutes != Some(0) }
}

fn expect(ran: &Ran, wanted: &str, what: &str) -> Outcome {
    let holds = ran.succeeded && ran.printed.contains(wanted);
    ensure(holds, &format!("{what}: it printed\n{}{}", ran.printed, Authority::story()))
}
