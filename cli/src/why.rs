//! Why a file cannot be used, in both languages.

use std::{fmt, io};

use lancan_core::StoreError;
use lancan_protocol::export::ExportError;
use lancan_simulator::{contacts::LineProblem, fitting::ReadError};
use lancan_text::{Catalogue, Language, Said, system};

/// Why a file cannot be used: a text of the catalogue and, for who knows the format, what exactly.
pub(crate) struct Why {
    key: &'static str,
    line: Option<u64>,
    pub(crate) detail: Option<Detail>,
}

/// What exactly is wrong with a file.
pub(crate) struct Detail {
    /// None where only English can say it.
    pub(crate) vietnamese: Option<String>,
    pub(crate) english: String,
}

impl Detail {
    /// A text of the catalogue, `file-detail-NAME`.
    pub(crate) fn of(name: &str, values: &[(&str, &dyn fmt::Display)]) -> Self {
        let values: Vec<(&str, String)> = values.iter().map(|(name, value)| (*name, value.to_string())).collect();
        let arguments: Vec<_> = values.iter().map(|(name, value)| (*name, value.into())).collect();
        let key = format!("file-detail-{name}");
        let [vietnamese, english] =
            [Language::Vi, Language::En].map(|language| Catalogue::of(language).message(&key, &arguments));
        Self { vietnamese: Some(vietnamese), english }
    }

    /// The English with what exactly is wrong, which only English says.
    fn in_english(self, exactly: &str) -> Self {
        Self { english: format!("{}: {exactly}", self.english), ..self }
    }
}

impl Why {
    /// What the text says and no more.
    pub(crate) fn plain(key: &'static str) -> Self {
        Self { key, line: None, detail: None }
    }

    /// The text, and what exactly is wrong, in English.
    pub(crate) fn exactly(key: &'static str, detail: impl fmt::Display) -> Self {
        Self { detail: Some(Detail { vietnamese: None, english: detail.to_string() }), ..Self::plain(key) }
    }

    /// The text, and the operating system's reason.
    fn system(key: &'static str, error: &io::Error) -> Self {
        let [vietnamese, english] =
            [Language::Vi, Language::En].map(|language| system::reason(Catalogue::of(language), error));
        let vietnamese = Some(vietnamese).filter(|vietnamese| *vietnamese != english);
        Self { detail: Some(Detail { vietnamese, english }), ..Self::plain(key) }
    }

    /// It cannot be written.
    pub(crate) fn unwritable(error: &io::Error) -> Self {
        Self::system("file-unwritable", error)
    }

    /// Not in the format that is needed.
    pub(crate) fn form(detail: impl fmt::Display) -> Self {
        Self::exactly("problem-file-invalid", detail)
    }

    /// Not in the format that is needed, and what exactly is wrong.
    pub(crate) fn form_because(detail: Detail) -> Self {
        Self { detail: Some(detail), ..Self::plain("problem-file-invalid") }
    }

    /// JSON that is none, or that holds something else: where.
    pub(crate) fn json(error: &serde_json::Error) -> Self {
        let name = if error.is_data() { "json-form" } else { "json" };
        Self::form_because(Detail::of(name, &[("line", &error.line()), ("column", &error.column())]))
    }

    /// A line, counted from 1, that is not in the format.
    pub(crate) fn line(line: u64, detail: Detail) -> Self {
        Self { line: Some(line), detail: Some(detail), ..Self::plain("file-line") }
    }

    pub(crate) fn said(&self, text: &Catalogue) -> Said {
        let line = self.line.map(|line| line.to_string());
        let arguments: Vec<_> = line.iter().map(|line| ("line", line.into())).collect();
        text.say(self.key, &arguments)
    }
}

impl From<io::Error> for Why {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound => Self::plain("file-missing"),
            _ => Self::system("file-unreadable", &error),
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
            ExportError::Damaged => Self::form_because(Detail::of("export-damaged", &[])),
            ExportError::NotAnExport => Self::form_because(Detail::of("export-header", &[])),
            ExportError::Archive(exactly) => Self::form_because(Detail::of("export-archive", &[]).in_english(exactly)),
            ExportError::Malformed(exactly) => Self::form_because(Detail::of("export-broken", &[]).in_english(exactly)),
            ExportError::Key(number, exactly) => {
                Self::form_because(Detail::of("export-key", &[("number", &number)]).in_english(exactly))
            }
            order @ ExportError::Order => Self::form(order),
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
            StoreError::Full => Self::system("file-unwritable", &io::ErrorKind::StorageFull.into()),
            StoreError::ReadOnly => Self::system("file-unwritable", &io::ErrorKind::ReadOnlyFilesystem.into()),
            StoreError::File(kind) => Self::system("file-unreadable", &kind.into()),
            other => Self::exactly("file-unreadable", other),
        }
    }
}

impl From<ReadError> for Why {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::Io(error) => error.into(),
            ReadError::Column { found, what, names } => {
                let what = format!("file-column-{}", what.replace(' ', "-"));
                let said = |language| {
                    let text = Catalogue::of(language);
                    let what = text.message(&what, &[]);
                    let values = [("found", (&found).into()), ("what", (&what).into()), ("names", (&names).into())];
                    text.message("file-detail-column", &values)
                };
                Self::form_because(Detail { vietnamese: Some(said(Language::Vi)), english: said(Language::En) })
            }
            ReadError::Number { line, column } => Self::line(line, Detail::of("no-number", &[("column", &column)])),
            ReadError::Ragged { line } => Self::line(line, Detail::of("ragged", &[])),
            ReadError::Quote { line } => Self::line(line, Detail::of("quote", &[])),
            ReadError::Empty => Self::plain("measurements-empty"),
            other => Self::form(other),
        }
    }
}

impl From<LineProblem> for Detail {
    fn from(problem: LineProblem) -> Self {
        match problem {
            LineProblem::Fields(fields) => Self::of("fields", &[("fields", &fields)]),
            LineProblem::Number(field) => Self::of("number", &[("field", &field)]),
            LineProblem::Header { found } => Self::of("header", &[("found", &found)]),
            LineProblem::Ragged => Self::of("ragged", &[]),
            LineProblem::Quote => Self::of("quote", &[]),
            LineProblem::NotText => Self::of("not-text", &[]),
            LineProblem::TooLong => Self::of("long-line", &[]),
        }
    }
}
