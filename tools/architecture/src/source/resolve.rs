//! What a path in a module stands for: the file that defines it, seen through imports and re-exports.

use std::collections::BTreeSet;

use super::{Crate, Module};

/// What a path stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Target {
    /// A module of this crate.
    Module(String),
    /// Something that the module at this path defines.
    Item(String),
}

/// A path followed to its end.
#[derive(Debug)]
pub(crate) struct Resolved {
    /// What the path stands for.
    pub(crate) target: Target,
    /// Every module that was passed on the way, through imports and re-exports.
    pub(crate) passed: BTreeSet<String>,
}

/// Follows one path; remembers where it has been, so that imports in a circle come to an end.
struct Walk<'a> {
    source: &'a Crate,
    passed: BTreeSet<String>,
    visited: BTreeSet<(String, String, bool)>,
}

impl Crate {
    /// Follows a path written in the module at `from`; `None` when it leads out of the crate.
    pub(crate) fn resolve(&self, from: &str, segments: &[String]) -> Option<Resolved> {
        let mut walk = Walk { source: self, passed: BTreeSet::new(), visited: BTreeSet::new() };
        let target = walk.path(from, segments)?;
        let (Target::Module(end) | Target::Item(end)) = &target;
        walk.passed.insert(end.clone());
        Some(Resolved { target, passed: walk.passed })
    }
}

impl Walk<'_> {
    fn module(&self, path: &str) -> Option<&Module> {
        self.source.modules.get(path)
    }

    fn path(&mut self, from: &str, segments: &[String]) -> Option<Target> {
        let (first, mut rest) = segments.split_first()?;
        let mut target = match first.as_str() {
            "crate" => Target::Module("crate".to_owned()),
            "self" => Target::Module(from.to_owned()),
            "super" => Target::Module(Crate::parent(from).to_owned()),
            name => self.name(from, name, rest.is_empty())?,
        };
        while let Target::Module(path) = &target {
            let path = path.clone();
            let Some((next, after)) = rest.split_first() else { break };
            self.passed.insert(path.clone());
            rest = after;
            target = if next == "super" {
                Target::Module(Crate::parent(&path).to_owned())
            } else {
                // A name that a macro makes is the module's own.
                self.name(&path, next, rest.is_empty()).unwrap_or(Target::Item(path))
            };
        }
        Some(target)
    }

    /// What `name` means in the module at `path`; `last` when nothing follows it, so that it may be an item.
    fn name(&mut self, path: &str, name: &str, last: bool) -> Option<Target> {
        if !self.visited.insert((path.to_owned(), name.to_owned(), last)) {
            return None;
        }
        let submodule = format!("{path}::{name}");
        let is_module = self.source.modules.contains_key(&submodule);
        let module = self.module(path)?;
        let (defined, import, globs) =
            (module.defines.contains(name), module.imports.get(name).cloned(), module.globs.clone());
        if is_module && !last {
            return Some(Target::Module(submodule));
        }
        if defined {
            return Some(Target::Item(path.to_owned()));
        }
        // `use fit::fit` beside `mod fit` imports the item.
        if let Some(target) = import.and_then(|segments| self.path(path, &segments)) {
            self.passed.insert(path.to_owned());
            return Some(target);
        }
        if is_module {
            return Some(Target::Module(submodule));
        }
        globs.iter().find_map(|glob| {
            let Target::Module(inside) = self.path(path, glob)? else { return None };
            self.passed.insert(path.to_owned());
            self.name(&inside, name, last)
        })
    }
}
