//! Photographs from strangers: decoded within bounds and drawn again, so that nothing is kept but what is seen.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder as _, ImageFormat, ImageReader, Limits};
use tokio::sync::Semaphore;

use super::error::{Failure, Fault, Refusal};

/// Most bytes of a file that is read.
pub(crate) const MOST_BYTES: usize = 8 << 20;
/// Most pixels of a picture's longer side, as it is kept.
const LONGEST_SIDE: u32 = 1_600;
/// Most pixels of a side of a picture that is read.
const LONGEST_SIDE_READ: u32 = 12_000;
/// Most bytes of memory that the pixels of a picture take: 33 million pixels of a usual photograph.
const MOST_MEMORY: u64 = 96 << 20;
/// Quality of the pictures that are kept, of 100.
const QUALITY: u8 = 82;

/// Draws pictures again, one file after the other: each takes up to two hundred megabytes while it is drawn.
pub(crate) struct PictureDrawer(Semaphore);

impl Default for PictureDrawer {
    fn default() -> Self {
        Self(Semaphore::new(1))
    }
}

impl PictureDrawer {
    /// Draws files again that came in the field `photo`.
    ///
    /// # Errors
    /// A refusal that names the field, where one is no photograph or too large.
    pub(crate) async fn drawn(&self, files: Vec<Vec<u8>>) -> Result<Vec<Vec<u8>>, Failure> {
        if files.is_empty() {
            return Ok(files);
        }
        let _turn = self.0.acquire().await.map_err(|_| Fault::Broken("pictures are not drawn"))?;
        let drawing = move || files.iter().map(|file| drawn_anew(file)).collect::<Result<Vec<_>, _>>();
        let drawn = tokio::task::spawn_blocking(drawing).await.map_err(|_| Fault::Broken("pictures are not drawn"))?;
        Ok(drawn.map_err(|error| {
            let key = match error {
                PictureError::NotAPicture => "feedback-error-photo",
                PictureError::TooLarge => "feedback-error-photo-large",
            };
            Refusal::of_field("photo", key, Vec::new())
        })?)
    }
}

/// Why a file is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum PictureError {
    /// It is neither JPEG nor PNG, or it is broken.
    NotAPicture,
    /// The file or the picture is too large.
    TooLarge,
}

/// Draws a JPEG or PNG again: upright, no side longer than 1,600 pixels, a JPEG without place, time, camera or any other note.
///
/// # Errors
/// [`PictureError`] says why the file is not taken.
fn drawn_anew(file: &[u8]) -> Result<Vec<u8>, PictureError> {
    if file.len() > MOST_BYTES {
        return Err(PictureError::TooLarge);
    }
    let mut reader =
        ImageReader::new(Cursor::new(file)).with_guessed_format().map_err(|_| PictureError::NotAPicture)?;
    if !matches!(reader.format(), Some(ImageFormat::Jpeg | ImageFormat::Png)) {
        return Err(PictureError::NotAPicture);
    }
    let mut limits = Limits::default();
    limits.max_alloc = Some(MOST_MEMORY);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(|_| PictureError::NotAPicture)?;
    let (width, height) = decoder.dimensions();
    if width.max(height) > LONGEST_SIDE_READ || decoder.total_bytes() > MOST_MEMORY {
        return Err(PictureError::TooLarge);
    }
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let mut picture = DynamicImage::from_decoder(decoder).map_err(|_| PictureError::NotAPicture)?;
    if width.max(height) > LONGEST_SIDE {
        picture = picture.thumbnail(LONGEST_SIDE, LONGEST_SIDE);
    }
    picture.apply_orientation(orientation);
    let mut drawn = Vec::new();
    let encoder = JpegEncoder::new_with_quality(&mut drawn, QUALITY);
    picture.to_rgb8().write_with_encoder(encoder).map_err(|_| PictureError::NotAPicture)?;
    Ok(drawn)
}

/// Draws any bytes again: they are refused, or what is kept is a JPEG of bounded size without notes of a camera.
#[cfg(any(test, fuzzing))]
pub(crate) fn fuzzed_photograph(bytes: &[u8]) {
    let Ok(drawn) = drawn_anew(bytes) else { return };
    // The marker of a camera's notes would stand right behind the first one.
    assert!(drawn.starts_with(&[0xff, 0xd8]) && !drawn.starts_with(&[0xff, 0xd8, 0xff, 0xe1]));
    let reader = ImageReader::with_format(Cursor::new(&drawn), ImageFormat::Jpeg);
    assert!(reader.into_dimensions().is_ok_and(|(width, height)| width.max(height) <= LONGEST_SIDE));
}

#[cfg(test)]
mod tests {
    use image::RgbImage;
    use proptest::prelude::*;

    use super::*;

