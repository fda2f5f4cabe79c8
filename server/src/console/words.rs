//! What is known of contacts and of calls, in words.

use lancan_protocol::call_words::CallWords;
use lancan_text::Argument;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::calls::CallResult;
use crate::console::layout::Layout;
use crate::contacts::{Closeness, Contact, Seen, Sex, Source, SpecimenResult, Status, Tier};
use crate::evidence::EvidenceGrade;

/// The word of the API for one of its kinds.
pub(in crate::console) fn name_of(kind: impl Serialize) -> String {
    serde_json::to_value(kind).ok().and_then(|name| name.as_str().map(str::to_owned)).unwrap_or_default()
}

/// The kind that the API has this word for.
pub(in crate::console) fn named<T: DeserializeOwned>(name: &str) -> Option<T> {
    serde_json::from_value(name.into()).ok()
}

/// A kind that is shown in words.
pub(in crate::console) trait InWords: Copy + Serialize {
    /// The key of its text.
    fn key(self) -> String;
}

macro_rules! in_words {
    ($($kind:ty: $prefix:literal),*) => {$(
        impl InWords for $kind {
            fn key(self) -> String {
                format!("console-{}-{}", $prefix, name_of(self).replace('_', "-"))
            }
        }
    )*};
}

in_words! { Tier: "tier", Source: "source", Closeness: "closeness", Status: "contact-status", EvidenceGrade: "grade", Sex: "sex",
CallResult: "call", Seen: "seen", SpecimenResult: "result" }

/// One of several that a form offers.
pub(in crate::console) struct ContactChoice {
    pub(in crate::console) value: String,
    pub(in crate::console) text: String,
    pub(in crate::console) chosen: bool,
}

/// The kinds that a form offers, with the one that is chosen.
pub(in crate::console) fn choices<K: InWords>(layout: &Layout, kinds: &[K], chosen: &str) -> Vec<ContactChoice> {
    let choice = |kind: &K| {
        let value = name_of(*kind);
        ContactChoice { text: layout.say(&kind.key()), chosen: value == chosen, value }
    };
    kinds.iter().map(choice).collect()
}

/// The class that a status is shown with.
pub(in crate::console) fn mark_of(status: Status) -> &'static str {
    match status {
        Status::New => "todo",
        Status::FollowUp => "going",
        Status::Completed => "good",
        Status::Lost | Status::BecameCase => "bad",
        Status::Cancelled => "off",
    }
}

/// The class that a grade is shown with.
pub(in crate::console) fn mark_of_grade(grade: EvidenceGrade) -> &'static str {
    match grade {
        EvidenceGrade::Corroborated => "good",
        EvidenceGrade::CaseHeard => "going",
        EvidenceGrade::Uncorroborable => "todo",
        EvidenceGrade::Claimed => "off",
    }
}

/// Name, or number, or that there is neither.
pub(in crate::console) fn title_of(layout: &Layout, contact: &Contact) -> String {
    let known = contact.person.as_ref().and_then(|person| person.name.clone().or_else(|| person.phone.clone()));
    known.unwrap_or_else(|| {
        layout.say(if contact.person.is_some() { "console-contact-nameless" } else { "console-state-does-not-open" })
    })
}

/// The words to say first when calling.
pub(in crate::console) fn call_words(layout: &Layout, words: CallWords) -> String {
    let [first, second] = [words.first, words.second].map(|number| layout.say(&format!("call-word-{number}")));
    let arguments: [(&str, Argument<'_>); 2] = [("first", (&first).into()), ("second", (&second).into())];
    layout.say_with("call-words", &arguments)
}
