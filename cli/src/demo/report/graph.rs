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
    let (spots, side) = spots(outcome);
    let middle = side / 2.0;
    let mut svg = format!(
        "<svg class=\"graph\" width=\"{side:.0}\" height=\"{side:.0}\" viewBox=\"0 0 {side:.0} {side:.0}\" role=\"img\" \
         aria-label=\"{title}\">"
    );
    let find = |person| spots.iter().find(|spot| spot.told.person == person);
    for Tie { case, other, minutes } in &outcome.ties {
        let Some((from, to)) = find(*case).zip(find(*other)) else { continue };
        let width = (f64::from(*minutes) / 10.0).clamp(0.5, 4.0);
        let _ = write!(
            svg,
            "<line x1=\"{:.1}\" y1=\"{:.1}\" x2=\"{:.1}\" y2=\"{:.1}\" stroke-width=\"{width:.1}\"/>",
            middle + from.x,
            middle + from.y,
            middle + to.x,
            middle + to.y
        );
    }
    for Spot { told, x, y } in &spots {
        let (kind, label, x, y) = (Kind::of(told), told.label, middle + x, middle + y);
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

/// Where everybody stands, around the middle, and the side of the drawing. No two numbers touch.
fn spots(outcome: &Outcome) -> (Vec<Spot<'_>>, f64) {
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
    (spots, 2.0 * (radius + MARGIN))
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
            let (spots, side) = spots(&outcome);
            assert!(spots.len() >= usize::from(cases) + 3);
            let digits = f64::from((first + u32::from(cases + others)).ilog10() + 1);
            for (n, one) in spots.iter().enumerate() {
                assert!(one.x.abs() + MARGIN <= side / 2.0 + 0.1 && one.y.abs() + MARGIN <= side / 2.0 + 0.1);
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
        let (spots, _) = spots(&outcome);
        assert_eq!(spots.len(), 1 + 500, "the case, and every third person, who was close");
    }

    #[test]
    fn who_met_a_case_for_longest_stands_nearest() {
        let outcome = outcome(1, 60, 1);
        let (spots, _) = spots(&outcome);
        let far = |spot: &Spot<'_>| spot.x.hypot(spot.y);
        assert_eq!(spots[0].told.person, Person(0));
        assert_eq!(spots[1].told.person, Person(60), "60 % 90 + 1 minutes");
        assert!(far(&spots[0]) < far(&spots[1]) && far(&spots[1]) < far(spots.last().unwrap()));
    }
}
