//! The words that people know, in the texts and in the pages of docs/: each word that is not one of ours stands here with ours.
#![cfg(test)]

use std::{collections::BTreeSet, fs, path::Path};

/// What a Vietnamese text must not say, and what it says instead.
const VIETNAMESE: [(&str, &str); 13] = [
    ("lần ở gần", "lượt tiếp xúc"),
    ("lần tiếp xúc nào", "lượt tiếp xúc nào"),
    ("lần gặp", "lượt tiếp xúc"),
    ("lần đến", "lượt đến"),
    ("thẻ qua cửa", "mã qua cửa khẩu"),
    // The path of a file or of a request is "đường dẫn"; what a person opens is a link.
    ("qua đường dẫn", "qua liên kết"),
    ("mở đường dẫn", "mở liên kết"),
    ("niêm phong", "mã hóa"),
    ("mã hoá", "mã hóa"),
    ("không đúng mẫu", "không đúng định dạng"),
    ("Dương tính theo xét nghiệm", "Xét nghiệm dương tính"),
    // Without accents it reads as lan can, a railing.
    ("Lan Can", "LanCan"),
    ("tiếp xúc cấp", "F1, F2"),
];

/// What an English text or a page must not say, and what it says instead.
const ENGLISH: [(&str, &str); 13] = [
    ("mend", "correct"),
    ("mended", "corrected"),
    ("anew", "again"),
    ("afresh", "again"),
    ("whilst", "while"),
    ("henceforth", "from now on"),
    ("thereof", "of it"),
    ("wherein", "in which"),
    ("hither", "here"),
    ("reckoned", "worked out"),
    ("need not", "does not need to"),
    ("means to call", "will call"),
    ("Lan Can", "LanCan"),
];

/// The lines of a file's texts: without comments, and without the names of keys.
fn texts(path: &Path) -> Vec<(usize, String)> {
    let is_catalogue = path.extension().is_some_and(|extension| extension == "ftl");
    let text = fs::read_to_string(path).unwrap();
    let lines = (1..).zip(text.lines()).filter(|(_, line)| !is_catalogue || !line.starts_with('#'));
    let said = |line: &str| match line.split_once(" = ") {
        Some((_, said)) if is_catalogue => said.to_owned(),
        _ => line.to_owned(),
    };
    lines.map(|(number, line)| (number, said(line))).collect()
}

fn files(folder: &str, end: &str) -> Vec<std::path::PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let found: Vec<_> = entries.filter(|path| path.to_str().is_some_and(|name| name.ends_with(end))).collect();
    assert!(!found.is_empty(), "no file ends with {end}");
    found
}

/// Whether the phrase stands in the line as whole words, in small letters or capitals.
fn says(line: &str, phrase: &str) -> bool {
    let (line, phrase) = (line.to_lowercase(), &phrase.to_lowercase());
    line.match_indices(phrase.as_str()).any(|(at, _)| {
        let before = line.get(..at).and_then(|before| before.chars().next_back());
        let after = line.get(at + phrase.len()..).and_then(|after| after.chars().next());
        [before, after].into_iter().flatten().all(|c| !c.is_alphanumeric() && c != '-' && c != '_')
    })
}

fn check(files: &[std::path::PathBuf], words: &[(&str, &str)]) {
    let mut faults = Vec::new();
    for path in files {
        for (number, line) in texts(path) {
            for (bad, good) in words.iter().filter(|(bad, _)| says(&line, bad)) {
                faults.push(format!("{}:{number}: \"{bad}\" instead of \"{good}\"", path.display()));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn vietnamese_texts_say_what_people_say() {
    check(&files("i18n", ".vi.ftl"), &VIETNAMESE);
    check(&[Path::new(env!("CARGO_MANIFEST_DIR")).join("i18n/vi.ftl")], &VIETNAMESE);
    check(&files("../../docs/vi", ".md"), &VIETNAMESE);
    check(&[Path::new(env!("CARGO_MANIFEST_DIR")).join("../../README.vi.md")], &VIETNAMESE);
}

#[test]
fn english_texts_and_pages_use_no_word_of_another_century() {
    check(&files("i18n", ".en.ftl"), &ENGLISH);
    check(&[Path::new(env!("CARGO_MANIFEST_DIR")).join("i18n/en.ftl")], &ENGLISH);
    check(&files("../../docs", ".md"), &ENGLISH);
    check(&files("../../docs/decisions", ".md"), &ENGLISH);
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    check(&["README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md"].map(|page| root.join(page)), &ENGLISH);
}

#[test]
fn the_officers_guide_names_buttons_as_the_pages_do() {
    let guide = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/vi/can-bo.md");
    let guide = fs::read_to_string(guide).unwrap();
    let said: BTreeSet<String> =
        files("i18n", ".vi.ftl").iter().flat_map(|path| texts(path)).map(|(_, text)| text).collect();
    let named: BTreeSet<&str> = guide.split("**").skip(1).step_by(2).collect();
    let unknown: Vec<_> = named.iter().filter(|name| !said.contains(**name)).collect();
    assert!(named.len() > 25 && unknown.is_empty(), "no page says {unknown:?}");
}

/// What a Vietnamese page prints bold is a button, a title or a field of the programs, word by word.
#[test]
fn vietnamese_pages_name_what_the_programs_show() {
    let said: BTreeSet<String> =
        files("i18n", ".vi.ftl").iter().flat_map(|path| texts(path)).map(|(_, text)| text).collect();
    let mut faults = Vec::new();
    for page in files("../../docs/vi", ".md") {
        let text = fs::read_to_string(&page).unwrap();
        let unknown = text.split("**").skip(1).step_by(2).filter(|name| !said.contains(*name));
        faults.extend(unknown.map(|name| format!("{}: no program says {name}", page.display())));
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn a_word_is_found_whole_only() {
    assert!(says("Hãy xem lần ở gần này", "lần ở gần"));
    assert!(says("begun anew.", "anew") && !says("a renewal, anew-ish, recommend", "anew"));
    assert!(!says("we recommend it", "mend") && says("mend", "mend") && says("Mend it.", "mend"));
    assert!(says("Niêm phong bằng khóa", "niêm phong"));
}

/// A second text of the same key would silently stand in the place of the first.
#[test]
fn every_key_stands_once_in_a_language() {
    for end in ["vi.ftl", "en.ftl"] {
        let mut seen = BTreeSet::new();
        let mut twice = Vec::new();
        for path in files("i18n", end) {
            let text = fs::read_to_string(&path).unwrap();
            let keys = text.lines().filter(|line| line.starts_with(|c: char| c.is_ascii_lowercase()));
            for (key, _) in keys.filter_map(|line| line.split_once(" =")) {
                if !seen.insert(key.to_owned()) {
                    twice.push(format!("{}: {key}", path.display()));
                }
            }
        }
        assert!(twice.is_empty(), "{}", twice.join("\n"));
    }
}
