//! Each demand of the contract: what keeps it, and what does not.

use lancan_protocol::frame::Frame;

use super::*;
use crate::{
    capabilities::Capabilities,
    command::{HttpMethod, HttpRequest, ScanMode},
    event::{Advert, HttpAnswer, HttpFailure, HttpResponse, Sighting},
    handle::{PeerHandle, RequestId},
};

const PEER: PeerHandle = PeerHandle(7);

/// A host that asks for the timer each time, from `Started` on.
struct Played(HostWatch);

impl Played {
    fn started() -> Self {
        let mut played = Self(HostWatch::default());
        played.event(0, &Event::Started { capabilities: Capabilities::default(), restored: false });
        played.radio(0, RadioEvent::Adapter(AdapterState::On));
        played
    }

    fn event(&mut self, at: u64, event: &Event) {
        self.0.event(Duration::from_secs(at), event);
        self.0.asked(None);
    }

    fn radio(&mut self, at: u64, event: RadioEvent) {
        self.event(at, &Event::Radio(event));
    }

    fn wake(&mut self, at: u64) {
        self.event(at, &Event::Wake);
    }

    fn told(&mut self, command: RadioCommand) {
        self.0.commands(&[Command::Radio(command)]);
    }

    fn http(&mut self, id: u64) {
        self.0.commands(&[Command::Http(HttpRequest {
            id: RequestId(id),
            method: HttpMethod::Get,
            path: "/".to_owned(),
            headers: Vec::new(),
            body: Vec::new(),
            longest_answer: 3,
            timeout: Duration::from_mins(1),
        })]);
    }

    fn answer(&mut self, at: u64, id: u64, outcome: HttpOutcome) {
        self.event(at, &Event::Http(HttpAnswer { request: RequestId(id), outcome }));
    }

    fn breaches(&self) -> Vec<Breach> {
        self.0.breaches().into_iter().map(|seen| seen.breach).collect()
    }
}

fn sighted() -> Event {
    Event::Radio(RadioEvent::Sighted(Sighting { peer: PEER, rssi_dbm: Some(-60), advert: Advert::ServiceUuid }))
}

fn advertise() -> RadioCommand {
    let frame = Frame::from_bytes(&[0; Frame::LENGTH]).unwrap();
    RadioCommand::Advertise { frame, longest: Duration::from_mins(1) }
}

fn scan() -> RadioCommand {
    RadioCommand::Scan { mode: ScanMode::Balanced, duration: Duration::from_secs(30) }
}

fn connect() -> RadioCommand {
    RadioCommand::Connect { peer: PEER, timeout: Duration::from_secs(15) }
}

#[test]
fn a_host_begins_with_started_and_tells_the_adapters_state() {
    let mut early = Played(HostWatch::default());
    early.wake(0);
    early.wake(1);
    assert_eq!(early.breaches(), [Breach::NotStarted]);
    assert_eq!(early.0.breaches()[0].times, 1, "told once, not with every event");

    let mut silent = Played(HostWatch::default());
    silent.event(0, &Event::Started { capabilities: Capabilities::default(), restored: false });
    silent.wake(9);
    assert_eq!(silent.breaches(), []);
    silent.wake(10);
    assert_eq!(silent.breaches(), [Breach::AdapterNotTold]);
}

#[test]
fn the_monotonic_clock_never_goes_back_but_with_a_new_process() {
    let mut played = Played::started();
    played.wake(100);
    played.wake(99);
    assert_eq!(played.breaches(), [Breach::ClockWentBack]);
    let mut again = Played::started();
    again.wake(100);
    again.event(3, &Event::Started { capabilities: Capabilities::default(), restored: false });
    again.radio(3, RadioEvent::Adapter(AdapterState::On));
    again.wake(20);
    assert_eq!(again.breaches(), []);
}

