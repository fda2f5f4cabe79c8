//! What may be written: feedback is about a facility, and names nobody by telephone number, identity number or e-mail address.

use unicode_normalization::UnicodeNormalization as _;

use crate::ground::error::Refusal;

/// Most characters of feedback and of an answer.
pub(crate) const MOST_LETTERS: usize = 500;
/// Digits in a row that are no number of things.
const DIGITS_IN_A_ROW: u32 = 7;
/// Digits, with spaces, points or hyphens between, that are a telephone number or longer.
const DIGITS_IN_GROUPS: u32 = 9;

/// The words as they are kept.
///
/// # Errors
/// A refusal that names the field and says what to leave out.
pub(super) fn checked(words: &str, field: &'static str) -> Result<String, Refusal> {
    let words: String = words.replace("\r\n", "\n").trim().nfc().collect();
    let refused = |key| Err(Refusal::of_field(field, key, Vec::new()));
    if !words.chars().any(char::is_alphabetic) {
        return refused("feedback-error-empty");
    }
    if words.chars().count() > MOST_LETTERS {
        return refused("feedback-error-long");
    }
    if words.chars().any(|letter| letter.is_control() && letter != '\n') {
        return refused("feedback-error-characters");
    }
    if holds_number(&words) {
        return refused("feedback-error-number");
    }
    if holds_address(&words) {
        return refused("feedback-error-email");
    }
    Ok(words)
}

/// Whether there is a number as long as a telephone number, in whatever digits.
fn holds_number(words: &str) -> bool {
    let (mut row, mut groups, mut between) = (0, 0, 0);
    for letter in words.nfkc() {
        if letter.is_numeric() {
            (row, groups, between) = (row + 1, groups + 1, 0);
        } else {
            let is_between = " .-–()_\n".contains(letter) && between < 2;
            row = 0;
            (groups, between) = if is_between { (groups, between + 1) } else { (0, 0) };
        }
        if row >= DIGITS_IN_A_ROW || groups >= DIGITS_IN_GROUPS {
            return true;
        }
    }
    false
}

/// Whether there is an e-mail address.
fn holds_address(words: &str) -> bool {
    let folded: String = words.nfkc().collect();
    let joined = |part: &str| {
        let Some((name, host)) = part.split_once('@') else { return false };
        name.ends_with(char::is_alphanumeric) && host.starts_with(char::is_alphanumeric)
    };
    folded.split_whitespace().any(joined)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn said(words: &str) -> Option<&'static str> {
        let keys = ["empty", "long", "characters", "number", "email"];
        let keys = keys.map(|key| (key, format!("feedback-error-{key}")));
        let refusal = checked(words, "words").err()?;
        keys.iter().find(|(_, key)| refusal.says(key)).map(|(short, _)| *short)
    }

    #[test]
    fn what_is_about_the_facility_is_kept_as_it_was_written() {
        for words in [
            "Không có nước rửa tay ở cổng.",
            "Lớp 3A2 có 45 em, ngày 25/05/2021 lúc 07:30 không ai đo thân nhiệt",
            "Phòng 101, 102, 103 đóng cửa sổ",
            "Học phí 150.000 đồng",
        ] {
            assert_eq!(checked(&format!("  {words}\r\n"), "words").unwrap(), words);
        }
    }

    #[test]
    fn numbers_and_addresses_of_people_are_refused_with_the_reason() {
        for words in [
            "Gọi 0912345678",
            "Gọi 0912 345 678",
            "Gọi 09.12.34.56.78",
            "Gọi (+84) 912-345-678",
            "Gọi ０９１２３４５６７８",
            "CCCD 079201012345",
        ] {
            assert_eq!(said(words), Some("number"), "{words}");
        }
        assert_eq!(said("Viết cho hoa.sen@truong.vn"), Some("email"));
        assert_eq!(said("Bẩn @ cổng trường"), None);
        assert_eq!(said(" …!"), Some("empty"));
        assert_eq!(said("a\u{7}"), Some("characters"));
        assert_eq!((said(&"ạ".repeat(500)), said(&"ạ".repeat(501))), (None, Some("long")));
    }

    proptest! {
        #[test]
        fn no_telephone_number_passes_however_it_is_grouped(
            digits in prop::collection::vec(0_u8..10, 10..13),
            gaps in prop::collection::vec(prop::sample::select(vec!["", " ", ".", "-"]), 13),
            before in "[a-zà-ỹ ]{0,20}",
        ) {
            let number: String = digits.iter().zip(&gaps).flat_map(|(digit, gap)| [digit.to_string(), gap.to_string()]).collect();
            prop_assert_eq!(said(&format!("gọi {before} {number} nhé")), Some("number"));
        }

        #[test]
        fn what_is_kept_is_kept_again(words in any::<String>()) {
            if let Ok(kept) = checked(&words, "words") {
                prop_assert!(kept.chars().count() <= MOST_LETTERS);
                prop_assert_eq!(checked(&kept, "words").ok(), Some(kept));
            }
        }
    }
}
