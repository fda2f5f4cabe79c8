//! One crate as its source has it: modules, what each defines, imports and names. Test code is left out.

mod load;
mod resolve;
mod scan;

use std::collections::{BTreeMap, BTreeSet};

pub(crate) use resolve::{Resolved, Target};

/// One crate of a package: a library, a program, or a test.
#[derive(Debug)]
pub(crate) struct Crate {
    /// Modules by path; the root is `crate`, others are like `crate::store::block`.
    pub(crate) modules: BTreeMap<String, Module>,
}

/// One module, in a file of its own or between braces.
#[derive(Debug, Default)]
pub(crate) struct Module {
    /// The module's path, `crate::…`.
    pub(crate) path: String,
    /// The file that holds the module, relative to the workspace's root.
    pub(crate) file: String,
    /// Names that the module defines, submodules excepted.
    pub(crate) defines: BTreeSet<String>,
    /// Types among them: structs, enums, unions, traits and aliases.
    pub(crate) types: Vec<Named>,
    /// Names that the module imports, each with the path it stands for.
    pub(crate) imports: BTreeMap<String, Vec<String>>,
    /// Paths of which the module imports every name (`use a::b::*`).
    pub(crate) globs: Vec<Vec<String>>,
    /// Submodules that are declared as more than private, with the line of the declaration.
    pub(crate) open_submodules: Vec<Named>,
    /// Every path in the module's code.
    pub(crate) mentions: Vec<Mention>,
    /// Texts between quotation marks, each with the line on which it begins.
    pub(crate) texts: Vec<Named>,
    /// Lines with the attribute `#[non_exhaustive]`.
    pub(crate) non_exhaustive: Vec<usize>,
}

/// A name or text and the line on which it stands.
#[derive(Debug, Clone)]
pub(crate) struct Named {
    /// The name.
    pub(crate) name: String,
    /// The line, counted from 1.
    pub(crate) line: usize,
}

/// A path in code or in a `use`.
#[derive(Debug, Clone)]
pub(crate) struct Mention {
    /// The path's segments.
    pub(crate) segments: Vec<String>,
    /// The line, counted from 1.
    pub(crate) line: usize,
    /// Whether the path only passes a name on (`pub use`).
    pub(crate) reexport: bool,
}

impl Crate {
    /// The file from which the crate was read, relative to the workspace's root.
    pub(crate) fn root_file(&self) -> &str {
        self.modules.get("crate").map_or("", |module| &module.file)
    }

    /// The module that encloses the one at `path`.
    pub(crate) fn parent(path: &str) -> &str {
        path.rsplit_once("::").map_or("crate", |(parent, _)| parent)
    }

    /// Whether the module at `path` is the one at `above` or lies in it.
    pub(crate) fn is_within(path: &str, above: &str) -> bool {
        path.strip_prefix(above).is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
    }
}
