//! Warnings that follow now, compared with what the user was told: new, graver, lower, withdrawn, expired.

use core::cmp::Ordering;

use lancan_protocol::time::{Day, UnixTime};

use crate::{
    notice::{Warning, WarningChange, WarningNotice},
    store::{Standing, StoredWarning},
};

/// What is kept from now on, and what the user is told of the difference.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Reconciled {
    pub(crate) warnings: Vec<StoredWarning>,
    pub(crate) notices: Vec<WarningNotice>,
}

/// What follows, without what is over. Where a warning that is over hides a later contact under its rule, that contact
/// follows: `follows` gives what follows from what was heard from a day on, at most one for each rule.
pub(crate) fn not_over(said: &[StoredWarning], follows: impl Fn(Day) -> Vec<Warning>) -> Vec<Warning> {
    let over = said.iter().filter(|stored| stored.standing == Standing::Expired).map(|stored| &stored.warning);
    let in_its_place = |found: Warning| {
        let mut same = over.clone().filter(|over| over.rule == found.rule);
        let ended = same.clone().map(|over| over.last_contact).max();
        if !same.any(|over| over.last_contact >= found.last_contact && gravity(over) >= gravity(&found)) {
            return Some(found);
        }
        follows(ended?.plus(1)).into_iter().find(|later| later.rule == found.rule)
    };
    follows(Day(0)).into_iter().filter_map(in_its_place).collect()
}

/// Compares what follows ([`not_over`], at most one for each rule) with what was said.
///
/// `is_rule` says whether a contact rule of this id is still there: a warning under a rule that got another id goes on under
/// the new one. `know_of` says whether enough is known of a warning's time to withdraw it: without matches, as after a loss
/// or in a store of an earlier version, a warning stands until it expires. `today`: the deployment's day, or an earlier one where the
/// time is in doubt.
pub(crate) fn reconcile(
    said: Vec<StoredWarning>,
    found: Vec<Warning>,
    is_rule: impl Fn(&str) -> bool,
    know_of: impl Fn(&Warning) -> bool,
    today: Day,
) -> Reconciled {
    let mut fresh_id = said.iter().map(|stored| stored.warning.id).max().unwrap_or(0);
    let mut reconciled = Reconciled { warnings: one_for_each_rule(said), notices: Vec::new() };
    let Reconciled { warnings, notices } = &mut reconciled;
    let mut settled: Vec<i64> = Vec::new();
    for mut warning in found {
        let same = warnings.iter().position(|stored| in_force(stored) && stored.warning.rule == warning.rule);
        let renamed = || warnings.iter().position(|stored| is_renamed(stored, &warning, &is_rule));
        if let Some(stored) = same.or_else(renamed).and_then(|at| warnings.get_mut(at)) {
            settled.push(stored.warning.id);
            notices.extend(stored.becomes(warning));
            continue;
        }
        fresh_id = fresh_id.saturating_add(1);
        warning.id = fresh_id;
        settled.push(fresh_id);
        // A warning that comes when its advice is already over is told, and not told to be over once more.
        let is_over = warning.advice.follow_up_until < today;
        let standing = if is_over { Standing::Expired } else { Standing::InForce };
        warnings.retain(|stored| stored.standing != Standing::Withdrawn || stored.warning.rule != warning.rule);
        notices.push(WarningNotice { change: WarningChange::New, warning: warning.clone() });
        warnings.push(StoredWarning { warning, dismissed: false, standing });
    }
    for stored in warnings.iter_mut().filter(|stored| in_force(stored) && !settled.contains(&stored.warning.id)) {
        if know_of(&stored.warning) {
            notices.push(stored.ends(Standing::Withdrawn, WarningChange::Withdrawn));
        }
    }
    reconciled
}

/// Ends the warnings whose advice is over on `today`.
pub(crate) fn expire(said: Vec<StoredWarning>, today: Day) -> Reconciled {
    let mut reconciled = Reconciled { warnings: said, notices: Vec::new() };
    for stored in reconciled.warnings.iter_mut().filter(|stored| in_force(stored)) {
        if stored.warning.advice.follow_up_until < today {
            reconciled.notices.push(stored.ends(Standing::Expired, WarningChange::Expired));
        }
    }
    reconciled
}

/// The earliest instant that a warning in force rests on; none where none is in force.
pub(crate) fn rests_on_since(said: &[StoredWarning]) -> Option<UnixTime> {
    said.iter().filter(|stored| in_force(stored)).map(|stored| stored.warning.window_start).min()
}

impl StoredWarning {
    /// Takes the place of what was said. Returns what to tell of it.
    fn becomes(&mut self, found: Warning) -> Option<WarningNotice> {
        let change = match gravity(&found).cmp(&gravity(&self.warning)) {
            Ordering::Greater => Some(WarningChange::Graver),
            Ordering::Less => Some(WarningChange::Lower),
            Ordering::Equal => None,
        };
        let found_at = if change.is_some() { found.found_at } else { self.warning.found_at };
        self.warning = Warning { id: self.warning.id, found_at, ..found };
        if change == Some(WarningChange::Graver) {
            self.dismissed = false;
        }
        change.map(|change| WarningNotice { change, warning: self.warning.clone() })
    }

