//! What operating points cost and bring: `cargo run --release -p lancan-simulator --example operating_points -- CONTACTS FIRST_SEED SEEDS`.
//!
//! Everybody meets once for each seed, on the realistic air, with the phones' radio machine and recorder; then every person
//! with at least three close contacts is taken for the case in turn, and every phone judges by the shipped rules. Prints
//! recall and precision over all pairs for several values of `enough_probability`, the spread over cases at the shipped one, and
//! two thresholds for comparison: on what is read, and on what one would read who knew both phones' offsets, which no phone can.
#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    clippy::indexing_slicing,
    clippy::print_stdout
)]

use std::{collections::BTreeMap, error::Error, path::PathBuf, time::Instant};

use lancan_protocol::{
    encounter::Encounter,
    key_days::KeyDays,
    keys::Metadata,
    ranging::{Crowd, RangingRules, ReceiverLevel},
    risk::{Crowds, Exposure, Heard, Verdict, assess, close_probabilities, stretches},
    rules::Rules,
    wire::ReportType,
};
use lancan_simulator::{
    air::{Air, Build, Power, Realistic, TRANSMIT_POWER_DBM},
    contacts::{Contacts, Person},
    outbreak::LEAST_CONTACTS,
    overheard::{Overheard, listen},
    places::Places,
    truth::{CloseRule, Truth},
};

/// One receiver's judgement of one case.
struct Judged {
    case: Person,
    truly: bool,
    /// The probability of a contact.
    probability: f64,
    verdict: Verdict,
    /// The attenuation below which fifteen minutes lie, in dB: as read, and without both phones' offsets.
    read_db: f64,
    known_db: f64,
}

/// The attenuation that fifteen minutes of a day lie at or below.
fn quarter_hour(mut heard: Vec<(u32, f64, f64)>) -> f64 {
    heard.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
    let mut best = f64::INFINITY;
    for day in heard.chunk_by(|a, b| a.0 == b.0) {
        let mut seconds = 0.0;
        for (_, attenuation, more) in day {
            seconds += more;
            if seconds >= 900.0 {
                best = best.min(*attenuation);
                break;
            }
        }
    }
    best
}

/// Encounters of reporting phones at or above each of [`LEAST`]: with truly close contacts, and all.
#[derive(Default)]
struct Kept {
    close: [u64; 8],
    all: [u64; 8],
}

impl Kept {
    fn show(&self) {
        println!("encounters kept by least_probability: of truly close pairs, of all");
        for (index, least) in LEAST.iter().enumerate() {
            println!(
                "  {least:.2}: {:.3} {:.3}",
                self.close[index] as f64 / self.close[0].max(1) as f64,
                self.all[index] as f64 / self.all[0].max(1) as f64
            );
        }
    }
}

const LEAST: [f64; 8] = [0.0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4];

/// Of one case: its close contacts, those found, those wrongly warned, those told "possible".
type OfCase = (usize, usize, usize, usize);

