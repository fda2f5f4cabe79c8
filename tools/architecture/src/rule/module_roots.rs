//! A module with submodules in files of their own is `NAME/mod.rs`, not `NAME.rs` beside a folder `NAME`.

use std::{collections::BTreeSet, path::Path};

use crate::{offence::Offence, source::Crate};

pub(crate) fn check(root: &Path, source: &Crate) -> Vec<Offence> {
    let files: BTreeSet<&String> =
        source.modules.values().filter(|module| module.path != "crate").map(|module| &module.file).collect();
    let root_file = source.modules.get("crate").map(|module| &module.file);
    files
        .into_iter()
        .filter(|file| Some(*file) != root_file)
        .filter_map(|file| {
            let folder = file.strip_suffix(".rs")?;
            (!file.ends_with("/mod.rs") && root.join(folder).is_dir()).then(|| Offence {
                file: file.clone(),
                line: 1,
                what: "this module has a folder of submodules, but is not its mod.rs".to_owned(),
                remedy: format!("git mv {file} {folder}/mod.rs"),
            })
        })
        .collect()
}
