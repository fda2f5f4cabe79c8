//! How urgent answers are: a hint on the phone, the decision on the server, by the same rules.

use super::{Checked, FormRules, Triage, TriageClass, TriageWhen};

impl FormRules {
    /// Judges answers that fit their form: by the first rule that holds, green when none does.
    pub fn triage(&self, checked: &Checked<'_>) -> Triage {
        let holds = |when: &TriageWhen| {
            let mut hold = when
                .conditions()
                .iter()
                .map(|condition| condition.holds(checked.answers(&condition.question), &self.lists));
            match when {
                TriageWhen::All(_) => hold.all(|holds| holds),
                TriageWhen::Any(_) => hold.any(|holds| holds),
            }
        };
        let first = self.triage.iter().find(|rule| holds(&rule.when));
        first.map_or(Triage { class: TriageClass::Green, reason: None }, |rule| rule.then.clone())
    }
}
