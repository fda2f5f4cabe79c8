//! A gate pass, as a camera reads it from a page.

/// What the QR code of a page says, and its modules on a side; none where the page shows no code.
pub(crate) fn scanned(page: &str) -> Option<(String, usize)> {
    const SCALE: usize = 4;
    let between =
        |text: &str, before: &str, after: &str| Some(text.split_once(before)?.1.split_once(after)?.0.to_owned());
    let (_, svg) = page.split_once("class=\"qr pass\"")?;
    let size: usize = between(svg, "viewBox=\"0 0 ", " ").unwrap().parse().unwrap();
    let mut dark = vec![false; size * size];
    for module in between(svg, " d=\"M", "\"").unwrap().split('M') {
        let (x, y) = module.trim_end_matches("h1v1h-1z").split_once(' ').unwrap();
        dark[y.parse::<usize>().unwrap() * size + x.parse::<usize>().unwrap()] = true;
    }
    let side = size * SCALE;
    let mut picture = rqrr::PreparedImage::prepare_from_greyscale(side, side, |x, y| {
        if dark[y / SCALE * size + x / SCALE] { 0 } else { 255 }
    });
    let (meta, text) = picture.detect_grids()[0].decode().unwrap();
    Some((text, meta.version.to_size()))
}
