//! How a facility stands on a day.

use lancan_protocol::criteria::{Colour, Counts};
use lancan_protocol::time::Day;

/// How a facility stands on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FacilityState {
    /// It is closed.
    Closed,
    /// It is open, and no assessment of it stands.
    Awaited,
    /// An assessment stands, by criteria whose rule of a verdict is not known.
    Unjudged,
    /// An assessment stands that came to this.
    Judged(Colour),
}

/// What an assessment says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FacilityVerdict {
    /// The criteria have no rule of a verdict.
    Unjudged,
    /// The rule's colour.
    Judged(Colour),
}

impl FacilityVerdict {
    /// Its name in the store, in answers, and in the keys of texts.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Unjudged => "unjudged",
            Self::Judged(colour) => colour_name(colour),
        }
    }

    /// The verdict of a name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        let judged = Colour::ALL.into_iter().map(Self::Judged);
        judged.chain([Self::Unjudged]).find(|verdict| verdict.name() == name)
    }
}

impl From<FacilityVerdict> for FacilityState {
    fn from(verdict: FacilityVerdict) -> Self {
        match verdict {
            FacilityVerdict::Unjudged => Self::Unjudged,
            FacilityVerdict::Judged(colour) => Self::Judged(colour),
        }
    }
}

impl FacilityState {
    /// Its name in answers and in the keys of texts. Whoever is awaited after the time by which assessments are due is grey.
    pub(crate) fn name(self, is_late: bool) -> &'static str {
        match self {
            Self::Closed => "closed",
            Self::Awaited if is_late => "grey",
            Self::Awaited => "awaited",
            Self::Unjudged => "unjudged",
            Self::Judged(colour) => colour_name(colour),
        }
    }
}

/// A colour's name.
pub(crate) fn colour_name(colour: Colour) -> &'static str {
    match colour {
        Colour::Green => "green",
        Colour::Yellow => "yellow",
        Colour::Red => "red",
    }
}

/// How many facilities of one kind stand how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct DayCounts {
    /// Those that are closed.
    pub(crate) closed: i64,
    /// Those that are open.
    pub(crate) due: i64,
    /// Of these, those that are safe.
    pub(crate) green: i64,
    /// Those at risk.
    pub(crate) yellow: i64,
    /// Those that are not safe.
    pub(crate) red: i64,
    /// Those whose criteria have no rule of a verdict.
    pub(crate) unjudged: i64,
}

impl DayCounts {
    /// One facility more that stands so; one less with `-1`.
    pub(crate) fn add(&mut self, state: FacilityState, one: i64) {
        if state == FacilityState::Closed {
            self.closed += one;
            return;
        }
        self.due += one;
        match state {
            FacilityState::Unjudged => self.unjudged += one,
            FacilityState::Judged(Colour::Green) => self.green += one,
            FacilityState::Judged(Colour::Yellow) => self.yellow += one,
            FacilityState::Judged(Colour::Red) => self.red += one,
            FacilityState::Awaited | FacilityState::Closed => {}
        }
    }

    /// Both together.
    pub(crate) fn and(self, other: Self) -> Self {
        Self {
            closed: self.closed + other.closed,
            due: self.due + other.due,
            green: self.green + other.green,
            yellow: self.yellow + other.yellow,
            red: self.red + other.red,
            unjudged: self.unjudged + other.unjudged,
        }
    }

    /// Open ones without an assessment.
    pub(crate) fn awaited(self) -> i64 {
        self.due - self.green - self.yellow - self.red - self.unjudged
    }

    /// As tables list them: safe, at risk, not safe, without an assessment, closed; last those without a verdict, where the table
    /// has a column for them.
    pub(crate) fn in_columns(self, with_unjudged: bool) -> Vec<i64> {
        let unjudged = with_unjudged.then_some(self.unjudged);
        [self.green, self.yellow, self.red, self.awaited(), self.closed].into_iter().chain(unjudged).collect()
    }

    /// What the colour of a unit is made of. Who is awaited is grey once assessments are due.
    pub(crate) fn colours(self, is_late: bool) -> Counts {
        let count = |number: i64| u64::try_from(number).unwrap_or_default();
        let grey = if is_late { count(self.awaited()) } else { 0 };
        Counts { green: count(self.green), yellow: count(self.yellow), red: count(self.red), grey }
    }
}

/// Days of the week, bit 0 for Monday.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Weekdays(pub(crate) u32);

impl Weekdays {
    /// Monday to Saturday.
    pub(crate) const SCHOOL: Self = Self(0b011_1111);
    /// Every day.
    pub(crate) const ALL: Self = Self(0b111_1111);

    /// Whether a day of the calendar is one of them. Day 0, 1 January 1970, was a Thursday.
    pub(crate) fn hold(self, day: Day) -> bool {
        self.0 & (1 << ((u64::from(day.0) + 3) % 7)) != 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_monday_in_may_2021_is_a_monday() {
        // 3 May 2021.
        let monday = Day(18_750);
        assert!(Weekdays(1).hold(monday) && !Weekdays(1).hold(monday.plus(1)));
        assert!(!Weekdays::SCHOOL.hold(monday.plus(6)), "no school on a Sunday");
        assert!((0..14).all(|day| Weekdays::ALL.hold(monday.plus(day))));
    }

    #[test]
    fn whoever_is_awaited_is_grey_only_once_assessments_are_due() {
        let mut counts = DayCounts::default();
        for state in [FacilityState::Awaited, FacilityState::Closed, FacilityState::Judged(Colour::Red)] {
            counts.add(state, 1);
        }
        assert_eq!(counts.colours(false), Counts { red: 1, ..Counts::default() });
        assert_eq!(counts.colours(true), Counts { red: 1, grey: 1, ..Counts::default() });
        counts.add(FacilityState::Unjudged, 1);
        assert_eq!((counts.in_columns(false), counts.in_columns(true)), (vec![0, 0, 1, 1, 1], vec![0, 0, 1, 1, 1, 1]));
        counts.add(FacilityState::Unjudged, -1);
        counts.add(FacilityState::Judged(Colour::Red), -1);
        assert_eq!((counts.due, counts.red, counts.closed), (1, 0, 1));
    }

    #[test]
    fn every_verdict_has_a_name_of_its_own() {
        for verdict in Colour::ALL.into_iter().map(FacilityVerdict::Judged).chain([FacilityVerdict::Unjudged]) {
            assert_eq!(FacilityVerdict::named(verdict.name()), Some(verdict));
        }
        assert_eq!(FacilityVerdict::named("grey"), None);
    }
}
