//! `lancan bench assessments`: the morning on which every school of the country assesses itself.

use std::{
    fmt::Display,
    process::ExitCode,
    sync::Arc,
    time::{Duration, Instant},
};

use lancan_protocol::time::UnixTime;
use lancan_server::{
    Config, FacilityDesk, Server, UnitSet,
    clock::VirtualClock,
    config::{DatabaseSetting, SecretText},
};
use serde_json::{Value, json};

use super::machine;
use crate::{
    browser::Browser,
    facilities::{GeneratedList, Principal, Said},
    failure::{Failure, Outcome},
    gateway::Gateway,
    words::Words,
};

/// Measures a morning of assessments.
///
/// Starts a server of its own, brings schools into it as an education department's list does, signs in whoever runs them
/// (each runs 50), and measures how long the server takes for one assessment of each, sent as a browser sends it. Then the
/// map's counts of the country are compared with what was sent.
#[derive(clap::Args)]
pub(crate) struct BenchAssessmentsArgs {
    /// Schools, spread over the wards of 2021.
    #[arg(long, default_value_t = 43_000, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=100_000))]
    facilities: u32,
    /// Browsers that send at the same time.
    #[arg(long, default_value_t = 4, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=64))]
    at_once: u32,
    /// An empty PostgreSQL database, `postgres://…`; without it a new SQLite file.
    #[arg(long, value_name = "URL")]
    database: Option<String>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// 26 May 2021, a Wednesday, 07:30 in Vietnam: when schools begin.
const NOW: UnixTime = UnixTime(18_773 * 86_400 + 30 * 60);
/// What text messages are signed with between this server and its gateway, both in this process.
const SECRET: &str = "0123456789abcdef0123456789abcdef";

/// How many said what.
#[derive(Clone, Copy, Default, Debug, PartialEq, Eq)]
struct MapCounts {
    green: u64,
    yellow: u64,
    red: u64,
    /// Without an assessment.
    none: u64,
}

impl MapCounts {
    fn and(self, other: Self) -> Self {
        Self {
            green: self.green + other.green,
            yellow: self.yellow + other.yellow,
            red: self.red + other.red,
            none: self.none + other.none,
        }
    }
}

pub(crate) fn run(args: &BenchAssessmentsArgs, words: Words) -> Outcome {
    let folder = tempfile::tempdir().map_err(Failure::new)?;
    let runtime = tokio::runtime::Runtime::new().map_err(Failure::new)?;
    let gateway = Gateway::start().map_err(Failure::new)?;
    let mut config =
        Config { data_dir: folder.path().join("data"), listen: ([127, 0, 0, 1], 0).into(), ..Config::default() };
    config.units.set = UnitSet::Of2021;
    config.sms.webhook = Some(gateway.url.clone());
    config.sms.secret = SecretText::new(SECRET);
    // Everybody signs in within one minute of the server's clock.
    config.otp.messages = u32::MAX;
    config.database = args.database.as_deref().map(DatabaseSetting::new);
    let clock = Arc::new(VirtualClock::new(NOW));
    let list = GeneratedList::of(UnitSet::Of2021, None, args.facilities, true);
    eprintln!("{}", words.say("bench-assessments-list", &[("count", &args.facilities)]));
    let before = Instant::now();
    let desk = FacilityDesk::open(&config, clock.clone()).map_err(Failure::new)?;
    let taken = runtime.block_on(desk.take_list(list.csv.as_bytes())).map_err(Failure::new)?;
    let taken = taken.map_err(|_| Failure::broken("the list has wrong rows"))?;
    if taken.added != args.facilities {
        return Err(Failure::broken(&format!("{} of {} schools were added", taken.added, args.facilities)));
    }
    drop(desk);
    let list_seconds = before.elapsed().as_secs_f64();
    let server = runtime.block_on(Server::start(config, clock)).map_err(Failure::new)?;
    let url = server.url();
    let sent = morning(&url, &gateway, (&list, args.at_once), words)?;
    runtime.block_on(server.tick()).map_err(Failure::new)?;
    let shown = counts_of_the_country(&url)?;
    runtime.block_on(server.stop());
    if shown != sent.tally {
        return Err(Failure::of("bench-wrong"));
    }
    let seconds = sent.took.as_secs_f64();
    let report = json!({
        "processor": machine::processor(),
        "facilities": args.facilities,
        "at_once": args.at_once,
        "seconds": seconds,
        "per_second": f64::from(args.facilities) / seconds,
        "list_seconds": list_seconds,
    });
    if args.json {
        println!("{report:#}");
    } else {
        let rate = words.figure(f64::from(args.facilities) / seconds, 0);
        let (seconds, list) = (words.figure(seconds, 1), words.figure(list_seconds, 1));
        let (count, browsers, processor) = (args.facilities, args.at_once, machine::processor_in(words));
        let said: [(&str, &dyn Display); 6] = [
            ("count", &count),
            ("seconds", &seconds),
            ("rate", &rate),
            ("browsers", &browsers),
            ("list", &list),
            ("processor", &processor),
        ];
        println!("{}", words.say("bench-assessments", &said));
    }
    Ok(ExitCode::SUCCESS)
}

/// What a morning came to.
struct Sent {
    took: Duration,
    tally: MapCounts,
}

fn morning(
    url: &str,
    gateway: &Gateway,
    (list, at_once): (&GeneratedList, u32),
    words: Words,
) -> Result<Sent, Failure> {
    eprintln!("{}", words.say("bench-assessments-sign-in", &[("count", &list.numbers.len())]));
    let first = Browser::new(url);
    let mut principals = list
        .numbers
        .iter()
        .map(|number| Principal::sign_in(first.another(), gateway, number))
        .collect::<Result<Vec<_>, _>>()?;
    eprintln!("{}", words.plain("bench-assessments-assess"));
    let share = principals.len().div_ceil(at_once as usize);
    let before = Instant::now();
    let tallies: Vec<Result<MapCounts, Failure>> = std::thread::scope(|scope| {
        let browsers: Vec<_> =
            principals.chunks_mut(share.max(1)).map(|some| scope.spawn(move || assess_all(some))).collect();
        let joined = browsers.into_iter().map(std::thread::ScopedJoinHandle::join);
        joined.map(|tally| tally.unwrap_or_else(|_| Err(Failure::broken("a browser ended")))).collect()
    });
    let took = before.elapsed();
    let tally = tallies.into_iter().try_fold(MapCounts::default(), |all, tally| Ok::<_, Failure>(all.and(tally?)))?;
    Ok(Sent { took, tally })
}

fn assess_all(principals: &mut [Principal<'_>]) -> Result<MapCounts, Failure> {
    let (mut tally, mut draw) = (MapCounts::default(), 0_u32);
    for principal in principals {
        for at in 0..principal.facilities.len() {
            // A step that shares no divisor with 100 visits every draw alike.
            draw = (draw + 37) % 100;
            let said = Said::drawn(draw);
            principal.assess(at, said)?;
            match said {
                Said::Good => tally.green += 1,
                Said::Middling => tally.yellow += 1,
                Said::Bad => tally.red += 1,
            }
        }
    }
    Ok(tally)
}

fn counts_of_the_country(url: &str) -> Result<MapCounts, Failure> {
    let mut answer = ureq::get(format!("{url}/map/v1/units/VN")).call().map_err(Failure::new)?;
    let body = answer.body_mut().read_to_vec().map_err(Failure::new)?;
    let unit: Value = serde_json::from_slice(&body).map_err(Failure::new)?;
    let provinces = unit.get("inside").and_then(Value::as_array).cloned().unwrap_or_default();
    let of = |province: &Value, name: &str| {
        province.pointer(&format!("/all/{name}")).and_then(Value::as_u64).unwrap_or_default()
    };
    Ok(provinces.iter().fold(MapCounts::default(), |all, province| {
        all.and(MapCounts {
            green: of(province, "g"),
            yellow: of(province, "y"),
            red: of(province, "r"),
            none: of(province, "n"),
        })
    }))
}