    fn ends(&mut self, standing: Standing, change: WarningChange) -> WarningNotice {
        self.standing = standing;
        WarningNotice { change, warning: self.warning.clone() }
    }
}

fn in_force(stored: &StoredWarning) -> bool {
    stored.standing == Standing::InForce
}

/// What makes a warning graver, the most important first: how sure it is, how long the advice goes on, the last contact.
fn gravity(warning: &Warning) -> impl Ord + use<> {
    (warning.verdict, warning.advice.quarantine_until, warning.advice.follow_up_until, warning.last_contact)
}

/// Whether a warning was said under a rule that is gone and speaks of the same days as one that follows now.
fn is_renamed(stored: &StoredWarning, found: &Warning, is_rule: impl Fn(&str) -> bool) -> bool {
    let said = &stored.warning;
    let meet = said.first_day <= found.last_contact && found.first_day <= said.last_contact;
    in_force(stored) && meet && !is_rule(&said.rule)
}

/// Earlier versions said a later contact under the same rule beside the earlier one: the latest stands for all.
fn one_for_each_rule(mut said: Vec<StoredWarning>) -> Vec<StoredWarning> {
    let latest = |one: &StoredWarning| {
        let same = said.iter().filter(|other| in_force(other) && other.warning.rule == one.warning.rule);
        same.max_by_key(|other| (other.warning.last_contact, other.warning.id)).map(|other| other.warning.id)
    };
    let doubled: Vec<i64> = said
        .iter()
        .filter(|one| in_force(one) && latest(one) != Some(one.warning.id))
        .map(|one| one.warning.id)
        .collect();
    said.retain(|one| !in_force(one) || !doubled.contains(&one.warning.id));
    said
}

#[cfg(test)]
mod tests {
    use lancan_protocol::risk::Verdict;

    use super::*;
    use crate::notice::Advice;

    const DAY: Day = Day(18_767);

    /// A warning under a rule, with a contact on a day after [`DAY`] and three weeks of quarantine.
    fn warning(rule: &str, verdict: Verdict, day: u32) -> Warning {
        let last_contact = DAY.plus(day);
        let until = last_contact.plus(21);
        Warning {
            id: 0,
            rule: rule.into(),
            verdict,
            window_start: UnixTime(0),
            first_day: last_contact,
            last_day: last_contact,
            last_contact,
            expected_minutes: 20.0,
            probability: 0.9,
            decree: "5053/QĐ-BYT".into(),
            advice: Advice {
                key: "advice-f1-quarantine".into(),
                quarantine_until: until,
                follow_up_until: until.plus(7),
                decree: Some("600/CĐ-BCĐ".into()),
            },
            found_at: UnixTime(u64::from(day)),
        }
    }

    fn close(day: u32) -> Warning {
        warning("f1", Verdict::Close, day)
    }

    /// What becomes of what was said, when these contacts are known: of each rule the gravest follows.
    fn then(said: &[StoredWarning], known: &[Warning]) -> Reconciled {
        let follows = |since: Day| {
            let mut gravest: Vec<Warning> = Vec::new();
            for one in known.iter().filter(|one| one.last_contact >= since) {
                match gravest.iter_mut().find(|other| other.rule == one.rule) {
                    Some(other) if gravity(other) < gravity(one) => *other = one.clone(),
                    Some(_) => {}
                    None => gravest.push(one.clone()),
                }
            }
            gravest
        };
        let found = not_over(said, follows);
        reconcile(said.to_vec(), found, |rule| rule != "gone", |_| true, DAY.plus(10))
    }

    fn changes(reconciled: &Reconciled) -> Vec<WarningChange> {
        reconciled.notices.iter().map(|notice| notice.change).collect()
    }

    #[test]
    fn a_warning_is_told_once_and_its_minutes_follow_without_a_word() {
        let first = then(&[], &[close(0)]);
        assert_eq!((changes(&first), first.warnings[0].warning.id), (vec![WarningChange::New], 1));
        let second = then(&first.warnings, &[Warning { expected_minutes: 30.0, found_at: UnixTime(9), ..close(0) }]);
        assert!(second.notices.is_empty());
        let kept = &second.warnings[0].warning;
        assert!((kept.expected_minutes - 30.0).abs() < 1e-9 && kept.found_at == UnixTime(0));
    }

    #[test]
    fn surer_or_longer_is_graver_and_comes_back_to_whoever_had_put_it_away() {
        for graver in [close(0), warning("f1", Verdict::Possible, 3)] {
            let mut said = then(&[], &[warning("f1", Verdict::Possible, 0)]).warnings;
            said[0].dismissed = true;
            let after = then(&said, std::slice::from_ref(&graver));
            assert_eq!(changes(&after), [WarningChange::Graver]);
            assert_eq!(after.warnings.len(), 1);
            assert!(!after.warnings[0].dismissed && after.warnings[0].warning.verdict == graver.verdict);
        }
    }

