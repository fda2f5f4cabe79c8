//! A table belongs to the room (or the base module) whose script creates it. Statements and scripts of other modules name
//! the table only where there is an arrow: a join would be a way round the rooms.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use super::rooms::{refusal, top};
use crate::{
    offence::{CheckError, Offence},
    rules::ServerRules,
    source::{Crate, Named},
    workspace::{entries, read_text, relative},
};

/// Words of SQL that a table's name follows.
const BEFORE_A_TABLE: [&str; 6] = ["FROM", "INTO", "JOIN", "REFERENCES", "TABLE", "UPDATE"];

/// Checks the server's library against the scripts beside its modules.
pub(crate) fn check(root: &Path, rules: &ServerRules, source: &Crate) -> Result<Vec<Offence>, CheckError> {
    let folder = source.root_file().rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut scripts = Vec::new();
    for top in source.modules.keys().filter_map(|path| top(path)).collect::<BTreeSet<_>>() {
        for entry in entries(&root.join(folder).join(top))? {
            if entry.extension().is_some_and(|extension| extension == "sql") {
                let file = relative(root, &entry);
                scripts.push((top, read_text(root, &file)?, file));
            }
        }
    }
    let mut owners = BTreeMap::new();
    for (top, text, _) in &scripts {
        for line in text.lines() {
            owners.extend(tables(line, &["TABLE"]).map(|table| (table.to_owned(), *top)));
        }
    }
    let mut offences = Vec::new();
    let mut name = |own: &str, file: &str, line: usize, text: &str| {
        for table in tables(text, &BEFORE_A_TABLE) {
            let Some(owner) = owners.get(table).filter(|owner| **owner != own) else { continue };
            if let Some(why) = refusal(rules, own, owner) {
                offences.push(Offence {
                    file: file.to_owned(),
                    line,
                    what: format!("this statement names the table {table} of {owner}: {why}"),
                    remedy: format!(
                        "Ask {owner} through its mod.rs where there is an arrow, or take the rows as a parameter."
                    ),
                });
            }
        }
    };
    for (top, text, file) in &scripts {
        for (index, line) in text.lines().enumerate() {
            name(top, file, index.saturating_add(1), line);
        }
    }
    for module in source.modules.values() {
        let Some(own) = top(&module.path) else { continue };
        for Named { name: text, line } in &module.texts {
            name(own, &module.file, *line, text);
        }
    }
    Ok(offences)
}

/// The names that follow one of these words, in capitals, in a text of SQL.
fn tables<'a>(text: &'a str, before: &'a [&'a str]) -> impl Iterator<Item = &'a str> {
    let words = || text.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty());
    words().zip(words().skip(1)).filter(move |(word, _)| before.contains(word)).map(|(_, table)| table)
}
