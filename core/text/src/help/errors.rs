//! What is wrong with a command line, and what to do next.

use std::{
    error::Error,
    fmt::{self, Write as _},
};

use clap::error::{ContextKind, ContextValue, ErrorKind};

use super::words::error as said;
use crate::{Argument, Catalogue, Language};

/// Why a value of the command line is refused: a text of the catalogue, so that it is told in the language of the rest.
#[derive(Debug, PartialEq, Eq)]
pub struct Refusal {
    vietnamese: String,
    english: String,
}

impl Refusal {
    /// A text of the catalogue, in both languages.
    pub fn of(key: &str, arguments: &[(&str, Argument<'_>)]) -> Self {
        let [vietnamese, english] =
            [Language::Vi, Language::En].map(|language| Catalogue::of(language).message(key, arguments));
        Self { vietnamese, english }
    }

    /// The text in one language.
    pub fn text(&self, language: Language) -> &str {
        match language {
            Language::Vi => &self.vietnamese,
            Language::En => &self.english,
        }
    }
}

/// Both languages, for whoever reads it without knowing which is meant.
impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} / {}", self.vietnamese, self.english)
    }
}

impl Error for Refusal {}

/// A command line that does nothing: it asked for help, or it is wrong.
pub struct Refused {
    error: clap::Error,
    /// What is said instead of clap's own words.
    told: Option<String>,
}

impl Refused {
    /// `again` reads the command line once more, in English.
    pub(super) fn of(
        error: clap::Error,
        language: Option<Language>,
        again: impl FnOnce() -> Option<clap::Error>,
    ) -> Self {
        let told = match (error.kind(), language) {
            (
                ErrorKind::DisplayHelp
                | ErrorKind::DisplayVersion
                | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand,
                _,
            ) => None,
            (_, Some(Language::En)) => reason(&error, Language::En).map(|_| english(&error)),
            (_, Some(Language::Vi)) => Some(vietnamese(&error)),
            (_, None) => {
                let beside = again().map(|error| english(&error)).unwrap_or_default();
                let beside = beside.split("\n\n").next().unwrap_or_default().replace('\n', "\n  ");
                Some(format!("{}\n  {beside}", vietnamese(&error)))
            }
        };
        Self { error, told }
    }

    /// The whole text, without colours.
    pub fn text(&self) -> String {
        self.told.clone().unwrap_or_else(|| self.error.render().to_string())
    }

    /// Shows it, and ends the process: with 0 where help was asked for, otherwise with 2.
    pub fn exit(self) -> ! {
        match self.told {
            None => self.error.exit(),
            Some(told) => {
                // Whoever started it may have closed standard error.
                let _ = std::io::Write::write_all(&mut std::io::stderr(), format!("{}\n", told.trim_end()).as_bytes());
                std::process::exit(2)
            }
        }
    }
}

fn refusal_of(error: &clap::Error) -> Option<&Refusal> {
    error.source()?.downcast_ref()
}

/// Clap's own words, but for the reason, which it takes from whoever read the value.
fn english(error: &clap::Error) -> String {
    let text = error.render().to_string();
    match (error.source(), reason(error, Language::En)) {
        (Some(source), Some(reason)) => text.replace(&source.to_string(), &reason),
        _ => text,
    }
}

/// What is wrong, how the command is used, and where to read more.
fn vietnamese(error: &clap::Error) -> String {
    let usage = match error.get(ContextKind::Usage) {
        Some(ContextValue::StyledStr(usage)) => usage.to_string(),
        _ => String::new(),
    };
    let usage = usage.trim_start_matches("Usage: ").trim();
    let mut text = sentence(error);
    if !text.ends_with(['?', '.']) {
        text.push('.');
    }
    if !usage.is_empty() {
        let _ = write!(text, "\n\n{} {usage}", super::words::word("usage"));
    }
    format!("{text}\n\n{}", said("next", &[]))
}

