//! The drawing of who met a case. It keeps its size: where the page is narrower, the drawing is moved, not made smaller.

use core::f64::consts::TAU;
use std::fmt::Write as _;

use lancan_simulator::outbreak::{Outcome, Tie, Told};

use super::super::kind::Kind;

/// Height of a sign with its number below, in pixels.
const HIGH: f64 = 26.0;
/// Width of a digit, and of what is left free between two numbers, in pixels.
const DIGIT: f64 = 6.8;
const FREE: f64 = 3.0;
/// Free space around everybody.
const MARGIN: f64 = 26.0;
/// The drawing is at least this wide and high, as the page has room for: few people stand further apart.
const PAGE_WIDE: f64 = 900.0;
const PAGE_HIGH: f64 = 480.0;
/// More people than this are not all drawn: whoever was neither close nor told anything is left out.
const MOST: usize = 600;

/// A person with a spot.
struct Spot<'a> {
    told: &'a Told,
    x: f64,
    y: f64,
}

/// Cases in the middle; around them, in rings, whoever met a case or was told something, those who met a case for longest
/// inside. The longer two were in contact, the thicker is the line.
pub(super) fn graph(outcome: &Outcome, title: &str, what: impl Fn(Kind) -> String) -> String {
    let (spots, wide, high) = spots(outcome);
    let (across, down) = (wide / 2.0, high / 2.0);
    let mut svg = format!(
        "<svg class=\"graph\" width=\"{wide:.0}\" height=\"{high:.0}\" viewBox=\"0 0 {wide:.0} {high:.0}\" role=\"img\" \
         aria-label=\"{title}\">"
    );
    let find = |person| spots.iter().find(|spot| spot.told.person == person);
    for Tie { case, other, minutes } in &outcome.ties {
        let Some((from, to)) = find(*case).zip(find(*other)) else { continue };
        let width = (f64::from(*minutes) / 10.0).clamp(0.5, 4.0);
        let _ = write!(
            svg,
            "<line x1=\"{:.1}\" y1=\"{:.1}\" x2=\"{:.1}\" y2=\"{:.1}\" stroke-width=\"{width:.1}\"/>",
            across + from.x,
            down + from.y,
            across + to.x,
            down + to.y
        );
    }
    for Spot { told, x, y } in &spots {
        let (kind, label, x, y) = (Kind::of(told), told.label, across + x, down + y);
        let _ = write!(
            svg,
            "<g><title>{label}: {}</title>{}<text x=\"{x:.1}\" y=\"{:.1}\">{label}</text></g>",
            what(kind),
            kind.sign(x, y),
            y + 18.0
        );
    }
    svg.push_str("</svg>");
    svg
}

/// Where everybody stands, around the middle, and how wide and high the drawing is. No two numbers touch.
fn spots(outcome: &Outcome) -> (Vec<Spot<'_>>, f64, f64) {
    let minutes = |told: &Told| -> u32 {
        outcome.ties.iter().filter(|tie| tie.other == told.person).map(|tie| tie.minutes).sum()
    };
    let mut others: Vec<(&Told, u32)> = outcome
        .told
        .iter()
        .filter(|told| !told.is_case)
        .map(|told| (told, minutes(told)))
        .filter(|(told, minutes)| *minutes > 0 || Kind::of(told) != Kind::Other)
        .collect();
    if others.len() > MOST {
        others.retain(|(told, _)| Kind::of(told) != Kind::Other);
    }
    others.sort_by_key(|(told, minutes)| (core::cmp::Reverse(*minutes), told.label));
    let cases: Vec<&Told> = outcome.told.iter().filter(|told| told.is_case).collect();
    let digits = outcome.told.iter().map(|told| told.label.max(1).ilog10() + 1).max().unwrap_or(1);
    // Two people this far apart do not touch, in whatever direction one is from the other.
    let apart = (f64::from(digits) * DIGIT + FREE).hypot(HIGH);
    let mut spots = Vec::new();
    let mut radius = 0.0;
    rings(&cases, apart, &mut radius, &mut spots);
    radius += apart;
    let others: Vec<&Told> = others.into_iter().map(|(told, _)| told).collect();
    rings(&others, apart, &mut radius, &mut spots);
    let (wide, high) = ((2.0 * (radius + MARGIN)).max(PAGE_WIDE), (2.0 * (radius + MARGIN)).max(PAGE_HIGH));
    let stretch = |side: f64| (side / 2.0 - MARGIN) / radius;
    for spot in &mut spots {
        spot.x *= stretch(wide);
        spot.y *= stretch(high);
    }
    (spots, wide, high)
}

