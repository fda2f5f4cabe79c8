//! Text messages to whoever runs a place: that the authority warned of hours there, and that a warning was withdrawn. Never
//! who was ill, and never who was there.

use std::collections::BTreeSet;
use std::sync::Arc;

use lancan_protocol::phone_number::PhoneNumber;
use lancan_protocol::time::{Day, UnixTime};
use lancan_text::{Catalogue, Language};

use super::rows::{self, WindowRow};
use super::windows::SPREAD_BATCHES;
use super::{Places, store};
use crate::ground::calendar::Date;
use crate::ground::error::Failure;
use crate::ground::sms::SmsMessage;
use crate::store::Transaction;

/// Seconds for which there is sense in a message that waits for the gateway.
const USEFUL_SECONDS: u64 = 6 * 3_600;
/// Seconds after which nobody is told any more that a window was published, as after the setting was switched on.
const LATEST_SECONDS: u64 = 86_400;

/// What managers are told of a day of their place.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct News {
    place: String,
    day: Day,
    is_withdrawn: bool,
}

impl Places {
    /// Tells managers what became of the windows at their places, once, where the settings ask for it: of one that was
    /// published, when all its rows are out and nobody has withdrawn it meanwhile. One message for each place and day.
    ///
    /// # Errors
    /// Faults of the store.
    pub(crate) async fn tell_managers(self: &Arc<Self>, now: UnixTime) -> Result<(), Failure> {
        let Some(sms) = &self.sms else { return Ok(()) };
        let spread = SPREAD_BATCHES * u64::from(self.rules.publication.every_seconds);
        let places = self.clone();
        let work = move |tx: &mut dyn Transaction| {
            let published = rows::untold(tx, now.minus(LATEST_SECONDS), now.minus(spread))?;
            let withdrawn = rows::withdrawn_untold(tx)?;
            published.iter().try_for_each(|window| rows::set_told(tx, &window.id, 1))?;
            withdrawn.iter().try_for_each(|window| rows::set_told(tx, &window.id, 2))?;
            let of = |window: &WindowRow| News {
                place: window.place.clone(),
                day: places.rules.key_days.day(window.start.start()),
                is_withdrawn: window.withdrawn_at.is_some(),
            };
            let news: BTreeSet<News> = published.iter().chain(&withdrawn).map(of).collect();
            let mut messages = Vec::new();
            for one in &news {
                messages.extend(places.messages(tx, one)?);
            }
            Ok::<_, Failure>(messages)
        };
        let messages = self.officers.store.run("tell_managers", work).await?;
        for (number, text) in messages {
            sms.send(SmsMessage { number, text, useful_until: now.plus(USEFUL_SECONDS) });
        }
        Ok(())
    }

    /// The messages of one piece of news: to whom, and what they say.
    fn messages(&self, tx: &mut dyn Transaction, news: &News) -> Result<Vec<(PhoneNumber, String)>, Failure> {
        let Some(place) = store::find(tx, &news.place)? else { return Ok(Vec::new()) };
        let date = Date(news.day).to_string();
        let date: Vec<&str> = date.split('-').rev().collect();
        let link = format!("https://{}/dia-diem", self.host);
        let text = Catalogue::of(Language::Vi);
        let said = lancan_text::sms::place(text, place.place.name.as_str(), &date.join("/"), &link, news.is_withdrawn);
        let managers = self.known_managers(tx, &news.place)?;
        let numbers = managers.iter().filter_map(|manager| PhoneNumber::parse(&manager.phone).ok());
        Ok(numbers.filter_map(|number| Some((number, said.clone()?))).collect())
    }
}
