//! A QR code as the outline of an SVG path.

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
        let code = QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
        let width = code.width();
        let mut path = String::new();
        for (at, _) in code.to_colors().iter().enumerate().filter(|(_, color)| **color == Color::Dark) {
            let _ = write!(path, "M{} {}h1v1h-1z", at % width.max(1) + MARGIN, at / width.max(1) + MARGIN);
        }
        let size = width + 2 * MARGIN;
        Some(Self { view_box: format!("0 0 {size} {size}"), path })
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