/// Values of a context, one after the other.
fn of(error: &clap::Error, kind: ContextKind) -> String {
    match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join(", "),
        Some(ContextValue::Number(number)) => number.to_string(),
        Some(ContextValue::StyledStr(text)) => text.to_string(),
        _ => String::new(),
    }
}

fn sentence(error: &clap::Error) -> String {
    let argument = of(error, ContextKind::InvalidArg);
    let value = of(error, ContextKind::InvalidValue);
    let with = |name: &str, other: &str| {
        said(name, &[("argument", &argument), ("value", &value), ("other", other), ("known", other), ("reason", other)])
    };
    match error.kind() {
        ErrorKind::InvalidValue | ErrorKind::ValueValidation if value.is_empty() => with("value-missing", ""),
        ErrorKind::InvalidValue => match of(error, ContextKind::ValidValue) {
            known if known.is_empty() => with("value", ""),
            known => with("value-known", &known),
        },
        ErrorKind::ValueValidation => match reason(error, Language::Vi) {
            Some(reason) => with("value-because", &reason),
            None => with("value", ""),
        },
        ErrorKind::UnknownArgument => match of(error, ContextKind::SuggestedArg) {
            like if like.is_empty() => with("argument", ""),
            like => with("argument-like", &like),
        },
        ErrorKind::InvalidSubcommand => {
            let name = of(error, ContextKind::InvalidSubcommand);
            match of(error, ContextKind::SuggestedSubcommand) {
                like if like.is_empty() => said("command", &[("value", &name)]),
                like => said("command-like", &[("value", &name), ("other", &like)]),
            }
        }
        ErrorKind::MissingSubcommand => with("command-missing", ""),
        ErrorKind::MissingRequiredArgument => with("missing", ""),
        ErrorKind::ArgumentConflict => match of(error, ContextKind::PriorArg) {
            prior if prior.is_empty() || prior == argument => with("twice", ""),
            prior => with("conflict", &prior),
        },
        ErrorKind::TooManyValues | ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues | ErrorKind::NoEquals => {
            with("count", "")
        }
        _ => with("", ""),
    }
}

/// Why a value is refused, where the catalogue can say it.
fn reason(error: &clap::Error, language: Language) -> Option<String> {
    if let Some(refusal) = refusal_of(error) {
        return Some(refusal.text(language).to_owned());
    }
    let why = error.source()?.to_string();
    let text = Catalogue::of(language);
    let told = |key: &str| Some(text.message(key, &[]));
    if why.contains("invalid digit") && of(error, ContextKind::InvalidValue).parse::<i64>().is_ok() {
        return told("value-negative");
    }
    if why.contains("invalid digit") || why.contains("cannot parse integer") {
        return told("value-not-whole");
    }
    if why.contains("invalid float") {
        return told("value-not-a-number");
    }
    if why.contains("too large to fit") {
        return told("value-too-large");
    }
    if why.contains("too small to fit") {
        return told("value-too-small");
    }
    let (_, bounds) = why.split_once(" is not in ")?;
    let (least, most) = bounds.split_once("..")?;
    match (least, most.trim_start_matches('=')) {
        (least, "") => Some(text.message("value-from", &[("least", least.into())])),
        ("", most) => Some(text.message("value-up-to", &[("most", most.into())])),
        (least, most) => Some(text.message("value-between", &[("least", least.into()), ("most", most.into())])),
    }
}

#[cfg(test)]
mod tests {
    use std::ffi::OsString;

    use clap::Parser;

    use super::{super::read, *};

    /// A program as ours are, with the name of one.
    #[derive(Debug, Parser)]
    #[command(name = "lancan")]
    struct Program {
        #[command(subcommand)]
        command: Sub,
    }

    #[derive(Debug, clap::Subcommand)]
    enum Sub {
        /// Plays.
        Demo {
            /// What every draw depends on.
            #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u64).range(1..=9))]
            seed: u64,
            /// How.
            #[arg(long, value_parser = ["perfect", "realistic"], conflicts_with = "seed")]
            air: Option<String>,
            /// How far.
            #[arg(long, value_parser = far)]
            spacing: Option<f32>,
            /// Whose.
            #[arg(long)]
            contacts: Option<u8>,
        },
    }

