//! The workspace's packages, their dependencies on each other and the root files of their crates.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use serde::{Deserialize, de::DeserializeOwned};

use crate::offence::CheckError;

/// One package of the workspace.
#[derive(Debug)]
pub(crate) struct Package {
    /// The package's name.
    pub(crate) name: String,
    /// The manifest, relative to the workspace's root.
    pub(crate) manifest: String,
    /// Names of what the package depends on.
    pub(crate) uses: Vec<String>,
    /// Names of what only tests, benches and examples of the package depend on.
    pub(crate) tests: Vec<String>,
    /// Root files of the library and the programs, relative to the workspace's root.
    pub(crate) sources: Vec<String>,
    /// Root files of tests, benches and examples, relative to the workspace's root.
    pub(crate) test_sources: Vec<String>,
}

#[derive(Deserialize)]
struct RootManifest {
    workspace: Members,
}

#[derive(Deserialize)]
struct Members {
    members: Vec<String>,
}

type Dependencies = BTreeMap<String, toml::Value>;

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Manifest {
    package: PackageName,
    lib: Option<Source>,
    #[serde(default)]
    bin: Vec<Source>,
    #[serde(default)]
    dependencies: Dependencies,
    #[serde(default)]
    build_dependencies: Dependencies,
    #[serde(default)]
    dev_dependencies: Dependencies,
    #[serde(default)]
    target: BTreeMap<String, PlatformDependencies>,
}

#[derive(Deserialize)]
struct PackageName {
    name: String,
}

#[derive(Deserialize)]
struct Source {
    path: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct PlatformDependencies {
    #[serde(default)]
    dependencies: Dependencies,
    #[serde(default)]
    build_dependencies: Dependencies,
    #[serde(default)]
    dev_dependencies: Dependencies,
}

/// Reads the packages of the workspace at `root`.
///
/// # Errors
/// [`CheckError`] when a manifest or a folder cannot be read.
pub(crate) fn packages(root: &Path) -> Result<Vec<Package>, CheckError> {
    let manifest: RootManifest = read_toml(root, "Cargo.toml")?;
    manifest.workspace.members.iter().map(|folder| package(root, folder)).collect()
}

fn package(root: &Path, folder: &str) -> Result<Package, CheckError> {
    let manifest_file = format!("{folder}/Cargo.toml");
    let manifest: Manifest = read_toml(root, &manifest_file)?;
    let platforms = || manifest.target.values();
    let uses = [&manifest.dependencies, &manifest.build_dependencies]
        .into_iter()
        .chain(platforms().flat_map(|platform| [&platform.dependencies, &platform.build_dependencies]));
    let tests =
        core::iter::once(&manifest.dev_dependencies).chain(platforms().map(|platform| &platform.dev_dependencies));
    let names = |tables: &mut dyn Iterator<Item = &Dependencies>| {
        tables.flat_map(|table| table.keys().cloned()).collect::<Vec<_>>()
    };
    let mut sources = vec![format!("{folder}/src/lib.rs"), format!("{folder}/src/main.rs")];
    sources.extend(
        manifest
            .lib
            .iter()
            .chain(&manifest.bin)
            .filter_map(|source| source.path.as_ref())
            .map(|path| format!("{folder}/{path}")),
    );
    sources.extend(roots_in(root, &format!("{folder}/src/bin"))?);
    sources.retain(|file| root.join(file).is_file());
    sources.sort();
    sources.dedup();
    let mut test_sources = Vec::new();
    for kind in ["tests", "benches", "examples"] {
        test_sources.extend(roots_in(root, &format!("{folder}/{kind}"))?);
    }
    Ok(Package {
        uses: names(&mut uses.into_iter()),
        tests: names(&mut tests.into_iter()),
        name: manifest.package.name,
        manifest: manifest_file,
        sources,
        test_sources,
    })
}

/// The root files that cargo finds by itself in a folder: `NAME.rs` and `NAME/main.rs`.
fn roots_in(root: &Path, folder: &str) -> Result<Vec<String>, CheckError> {
    let mut found = Vec::new();
    for entry in entries(&root.join(folder))? {
        let file = if entry.is_dir() { entry.join("main.rs") } else { entry };
        if file.extension().is_some_and(|extension| extension == "rs") && file.is_file() {
            found.push(relative(root, &file));
        }
    }
    Ok(found)
}

/// What lies in a folder, in order; nothing when there is no such folder.
///
/// # Errors
/// [`CheckError`] when the folder is there and cannot be read.
pub(crate) fn entries(folder: &Path) -> Result<Vec<PathBuf>, CheckError> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let unreadable = |error| CheckError::Unreadable { path: folder.display().to_string(), error };
    let mut found = fs::read_dir(folder)
        .map_err(unreadable)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<Vec<_>, _>>()
        .map_err(unreadable)?;
    found.sort();
    Ok(found)
}

/// A path as offences name it: relative to the root, with `/` between folders.
pub(crate) fn relative(root: &Path, file: &Path) -> String {
    let inside = file.strip_prefix(root).unwrap_or(file);
    inside.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}

/// Reads a text file of the workspace.
///
/// # Errors
/// [`CheckError`] when the file cannot be read.
pub(crate) fn read_text(root: &Path, file: &str) -> Result<String, CheckError> {
    fs::read_to_string(root.join(file)).map_err(|error| CheckError::Unreadable { path: file.to_owned(), error })
}

/// Reads a TOML file of the workspace.
///
/// # Errors
/// [`CheckError`] when the file cannot be read or is not of the form asked for.
pub(crate) fn read_toml<T: DeserializeOwned>(root: &Path, file: &str) -> Result<T, CheckError> {
    toml::from_str(&read_text(root, file)?)
        .map_err(|error| CheckError::Toml { path: file.to_owned(), error: Box::new(error) })
}
