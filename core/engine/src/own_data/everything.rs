//! Everything the store holds, as JSON for the person it is about.

use std::io::{self, Write};

use lancan_protocol::{
    encounter::{Encounter, EncounterFlags, ScanInstance},
    hex,
    time::{Interval, UnixTime},
};
use serde_json::{Value, json};

use crate::{
    segment::Activity,
    store::{IntervalRecord, Store, StoreError, StoredKey},
};

/// Why own data could not be written out.
#[derive(Debug, thiserror::Error)]
pub enum OwnDataError {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The writer failed.
    #[error("the data could not be written out: {0}")]
    Write(io::ErrorKind),
}

impl From<OwnDataError> for lancan_protocol::problem::Problem {
    fn from(error: OwnDataError) -> Self {
        match error {
            OwnDataError::Store(error) => error.problem(),
            OwnDataError::Write(_) => Self::HostFailed,
        }
    }
}

/// Writes everything as one JSON object: intervals with what was heard in them, day keys, warnings, and the named
/// values in `values` (as JSON where they are, else in hexadecimal). The bytes of day keys that are still live are
/// left out: whoever has them could pass for this phone.
///
/// The result is in the clear. Show it to nobody whom its owner would not show the phone.
///
/// # Errors
/// [`OwnDataError::Store`] when the store cannot be read; [`OwnDataError::Write`] when `out` fails.
pub fn write_json(store: &mut Store, now: UnixTime, values: &[&str], out: &mut dyn Write) -> Result<(), OwnDataError> {
    let keys: Vec<Value> =
        store.keys(Interval(0)..=Interval(u32::MAX))?.iter().map(|key| key_json(key, now.interval())).collect();
    let warnings = store.warnings()?;
    let mut named = serde_json::Map::new();
    for name in values {
        if let Some(value) = store.get(name)? {
            let json = serde_json::from_slice(&value).unwrap_or_else(|_| Value::String(hex::encode(&value)));
            named.insert((*name).to_owned(), json);
        }
    }
    let head = json!({
        "format": "lancan-own-data",
        "version": 1,
        "written_at": now.0,
        "day_keys": keys,
        "warnings": warnings,
        "values": named,
    });
    // The intervals come last and one by one: there may be very many.
    let head = head.to_string();
    let mut written = write!(out, "{},\"intervals\":[", head.strip_suffix('}').unwrap_or_default());
    let mut separator = "";
    let unreadable = store.each_interval(Interval(0)..=Interval(u32::MAX), |record| {
        if written.is_ok() {
            written = write!(out, "{separator}\n{}", interval_json(&record));
            separator = ",";
        }
    })?;
    written
        .and_then(|()| write!(out, "],\n\"unreadable_intervals\":{unreadable}}}\n"))
        .and_then(|()| out.flush())
        .map_err(|error| OwnDataError::Write(error.kind()))
}

fn key_json(stored: &StoredKey, now: Interval) -> Value {
    let key = (!stored.is_live(now)).then(|| hex::encode(stored.key.as_bytes()));
    json!({
        "from": stored.start.start(),
        "to": stored.end().start(),
        "ended": stored.ended,
        "reported": stored.reported,
        "key": key,
    })
}

fn interval_json(record: &IntervalRecord) -> Value {
    json!({
        "from": record.interval.start(),
        "advertised": record.activity.contains(Activity::ADVERTISED),
        "scanned": record.activity.contains(Activity::SCANNED),
        "encounters": record.encounters.iter().map(encounter_json).collect::<Vec<_>>(),
    })
}

fn encounter_json(encounter: &Encounter) -> Value {
    let flag = |flag| encounter.flags.contains(flag);
    let measured = |rssi: i8| (rssi != ScanInstance::UNMEASURED).then_some(rssi);
    json!({
        "identifier": hex::encode(encounter.frame.id.as_bytes()),
        "metadata": hex::encode(encounter.frame.metadata.as_bytes()),
        "first_seen": encounter.first_seen(),
        "last_seen": encounter.last_seen(),
        "sightings": encounter.sightings,
        "rssi_histogram": encounter.histogram.0,
        "scans": encounter.scans.iter().map(|scan| json!({
            "seconds_since_last": scan.seconds_since_last,
            "typical_rssi_dbm": measured(scan.typical_rssi),
            "strongest_rssi_dbm": measured(scan.strongest_rssi),
        })).collect::<Vec<_>>(),
        "metadata_conflict": flag(EncounterFlags::METADATA_CONFLICT),
        "written_only": flag(EncounterFlags::WRITTEN_ONLY),
        "bluezone": flag(EncounterFlags::BLUEZONE),
        "below_floor": flag(EncounterFlags::BELOW_FLOOR),
    })
}
