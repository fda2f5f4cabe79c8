//! What a subcommand says when it cannot do its work.

use std::{fmt, io, path::Path, process::ExitCode};

use lancan_core::StoreError;
use lancan_protocol::export::ExportError;
use lancan_simulator::{
    contacts::{ContactsError, FileProblem},
    fitting::ReadError,
};
use lancan_text::{Catalogue, Language, Said};

use crate::demo::skipped;

/// How a subcommand ends: with an exit code of its own, or in a failure (exit code 2).
pub(crate) type Outcome = Result<ExitCode, Failure>;

/// A message for the person at the terminal, in both languages.
#[derive(Debug)]
pub(crate) struct Failure {
    vietnamese: String,
    english: String,
    /// Both, where nobody chose a language.
    together: String,
}

impl Failure {
    /// A failure whose message is the same in both languages.
    pub(crate) fn new(message: impl fmt::Display) -> Self {
        let message = message.to_string();
        Self { vietnamese: message.clone(), english: message.clone(), together: message }
    }

    /// What both catalogues say, with what to do next.
    pub(crate) fn said(say: impl Fn(&Catalogue) -> Said) -> Self {
        let [vietnamese, english] = [Language::Vi, Language::En].map(|language| {
            let said = say(Catalogue::of(language));
            sentences(said.title, said.next)
        });
        let together = format!("{vietnamese}\n  {english}");
        Self { vietnamese, english, together }
    }

    /// A text of the catalogue.
    pub(crate) fn of(key: &str) -> Self {
        Self::said(|text| text.say(key, &[]))
    }

    /// A failure with a file: names it, and what is wrong with it.
    pub(crate) fn file(path: &Path, why: impl Into<Why>) -> Self {
        let (why, path) = (why.into(), path.display());
        let [vietnamese, english] = [Language::Vi, Language::En].map(|language| why.said(Catalogue::of(language)));
        let exactly = why.detail.map_or_else(String::new, |detail| format!(" ({detail})"));
        let exact = |said: &Said| sentences(format!("{}{exactly}", said.title), said.next.clone());
        let plain = sentences(vietnamese.title.clone(), vietnamese.next.clone());
        Self {
            vietnamese: format!("{path}: {}", exact(&vietnamese)),
            english: format!("{path}: {}", exact(&english)),
            together: format!("{path}: {plain}\n  {}", exact(&english)),
        }
    }

    /// The failure with lines below it; `lines` gives them in a language, or in both.
    fn with(self, lines: impl Fn(Option<Language>) -> Vec<String>) -> Self {
        let below = |above: String, language| format!("{above}\n{}", lines(language).join("\n"));
        Self {
            vietnamese: below(self.vietnamese, Some(Language::Vi)),
            english: below(self.english, Some(Language::En)),
            together: below(self.together, None),
        }
    }

    /// The message in the chosen language; in both, a line each, where nobody chose one.
    pub(crate) fn in_language(&self, language: Option<Language>) -> &str {
        match language {
            Some(Language::Vi) => &self.vietnamese,
            Some(Language::En) => &self.english,
            None => &self.together,
        }
    }
}

fn sentences(title: String, next: Option<String>) -> String {
    core::iter::once(title).chain(next).collect::<Vec<_>>().join(". ")
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.together)
    }
}

impl std::error::Error for Failure {}

/// Why a file cannot be used: a text of the catalogue and, for who knows the format, what exactly.
pub(crate) struct Why {
    key: &'static str,
    line: Option<u64>,
    detail: Option<String>,
}

impl Why {
    /// What the text says and no more.
    pub(crate) fn plain(key: &'static str) -> Self {
        Self { key, line: None, detail: None }
    }

    /// The text, and what exactly is wrong, in English.
    pub(crate) fn exactly(key: &'static str, detail: impl fmt::Display) -> Self {
        Self { detail: Some(detail.to_string()), ..Self::plain(key) }
    }

    /// It cannot be written.
    pub(crate) fn unwritable(error: impl fmt::Display) -> Self {
        Self::exactly("file-unwritable", error)
    }

    /// Not in the format that is needed.
    pub(crate) fn form(detail: impl fmt::Display) -> Self {
        Self::exactly("problem-file-invalid", detail)
    }

    /// A line, counted from 1, that is not in the format.
    pub(crate) fn line(line: u64, detail: impl fmt::Display) -> Self {
        Self { line: Some(line), ..Self::exactly("file-line", detail) }
    }

    fn said(&self, text: &Catalogue) -> Said {
        let line = self.line.map(|line| line.to_string());
        let arguments: Vec<_> = line.iter().map(|line| ("line", line.into())).collect();
        text.say(self.key, &arguments)
    }
}

impl From<io::Error> for Why {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound => Self::plain("file-missing"),
            _ => Self::exactly("file-unreadable", error),
        }
    }
}

impl From<ExportError> for Why {
    fn from(error: ExportError) -> Self {
        match error {
            ExportError::Io(error) => error.into(),
            ExportError::Unsigned => Self::plain("export-unsigned"),
            ExportError::UnknownKey => Self::plain("export-unknown-key"),
            ExportError::SignatureInvalid => Self::plain("export-signature-wrong"),
            ExportError::PublicKey => Self::plain("export-no-public-key"),
            ExportError::TooLarge { .. } => Self::exactly("export-too-large", error),
            ExportError::TooEarly => Self::plain("export-too-early"),
            other => Self::form(other),
        }
    }
}

impl From<StoreError> for Why {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::NoFile => Self::plain("file-missing"),
            StoreError::NotAStore => Self::plain("file-not-a-store"),
            StoreError::Damaged(_) => Self::plain("file-damaged"),
            StoreError::Busy => Self::plain("problem-store-busy"),
            StoreError::TooNew { .. } => Self::plain("problem-store-too-new"),
            other => Self::exactly("file-unreadable", other),
        }
    }
}

impl From<ReadError> for Why {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::Io(error) => error.into(),
            ReadError::Number { line, ref column } => Self::line(line, format_args!("{column} is not a number")),
            ReadError::Empty => Self::plain("measurements-empty"),
            other => Self::form(other),
        }
    }
}

impl From<ContactsError> for Failure {
    fn from(error: ContactsError) -> Self {
        match error {
            ContactsError::Unreadable { file, source } => Self::file(&file, source),
            ContactsError::BrokenLine { file, line, problem } => Self::file(&file, Why::line(line as u64, problem)),
            ContactsError::Unusable { file, problem, skipped } => {
                let key = match problem {
                    FileProblem::Empty if skipped.rows() == 0 => {
                        return Self::file(&file, Why::plain("contacts-empty"));
                    }
                    FileProblem::Empty => {
                        return Self::file(&file, Why::plain("contacts-empty"))
                            .with(|language| skipped::lines(&file, &skipped, language));
                    }
                    FileProblem::TooLong(_) => "contacts-too-long",
                    FileProblem::TooLarge => "contacts-too-large",
                };
                Self::file(&file, Why::exactly(key, problem))
            }
        }
    }
}
