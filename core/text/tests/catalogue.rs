//! Both languages say the same things, completely.
#![cfg(test)]

use std::collections::{BTreeMap, BTreeSet};

use fluent_syntax::{ast, parser};
use lancan_protocol::{
    call_words::CallWords,
    forms::{Date, FormVersion, RefusalKind},
    problem::Problem,
    rules::Rules,
};
use lancan_text::{Argument, Catalogue, Language};

/// A message as its file documents and uses it.
#[derive(Debug, Default, PartialEq)]
struct Entry {
    attributes: BTreeSet<String>,
    used: BTreeSet<String>,
    /// Variable, kind and example from the comment above it.
    documented: BTreeMap<String, (String, String)>,
}

fn entries(language: Language) -> BTreeMap<String, Entry> {
    let (mut entries, mut left_out) = (BTreeMap::new(), Vec::new());
    for (file, source) in files(language) {
        let of_file = entries_of(&source);
        let is_there = |(key, entry): (&String, &Entry)| Catalogue::of(language).find(key, &arguments(entry)).is_some();
        if !of_file.iter().any(is_there) {
            left_out.push(file);
            continue;
        }
        for (key, entry) in of_file {
            assert!(entries.insert(key.clone(), entry).is_none(), "{key} stands twice in {language:?}");
        }
    }
    // Under `-p lancan-text` alone some files are no part of the catalogue; with all features every file is.
    if cfg!(all(feature = "console", feature = "help")) {
        assert_eq!(left_out, Vec::<String>::new());
    }
    entries
}

/// Every file of texts of a language that lies in the folder, with its name. The help of programs has a form of its own.
fn files(language: Language) -> BTreeMap<String, String> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("i18n");
    let own = format!("{}.ftl", language.tag());
    let paths = std::fs::read_dir(folder).expect("the folder of texts").map(|file| file.expect("a file").path());
    let named = paths.filter_map(|path| Some((path.file_name()?.to_str()?.to_owned(), path)));
    let of_language = named.filter(|(name, _)| *name == own || name.ends_with(&format!(".{own}")));
    let texts = of_language.filter(|(name, _)| name != "help.vi.ftl");
    texts.map(|(name, path)| (name, std::fs::read_to_string(path).expect("a file of texts"))).collect()
}

fn entries_of(source: &str) -> BTreeMap<String, Entry> {
    let resource = parser::parse(source.to_owned()).expect("Fluent files without errors");
    let mut entries = BTreeMap::new();
    for entry in resource.body {
        let ast::Entry::Message(message) = entry else { continue };
        let mut read = Entry::default();
        for line in message.comment.iter().flat_map(|comment| &comment.content) {
            let (name, rest) = line.trim_start_matches('$').split_once(" (").expect("$name (kind) = example");
            let (kind, example) = rest.split_once(") = ").expect("$name (kind) = example");
            read.documented.insert(name.to_owned(), (kind.to_owned(), example.to_owned()));
        }
        variables(message.value.as_ref().expect("every message has a text of its own"), &mut read.used);
        for attribute in &message.attributes {
            variables(&attribute.value, &mut read.used);
            read.attributes.insert(attribute.id.name.clone());
        }
        let key = message.id.name.clone();
        assert!(entries.insert(key.clone(), read).is_none(), "{key} stands twice in one file");
    }
    entries
}

fn variables(pattern: &ast::Pattern<String>, found: &mut BTreeSet<String>) {
    for element in &pattern.elements {
        let ast::PatternElement::Placeable { expression } = element else { continue };
        let inline = match expression {
            ast::Expression::Inline(inline) => inline,
            ast::Expression::Select { selector, variants } => {
                for variant in variants {
                    variables(&variant.value, found);
                }
                selector
            }
        };
        if let ast::InlineExpression::VariableReference { id } = inline {
            found.insert(id.name.clone());
        }
    }
}

fn arguments(entry: &Entry) -> Vec<(&str, Argument<'_>)> {
    let value = |kind: &str, example| match kind {
        "number" => Argument::Number(str::parse(example).expect("an example that is a number")),
        "text" => Argument::Text(example),
        other => panic!("the kind {other} is neither number nor text"),
    };
    entry.documented.iter().map(|(name, (kind, example))| (name.as_str(), value(kind, example))).collect()
}

