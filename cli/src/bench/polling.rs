//! `lancan bench polling`: the traffic of a phone while nobody near it is ill, through the real loop.

use core::time::Duration;
use std::{collections::BTreeMap, fmt::Display, io::Write as _, process::ExitCode, time::Instant};

use flate2::{Compression, write::GzEncoder};
use lancan_core::{
    AdapterState, Advert, Capabilities, Command, DutyCycle, Event, Fixed, HttpAnswer, HttpOutcome, Now, PeerHandle,
    RadioCommand, RadioEvent, Sighting, StaticVault, Store, Tracer,
};
use lancan_protocol::{frame::Frame, places::Category, rules::Rules, time::UnixTime, wire::path};
use lancan_simulator::{authority::Authority, clock::FIRST_MIDNIGHT, world::Network as _};
use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng as _};
use serde_json::{Value, json};

use super::{machine, numbers::at_least};
use crate::{
    failure::{Failure, Outcome},
    words::Words,
};

/// Measures the traffic of one phone.
///
/// Runs a server and a phone on virtual time, for weeks, and counts every byte of their requests and answers, cover traffic
/// included. The signed documents, which the server compresses, count as gzip makes them, every other body as it is, and
/// each request and answer counts 300 bytes more for what HTTP and TLS add. It does so
/// with the fewest slots of each class, and with four times as many. Keys do not compress, so bytes grow in a straight
/// line with the slots, and the line through both runs gives the bytes at 1,000 cases a day. A third run has a phone whose
/// owner visits a place each half day, so that it also fetches its province's exports of places.
///
/// The server keeps its files in memory where there is /dev/shm: its disk is not what is measured.
#[derive(clap::Args)]
pub(crate) struct BenchPollingArgs {
    /// Days for which the server has run when the phone comes.
    #[arg(long, default_value_t = 21)]
    days_before: u64,
    /// Days over which the phone's daily traffic is averaged.
    #[arg(long, default_value_t = 7, value_parser = at_least::<u64, 1>)]
    days: u64,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

pub(super) const DAY: u64 = 86_400;
/// Bytes that HTTP and TLS add to a request or an answer, about.
const OVERHEAD: u64 = 300;
/// Slots of each class at 1,000 cases a day: 83 a slot in the busiest class and three standard deviations more, on the
/// lowest level that holds them.
const SLOTS_AT_1000_CASES: u32 = 134;
/// Slots of each class in the second run.
const MORE_SLOTS: u32 = 12;
/// Memory as a folder, on Linux.
const IN_MEMORY: &str = "/dev/shm";
/// Days for which the phone is off before it catches up.
const OFF_DAYS: u64 = 14;

/// Seconds within which the server's publisher is woken.
const PUBLISHED_WITHIN: u64 = 1_800;

/// A phone and what it has cost.
pub(super) struct Metered {
    tracer: Tracer,
    bytes: Bytes,
    polls: u64,
    /// The most time of a processor that the phone took at once.
    pub(super) longest_step: Duration,
    /// When the server's publisher was last woken, and when somebody was last near.
    published: UnixTime,
    heard: UnixTime,
    /// The text of a place's QR code that the owner scans each half day.
    poster: Option<String>,
}

impl Metered {
    /// A phone that comes at an instant.
    pub(super) fn new(tracer: Tracer, first: UnixTime, poster: Option<String>) -> Self {
        let (bytes, longest_step) = (Bytes::new(), Duration::ZERO);
        Self { tracer, bytes, polls: 0, longest_step, published: first, heard: first, poster }
    }

