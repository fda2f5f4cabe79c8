//! What the program says to the operator at the terminal, in the language that the operator chose.

use std::sync::OnceLock;

use lancan_text::{Catalogue, Language};

static CHOSEN: OnceLock<Option<Language>> = OnceLock::new();

/// Settles the language for this process; `None` where nobody chose one.
pub(crate) fn speak(language: Option<Language>) {
    // The first word counts.
    let _ = CHOSEN.set(language);
}

/// A text in the chosen language; in both where nobody chose one.
pub(crate) fn told(words: impl Fn(&Catalogue) -> String) -> String {
    in_language(CHOSEN.get().copied().flatten(), words)
}

fn in_language(language: Option<Language>, words: impl Fn(&Catalogue) -> String) -> String {
    if let Some(language) = language {
        return words(Catalogue::of(language));
    }
    let [vi, en] = [Language::Vi, Language::En].map(|language| words(Catalogue::of(language)));
    format!("{vi} / {en}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_told_in_the_chosen_language_and_in_both_where_nobody_chose() {
        let said = |language| in_language(language, |text| text.message("backup-done", &[]));
        assert_eq!(said(Some(Language::Vi)), "Đã sao lưu xong");
        assert_eq!(said(None), format!("{} / {}", said(Some(Language::Vi)), said(Some(Language::En))));
    }
}
