//! Threat 19 and what keeps it.

use std::collections::BTreeMap;
use std::sync::Mutex;

use super::*;
use crate::ground::clock::VirtualClock;
use crate::store::testing::new_sqlite;

const NOW: UnixTime = UnixTime(1_621_936_800);
const MINE: Digest = [1; 32];
const OTHER: Digest = [2; 32];

/// Keeps the messages.
#[derive(Default)]
struct Inbox(Mutex<Vec<SmsMessage>>);

impl Sms for Inbox {
    fn send(&self, message: SmsMessage) {
        self.0.lock().unwrap().push(message);
    }
}

impl Inbox {
    /// The password of the last message.
    fn last(&self) -> Otp {
        let messages = self.0.lock().unwrap();
        let text = &messages.last().unwrap().text;
        let digits = text.split(|c: char| !c.is_ascii_digit()).find(|part| part.len() == 6).unwrap();
        Otp::parse(digits).unwrap()
    }

    fn count(&self) -> usize {
        self.0.lock().unwrap().len()
    }
}

struct Setting {
    passwords: Arc<OneTimePasswords>,
    inbox: Arc<Inbox>,
    clock: Arc<VirtualClock>,
    store: Store,
    _files: (tempfile::TempDir, tempfile::TempDir),
}

fn setting(messages: u32, failures: u32) -> Setting {
    let (store, database) = new_sqlite();
    let keys = tempfile::tempdir().unwrap();
    let secrets = Arc::new(Secrets::open_or_make(keys.path()).unwrap());
    let (inbox, clock) = (Arc::new(Inbox::default()), Arc::new(VirtualClock::new(NOW)));
    let settings = OtpSettings { messages, failures };
    let sms: Arc<dyn Sms> = inbox.clone();
    let passwords = OneTimePasswords::new(store.clone(), secrets, clock.clone(), sms, KeyDays::VIETNAM, &settings);
    Setting { passwords: Arc::new(passwords), inbox, clock, store, _files: (database, keys) }
}

fn number(n: u32) -> PhoneNumber {
    PhoneNumber::parse(&format!("09{n:08}")).unwrap()
}

/// A password that is not this one.
fn wrong(otp: &Otp) -> Otp {
    Otp::parse(if otp.as_str() == "000000" { "000001" } else { "000000" }).unwrap()
}

impl Setting {
    async fn send(&self, n: u32, jkt: Digest) -> Option<Problem> {
        match self.passwords.send(number(n), jkt, Language::Vi).await {
            Ok(expires_at) => {
                assert_eq!(expires_at, self.clock.now().plus(300));
                None
            }
            Err(Failure::Refused(refusal)) => Some(refusal.problem),
            Err(fault) => panic!("{fault}"),
        }
    }

    async fn spend(&self, n: u32, otp: &Otp, jkt: Digest) -> Result<(), Problem> {
        let (passwords, otp) = (self.passwords.clone(), otp.clone());
        self.store.run("spend", move |tx| passwords.spend(tx, &number(n), &otp, &jkt)).await.unwrap()
    }
}

#[tokio::test]
async fn threat_19_otp_abuse() {
    let s = setting(10_000, 1_000);
    // The fourth message at once.
    for _ in 0..3 {
        assert_eq!(s.send(1, MINE).await, None);
    }
    assert_eq!(s.send(1, MINE).await, Some(Problem::OtpLimit));
    assert_eq!(s.inbox.count(), 3);
    // The sixth try, though right.
    let otp = s.inbox.last();
    for _ in 0..5 {
        assert_eq!(s.spend(1, &wrong(&otp), MINE).await, Err(Problem::OtpWrong));
    }
    assert_eq!(s.spend(1, &otp, MINE).await, Err(Problem::OtpExpired));
    // The 1,001st failure of the service.
    let mut sent = BTreeMap::new();
    for n in 2..=201 {
        s.send(n, MINE).await;
        sent.insert(n, s.inbox.last());
    }
    for (n, otp) in sent.iter().take(199) {
        for _ in 0..5 {
            assert_eq!(s.spend(*n, &wrong(otp), MINE).await, Err(Problem::OtpWrong));
        }
    }
    let (last, otp) = sent.last_key_value().unwrap();
    assert_eq!(s.spend(*last, &wrong(otp), MINE).await, Err(Problem::TooManyRequests));
    assert_eq!(s.spend(*last, otp, MINE).await, Err(Problem::TooManyRequests), "no second try");
    // Who reads the own message and types it right is still served.
    s.send(300, MINE).await;
    assert_eq!(s.spend(300, &s.inbox.last(), MINE).await, Ok(()));
    // A quarter of an hour later all is as before.
    s.clock.advance(16 * 60);
    s.send(301, MINE).await;
    assert_eq!(s.spend(301, &wrong(&s.inbox.last()), MINE).await, Err(Problem::OtpWrong));
    assert_eq!(s.spend(301, &s.inbox.last(), MINE).await, Ok(()));
    // Each message is one of at most 160 plain characters.
    for message in s.inbox.0.lock().unwrap().iter() {
        assert!(message.text.len() <= sms::MOST_CHARACTERS && message.text.is_ascii());
    }
}

