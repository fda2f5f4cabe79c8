//! Which packages hold changed files.

use std::{collections::BTreeSet, path::Path};

use crate::{
    offence::CheckError,
    workspace::{self, Package},
};

/// Names of the packages of the workspace at `root` that hold one of these files, in order.
///
/// `files` are paths relative to the root. The workspace's own manifest, lock file and toolchain belong to every package; a file
/// outside every package belongs to none.
///
/// # Errors
/// [`CheckError`] when a manifest cannot be read.
pub fn holders(root: &Path, files: &[&str]) -> Result<Vec<String>, CheckError> {
    let packages = workspace::packages(root)?;
    let all = files
        .iter()
        .any(|file| ["Cargo.toml", "Cargo.lock", "rust-toolchain.toml", ".cargo/config.toml"].contains(file));
    let names: BTreeSet<&str> = if all {
        packages.iter().map(|package| package.name.as_str()).collect()
    } else {
        files.iter().filter_map(|file| holder(&packages, file)).collect()
    };
    Ok(names.into_iter().map(str::to_owned).collect())
}

/// The package in whose folder a file lies, the innermost one.
fn holder<'a>(packages: &'a [Package], file: &str) -> Option<&'a str> {
    packages
        .iter()
        .filter_map(|package| Some((package.manifest.strip_suffix("Cargo.toml")?, package)))
        .filter(|(folder, _)| file.starts_with(folder))
        .max_by_key(|(folder, _)| folder.len())
        .map(|(_, package)| package.name.as_str())
}
