//! A warned user asks to be called, and the answer (`docs/protocol.md`, Call me).

use prost::Message;
use serde::{Deserialize, Serialize};

use super::{
    activity::DayActivity,
    encounter::{ENCOUNTER_BYTES, ReportedEncounter},
    padding::{padded, to_padded_protobuf},
    report::{Consent, MOST_ENCOUNTERS, REPORT_BYTES, ReportedKey},
};
use crate::{
    keys::DayKey,
    opaque::opaque_debug,
    otp::Otp,
    phone_number::PhoneNumber,
    time::{Interval, UnixTime},
};

/// Most published day keys that a callback names.
pub const MOST_MATCHED_KEYS: usize = 256;
/// Most days whose keys and activity a callback brings.
pub const MOST_CALLBACK_DAYS: usize = 22;
/// Most own day keys of a callback: three a day, as in a report.
pub const MOST_OWN_KEYS: usize = 3 * MOST_CALLBACK_DAYS;

/// `POST /v1/callbacks`, protobuf, exactly [`REPORT_BYTES`] long, signed by the key that the one-time password is bound to
/// ([`Purpose::Callback`](crate::signed::Purpose::Callback), in the header of a report). Its `Debug` shows nothing.
#[derive(Clone, PartialEq, Message)]
#[prost(skip_debug)]
pub struct Callback {
    /// 16 random bytes; the same callback sent again is taken once. The words of the call follow from it
    /// ([`CallWords`](crate::call_words::CallWords)).
    #[prost(bytes = "vec", tag = "1")]
    pub callback_id: Vec<u8>,
    /// The telephone number to call (E.164).
    #[prost(string, tag = "2")]
    pub phone: String,
    /// The one-time password that was sent to this number: 6 digits.
    #[prost(string, tag = "3")]
    pub otp: String,
    /// The phone's public key (SEC1, uncompressed, 65 bytes); its SHA-256 is the password's `jkt`.
    #[prost(bytes = "vec", tag = "4")]
    pub public_key: Vec<u8>,
    /// The published day keys that one warning rests on, at most [`MOST_MATCHED_KEYS`].
    #[prost(message, repeated, tag = "5")]
    pub matched: Vec<MatchedDayKey>,
    /// The user's own day keys of the days concerned, at most [`MOST_OWN_KEYS`].
    #[prost(message, repeated, tag = "6")]
    pub own_keys: Vec<ReportedKey>,
    /// What this phone heard of the matched keys' identifiers and of nobody else: [`ENCOUNTER_BYTES`] each, at most
    /// [`MOST_ENCOUNTERS`].
    #[prost(bytes = "vec", tag = "7")]
    pub encounters: Vec<u8>,
    /// For each of the days concerned: when the phone advertised and scanned, at most [`MOST_CALLBACK_DAYS`].
    #[prost(message, repeated, tag = "8")]
    pub activity: Vec<DayActivity>,
    /// What the user agreed to: own keys, and what was heard.
    #[prost(message, optional, tag = "9")]
    pub consent: Option<Consent>,
    /// Cover traffic: answered alike, never stored.
    #[prost(bool, tag = "10")]
    pub cover: bool,
    /// Fills the body to [`REPORT_BYTES`].
    #[prost(bytes = "vec", tag = "15")]
    pub padding: Vec<u8>,
}

/// A day key as an export published it. Its `Debug` shows nothing.
#[derive(Clone, PartialEq, Message)]
#[prost(skip_debug)]
pub struct MatchedDayKey {
    /// 16 bytes.
    #[prost(bytes = "vec", tag = "1")]
    pub key: Vec<u8>,
    /// First interval of its day.
    #[prost(uint32, tag = "2")]
    pub start: u32,
}

/// The answer to a callback, whether it is new, known, names a case or none, or is cover. Padded to
/// [`REPORT_ANSWER_BYTES`](super::REPORT_ANSWER_BYTES).
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CallbackAnswer {
    /// By when an officer means to call, Unix seconds: a function of the time alone.
    #[cfg_attr(feature = "openapi", schema(value_type = u64))]
    pub call_by: UnixTime,
    /// Fills the body to 1,024 bytes.
    pub padding: String,
}

padded!(CallbackAnswer);