#[test]
fn the_timer_is_asked_for_after_every_event_and_act_and_rings_in_time() {
    let mut played = Played::started();
    played.0.act(Duration::from_secs(1));
    played.0.event(Duration::from_secs(2), &Event::Wake);
    assert_eq!(played.breaches(), [Breach::TimerNotAsked]);

    let mut crowd = Played::started();
    for _ in 0..64 {
        crowd.0.event(Duration::from_secs(1), &sighted());
    }
    crowd.0.asked(None);
    crowd.0.event(Duration::from_secs(2), &sighted());
    crowd.wake(3);
    assert_eq!(crowd.breaches(), [], "of sightings that come together after the 64th and the last");
    for _ in 0..65 {
        crowd.0.event(Duration::from_secs(4), &sighted());
    }
    assert_eq!(crowd.breaches(), [Breach::TimerNotAsked]);

    let mut late = Played::started();
    late.0.asked(Some(Duration::from_secs(50)));
    late.wake(60);
    assert_eq!(late.breaches(), []);
    late.0.asked(Some(Duration::from_secs(70)));
    late.wake(81);
    late.wake(90);
    let seen = BreachSeen {
        breach: Breach::WokenLate,
        times: 1,
        first_at: Duration::from_secs(81),
        last_at: Duration::from_secs(81),
    };
    assert_eq!(late.0.breaches(), [seen]);
}

#[test]
fn a_process_that_slept_may_report_late_what_happened_meanwhile() {
    let mut played = Played::started();
    played.told(scan());
    played.radio(0, RadioEvent::ScanStarted);
    played.0.asked(Some(Duration::from_secs(40)));
    played.wake(600);
    played.radio(605, RadioEvent::ScanStopped);
    assert_eq!(played.breaches(), [Breach::WokenLate]);
}

#[test]
fn an_advert_is_confirmed_once_and_ends_in_time() {
    let mut good = Played::started();
    good.told(advertise());
    good.radio(5, RadioEvent::AdvertisingStarted);
    good.wake(74);
    good.told(advertise());
    good.radio(75, RadioEvent::AdvertisingStarted);
    good.radio(135, RadioEvent::AdvertisingFailed);
    good.told(advertise());
    good.told(RadioCommand::StopAdvertising);
    good.wake(900);
    assert_eq!(good.breaches(), []);

    let mut silent = Played::started();
    silent.told(advertise());
    silent.wake(9);
    assert_eq!(silent.breaches(), []);
    silent.wake(10);
    assert_eq!(silent.breaches(), [Breach::AdvertNotConfirmed]);

    let mut endless = Played::started();
    endless.told(advertise());
    endless.radio(1, RadioEvent::AdvertisingStarted);
    endless.wake(70);
    assert_eq!(endless.breaches(), []);
    endless.wake(71);
    assert_eq!(endless.breaches(), [Breach::AdvertPastItsEnd]);

    let mut twice = Played(HostWatch::default());
    twice.0.commands(&[Command::Radio(advertise())]);
    twice.radio(1, RadioEvent::AdvertisingStarted);
    twice.radio(1, RadioEvent::AdvertisingStarted);
    assert!(twice.breaches().contains(&Breach::AdvertConfirmedTwice));
}

#[test]
fn a_scan_is_confirmed_and_its_end_is_told_once() {
    let mut good = Played::started();
    good.told(scan());
    good.radio(1, RadioEvent::ScanStarted);
    good.radio(31, RadioEvent::ScanStopped);
    good.told(scan());
    good.radio(32, RadioEvent::ScanStarted);
    good.told(RadioCommand::StopScan);
    good.radio(33, RadioEvent::ScanStopped);
    good.told(scan());
    good.radio(34, RadioEvent::ScanFailed);
    good.wake(900);
    assert_eq!(good.breaches(), []);

    for (end, command) in [(41, None), (11, Some(RadioCommand::StopScan))] {
        let mut endless = Played::started();
        endless.told(scan());
        endless.radio(1, RadioEvent::ScanStarted);
        if let Some(command) = command {
            endless.told(command);
        }
        endless.wake(end - 1);
        assert_eq!(endless.breaches(), []);
        endless.wake(end);
        assert_eq!(endless.breaches(), [Breach::ScanEndNotTold]);
    }

    let mut silent = Played::started();
    silent.told(scan());
    silent.wake(10);
    assert_eq!(silent.breaches(), [Breach::ScanNotConfirmed]);

    let mut twice = Played(HostWatch::default());
    twice.0.commands(&[Command::Radio(scan())]);
    for event in [RadioEvent::ScanStarted, RadioEvent::ScanStarted, RadioEvent::ScanStopped, RadioEvent::ScanStopped] {
        twice.radio(1, event);
    }
    assert_eq!(twice.breaches(), [Breach::NotStarted, Breach::ScanConfirmedTwice, Breach::ScanEndToldTwice]);
}

