//! What officers write down of a contact's days and specimens, sealed under the key of the contact's case.

use std::fmt;

use lancan_protocol::time::Day;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use zeroize::Zeroizing;

use crate::contacts::kinds::Seen;
use crate::ground::calendar::Date;
use crate::ground::error::Refusal;
use crate::ground::sealing::{NotOpened, SealingKey};
use crate::store::{Row, StoreError, Transaction};
use crate::values;

/// Tenths of a degree Celsius from which a temperature is an alarm: 38.0 °C.
pub(crate) const ALARM_TENTHS: u32 = 380;
/// Tenths of a degree that a living person may have.
const TENTHS: core::ops::RangeInclusive<u32> = 300..=450;
/// Most characters of symptoms, a note, a laboratory.
const LONGEST_TEXT: usize = 1_000;

/// What is written down of one day. `Debug` shows nothing.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DayRecord {
    /// Whether the contact was seen, and how.
    pub(crate) seen: Seen,
    /// Temperature in tenths of a degree Celsius: 382 is 38.2 °C.
    #[serde(default)]
    pub(crate) temperature_tenths: Option<u32>,
    /// Symptoms, in words.
    #[serde(default)]
    pub(crate) symptoms: Option<String>,
    /// What else there is to say.
    #[serde(default)]
    pub(crate) note: Option<String>,
}

/// What became of a specimen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum SpecimenResult {
    /// There is no result yet.
    Waiting,
    /// Nothing was found.
    Negative,
    /// The virus was found.
    Positive,
    /// The test has to be done again.
    Unclear,
}

impl SpecimenResult {
    /// Every one, as a form offers them.
    pub(crate) const ALL: &'static [Self] = &[Self::Waiting, Self::Negative, Self::Positive, Self::Unclear];
}

/// A specimen with its result. `Debug` shows nothing.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SpecimenRecord {
    /// Date on which it was taken.
    #[schema(format = Date, example = "2021-05-20")]
    pub(crate) taken: String,
    /// Which specimen and test: nasopharyngeal swab, PCR.
    #[serde(default)]
    pub(crate) kind: Option<String>,
    /// Which laboratory.
    #[serde(default)]
    pub(crate) laboratory: Option<String>,
    /// The result.
    pub(crate) result: SpecimenResult,
}

impl fmt::Debug for DayRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DayRecord(…)")
    }
}

impl fmt::Debug for SpecimenRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SpecimenRecord(…)")
    }
}

fn checked(field: &'static str, text: &mut Option<String>) -> Result<(), Refusal> {
    let trimmed = text.take().map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    let cannot_be =
        |text: &String| text.chars().count() > LONGEST_TEXT || text.chars().any(|c| c.is_control() && c != '\n');
    if trimmed.as_ref().is_some_and(cannot_be) {
        return Err(Refusal::of_field(field, "officer-text", vec![("most", LONGEST_TEXT.to_string())]));
    }
    *text = trimmed;
    Ok(())
}

impl DayRecord {
    /// The record as it is kept.
    ///
    /// # Errors
    /// A refusal that names the field that cannot be.
    pub(crate) fn checked(mut self) -> Result<Self, Refusal> {
        if self.temperature_tenths.is_some_and(|tenths| !TENTHS.contains(&tenths)) {
            return Err(Refusal::of_field("temperature", "officer-temperature", Vec::new()));
        }
        checked("symptoms", &mut self.symptoms)?;
        checked("note", &mut self.note)?;
        Ok(self)
    }

    /// Whether the temperature calls for somebody at once.
    pub(crate) fn is_alarm(&self) -> bool {
        self.temperature_tenths.is_some_and(|tenths| tenths >= ALARM_TENTHS)
    }
}

impl SpecimenRecord {
    /// The record as it is kept.
    ///
    /// # Errors
    /// A refusal that names the field that cannot be.
    pub(crate) fn checked(mut self, today: Date) -> Result<Self, Refusal> {
        let taken = self.taken.parse::<Date>().ok().filter(|taken| taken.0 <= today.0);
        let taken = taken.ok_or_else(|| Refusal::of_field("taken", "officer-day-until-today", Vec::new()))?;
        self.taken = taken.to_string();
        checked("kind", &mut self.kind)?;
        checked("laboratory", &mut self.laboratory)?;
        Ok(self)
    }
}

fn seal(key: &SealingKey, place: &str, record: &impl Serialize) -> Result<Vec<u8>, NotOpened> {
    let plain = Zeroizing::new(serde_json::to_vec(record).map_err(|_| NotOpened)?);
    key.seal(place, &plain)
}

fn day_place(contact: &str, day: Day) -> String {
    format!("contacts|day|{contact}|{}", day.0)
}

fn specimen_place(contact: &str, number: u32) -> String {
    format!("contacts|specimen|{contact}|{number}")
}