    fn far(_: &str) -> Result<f32, Refusal> {
        Err(Refusal::of("demo-spacing-perfect", &[]))
    }

    fn told(line: &str, language: &str) -> String {
        let words: Vec<OsString> = line.split(' ').map(OsString::from).collect();
        let refused = read::<Program>(&words, |name| (name == "LANG").then(|| language.to_owned()), || None);
        refused.err().unwrap().text()
    }

    #[test]
    fn each_mistake_is_told_in_vietnamese_with_the_usage_and_what_to_do_next() {
        let mut with_usage = 0;
        for (line, expected) in [
            ("lancan demo --sed 1", "Không có tham số “--sed”. Có phải là “--seed”?"),
            ("lancan demo --what", "Không có tham số “--what”."),
            ("lancan dem", "Không có lệnh “dem”. Có phải là “demo”?"),
            ("lancan demo --seed", "--seed <SỐ> cần một giá trị."),
            ("lancan demo --seed 12", "--seed <SỐ> không nhận giá trị “12”: phải từ 1 đến 9."),
            ("lancan demo --seed -1", "--seed <SỐ> không nhận giá trị “-1”: không được nhỏ hơn 0."),
            ("lancan demo --seed x", "--seed <SỐ> không nhận giá trị “x”: phải là số nguyên."),
            (
                "lancan demo --air none",
                "--air <SÓNG> không nhận giá trị “none”. Hãy chọn một trong: perfect, realistic.",
            ),
            ("lancan demo --seed 1 --seed 2", "--seed <SỐ> chỉ được dùng một lần."),
            ("lancan demo --seed 1 --air perfect", "Không dùng --seed <SỐ> cùng với --air <SÓNG>."),
            (
                "lancan demo --spacing 5",
                "--spacing <SỐ> không nhận giá trị “5”: --spacing không có tác dụng với --air perfect.",
            ),
        ] {
            let text = told(line, "vi_VN.UTF-8");
            let (first, rest) = text.split_once("\n\n").unwrap();
            // A conflict names either of the two first.
            let turned = "Không dùng --air <SÓNG> cùng với --seed <SỐ>.";
            assert!(first == expected || first == turned, "{line}: {text}");
            // Clap does not say how a command is used where a value is missing or wrong.
            assert!(!rest.contains("Cách dùng") || rest.contains("Cách dùng: lancan"), "{text}");
            with_usage += u32::from(rest.contains("Cách dùng"));
            assert!(rest.ends_with("Thêm --help để xem hướng dẫn."), "{text}");
            assert!(!text.contains("Usage") && !text.contains("error"), "{text}");
        }
        assert!(with_usage >= 4, "{with_usage}");
    }

    #[test]
    fn where_nobody_chose_a_language_a_mistake_is_told_in_both() {
        let text = told("lancan demo --spacing 5", "C");
        assert!(text.contains("không có tác dụng") && text.contains("--spacing does nothing"), "{text}");
        let english = told("lancan demo --spacing 5", "en_US.UTF-8");
        assert!(english.contains("--spacing does nothing") && !english.contains("không"), "{english}");
        for (line, expected) in [
            ("lancan demo --seed 12", "for '--seed <SEED>': must be 1 to 9\n"),
            ("lancan demo --seed x", "for '--seed <SEED>': must be a whole number\n"),
            ("lancan demo --seed -1", "for '--seed <SEED>': must not be below 0\n"),
            ("lancan demo --contacts 300", "for '--contacts <CONTACTS>': must be 0 to 255\n"),
            ("lancan demo --seed 99999999999999999999999", "for '--seed <SEED>': is too large\n"),
        ] {
            let text = told(line, "en_US.UTF-8");
            assert!(text.contains(expected), "{line}: {text}");
            assert!(told(line, "C").contains(expected.trim_end()), "{line}");
        }
        assert!(told("lancan demo --sed 1", "de_DE.UTF-8").starts_with("error: unexpected argument '--sed' found"));
    }
}