/// The values of `enough_probability` that are tried; the shipped one is among them.
const ENOUGH: [f64; 12] = [0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.57, 0.6, 0.65, 0.7, 0.75, 0.8];

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().collect();
    let [_, file, first, seeds] = args.as_slice() else {
        return Err("usage: operating_points CONTACTS FIRST_SEED SEEDS".into());
    };
    let contacts = Contacts::read(&PathBuf::from(file))?.contacts;
    let (first, seeds): (u64, u64) = (first.parse()?, seeds.parse()?);
    let truth = Truth::of(&contacts, CloseRule::default());
    let able = truth.with_contacts(LEAST_CONTACTS);
    let rules = Rules::built_in();
    let mut all = Vec::new();
    let mut by_case = Vec::new();
    let mut by_point: [Vec<OfCase>; ENOUGH.len()] = Default::default();
    let mut kept = Kept::default();
    for seed in first..first + seeds {
        let began = Instant::now();
        let air = Realistic::default();
        let places = Places::inferred(&contacts, air.spacing_m, seed);
        let heard = listen(
            &contacts,
            &places,
            Air::Realistic(air),
            Power::default(),
            &lancan_core::DutyCycle::default(),
            seed,
        )?;
        let builds: Vec<Build> =
            contacts.people().map(|person| Build::draw(seed, person, &air, TRANSMIT_POWER_DBM)).collect();
        let mut judged = Vec::new();
        for (receiver, overheard) in contacts.people().zip(&heard) {
            judged.extend(judge(receiver, overheard, &able, &truth, &builds, &rules, &mut kept));
        }
        for case in &able {
            let of = || judged.iter().filter(|one| one.case == *case);
            let warned = of().filter(|one| one.verdict == Verdict::Close).count();
            let found = of().filter(|one| one.verdict == Verdict::Close && one.truly).count();
            let possible = of().filter(|one| one.verdict == Verdict::Possible).count();
            let close = truth.close_to(*case).len();
            by_case.push((close, found, warned - found, possible));
            for (enough, at_point) in ENOUGH.iter().zip(&mut by_point) {
                let warned = of().filter(|one| one.probability >= *enough);
                let (found, wrong): (Vec<_>, Vec<_>) = warned.partition(|one| one.truly);
                at_point.push((close, found.len(), wrong.len(), 0));
            }
        }
        println!("seed {seed}: {:.0} s", began.elapsed().as_secs_f64());
        all.extend(judged);
    }
    let close: usize = able.iter().map(|case| truth.close_to(*case).len()).sum::<usize>() * seeds as usize;
    let cases = able.len() * seeds as usize;
    println!(
        "{cases} cases with {close} close contacts, {} phones, seeds {first} to {}",
        contacts.labels.len(),
        first + seeds - 1
    );
    trade(&all, close, cases);
    trade_by_case(&by_point);
    for (name, value) in [
        ("a threshold on what is read", (|one: &Judged| one.read_db) as fn(&Judged) -> f64),
        ("a threshold, both phones' offsets known", |one| one.known_db),
    ] {
        bound(name, &all, close, value);
    }
    spread_over(&by_case, &rules.ranging);
    kept.show();
    Ok(())
}

fn trade(all: &[Judged], close: usize, cases: usize) {
    println!("enough_probability: recall precision warned-per-case");
    for enough in ENOUGH {
        let warned: Vec<&Judged> = all.iter().filter(|one| one.probability >= enough).collect();
        let found = warned.iter().filter(|one| one.truly).count();
        println!(
            "  {enough:.2}: {:.3} {:.3} {:.1}",
            found as f64 / close as f64,
            found as f64 / warned.len().max(1) as f64,
            warned.len() as f64 / cases as f64
        );
    }
}

fn trade_by_case(by_point: &[Vec<OfCase>; ENOUGH.len()]) {
    println!("enough_probability: medians over cases of recall, precision, wrongly warned");
    for (enough, cases) in ENOUGH.iter().zip(by_point) {
        println!(
            "  {enough:.2}: {:.2} {:.2} {:.0}",
            at_share(&recalls(cases), 0.5),
            at_share(&precisions(cases), 0.5),
            at_share(&sorted(cases.iter().map(|one| one.2 as f64)), 0.5)
        );
    }
}

fn sorted(values: impl Iterator<Item = f64>) -> Vec<f64> {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values
}

fn recalls(cases: &[OfCase]) -> Vec<f64> {
    sorted(cases.iter().map(|(close, found, ..)| *found as f64 / *close as f64))
}

/// Cases of which nobody was warned have no precision.
fn precisions(cases: &[OfCase]) -> Vec<f64> {
    let told = cases.iter().filter(|(_, found, wrong, _)| found + wrong > 0);
    sorted(told.map(|(_, found, wrong, _)| *found as f64 / (found + wrong) as f64))
}

/// The value that this share of the sorted values lies at or below; 0 where there are none.
fn at_share(sorted: &[f64], share: f64) -> f64 {
    sorted.get((sorted.len().saturating_sub(1) as f64 * share).round() as usize).copied().unwrap_or(0.0)
}

