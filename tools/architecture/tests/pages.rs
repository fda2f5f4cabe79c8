//! The pages of the repository: every link leads somewhere, every command of a README is there.
#![cfg(test)]

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Every page: at the root, below docs/, and the README of each part.
fn pages() -> Vec<PathBuf> {
    let folders = ["", "docs", "docs/decisions", "docs/vi", "bindings", "android-demo", "ios-demo"];
    let entries = folders.iter().filter_map(|folder| fs::read_dir(root().join(folder)).ok()).flatten();
    let paths = entries.map(|entry| entry.unwrap().path());
    let pages: Vec<_> = paths.filter(|path| path.extension().is_some_and(|extension| extension == "md")).collect();
    assert!(pages.len() > 40, "only {} pages were found", pages.len());
    pages
}

/// The page without what stands in code: blocks between fences, and between back-ticks.
fn prose(text: &str) -> String {
    let mut is_code = false;
    let mut kept = String::new();
    for line in text.lines() {
        if line.trim_start().starts_with("```") {
            is_code = !is_code;
        } else if !is_code {
            kept.extend(line.split('`').step_by(2));
            kept.push('\n');
        }
    }
    kept
}

/// Where the links of a page lead.
fn targets(text: &str) -> Vec<String> {
    let prose = prose(text);
    let links = prose.split("](").skip(1);
    links.filter_map(|rest| rest.split_once(')')).map(|(target, _)| target.to_owned()).collect()
}

/// The anchors of a page's headings, as the usual sites make them.
fn anchors(text: &str) -> BTreeSet<String> {
    let mut is_code = false;
    let mut found = BTreeSet::new();
    for line in text.lines() {
        if line.starts_with("```") {
            is_code = !is_code;
        }
        let title = line.trim_start_matches('#');
        if !is_code && line.starts_with('#') && title.starts_with(' ') {
            let letters = title.trim().to_lowercase();
            let kept = letters.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
            found.insert(kept.map(|c| if c == ' ' { '-' } else { c }).collect());
        }
    }
    found
}

#[test]
fn every_link_within_the_repository_leads_somewhere() {
    let (mut faults, mut links) = (Vec::new(), 0);
    for page in pages() {
        let text = fs::read_to_string(&page).unwrap();
        for target in targets(&text).iter().filter(|target| !target.contains("://") && !target.starts_with("mailto:")) {
            links += 1;
            let (file, anchor) = target.split_once('#').map_or((target.as_str(), None), |(file, at)| (file, Some(at)));
            let path = if file.is_empty() { page.clone() } else { page.parent().unwrap().join(file) };
            if !path.exists() {
                faults.push(format!("{}: {target}: no such file", page.display()));
            } else if let Some(anchor) = anchor.filter(|_| path.extension().is_some_and(|extension| extension == "md"))
                && !anchors(&fs::read_to_string(&path).unwrap()).contains(anchor)
            {
                faults.push(format!("{}: {target}: no such heading", page.display()));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(links > 100, "only {links} links were found");
}

#[test]
fn a_link_in_code_is_none_and_a_heading_becomes_an_anchor() {
    assert_eq!(targets("a [b](c.md#d) `[e](f)`\n```\n[g](h)\n```\n"), ["c.md#d"]);
    assert_eq!(
        anchors("# What the check keeps\n## A, b & C\n"),
        ["what-the-check-keeps".into(), "a-b--c".into()].into()
    );
}

#[test]
fn every_make_target_that_a_page_names_is_in_the_makefile() {
    let makefile = fs::read_to_string(root().join("Makefile")).unwrap();
    let known: BTreeSet<_> = makefile.lines().filter_map(|line| line.split_once(':')).map(|(name, _)| name).collect();
    let (mut faults, mut named) = (Vec::new(), 0);
    for page in pages() {
        let text = fs::read_to_string(&page).unwrap();
        let commands = text.lines().filter(|line| line.starts_with("make "));
        let quoted =
            text.split('`').skip(1).step_by(2).filter(|code| code.starts_with("make ") && !code.contains('\n'));
        for command in commands.chain(quoted) {
            let target = command.split_whitespace().nth(1).unwrap_or_default();
            named += 1;
            if !known.contains(target) {
                faults.push(format!("{}: make {target}", page.display()));
            }
        }
    }
    assert!(faults.is_empty(), "not in the Makefile:\n{}", faults.join("\n"));
    assert!(named > 10, "only {named} commands were found");
}

#[test]
fn the_summary_of_the_book_lists_every_page_once() {
    let docs = root().join("docs");
    let listed = targets(&fs::read_to_string(docs.join("SUMMARY.md")).unwrap());
    let listed: Vec<_> = listed.iter().map(|target| docs.join(target).canonicalize().unwrap()).collect();
    let is_page = |page: &PathBuf| !page.ends_with("SUMMARY.md");
    let all: BTreeSet<_> = pages().into_iter().map(|page| page.canonicalize().unwrap()).filter(is_page).collect();
    assert_eq!(listed.iter().cloned().collect::<BTreeSet<_>>(), all);
    assert_eq!(listed.len(), all.len(), "a page is listed twice");
}
