//! What uniffi needs to hand the core's types to Kotlin and Swift (feature `uniffi`; `bindings/ffi` is the library).
//!
//! Records and enums of this crate derive it where they are defined. Here are the newtypes, and the types of
//! lancan-protocol that cross the boundary: to uniffi a crate is a package of its own, and applications should have one.

use std::time::{Duration, SystemTime};

use lancan_protocol::{
    bluezone::BluezoneId,
    call_words::CallWords,
    forms::TriageClass,
    frame::Frame,
    places::{Category, ForeignCode},
    problem::Problem,
    risk::{ExposureWindow, FailedCondition, Infectiousness, Reason, Verdict, WindowScan},
    rules::Band,
    time::{Day, Interval, UnixTime},
    wire::{Relation, ReportType},
};

use crate::handle::{PeerHandle, RequestId};

/// Stands for this crate in uniffi's traits.
#[doc(hidden)]
#[derive(Debug)]
pub struct UniFfiTag;

/// The latest instant that every platform can express: the end of the year 9999, in Unix seconds.
const LAST_INSTANT: u64 = 253_402_300_799;

uniffi::custom_newtype!(
    /// A peer as the host names it: a hash of its address, or a number.
    PeerHandle,
    u64
);
uniffi::custom_newtype!(
    /// Names a request among those under way.
    RequestId,
    u64
);
uniffi::custom_type!(
    /// What one phone sends to another: 20 bytes.
    Frame,
    Vec<u8>,
    { remote, lower: |frame| frame.to_bytes().to_vec(), try_lift: |bytes| Ok(Frame::from_bytes(&bytes)?) }
);
uniffi::custom_type!(
    /// What a Bluezone 2.x phone sends: 12 bytes.
    BluezoneId,
    Vec<u8>,
    {
        remote,
        lower: |id| id.as_bytes().to_vec(),
        try_lift: |bytes| Ok(BluezoneId::from_bytes(bytes.as_slice().try_into()?))
    }
);
uniffi::custom_type!(
    /// An instant, in whole seconds.
    UnixTime,
    SystemTime,
    { remote, lower: |time| instant(time), try_lift: |instant| Ok(unix(instant)) }
);
uniffi::custom_type!(
    /// Ten minutes, by their first instant.
    Interval,
    SystemTime,
    { remote, lower: |interval| instant(interval.start()), try_lift: |instant| Ok(unix(instant).interval()) }
);
uniffi::custom_type!(
    /// A calendar day.
    Day,
    u32,
    { remote, lower: |day| day.0, try_lift: |number| Ok(Day(number)) }
);

/// Whole seconds since 1970; 0 for anything before.
fn unix(instant: SystemTime) -> UnixTime {
    UnixTime(instant.duration_since(SystemTime::UNIX_EPOCH).map_or(0, |since| since.as_secs()))
}

/// The instant, or the last one every platform can express.
fn instant(time: UnixTime) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(time.0.min(LAST_INSTANT))
}

/// Whether somebody was a contact.
#[uniffi::remote(Enum)]
pub enum Verdict {
    /// Not a contact by this rule.
    None,
    /// Perhaps a contact: not likely enough, or the evidence allows no more.
    Possible,
    /// A contact by this rule, likely enough.
    Close,
}

/// What one contact rule says of one case that this phone heard, judged alone.
#[uniffi::remote(Record)]
pub struct Reason {
    /// The rule's id.
    pub rule: String,
    /// The day of the first encounter.
    pub day: Day,
    /// The verdict.
    pub verdict: Verdict,
    /// What keeps the verdict from being "close"; none where it is.
    pub failed: Option<FailedCondition>,
}

/// Up to 30 minutes of presence of one case on one day.
#[uniffi::remote(Record)]
pub struct ExposureWindow {
    /// The day.
    pub day: Day,
    /// What the case was reported as.
    pub report_type: ReportType,
    /// How infectious the case was on that day.
    pub infectiousness: Infectiousness,
    /// Calibration confidence of the sender, 0 (none) to 3 (high).
    pub confidence: u8,
    /// The scans that heard it, in order.
    pub scans: Vec<WindowScan>,
}

/// One scan of an exposure window.
#[uniffi::remote(Record)]
pub struct WindowScan {
    /// Least attenuation in dB, that of the strongest sighting.
    pub least_attenuation: u16,
    /// Typical attenuation in dB, that of the median sighting.
    pub typical_attenuation: u16,
    /// Seconds since the previous scan began. Negative ones count for nothing.
    pub seconds_since_last: i32,
}

/// How infectious a case was.
#[uniffi::remote(Enum)]
pub enum Infectiousness {
    /// Infectious, and not known to be highly so.
    Standard,
    /// Highly infectious, by the rules' days around onset.
    High,
}

/// How great a score is, in words for people.
#[uniffi::remote(Enum)]
pub enum Band {
    /// A low score.
    Low,
    /// A high score.
    High,
}

