//! What tests let people do.

use core::time::Duration;

use lancan_core::{ConsentGiven, Event, Now, RadioEvent, Tracer};
use lancan_protocol::{code::Code, time::UnixTime};
use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng as _};

use crate::{authority::ScriptedAuthority, phone::ScriptedPhone, problem::KitError};

/// When tests begin on the wall clock: 3 May 2021, 00:00 UTC. The monotonic clock shows 0 then.
pub const START: UnixTime = UnixTime(1_620_000_000);

/// Seconds between the scans in which two people who are together hear each other.
const SCAN_EVERY: usize = 10;
/// Signal strength of somebody a metre away, in dBm.
const A_METRE_AWAY_DBM: i8 = -45;

/// Both clocks, this many seconds after [`START`].
pub fn at(seconds: u64) -> Now {
    Now { wall: START.plus(seconds), monotonic: Duration::from_secs(seconds) }
}

/// Consent to sending keys and encounters.
pub fn consent() -> ConsentGiven {
    ConsentGiven { keys: true, encounters: true, text_version: 1, language: "vi".into(), visits: false }
}

/// Two phones are a metre apart for some minutes from second `from` on.
pub fn meet(one: &mut ScriptedPhone, other: &mut ScriptedPhone, from: u64, minutes: u64) {
    for second in (from..from + minutes * 60).step_by(SCAN_EVERY) {
        let now = at(second);
        for phone in [&mut *one, &mut *other] {
            phone.event(now, Event::Wake);
            phone.event(now, Event::Radio(RadioEvent::ScanStopped));
            phone.event(now, Event::Radio(RadioEvent::ScanStarted));
        }
        if let Some(frame) = one.on_air {
            other.hear(now, frame, A_METRE_AWAY_DBM);
        }
        if let Some(frame) = other.on_air {
            one.hear(now, frame, A_METRE_AWAY_DBM);
        }
    }
}

/// The user enters a code, the same in every test, and the phone asks for its token.
///
/// # Errors
/// [`KitError::Phone`], and as [`ScriptedPhone::talk`].
pub fn enter_code(phone: &mut ScriptedPhone, now: Now, authority: &mut ScriptedAuthority) -> Result<(), KitError> {
    let code = Code::short(8, &mut ChaCha20Rng::seed_from_u64(9));
    phone.try_act(now, |tracer, now| tracer.enter_code(now, &code.grouped()))?;
    phone.talk(now, authority)
}

/// The user sends the report that is under review.
///
/// # Errors
/// [`KitError::Phone`], and as [`ScriptedPhone::talk`].
pub fn send(phone: &mut ScriptedPhone, now: Now, authority: &mut ScriptedAuthority) -> Result<(), KitError> {
    phone.try_act(now, |tracer, now| tracer.send(now, &consent()))?;
    phone.talk(now, authority)
}

/// The user enters a code and sends the report.
///
/// # Errors
/// As [`enter_code`] and [`send`].
pub fn report(phone: &mut ScriptedPhone, now: Now, authority: &mut ScriptedAuthority) -> Result<(), KitError> {
    enter_code(phone, now, authority)?;
    send(phone, now, authority)
}

/// The user asks for a poll, and the phone makes it.
///
/// # Errors
/// As [`ScriptedPhone::talk`].
pub fn poll(phone: &mut ScriptedPhone, now: Now, authority: &mut ScriptedAuthority) -> Result<(), KitError> {
    phone.act(now, Tracer::check_now);
    phone.talk(now, authority)
}
