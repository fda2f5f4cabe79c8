//! What a QR code's text is: a place code of ours, one of another system, or neither.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};

use super::{ForeignCode, code::PlaceCode};

/// Between the host and the code. What follows a `#` never reaches a web server.
const PATH: &str = "/p#";
const SCHEME: &str = "https://";
/// Longest text that is looked at, in bytes: more than any place code with its address has.
const LONGEST_TEXT: usize = 1_024;

/// A QR code's text, told apart.
#[derive(Clone, PartialEq, Eq)]
pub enum ScannedText {
    /// The bytes of a place code; whether they are one shows when they are read.
    Place(Vec<u8>),
    /// Another system's code.
    Foreign(ForeignCode),
    /// Neither.
    Unknown,
}

impl ScannedText {
    /// Tells a text apart.
    pub fn of(text: &str) -> Self {
        let text = text.trim();
        if text.len() > LONGEST_TEXT {
            return Self::Unknown;
        }
        if let Some(bytes) = place_bytes(text) {
            return Self::Place(bytes);
        }
        ForeignCode::of(text).map_or(Self::Unknown, Self::Foreign)
    }
}

fn place_bytes(text: &str) -> Option<Vec<u8>> {
    let begins = text.get(..SCHEME.len())?.eq_ignore_ascii_case(SCHEME);
    let (host, code) = text.get(SCHEME.len()..)?.split_once(PATH)?;
    let is_host = !host.is_empty() && !host.contains(['/', '?', '#', '@', ' ']);
    let bytes = URL_SAFE_NO_PAD.decode(code).ok()?;
    (begins && is_host && bytes.len() <= PlaceCode::MOST_BYTES).then_some(bytes)
}

/// The text of a QR code that shows these bytes: `https://HOST/p#` and base64url.
pub fn url(host: &str, code: &[u8]) -> String {
    format!("{SCHEME}{host}{PATH}{}", URL_SAFE_NO_PAD.encode(code))
}

crate::opaque::opaque_debug!(ScannedText);
