//! What is wrong with the help of a program. The tests of each program ask for it.

use std::{
    collections::BTreeSet,
    sync::{Mutex, PoisonError},
};

use clap::{Arg, ArgAction, Command};

use super::{
    tree::{needs_no_name, translated},
    words::{SOURCE, Words},
};

/// The programs that `help.vi.ftl` is for.
const PROGRAMS: [&str; 3] = ["lancan-opener", "lancan-server", "lancan"];
/// Words that no Vietnamese help holds. Words of commands and formats that are the same in both languages are not among them.
const ENGLISH: [&str; 27] = [
    "usage",
    "options",
    "commands",
    "arguments",
    "default",
    "possible",
    "values",
    "print",
    "the",
    "of",
    "with",
    "and",
    "for",
    "this",
    "that",
    "is",
    "are",
    "which",
    "when",
    "number",
    "file",
    "files",
    "days",
    "keys",
    "prints",
    "shows",
    "each",
];

/// Everything that is wrong with a program's help, a line each: a command or an argument without a text in a language, a
/// Vietnamese text that nothing uses, a word of the other language.
pub fn faults(command: Command) -> Vec<String> {
    let mut faults = Vec::new();
    let mut english = command.clone();
    english.build();
    let program = command.get_name().to_owned();
    let used = Mutex::new(BTreeSet::new());
    let vietnamese = translated(command, &used);
    let texts = Words::of(&program, &used);
    missing(&english, &texts, &program, &mut faults);
    let used = used.lock().unwrap_or_else(PoisonError::into_inner).clone();
    faults.extend(entries(&program).difference(&used).map(|entry| format!("help.vi.ftl: nothing uses {entry}")));
    foreign(
        english,
        &program,
        &|line| {
            let has = line.chars().any(|c| VIETNAMESE.contains(c.to_lowercase().next().unwrap_or(c)));
            has.then(|| "Vietnamese in English help".to_owned())
        },
        &mut faults,
    );
    foreign(
        vietnamese,
        &program,
        &|line| {
            let bare = bare(line);
            let mut words = bare.split(|c: char| !c.is_alphabetic());
            words
                .find(|word| ENGLISH.contains(&&*word.to_lowercase()))
                .map(|word| format!("“{word}” in Vietnamese help"))
        },
        &mut faults,
    );
    faults
}

const VIETNAMESE: &str = "àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ";

/// Arguments that say something of their own.
fn own(command: &Command) -> impl Iterator<Item = &Arg> {
    let by_clap = |action: &ArgAction| {
        matches!(action, ArgAction::Help | ArgAction::HelpShort | ArgAction::HelpLong | ArgAction::Version)
    };
    command.get_arguments().filter(move |argument| !argument.is_hide_set() && !by_clap(argument.get_action()))
}

fn missing(command: &Command, words: &Words<'_>, path: &str, faults: &mut Vec<String>) {
    if command.get_about().is_none() {
        faults.push(format!("{path}: no English"));
    }
    if words.about().is_none() {
        faults.push(format!("{path}: no Vietnamese"));
    }
    if words.long().is_some() != command.get_long_about().is_some() {
        faults.push(format!("{path}: only one language says more of it"));
    }
    for argument in own(command) {
        let id = argument.get_id();
        if argument.get_help().is_none() {
            faults.push(format!("{path}, {id}: no English"));
        }
        if words.argument(id.as_str()).is_none() {
            faults.push(format!("{path}, {id}: no Vietnamese"));
        }
        let takes_value = matches!(argument.get_action(), ArgAction::Set | ArgAction::Append);
        for name in argument.get_value_names().into_iter().flatten().filter(|_| takes_value) {
            if words.value(name).is_none() && !needs_no_name(argument, name) {
                faults.push(format!("{path}, {id}: the value {name} has no Vietnamese name"));
            }
        }
    }
    for sub in command.get_subcommands().filter(|sub| sub.get_name() != "help") {
        missing(sub, &words.below(sub.get_name()), &format!("{path} {}", sub.get_name()), faults);
    }
}

/// The texts of a program in the file: messages, and attributes after a full stop.
fn entries(program: &str) -> BTreeSet<String> {
    let belongs = |key: &str| {
        let key = key.trim_start_matches("help-");
        let of = |name: &&&str| key == **name || key.strip_prefix(**name).is_some_and(|rest| rest.starts_with('-'));
        PROGRAMS.iter().find(of).is_some_and(|name| *name == program)
    };
    let mut entries = BTreeSet::new();
    let mut key = "";
    for line in SOURCE.lines() {
        if let Some((name, _)) = line.split_once(" =").filter(|_| line.starts_with("help-")) {
            key = name;
            if belongs(key) {
                entries.insert(key.to_owned());
            }
        } else if let Some((name, _)) = line.trim_start().strip_prefix('.').and_then(|line| line.split_once(" ="))
            && belongs(key)
        {
            entries.insert(format!("{key}.{name}"));
        }
    }
    entries
}

/// Lines of the whole help in which `find` finds something.
fn foreign(mut command: Command, path: &str, find: &dyn Fn(&str) -> Option<String>, faults: &mut Vec<String>) {
    for text in [command.render_help().to_string(), command.render_long_help().to_string()] {
        for line in text.lines() {
            if let Some(what) = find(line) {
                faults.push(format!("{path}: {what}: {}", line.trim()));
            }
        }
    }
    let names: Vec<String> = command.get_subcommands().map(|sub| sub.get_name().to_owned()).collect();
    for name in names {
        if let Some(sub) = command.find_subcommand(&name) {
            foreign(sub.clone(), &format!("{path} {name}"), find, faults);
        }
    }
}

/// A line without what is the same in every language: options, code between grave accents, addresses.
fn bare(line: &str) -> String {
    let prose: String = line.split('`').step_by(2).collect::<Vec<_>>().join(" ");
    let is_word = |word: &&str| !word.starts_with('-') && !word.contains("://") && !word.contains('_');
    prose.split(' ').filter(is_word).collect::<Vec<_>>().join(" ")
}