fn spread_over(by_case: &[OfCase], ranging: &RangingRules) {
    println!(
        "by case at the shipped operating point ({} / {}):",
        ranging.enough_probability, ranging.possible_probability
    );
    let count = |of: fn(&OfCase) -> usize| sorted(by_case.iter().map(|one| of(one) as f64));
    for (name, values) in [
        ("recall", recalls(by_case)),
        ("precision", precisions(by_case)),
        ("found", count(|one| one.1)),
        ("wrongly warned", count(|one| one.2)),
        ("possible", count(|one| one.3)),
    ] {
        println!(
            "  {name}: median {:.2}, middle half {:.2} to {:.2}, range {:.2} to {:.2}",
            at_share(&values, 0.5),
            at_share(&values, 0.25),
            at_share(&values, 0.75),
            at_share(&values, 0.0),
            at_share(&values, 1.0)
        );
    }
}

fn bound(name: &str, all: &[Judged], close: usize, value: fn(&Judged) -> f64) {
    let mut sorted: Vec<(f64, bool)> = all.iter().map(|one| (value(one), one.truly)).collect();
    sorted.sort_by(|a, b| a.0.total_cmp(&b.0));
    println!("{name}: recall precision");
    let (mut found, mut wanted) = (0_usize, 0.3);
    for (warned, (_, truly)) in sorted.iter().enumerate() {
        found += usize::from(*truly);
        if found as f64 >= wanted * close as f64 {
            println!("  {wanted:.2}: {:.3}", found as f64 / (warned + 1) as f64);
            wanted += 0.1;
        }
        if wanted > 0.95 {
            break;
        }
    }
}

/// What one phone says of every case.
fn judge(
    receiver: Person,
    overheard: &Overheard,
    able: &[Person],
    truth: &Truth,
    builds: &[Build],
    rules: &Rules,
    kept: &mut Kept,
) -> Vec<Judged> {
    let mut level = ReceiverLevel::default();
    level.belongs_to("", Some(TRANSMIT_POWER_DBM), &rules.ranging);
    let mut crowds = Crowds::new();
    let mut of: BTreeMap<Person, Vec<&Encounter>> = BTreeMap::new();
    let encounters: BTreeMap<_, Vec<Encounter>> = overheard
        .iter()
        .map(|(interval, heard)| (*interval, heard.iter().map(|(_, encounter)| encounter.clone()).collect()))
        .collect();
    for heard in encounters.values() {
        level.hear(heard);
    }
    for (interval, heard) in &encounters {
        crowds.insert(*interval, Crowd::of(heard));
    }
    let reports = able.contains(&receiver);
    for (interval, heard) in overheard {
        for (person, encounter) in heard {
            if able.contains(person) {
                of.entry(*person).or_default().push(encounter);
            }
        }
        if let Some(list) = encounters.get(interval).filter(|_| reports) {
            for ((person, _), probability) in heard.iter().zip(close_probabilities(list, &level, rules)) {
                let close = truth.close_to(receiver).contains(person);
                for (index, _) in LEAST.iter().enumerate().filter(|(_, least)| probability >= **least) {
                    kept.all[index] += 1;
                    kept.close[index] += u64::from(close);
                }
            }
        }
    }
    let metadata = Some(Metadata::with_power(TRANSMIT_POWER_DBM));
    let raw = RangingRules { level_share: 0.0, doubling_db: 0.0, ..rules.ranging.clone() };
    let judge_one = |(case, heard): (Person, Vec<&Encounter>)| {
        let encounters: Vec<Heard<'_>> = heard.iter().map(|encounter| Heard { encounter, metadata }).collect();
        let offsets =
            f64::from(builds[case.index()].send_offset_db) + f64::from(builds[receiver.index()].receive_offset_db);
        let read: Vec<(u32, f64, f64)> = stretches(&encounters, &ReceiverLevel::default(), &raw)
            .iter()
            .filter_map(|one| Some((KeyDays::VIETNAM.day(one.start).0, one.attenuation_db?, f64::from(one.seconds))))
            .collect();
        let read_db = quarter_hour(read);
        let exposure = Exposure { report_type: ReportType::ConfirmedTest, days_since_onset: None, encounters };
        let found = assess(&[exposure], &crowds, &level, rules);
        let gravest = found.gravest();
        Judged {
            case,
            truly: truth.close_to(case).contains(&receiver),
            probability: gravest.map_or(0.0, |verdict| verdict.probability),
            verdict: gravest.map_or(Verdict::None, |verdict| verdict.verdict),
            read_db,
            known_db: read_db - offsets,
        }
    };
    of.into_iter().filter(|(case, _)| *case != receiver).map(judge_one).collect()
}
