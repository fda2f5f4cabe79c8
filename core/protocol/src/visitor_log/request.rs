//! What two officers sign before an opener opens anything.
//!
//! ```text
//! request := request id 16 ‖ province 1 ‖ district 3 ‖ n 1 (1 to 4) ‖ n × log id 16 ‖ first hour 4 ‖ hours 1 (1 to 6)
//!            ‖ issued 4 ‖ expires 4 ‖ officer 4 ‖ officer 4 ‖ fingerprint 32 of the recipient's key
//!            ‖ length 1 ‖ place ‖ length 1 ‖ case ‖ length 1 ‖ reason
//! ```
//! Both sign SHA-256("lancan-open-v1\0" ‖ request) as the challenge of a `WebAuthn` assertion. The log ids are those of the place's
//! code generations that were live in these hours.

use sha2::{Digest as _, Sha256};

use super::{
    hour::LogHour,
    reader::{Reader, put_text},
};
use crate::places::{LogId, Minute, Province, UnitCode};

/// What two officers ask an opener to open: one place, at most six hours, for a case and a reason. Its `Debug` shows nothing.
#[derive(Clone, PartialEq, Eq)]
pub struct OpeningRequest {
    /// Random; it is used once.
    pub id: [u8; 16],
    /// The province of the place, whose opener it is for.
    pub province: Province,
    /// The district of the place.
    pub district: UnitCode,
    /// The place's code generations that were live in these hours.
    pub logs: Vec<LogId>,
    /// The first hour.
    pub first_hour: LogHour,
    /// How many hours.
    pub hours: u8,
    /// When the first officer made it.
    pub issued: Minute,
    /// The first minute in which it is taken no more.
    pub expires: Minute,
    /// The two officers, by the numbers under which the opener knows their keys.
    pub officers: [u32; 2],
    /// SHA-256 of the public key that the result is sealed to.
    pub recipient: [u8; 32],
    /// The place's name, for the opener's screen.
    pub place: String,
    /// The case's number.
    pub case: String,
    /// Why, in the officers' words.
    pub reason: String,
}

/// Why a request is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RequestRefused {
    /// The bytes are no request.
    #[error("not a request to open a visitor log")]
    Malformed,
    /// No place, or code generations of more than one place could have.
    #[error("a request names one place, with 1 to {} code generations", OpeningRequest::MOST_LOGS)]
    Place,
    /// No hour or too many.
    #[error("a request is for 1 to {} hours", OpeningRequest::MOST_HOURS)]
    Hours,
    /// It is valid for too long, or for no time.
    #[error("a request is valid for at most {} hours", OpeningRequest::MOST_MINUTES / 60)]
    Validity,
    /// Both signatures would be one officer's.
    #[error("two officers have to sign, not one twice")]
    SameOfficer,
    /// It lacks the case or the reason, or one is too long.
    #[error("a request names a case and a reason, each of at most {} bytes", OpeningRequest::MOST_TEXT_BYTES)]
    Words,
}

impl OpeningRequest {
    /// Most hours.
    pub const MOST_HOURS: u8 = 6;
    /// Longest validity, in minutes.
    pub const MOST_MINUTES: u32 = 24 * 60;
    /// Most code generations that one place can have had live in six hours.
    pub const MOST_LOGS: usize = 4;
    /// Most bytes of each text.
    pub const MOST_TEXT_BYTES: usize = 240;

    /// Whether the request asks for no more than one may.
    ///
    /// # Errors
    /// [`RequestRefused`] says what is wrong.
    pub fn check(&self) -> Result<(), RequestRefused> {
        let mut logs = self.logs.clone();
        logs.sort_unstable();
        logs.dedup();
        if self.logs.is_empty() || self.logs.len() > Self::MOST_LOGS || logs.len() != self.logs.len() {
            return Err(RequestRefused::Place);
        }
        if self.hours == 0 || self.hours > Self::MOST_HOURS {
            return Err(RequestRefused::Hours);
        }
        if self.expires <= self.issued || self.expires.since(self.issued) > Self::MOST_MINUTES {
            return Err(RequestRefused::Validity);
        }
        let [one, other] = self.officers;
        if one == other {
            return Err(RequestRefused::SameOfficer);
        }
        let is_text = |text: &String| {
            (1..=Self::MOST_TEXT_BYTES).contains(&text.trim().len())
                && text.len() <= Self::MOST_TEXT_BYTES
                && !text.chars().any(char::is_control)
        };
        let are_texts = [&self.place, &self.case, &self.reason].into_iter().all(is_text);
        are_texts.then_some(()).ok_or(RequestRefused::Words)
    }

    /// Whether an hour is among those asked for.
    pub fn covers(&self, log: LogId, hour: LogHour) -> bool {
        let end = self.first_hour.plus(self.hours.into());
        self.logs.contains(&log) && (self.first_hour..end).contains(&hour)
    }

    /// The bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = self.id.to_vec();
        out.push(self.province.0);
        out.extend_from_slice(&self.district.to_bytes());
        out.push(u8::try_from(self.logs.len()).unwrap_or(u8::MAX));
        self.logs.iter().for_each(|log| out.extend_from_slice(log.as_bytes()));
        out.extend_from_slice(&self.first_hour.0.to_le_bytes());
        out.push(self.hours);
        let [one, other] = self.officers;
        for word in [self.issued.0, self.expires.0, one, other] {
            out.extend_from_slice(&word.to_le_bytes());
        }
        out.extend_from_slice(&self.recipient);
        for text in [&self.place, &self.case, &self.reason] {
            put_text(&mut out, text);
        }
        out
    }

    /// Reads a request and checks that it asks for no more than one may.
    ///
    /// # Errors
    /// [`RequestRefused`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, RequestRefused> {
        let mut input = Reader(bytes);
        let request = Self::parts(&mut input).filter(|_| input.is_empty()).ok_or(RequestRefused::Malformed)?;
        request.check()?;
        Ok(request)
    }

    fn parts(input: &mut Reader<'_>) -> Option<Self> {
        let id = input.array()?;
        let province = Province(input.byte()?);
        let district = UnitCode::from_bytes(input.array()?)?;
        let logs = (0..input.byte()?).map(|_| input.array().map(LogId::from_bytes)).collect::<Option<_>>()?;
        let first_hour = LogHour(input.word()?);
        let hours = input.byte()?;
        let (issued, expires) = (Minute(input.word()?), Minute(input.word()?));
        let officers = [input.word()?, input.word()?];
        let recipient = input.array()?;
        let [place, case, reason] = [input.text()?, input.text()?, input.text()?].map(str::to_owned);
        Some(Self {
            id,
            province,
            district,
            logs,
            first_hour,
            hours,
            issued,
            expires,
            officers,
            recipient,
            place,
            case,
            reason,
        })
    }

    /// What both officers sign: SHA-256("lancan-open-v1\0" ‖ request).
    pub fn challenge(&self) -> [u8; 32] {
        Sha256::new_with_prefix(b"lancan-open-v1\0").chain_update(self.to_bytes()).finalize().into()
    }
}

crate::opaque::opaque_debug!(OpeningRequest);