    fn jpeg(width: u32, height: u32) -> Vec<u8> {
        let mut file = Vec::new();
        let byte = |at: u32| u8::try_from(at % 256).unwrap();
        let picture = RgbImage::from_fn(width, height, |x, y| image::Rgb([byte(x), byte(y), 90]));
        picture.write_with_encoder(JpegEncoder::new_with_quality(&mut file, 90)).unwrap();
        file
    }

    /// The file with an EXIF segment as phones write it: turned by 90°, taken at 11° north.
    fn with_gps(file: &[u8]) -> Vec<u8> {
        let mut tiff = b"MM\0*\0\0\0\x08".to_vec();
        let entry = |tag: u16, kind: u16, count: u32, value: [u8; 4]| {
            [&tag.to_be_bytes()[..], &kind.to_be_bytes(), &count.to_be_bytes(), &value].concat()
        };
        // The first directory: orientation 6, and where the directory of the place is.
        tiff.extend(2_u16.to_be_bytes());
        tiff.extend(entry(0x0112, 3, 1, [0, 6, 0, 0]));
        tiff.extend(entry(0x8825, 4, 1, 38_u32.to_be_bytes()));
        tiff.extend([0; 4]);
        assert_eq!(tiff.len(), 38);
        tiff.extend(1_u16.to_be_bytes());
        tiff.extend(entry(0x0001, 2, 2, *b"N\0\0\0"));
        tiff.extend([0; 4]);
        let body = [b"Exif\0\0", &tiff[..]].concat();
        let length = u16::try_from(body.len() + 2).unwrap().to_be_bytes();
        [&file[..2], &[0xff, 0xe1], &length, &body, &file[2..]].concat()
    }

    fn size(file: &[u8]) -> (u32, u32) {
        let picture = image::load_from_memory(file).unwrap();
        (picture.width(), picture.height())
    }

    #[test]
    fn a_photograph_loses_its_place_and_stands_upright() {
        let file = with_gps(&jpeg(40, 20));
        let mut decoder = ImageReader::with_format(Cursor::new(&file), ImageFormat::Jpeg).into_decoder().unwrap();
        assert!(decoder.exif_metadata().unwrap().is_some(), "the place is in the file that is sent");
        let drawn = drawn_anew(&file).unwrap();
        let mut decoder = ImageReader::with_format(Cursor::new(&drawn), ImageFormat::Jpeg).into_decoder().unwrap();
        assert_eq!(decoder.exif_metadata().unwrap(), None);
        assert!(!drawn.windows(4).any(|bytes| bytes == b"Exif"));
        assert_eq!(size(&drawn), (20, 40), "turned as the camera said");
    }

    #[test]
    fn a_large_picture_is_made_smaller_and_a_small_one_is_not_made_larger() {
        assert_eq!(size(&drawn_anew(&jpeg(3_200, 800)).unwrap()), (1_600, 400));
        assert_eq!(size(&drawn_anew(&jpeg(30, 10)).unwrap()), (30, 10));
        let mut png = Cursor::new(Vec::new());
        RgbImage::new(5, 7).write_to(&mut png, ImageFormat::Png).unwrap();
        let drawn = drawn_anew(png.get_ref()).unwrap();
        assert!(drawn.starts_with(&[0xff, 0xd8]) && size(&drawn) == (5, 7), "a PNG becomes a JPEG");
    }

    #[test]
    fn what_is_no_picture_or_would_take_too_much_memory_is_refused() {
        assert_eq!(drawn_anew(b"GIF89a\x01\0\x01\0"), Err(PictureError::NotAPicture));
        assert_eq!(drawn_anew(&jpeg(40, 20)[..60]), Err(PictureError::NotAPicture));
        assert_eq!(drawn_anew(&vec![0; MOST_BYTES + 1]), Err(PictureError::TooLarge));
        // A JPEG whose head promises 60,000 × 60,000 pixels.
        let mut huge = jpeg(40, 20);
        let frame = huge.windows(2).position(|bytes| bytes == [0xff, 0xc0]).unwrap();
        huge[frame + 5..frame + 9].copy_from_slice(&[0xea, 0x60, 0xea, 0x60]);
        assert!(drawn_anew(&huge).is_err());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn whatever_comes_is_refused_or_becomes_a_jpeg(at in 0_usize..600, byte in any::<u8>(), cut in 0_usize..700) {
            let mut file = with_gps(&jpeg(24, 16));
            if let Some(changed) = file.get_mut(at) { *changed = byte; }
            file.truncate(file.len().saturating_sub(cut));
            if let Ok(drawn) = drawn_anew(&file) {
                prop_assert!(drawn.starts_with(&[0xff, 0xd8]) && !drawn.windows(4).any(|bytes| bytes == b"Exif"));
            }
        }
    }
}
