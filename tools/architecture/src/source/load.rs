//! Reads a crate's files from its root file on, along `mod` declarations.

use std::{collections::BTreeMap, path::Path};

use super::{Crate, scan::Scan};
use crate::{offence::CheckError, workspace::read_text};

impl Crate {
    /// Reads the crate whose root file is `root_file`, relative to the workspace's root.
    ///
    /// # Errors
    /// [`CheckError`] when a file is missing, cannot be read or does not parse.
    pub(crate) fn load(root: &Path, root_file: &str) -> Result<Self, CheckError> {
        let mut modules = BTreeMap::new();
        // The module's path, its file, and the folder in which files of its submodules lie.
        let folder = root_file.rsplit_once('/').map_or("", |(folder, _)| folder);
        let mut waiting = vec![("crate".to_owned(), root_file.to_owned(), folder.to_owned())];
        while let Some((path, file, folder)) = waiting.pop() {
            let text = read_text(root, &file)?;
            let syntax = syn::parse_file(&text).map_err(|error| CheckError::Rust {
                path: file.clone(),
                line: error.span().start().line,
                error: error.to_string(),
            })?;
            let scan = Scan::file(&path, &file, &folder, &syntax);
            for submodule in scan.files {
                let candidates = submodule.path_attribute.map_or_else(
                    || {
                        vec![
                            format!("{}/{}.rs", submodule.folder, submodule.name),
                            format!("{}/{}/mod.rs", submodule.folder, submodule.name),
                        ]
                    },
                    |written| vec![format!("{}/{written}", file.rsplit_once('/').map_or("", |(folder, _)| folder))],
                );
                let found =
                    candidates.into_iter().find(|candidate| root.join(candidate).is_file()).ok_or_else(|| {
                        CheckError::NoModule { path: file.clone(), line: submodule.line, name: submodule.name.clone() }
                    })?;
                let inside = format!("{}/{}", submodule.folder, submodule.name);
                waiting.push((format!("{}::{}", submodule.parent, submodule.name), found, inside));
            }
            modules.extend(scan.modules.into_iter().map(|module| (module.path.clone(), module)));
        }
        Ok(Self { modules })
    }
}
