//! The Vietnamese of the help, by command.

use std::{
    collections::BTreeSet,
    sync::{LazyLock, Mutex, PoisonError},
};

use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};

/// The file that holds it.
pub(super) const SOURCE: &str = include_str!("../../i18n/help.vi.ftl");

static BUNDLE: LazyLock<FluentBundle<FluentResource>> = LazyLock::new(|| {
    let mut bundle = FluentBundle::new_concurrent(vec!["vi".parse().unwrap_or_default()]);
    bundle.set_use_isolating(false);
    let resource = FluentResource::try_new(SOURCE.to_owned()).unwrap_or_else(|(readable, _)| readable);
    bundle.add_resource_overriding(resource);
    bundle
});

/// A text of the file: of a message, or of an attribute.
fn find(key: &str, attribute: Option<&str>, arguments: &[(&str, &str)]) -> Option<String> {
    let message = BUNDLE.get_message(key)?;
    let pattern = match attribute {
        None => message.value()?,
        Some(name) => message.get_attribute(name)?.value(),
    };
    let arguments: FluentArgs<'_> = arguments.iter().map(|(name, value)| (*name, FluentValue::from(*value))).collect();
    let mut errors = Vec::new();
    let text = BUNDLE.format_pattern(pattern, Some(&arguments), &mut errors).into_owned();
    errors.is_empty().then_some(text)
}

/// A word of all programs; its name where there is none.
pub(super) fn word(name: &str) -> String {
    find("help-words", Some(name), &[]).unwrap_or_else(|| name.to_owned())
}

/// What is wrong with a command line.
pub(super) fn error(name: &str, arguments: &[(&str, &str)]) -> String {
    find("help-error", Some(name), arguments).or_else(|| find("help-error", None, &[])).unwrap_or_default()
}

/// The texts of one command: its own, and those of the commands above it. It notes which were used.
#[derive(Clone)]
pub(super) struct Words<'a> {
    path: Vec<String>,
    used: &'a Mutex<BTreeSet<String>>,
}

impl<'a> Words<'a> {
    /// The texts of a program.
    pub(super) fn of(program: &str, used: &'a Mutex<BTreeSet<String>>) -> Self {
        Self { path: vec![program.to_owned()], used }
    }

    /// The texts of a command below; clap's own command `help` has those of the command that it helps with.
    pub(super) fn below(&self, command: &str) -> Self {
        let mut path = self.path.clone();
        if command != "help" {
            path.push(command.to_owned());
        }
        Self { path, used: self.used }
    }

    /// What the command is for.
    pub(super) fn about(&self) -> Option<String> {
        self.own(None)
    }

    /// The rest of what is to be said of it, a paragraph a line; lines that begin with a blank stay lines.
    pub(super) fn long(&self) -> Option<String> {
        let text = self.own(Some("long"))?;
        let mut flowing = String::with_capacity(text.len());
        let mut before = "";
        for line in text.lines() {
            let apart = before.is_empty() || line.is_empty() || line.starts_with(' ') || before.starts_with(' ');
            if !flowing.is_empty() {
                flowing.push(if apart { '\n' } else { ' ' });
            }
            flowing.push_str(line);
            before = line;
        }
        Some(flowing)
    }

    /// What an argument is for.
    pub(super) fn argument(&self, id: &str) -> Option<String> {
        self.nearest(&format!("arg-{}", id.replace('_', "-")))
    }

    /// What the value of an argument is called.
    pub(super) fn value(&self, name: &str) -> Option<String> {
        let plain = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' };
        self.nearest(&format!("value-{}", name.chars().map(plain).collect::<String>()))
    }

    fn own(&self, attribute: Option<&str>) -> Option<String> {
        self.noted(&format!("help-{}", self.path.join("-")), attribute)
    }

    /// The attribute of the command, or of the nearest one above that has it.
    fn nearest(&self, attribute: &str) -> Option<String> {
        (1..=self.path.len()).rev().find_map(|length| {
            let path = self.path.get(..length)?;
            self.noted(&format!("help-{}", path.join("-")), Some(attribute))
        })
    }

    fn noted(&self, key: &str, attribute: Option<&str>) -> Option<String> {
        let text = find(key, attribute, &[])?;
        let name = attribute.map_or_else(|| key.to_owned(), |attribute| format!("{key}.{attribute}"));
        self.used.lock().unwrap_or_else(PoisonError::into_inner).insert(name);
        Some(text)
    }
}