#[test]
fn both_languages_have_the_same_files() {
    let stems = |language: Language| -> BTreeSet<String> {
        let end = format!("{}.ftl", language.tag());
        files(language).into_keys().map(|name| name.trim_end_matches(&end).to_owned()).collect()
    };
    assert_eq!(stems(Language::Vi), stems(Language::En));
    assert!(stems(Language::Vi).len() > 20, "the folder is read");
}

#[test]
fn both_languages_have_the_same_keys_with_the_same_variables_and_next_steps() {
    let (vi, en) = (entries(Language::Vi), entries(Language::En));
    assert_eq!(vi.keys().collect::<Vec<_>>(), en.keys().collect::<Vec<_>>());
    for (key, entry) in &vi {
        assert_eq!(entry.attributes, en[key].attributes, "{key}");
        assert_eq!(entry.documented.keys().collect::<Vec<_>>(), en[key].documented.keys().collect::<Vec<_>>(), "{key}");
        assert!(entry.attributes.iter().all(|name| name == "next"), "{key}: {:?}", entry.attributes);
    }
}

#[test]
fn every_text_uses_what_its_comment_documents_and_shows_no_missing_argument() {
    for language in Language::ALL {
        let text = Catalogue::of(language);
        for (key, entry) in entries(language) {
            assert!(entry.used.iter().eq(entry.documented.keys()), "{language:?} {key}: {entry:?}");
            let arguments = arguments(&entry);
            let said = text.find(&key, &arguments).unwrap_or_else(|| panic!("{language:?} {key} does not format"));
            let next = text.say(&key, &arguments).next;
            assert_eq!(next.is_some(), entry.attributes.contains("next"), "{language:?} {key}");
            for shown in [Some(said), next].into_iter().flatten() {
                assert!(!shown.trim().is_empty() && !shown.contains(['{', '}', '$']), "{language:?} {key}: {shown}");
                assert!(!shown.contains("  ") && !shown.contains('\n'), "{language:?} {key}: {shown:?}");
            }
            for missing in 0..arguments.len() {
                let mut some = arguments.clone();
                some.remove(missing);
                let title_needs = text.find(&key, &some).is_none();
                let next_needs = entry.attributes.contains("next") && text.say(&key, &some).next.is_none();
                assert!(title_needs || next_needs, "{language:?} {key} without {:?}", arguments[missing]);
            }
        }
    }
}

#[test]
fn every_number_reads_well_for_none_one_and_many() {
    for language in Language::ALL {
        for (key, entry) in entries(language) {
            for number in [0, 1, 2, 21, 1_000] {
                let given: Vec<_> = arguments(&entry)
                    .into_iter()
                    .map(|(name, value)| match value {
                        Argument::Number(_) => (name, Argument::Number(number)),
                        text @ Argument::Text(_) => (name, text),
                    })
                    .collect();
                let shown = Catalogue::of(language).message(&key, &given);
                assert!(!shown.contains("  ") && !shown.contains(" ,") && !shown.contains(" ."), "{key}: {shown}");
            }
        }
    }
}

#[test]
fn every_problem_has_a_title_and_says_what_to_do_next() {
    for language in Language::ALL {
        for problem in Problem::ALL {
            let said = Catalogue::of(language).problem(*problem);
            assert!(!said.title.starts_with("problem-"), "{language:?}: {problem}");
            assert!(said.next.is_some_and(|next| next.ends_with('.')), "{language:?}: {problem}");
        }
    }
    let known: BTreeSet<String> = Problem::ALL.iter().map(|problem| format!("problem-{problem}")).collect();
    let written: BTreeSet<String> =
        entries(Language::Vi).into_keys().filter(|key| key.starts_with("problem-")).collect();
    assert_eq!(written, known, "and no text speaks of a problem that does not exist");
}

#[test]
fn every_advice_of_the_built_in_rules_is_written_and_an_unknown_one_still_gives_the_days() {
    for language in Language::ALL {
        let text = Catalogue::of(language);
        for rule in Rules::built_in().contact {
            let written = text.find(&rule.advice, &[("days", 1.into()), ("followup", 2.into())]);
            assert!(written.is_some(), "{}", rule.advice);
        }
        for unknown in ["advice-of-tomorrow", "status-working", ""] {
            let advice = text.advice(unknown, 31, 47);
            assert!(advice.contains("31") && advice.contains("47"), "{advice}");
        }
    }
}

