//! Which visits of a report are taken: what cannot have been is left out, and the answer says nothing of it.

use super::ReportedVisit;
use crate::{
    key_days::KeyDays,
    places::{Category, Minute},
    rules::PlaceRules,
    time::Interval,
};

/// Most minutes by which two visits of one report may overlap.
const MOST_OVERLAP_MINUTES: u32 = 30;

/// A reported visit whose place is known; visits of unknown places are left out before.
#[derive(Clone, Copy, Debug)]
pub struct KnownVisit {
    /// The visit.
    pub visit: ReportedVisit,
    /// The kind of the place.
    pub category: Category,
}

/// For each visit whether it is taken: it lies in the window of the token, ends after it begins, is not longer than 16 hours
/// where nobody stays for longer, does not overlap one that is taken for more than 30 minutes, and is not one too many of its
/// day. Of two that exclude each other the one that was entered first is taken.
pub fn plausible(visits: &[KnownVisit], window: (Interval, Interval), days: KeyDays, rules: &PlaceRules) -> Vec<bool> {
    let (from, until) = (Minute::of(window.0.start()), Minute::of(window.1.end()));
    let mut order: Vec<usize> = (0..visits.len()).collect();
    order.sort_by_key(|at| visits.get(*at).map(|known| (known.visit.enter, *at)));
    let mut taken: Vec<(Minute, Minute)> = Vec::new();
    let mut verdict = vec![false; visits.len()];
    for at in order {
        let (Some(known), Some(is_taken)) = (visits.get(at), verdict.get_mut(at)) else { continue };
        let enter = known.visit.enter;
        let leave = known.visit.leave.unwrap_or(enter);
        let in_window = from <= enter && enter < until && enter <= leave;
        let fits = leave.since(enter) <= PlaceRules::LONGEST_STAY_MINUTES || known.category.allows_long_stays();
        let overlaps = |(other_enter, other_leave): &(Minute, Minute)| {
            leave.min(*other_leave).since(enter.max(*other_enter)) > MOST_OVERLAP_MINUTES
        };
        let day = days.day(enter);
        let of_day = taken.iter().filter(|(enter, _)| days.day(*enter) == day).count();
        let has_room = u32::try_from(of_day).is_ok_and(|count| count < rules.most_visits_per_day);
        *is_taken = in_window && fits && has_room && !taken.iter().any(overlaps);
        if *is_taken {
            taken.push((enter, leave));
        }
    }
    verdict
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        places::VisitId,
        time::Day,
        visits::{Proof, VisitFlags},
    };

    const DAYS: KeyDays = KeyDays::VIETNAM;
    const DAY: Day = Day(18_774);

    fn visit(enter: u32, leave: u32, category: Category) -> KnownVisit {
        let midnight = Minute::of(DAYS.start(DAY));
        let (id, flags, proof) = (VisitId::from_bytes([1; 16]), VisitFlags(3), Proof::default());
        let leave = Some(midnight.plus(leave));
        KnownVisit { visit: ReportedVisit { id, enter: midnight.plus(enter), leave, flags, proof }, category }
    }

    fn taken(visits: &[KnownVisit]) -> Vec<bool> {
        let window = (DAYS.first_interval(DAY), DAYS.first_interval(DAY.plus(2)));
        plausible(visits, window, DAYS, &PlaceRules::default())
    }

    #[test]
    fn threat_07_the_21st_visit_of_a_day_is_left_out_and_the_next_day_begins_anew() {
        let visits: Vec<KnownVisit> = (0..22).map(|n| visit(n * 60, n * 60 + 30, Category::Shop)).collect();
        assert_eq!(taken(&visits), (0..22).map(|n| n < 20).collect::<Vec<_>>());
        let mut next = visits;
        next.push(visit(1_500, 1_530, Category::Shop));
        assert_eq!(taken(&next).last(), Some(&true));
    }

    #[test]
    fn threat_07_who_is_at_two_places_for_more_than_half_an_hour_was_not_at_the_second() {
        let shop = |enter, leave| visit(enter, leave, Category::Shop);
        assert_eq!(taken(&[shop(60, 120), shop(90, 150)]), [true, true]);
        assert_eq!(taken(&[shop(60, 120), shop(89, 150)]), [true, false]);
        assert_eq!(taken(&[shop(89, 150), shop(60, 120)]), [false, true], "whatever their order in the report");
    }

    #[test]
    fn threat_07_a_stay_over_16_hours_is_left_out_where_nobody_stays_so_long() {
        assert_eq!(taken(&[visit(0, 961, Category::Shop)]), [false]);
        assert_eq!(taken(&[visit(0, 960, Category::Shop)]), [true]);
        for category in [Category::Lodging, Category::Workplace, Category::Hospital] {
            assert_eq!(taken(&[visit(0, 1_400, category)]), [true]);
        }
    }

    #[test]
    fn threat_07_what_lies_outside_the_window_or_ends_before_it_begins_is_left_out() {
        let mut early = visit(0, 30, Category::Shop);
        early.visit.enter = early.visit.enter.minus(1);
        assert_eq!(taken(&[early, visit(60, 30, Category::Shop), visit(3_000, 3_010, Category::Shop)]), [false; 3]);
    }
}
