//! The help of our programs in one language, and what they say of a wrong command line; with the feature `help`.
//!
//! English stands in the doc comments of the commands. Vietnamese stands in `i18n/help.vi.ftl`, a message for each command:
//! [`read`] puts it into clap's tree, with clap's own words. The language is the one of `--language`, or of the environment,
//! or of the system's settings ([`Language::of_terminal`]).

mod errors;
mod faults;
mod pages;
mod tree;
mod words;

use std::ffi::OsString;

use clap::{Arg, Command, Parser};

pub use errors::{Refusal, Refused};
pub use faults::faults;
pub use pages::{Written, untaken, written};

use crate::Language;
use tree::in_vietnamese;

/// Reads a command line for the program `P`, the program's own name first, and says which language was asked for: `None`
/// where nobody said. Help is Vietnamese then, and failures are told in both languages. `variable` gives a variable of the
/// environment by its name, `system` the language of the system's settings, such as [`system_language`].
///
/// # Errors
/// Help or version that was asked for, and what is wrong with the command line: [`Refused::exit`] shows it.
pub fn read<P: Parser>(
    arguments: &[OsString],
    variable: impl Fn(&str) -> Option<String>,
    system: impl FnOnce() -> Option<String>,
) -> Result<(P, Option<Language>), Refused> {
    let language = wanted(arguments).or_else(|| Language::of_terminal(variable, system));
    let english = || with_negative_numbers(P::command());
    let command = if language == Some(Language::En) { english() } else { in_vietnamese(english()) };
    let matches = command.try_get_matches_from(arguments);
    match matches.and_then(|matches| P::from_arg_matches(&matches)) {
        Ok(read) => Ok((read, language)),
        Err(error) => Err(Refused::of(error, language, || english().try_get_matches_from(arguments).err())),
    }
}

/// The tag of the language that somebody chose in the system's settings; `None` where the environment alone names languages, as
/// on Linux.
pub fn system_language() -> Option<String> {
    #[cfg(any(windows, target_os = "macos"))]
    return sys_locale::get_locale();
    #[cfg(not(any(windows, target_os = "macos")))]
    None
}

/// An option is given a number below 0 as any other: it says itself what it takes.
fn with_negative_numbers(command: Command) -> Command {
    let takes_one = |argument: &Arg| argument.get_action().takes_values() && !argument.is_positional();
    let command = command
        .mut_args(|argument| if takes_one(&argument) { argument.allow_negative_numbers(true) } else { argument });
    command.mut_subcommands(with_negative_numbers)
}

/// The language that `--language` names, wherever it stands: help needs it before the rest is read.
fn wanted(arguments: &[OsString]) -> Option<Language> {
    let mut words =
        arguments.iter().skip(1).map(|word| word.to_str().unwrap_or_default()).take_while(|word| *word != "--");
    let mut named = None;
    while let Some(word) = words.next() {
        let value = if word == "--language" { words.next() } else { word.strip_prefix("--language=") };
        named = value.and_then(Language::from_tag).or(named);
    }
    named
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(line: &str) -> Vec<OsString> {
        line.split(' ').map(OsString::from).collect()
    }

    #[test]
    fn the_language_of_the_command_line_is_found_wherever_it_stands() {
        for (line, language) in [
            ("lancan demo", None),
            ("lancan --language en demo --help", Some(Language::En)),
            ("lancan demo --help --language=vi", Some(Language::Vi)),
            ("lancan demo --language fr", None),
            ("lancan demo --language", None),
        ] {
            assert_eq!(wanted(&words(line)), language, "{line}");
        }
    }
}
