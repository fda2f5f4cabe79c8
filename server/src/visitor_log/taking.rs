//! Taking envelopes, and handing out those of a request.

use std::collections::BTreeMap;
use std::sync::Arc;

use lancan_protocol::hex;
use lancan_protocol::key_days::KeyDays;
use lancan_protocol::places::LogId;
use lancan_protocol::problem::Problem;
use lancan_protocol::time::Day;
use lancan_protocol::visitor_log::{ENVELOPE_DAYS, EnvelopeId, FiledEnvelope, LogHour, OpeningRequest, Upload};

use super::store::{self, EnvelopeRow};
use super::{VisitorLog, opening_hours};
use crate::ground::error::{Failure, Fault, Refusal};
use crate::http::Officer;
use crate::places::PlaceRow;
use crate::store::{StoreError, Transaction};

/// Hours before this one of which envelopes are taken: a phone without a network tells later.
const LATE_HOURS: u32 = 25;

/// An envelope that came, sealed under the key of the day on which it is deleted.
#[derive(Clone)]
pub(super) struct Arrived {
    id: EnvelopeId,
    log: LogId,
    hour: LogHour,
    expiry: Day,
    sealed: Vec<u8>,
}

impl Arrived {
    /// The visitor's own phone brought it.
    pub(super) const BY_PHONE: bool = false;
    /// A checker's device brought it.
    pub(super) const BY_CHECKER: bool = true;

    fn hour_of_log(&self) -> (LogId, LogHour) {
        (self.log, self.hour)
    }

    /// Whether it is kept already.
    pub(super) fn is_kept(&self, tx: &mut dyn Transaction) -> Result<bool, StoreError> {
        Ok(!store::kept(tx, &[self.id])?.is_empty())
    }

    fn row(&self, checked: bool) -> EnvelopeRow {
        let Self { id, log, hour, expiry, sealed } = self.clone();
        EnvelopeRow { id, log, hour, expiry, sealed, checked }
    }
}

/// An envelope with the place whose log keeps it.
#[derive(Clone, Copy)]
pub(super) struct Placed<'a> {
    pub(super) arrived: &'a Arrived,
    pub(super) place: &'a PlaceRow,
}

/// A phone's upload, and its envelope as it is to be kept.
pub(super) struct Offered {
    upload: Upload,
    arrived: Arrived,
}

fn sealed_place(id: EnvelopeId) -> String {
    format!("log_envelopes|sealed|{}", hex::encode(&id.0))
}

impl VisitorLog {
    /// Takes an envelope that a phone sealed. One that is kept already is taken again: a retry is the same row.
    ///
    /// # Errors
    /// [`Problem::NotFound`] where no log is kept under this name, and where the proof does not hold: the two look alike.
    /// [`Problem::TooManyRequests`] where the place's hour is full.
    pub(super) async fn take(self: &Arc<Self>, bytes: &[u8]) -> Result<(), Failure> {
        let upload = Upload::from_bytes(bytes)
            .map_err(|_| Refusal::because(Problem::RequestInvalid, "body: an upload has exactly 512 bytes"))?;
        let arrived = self.arrived(upload.log, upload.hour, &upload.envelope)?;
        let log = self.clone();
        let work = move |tx: &mut dyn Transaction, offered: &[Offered]| log.take_all(tx, offered);
        self.uploads.run(&self.store, "take_envelopes", Offered { upload, arrived }, work).await?
    }

    /// Takes what phones sent at the same time, in the order in which they came. What is refused changes nothing.
    fn take_all(&self, tx: &mut dyn Transaction, offered: &[Offered]) -> Result<Vec<Result<(), Failure>>, StoreError> {
        let code = |upload: &Upload| (upload.log, upload.hour.day(self.key_days));
        let logged = self.places.all_logged(tx, &offered.iter().map(|one| code(&one.upload)).collect())?;
        let proven = |upload: &Upload| match logged.get(&code(upload)) {
            Some(Ok(logged)) if upload.proves(&logged.day_seed) => Ok(&logged.place),
            Some(Err(error)) => Err(Failure::from(Fault::from(*error))),
            _ => Err(Problem::NotFound.into()),
        };
        let proven: Vec<Result<Placed<'_>, Failure>> = offered
            .iter()
            .map(|Offered { upload, arrived }| proven(upload).map(|place| Placed { arrived, place }))
            .collect();
        let placed: Vec<Placed<'_>> = proven.iter().filter_map(|one| one.as_ref().ok().copied()).collect();
        let mut kept = self.keep(tx, &placed, Arrived::BY_PHONE)?.into_iter();
        let answers = proven.into_iter().map(|one| match one {
            Ok(_) if kept.next().unwrap_or(false) => Ok(()),
            Ok(_) => Err(Problem::TooManyRequests.into()),
            Err(failure) => Err(failure),
        });
        Ok(answers.collect())
    }

