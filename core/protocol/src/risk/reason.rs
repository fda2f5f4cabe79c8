//! Why a case is not a contact: for one exposure and each contact rule the condition that failed, and by how much.

use super::{
    Crowds, Exposure, FailedCondition, Verdict,
    counted::{Near, refused},
    judge,
};
use crate::{
    ranging::ReceiverLevel,
    rules::{ContactRule, Rules},
    time::Day,
};

/// What one contact rule says of one exposure alone.
#[derive(Clone, Debug, PartialEq)]
pub struct Reason {
    /// The rule's id.
    pub rule: String,
    /// The day of the exposure's first encounter.
    pub day: Day,
    /// The verdict, as if this were the only exposure. Minutes near several cases add up only in [`super::assess`].
    pub verdict: Verdict,
    /// What keeps the verdict from being "close"; none where it is.
    pub failed: Option<FailedCondition>,
}

/// What each contact rule says of one exposure, in the rules' order; none where the exposure holds no encounter.
pub fn reasons(exposure: &Exposure<'_>, crowds: &Crowds, receiver: &ReceiverLevel, rules: &Rules) -> Vec<Reason> {
    let Some(day) = exposure.encounters.iter().map(|heard| rules.key_days.day(heard.encounter.first_seen())).min()
    else {
        return Vec::new();
    };
    let near = Near::new(exposure, receiver, rules);
    let reason = |rule: &ContactRule| {
        let judged = judge(&near.counted(rule, crowds, rules), rule, rules);
        let refused = refused(exposure, rule);
        let (verdict, failed) = match (refused, judged) {
            (Some(failed), _) => (Verdict::None, Some(failed)),
            (None, None) => (Verdict::None, Some(FailedCondition::NotInForce)),
            (None, Some(judged)) if judged.verdict == Verdict::Close => (Verdict::Close, None),
            (None, Some(judged)) => {
                let needed = rules.ranging.enough_probability;
                let failed = if judged.minutes_present * 60.0 < f64::from(rule.seconds()) {
                    FailedCondition::TooShort { seconds: judged.minutes_present * 60.0, needed: rule.seconds() }
                } else if judged.probability < needed {
                    FailedCondition::TooUnlikely { probability: judged.probability, needed }
                } else {
                    FailedCondition::WeakEvidence
                };
                (judged.verdict, Some(failed))
            }
        };
        Reason { rule: rule.id.clone(), day, verdict, failed }
    };
    rules.contact.iter().map(reason).collect()
}
