//! What a subcommand says when it cannot do its work.

use std::{error::Error, fmt, path::Path, process::ExitCode};

use lancan_simulator::contacts::{ContactsError, FileProblem};
use lancan_text::{Catalogue, Language, Said, help::Refusal, system};

use crate::demo::skipped;
pub(crate) use crate::why::Why;

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
    /// A failure by what an error says: in its own words, but for the reasons of the operating system.
    pub(crate) fn new(error: impl Error + 'static) -> Self {
        Self::in_both(|text| system::told(text, &error))
    }

    /// A value that was typed and is refused.
    pub(crate) fn refused(refusal: &Refusal) -> Self {
        Self::in_both(|text| refusal.text(text.language()).to_owned())
    }

    /// A failure that another program has told, in whatever language.
    pub(crate) fn told(message: &str) -> Self {
        Self::in_both(|_| message.trim_end().to_owned())
    }

    /// Both languages; once where both say the same.
    fn in_both(say: impl Fn(&Catalogue) -> String) -> Self {
        let [vietnamese, english] = [Language::Vi, Language::En].map(|language| say(Catalogue::of(language)));
        let together = if vietnamese == english { english.clone() } else { format!("{vietnamese}\n  {english}") };
        Self { vietnamese, english, together }
    }

    /// What both catalogues say, with what to do next.
    pub(crate) fn said(say: impl Fn(&Catalogue) -> Said) -> Self {
        Self::in_both(|text| {
            let said = say(text);
            sentences(said.title, said.next)
        })
    }

    /// A text of the catalogue with its variables.
    pub(crate) fn with_all(key: &str, values: &[(&str, &dyn fmt::Display)]) -> Self {
        let values: Vec<(&str, String)> = values.iter().map(|(name, value)| (*name, value.to_string())).collect();
        let arguments: Vec<_> = values.iter().map(|(name, value)| (*name, value.into())).collect();
        Self::said(|text| text.say(key, &arguments))
    }

    /// A text of the catalogue.
    pub(crate) fn of(key: &str) -> Self {
        Self::said(|text| text.say(key, &[]))
    }

    /// A fault of this program, which the English detail names for the developers.
    pub(crate) fn broken(detail: &str) -> Self {
        Self::said(|text| {
            let Said { title, next } = text.say("program-broken", &[]);
            Said { title: format!("{title} ({detail})"), next }
        })
    }

    /// A server's answer without what must be in it.
    pub(crate) fn lacks(what: &str) -> Self {
        Self::with_all("bench-answer-lacks", &[("what", &what)])
    }

    /// A server that refused.
    pub(crate) fn answered(answer: &str) -> Self {
        Self::with_all("bench-answered", &[("answer", &answer)])
    }

    /// A failure with a file: names it, and what is wrong with it.
    pub(crate) fn file(path: &Path, why: impl Into<Why>) -> Self {
        let (why, path) = (why.into(), path.display());
        let in_language = |language: Language, detail: Option<&String>| {
            let said = why.said(Catalogue::of(language));
            let exactly = detail.map_or_else(String::new, |detail| format!(" ({detail})"));
            sentences(format!("{}{exactly}", said.title), said.next)
        };
        let detail = why.detail.as_ref();
        let own = detail.and_then(|detail| detail.vietnamese.as_ref());
        let english = in_language(Language::En, detail.map(|detail| &detail.english));
        let vietnamese = in_language(Language::Vi, own.or(detail.map(|detail| &detail.english)));
        Self {
            together: format!("{path}: {}\n  {english}", in_language(Language::Vi, own)),
            vietnamese: format!("{path}: {vietnamese}"),
            english: format!("{path}: {english}"),
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

    /// Several failures, one below the other; none where there are none.
    pub(crate) fn all(failures: Vec<Self>) -> Option<Self> {
        failures.into_iter().reduce(|one, other| Self {
            vietnamese: format!("{}\n{}", one.vietnamese, other.vietnamese),
            english: format!("{}\n{}", one.english, other.english),
            together: format!("{}\n{}", one.together, other.together),
        })
    }

    /// The failure with lines below it, in each language; those of both where nobody chose one.
    pub(crate) fn with_lines(self, lines: impl Fn(Language) -> Vec<String>) -> Self {
        self.with(|language| match language {
            Some(language) => lines(language),
            None => Language::ALL.into_iter().flat_map(&lines).collect(),
        })
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

impl Error for Failure {}

impl From<ContactsError> for Failure {
    fn from(error: ContactsError) -> Self {
        match error {
            ContactsError::Unreadable { file, source } => Self::file(&file, source),
            ContactsError::BrokenLine { file, line, problem } => {
                Self::file(&file, Why::line(line as u64, problem.into()))
            }
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
                Self::file(&file, Why::plain(key))
            }
        }
    }
}
