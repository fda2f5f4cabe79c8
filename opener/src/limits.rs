//! How often one may ask: 4 requests a place and week, 5 an officer and day, 20 a district and day.

use std::collections::BTreeMap;

use lancan_protocol::{hex, places::Minute, visitor_log::OpeningRequest};

use crate::{
    failure::Failure,
    log::{Deed, Log},
};

/// What was asked for lately, as the log tells it.
#[derive(Clone, Debug, Default)]
pub struct Limits {
    asked: Vec<(Minute, OpeningRequest)>,
    /// Each request with the digest of its envelopes, and whether it was answered.
    used: BTreeMap<String, (String, bool)>,
}

const WEEK: u32 = 7 * Minute::PER_DAY;
const A_PLACE: usize = 4;
const AN_OFFICER: usize = 5;
const A_DISTRICT: usize = 20;

impl Limits {
    /// Counts what a log tells.
    pub fn of(log: &Log) -> Self {
        let mut limits = Self::default();
        for line in log.lines() {
            match &line.deed {
                Deed::Asked { request, bytes, envelopes } => {
                    let read = hex::decode(bytes).and_then(|bytes| OpeningRequest::from_bytes(&bytes).ok());
                    if let Some(read) = read {
                        limits.asked.push((line.at, read));
                    }
                    limits.used.insert(request.clone(), (envelopes.clone(), false));
                }
                Deed::Opened { request, .. } => {
                    if let Some((_, answered)) = limits.used.get_mut(request) {
                        *answered = true;
                    }
                }
                _ => {}
            }
        }
        limits
    }

    /// The digest of the envelopes with which a request was taken, while it waits for its second round.
    ///
    /// # Errors
    /// [`Failure::Used`] when it was answered.
    pub fn waiting(&self, request: &str) -> Result<Option<&str>, Failure> {
        match self.used.get(request) {
            None => Ok(None),
            Some((envelopes, false)) => Ok(Some(envelopes)),
            Some((_, true)) => Err(Failure::Used),
        }
    }

    /// Whether one more request may be taken now.
    ///
    /// # Errors
    /// [`Failure::Limit`] says which limit is reached.
    pub fn allow(&self, request: &OpeningRequest, now: Minute) -> Result<(), Failure> {
        let within = |minutes: u32, fits: &dyn Fn(&OpeningRequest) -> bool| {
            self.asked.iter().filter(|(at, asked)| now.since(*at) < minutes && fits(asked)).count()
        };
        let same_place = |asked: &OpeningRequest| asked.logs.iter().any(|log| request.logs.contains(log));
        if within(WEEK, &same_place) >= A_PLACE {
            return Err(Failure::Limit("4 requests for one place in seven days"));
        }
        for officer in request.officers {
            if within(Minute::PER_DAY, &|asked| asked.officers.contains(&officer)) >= AN_OFFICER {
                return Err(Failure::Limit("5 requests of one officer in a day"));
            }
        }
        if within(Minute::PER_DAY, &|asked| asked.district == request.district) >= A_DISTRICT {
            return Err(Failure::Limit("20 requests for one district in a day"));
        }
        Ok(())
    }
}
