//! Tablets at the door: each opens an address with a secret of its own, so that no manager stays signed in at a door.

use std::sync::Arc;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use lancan_protocol::problem::Problem;

use super::managers::{Manager, managed};
use super::poster::PosterPaper;
use super::{DisplayDay, Places, store, tablet_store};
use crate::ground::error::{Failure, Refusal};
use crate::ground::purposes;
use crate::ground::random;
use crate::http::limits::Limit;
use crate::store::Transaction;

/// Tablets of one place at most.
const MOST_TABLETS: u64 = 5;
/// Secrets that no tablet has, in 15 minutes of the whole service: a tablet whose address ended asks each hour.
const MOST_UNKNOWN: u32 = 200;
/// What the HMAC of a tablet's secret is for.
const TABLET: &str = purposes::PLACE_TABLET;

impl Places {
    /// Gives an address for a tablet, with a code for displays where the place has none. Returns the place's name and the
    /// secret of the address.
    pub(crate) async fn add_tablet(self: &Arc<Self>, manager: &Manager, id: &str) -> Result<(String, String), Failure> {
        self.demand_confirmation(manager)?;
        let token = URL_SAFE_NO_PAD.encode(random::bytes::<16>());
        let key = self.secrets.digest(TABLET, token.as_bytes());
        let (places, number, id, now) = (self.clone(), manager.number, id.to_owned(), self.clock.now());
        let work = move |tx: &mut dyn Transaction| {
            let place = managed(tx, &id, &number)?;
            if tablet_store::count(tx, &id)? >= MOST_TABLETS {
                return Err(Failure::from(Refusal::saying(Problem::TooManyRequests, "web-tablets-full")));
            }
            let has_code = store::codes_of(tx, &id)?.iter().any(|code| code.rotating && code.live_until.is_none());
            if !has_code {
                places.next_code(tx, &id, true)?;
            }
            tablet_store::insert(tx, &key, &id, now)?;
            Ok(place.place.name.as_str().to_owned())
        };
        let name = self.officers.store.run("add_tablet", work).await?;
        Ok((name, token))
    }

    /// What the tablet with this secret shows: the place's name, today and tomorrow.
    ///
    /// # Errors
    /// [`Problem::NotFound`] where no tablet has this secret any more; [`Problem::TooManyRequests`] where many were unknown
    /// lately.
    pub(crate) async fn display_of_tablet(self: &Arc<Self>, token: &str) -> Result<(String, Vec<DisplayDay>), Failure> {
        let (places, key) = (self.clone(), self.secrets.digest(TABLET, token.as_bytes()));
        let work = move |tx: &mut dyn Transaction| {
            let Some(place) = tablet_store::place_of(tx, &key)? else { return Ok(None) };
            let place = store::find(tx, &place)?.ok_or(Problem::NotFound)?;
            let days = places.display_days(tx, &place)?;
            Ok::<_, Failure>(Some((place.place.name.as_str().to_owned(), days)))
        };
        match self.officers.store.view("display_of_tablet", work).await? {
            Some(shown) => Ok(shown),
            None => Err(self.unknown_tablet().await?.into()),
        }
    }

    /// Counts a secret that no tablet has, up to a limit of the whole service: what strangers make the server write is
    /// bounded, and a tablet that is known never meets the limit.
    async fn unknown_tablet(&self) -> Result<Problem, Failure> {
        let (limit, now) = (Limit::new("tablet", MOST_UNKNOWN), self.clock.now());
        let store = &self.officers.store;
        if store.view("unknown_tablets", move |tx| limit.is_reached(tx, &[], now)).await? {
            return Ok(Problem::TooManyRequests);
        }
        let is_counted = store.run("unknown_tablet", move |tx| limit.try_count(tx, &[], now)).await?;
        Ok(if is_counted { Problem::NotFound } else { Problem::TooManyRequests })
    }

    /// The poster of a manager's place, as a PDF file.
    pub(crate) async fn managers_poster(
        self: &Arc<Self>,
        manager: &Manager,
        id: &str,
        on: PosterPaper,
    ) -> Result<Vec<u8>, Failure> {
        let (places, number, id) = (self.clone(), manager.number, id.to_owned());
        let work = move |tx: &mut dyn Transaction| {
            let place = managed(tx, &id, &number)?;
            places.poster_of(tx, place)
        };
        self.officers.store.view("managers_poster", work).await?.draw(on).await
    }
}
