//! The server's rooms: `store` and `api` of a room are private to the room; arrows between rooms go as listed;
//! the base uses no room; no room uses the files that put the rooms together.

use std::collections::BTreeSet;

use crate::{
    offence::{Findings, Offence},
    rules::{RULES_FILE, ServerRules},
    source::{Crate, Module},
};

/// Submodules of a room that no other module may use.
const PRIVATE: [&str; 2] = ["api", "store"];

/// What a top module of the server is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Room,
    Base,
    Composition,
    Unknown,
}

pub(crate) fn check(rules: &ServerRules, source: &Crate, findings: &mut Findings) {
    let tops: BTreeSet<&str> = source.modules.keys().filter_map(|path| top(path)).collect();
    findings.unbuilt.extend(rules.rooms.keys().filter(|room| !tops.contains(room.as_str())).cloned());
    for module in source.modules.values() {
        let Some(own) = top(&module.path) else { continue };
        let kind = kind(rules, own);
        if kind == Kind::Unknown && module.path == format!("crate::{own}") {
            findings.offences.push(Offence {
                file: module.file.clone(),
                line: 1,
                what: format!("{own} is no room, no base and no composition of {RULES_FILE}"),
                remedy: "Move the file into the room that it belongs to, or list the new room with its arrows."
                    .to_owned(),
            });
        }
        if kind == Kind::Room && module.path == format!("crate::{own}") {
            findings.offences.extend(opened(module));
        }
        findings.offences.extend(arrows(rules, source, module, own));
    }
}

fn opened(room: &Module) -> impl Iterator<Item = Offence> {
    room.open_submodules.iter().filter(|submodule| PRIVATE.contains(&submodule.name.as_str())).map(|submodule| {
        Offence {
            file: room.file.clone(),
            line: submodule.line,
            what: format!("{} is private to its room", submodule.name),
            remedy: format!("Write `mod {};` and re-export from mod.rs what other rooms may use.", submodule.name),
        }
    })
}

fn arrows(rules: &ServerRules, source: &Crate, module: &Module, own: &str) -> Vec<Offence> {
    let mut seen = BTreeSet::new();
    let mut offences = Vec::new();
    for mention in &module.mentions {
        let Some(resolved) = source.resolve(&module.path, &mention.segments) else { continue };
        for used in resolved.passed.iter().filter_map(|path| top(path)).filter(|used| *used != own) {
            let Some(why) = refusal(rules, own, used) else { continue };
            if seen.insert(used.to_owned()) {
                offences.push(Offence {
                    file: module.file.clone(),
                    line: mention.line,
                    what: format!("{} leads to {used}: {why}", mention.segments.join("::")),
                    remedy: format!(
                        "Turn the arrow round, or take what is needed as a parameter. The arrows stand in {RULES_FILE}."
                    ),
                });
            }
        }
    }
    offences
}

/// Why the module `own` may not use the module `used`; `None` where it may.
pub(super) fn refusal(rules: &ServerRules, own: &str, used: &str) -> Option<String> {
    match (kind(rules, own), kind(rules, used)) {
        (Kind::Composition | Kind::Unknown, _) | (_, Kind::Base | Kind::Unknown) => None,
        (Kind::Base, Kind::Room) => Some(format!("{own} uses no room")),
        (_, Kind::Composition) => Some(format!("{used} puts the rooms together, and nothing below uses it")),
        (Kind::Room, Kind::Room) => {
            let allowed = rules.rooms.get(own).is_some_and(|uses| uses.contains(used));
            (!allowed).then(|| format!("there is no arrow from {own} to {used}"))
        }
    }
}

fn kind(rules: &ServerRules, top: &str) -> Kind {
    if rules.rooms.contains_key(top) {
        Kind::Room
    } else if rules.base.contains(top) {
        Kind::Base
    } else if rules.composition.contains(top) {
        Kind::Composition
    } else {
        Kind::Unknown
    }
}

/// The top module in which the module at `path` lies; `None` for the crate's root.
pub(super) fn top(path: &str) -> Option<&str> {
    path.strip_prefix("crate::").map(|inside| inside.split_once("::").map_or(inside, |(top, _)| top))
}
