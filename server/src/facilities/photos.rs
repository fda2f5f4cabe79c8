//! Photographs of assessments: drawn again, sealed, and shown to the facility's managers and to officers of its area.

use std::sync::Arc;

use lancan_protocol::problem::Problem;
use lancan_protocol::time::Day;

use super::{Facilities, photo_store};
use crate::ground::error::{Failure, Fault};
use crate::http::Officer;
use crate::places::{Manager, Places};
use crate::store::Transaction;

/// Most photographs of an assessment.
pub(crate) const MOST_ASSESSMENT_PHOTOS: usize = 3;

/// Which photograph of a facility.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct PhotoOf {
    /// Day of the assessment.
    pub(crate) day: Day,
    /// Its version.
    pub(crate) version: u32,
    /// 0 for the first.
    pub(crate) position: u32,
}

impl PhotoOf {
    /// What is sealed, for the seal's label.
    fn label(self, place: &str) -> String {
        let Self { day, version, position } = self;
        format!("assessment_photos|sealed|{place}|{}|{version}|{position}", day.0)
    }
}

impl Facilities {
    /// Keeps the photographs of an assessment that was just written.
    pub(super) fn keep_photos(
        &self,
        tx: &mut dyn Transaction,
        place: &str,
        (day, version): (Day, u32),
        photos: &[Vec<u8>],
    ) -> Result<(), Failure> {
        for (position, photo) in (0..).zip(photos) {
            let label = PhotoOf { day, version, position }.label(place);
            let sealed = self.pictures_key.seal(&label, photo).map_err(Fault::from)?;
            photo_store::insert(tx, place, day, version, position, &sealed)?;
        }
        Ok(())
    }

    fn photo_in(&self, tx: &mut dyn Transaction, place: &str, photo: PhotoOf) -> Result<Vec<u8>, Failure> {
        let sealed = photo_store::find(tx, place, photo.day, photo.version, photo.position)?;
        let opened = self.pictures_key.open(&photo.label(place), &sealed.ok_or(Problem::NotFound)?);
        Ok(opened.map_err(Fault::from)?.to_vec())
    }

    /// A photograph of a manager's facility, JPEG.
    ///
    /// # Errors
    /// [`Problem::NotFound`] where the manager has no such photograph.
    pub(crate) async fn own_photo(
        self: &Arc<Self>,
        manager: &Manager,
        place: &str,
        photo: PhotoOf,
    ) -> Result<Vec<u8>, Failure> {
        let (facilities, manager, place) = (self.clone(), manager.clone(), place.to_owned());
        let read = move |tx: &mut dyn Transaction| {
            Places::managed_by(tx, &manager, &place)?;
            facilities.photo_in(tx, &place, photo)
        };
        self.store.view("own_assessment_photo", read).await
    }

    /// A photograph of a facility of an officer's area, JPEG.
    ///
    /// # Errors
    /// [`Problem::NotFound`] where the area has none.
    pub(crate) async fn photo_for(
        self: &Arc<Self>,
        officer: &Officer,
        place: &str,
        photo: PhotoOf,
    ) -> Result<Vec<u8>, Failure> {
        let (facilities, seen, about) = (self.clone(), officer.clone(), (None, format!("place {place}")));
        let (id, allowed, place) = (place.to_owned(), officer.clone(), place.to_owned());
        let allow = move |tx: &mut dyn Transaction| Places::seen_by(tx, &allowed, &id).map(|_| ());
        let read = move |tx: &mut dyn Transaction| {
            Places::seen_by(tx, &seen, &place)?;
            facilities.photo_in(tx, &place, photo)
        };
        self.officers.read(officer, "view-assessment-photo", about, allow, read).await
    }
}