/// Puts people on rings from `radius` on, as many on each as have room, and moves `radius` to the last ring.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "people of a demo, and the room on a ring"
)]
fn rings<'a>(people: &[&'a Told], apart: f64, radius: &mut f64, spots: &mut Vec<Spot<'a>>) {
    let mut rest = people;
    while !rest.is_empty() {
        // Straight from one to the next, not along the ring.
        let room = if *radius < apart / 2.0 { 1 } else { (TAU / (2.0 * (apart / (2.0 * *radius)).asin())) as usize };
        let (here, further) = rest.split_at(room.clamp(1, rest.len()));
        for (n, told) in (0_u32..).zip(here) {
            let angle = TAU * f64::from(n) / here.len() as f64;
            spots.push(Spot { told, x: *radius * angle.sin(), y: -*radius * angle.cos() });
        }
        rest = further;
        if !rest.is_empty() {
            *radius += apart;
        }
    }
}

#[cfg(test)]
mod tests {
    use lancan_simulator::contacts::Person;

    use super::*;

    fn outcome(cases: u16, others: u16, first: u32) -> Outcome {
        let told = |person: u16| Told {
            person: Person(person),
            label: first + u32::from(person),
            is_case: person < cases,
            was_close: person.is_multiple_of(3),
            warning: None,
            warned_of_place: false,
            reason: None,
        };
        let tie = |person: u16| Tie { case: Person(0), other: Person(person), minutes: u32::from(person) % 90 + 1 };
        Outcome {
            told: (0..cases + others).map(told).collect(),
            ties: (cases..cases + others).map(tie).collect(),
            ..Outcome::default()
        }
    }

    #[test]
    fn no_sign_and_no_number_touches_another_however_many_people_there_are() {
        for (cases, others, first) in [(1, 3, 1), (1, 40, 100), (5, 300, 1), (12, 550, 10_000), (3, 1_500, 1)] {
            let outcome = outcome(cases, others, first);
            let (spots, wide, high) = spots(&outcome);
            assert!(spots.len() >= usize::from(cases) + 3);
            let digits = f64::from((first + u32::from(cases + others)).ilog10() + 1);
            for (n, one) in spots.iter().enumerate() {
                assert!(one.x.abs() + MARGIN <= wide / 2.0 + 0.1 && one.y.abs() + MARGIN <= high / 2.0 + 0.1);
                for other in &spots[n + 1..] {
                    let (dx, dy) = ((one.x - other.x).abs(), (one.y - other.y).abs());
                    // A number is 11 high and lies 8 below its sign, which is 12 high: 25 in all.
                    assert!(dx > digits * 6.6 || dy > 24.0, "{others} people: {dx:.1} and {dy:.1} apart");
                }
            }
        }
    }

    #[test]
    fn of_very_many_people_those_are_drawn_who_matter() {
        let outcome = outcome(1, 1_500, 1);
        let (spots, ..) = spots(&outcome);
        assert_eq!(spots.len(), 1 + 500, "the case, and every third person, who was close");
    }

    #[test]
    fn a_few_people_fill_the_page_too() {
        for (cases, others) in [(1, 1), (1, 3), (2, 5), (1, 40)] {
            let outcome = outcome(cases, others, 1);
            let (spots, wide, high) = spots(&outcome);
            assert!(wide >= PAGE_WIDE && high >= PAGE_HIGH);
            let furthest = spots.iter().map(|spot| (spot.x / wide).hypot(spot.y / high)).fold(0.0, f64::max);
            assert!(furthest > 0.4, "{cases} and {others}: {furthest}");
        }
    }

    #[test]
    fn who_met_a_case_for_longest_stands_nearest() {
        let outcome = outcome(1, 60, 1);
        let (spots, wide, high) = spots(&outcome);
        let far = |spot: &Spot<'_>| (spot.x / wide).hypot(spot.y / high);
        assert_eq!(spots[0].told.person, Person(0));
        assert_eq!(spots[1].told.person, Person(60), "60 % 90 + 1 minutes");
        assert!(far(&spots[0]) < far(&spots[1]) && far(&spots[1]) < far(spots.last().unwrap()));
    }
}
