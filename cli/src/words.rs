//! What a measurement says: texts of the catalogue, with figures as people of the language write them.

use std::fmt::{Display, Write as _};

use lancan_text::{Argument, Catalogue};

/// The variable of a process's number, which is a name and no count.
const PROCESS: &str = "pid";

/// Says texts in one language.
#[derive(Clone, Copy)]
pub(crate) struct Words(&'static Catalogue);

impl Words {
    pub(crate) fn of(text: &'static Catalogue) -> Self {
        Self(text)
    }

    /// A text without variables.
    pub(crate) fn plain(self, key: &str) -> String {
        self.0.message(key, &[])
    }

    /// A text without variables that not every name has: the name itself where there is none.
    pub(crate) fn named(self, prefix: &str, name: &str) -> String {
        let is_letter = |c: char| c.is_ascii_alphanumeric();
        let parts: Vec<&str> = name.split(|c| !is_letter(c)).filter(|part| !part.is_empty()).collect();
        let key = format!("{prefix}-{}", parts.join("-").to_lowercase());
        self.0.find(&key, &[]).unwrap_or_else(|| name.to_owned())
    }

    /// A text with its variables. Counts are written as the language writes them.
    pub(crate) fn say(self, key: &str, values: &[(&str, &dyn Display)]) -> String {
        let written = |name: &str, value: String| {
            let is_count = name != PROCESS && value.bytes().all(|byte| byte.is_ascii_digit());
            if is_count { self.0.grouped(&value) } else { value }
        };
        let values: Vec<(&str, String)> =
            values.iter().map(|(name, value)| (*name, written(name, value.to_string()))).collect();
        let arguments: Vec<(&str, Argument<'_>)> = values.iter().map(|(name, value)| (*name, value.into())).collect();
        self.0.message(key, &arguments)
    }

    /// A figure with this many digits behind the point, or the comma.
    pub(crate) fn figure(self, value: f64, digits: usize) -> String {
        self.localized(&format!("{value:.digits$}"))
    }

    /// A figure with as many digits as it has.
    pub(crate) fn number(self, value: f64) -> String {
        self.localized(&value.to_string())
    }

    fn localized(self, figure: &str) -> String {
        self.0.grouped(figure)
    }
}

/// Lines of two columns, the first as wide as its longest text.
pub(crate) fn columns(lines: &[(String, String)]) -> String {
    let width = lines.iter().map(|(name, _)| name.chars().count()).max().unwrap_or(0);
    lines.iter().fold(String::new(), |mut all, (name, value)| {
        let _ = writeln!(all, "{name:<width$}  {value}");
        all
    })
}

#[cfg(test)]
mod tests {
    use lancan_text::Language;

    use super::*;

    #[test]
    fn figures_are_written_as_the_language_writes_them_and_names_without_a_text_stay() {
        let [vi, en] = [Language::Vi, Language::En].map(|language| Words::of(Catalogue::of(language)));
        assert_eq!([vi.figure(12.345, 1), en.figure(12.345, 1)], ["12,3", "12.3"]);
        assert_eq!([vi.number(0.5), en.number(2.0)], ["0,5", "2"]);
        assert_eq!([vi.figure(105_840.0, 0), en.figure(105_840.26, 1)], ["105.840", "105,840.3"]);
        let rows = |words: Words| {
            words.say("bench-places", &[("seconds", &"1"), ("rows", &400_000), ("visits", &9), ("processor", &"x")])
        };
        assert!(rows(vi).contains("400.000") && rows(en).contains("400,000"), "{}", rows(vi));
        assert!(vi.say("bench-counted-server", &[("pid", &104_086)]).contains("104086"));
        assert_eq!(vi.named("bench-duty-cycle", "Google and Apple"), "Google và Apple");
        assert_eq!(vi.named("bench-duty-cycle", "of tomorrow"), "of tomorrow");
    }
}
