//! What an act was about, in words, with the page that shows it.

use std::collections::BTreeMap;

use lancan_protocol::pass::GateNumber;

use crate::console::Console;
use crate::console::layout::Layout;
use crate::ground::ids::OfficerId;

/// What an act was about besides a case.
pub(super) struct ActSubject {
    pub(super) words: String,
    /// The page that shows it; none where there is none, or not for who reads the log.
    pub(super) link: Option<String>,
}

/// Who reads what acts were about, and what is known by name.
pub(super) struct SubjectWords<'a> {
    pub(super) console: &'a Console,
    pub(super) layout: &'a Layout,
    /// Officers by number.
    pub(super) names: &'a BTreeMap<OfficerId, String>,
}

impl SubjectWords<'_> {
    /// What stands in the log, such as `contact 1f…` or `officer 3 to officer 4`, in words. What this program does not know is
    /// of a later one, and stays as it is.
    pub(super) fn of(&self, about: &str) -> ActSubject {
        if about.contains(" to ") {
            let parts: Vec<String> = about.split(" to ").map(|part| self.of(part).words).collect();
            return ActSubject { words: parts.join(" → "), link: None };
        }
        let (kind, id) = about.split_once(' ').unwrap_or((about, ""));
        let named = match kind {
            "officer" => id.parse().ok().and_then(|number: OfficerId| self.names.get(&number).cloned()),
            "gate" => id.parse().ok().and_then(|number| {
                self.console.gates.as_ref().and_then(|gates| gates.name(GateNumber(number), self.layout.language()))
            }),
            "reason" => self.layout.text().find(&format!("console-erase-{id}"), &[]),
            _ => None,
        };
        let in_words = || self.layout.text().find(&format!("console-about-{kind}"), &[("id", id.into())]);
        ActSubject { words: named.or_else(in_words).unwrap_or_else(|| about.to_owned()), link: self.page_of(kind, id) }
    }

    fn page_of(&self, kind: &str, id: &str) -> Option<String> {
        let folder = match kind {
            "officer" if self.layout.keeps_accounts() => "officers",
            _ if !self.layout.sees_cases() => return None,
            "contact" => "contacts",
            "declaration" => "declarations",
            "gate" => "gate",
            "import" => "imports",
            "opening" => "openings",
            "place" => "places",
            _ => return None,
        };
        let is_plain = !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_alphanumeric());
        is_plain.then(|| format!("/console/{folder}/{id}"))
    }
}
