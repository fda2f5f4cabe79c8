//! A table belongs to the room (or the base module) whose script creates it. Statements of other modules name the table
//! only where there is an arrow: a join would be a way round the rooms. A foreign key reads nothing, so it may follow
//! several arrows in a row.

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
const BEFORE_A_TABLE: [&str; 5] = ["FROM", "INTO", "JOIN", "TABLE", "UPDATE"];
/// The word that a foreign key's table follows.
const BEFORE_A_FOREIGN_KEY: [&str; 1] = ["REFERENCES"];

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
        let read = tables(text, &BEFORE_A_TABLE).map(|table| (table, false));
        for (table, key) in read.chain(tables(text, &BEFORE_A_FOREIGN_KEY).map(|table| (table, true))) {
            let Some(owner) = owners.get(table).filter(|owner| **owner != own) else { continue };
            if key && reaches(rules, own, owner) {
                continue;
            }
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

/// Whether arrows lead from one room to another, directly or by way of others.
fn reaches(rules: &ServerRules, from: &str, to: &str) -> bool {
    let mut reached = BTreeSet::from([from]);
    let mut waiting = vec![from];
    while let Some(room) = waiting.pop() {
        let uses = rules.rooms.get(room).into_iter().flatten().map(String::as_str);
        waiting.extend(uses.filter(|used| reached.insert(used)).collect::<Vec<_>>());
    }
    reached.contains(to)
}

/// The names that follow one of these words, in capitals, in a text of SQL.
fn tables<'a>(text: &'a str, before: &'a [&'a str]) -> impl Iterator<Item = &'a str> {
    let words = || text.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty());
    words().zip(words().skip(1)).filter(move |(word, _)| before.contains(word)).map(|(_, table)| table)
}
