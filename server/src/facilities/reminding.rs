//! From 10:00 on the managers of whoever has not reported are reminded by text message: once a day and facility, by one instance
//! at a time, and no more once the day is closed for assessments.

use std::sync::{Arc, Weak};

use lancan_protocol::Saturate as _;
use lancan_protocol::phone_number::PhoneNumber;
use lancan_protocol::time::Day;
use lancan_text::{Catalogue, Language};

use super::counting::state_on;
use super::state::FacilityState;
use super::store::FacilityRow;
use super::{DUE_BY, Facilities, LOCKED_FROM, counts_store, description_store, store};
use crate::ground::error::Failure;
use crate::ground::sms::{Sms, SmsMessage};
use crate::places::Places;
use crate::store::Transaction;

/// Facilities that one transaction looks at.
const AT_ONCE: u32 = 500;

/// What reminds managers.
pub(super) struct Reminders {
    places: Weak<Places>,
    sms: Arc<dyn Sms>,
    /// The address of the page on which they report.
    link: String,
}

/// What became of a page of facilities.
struct RemindedPage {
    /// The last facility; none where there was none.
    last: Option<String>,
    messages: Vec<(PhoneNumber, String)>,
}

impl Facilities {
    /// From now on managers are reminded, whose places these are. Only the first call counts.
    pub(crate) fn remind_by(&self, places: &Arc<Places>, sms: Arc<dyn Sms>, host: &str) {
        let link = format!("https://{host}/dia-diem");
        let _ = self.reminders.set(Reminders { places: Arc::downgrade(places), sms, link });
    }

    /// Reminds who has not reported today, where that is due and was not done. Returns how many messages went out.
    ///
    /// # Errors
    /// [`Failure`] when the store fails, or another instance took the job over; the next call goes on.
    pub(crate) async fn remind_when_due(self: &Arc<Self>) -> Result<u32, Failure> {
        let Some(reminders) = self.reminders.get() else { return Ok(0) };
        let today = self.today();
        if !(DUE_BY..LOCKED_FROM).contains(&self.second_of_day()) {
            return Ok(0);
        }
        let is_due = self.store.view("reminders_due", move |tx| counts_store::is_unreminded(tx, today)).await?;
        let facilities = self.clone();
        if !is_due || !self.store.run("take_reminding", move |tx| facilities.reminding.take(tx)).await? {
            return Ok(0);
        }
        let useful_until = self.key_days.start(today).plus(LOCKED_FROM);
        let (mut after, mut sent) = (String::new(), 0);
        loop {
            let (facilities, from) = (self.clone(), after.clone());
            let work = move |tx: &mut dyn Transaction| facilities.remind_page(tx, today, &from);
            let page = self.store.run("remind_facilities", work).await?;
            sent += page.messages.len();
            for (number, text) in page.messages {
                reminders.sms.send(SmsMessage { number, text, useful_until });
            }
            let Some(last) = page.last else { return Ok(sent.saturate()) };
            after = last;
        }
    }

    fn remind_page(&self, tx: &mut dyn Transaction, today: Day, after: &str) -> Result<RemindedPage, Failure> {
        self.reminding.hold(tx)?;
        let rows = description_store::page(tx, today, after, AT_ONCE)?;
        let last = rows.last().map(|row| row.place.clone());
        if last.is_none() {
            counts_store::reminded(tx, today, self.clock.now())?;
            self.reminding.give_back(tx)?;
        }
        let mut messages = Vec::new();
        for row in rows.iter().filter(|row| self.is_counted(row, today)) {
            messages.extend(self.reminders_of(tx, row, today)?);
        }
        Ok(RemindedPage { last, messages })
    }

    /// The messages to the managers of a facility that is awaited and was not reminded of the day.
    fn reminders_of(
        &self,
        tx: &mut dyn Transaction,
        row: &FacilityRow,
        today: Day,
    ) -> Result<Vec<(PhoneNumber, String)>, Failure> {
        let Some((reminders, places)) =
            self.reminders.get().and_then(|reminders| Some((reminders, reminders.places.upgrade()?)))
        else {
            return Ok(Vec::new());
        };
        let is_awaited = state_on(tx, &row.place, row.weekdays, today)? == FacilityState::Awaited;
        if !is_awaited || !store::remind(tx, &row.place, today)? {
            return Ok(Vec::new());
        }
        let Some(named) = store::find_named(tx, &row.place)? else { return Ok(Vec::new()) };
        let text = lancan_text::sms::facility(Catalogue::of(Language::Vi), &named.name, &reminders.link);
        let numbers = places.manager_numbers(tx, &row.place)?.into_iter();
        Ok(numbers.filter_map(|number| Some((number, text.clone()?))).collect())
    }
}
