//! The languages of the catalogue, and which of them a person prefers.

/// A language of the catalogue.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Language {
    /// Vietnamese, the default.
    #[default]
    Vi,
    /// English.
    En,
}

impl Language {
    /// Every language of the catalogue.
    pub const ALL: [Self; 2] = [Self::Vi, Self::En];

    /// The language's own tag (BCP 47): `vi` or `en`.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Vi => "vi",
            Self::En => "en",
        }
    }

    /// The language of a tag such as `vi`, `vi-VN`, `en_GB` or `en_US.UTF-8`; `None` for any other
    /// language.
    pub fn from_tag(tag: &str) -> Option<Self> {
        let primary = tag.trim().split(['-', '_', '.', '@']).next().unwrap_or_default();
        Self::ALL.into_iter().find(|language| primary.eq_ignore_ascii_case(language.tag()))
    }

    /// The language of a terminal's user, by the environment: the first of `LC_ALL`, `LC_MESSAGES` and `LANG` that is set and not
    /// empty; where none is, by the system's settings. Vietnamese where it names Vietnamese, English where it names any other
    /// language, `None` where nobody chose: neither says anything, or it is `C` or `POSIX`. `variable` gives the value of a
    /// variable, `system` the tag of the language that the system's settings name.
    pub fn of_terminal(
        variable: impl Fn(&str) -> Option<String>,
        system: impl FnOnce() -> Option<String>,
    ) -> Option<Self> {
        let is_set = |value: &String| !value.trim().is_empty();
        let set = |name: &&str| variable(name).filter(is_set);
        let value = ["LC_ALL", "LC_MESSAGES", "LANG"].iter().find_map(set).or_else(|| system().filter(is_set))?;
        let nobody = ["C", "POSIX"].contains(&value.trim().split(['.', '@']).next().unwrap_or_default());
        (!nobody).then(|| Self::from_tag(&value).unwrap_or(Self::En))
    }

    /// The language an HTTP `Accept-Language` header prefers (RFC 9110, 12.5.4): the language with the highest weight,
    /// the first among equals. Vietnamese when the header names neither language or cannot be read.
    pub fn negotiate(accept_language: &str) -> Self {
        let mut best = (Self::default(), 0);
        for range in accept_language.split(',') {
            let (tag, parameters) = range.split_once(';').unwrap_or((range, ""));
            if let (Some(language), Some(weight)) = (Self::from_tag(tag), weight(parameters))
                && weight > best.1
            {
                best = (language, weight);
            }
        }
        best.0
    }
}

/// The weight of a parameter such as `q=0.5` in thousandths; 1,000 without a parameter, `None` when it is malformed.
fn weight(parameters: &str) -> Option<u32> {
    let parameters = parameters.trim();
    if parameters.is_empty() {
        return Some(1_000);
    }
    let value = parameters.strip_prefix(['q', 'Q'])?.trim_start().strip_prefix('=')?.trim();
    let (whole, fraction) = value.split_once('.').unwrap_or((value, ""));
    if fraction.len() > 3 || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let thousandths = format!("{fraction:0<3}").parse().ok()?;
    match whole {
        "0" => Some(thousandths),
        "1" if thousandths == 0 => Some(1_000),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The language of a terminal with these variables on a system with this language.
    fn by(set: &[(&str, &str)], system: Option<&str>) -> Option<Language> {
        let variable = |name: &str| set.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned());
        Language::of_terminal(variable, || system.map(str::to_owned))
    }

    #[test]
    fn a_tag_is_read_by_its_first_part_however_it_is_written() {
        for tag in ["vi", "vi-VN", "VI_vn.UTF-8", " vi@latin"] {
            assert_eq!(Language::from_tag(tag), Some(Language::Vi), "{tag}");
        }
        assert_eq!(Language::from_tag("en-GB"), Some(Language::En));
        for tag in ["", "fr", "vie", "C.UTF-8", "-vi"] {
            assert_eq!(Language::from_tag(tag), None, "{tag}");
        }
    }

    #[test]
    fn a_terminal_speaks_the_language_of_its_environment_and_of_none_where_nobody_chose() {
        let of = |set: &[(&str, &str)]| by(set, None);
        for nobody in [
            &[][..],
            &[("LANG", "")],
            &[("LANG", "C")],
            &[("LANG", "C.UTF-8")],
            &[("LC_ALL", "POSIX"), ("LANG", "en_US")],
        ] {
            assert_eq!(of(nobody), None, "{nobody:?}");
        }
        for (set, language) in [
            (&[("LANG", "vi_VN.UTF-8")][..], Language::Vi),
            (&[("LANG", "vi")], Language::Vi),
            (&[("LANG", "en_US.UTF-8")], Language::En),
            (&[("LANG", "fr_FR")], Language::En),
            (&[("LC_MESSAGES", "en_GB"), ("LANG", "vi_VN")], Language::En),
            (&[("LC_ALL", "vi_VN"), ("LC_MESSAGES", "en_GB"), ("LANG", "en_US")], Language::Vi),
            (&[("LC_ALL", ""), ("LANG", "vi_VN")], Language::Vi),
        ] {
            assert_eq!(of(set), Some(language), "{set:?}");
        }
    }

    #[test]
    fn the_system_is_asked_for_the_language_where_the_environment_names_none() {
        for (set, system, language) in [
            (&[][..], "en-US", Some(Language::En)),
            (&[], "vi-VN", Some(Language::Vi)),
            (&[], "fr-FR", Some(Language::En)),
            (&[], "", None),
            (&[("LANG", " ")], "en-US", Some(Language::En)),
            (&[("LANG", "vi_VN.UTF-8")], "en-US", Some(Language::Vi)),
            (&[("LC_ALL", "C")], "en-US", None),
        ] {
            assert_eq!(by(set, Some(system)), language, "{set:?} {system}");
        }
    }

    #[test]
    fn the_heaviest_language_that_we_have_is_chosen_and_vietnamese_where_there_is_none() {
        for (header, language) in [
            ("", Language::Vi),
            ("fr-FR, de;q=0.5", Language::Vi),
            ("en-US,en;q=0.9,vi;q=0.8", Language::En),
            ("fr, en;q=0.3, vi;q=0.7", Language::Vi),
            ("vi;q=0, en;q=0.001", Language::En),
            ("en;q=0", Language::Vi),
            ("vi, en", Language::Vi),
            ("en, vi", Language::En),
            ("en;q=2, vi;q=0.1", Language::Vi),
            ("en;q=0.12345", Language::Vi),
        ] {
            assert_eq!(Language::negotiate(header), language, "{header}");
        }
    }

    proptest! {
        #[test]
        fn any_header_gets_a_language(header in ".*") {
            let _ = Language::negotiate(&header);
        }
    }
}