#[test]
fn a_connection_ends_exactly_once_and_an_exchange_has_one_outcome() {
    let mut good = Played::started();
    good.told(connect());
    good.radio(2, RadioEvent::Connected(PEER));
    good.told(RadioCommand::Read(PEER));
    good.radio(5, RadioEvent::ValueRead { peer: PEER, value: Vec::new() });
    good.told(RadioCommand::Disconnect(PEER));
    good.radio(6, RadioEvent::Disconnected(PEER));
    good.told(connect());
    good.radio(21, RadioEvent::Disconnected(PEER));
    good.told(RadioCommand::Read(PEER));
    good.radio(22, RadioEvent::ExchangeFailed(PEER));
    good.wake(900);
    assert_eq!(good.breaches(), []);

    let mut silent = Played::started();
    silent.told(connect());
    silent.wake(24);
    assert_eq!(silent.breaches(), []);
    silent.wake(25);
    assert_eq!(silent.breaches(), [Breach::LinkEndNotTold]);
    silent.radio(26, RadioEvent::Disconnected(PEER));
    assert_eq!(silent.breaches(), [Breach::LinkEndNotTold], "late, and not once too often");
    silent.radio(27, RadioEvent::Disconnected(PEER));
    assert_eq!(silent.breaches(), [Breach::LinkEndNotTold, Breach::LinkToldTwice]);

    let mut slow = Played::started();
    slow.told(connect());
    slow.radio(2, RadioEvent::Connected(PEER));
    slow.told(RadioCommand::Read(PEER));
    slow.wake(5);
    assert_eq!(slow.breaches(), []);
    slow.wake(6);
    assert_eq!(slow.breaches(), [Breach::ExchangeNotAnswered]);
    slow.radio(7, RadioEvent::ExchangeFailed(PEER));
    slow.radio(8, RadioEvent::ExchangeFailed(PEER));
    assert_eq!(slow.breaches(), [Breach::ExchangeNotAnswered, Breach::ExchangeAnsweredTwice]);
}

#[test]
fn an_adapter_that_goes_off_ends_everything_and_nothing_is_owed() {
    let mut played = Played::started();
    for command in [advertise(), scan(), connect()] {
        played.told(command);
    }
    played.radio(1, RadioEvent::ScanStarted);
    played.radio(2, RadioEvent::Adapter(AdapterState::Off));
    played.wake(900);
    played.radio(901, RadioEvent::Disconnected(PEER));
    assert_eq!(played.breaches(), []);
}

#[test]
fn a_request_has_one_answer_and_none_longer_than_allowed() {
    let failed = || HttpOutcome::Failed(HttpFailure::Unreachable);
    let body = |bytes: usize| HttpOutcome::Answered(HttpResponse { status: 200, etag: None, body: vec![0; bytes] });
    let mut good = Played::started();
    good.http(1);
    good.http(2);
    good.answer(119, 2, failed());
    good.answer(119, 1, body(3));
    good.wake(900);
    assert_eq!(good.breaches(), []);

    let mut bad = Played::started();
    bad.http(1);
    bad.wake(119);
    assert_eq!(bad.breaches(), []);
    bad.wake(120);
    assert_eq!(bad.breaches(), [Breach::RequestNotAnswered]);
    bad.answer(121, 1, failed());
    assert_eq!(bad.breaches(), [Breach::RequestNotAnswered], "late, and not once too often");
    bad.answer(122, 1, failed());
    bad.http(2);
    bad.answer(123, 2, body(4));
    assert_eq!(bad.breaches(), [Breach::RequestNotAnswered, Breach::RequestAnsweredTwice, Breach::AnswerTooLong]);
}