    /// An envelope of this hour or of the day before, sealed once more.
    pub(super) fn arrived(&self, log: LogId, hour: LogHour, envelope: &[u8]) -> Result<Arrived, Failure> {
        let now = LogHour::of(self.clock.now());
        if hour > now || hour.plus(LATE_HOURS) < now {
            return Err(Refusal::because(Problem::RequestInvalid, "hour: of now or of the day before").into());
        }
        let (id, expiry) = (EnvelopeId::of(envelope), KeyDays::UTC.day(self.clock.now()).plus(ENVELOPE_DAYS));
        let key = self.expiry_keys.get_or_make(expiry)?;
        let sealed = key.seal(&sealed_place(id), envelope).map_err(Fault::from)?;
        Ok(Arrived { id, log, hour, expiry, sealed })
    }

    /// Keeps envelopes in the order in which they came, each unless as many of its hour have come the same way as may. Says of
    /// each whether it is kept, now or before.
    pub(super) fn keep(
        &self,
        tx: &mut dyn Transaction,
        placed: &[Placed<'_>],
        checked: bool,
    ) -> Result<Vec<bool>, StoreError> {
        let ids: Vec<EnvelopeId> = placed.iter().map(|one| one.arrived.id).collect();
        let mut kept = store::kept(tx, &ids)?;
        let fresh = placed.iter().filter(|one| !kept.contains(&one.arrived.id));
        let hours: BTreeMap<(LogId, LogHour), u32> =
            fresh.map(|one| (one.arrived.hour_of_log(), self.most_envelopes(one.place, one.arrived.hour))).collect();
        let counts = store::counts(tx, &hours.keys().copied().collect::<Vec<_>>(), checked)?;
        let mut left: BTreeMap<(LogId, LogHour), u32> =
            hours.into_iter().zip(counts).map(|((hour, most), count)| (hour, most.saturating_sub(count))).collect();
        let mut new = Vec::new();
        let mut are_kept = Vec::new();
        for Placed { arrived, .. } in placed {
            let room = left.get_mut(&arrived.hour_of_log());
            if let Some(room) = room.filter(|room| **room > 0 && !kept.contains(&arrived.id)) {
                *room -= 1;
                kept.insert(arrived.id);
                new.push(arrived.row(checked));
            }
            are_kept.push(kept.contains(&arrived.id));
        }
        store::insert(tx, &new)?;
        store::count(tx, &new)?;
        Ok(are_kept)
    }

    /// Most envelopes of a place in an hour: as many of phones, and as many of checkers.
    pub(super) fn most_envelopes(&self, place: &PlaceRow, hour: LogHour) -> u32 {
        let day = hour.day(self.key_days);
        let begins = hour.start().0.saturating_sub(self.key_days.start(day).0) / 60;
        opening_hours::most_envelopes(place, u32::try_from(begins).unwrap_or(0))
    }

    /// The envelopes that a request is about, as the file that its opener takes. Nobody but the opener can read them.
    ///
    /// # Errors
    /// A refusal for a request that asks for more than one may, and for a place outside of the officer's area.
    pub(super) async fn envelopes(self: &Arc<Self>, officer: &Officer, request: &str) -> Result<Vec<u8>, Failure> {
        let refused =
            || Refusal::because(Problem::RequestInvalid, "request: the bytes of an opening request, hexadecimal");
        let request =
            hex::decode(request).and_then(|bytes| OpeningRequest::from_bytes(&bytes).ok()).ok_or_else(refused)?;
        let log = self.clone();
        let territory = officer.area.territory();
        let about = (None, format!("request {}", hex::encode(&request.id)));
        let work = move |tx: &mut dyn Transaction| {
            for id in &request.logs {
                let day = request.first_hour.day(log.key_days);
                let place = log.places.logged(tx, *id, day)?;
                let is_there = place.is_some_and(|logged| {
                    territory.as_ref().is_some_and(|territory| territory.covers(&logged.place.area))
                });
                if !is_there {
                    return Err(Problem::NotFound.into());
                }
            }
            log.filed(tx, &request)
        };
        self.officers.write(officer, "visitor-log-envelopes", about, work).await
    }

    /// The envelopes of every hour and code generation of a request, as the file that its opener takes.
    pub(crate) fn filed(&self, tx: &mut dyn Transaction, request: &OpeningRequest) -> Result<Vec<u8>, Failure> {
        let mut file = Vec::new();
        for log in &request.logs {
            for hour in (0..request.hours).map(|at| request.first_hour.plus(at.into())) {
                self.put_hour(tx, (*log, hour), &mut file)?;
            }
        }
        Ok(file)
    }

    fn put_hour(
        &self,
        tx: &mut dyn Transaction,
        (log, hour): (LogId, LogHour),
        file: &mut Vec<u8>,
    ) -> Result<(), Failure> {
        for row in store::of_hour(tx, log, hour)? {
            // A day's key that is destroyed leaves nothing to hand out.
            let Some(key) = self.expiry_keys.read(row.expiry)? else { continue };
            let envelope = key.open(&sealed_place(row.id), &row.sealed).map_err(Fault::from)?.to_vec();
            FiledEnvelope { log, hour, envelope }.put(file);
        }
        Ok(())
    }
}