    /// Hands in an event, and the answers to whatever the phone asks because of it.
    pub(super) fn event(&mut self, now: Now, event: Event, authority: &mut Authority) {
        let mut events = vec![event];
        while let Some(event) = events.pop() {
            let (began, spent) = (Instant::now(), machine::processor_seconds());
            let commands = self.tracer.handle(now, event);
            // What other programs took of the processor is none of the phone's.
            let step = spent.zip(machine::processor_seconds()).map(|(before, after)| after - before);
            let step = step.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok()).unwrap_or(began.elapsed());
            self.longest_step = self.longest_step.max(step);
            for command in commands {
                let request = match command {
                    Command::Http(request) => request,
                    Command::Radio(RadioCommand::Advertise { .. }) => {
                        events.push(Event::Radio(RadioEvent::AdvertisingStarted));
                        continue;
                    }
                    Command::Radio(RadioCommand::Scan { .. }) => {
                        events.push(Event::Radio(RadioEvent::ScanStarted));
                        continue;
                    }
                    _ => continue,
                };
                authority.time_is(now.wall);
                let sent = request.path.len() + request.body.len();
                let outcome = authority.exchange(&request);
                let received = outcome.as_ref().map_or(0, |answer| on_the_wire(&request.path, &answer.body));
                *self.bytes.entry(kind(&request.path)).or_default() += (sent + received) as u64 + 2 * OVERHEAD;
                self.polls += u64::from(request.path == path::INDEX);
                let outcome = match outcome {
                    Ok(response) => HttpOutcome::Answered(response),
                    Err(failure) => HttpOutcome::Failed(failure),
                };
                events.push(Event::Http(HttpAnswer { request: request.id, outcome }));
            }
        }
    }

    /// Somebody is near, and the owner scans: from then on the phone needs what is published.
    fn hear(&mut self, now: Now, authority: &mut Authority) -> Result<(), Failure> {
        self.heard = now.wall;
        if let Some(text) = &self.poster {
            self.tracer.scan_place(now, text).map_err(|problem| Failure::said(|text| text.problem(problem)))?;
        }
        let bytes: Vec<u8> = now.wall.0.to_le_bytes().iter().copied().cycle().take(Frame::LENGTH).collect();
        let frame = Frame::from_bytes(&bytes).map_err(Failure::new)?;
        let sighting = Sighting { peer: PeerHandle(1), rssi_dbm: Some(-70), advert: Advert::ServiceData(frame) };
        self.event(now, Event::Radio(RadioEvent::Sighted(sighting)), authority);
        Ok(())
    }

    /// Lets time pass until `until`, waking the phone whenever it asks; returns the bytes since it was last asked.
    pub(super) fn pass(
        &mut self,
        from: UnixTime,
        until: UnixTime,
        authority: &mut Authority,
    ) -> Result<Bytes, Failure> {
        let (mut at, end) = (monotonic(from), monotonic(until));
        while let Some(next) = self.tracer.next_wake().filter(|next| *next < end) {
            at = at.max(next);
            let now = Now { wall: wall(at), monotonic: at };
            if now.wall >= self.published.plus(PUBLISHED_WITHIN) {
                self.published = now.wall;
                authority.time_is(now.wall);
            }
            if now.wall >= self.heard.plus(DAY / 2) {
                self.hear(now, authority)?;
            }
            self.event(now, Event::Wake, authority);
        }
        Ok(core::mem::take(&mut self.bytes))
    }
}

/// Bytes of requests and answers by what they were for.
pub(super) type Bytes = BTreeMap<&'static str, u64>;

/// What a request is for, as the report of bytes names it.
fn kind(path: &str) -> &'static str {
    const KINDS: [(&str, &str); 8] = [
        (path::INDEX, "index"),
        (path::RULES, "rules"),
        (path::EXPORTS, "keys"),
        (path::DAYS, "keys"),
        (path::PLACES_EXPORTS, "places"),
        (path::PLACE_DAYS, "places"),
        (path::VERIFY, "cover"),
        (path::REPORT, "cover"),
    ];
    KINDS.iter().find(|(begin, _)| path.starts_with(begin)).map_or("other", |(_, kind)| kind)
}

/// The bytes of a body: the signed documents travel compressed (`server/src/publication/api.rs`).
fn on_the_wire(path: &str, body: &[u8]) -> usize {
    if path != path::INDEX && path != path::RULES {
        return body.len();
    }
    let mut packed = GzEncoder::new(Vec::new(), Compression::default());
    match packed.write_all(body).and_then(|()| packed.finish()) {
        Ok(packed) => packed.len(),
        Err(_) => body.len(),
    }
}

pub(super) fn monotonic(at: UnixTime) -> Duration {
    Duration::from_secs(at.0 - FIRST_MIDNIGHT.0)
}

