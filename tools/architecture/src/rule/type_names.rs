//! A type's name means one type in a package.

use std::collections::BTreeMap;

use crate::{offence::Offence, source::Crate};

/// Checks the library and the programs of one package together.
pub(crate) fn check(package: &str, crates: &[&Crate]) -> Vec<Offence> {
    // By name: the modules that define it. One module may define a name twice, for one platform or another.
    let mut definitions: BTreeMap<&str, BTreeMap<(&str, &str), usize>> = BTreeMap::new();
    for module in crates.iter().flat_map(|source| source.modules.values()) {
        for named in &module.types {
            definitions.entry(&named.name).or_default().entry((&module.file, &module.path)).or_insert(named.line);
        }
    }
    let mut offences = Vec::new();
    for (name, places) in definitions {
        let mut places = places.into_iter();
        let Some(((first_file, _), first_line)) = places.next() else { continue };
        offences.extend(places.map(|((file, _), line)| Offence {
            file: file.to_owned(),
            line,
            what: format!("{package} defines a type {name} here and at {first_file}:{first_line}"),
            remedy: "Rename one of them after what it is, or let both be one type.".to_owned(),
        }));
    }
    offences
}
