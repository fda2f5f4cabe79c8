//! A place's poster: a sheet with its QR code, its name, and what to do, to print and put up at the door.

use std::sync::Arc;

use lancan_protocol::places as place_code;
use lancan_protocol::problem::Problem;
use lancan_text::{Catalogue, Language};

use super::store::{self, PlaceRow};
use super::{Places, about};
use crate::ground::error::{Failure, Fault, Refusal};
use crate::ground::secrets::Secrets;
use crate::http::Officer;
use crate::http::pages::pdf::{Paper, Weight};
use crate::http::pages::qr::QrModules;
use crate::store::Transaction;

/// The paper that a poster is printed on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PosterPaper {
    /// 210 × 297 mm, with a QR code of 150 mm.
    A4,
    /// 148 × 210 mm, with a QR code of 120 mm: it is read from nearer.
    A5,
}

impl PosterPaper {
    /// The paper of this name, `a4` or `a5`.
    pub(crate) fn named(name: &str) -> Option<Self> {
        match name {
            "a4" => Some(Self::A4),
            "a5" => Some(Self::A5),
            _ => None,
        }
    }

    /// Width, height, and width of the QR code without its empty margin, in millimetres.
    fn millimetres(self) -> (f32, f32, f32) {
        match self {
            Self::A4 => (210.0, 297.0, 150.0),
            Self::A5 => (148.0, 210.0, 120.0),
        }
    }

    /// Width of the QR code as the sheet states it, in centimetres.
    fn stated_width(self) -> u32 {
        match self {
            Self::A4 => 15,
            Self::A5 => 12,
        }
    }
}

/// What a poster says. It is drawn after the transaction that read it.
pub(super) struct Poster {
    /// The place.
    pub(super) place: PlaceRow,
    /// The full name of its unit.
    pub(super) unit: String,
    /// What the QR code holds.
    pub(super) text: String,
}

impl Poster {
    /// The poster as a PDF file.
    ///
    /// # Errors
    /// A refusal where the build had no font to embed.
    pub(super) async fn draw(self, on: PosterPaper) -> Result<Vec<u8>, Failure> {
        let work = move || sheet(&self, on);
        tokio::task::spawn_blocking(work).await.map_err(|_| Fault::Broken("drawing a poster stopped"))?
    }
}

fn sheet(Poster { place, unit, text }: &Poster, on: PosterPaper) -> Result<Vec<u8>, Failure> {
    let (vi, en) = (Catalogue::of(Language::Vi), Catalogue::of(Language::En));
    let (width, height, code) = on.millimetres();
    let mut paper =
        Paper::new(width, height).ok_or_else(|| Refusal::saying(Problem::Unavailable, "web-poster-no-font"))?;
    let modules = QrModules::of(text).ok_or(Fault::Broken("a place code is too long for a QR code"))?;
    let scale = width / 210.0;
    let widest = width - 20.0 * scale;
    let line = |paper: &mut Paper, text: &str, weight, down: f32, points: f32| {
        paper.line(text, weight, down, points * scale, widest);
    };
    line(&mut paper, &vi.message("web-poster-title", &[]), Weight::SemiBold, 20.0 * scale, 32.0);
    line(&mut paper, &en.message("web-poster-title", &[]), Weight::Regular, 28.0 * scale, 15.0);
    let top = 40.0 * scale;
    paper.picture(modules.width(), |column, row| modules.is_dark(column, row), top, code);
    let below = |down: f32| top + code + down * scale;
    let name = place.place.name.as_str();
    line(&mut paper, name, Weight::SemiBold, below(20.0), 34.0);
    line(&mut paper, unit, Weight::Regular, below(28.0), 13.0);
    let state = if place.verified_at.is_some() { "web-poster-verified" } else { "web-poster-self-declared" };
    line(&mut paper, &vi.message(state, &[]), Weight::SemiBold, below(37.0), 16.0);
    line(&mut paper, &en.message(state, &[]), Weight::Regular, below(42.5), 11.0);
    line(&mut paper, &vi.message("web-poster-app", &[]), Weight::Regular, below(52.0), 14.0);
    line(&mut paper, &vi.message("web-poster-no-app", &[]), Weight::Regular, below(58.0), 14.0);
    line(&mut paper, &en.message("web-poster-no-app", &[]), Weight::Regular, below(64.0), 11.0);
    let width_stated = [("width", on.stated_width().into())];
    line(&mut paper, &vi.message("web-poster-width", &width_stated), Weight::Regular, height - 12.0 * scale, 10.0);
    Ok(paper.finish(name, "vi"))
}

impl Places {
    /// The text of a place's newest poster code, for a QR code.
    pub(crate) async fn poster(self: &Arc<Self>, officer: &Officer, id: &str) -> Result<String, Failure> {
        let (places, finder) = (self.clone(), Self::finder(officer, id));
        let allowed = finder.clone();
        let read = move |tx: &mut dyn Transaction| {
            let place = finder(tx)?;
            places.poster_text(tx, &place)
        };
        self.officers.read(officer, "print-poster", about(id), move |tx| allowed(tx).map(|_| ()), read).await
    }

    /// The poster of a place of the officer's area, as a PDF file.
    pub(crate) async fn poster_sheet(
        self: &Arc<Self>,
        officer: &Officer,
        id: &str,
        on: PosterPaper,
    ) -> Result<Vec<u8>, Failure> {
        let (places, finder) = (self.clone(), Self::finder(officer, id));
        let allowed = finder.clone();
        let read = move |tx: &mut dyn Transaction| {
            let place = finder(tx)?;
            places.poster_of(tx, place)
        };
        let poster = self.officers.read(officer, "print-poster", about(id), move |tx| allowed(tx).map(|_| ()), read);
        poster.await?.draw(on).await
    }

    /// The text of a place's newest poster code.
    fn poster_text(&self, tx: &mut dyn Transaction, place: &PlaceRow) -> Result<String, Failure> {
        let codes = store::codes_of(tx, &place.id)?;
        let newest = codes.iter().rfind(|code| !code.rotating && code.live_until.is_none());
        let seed = self.seed(newest.ok_or(Problem::NotFound)?).map_err(Fault::from)?;
        let code = place_code::poster(&place.place, &seed, Secrets::PLACE_KEY_NUMBER, &self.secrets.poster.key);
        Ok(place_code::url(&self.host, &code))
    }

    /// What the poster of a place says.
    pub(super) fn poster_of(&self, tx: &mut dyn Transaction, place: PlaceRow) -> Result<Poster, Failure> {
        let (text, unit) = (self.poster_text(tx, &place)?, self.unit_name(&place.unit).unwrap_or_default());
        Ok(Poster { place, unit, text })
    }
}