#[tokio::test]
async fn a_password_holds_once_for_five_minutes_and_for_the_phone_that_asked() {
    let s = setting(100, 100);
    s.send(1, MINE).await;
    let otp = s.inbox.last();
    assert_eq!(s.spend(1, &otp, OTHER).await, Err(Problem::OtpWrong));
    assert_eq!(s.spend(2, &otp, MINE).await, Err(Problem::OtpWrong));
    assert_eq!(s.spend(1, &otp, MINE).await, Ok(()));
    assert_eq!(s.spend(1, &otp, MINE).await, Err(Problem::OtpWrong));
    s.send(1, MINE).await;
    s.clock.advance(300);
    assert_eq!(s.spend(1, &s.inbox.last(), MINE).await, Err(Problem::OtpExpired));
}

#[tokio::test]
async fn a_stranger_who_asks_for_my_number_neither_replaces_my_password_nor_uses_up_its_tries() {
    let s = setting(100, 100);
    s.send(1, MINE).await;
    let otp = s.inbox.last();
    s.send(1, OTHER).await;
    for _ in 0..9 {
        let _ = s.spend(1, &wrong(&otp), OTHER).await;
    }
    assert_eq!(s.spend(1, &otp, MINE).await, Ok(()));
}

#[tokio::test]
async fn past_three_messages_a_number_waits_a_quarter_of_an_hour_and_then_twice_as_long_up_to_two_hours() {
    let s = setting(100, 100);
    s.clock.set(KeyDays::VIETNAM.start(KeyDays::VIETNAM.day(NOW).plus(1))).unwrap();
    for _ in 0..3 {
        assert_eq!(s.send(1, MINE).await, None);
    }
    for minutes in [15, 30, 60, 120, 120, 120] {
        s.clock.advance(minutes * 60 - 1);
        assert_eq!(s.send(1, MINE).await, Some(Problem::OtpLimit), "{minutes} minutes");
        s.clock.advance(1);
        assert_eq!(s.send(1, MINE).await, None, "{minutes} minutes");
    }
}

#[tokio::test]
async fn a_stranger_who_asks_all_day_sends_a_number_seventeen_messages_and_its_owners_browser_never_waits() {
    let s = setting(10_000, 1_000);
    s.clock.set(KeyDays::VIETNAM.start(KeyDays::VIETNAM.day(NOW).plus(1))).unwrap();
    let passwords = s.passwords.clone();
    s.store.run("know", move |tx| passwords.know(tx, &number(1), &MINE)).await.unwrap();
    let (mut of_strangers, mut of_the_owner) = (0, 0);
    for minute in 0..24 * 60_u64 {
        // Every minute from a browser that was never seen before.
        let mut stranger = OTHER;
        stranger[..8].copy_from_slice(&minute.to_be_bytes());
        of_strangers += u32::from(s.send(1, stranger).await.is_none());
        if minute % 121 == 60 {
            assert_eq!(s.send(1, MINE).await, None, "minute {minute}");
            let otp = s.inbox.last();
            assert_eq!(s.spend(1, &otp, MINE).await, Ok(()), "minute {minute}");
            of_the_owner += 1;
        }
        s.clock.advance(60);
    }
    assert_eq!((of_strangers, of_the_owner), (17, 12));
}

#[tokio::test]
async fn a_browser_is_known_for_the_number_that_it_showed_only_and_for_180_days() {
    let s = setting(100, 100);
    let passwords = s.passwords.clone();
    s.store.run("know", move |tx| passwords.know(tx, &number(1), &MINE)).await.unwrap();
    for n in [1, 2] {
        for _ in 0..3 {
            assert_eq!(s.send(n, OTHER).await, None);
        }
    }
    assert_eq!((s.send(1, MINE).await, s.send(2, MINE).await), (None, Some(Problem::OtpLimit)));
    s.clock.advance(180 * 86_400);
    for _ in 0..3 {
        assert_eq!(s.send(1, OTHER).await, None);
    }
    assert_eq!(s.send(1, MINE).await, Some(Problem::OtpLimit));
}

#[tokio::test]
async fn over_the_services_budget_nothing_is_sent_and_passwords_that_were_sent_still_hold() {
    let s = setting(2, 100);
    s.send(1, MINE).await;
    let otp = s.inbox.last();
    s.send(2, MINE).await;
    assert_eq!(s.send(3, MINE).await, Some(Problem::TooManyRequests));
    assert_eq!(s.spend(1, &otp, MINE).await, Ok(()));
    s.clock.advance(16 * 60);
    assert_eq!(s.send(3, MINE).await, None);
}

#[tokio::test]
async fn the_next_day_a_number_is_sent_messages_again_and_rows_of_the_past_are_gone() {
    let s = setting(100, 100);
    for _ in 0..3 {
        s.send(1, MINE).await;
    }
    // Known until now: past its end by then.
    let yesterday = NOW;
    s.store.run("known", move |tx| store::keep_browser(tx, &MINE, yesterday)).await.unwrap();
    s.clock.set(KeyDays::VIETNAM.start(KeyDays::VIETNAM.day(NOW).plus(1))).unwrap();
    assert_eq!(s.send(1, MINE).await, None);
    let today = KeyDays::UTC.day(NOW).plus(3);
    s.store.run("expire", move |tx| expire(tx, today)).await.unwrap();
    for table in ["otps", "otp_numbers", "otp_browsers"] {
        let query = format!("SELECT * FROM {table}");
        assert!(s.store.view("look", move |tx| tx.query(&query, &[])).await.unwrap().is_empty(), "{table}");
    }
}

#[tokio::test]
async fn cover_traffic_is_answered_alike_and_sends_nothing() {
    let s = setting(1, 100);
    for _ in 0..5 {
        assert_eq!(s.passwords.cover().await.unwrap(), NOW.plus(300));
    }
    assert_eq!((s.inbox.count(), s.send(1, MINE).await), (0, None));
}
