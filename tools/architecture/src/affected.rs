//! Which packages a change touches: those that hold a changed file, and those that use them.

use std::{collections::BTreeSet, path::Path};

use crate::{
    offence::CheckError,
    workspace::{self, Package},
};

/// Names of the packages of the workspace at `root` whose tests a change of these files may change, in order.
///
/// `changed` are paths relative to the root. A change of the workspace's own manifest, lock file or toolchain
/// touches every package; a file outside every package touches none.
///
/// # Errors
/// [`CheckError`] when a manifest cannot be read.
pub fn affected(root: &Path, changed: &[&str]) -> Result<Vec<String>, CheckError> {
    let packages = workspace::packages(root)?;
    let all = changed
        .iter()
        .any(|file| ["Cargo.toml", "Cargo.lock", "rust-toolchain.toml", ".cargo/config.toml"].contains(file));
    let mut touched: BTreeSet<&str> = if all {
        packages.iter().map(|package| package.name.as_str()).collect()
    } else {
        changed.iter().filter_map(|file| holder(&packages, file)).collect()
    };
    let users_of = |touched: &BTreeSet<&str>, list: fn(&Package) -> &[String]| -> Vec<&str> {
        let uses = |package: &&Package| list(package).iter().any(|used| touched.contains(used.as_str()));
        packages.iter().filter(uses).map(|package| package.name.as_str()).collect()
    };
    loop {
        let before = touched.len();
        touched.extend(users_of(&touched, |package| &package.uses));
        if touched.len() == before {
            break;
        }
    }
    // What only tests use changes the tests, not what others use of the package.
    touched.extend(users_of(&touched, |package| &package.tests));
    Ok(touched.into_iter().map(str::to_owned).collect())
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