    #[test]
    fn less_sure_or_shorter_is_lower() {
        for lower in [warning("f1", Verdict::Possible, 3), close(0)] {
            let after = then(&then(&[], &[close(3)]).warnings, &[lower]);
            assert_eq!((changes(&after), after.warnings.len()), (vec![WarningChange::Lower], 1));
        }
    }

    #[test]
    fn what_does_not_follow_any_more_is_withdrawn_once_and_is_new_when_it_follows_again() {
        let gone = then(&then(&[], &[close(0)]).warnings, &[]);
        assert_eq!(changes(&gone), [WarningChange::Withdrawn]);
        assert_eq!(gone.warnings[0].standing, Standing::Withdrawn);
        assert!(then(&gone.warnings, &[]).notices.is_empty());
        let again = then(&gone.warnings, &[close(0)]);
        assert_eq!((changes(&again), again.warnings.len()), (vec![WarningChange::New], 1));
        assert_eq!(again.warnings[0].warning.id, 2, "a number is never used again");
    }

    #[test]
    fn without_matches_of_its_time_a_warning_is_not_withdrawn() {
        let said = then(&[], &[close(0)]).warnings;
        let after = reconcile(said.clone(), Vec::new(), |_| true, |_| false, DAY);
        assert_eq!(after, Reconciled { warnings: said, notices: Vec::new() });
    }

    #[test]
    fn rules_have_warnings_of_their_own_and_a_renamed_rule_goes_on_with_its_warning() {
        let both = then(&[], &[close(0), warning("f1-later", Verdict::Possible, 2)]);
        assert_eq!(changes(&both), [WarningChange::New; 2]);
        let renamed = then(&then(&[], &[warning("gone", Verdict::Close, 0)]).warnings, &[close(0)]);
        assert!(renamed.notices.is_empty());
        assert_eq!((renamed.warnings.len(), renamed.warnings[0].warning.rule.as_str()), (1, "f1"));
    }

    #[test]
    fn a_warning_expires_on_the_day_after_its_advice_and_only_once() {
        let said = then(&[], &[close(0)]).warnings;
        assert!(expire(said.clone(), DAY.plus(28)).notices.is_empty());
        let over = expire(said, DAY.plus(29));
        assert_eq!((changes(&over), over.warnings[0].standing), (vec![WarningChange::Expired], Standing::Expired));
        assert!(expire(over.warnings.clone(), DAY.plus(30)).notices.is_empty());
        assert!(then(&over.warnings, &[close(0)]).notices.is_empty(), "it is over, whatever still follows");
        assert!(then(&over.warnings, &[]).notices.is_empty());
        assert_eq!(changes(&then(&over.warnings, &[close(30)])), [WarningChange::New], "another contact is another");
    }

    #[test]
    fn a_later_contact_follows_a_graver_one_that_is_over_and_goes_with_what_it_rests_on() {
        let over = expire(then(&[], &[close(0)]).warnings, DAY.plus(29)).warnings;
        let later = warning("f1", Verdict::Possible, 30);
        for known in [vec![close(0), later.clone()], vec![later.clone()]] {
            let told = then(&over, &known);
            assert_eq!(changes(&told), [WarningChange::New]);
            assert_eq!(told.notices[0].warning.verdict, Verdict::Possible);
            assert!(then(&told.warnings, &known).notices.is_empty());
            let revoked = then(&told.warnings, &[close(0)]);
            assert_eq!(changes(&revoked), [WarningChange::Withdrawn]);
        }
        let corrected = Warning { verdict: Verdict::Close, ..later.clone() };
        let possible = expire(then(&[], &[later]).warnings, DAY.plus(59)).warnings;
        assert_eq!(changes(&then(&possible, &[corrected])), [WarningChange::New], "the same contact, and surer");
    }

    #[test]
    fn what_comes_when_its_advice_is_over_is_told_and_does_not_expire_again() {
        let late = reconcile(Vec::new(), vec![close(0)], |_| true, |_| true, DAY.plus(29));
        assert_eq!(changes(&late), [WarningChange::New]);
        assert!(expire(late.warnings, DAY.plus(30)).notices.is_empty());
    }

    #[test]
    fn several_warnings_of_an_earlier_version_under_one_rule_become_the_latest() {
        let said = |id, day| StoredWarning {
            warning: Warning { id, ..close(day) },
            dismissed: false,
            standing: Standing::InForce,
        };
        let after = then(&[said(1, 0), said(2, 3)], &[close(3)]);
        assert!(after.notices.is_empty());
        assert_eq!(after.warnings.iter().map(|stored| stored.warning.id).collect::<Vec<_>>(), [2]);
    }
}
