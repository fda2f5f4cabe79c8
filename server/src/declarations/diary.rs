//! Quarantine after the gate: a report is due in the morning and in the afternoon of each day. Who missed a day is reminded,
//! and whoever missed two days in a row is called.

use std::collections::BTreeSet;
use std::sync::Arc;

use lancan_protocol::phone_number::PhoneNumber;
use lancan_protocol::time::{Day, UnixTime};
use lancan_text::{Catalogue, Language, sms};

use super::desk::words_of;
use super::diary_store::{self, DiaryRow};
use super::store::{self, DeclarationId, ListedRow, PersonId};
use super::{Declarations, Declarer, call_of, red_calls};
use crate::calls;
use crate::ground::calendar::Date;
use crate::ground::error::Failure;
use crate::ground::sms::SmsMessage;
use crate::store::Transaction;

/// The form of the daily report.
pub(super) const DAILY: &str = "vhd-daily";
/// Diaries that one look goes through; the rest waits for the next, some minutes later.
const MOST_AT_ONCE: u32 = 500;
/// Seconds for which a reminder makes sense: until the day's last report is due.
const USEFUL_SECONDS: u64 = 8 * 3_600;

/// What is due of a diary, as the numbers beside the form say.
#[derive(Clone, Copy)]
pub(crate) struct DiaryHours {
    /// The hour until which the first report of a day is due.
    pub(crate) morning: u32,
    /// The hour until which the second is due.
    pub(crate) afternoon: u32,
    /// Days in a row without a report after which an officer calls.
    missed_days: u32,
}

/// A diary as whoever keeps it sees it.
pub(crate) struct OwnDiary {
    /// The declaration of entry.
    pub(crate) declaration: DeclarationId,
    /// The person of the family.
    pub(crate) person: Option<PersonId>,
    /// The name in the declaration of entry.
    pub(crate) name: Option<String>,
    pub(crate) last_day: Day,
    /// Reports of today.
    pub(crate) today: usize,
}

impl DiaryRow {
    /// Whether a report is about the one who keeps this diary.
    fn is_report(&self, row: &ListedRow) -> bool {
        row.form == DAILY && row.leader == Some(self.declaration)
    }
}

/// Begins the diary of somebody whom an officer ordered into quarantine. Nothing is kept of a declaration that is gone.
///
/// # Errors
/// Faults of the store.
pub(crate) fn begin_diary(
    tx: &mut dyn Transaction,
    id: &DeclarationId,
    (first_day, last_day): (Day, Day),
) -> Result<(), Failure> {
    let Some(row) = store::find(tx, id)? else { return Ok(()) };
    let ListedRow { number, person, area, .. } = row.listed;
    let (declaration, checked) = (*id, first_day);
    let new = DiaryRow { declaration, number, person, area, first_day, last_day, checked, missed: 0 };
    Ok(diary_store::put(tx, &new)?)
}

/// A report came: nobody has to be called for those that were missed, unless somebody has begun to.
pub(super) fn reported(tx: &mut dyn Transaction, entry: &DeclarationId) -> Result<(), Failure> {
    let Some(row) = diary_store::find(tx, entry)?.filter(|row| row.missed > 0) else { return Ok(()) };
    diary_store::put(tx, &DiaryRow { missed: 0, ..row })?;
    let is_red = store::find(tx, entry)?.is_some_and(|entry| entry.listed.class == "red");
    if is_red { Ok(()) } else { Ok(red_calls::replaced(tx, entry)?) }
}

impl Declarations {
    /// When reports are due.
    pub(crate) fn diary_hours(&self) -> DiaryHours {
        let number = |name: &str, usual| {
            self.form(DAILY).and_then(|form| form.rules.numbers.get(name).copied()).unwrap_or(usual)
        };
        DiaryHours {
            morning: number("morning_hours", 9),
            afternoon: number("afternoon_hours", 16),
            missed_days: number("missed_days", 2),
        }
    }