/// A callback that is of the documented form. Its `Debug` shows nothing.
#[derive(Clone, PartialEq)]
pub struct CallbackContent {
    /// The callback's id.
    pub callback_id: [u8; 16],
    /// The number to call.
    pub phone: PhoneNumber,
    /// The password that was sent to it.
    pub otp: Otp,
    /// The phone's public key (SEC1, uncompressed).
    pub public_key: [u8; 65],
    /// The published day keys with the first interval of their day: at least one, each once.
    pub matched: Vec<(DayKey, Interval)>,
    /// The user's own day keys with the first interval of their day.
    pub own_keys: Vec<(DayKey, Interval)>,
    /// What the phone heard of the matched keys.
    pub encounters: Vec<ReportedEncounter>,
    /// When the phone advertised and scanned; each with maps of the right length.
    pub activity: Vec<DayActivity>,
    /// What the user agreed to.
    pub consent: Consent,
}

opaque_debug!(Callback, MatchedDayKey, CallbackContent);

/// A callback is not of the documented form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct NotACallback(
    /// The field and what it must be; never its content.
    pub &'static str,
);

impl Callback {
    /// The encoded callback, padded to [`REPORT_BYTES`]; `None` when it holds too much to fit.
    pub fn to_padded_bytes(&self) -> Option<Vec<u8>> {
        let unpadded = Self { padding: Vec::new(), ..self.clone() };
        to_padded_protobuf(unpadded.encode_to_vec(), REPORT_BYTES)
    }

    /// What the callback says, each value of its own type. Cover traffic is not meant for this.
    ///
    /// # Errors
    /// [`NotACallback`] with the first field that is wrong: a length, a count, a form, or an element that the user did not
    /// agree to.
    pub fn content(&self) -> Result<CallbackContent, NotACallback> {
        let phone = PhoneNumber::from_e164(self.phone.clone());
        let consent = self.consent.clone().ok_or(NotACallback("consent: missing"))?;
        if !matches!(consent.language.as_str(), "vi" | "en") {
            return Err(NotACallback("consent.language: vi or en"));
        }
        if !consent.keys && !self.own_keys.is_empty() {
            return Err(NotACallback("own_keys: without consent"));
        }
        let heard = !self.encounters.is_empty() || !self.activity.is_empty();
        if heard && !consent.encounters {
            return Err(NotACallback("encounters, activity: without consent"));
        }
        if self.activity.len() > MOST_CALLBACK_DAYS {
            return Err(NotACallback("activity: at most 22 days"));
        }
        if self.activity.iter().any(|day| day.maps().is_none()) {
            return Err(NotACallback("activity: maps of 18 bytes"));
        }
        Ok(CallbackContent {
            callback_id: bytes(&self.callback_id, "callback_id: 16 bytes")?,
            phone: phone.map_err(|_| NotACallback("phone: a number of E.164"))?,
            otp: Otp::parse(&self.otp).ok_or(NotACallback("otp: 6 digits"))?,
            public_key: bytes(&self.public_key, "public_key: 65 bytes")?,
            matched: self.matched_keys()?,
            own_keys: self.own_day_keys()?,
            encounters: self.entries()?,
            activity: self.activity.clone(),
            consent,
        })
    }

    fn matched_keys(&self) -> Result<Vec<(DayKey, Interval)>, NotACallback> {
        if !(1..=MOST_MATCHED_KEYS).contains(&self.matched.len()) {
            return Err(NotACallback("matched: 1 to 256 keys"));
        }
        let mut keys: Vec<(DayKey, Interval)> = Vec::with_capacity(self.matched.len());
        for MatchedDayKey { key, start } in &self.matched {
            let key = DayKey::from_bytes(bytes(key, "matched.key: 16 bytes")?);
            if keys.iter().all(|(known, _)| *known != key) {
                keys.push((key, Interval(*start)));
            }
        }
        Ok(keys)
    }

    fn own_day_keys(&self) -> Result<Vec<(DayKey, Interval)>, NotACallback> {
        if self.own_keys.len() > MOST_OWN_KEYS {
            return Err(NotACallback("own_keys: at most 66"));
        }
        let keys = self.own_keys.iter().map(|own| {
            if own.period != Interval::PER_DAY {
                return Err(NotACallback("own_keys.period: 144"));
            }
            Ok((DayKey::from_bytes(bytes(&own.key, "own_keys.key: 16 bytes")?), Interval(own.start)))
        });
        keys.collect()
    }

    fn entries(&self) -> Result<Vec<ReportedEncounter>, NotACallback> {
        let (entries, rest) = self.encounters.as_chunks::<ENCOUNTER_BYTES>();
        if !rest.is_empty() {
            return Err(NotACallback("encounters: 32 bytes each"));
        }
        if entries.len() > MOST_ENCOUNTERS {
            return Err(NotACallback("encounters: at most 2000"));
        }
        let read = entries.iter().map(|bytes| ReportedEncounter::from_bytes(bytes));
        read.collect::<Option<_>>().ok_or(NotACallback("encounters: one is not of the documented form"))
    }
}

