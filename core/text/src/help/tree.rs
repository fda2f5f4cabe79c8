//! A program's commands with Vietnamese help.

use std::{any::TypeId, collections::BTreeSet, fmt::Write as _, sync::Mutex};

use clap::{Arg, ArgAction, Command, builder::Resettable};

use super::words::{Words, word};

/// Value names that are the same in Vietnamese.
const SAME: [&str; 9] = ["URL", "PEM", "N", "ID", "JSON", "vi|en", "hci0", "dd/MM/yyyy", "dd/MM/yyyy HH:MM"];

/// The commands of a program with their help, and clap's words, in Vietnamese.
pub(super) fn in_vietnamese(command: Command) -> Command {
    translated(command, &Mutex::new(BTreeSet::new()))
}

/// As [`in_vietnamese`]; notes which texts were used.
pub(super) fn translated(mut command: Command, used: &Mutex<BTreeSet<String>>) -> Command {
    command.build();
    let words = Words::of(command.get_name(), used);
    below(command, &words)
}

fn below(command: Command, words: &Words<'_>) -> Command {
    let is_help = command.get_name() == "help";
    let mut command = command.mut_args(|argument| with_help(argument, words)).mut_subcommands(|sub| {
        let words = words.below(sub.get_name());
        below(sub, &words)
    });
    let about = if is_help { Some(word("help-command")) } else { words.about() };
    if let Some(about) = about {
        command = match words.long().filter(|_| !is_help) {
            Some(long) => command.long_about(format!("{about}\n\n{long}")),
            None => command.long_about(Resettable::Reset),
        };
        // As clap leaves out the full stop of a doc comment's first paragraph.
        command = command.about(about.strip_suffix('.').unwrap_or(&about).to_owned());
    }
    let usage = command.render_usage().to_string();
    let heading = word("usage");
    let indent = " ".repeat(heading.chars().count() + 1);
    let usage = usage
        .trim_start_matches("Usage: ")
        .replace("[OPTIONS]", &format!("[{}]", word("any-options")))
        .replace("<COMMAND>", &format!("<{}>", word("any-command")))
        .replace("[COMMAND]", &format!("[{}]", word("any-command")))
        .replace("\n       ", &format!("\n{indent}"));
    let template = template(&command, &heading);
    command.override_usage(usage).help_template(template)
}

/// The parts of the help that a command has, each under its heading.
fn template(command: &Command, usage: &str) -> String {
    let style = command.get_styles().get_header();
    let head = |text: &str| format!("{style}{text}{style:#}");
    let mut template = format!("{{before-help}}{{about-with-newline}}\n{} {{usage}}", head(usage));
    let has = |is_positional: bool| {
        command.get_arguments().any(|argument| argument.is_positional() == is_positional && !argument.is_hide_set())
    };
    for (name, tag, is_there) in [
        ("commands", "{subcommands}", command.has_subcommands()),
        ("arguments", "{positionals}", has(true)),
        ("options", "{options}", has(false)),
    ] {
        if is_there {
            let _ = write!(template, "\n\n{}\n{tag}", head(&word(name)));
        }
    }
    template + "{after-help}"
}

/// An argument with what it is for, its default and its choices.
fn with_help(argument: Arg, words: &Words<'_>) -> Arg {
    let said = match argument.get_action() {
        ArgAction::Help | ArgAction::HelpShort | ArgAction::HelpLong => Some(word("help-flag")),
        ArgAction::Version => Some(word("version-flag")),
        _ => words.argument(argument.get_id().as_str()),
    };
    let takes_value = matches!(argument.get_action(), ArgAction::Set | ArgAction::Append);
    let names: Vec<String> = argument.get_value_names().into_iter().flatten().map(ToString::to_string).collect();
    let names: Vec<String> = names
        .into_iter()
        .map(|name| words.value(&name).or_else(|| is_number(&argument).then(|| word("number"))).unwrap_or(name))
        .collect();
    let mut help = said.unwrap_or_default();
    if takes_value {
        let choices: Vec<String> =
            argument.get_possible_values().iter().map(|choice| choice.get_name().to_owned()).collect();
        let defaults: Vec<_> =
            argument.get_default_values().iter().map(|value| value.to_string_lossy().into_owned()).collect();
        let variable = argument.get_env().map(|name| name.to_string_lossy().into_owned());
        for (name, value) in [
            ("one-of", choices.join(", ")),
            ("default", defaults.join(" ")),
            ("environment", variable.unwrap_or_default()),
        ] {
            if !value.is_empty() {
                let _ = write!(help, " [{}: {value}]", word(name));
            }
        }
    }
    let argument = argument.help(help).long_help(Resettable::Reset);
    if !takes_value || names.is_empty() {
        return argument;
    }
    argument.value_names(names).hide_possible_values(true).hide_default_value(true).hide_env(true)
}

/// Whether the value's name needs no text: it is the same in both languages, or a plain number.
pub(super) fn needs_no_name(argument: &Arg, name: &str) -> bool {
    SAME.contains(&name) || is_number(argument)
}

fn is_number(argument: &Arg) -> bool {
    let kind = argument.get_value_parser().type_id();
    [
        TypeId::of::<u8>(),
        TypeId::of::<u16>(),
        TypeId::of::<u32>(),
        TypeId::of::<u64>(),
        TypeId::of::<usize>(),
        TypeId::of::<i32>(),
        TypeId::of::<i64>(),
        TypeId::of::<f32>(),
        TypeId::of::<f64>(),
    ]
    .iter()
    .any(|number| kind == *number)
}
