//! What changes on the safety map, told while a page is open: server-sent events, as a browser reads them.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use lancan_protocol::time::UnixTime;
use serde_json::Value as Json;

use crate::console::Browser;
use crate::facilities::{PROVINCE, WARD, assess, at, school};
use crate::gateway::Gateway;
use crate::place_pages::world;
use crate::support::World;

/// An event: its number, its name, its data, and the bytes that it took; a heartbeat has neither.
#[derive(Debug, Default, PartialEq, Eq)]
struct Told {
    id: Option<u64>,
    event: String,
    data: String,
    bytes: usize,
}

impl Told {
    fn json(&self) -> Json {
        serde_json::from_str(&self.data).unwrap()
    }
}

/// A browser that listens.
struct Listening {
    status: u16,
    lines: BufReader<TcpStream>,
}

impl Listening {
    /// Asks for the stream; `last` is the number of the last event that the browser has seen.
    fn open(world: &World, last: Option<&str>) -> Self {
        let mut stream = TcpStream::connect(world.host()).unwrap();
        // A stream that says nothing fails the test and does not hang it.
        stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        let last = last.map(|last| format!("last-event-id: {last}\r\n")).unwrap_or_default();
        let host = world.host();
        write!(stream, "GET /map/v1/events HTTP/1.0\r\nhost: {host}\r\naccept: text/event-stream\r\n{last}\r\n")
            .unwrap();
        let mut listening = Self { status: 0, lines: BufReader::new(stream) };
        listening.status = listening.line().split(' ').nth(1).unwrap().parse().unwrap();
        while !listening.line().is_empty() {}
        listening
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        self.lines.read_line(&mut line).unwrap();
        line.trim_end_matches(['\r', '\n']).to_owned()
    }

    fn next(&mut self) -> Told {
        let mut told = Told::default();
        loop {
            let line = self.line();
            told.bytes += line.len() + 1;
            match line.split_once(':') {
                _ if line.is_empty() => return told,
                Some(("id", id)) => told.id = Some(id.trim().parse().unwrap()),
                Some(("event", name)) => name.trim().clone_into(&mut told.event),
                Some(("data", data)) => data.trim().clone_into(&mut told.data),
                Some(("", _)) => {}
                _ => panic!("no line of a stream: {line}"),
            }
        }
    }

    /// The next events, as unit, kind and count of the safe.
    fn next_units(&mut self, count: usize) -> Vec<(String, String, i64)> {
        let mut found: Vec<_> = (0..count)
            .map(|_| {
                let told = self.next();
                assert_eq!(told.event, "unit");
                assert!(told.bytes <= 200 && told.id.is_some(), "{told:?}");
                let json = told.json();
                let text = |name: &str| json[name].as_str().unwrap().to_owned();
                (text("code"), text("kind"), json["g"].as_i64().unwrap())
            })
            .collect();
        found.sort();
        found
    }
}

/// The ward and its province, for its kind and for all kinds together.
fn four(green: i64) -> Vec<(String, String, i64)> {
    let one = |code: &str, kind: &str| (code.to_owned(), kind.to_owned(), green);
    vec![one(WARD, "all"), one(WARD, "school"), one(PROVINCE, "all"), one(PROVINCE, "school")]
}

fn newest(world: &World) -> u64 {
    world.get(&format!("/map/v1/units/{PROVINCE}")).json()["since"].as_u64().unwrap()
}

fn seconds_later(world: &World, seconds: u64) {
    world.go_to(UnixTime(world.now().0 + seconds));
}

fn world_with_a_school() -> (World, Gateway) {
    let (world, gateway) = world();
    at(&world, 0, 7, 0);
    (world, gateway)
}

#[test]
fn what_changed_in_five_seconds_is_one_event_for_each_unit_and_kind() {
    let (world, gateway) = world_with_a_school();
    let mut manager = Browser::new(&world);
    let id = school(&mut manager, &gateway, "Trường Lộc Thắng");
    seconds_later(&world, 5);
    let mut stream = Listening::open(&world, None);
    assert_eq!(stream.status, 200);
    for failed in [&[4][..], &[1], &[]] {
        assert_eq!(assess(&mut manager, &id, failed, None).0, 303);
    }
    seconds_later(&world, 5);
    assert_eq!(stream.next_units(4), four(1), "three assessments are one change");
    assert_eq!(assess(&mut manager, &id, &[4], None).0, 303);
    seconds_later(&world, 5);
    assert_eq!(stream.next_units(4), four(0), "nothing was told twice");
}

#[test]
fn a_quiet_stream_gives_a_sign_of_life_each_25_seconds() {
    let (world, _gateway) = world_with_a_school();
    let mut stream = Listening::open(&world, None);
    for _ in 0..2 {
        seconds_later(&world, 25);
        let told = stream.next();
        assert_eq!(
            (told.id, told.event.as_str(), told.data.as_str()),
            (None, "", ""),
            "a comment, which browsers skip"
        );
    }
}

#[test]
fn a_browser_that_comes_back_is_told_what_it_missed_or_to_load_again() {
    let (world, gateway) = world_with_a_school();
    let mut manager = Browser::new(&world);
    let id = school(&mut manager, &gateway, "Trường Lộc Thắng");
    seconds_later(&world, 5);
    let before = newest(&world);
    assert_eq!(assess(&mut manager, &id, &[], None).0, 303);
    seconds_later(&world, 5);
    assert_eq!(newest(&world), before + 4);

    let mut back = Listening::open(&world, Some(&before.to_string()));
    let first = back.next();
    assert_eq!((first.id, first.event.as_str()), (Some(before + 1), "unit"), "from the first that it missed");
    let mut half = Listening::open(&world, Some(&(before + 2).to_string()));
    assert_eq!([half.next().id, half.next().id], [Some(before + 3), Some(before + 4)]);
    let ahead = (before + 5).to_string();
    // Of an hour ago, of another instance, and no number at all.
    for last in ["1", ahead.as_str(), "none"] {
        assert_eq!(Listening::open(&world, Some(last)).next().event, "reload", "{last}");
    }
}

#[test]
fn past_the_streams_that_an_instance_serves_a_browser_asks_now_and_then() {
    let gateway = Gateway::new();
    let set = |config: &mut lancan_server::Config| {
        gateway.set(config);
        config.map.streams = 2;
    };
    let world = World::with(set, |_| {});
    at(&world, 0, 7, 0);
    let mut manager = Browser::new(&world);
    let id = school(&mut manager, &gateway, "Trường Lộc Thắng");
    let (one, other) = (Listening::open(&world, None), Listening::open(&world, None));
    assert_eq!((one.status, other.status), (200, 200));
    assert_eq!(Listening::open(&world, None).status, 503);

    let ask = |tag: &str| world.call("GET", "/map/v1/units/68", &[("if-none-match", tag)], None);
    let tag = ask("").headers["etag"].clone();
    assert_eq!(ask(&tag).status, 304);
    assert_eq!(assess(&mut manager, &id, &[], None).0, 303);
    let said = ask(&tag);
    assert_eq!((said.status, said.headers["cache-control"].as_str()), (200, "public, max-age=5"));
    assert_ne!(said.headers["etag"], tag);
}

#[test]
fn an_instance_serves_two_thousand_streams_unless_it_is_told_otherwise() {
    assert_eq!(lancan_server::Config::default().map.streams, 2_000);
}