fn bytes<const N: usize>(bytes: &[u8], must: &'static str) -> Result<[u8; N], NotACallback> {
    bytes.try_into().map_err(|_| NotACallback(must))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn callback() -> Callback {
        Callback {
            callback_id: vec![1; 16],
            phone: "+84912345678".into(),
            otp: "123456".into(),
            public_key: vec![4; 65],
            matched: vec![MatchedDayKey { key: vec![2; 16], start: 2_699_958 }],
            own_keys: vec![ReportedKey { key: vec![3; 16], start: 2_699_958, period: 144 }],
            encounters: vec![0; ENCOUNTER_BYTES],
            activity: vec![DayActivity { day: 18_750, advertised: vec![255; 18], scanned: vec![255; 18] }],
            consent: Some(Consent {
                keys: true,
                encounters: true,
                text_version: 1,
                language: "vi".into(),
                visits: false,
            }),
            cover: false,
            padding: Vec::new(),
        }
    }

    fn many<T: Clone>(one: &[T], count: usize) -> Vec<T> {
        one.iter().cycle().take(count).cloned().collect()
    }

    proptest! {
        #[test]
        fn every_callback_has_the_size_of_a_report(
            entries in 0..=MOST_ENCOUNTERS, matched in 1..=MOST_MATCHED_KEYS, days in 0..=MOST_CALLBACK_DAYS,
        ) {
            let one = callback();
            let full = Callback {
                encounters: vec![0; entries * ENCOUNTER_BYTES],
                matched: many(&one.matched, matched),
                own_keys: many(&one.own_keys, 3 * days),
                activity: many(&one.activity, days),
                ..one
            };
            prop_assert_eq!(full.to_padded_bytes().map(|bytes| bytes.len()), Some(REPORT_BYTES));
            prop_assert!(full.content().is_ok());
        }

        #[test]
        fn any_bytes_are_a_callback_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
            if let Ok(callback) = Callback::decode(bytes.as_slice()) {
                let _ = callback.content();
            }
        }

        #[test]
        fn any_entry_is_read_to_its_own_bytes_or_refused(entry in any::<[u8; 32]>(), id in any::<[u8; 16]>()) {
            let callback = Callback { callback_id: id.to_vec(), encounters: entry.to_vec(), ..callback() };
            if let Ok(content) = callback.content() {
                prop_assert_eq!(content.encounters.first().unwrap().to_bytes(), entry);
                prop_assert_eq!(content.callback_id, id);
            }
        }
    }

    #[test]
    fn what_is_not_of_the_documented_form_is_refused_by_its_field() {
        type Change = fn(&mut Callback);
        let refused = |change: Change| {
            let mut callback = callback();
            change(&mut callback);
            callback.content().unwrap_err().0
        };
        let cases: [(Change, &str); 14] = [
            (|c| c.callback_id = vec![0; 15], "callback_id"),
            (|c| c.phone = "0912345678".into(), "phone"),
            (|c| c.otp = "12345".into(), "otp"),
            (|c| c.public_key = vec![4; 64], "public_key"),
            (|c| c.matched.clear(), "matched"),
            (|c| c.matched = many(&c.matched, 257), "matched"),
            (|c| c.own_keys = vec![ReportedKey { period: 9, ..c.own_keys[0].clone() }], "own_keys.period"),
            (|c| c.own_keys = many(&c.own_keys, 67), "own_keys"),
            (|c| c.encounters = vec![0; 33], "encounters: 32"),
            (|c| c.encounters = vec![9; 32], "encounters: one"),
            (|c| c.activity[0].scanned = vec![0; 17], "activity"),
            (|c| c.consent = None, "consent"),
            (|c| c.consent.as_mut().unwrap().keys = false, "own_keys: without"),
            (|c| c.consent.as_mut().unwrap().encounters = false, "encounters, activity: without"),
        ];
        for (change, field) in cases {
            assert!(refused(change).starts_with(field), "{field}: {}", refused(change));
        }
        assert!(callback().content().is_ok());
    }

    #[test]
    fn a_key_that_is_named_twice_counts_once() {
        let callback = Callback { matched: many(&callback().matched, 2), ..callback() };
        assert_eq!(callback.content().unwrap().matched.len(), 1);
    }
}
