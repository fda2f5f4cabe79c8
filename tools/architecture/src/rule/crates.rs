//! A crate depends only on the crates that the data file lists for it.

use std::{collections::BTreeSet, path::Path};

use crate::{
    offence::{CheckError, Findings, Offence},
    rules::{RULES_FILE, Rules},
    workspace::{Package, read_text},
};

pub(crate) fn check(
    root: &Path,
    rules: &Rules,
    packages: &[Package],
    findings: &mut Findings,
) -> Result<(), CheckError> {
    let ours: BTreeSet<&str> = packages.iter().map(|package| package.name.as_str()).collect();
    for package in packages {
        let manifest = read_text(root, &package.manifest)?;
        let Some(rule) = rules.crates.get(&package.name) else {
            findings.offences.push(Offence {
                file: package.manifest.clone(),
                line: line_of(&manifest, &package.name),
                what: format!("{} is not among the crates of {RULES_FILE}", package.name),
                remedy: "List the crate there with what it may use.".to_owned(),
            });
            continue;
        };
        let mut refuse = |used: &String, only: &str| {
            findings.offences.push(Offence {
                file: package.manifest.clone(),
                line: line_of(&manifest, used),
                what: format!("{} may not use {used}{only} ({RULES_FILE})", package.name),
                remedy: "Remove the dependency. A new arrow needs a decision in docs/decisions/.".to_owned(),
            });
        };
        let foreign = |used: &&String| ours.contains(used.as_str());
        package.uses.iter().filter(foreign).filter(|used| !rule.uses.contains(*used)).for_each(|used| refuse(used, ""));
        package
            .tests
            .iter()
            .filter(foreign)
            .filter(|used| !rule.uses.contains(*used) && !rule.tests.contains(*used))
            .for_each(|used| refuse(used, " even in tests"));
    }
    for (name, rule) in &rules.crates {
        let absent =
            core::iter::once(name).chain(&rule.uses).chain(&rule.tests).filter(|name| !ours.contains(name.as_str()));
        for absent in absent {
            findings.offences.push(Offence {
                file: RULES_FILE.to_owned(),
                line: line_of(&read_text(root, RULES_FILE)?, absent),
                what: format!("the workspace has no crate {absent}"),
                remedy: "Remove the name from the list.".to_owned(),
            });
        }
    }
    Ok(())
}

/// The first line that mentions a name, counted from 1.
fn line_of(text: &str, name: &str) -> usize {
    text.lines().position(|line| line.contains(name)).map_or(1, |index| index.saturating_add(1))
}
