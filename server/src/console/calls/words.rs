//! What is known of a contact and of a call, in words.

use lancan_protocol::time::UnixTime;
use lancan_text::{Catalogue, Language};

use crate::calls::{CallResult, WaitingCall};
use crate::console::layout::Layout;
use crate::console::local::{Local, date};
use crate::contacts::{Closeness, Contact, Person, Source, Tier};
use crate::evidence::EvidenceGrade;

/// The results of a call in the order in which a form offers them, with the names that the form sends.
pub(super) const RESULTS: [(&str, CallResult); 6] = [
    ("reached", CallResult::Reached),
    ("no_answer", CallResult::NoAnswer),
    ("busy", CallResult::Busy),
    ("later", CallResult::Later),
    ("wrong_number", CallResult::WrongNumber),
    ("refused", CallResult::Refused),
];

/// The text that names a result.
pub(super) const fn result_key(result: CallResult) -> &'static str {
    match result {
        CallResult::Reached => "console-call-reached",
        CallResult::NoAnswer => "console-call-no-answer",
        CallResult::Busy => "console-call-busy",
        CallResult::Later => "console-call-later",
        CallResult::WrongNumber => "console-call-wrong-number",
        CallResult::Refused => "console-call-refused",
    }
}

/// Who is called: the name, or that it is not known.
pub(super) fn name(layout: &Layout, contact: &Contact) -> String {
    let person = contact.person.as_ref();
    person.and_then(|person| person.name.clone()).unwrap_or_else(|| layout.say("console-call-no-name"))
}

/// A number as people here read it: `0912 345 678`.
pub(super) fn number(e164: &str) -> String {
    let Some(rest) = e164.strip_prefix("+84") else { return e164.to_owned() };
    let digits: Vec<char> = core::iter::once('0').chain(rest.chars()).collect();
    let (first, others) = digits.split_at(digits.len().min(4));
    let groups = others.chunks(3).map(|group| group.iter().collect::<String>());
    core::iter::once(first.iter().collect()).chain(groups).collect::<Vec<String>>().join(" ")
}

/// When to call, and who does: what the queue says of a call besides its time.
pub(super) fn state(layout: &Layout, local: Local, call: &WaitingCall, now: UnixTime) -> (String, &'static str) {
    if let Some((caller, until)) = &call.held {
        let until = local.moment(*until);
        let arguments = [("name", caller.name.as_str().into()), ("when", (&until).into())];
        return (layout.say_with("console-call-held", &arguments), "going");
    }
    if call.is_closed {
        return (layout.say("console-call-closed"), "off");
    }
    match (call.due_at <= now, call.outcome) {
        (true, _) => (layout.say("console-call-due"), "todo"),
        (false, Some(CallResult::Later)) => (layout.say("console-call-promised"), "going"),
        (false, _) => (layout.say("console-call-not-yet"), "off"),
    }
}

/// The words to say first, in both languages: a pair for each time the contact asked to be called.
pub(super) fn first_words(person: &Person) -> Vec<[String; 2]> {
    let in_language = |language, (first, second): (u8, u8)| {
        let text = Catalogue::of(language);
        let word = |number: u8| text.message(&format!("call-word-{number}"), &[]);
        text.message("call-words", &[("first", (&word(first)).into()), ("second", (&word(second)).into())])
    };
    person
        .call_words
        .iter()
        .map(|pair| [Language::Vi, Language::En].map(|language| in_language(language, *pair)))
        .collect()
}

/// What is known of a contact: name and value.
pub(super) fn known(layout: &Layout, contact: &Contact) -> Vec<(String, String)> {
    let mut facts = vec![
        ("console-call-tier", layout.say(tier_key(contact.tier))),
        ("console-call-source", layout.say(source_key(contact.source))),
    ];
    if let Some(last) = contact.last_contact {
        facts.push(("console-call-last-contact", date(last.0)));
    }
    facts.push(("console-call-closeness", nearness(layout, contact)));
    if let Some(person) = &contact.person {
        let of_person = [
            ("console-call-birth-year", person.birth_year.map(|year| year.to_string())),
            ("console-call-relation", person.relation.clone()),
            ("console-call-address", person.address.clone()),
            ("console-call-notes", person.notes.clone()),
        ];
        facts.extend(of_person.into_iter().filter_map(|(key, value)| Some((key, value?))));
    }
    facts.into_iter().map(|(key, value)| (layout.say(key), value)).collect()
}

/// What the evidence says and what it is good for; none for contacts of whom no phone says anything.
pub(super) fn evidence(layout: &Layout, contact: &Contact) -> Vec<String> {
    let Some(grade) = contact.grade else { return Vec::new() };
    let mut sentences = vec![layout.say(grade_key(grade))];
    if contact.relay_suspected {
        sentences.push(layout.say("console-call-relay"));
    }
    if !contact.supports_order {
        sentences.push(layout.say("console-call-no-order"));
    }
    sentences
}

fn nearness(layout: &Layout, contact: &Contact) -> String {
    let key = match contact.closeness {
        Closeness::Unknown => "console-call-closeness-unknown",
        Closeness::SamePlace => "console-call-closeness-same-place",
        Closeness::Possible => "console-call-closeness-possible",
        Closeness::Close => "console-call-closeness-close",
    };
    let minutes = contact.minutes.map(|minutes| layout.say_with("console-call-minutes", &[("count", minutes.into())]));
    [Some(layout.say(key)), minutes].into_iter().flatten().collect::<Vec<_>>().join(", ")
}

const fn tier_key(tier: Tier) -> &'static str {
    match tier {
        Tier::F1 => "console-call-tier-f1",
        Tier::F2 => "console-call-tier-f2",
    }
}

const fn source_key(source: Source) -> &'static str {
    match source {
        Source::App => "console-call-source-app",
        Source::Interview => "console-call-source-interview",
        Source::Venue => "console-call-source-venue",
        Source::List => "console-call-source-list",
    }
}

const fn grade_key(grade: EvidenceGrade) -> &'static str {
    match grade {
        EvidenceGrade::Claimed => "console-call-claimed",
        EvidenceGrade::Uncorroborable => "console-call-uncorroborable",
        EvidenceGrade::CaseHeard => "console-call-case-heard",
        EvidenceGrade::Corroborated => "console-call-corroborated",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_of_vietnam_is_read_in_groups_and_another_stays() {
        assert_eq!(number("+84912345678"), "0912 345 678");
        assert_eq!(number("+842438249999"), "0243 824 999 9");
        assert_eq!(number("+4915112345678"), "+4915112345678");
    }

    #[test]
    fn the_words_to_say_are_those_of_the_app_in_both_languages() {
        let person = Person { call_words: vec![(0, 16)], ..Person::default() };
        assert_eq!(first_words(&person), [["mèo – sen".to_owned(), "cat (mèo) – lotus (sen)".to_owned()]]);
    }
}
