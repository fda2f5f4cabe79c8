//! The architecture check, part of `make check`: arrows between crates and between the server's rooms, circles
//! between files, doubled type names, `#[non_exhaustive]`, module roots. `docs/architecture.md` says what each
//! rule is for; `architecture.toml` lists the arrows.
//!
//! The check reads source text, so it sees what code names: imports, paths, and paths inside macros. It does not see
//! method calls on values. Test code (`#[cfg(test)]`, `#[test]`) is left out.

mod graph;
mod holders;
mod offence;
mod rule;
mod rules;
mod source;
mod workspace;

use std::path::Path;

pub use holders::holders;
pub use offence::{CheckError, Findings, Offence};
use rules::Rules;
use source::Crate;

/// Checks the workspace at `root`.
///
/// # Errors
/// [`CheckError`] when a file cannot be read or parsed.
pub fn check(root: &Path) -> Result<Findings, CheckError> {
    let rules = Rules::read(root)?;
    let packages = workspace::packages(root)?;
    let mut findings = Findings::default();
    rule::crates::check(root, &rules, &packages, &mut findings)?;
    for package in &packages {
        let load = |files: &[String]| files.iter().map(|file| Crate::load(root, file)).collect::<Result<Vec<_>, _>>();
        let shipped = load(&package.sources)?;
        let tests = load(&package.test_sources)?;
        for source in shipped.iter().chain(&tests) {
            findings.offences.extend(rule::circles::check(source));
            findings.offences.extend(rule::module_roots::check(root, source));
            findings.offences.extend(rule::non_exhaustive::check(source));
        }
        findings.offences.extend(rule::type_names::check(&package.name, &shipped.iter().collect::<Vec<_>>()));
        if package.name == rules.server.package
            && let Some(library) = shipped.iter().find(|source| source.root_file().ends_with("/lib.rs"))
        {
            rule::rooms::check(&rules.server, library, &mut findings);
            findings.offences.extend(rule::tables::check(root, &rules.server, library)?);
        }
    }
    findings.offences.sort();
    findings.offences.dedup();
    Ok(findings)
}
