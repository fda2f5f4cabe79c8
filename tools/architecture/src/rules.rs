//! The data file: which crate and which room may use which.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use serde::Deserialize;

use crate::offence::CheckError;

/// Where the data file lies in the workspace.
pub(crate) const RULES_FILE: &str = "tools/architecture/architecture.toml";

/// The data file `architecture.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Rules {
    /// Every crate of the workspace and what it may use of the workspace.
    pub(crate) crates: BTreeMap<String, CrateRule>,
    /// The server's rooms.
    pub(crate) server: ServerRules,
}

/// What one crate may use of the workspace.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CrateRule {
    /// Crates that it may depend on.
    #[serde(default)]
    pub(crate) uses: BTreeSet<String>,
    /// Crates that only its tests, benches and examples may use besides.
    #[serde(default)]
    pub(crate) tests: BTreeSet<String>,
}

/// The server's top modules.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ServerRules {
    /// The server's package.
    #[serde(rename = "crate")]
    pub(crate) package: String,
    /// Modules that put the rooms together.
    pub(crate) composition: BTreeSet<String>,
    /// Modules that every room may use and that use no room.
    pub(crate) base: BTreeSet<String>,
    /// Every room with the rooms that it may use.
    pub(crate) rooms: BTreeMap<String, BTreeSet<String>>,
}

impl Rules {
    /// Reads the data file of the workspace at `root`.
    ///
    /// # Errors
    /// [`CheckError`] when the file cannot be read or is not of this form.
    pub(crate) fn read(root: &Path) -> Result<Self, CheckError> {
        crate::workspace::read_toml(root, RULES_FILE)
    }
}
