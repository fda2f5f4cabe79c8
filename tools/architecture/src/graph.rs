//! Which file of a crate uses which other file of the crate.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use crate::source::{Crate, Mention, Resolved, Target};

/// Files and the files that each of them uses.
#[derive(Debug, Default)]
pub(crate) struct Graph {
    /// The module that each file holds, by file.
    modules: BTreeMap<String, String>,
    arrows: BTreeMap<String, BTreeMap<String, Arrow>>,
}

/// One file's use of another.
#[derive(Debug, Clone)]
pub(crate) struct Arrow {
    /// The first line that uses the other file, counted from 1.
    pub(crate) line: usize,
    /// The path written there.
    pub(crate) written: String,
}

/// One step of a circle.
#[derive(Debug, Clone)]
pub(crate) struct Step {
    /// The file.
    pub(crate) file: String,
    /// Its use of the next file.
    pub(crate) arrow: Arrow,
}

impl Graph {
    /// The arrows between the files of a crate.
    ///
    /// A file uses the file that defines what its path stands for. Naming a module alone uses nothing, nor does
    /// declaring a submodule or passing on what lies within (`pub use child::Name`).
    pub(crate) fn of(source: &Crate) -> Self {
        let mut graph = Self::default();
        for (path, module) in &source.modules {
            // Modules between braces lie in the file of the module around them, which comes first.
            graph.modules.entry(module.file.clone()).or_insert_with(|| path.clone());
            for mention in &module.mentions {
                let Some(Resolved { target: Target::Item(definer), .. }) = source.resolve(path, &mention.segments)
                else {
                    continue;
                };
                let passed_on = mention.reexport && Crate::is_within(&definer, path);
                let Some(used) = source.modules.get(&definer) else { continue };
                if used.file != module.file && !passed_on {
                    graph.add(&module.file, &used.file, mention);
                }
            }
        }
        graph
    }

    fn add(&mut self, from: &str, to: &str, mention: &Mention) {
        let arrow = Arrow { line: mention.line, written: mention.segments.join("::") };
        let known =
            self.arrows.entry(from.to_owned()).or_default().entry(to.to_owned()).or_insert_with(|| arrow.clone());
        if arrow.line < known.line {
            *known = arrow;
        }
    }

    /// Circles of files, every circle once, each a shortest one through its first step.
    ///
    /// A module's own file and the files of its submodules are one module in several files: what goes round only
    /// by way of the file of the module that encloses all the others is no circle.
    pub(crate) fn circles(&self) -> Vec<Vec<Step>> {
        let mut seen = BTreeSet::new();
        let mut found = Vec::new();
        for (from, used) in &self.arrows {
            for to in used.keys() {
                let Some(circle) = self.circle_through(from, to) else { continue };
                let files: BTreeSet<String> = circle.iter().map(|step| step.file.clone()).collect();
                if seen.insert(files) {
                    found.push(circle);
                }
            }
        }
        found
    }

    /// A shortest circle that begins with the step `from` → `to`.
    fn circle_through(&self, from: &str, to: &str) -> Option<Vec<Step>> {
        let (from_module, to_module) = (self.modules.get(from)?, self.modules.get(to)?);
        if Crate::is_within(from_module, to_module) || Crate::is_within(to_module, from_module) {
            return None;
        }
        let enclosing = enclosing(from_module, to_module);
        let inside = |file: &str| {
            self.modules.get(file).is_some_and(|module| *module != enclosing && Crate::is_within(module, &enclosing))
        };
        // Breadth first, so that the first way back is a shortest one.
        let mut reached_from: BTreeMap<&str, &str> = BTreeMap::new();
        let mut waiting = VecDeque::from([to]);
        while let Some(file) = waiting.pop_front() {
            for next in self.arrows.get(file).into_iter().flat_map(BTreeMap::keys).filter(|next| inside(next)) {
                if next == from {
                    return Some(self.steps(from, to, file, &reached_from));
                }
                if next != to && !reached_from.contains_key(next.as_str()) {
                    reached_from.insert(next, file);
                    waiting.push_back(next);
                }
            }
        }
        None
    }

    /// The steps from `from` to `to`, on to `last` along the way it was reached, and back to `from`.
    fn steps(&self, from: &str, to: &str, last: &str, reached_from: &BTreeMap<&str, &str>) -> Vec<Step> {
        let mut files = vec![last];
        while let Some(before) = files.last().and_then(|file| reached_from.get(file)) {
            files.push(before);
        }
        files.push(from);
        files.reverse();
        debug_assert_eq!(files.get(1), Some(&to), "the way begins with the step asked for");
        let next = files.iter().skip(1).chain([&from]);
        files
            .iter()
            .zip(next)
            .filter_map(|(file, next)| {
                let arrow = self.arrows.get(*file)?.get(*next)?.clone();
                Some(Step { file: (*file).to_owned(), arrow })
            })
            .collect()
    }
}

/// The innermost module that encloses both modules.
fn enclosing(one: &str, other: &str) -> String {
    let shared = one.split("::").zip(other.split("::")).take_while(|(one, other)| one == other);
    shared.map(|(part, _)| part).collect::<Vec<_>>().join("::")
}
