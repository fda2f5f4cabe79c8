//! A QR code: as the outline of an SVG path, or module by module.

use std::fmt::Write as _;

use qrcode::{Color, EcLevel, QrCode};

/// Empty modules around a code, which readers need (ISO/IEC 18004: four).
const MARGIN: usize = 4;

/// A code to draw.
pub(crate) struct Qr {
    /// The `viewBox` of the drawing, one unit a module.
    pub(crate) view_box: String,
    /// The `d` of the path of all dark modules.
    pub(crate) path: String,
}

impl Qr {
    /// The code of a text; `None` where the text is too long for one.
    pub(crate) fn of(text: &str) -> Option<Self> {
        let modules = QrModules::of(text)?;
        let mut path = String::new();
        for (column, row) in modules.dark() {
            let _ = write!(path, "M{} {}h1v1h-1z", usize::from(column) + MARGIN, usize::from(row) + MARGIN);
        }
        let size = usize::from(modules.width()) + 2 * MARGIN;
        Some(Self { view_box: format!("0 0 {size} {size}"), path })
    }
}

/// The modules of a code, without its margin.
pub(crate) struct QrModules {
    width: u16,
    /// Row by row.
    colors: Vec<Color>,
}

impl QrModules {
    /// The code of a text with error correction of level M; `None` where the text is too long for one.
    pub(crate) fn of(text: &str) -> Option<Self> {
        let code = QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
        Some(Self { width: u16::try_from(code.width()).ok()?, colors: code.into_colors() })
    }

    /// Modules on a side.
    pub(crate) fn width(&self) -> u16 {
        self.width
    }

    /// Whether the module of this column and row is dark.
    pub(crate) fn is_dark(&self, column: u16, row: u16) -> bool {
        let at = usize::from(row) * usize::from(self.width) + usize::from(column);
        column < self.width && self.colors.get(at) == Some(&Color::Dark)
    }

    /// Column and row of every dark module, row by row.
    fn dark(&self) -> impl Iterator<Item = (u16, u16)> {
        let all = (0..self.width).flat_map(|row| (0..self.width).map(move |column| (column, row)));
        all.filter(|(column, row)| self.is_dark(*column, *row))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_has_its_three_finders_and_its_margin() {
        let qr = Qr::of("https://lancan.vn/#0123456789ABCDEF").unwrap();
        let size: usize = qr.view_box.rsplit(' ').next().unwrap().parse().unwrap();
        for (x, y) in [(MARGIN, MARGIN), (size - MARGIN - 7, MARGIN), (MARGIN, size - MARGIN - 7)] {
            assert!((0..7).all(|at| qr.path.contains(&format!("M{} {y}h", x + at))), "{x} {y}");
        }
        assert!(!qr.path.contains("M3 ") && !qr.path.contains(" 3h"));
        assert!(Qr::of(&"x".repeat(9_000)).is_none());
    }
}
