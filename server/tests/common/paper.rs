//! What is on a sheet that the server drew as a PDF file.

use std::io::Write as _;
use std::process::Command;

pub(crate) fn skipped(why: &str) {
    let _ = writeln!(std::io::stderr(), "SKIPPED: {why}");
}

/// What a program makes of a PDF file; none where there is no such program.
pub(crate) fn on_paper(program: &str, arguments: &[&str], after: &[&str], pdf: &[u8]) -> Option<Vec<u8>> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("card.pdf");
    std::fs::write(&file, pdf).unwrap();
    let Ok(done) = Command::new(program).args(arguments).arg(&file).args(after).output() else {
        skipped(&format!("no {program} here: nobody has looked at the card as it is printed"));
        return None;
    };
    assert!(done.status.success(), "{program}: {}", String::from_utf8_lossy(&done.stderr));
    Some(done.stdout)
}

/// Dots an inch at which a sheet is looked at, one after the other: of some codes the reader makes nothing where modules and
/// dots fall badly together.
const DOTS_AN_INCH: [&str; 3] = ["150", "200", "300"];

/// The text of the one QR code of a sheet, and its modules on a side.
pub(crate) fn scanned(pdf: &[u8]) -> Option<(String, usize)> {
    for dots in DOTS_AN_INCH {
        let picture = on_paper("pdftoppm", &["-r", dots, "-gray", "-singlefile"], &[], pdf)?;
        if let Some(read) = read_code(&picture) {
            return Some(read);
        }
    }
    panic!("the code of the sheet is read at none of {DOTS_AN_INCH:?} dots an inch");
}

fn read_code(picture: &[u8]) -> Option<(String, usize)> {
    let fields: Vec<&[u8]> = picture.splitn(4, u8::is_ascii_whitespace).collect();
    let number = |field: &[u8]| std::str::from_utf8(field).unwrap().parse::<usize>().unwrap();
    let (width, height) = (number(fields[1]), number(fields[2]));
    let pixels = fields[3].split_first_chunk::<4>().unwrap().1;
    let mut image = rqrr::PreparedImage::prepare_from_greyscale(width, height, |x, y| pixels[y * width + x]);
    let codes = image.detect_grids();
    assert_eq!(codes.len(), 1, "one code on the sheet");
    let (meta, text) = codes[0].decode().ok()?;
    Some((text, meta.version.to_size()))
}
