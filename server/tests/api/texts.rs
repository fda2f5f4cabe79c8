//! No answer and no page says a text of the catalogue without what the text needs.

use std::collections::BTreeSet;
use std::fs::{read_dir, read_to_string};
use std::path::{Path, PathBuf};

/// The keys of texts with variables, as the comments above them say.
fn keys_with_variables() -> BTreeSet<String> {
    let catalogue = Path::new(env!("CARGO_MANIFEST_DIR")).join("../core/text/i18n");
    let files = read_dir(catalogue).unwrap().map(|file| file.unwrap().path());
    let files = files.filter(|file| file.file_name().unwrap().to_str().unwrap().ends_with("vi.ftl"));
    let mut keys = BTreeSet::new();
    for file in files {
        let mut has_variables = false;
        for line in read_to_string(file).unwrap().lines() {
            if line.starts_with("# $") {
                has_variables = true;
                continue;
            }
            if has_variables && let Some((key, _)) = line.split_once(" = ") {
                keys.insert(key.to_owned());
            }
            has_variables = false;
        }
    }
    keys
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        if entry.is_dir() {
            sources(&entry, found);
        } else if entry.extension().is_some_and(|kind| kind == "rs" || kind == "html") {
            found.push(entry);
        }
    }
}

/// The texts in quotes that a call of a program is given last, or with an empty list behind them: nothing fills their variables.
fn said_alone(source: &str) -> Vec<&str> {
    let (mut found, mut calls, mut rest) = (Vec::new(), Vec::new(), source);
    while let Some(at) = rest.find(['"', '(', ')', '/', '\'']) {
        let (before, from) = rest.split_at(at);
        rest = &from[1..];
        match from.as_bytes()[0] {
            b'(' => calls.push(before.ends_with(|last: char| last.is_alphanumeric() || last == '_' || last == '!')),
            b')' => _ = calls.pop(),
            b'/' if rest.starts_with('/') => rest = rest.split_once('\n').map_or("", |(_, after)| after),
            // The letter of a quotation mark, which opens no text.
            b'\'' if rest.starts_with("\"'") => rest = &rest[2..],
            b'"' => {
                let hashes = before.bytes().rev().take_while(|byte| *byte == b'#').count();
                let is_raw = before.trim_end_matches('#').ends_with('r');
                let end = if is_raw { rest.find(&format!("\"{}", "#".repeat(hashes))) } else { end_of_text(rest) };
                let Some(end) = end else { return found };
                let text = &rest[..end];
                rest = &rest[end + 1 + if is_raw { hashes } else { 0 }..];
                let after = rest.trim_start();
                let list = after.strip_prefix(',').map(str::trim_start).unwrap_or_default();
                let is_last = after.starts_with(')') && calls.last() == Some(&true);
                if is_last || list.starts_with("Vec::new()") || list.starts_with("&[]") {
                    found.push(text);
                }
            }
            _ => {}
        }
    }
    found
}

/// Where a text ends that begins here.
fn end_of_text(text: &str) -> Option<usize> {
    let mut is_escaped = false;
    text.bytes().position(|byte| {
        let ends = byte == b'"' && !is_escaped;
        is_escaped = byte == b'\\' && !is_escaped;
        ends
    })
}

/// The same of a template, whose texts stand in attributes too.
fn said_alone_in_a_template(source: &str) -> Vec<&str> {
    let pieces: Vec<&str> = source.split('"').collect();
    let alone = pieces.windows(3).filter(|three| three[0].ends_with("say(") && three[2].starts_with(')'));
    alone.map(|three| three[1]).collect()
}

#[test]
fn a_text_that_stands_alone_is_found() {
    let source = r##"saying(p, "a-b"); of_field("f", "c-d",
        Vec::new()); message("e-f", &[("x", 1)]); ("t", "g-h"); r#"no "text" ("x")"#; '"'; // say("i-j")
        say("k-l\"") say("m-n")"##;
    assert_eq!(said_alone(source), ["a-b", "c-d", "k-l\\\"", "m-n"]);
    let template = "<a title=\"{{ layout.say(\"a-b\") }}\">{{ layout.say_with(\"c-d\", x) }}{{ sheet.say(\"e-f\") }}";
    assert_eq!(said_alone_in_a_template(template), ["a-b", "e-f"]);
}

#[test]
fn no_text_with_variables_is_said_without_them() {
    let keys = keys_with_variables();
    assert!(keys.contains("officer-date") && !keys.contains("officer-day"), "the comments are read");
    let mut files = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut files);
    assert!(files.len() > 300, "the sources are read");
    let mut wrong = Vec::new();
    for file in files {
        let source = read_to_string(&file).unwrap();
        // Tests compare keys; they say nothing to anybody.
        let said = source.split("\n#[cfg(test)]\nmod tests").next().unwrap_or_default();
        let is_template = file.extension().is_some_and(|kind| kind == "html");
        let alone = if is_template { said_alone_in_a_template(said) } else { said_alone(said) };
        // Whether a refusal says a text is asked by its key.
        let wanted = |text: &&str| keys.contains(*text) && !said.contains(&format!(".says(\"{text}\")"));
        wrong.extend(alone.into_iter().filter(wanted).map(|text| format!("{}: {text}", file.display())));
    }
    assert!(wrong.is_empty(), "texts without their variables:\n{}", wrong.join("\n"));
}