fn wall(at: Duration) -> UnixTime {
    FIRST_MIDNIGHT.plus(at.as_secs())
}

pub(crate) fn run(args: &BenchPollingArgs, words: Words) -> Outcome {
    let fewest = Rules::built_in();
    let mut more = Rules::built_in();
    more.publication.slots_per_class = MORE_SLOTS;
    let slots = fewest.publication.slots_per_class;
    let quiet = measure(args, (fewest.clone(), false), words)?;
    let busier = measure(args, (more, false), words)?;
    let visiting = measure(args, (fewest, true), words)?;
    let busy = quiet.along(slots, &busier, MORE_SLOTS, SLOTS_AT_1000_CASES);
    let mut report = quiet.to_json();
    if let Some(report) = report.as_object_mut() {
        report.insert("processor".to_owned(), machine::processor().into());
        report.insert("slots_measured".to_owned(), json!([slots, MORE_SLOTS]));
        report.insert("per_1000_cases_a_day".to_owned(), busy.to_json());
        report.insert("visiting".to_owned(), visiting.to_json());
    }
    if args.json {
        println!("{report:#}");
        return Ok(ExitCode::SUCCESS);
    }
    for (what, of) in
        [("quiet", Some(&report)), ("busy", report.get("per_1000_cases_a_day")), ("visiting", report.get("visiting"))]
    {
        let number = |name: &str| of.and_then(|of| of.get(name)).and_then(Value::as_u64).unwrap_or(0);
        let said: [(&str, &dyn Display); 5] = [
            ("what", &words.plain(&format!("bench-polling-{what}"))),
            ("bytes", &number("idle_bytes_per_day")),
            ("first", &number("first_day_bytes")),
            ("back", &number("catch_up_bytes")),
            ("days", &OFF_DAYS),
        ];
        println!("{}", words.say("bench-polling", &said));
        for (kind, bytes) in of.and_then(|of| of.get("idle_bytes_for")?.as_object()).into_iter().flatten() {
            let kind = words.plain(&format!("bench-polling-kind-{kind}"));
            let bytes = words.number(bytes.as_f64().unwrap_or(f64::NAN));
            println!("  {bytes:>9} {}", words.say("bench-polling-for", &[("kind", &kind)]));
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// What a phone's polling costs.
#[derive(Debug, PartialEq, Eq)]
struct Traffic {
    idle_bytes_per_day: u64,
    idle_bytes_for: Bytes,
    first_day_bytes: u64,
    catch_up_bytes: u64,
    polls_a_day: u64,
}

impl Traffic {
    /// The traffic with `wanted` slots of each class, on the line through this one's, with `slots`, and another's, with
    /// `other_slots`.
    fn along(&self, slots: u32, other: &Self, other_slots: u32, wanted: u32) -> Self {
        let between = u64::from(other_slots.saturating_sub(slots)).max(1);
        let beyond = u64::from(wanted.saturating_sub(slots));
        let line = |this: u64, other: u64| this + other.saturating_sub(this) * beyond / between;
        Self {
            idle_bytes_per_day: line(self.idle_bytes_per_day, other.idle_bytes_per_day),
            idle_bytes_for: (self.idle_bytes_for.iter())
                .map(|(kind, bytes)| (*kind, line(*bytes, other.idle_bytes_for.get(kind).copied().unwrap_or(0))))
                .collect(),
            first_day_bytes: line(self.first_day_bytes, other.first_day_bytes),
            catch_up_bytes: line(self.catch_up_bytes, other.catch_up_bytes),
            polls_a_day: self.polls_a_day,
        }
    }

    fn to_json(&self) -> Value {
        json!({
            "idle_bytes_per_day": self.idle_bytes_per_day,
            "idle_bytes_for": self.idle_bytes_for,
            "first_day_bytes": self.first_day_bytes,
            "catch_up_bytes": self.catch_up_bytes,
            "polls_a_day": self.polls_a_day,
        })
    }
}

/// A folder for the server, in memory where that can be had.
pub(super) fn folder() -> std::io::Result<tempfile::TempDir> {
    tempfile::tempdir_in(IN_MEMORY).or_else(|_| tempfile::tempdir())
}

/// Measures with these rules, telling on the standard error how far it has got. `visiting`: the owner visits places.
fn measure(args: &BenchPollingArgs, (mut rules, visiting): (Rules, bool), words: Words) -> Result<Traffic, Failure> {
    rules.serial = 1;
    rules.issued_at = FIRST_MIDNIGHT;
    let every = u64::from(rules.publication.every_seconds);
    let slots = rules.publication.slots_per_class;
    let folder = folder().map_err(Failure::new)?;
    let mut authority = Authority::start(folder.path(), rules, FIRST_MIDNIGHT).map_err(Failure::new)?;
    let publish = |from: UnixTime, days: u64, authority: &mut Authority| {
        for slot in 1..=days * DAY / every {
            authority.time_is(from.plus(slot * every));
        }
    };
    let poster = if visiting {
        authority.sign_in().map_err(Failure::new)?;
        let place = authority.add_place("Chợ Bảo Lâm", Category::Market).map_err(Failure::new)?;
        Some(authority.poster(&place).map_err(Failure::new)?)
    } else {
        None
    };
    let whose = if visiting { "bench-polling-slots-visiting" } else { "bench-polling-slots" };
    let begun = |what: &str, days: u64| {
        let said: [(&str, &dyn Display); 3] = [("slots", &slots), ("what", &words.plain(what)), ("days", &days)];
        eprintln!("{}", words.say(whose, &said));
    };
    begun("bench-polling-before", args.days_before);
    publish(FIRST_MIDNIGHT, args.days_before, &mut authority);

    let mut rng = ChaCha20Rng::seed_from_u64(1);
    let store = Store::in_memory(&StaticVault::new([7; 32]), &mut rng).map_err(Failure::new)?;
    let tracer = Tracer::open(store, authority.deployment(), rng).map_err(Failure::new)?;
    let tracer = tracer.with_duty_cycle(DutyCycle::Fixed(Fixed::always()));
    let first = FIRST_MIDNIGHT.plus(args.days_before * DAY);
    let mut phone = Metered::new(tracer, first, poster);
    begun("bench-polling-phone", 1 + args.days);
    let now = Now { wall: first, monotonic: monotonic(first) };
    phone.event(now, Event::Started { capabilities: Capabilities::default(), restored: false }, &mut authority);
    phone.event(now, Event::Radio(RadioEvent::Adapter(AdapterState::On)), &mut authority);
    phone.hear(now, &mut authority)?;
    let first_day = phone.pass(first, first.plus(DAY), &mut authority)?;
    let polls_before = phone.polls;
    let idle = phone.pass(first.plus(DAY), first.plus((1 + args.days) * DAY), &mut authority)?;
    let polls = phone.polls - polls_before;

    let off = first.plus((1 + args.days) * DAY);
    begun("bench-polling-off", OFF_DAYS);
    publish(off, OFF_DAYS, &mut authority);
    let back = off.plus(OFF_DAYS * DAY);
    let catch_up = phone.pass(back, back.plus(60), &mut authority)?;
    authority.stop();
    Ok(Traffic {
        idle_bytes_per_day: idle.values().sum::<u64>() / args.days,
        idle_bytes_for: idle.into_iter().map(|(kind, bytes)| (kind, bytes / args.days)).collect(),
        first_day_bytes: first_day.values().sum(),
        catch_up_bytes: catch_up.values().sum(),
        polls_a_day: polls / args.days,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn traffic(bytes: u64) -> Traffic {
        let idle_bytes_for = Bytes::from([("index", bytes / 10)]);
        Traffic {
            idle_bytes_per_day: bytes,
            idle_bytes_for,
            first_day_bytes: 2 * bytes,
            catch_up_bytes: 3 * bytes,
            polls_a_day: 6,
        }
    }

    #[test]
    fn bytes_lie_on_the_line_through_both_runs() {
        assert_eq!(traffic(100).along(3, &traffic(190), 12, 134), traffic(100 + 131 * 10));
        assert_eq!(traffic(100).along(3, &traffic(190), 12, 3), traffic(100));
    }
}
