//! From when until when a contact is followed up: a function of the rules and of the days of contact, and of nothing else.

use lancan_protocol::rules::{Degree, Rules};
use lancan_protocol::time::Day;

use crate::contacts::kinds::{Status, Tier};

/// The days on which somebody looks after a contact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct FollowUpPlan {
    /// The day after the first contact.
    pub(crate) from: Day,
    /// The last day.
    pub(crate) until: Day,
}

impl FollowUpPlan {
    /// The plan of a contact by the days on which the contact was near the case: each day gives the quarantine and the
    /// follow-up after it of the rules in force on that day, and the longest counts. So a further contact makes a plan
    /// longer and never shorter, though a later decree asks for less. None where no rule asks for either.
    pub(crate) fn of(rules: &Rules, tier: Tier, contacts: &[Day]) -> Option<Self> {
        let degree = match tier {
            Tier::F1 => Degree::F1,
            Tier::F2 => Degree::F2,
        };
        let end = |day: Day| {
            let in_force = rules.in_force(day).filter(|rule| rule.degree == degree);
            let days = in_force.map(|rule| rule.quarantine.days.saturating_add(rule.quarantine.follow_up_days)).max();
            days.filter(|days| *days > 0).map(|days| day.plus(days))
        };
        let until = contacts.iter().filter_map(|day| end(*day)).max()?;
        let first = contacts.iter().filter(|day| end(**day).is_some()).min()?;
        Some(Self { from: first.plus(1), until })
    }

    /// Whether somebody is to look after the contact on a day: within the plan, and not ended by an officer.
    pub(crate) fn is_due(self, status: Status, day: Day) -> bool {
        status.is_open() && (self.from..=self.until).contains(&day)
    }

    /// The days of the plan until a day, the newest first.
    pub(crate) fn days_until(self, today: Day) -> impl Iterator<Item = Day> {
        (self.from.0..=self.until.0.min(today.0)).rev().map(Day)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::ground::calendar::Date;

    fn day(date: &str) -> Day {
        date.parse::<Date>().unwrap().0
    }

    #[test]
    fn a_plan_follows_the_rules_in_force_on_the_days_of_contact() {
        let rules = Rules::built_in();
        let of = |tier, days: &[&str]| {
            let days: Vec<Day> = days.iter().map(|date| day(date)).collect();
            FollowUpPlan::of(&rules, tier, &days)
                .map(|plan| [Date(plan.from), Date(plan.until)].map(|day| day.to_string()))
        };
        let plan = |from: &str, until: &str| Some([from.to_owned(), until.to_owned()]);
        assert_eq!(of(Tier::F1, &["2021-05-20"]), plan("2021-05-21", "2021-06-17"), "21 days, then 7");
        assert_eq!(of(Tier::F1, &["2021-05-22", "2021-05-20"]), plan("2021-05-21", "2021-06-19"), "near again");
        assert_eq!(of(Tier::F1, &[]), None);
    }

    proptest! {
        #[test]
        fn a_further_contact_never_makes_a_plan_shorter(
            days in prop::collection::vec(18_400_u32..19_300, 1..5), again in 18_400_u32..19_300,
        ) {
            let rules = Rules::built_in();
            let before: Vec<Day> = days.iter().copied().map(Day).collect();
            let after: Vec<Day> = before.iter().copied().chain([Day(again)]).collect();
            for tier in [Tier::F1, Tier::F2] {
                let (before, after) = (FollowUpPlan::of(&rules, tier, &before), FollowUpPlan::of(&rules, tier, &after));
                let Some(before) = before else { continue };
                let after = after.unwrap();
                prop_assert!(after.from <= before.from && after.until >= before.until);
            }
        }

        #[test]
        fn an_end_stops_the_tasks_and_no_day_outside_the_plan_has_one(
            contact in 18_400_u32..19_300, at in 18_300_u32..19_500, status in prop::sample::select(Status::ALL),
        ) {
            let Some(plan) = FollowUpPlan::of(&Rules::built_in(), Tier::F1, &[Day(contact)]) else { return Ok(()) };
            let goes_on = matches!(status, Status::New | Status::FollowUp);
            let within = at > contact && Day(at) <= plan.until;
            prop_assert_eq!(plan.is_due(status, Day(at)), goes_on && within);
            prop_assert_eq!(plan.days_until(Day(at)).any(|day| day == Day(at)), within);
            prop_assert!(plan.days_until(Day(at)).all(|day| day > Day(contact) && day <= plan.until && day <= Day(at)));
        }
    }
}