/// Writes a day down, in the place of what there was.
pub(crate) fn put_day(
    tx: &mut dyn Transaction,
    key: &SealingKey,
    contact: &str,
    day: Day,
    record: &DayRecord,
) -> Result<(), StoreError> {
    let sealed = seal(key, &day_place(contact, day), record).map_err(|_| StoreError::Corrupt("a day does not seal"))?;
    tx.execute(
        "-- contacts::put_day
         INSERT INTO contact_days (contact, day, seen, sealed) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (contact, day) DO UPDATE SET seen = excluded.seen, sealed = excluded.sealed",
        values![contact, day, record.seen.number(), &sealed],
    )?;
    Ok(())
}

/// Writes a specimen down, in the place of what there was.
pub(crate) fn put_specimen(
    tx: &mut dyn Transaction,
    key: &SealingKey,
    contact: &str,
    number: u32,
    record: &SpecimenRecord,
) -> Result<(), StoreError> {
    let sealed = seal(key, &specimen_place(contact, number), record)
        .map_err(|_| StoreError::Corrupt("a specimen does not seal"))?;
    tx.execute(
        "-- contacts::put_specimen
         INSERT INTO contact_specimens (contact, number, sealed) VALUES (?1, ?2, ?3)
         ON CONFLICT (contact, number) DO UPDATE SET sealed = excluded.sealed",
        values![contact, number, &sealed],
    )?;
    Ok(())
}

fn keyed(mut row: Row) -> Result<(u32, Vec<u8>), StoreError> {
    Ok((row.take()?, row.take()?))
}

/// The days of a contact that open, the newest first.
pub(crate) fn days(
    tx: &mut dyn Transaction,
    key: &SealingKey,
    contact: &str,
) -> Result<Vec<(Day, DayRecord)>, StoreError> {
    let rows = tx.all(
        "-- contacts::days\n SELECT day, sealed FROM contact_days WHERE contact = ?1 ORDER BY day DESC",
        values![contact],
        keyed,
    )?;
    Ok(rows.into_iter().filter_map(|(day, sealed)| open_day(key, contact, Day(day), &sealed)).collect())
}

/// One day that was sealed.
pub(crate) fn open_day(key: &SealingKey, contact: &str, day: Day, sealed: &[u8]) -> Option<(Day, DayRecord)> {
    let plain = key.open(&day_place(contact, day), sealed).ok()?;
    Some((day, serde_json::from_slice(&plain).ok()?))
}

/// The specimens of a contact that open, in their order.
pub(crate) fn specimens(
    tx: &mut dyn Transaction,
    key: &SealingKey,
    contact: &str,
) -> Result<Vec<(u32, SpecimenRecord)>, StoreError> {
    let rows = tx.all(
        "-- contacts::specimens\n SELECT number, sealed FROM contact_specimens WHERE contact = ?1 ORDER BY number",
        values![contact],
        keyed,
    )?;
    let opened = rows.into_iter().filter_map(|(number, sealed)| {
        let plain = key.open(&specimen_place(contact, number), &sealed).ok()?;
        Some((number, serde_json::from_slice(&plain).ok()?))
    });
    Ok(opened.collect())
}

/// The number of the last specimen of a contact, also of one that does not open; 0 where there is none.
pub(crate) fn last_specimen(tx: &mut dyn Transaction, contact: &str) -> Result<u32, StoreError> {
    let last = tx.first(
        "-- contacts::last_specimen\n SELECT max(number) FROM contact_specimens WHERE contact = ?1",
        values![contact],
        |mut row| row.take::<Option<u32>>(),
    )?;
    Ok(last.flatten().unwrap_or(0))
}

/// Notes a further day of contact.
pub(crate) fn put_exposure(tx: &mut dyn Transaction, contact: &str, day: Day) -> Result<(), StoreError> {
    tx.execute(
        "-- contacts::put_exposure
         INSERT INTO contact_exposures (contact, day) VALUES (?1, ?2) ON CONFLICT (contact, day) DO NOTHING",
        values![contact, day],
    )?;
    Ok(())
}

/// Deletes the further days of contact after a day.
pub(crate) fn forget_exposures_after(tx: &mut dyn Transaction, contact: &str, day: Day) -> Result<(), StoreError> {
    tx.execute(
        "-- contacts::forget_exposures_after\n DELETE FROM contact_exposures WHERE contact = ?1 AND day > ?2",
        values![contact, day],
    )?;
    Ok(())
}

/// The further days of contact, besides the last.
pub(crate) fn exposures(tx: &mut dyn Transaction, contact: &str) -> Result<Vec<Day>, StoreError> {
    tx.all(
        "-- contacts::exposures\n SELECT day FROM contact_exposures WHERE contact = ?1 ORDER BY day",
        values![contact],
        |mut row| row.take(),
    )
}
