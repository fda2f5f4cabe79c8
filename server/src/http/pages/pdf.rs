//! A sheet of paper as a PDF file: text in an embedded font, and squares. Places are in millimetres from the upper left corner.

use lancan_protocol::Saturate;
use std::collections::BTreeMap;
use std::io::Write as _;
use std::sync::LazyLock;

use axum::http::HeaderValue;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Response};
use flate2::Compression;
use flate2::write::ZlibEncoder;
use pdf_writer::types::{CidFontType, FontFlags, SystemInfo, UnicodeCmap};
use pdf_writer::{Content, Filter, Finish as _, Name, Pdf, Rect, Ref, Str, TextStr};
use ttf_parser::{Face, GlyphId};
use unicode_normalization::UnicodeNormalization as _;

use super::assets;

/// Points in a millimetre.
const POINTS: f32 = 72.0 / 25.4;
/// The character collection of fonts whose characters are numbered by glyph.
const IDENTITY: SystemInfo<'static> = SystemInfo { registry: Str(b"Adobe"), ordering: Str(b"Identity"), supplement: 0 };

/// A weight of the font.
#[derive(Clone, Copy)]
pub(crate) enum Weight {
    Regular,
    SemiBold,
}

/// The embedded fonts with their files as a PDF holds them; none where the build had none.
static FONTS: LazyLock<Option<[FontFile; 2]>> = LazyLock::new(|| {
    Some([FontFile::read("be-vietnam-pro-regular.ttf")?, FontFile::read("be-vietnam-pro-semibold.ttf")?])
});

struct FontFile {
    face: Face<'static>,
    length: usize,
    packed: Vec<u8>,
}

impl FontFile {
    fn read(name: &str) -> Option<Self> {
        let bytes = assets::file(name)?;
        Some(Self { face: Face::parse(bytes, 0).ok()?, length: bytes.len(), packed: packed(bytes)? })
    }

    fn glyph(&self, letter: char) -> GlyphId {
        self.face.glyph_index(letter).unwrap_or_default()
    }

    /// Width of a glyph in thousandths of the size.
    fn advance(&self, glyph: GlyphId) -> f32 {
        self.thousandths(f32::from(self.face.glyph_hor_advance(glyph).unwrap_or_default()))
    }

    fn thousandths(&self, units: f32) -> f32 {
        units * 1_000.0 / f32::from(self.face.units_per_em().max(1))
    }
}

fn packed(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).ok()?;
    encoder.finish().ok()
}

/// A sheet that is being written on.
pub(crate) struct Paper {
    fonts: &'static [FontFile; 2],
    /// Width and height in points.
    size: (f32, f32),
    content: Content,
    /// The glyphs that were used of each font, with their letters.
    used: [BTreeMap<u16, char>; 2],
}

impl Paper {
    /// An empty sheet; none where the build had no font to embed.
    pub(crate) fn new(width_mm: f32, height_mm: f32) -> Option<Self> {
        let fonts = FONTS.as_ref()?;
        let size = (width_mm * POINTS, height_mm * POINTS);
        Some(Self { fonts, size, content: Content::new(), used: [BTreeMap::new(), BTreeMap::new()] })
    }

    /// Writes a line in the middle of the sheet, `down` millimetres below its upper edge, `points` large; smaller where it is
    /// wider than `widest` millimetres.
    pub(crate) fn line(&mut self, text: &str, weight: Weight, down: f32, points: f32, widest: f32) {
        let at = weight as usize;
        let (Some(font), Some(used)) = (self.fonts.get(at), self.used.get_mut(at)) else { return };
        let (mut glyphs, mut width) = (Vec::new(), 0.0);
        for letter in text.nfc() {
            let glyph = font.glyph(letter);
            used.insert(glyph.0, letter);
            glyphs.extend(glyph.0.to_be_bytes());
            width += font.advance(glyph) / 1_000.0;
        }
        let points = points.min(widest * POINTS / f32::max(width, 0.001));
        let name: &[u8] = if at == 0 { b"F0" } else { b"F1" };
        self.content.begin_text().set_font(Name(name), points);
        self.content.next_line((self.size.0 - width * points) / 2.0, self.size.1 - down * POINTS);
        self.content.show(Str(&glyphs)).end_text();
    }

