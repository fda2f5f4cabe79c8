//! No `#[non_exhaustive]`: whoever adds a variant must meet a compile error in every host.

use crate::{offence::Offence, source::Crate};

pub(crate) fn check(source: &Crate) -> Vec<Offence> {
    source
        .modules
        .values()
        .flat_map(|module| module.non_exhaustive.iter().map(move |line| (module, line)))
        .map(|(module, line)| Offence {
            file: module.file.clone(),
            line: *line,
            what: "#[non_exhaustive] lets a host overlook what is added later".to_owned(),
            remedy: "Remove the attribute and handle every case where the compiler asks for it.".to_owned(),
        })
        .collect()
}