#[test]
fn every_refusal_of_an_answer_and_every_reason_of_triage_has_its_words() {
    let date = Date::parse("2021-05-03").unwrap();
    let kinds = [
        RefusalKind::Missing,
        RefusalKind::Unknown,
        RefusalKind::NotAsked,
        RefusalKind::Repeated,
        RefusalKind::TooMany,
        RefusalKind::WrongType,
        RefusalKind::NotADate,
        RefusalKind::TooShort { least: 5 },
        RefusalKind::TooLong { most: 20 },
        RefusalKind::Characters,
        RefusalKind::TooSmall { least_tenths: 345 },
        RefusalKind::TooLarge { most_tenths: 20_210 },
        RefusalKind::TooEarly { earliest: date },
        RefusalKind::TooLate { latest: date },
        RefusalKind::NotAnOption,
        RefusalKind::NotAUnit,
        RefusalKind::NotACountry,
        RefusalKind::NotAPhone,
        RefusalKind::Picture,
    ];
    let written = |start: &str| {
        let keys = entries(Language::Vi).into_keys().filter(|key| key.starts_with(start));
        keys.collect::<BTreeSet<_>>()
    };
    let known: BTreeSet<_> = kinds.iter().map(|kind| format!("declaration-refused-{}", kind.key())).collect();
    assert_eq!(written("declaration-refused-"), known);
    for text in Language::ALL.map(Catalogue::of) {
        assert!(kinds.iter().all(|kind| !text.refusal(*kind).starts_with("declaration-")));
    }
    let said = |language, kind| Catalogue::of(language).refusal(kind);
    assert_eq!(said(Language::Vi, kinds[10]), "Số phải từ 34,5 trở lên");
    assert_eq!(said(Language::En, kinds[11]), "The greatest number taken is 2021");
    assert_eq!(said(Language::Vi, kinds[12]), "Ngày sớm nhất được nhận là 03/05/2021");
    let rules = FormVersion::shipped().unwrap().into_iter().flat_map(|form| form.rules.triage);
    let reasons: BTreeSet<_> = rules.filter_map(|rule| rule.then.reason).collect();
    assert_eq!(
        written("declaration-reason-"),
        reasons.iter().map(|reason| format!("declaration-reason-{reason}")).collect()
    );
}

#[test]
fn a_key_that_is_not_there_shows_itself_and_never_fails() {
    for language in Language::ALL {
        assert_eq!(Catalogue::of(language).message("no-such-key", &[]), "no-such-key");
        assert_eq!(Catalogue::of(language).message("", &[]), "");
    }
}

#[test]
fn dates_are_written_as_people_write_them() {
    assert_eq!(Catalogue::of(Language::Vi).date(2021, 5, 12), "12/05/2021");
    assert_eq!(Catalogue::of(Language::Vi).date(2021, 10, 9), "09/10/2021");
    assert_eq!(Catalogue::of(Language::En).date(2021, 5, 12), "12 May 2021");
}

#[test]
fn a_day_near_nobody_and_a_day_of_seconds_say_so() {
    let said = |language, count: u32, minutes: u32| {
        let arguments = [("day", "12/05/2021".into()), ("count", count.into()), ("minutes", minutes.into())];
        Catalogue::of(language).message("review-day", &arguments)
    };
    assert_eq!(said(Language::Vi, 0, 0), "12/05/2021: không có lượt tiếp xúc nào");
    assert_eq!(said(Language::Vi, 1, 0), "12/05/2021: 1 lượt tiếp xúc, tổng cộng chưa đến 1 phút");
    assert_eq!(said(Language::En, 1, 0), "12/05/2021: near others once, for less than a minute");
    assert_eq!(said(Language::En, 3, 25), "12/05/2021: near others 3 times, for about 25 minutes together");
}

#[test]
fn vietnamese_is_written_in_composed_letters() {
    let combining = |c: &char| ('\u{300}'..='\u{36f}').contains(c);
    assert_eq!(include_str!("../i18n/vi.ftl").chars().find(combining), None);
}

#[test]
fn every_pair_of_words_that_an_officer_may_have_to_say_is_another_text() {
    for language in Language::ALL {
        let said = |first, second| Catalogue::of(language).call_words(CallWords { first, second });
        let words: BTreeSet<String> = (0..CallWords::WORDS).map(|n| said(n, 0)).collect();
        assert_eq!(words.len(), usize::from(CallWords::WORDS));
        assert!(words.iter().all(|words| !words.contains("call-word")), "{words:?}");
    }
    assert_eq!(
        Catalogue::of(Language::En).call_words(CallWords { first: 46, second: 31 }),
        "river (sông) – lemon (chanh)"
    );
}