    /// Draws a square picture `width` millimetres wide in the middle of the sheet, its upper edge `down` millimetres below that
    /// of the sheet: each dark cell of `cells` × `cells`, told by column and row.
    pub(crate) fn picture(&mut self, cells: u16, is_dark: impl Fn(u16, u16) -> bool, down: f32, width: f32) {
        let cell = width * POINTS / f32::from(cells.max(1));
        let (left, top) = ((self.size.0 - width * POINTS) / 2.0, self.size.1 - down * POINTS);
        for row in 0..cells {
            let mut column = 0;
            while column < cells {
                // Cells beside each other are one rectangle, so that no hair line shows between them.
                let run = (column..cells).take_while(|at| is_dark(*at, row)).count();
                let run: u16 = run.saturate();
                if run > 0 {
                    let (x, y) = (left + f32::from(column) * cell, top - f32::from(row + 1) * cell);
                    self.content.rect(x, y, f32::from(run) * cell, cell);
                }
                column += run.max(1);
            }
        }
        self.content.fill_nonzero();
    }

    /// The file. Title and language are for readers of screens.
    pub(crate) fn finish(self, title: &str, language: &str) -> Vec<u8> {
        let [catalog, pages, page, content, info] = [1, 2, 3, 4, 5].map(Ref::new);
        let mut pdf = Pdf::new();
        let mut root = pdf.catalog(catalog);
        root.pages(pages).lang(TextStr(language));
        root.viewer_preferences().display_doc_title(true);
        root.finish();
        pdf.document_info(info).title(TextStr(title));
        pdf.pages(pages).kids([page]).count(1);
        let mut sheet = pdf.page(page);
        sheet.media_box(Rect::new(0.0, 0.0, self.size.0, self.size.1)).parent(pages).contents(content);
        sheet.resources().fonts().pair(Name(b"F0"), Ref::new(10)).pair(Name(b"F1"), Ref::new(20));
        sheet.finish();
        pdf.stream(content, &self.content.finish());
        for ((first, font), used) in [10, 20].into_iter().zip(self.fonts).zip(&self.used) {
            embed(&mut pdf, first, font, used);
        }
        pdf.finish()
    }
}

/// Writes a font with the widths and the letters of the glyphs that were used.
fn embed(pdf: &mut Pdf, first: i32, font: &FontFile, used: &BTreeMap<u16, char>) {
    let [outer, inner, descriptor, file, letters] = [0, 1, 2, 3, 4].map(|at| Ref::new(first + at));
    let name: &[u8] = if first == 10 { b"BeVietnamPro-Regular" } else { b"BeVietnamPro-SemiBold" };
    let name = Name(name);
    pdf.type0_font(outer)
        .base_font(name)
        .encoding_predefined(Name(b"Identity-H"))
        .descendant_font(inner)
        .to_unicode(letters);
    let mut cid = pdf.cid_font(inner);
    cid.subtype(CidFontType::Type2).base_font(name).system_info(IDENTITY).font_descriptor(descriptor);
    cid.cid_to_gid_map_predefined(Name(b"Identity"));
    let mut widths = cid.widths();
    for glyph in used.keys() {
        widths.same(*glyph, *glyph, font.advance(GlyphId(*glyph)));
    }
    widths.finish();
    cid.finish();
    let bounds = font.face.global_bounding_box();
    let [left, bottom, right, top] =
        [bounds.x_min, bounds.y_min, bounds.x_max, bounds.y_max].map(|edge| font.thousandths(edge.into()));
    let capitals = font.face.capital_height().unwrap_or_else(|| font.face.ascender());
    pdf.font_descriptor(descriptor)
        .name(name)
        .flags(FontFlags::SYMBOLIC)
        .bbox(Rect::new(left, bottom, right, top))
        .italic_angle(0.0)
        .ascent(font.thousandths(font.face.ascender().into()))
        .descent(font.thousandths(font.face.descender().into()))
        .cap_height(font.thousandths(capitals.into()))
        .stem_v(80.0)
        .font_file2(file);
    let mut stream = pdf.stream(file, &font.packed);
    stream.filter(Filter::FlateDecode);
    stream.pair(Name(b"Length1"), Saturate::<i32>::saturate(font.length));
    stream.finish();
    let mut map = UnicodeCmap::new(Name(b"Letters"), IDENTITY);
    for (glyph, letter) in used {
        map.pair(*glyph, *letter);
    }
    pdf.cmap(letters, &map.finish());
}

/// A PDF file as an answer, which browsers show.
pub(crate) fn answer(file: Vec<u8>) -> Response {
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static("application/pdf")),
        (CONTENT_DISPOSITION, HeaderValue::from_static("inline; filename=\"ma-qr.pdf\"")),
    ];
    (headers, file).into_response()
}