/// The first condition of a close contact that is not met.
#[uniffi::remote(Enum)]
pub enum FailedCondition {
    /// The rule was not in force on those days.
    NotInForce,
    /// A case reported like this makes no contacts of the rule's degree.
    ReportType,
    /// The case did not count as infectious.
    NotInfectious {
        /// The exposure's day, counted from onset.
        days_since_onset: i32,
        /// First day that counts, from onset.
        from: i32,
        /// Last day that counts, from onset; none where all later ones do.
        until: Option<i32>,
    },
    /// Heard for too short a time, however near.
    TooShort {
        /// Most seconds heard within any window of the rule's hours.
        seconds: f64,
        /// Seconds that make a contact.
        needed: u32,
    },
    /// Heard for long enough, but not near enough for that long with enough likelihood.
    TooUnlikely {
        /// Probability of having been near enough for long enough.
        probability: f64,
        /// Probability that makes a close contact.
        needed: f64,
    },
    /// Likely and long enough, but heard in a way that allows "possible" at most.
    WeakEvidence,
}

/// The kind of a place.
#[uniffi::remote(Enum)]
pub enum Category {
    /// A school, kindergarten or university.
    School,
    /// A hospital.
    Hospital,
    /// A clinic, a doctor's practice or a pharmacy.
    Clinic,
    /// A market.
    Market,
    /// A shop or supermarket.
    Shop,
    /// A restaurant, café or bar.
    Restaurant,
    /// A hotel or hostel.
    Lodging,
    /// An office or factory.
    Workplace,
    /// A station, an airport or a vehicle.
    Transport,
    /// A pagoda, church or other house of worship.
    Worship,
    /// An event.
    Event,
    /// Any other place.
    Other,
}

/// How urgent a declaration is.
#[uniffi::remote(Enum)]
pub enum TriageClass {
    /// Nothing stands out.
    Green,
    /// An officer should look.
    Yellow,
    /// An officer must call.
    Red,
}

/// What a person is to whoever declares for them.
#[uniffi::remote(Enum)]
pub enum Relation {
    /// A child.
    Child,
    /// A father or mother.
    Parent,
    /// A husband or wife.
    Spouse,
    /// A brother or sister.
    Sibling,
    /// A grandfather or grandmother.
    Grandparent,
    /// A grandchild.
    Grandchild,
    /// Somebody else.
    Other,
}

/// Whose code a foreign code is.
#[uniffi::remote(Enum)]
pub enum ForeignCode {
    /// A venue poster of NHS COVID-19 (England and Wales).
    NhsCovid19,
    /// A poster of NZ COVID Tracer.
    NzCovidTracer,
    /// An event's code of the Corona-Warn-App (Germany).
    CoronaWarnApp,
    /// A person's code by 1405/QĐ-BTTTT.
    VietnamPersonal,
}

/// The two words that a true officer says first: their numbers.
#[uniffi::remote(Record)]
pub struct CallWords {
    /// Number of the first word, 0 to 63.
    pub first: u8,
    /// Number of the second word, 0 to 63.
    pub second: u8,
}

/// What a report is about.
#[uniffi::remote(Enum)]
pub enum ReportType {
    /// A confirmed case, by test.
    ConfirmedTest,
    /// A confirmed case, by clinical diagnosis.
    ConfirmedClinicalDiagnosis,
    /// Reported by the person alone.
    SelfReport,
    /// A contact's own report (F1 to F2).
    Recursive,
    /// Withdraws keys reported before.
    Revoked,
}

macro_rules! problem {
    ($($(#[$doc:meta])* $name:ident = $code:literal, $status:literal;)*) => {
        /// What went wrong: the same stable list as on the wire. No problem carries an identifier, key, name or phone
        /// number.
        #[uniffi::remote(Error)]
        pub enum Problem { $($(#[$doc])* $name,)* }
    };
}

lancan_protocol::with_problems!(problem);

#[cfg(test)]
mod tests {
    use uniffi::{Lift, Lower};

    use super::*;

    #[test]
    fn an_instant_that_no_platform_can_express_is_the_last_one_it_can() {
        let year_9999 = SystemTime::UNIX_EPOCH + Duration::from_secs(LAST_INSTANT);
        assert_eq!(instant(UnixTime(u64::MAX)), year_9999);
        assert_eq!(unix(SystemTime::UNIX_EPOCH - Duration::from_secs(1)), UnixTime(0));
        assert_eq!(unix(instant(UnixTime(1_620_000_001))), UnixTime(1_620_000_001));
    }

    #[test]
    fn a_frame_of_another_length_does_not_cross() {
        let lift = |bytes: Vec<u8>| <Frame as Lift<UniFfiTag>>::try_lift(<Vec<u8> as Lower<UniFfiTag>>::lower(bytes));
        assert!(lift(vec![1; 20]).is_ok());
        assert!(lift(vec![1; 19]).is_err() && lift(vec![1; 21]).is_err());
    }
}
