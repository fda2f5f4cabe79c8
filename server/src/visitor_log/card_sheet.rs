//! The sheet of a paper card: the QR code, what a checker compares, and what its holder should know.

use lancan_protocol::problem::Problem;
use lancan_protocol::time::Day;
use lancan_text::{Catalogue, Language};

use crate::ground::error::{Failure, Fault, Refusal};
use crate::http::pages::local::date;
use crate::http::pages::pdf::{Paper, Weight};
use crate::http::pages::qr::QrModules;

/// Width and height of the sheet (A6), and width of its QR code without the empty margin, in millimetres.
const SHEET: (f32, f32, f32) = (105.0, 148.0, 50.0);

/// What the sheet of a card says, or a screen.
pub(super) struct CardSheet {
    /// What the QR code holds.
    pub(super) text: String,
    /// Initials and the last three digits.
    pub(super) line: String,
    /// The last day on which the card is taken.
    pub(super) last_day: Day,
}

impl CardSheet {
    /// The sheet as a PDF file.
    ///
    /// # Errors
    /// A refusal where the build had no font to embed.
    pub(super) async fn draw(self) -> Result<Vec<u8>, Failure> {
        tokio::task::spawn_blocking(move || self.sheet()).await.map_err(|_| Fault::Broken("drawing a card stopped"))?
    }

    fn sheet(&self) -> Result<Vec<u8>, Failure> {
        let (vi, en) = (Catalogue::of(Language::Vi), Catalogue::of(Language::En));
        let (width, height, code) = SHEET;
        let mut paper =
            Paper::new(width, height).ok_or_else(|| Refusal::saying(Problem::Unavailable, "web-poster-no-font"))?;
        let modules = QrModules::of(&self.text).ok_or(Fault::Broken("a card's code is too long for a QR code"))?;
        let widest = width - 12.0;
        let mut line = |text: &str, weight, down, points| paper.line(text, weight, down, points, widest);
        let title = vi.message("card-sheet-title", &[]);
        line(&title, Weight::SemiBold, 14.0, 18.0);
        line(&en.message("card-sheet-title", &[]), Weight::Regular, 20.0, 10.0);
        line(&self.line, Weight::SemiBold, 90.0, 16.0);
        let day = date(self.last_day);
        let until = [("day", day.as_str().into())];
        line(&vi.message("card-sheet-until", &until), Weight::Regular, 98.0, 11.0);
        line(&en.message("card-sheet-until", &until), Weight::Regular, 103.0, 8.0);
        for (at, key) in (0_u8..).zip(["card-sheet-show", "card-sheet-sealed", "card-sheet-lost"]) {
            let down = 112.0 + f32::from(at) * 10.0;
            line(&vi.message(key, &[]), Weight::Regular, down, 9.0);
            line(&en.message(key, &[]), Weight::Regular, down + 4.0, 7.5);
        }
        paper.picture(modules.width(), |column, row| modules.is_dark(column, row), 28.0, code);
        Ok(paper.finish(&title, "vi"))
    }
}