    /// The diaries that a number keeps today.
    pub(crate) async fn diaries(self: &Arc<Self>, declarer: Declarer) -> Result<Vec<OwnDiary>, Failure> {
        let (declarations, today) = (self.clone(), self.today());
        let work = move |tx: &mut dyn Transaction| {
            let all = store::of_number(tx, &declarer.number)?;
            let mut own = Vec::new();
            for row in diary_store::of_number(tx, &declarer.number)? {
                if !(row.first_day..=row.last_day).contains(&today) {
                    continue;
                }
                let opened = declarations.found(tx, &row.declaration)?.and_then(|opened| opened.answers);
                own.push(OwnDiary {
                    declaration: row.declaration,
                    person: row.person,
                    name: opened.as_ref().and_then(|answers| words_of(&answers.response, "name")).map(str::to_owned),
                    last_day: row.last_day,
                    today: all.iter().filter(|one| one.day == today && row.is_report(one)).count(),
                });
            }
            Ok::<_, Failure>(own)
        };
        self.store.view("own_diaries", work).await
    }

    /// Looks, once the first report of a day is due, at what was missed on the day before: whoever missed it is reminded by
    /// text message where the settings ask for it, and is to be called after two days in a row. Days are those of the
    /// deployment's clocks.
    ///
    /// # Errors
    /// Faults of the store.
    pub(crate) async fn look_at_diaries(self: &Arc<Self>, now: UnixTime) -> Result<(), Failure> {
        let (today, hours) = (self.key_days.day(now), self.diary_hours());
        let due = self.key_days.start(today).plus(u64::from(hours.morning) * 3_600);
        if now < due {
            return Ok(());
        }
        let (declarations, yesterday) = (self.clone(), today.minus(1));
        let work = move |tx: &mut dyn Transaction| {
            let mut numbers = BTreeSet::new();
            for row in diary_store::unchecked(tx, yesterday, MOST_AT_ONCE)? {
                numbers.extend(declarations.look_at(tx, row, (yesterday, hours.missed_days), now)?);
            }
            Ok::<_, Failure>(numbers)
        };
        let numbers = self.store.run("look_at_diaries", work).await?;
        let Some(sms) = &self.reminders else { return Ok(()) };
        let date = Date(yesterday).to_string();
        let date = date.split('-').rev().collect::<Vec<_>>().join("/");
        let link = format!("https://{}/khai-bao", self.host);
        let text = sms::quarantine(Catalogue::of(Language::Vi), &date, (hours.morning, hours.afternoon), &link);
        for number in numbers {
            let Ok(number) = PhoneNumber::from_e164(number) else { continue };
            sms.send(SmsMessage { number, text: text.clone(), useful_until: now.plus(USEFUL_SECONDS) });
        }
        Ok(())
    }

    /// Looks at one diary up to a day. Returns the number to remind, as E.164 writes it, where that day was missed.
    fn look_at(
        &self,
        tx: &mut dyn Transaction,
        mut row: DiaryRow,
        (until, most_missed): (Day, u32),
        now: UnixTime,
    ) -> Result<Option<String>, Failure> {
        let reports: BTreeSet<Day> =
            store::of_number(tx, &row.number)?.iter().filter(|one| row.is_report(one)).map(|one| one.day).collect();
        let last = until.min(row.last_day);
        while row.checked < last {
            row.checked = row.checked.plus(1);
            row.missed = if reports.contains(&row.checked) { 0 } else { row.missed.saturating_add(1) };
        }
        diary_store::put(tx, &row)?;
        if row.missed >= most_missed {
            calls::enqueue(tx, &call_of(&row.declaration), &row.area, now)?;
        }
        // Somebody whose quarantine is over reports no more.
        if row.missed == 0 || row.last_day <= until {
            return Ok(None);
        }
        let answers = self.found(tx, &row.declaration)?.and_then(|opened| opened.answers);
        let phone = answers.as_ref().and_then(|answers| words_of(&answers.response, "phone"));
        Ok(phone.and_then(|phone| PhoneNumber::parse(phone).ok()).map(|phone| phone.as_str().to_owned()))
    }
}
