//! What is known of a contact and of a call, in words.

use lancan_protocol::time::UnixTime;
use lancan_text::{Catalogue, Language};

use crate::calls::{CallResult, WaitingCall};
use crate::console::layout::Layout;
use crate::console::local::{Local, date};
use crate::console::unit_words::home_of;
use crate::console::words::InWords as _;
use crate::contacts::{Contact, Person};
use crate::units::Units;

/// The results of a call in the order in which a form offers them.
pub(super) const RESULTS: [CallResult; 6] = [
    CallResult::Reached,
    CallResult::NoAnswer,
    CallResult::Busy,
    CallResult::Later,
    CallResult::WrongNumber,
    CallResult::Refused,
];

/// A number as people here read it: `0912 345 678`.
pub(in crate::console) fn number(e164: &str) -> String {
    let Some(rest) = e164.strip_prefix("+84") else { return e164.to_owned() };
    let digits: Vec<char> = core::iter::once('0').chain(rest.chars()).collect();
    let (first, others) = digits.split_at(digits.len().min(4));
    let groups = others.chunks(3).map(|group| group.iter().collect::<String>());
    core::iter::once(first.iter().collect()).chain(groups).collect::<Vec<String>>().join(" ")
}

/// When to call, and who does: what the queue says of a call besides its time.
pub(in crate::console) fn state(
    layout: &Layout,
    local: Local,
    call: &WaitingCall,
    now: UnixTime,
) -> (String, &'static str) {
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

/// The words to say first, in both languages.
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
pub(super) fn known(layout: &Layout, units: &Units, contact: &Contact) -> Vec<(String, String)> {
    let mut facts =
        vec![("console-tier", layout.say(&contact.tier.key())), ("console-source", layout.say(&contact.source.key()))];
    if let Some(last) = contact.last_contact {
        facts.push(("console-last-contact", date(last.0)));
    }
    facts.push(("console-closeness", nearness(layout, contact)));
    if let Some(person) = &contact.person {
        let of_person = [
            ("console-birth-year", person.birth_year.map(|year| year.to_string())),
            ("console-relation", person.relation.clone()),
            ("console-address", home_of(units, person)),
            ("console-notes", person.notes.clone()),
        ];
        facts.extend(of_person.into_iter().filter_map(|(key, value)| Some((key, value?))));
    }
    facts.into_iter().map(|(key, value)| (layout.say(key), value)).collect()
}

/// What the evidence says and what it is good for; none for contacts of whom no phone says anything.
pub(super) fn evidence(layout: &Layout, contact: &Contact) -> Vec<String> {
    let Some(grade) = contact.grade else { return Vec::new() };
    let mut sentences = vec![layout.say(&format!("{}-means", grade.key()))];
    if contact.relay_suspected {
        sentences.push(layout.say("console-relay-suspected"));
    }
    if !contact.supports_order {
        sentences.push(layout.say("console-order-not-possible"));
    }
    sentences
}

fn nearness(layout: &Layout, contact: &Contact) -> String {
    let minutes = contact.minutes.map(|minutes| layout.say_with("console-call-minutes", &[("count", minutes.into())]));
    [Some(layout.say(&contact.closeness.key())), minutes].into_iter().flatten().collect::<Vec<_>>().join(", ")
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
