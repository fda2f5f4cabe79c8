//! The text of a pass's QR code.

/// What the text begins with: pass, first form. All of it is of QR's alphanumeric characters.
const PREFIX: &str = "LC1:";
/// Longest text that is looked at, in bytes.
const LONGEST: usize = 256;

/// The text that shows these bytes.
pub(super) fn of(bytes: &[u8]) -> String {
    format!("{PREFIX}{}", base45::encode(bytes))
}

/// The bytes that a text shows.
pub(super) fn bytes(text: &str) -> Option<Vec<u8>> {
    let text = text.trim();
    if text.len() > LONGEST {
        return None;
    }
    base45::decode(text.strip_prefix(PREFIX)?).ok()
}
