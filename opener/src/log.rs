//! The log: one JSON object a line, each with the hash of the line before it.
//!
//! `hash = SHA-256("lancan-opener-log-v1\0" ‖ hash of the line before (64 hex digits; zeros for the first) ‖ the line's JSON without
//! its hash)`. The log holds no visitor's data: who asked for what, when, and how much came of it.

use lancan_protocol::places::Minute;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::failure::Failure;

/// What was done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "deed", rename_all = "snake_case", deny_unknown_fields)]
pub enum Deed {
    /// The folder was made.
    Begun {
        /// The province.
        province: u8,
    },
    /// Roots were made.
    RootMade {
        /// The month, `2021-05`.
        month: String,
    },
    /// A root was erased.
    RootErased {
        /// The month.
        month: String,
    },
    /// A pack was signed.
    Pack {
        /// Its serial.
        serial: u32,
        /// The day of its first key.
        first_day: u32,
    },
    /// An officer was enrolled.
    OfficerEnrolled {
        /// The number.
        officer: u32,
        /// SHA-256 of the key, hex.
        key: String,
    },
    /// An officer was struck off.
    OfficerRemoved {
        /// The number.
        officer: u32,
    },
    /// A recipient was enrolled.
    RecipientEnrolled {
        /// The key's fingerprint, hex.
        key: String,
    },
    /// A request was taken: both signatures verify and no limit is reached.
    Asked {
        /// The request, 32 hex digits.
        request: String,
        /// The whole request, hex: place, hours, case, reason, officers.
        bytes: String,
        /// SHA-256 of the envelopes that came with it, hex.
        envelopes: String,
    },
    /// A request was refused.
    Refused {
        /// The request, where one could be read.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        request: Option<String>,
        /// Why.
        reason: String,
    },
    /// A request was answered.
    Opened {
        /// The request.
        request: String,
        /// How many entries.
        entries: u32,
        /// How many envelopes of other places and hours came along.
        foreign: u32,
        /// How many gave no entry for another reason.
        unopened: u32,
    },
}

/// A line of the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// When.
    pub at: Minute,
    /// What.
    #[serde(flatten)]
    pub deed: Deed,
    /// Chains the line to the one before it.
    #[serde(default)]
    pub hash: String,
}

/// The log, verified.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Log(Vec<Line>);

#[derive(Serialize)]
struct Unhashed<'a> {
    at: Minute,
    #[serde(flatten)]
    deed: &'a Deed,
}

fn hash(before: &str, at: Minute, deed: &Deed) -> String {
    // A deed is plain data: it always has a JSON form.
    let json = serde_json::to_vec(&Unhashed { at, deed }).unwrap_or_default();
    let digest = Sha256::new_with_prefix(b"lancan-opener-log-v1\0").chain_update(before).chain_update(json).finalize();
    lancan_protocol::hex::encode(&digest)
}

impl Log {
    /// Reads a log and checks that each line fits the line before it.
    ///
    /// # Errors
    /// [`Failure::LogBroken`] names the first that does not.
    pub fn read(text: &str) -> Result<Self, Failure> {
        let mut log = Self::default();
        for (number, text) in (1..).zip(text.lines()) {
            let line: Line = serde_json::from_str(text).map_err(|_| Failure::LogBroken(number))?;
            if hash(&log.head(), line.at, &line.deed) != line.hash {
                return Err(Failure::LogBroken(number));
            }
            log.0.push(line);
        }
        Ok(log)
    }

    /// The hash of the last line: what the day's print and the signed index show.
    pub fn head(&self) -> String {
        self.0.last().map_or_else(|| "0".repeat(64), |line| line.hash.clone())
    }

    /// Adds a line. Returns its text, without the line's end.
    pub fn add(&mut self, at: Minute, deed: Deed) -> String {
        let line = Line { at, hash: hash(&self.head(), at, &deed), deed };
        let text = serde_json::to_string(&line).unwrap_or_default();
        self.0.push(line);
        text
    }

    /// The lines, the first first.
    pub fn lines(&self) -> &[Line] {
        &self.0
    }

    /// The text of all lines.
    pub fn text(&self) -> String {
        self.0.iter().filter_map(|line| serde_json::to_string(line).ok()).map(|line| line + "\n").collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn log() -> Log {
        let mut log = Log::default();
        log.add(Minute(1), Deed::Begun { province: 68 });
        log.add(Minute(2), Deed::Pack { serial: 1, first_day: 18_750 });
        log.add(Minute(3), Deed::OfficerRemoved { officer: 7 });
        log
    }

    #[test]
    fn threat_12_a_log_that_somebody_changed_does_not_verify() {
        let text = log().text();
        assert_eq!(Log::read(&text).unwrap(), log());
        let lines: Vec<&str> = text.lines().collect();
        let broken = |text: &str| match Log::read(text) {
            Err(Failure::LogBroken(line)) => line,
            other => panic!("{other:?}"),
        };
        assert_eq!(broken(&text.replace("18750", "18751")), 2);
        assert_eq!(broken(&[lines[0], lines[2]].join("\n")), 2, "a line taken out");
        assert_eq!(broken(&[lines[1], lines[0], lines[2]].join("\n")), 1, "two lines exchanged");
        // Lines taken from the end leave a log that fits: the printed head shows it.
        assert_ne!(Log::read(&lines[..2].join("\n")).unwrap().head(), log().head());
    }
}
