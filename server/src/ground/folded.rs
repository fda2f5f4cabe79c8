//! Names as people type them: small letters without marks.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// A text in small letters without marks, `đ` as `d`, one space between words: `nguyen van an` for `Nguyễn Văn  Ân`.
pub(crate) fn folded(text: &str) -> String {
    let plain: String = text.nfd().filter(|letter| !is_combining_mark(*letter)).collect();
    let plain = plain.to_lowercase().replace('đ', "d");
    plain.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_alike_whatever_their_marks_capitals_and_spaces() {
        for name in
            ["Nguyễn Văn Ân", "NGUYỄN  VĂN ÂN", "nguyen van an", "Nguye\u{302}\u{303}n Văn Ân", " nguyễn-văn.ân "]
        {
            assert_eq!(folded(name), "nguyen van an", "{name}");
        }
        assert_eq!((folded("Đỗ Thị Đào").as_str(), folded(" - ").as_str()), ("do thi dao", ""));
    }
}
