//! The window of fixed length that holds the most of something.

use std::collections::BTreeMap;

/// A density over a span of time, in seconds: `weight` per second from `start` until `end`.
#[derive(Clone, Copy, Debug)]
pub(super) struct WeightedSpan {
    pub(super) start: u64,
    pub(super) end: u64,
    pub(super) weight: f64,
}

/// The same time without overlaps, in order: where several spans hold an instant, the heaviest of them counts. An hour beside
/// two phones is an hour. Weights are not negative.
pub(super) fn united(spans: &[WeightedSpan]) -> Vec<WeightedSpan> {
    let ends = spans.iter().filter(|span| span.start < span.end);
    let mut steps: Vec<(u64, u64, bool)> = ends
        .flat_map(|span| [(span.start, span.weight.to_bits(), true), (span.end, span.weight.to_bits(), false)])
        .collect();
    steps.sort_unstable();
    // How many open spans have a weight. The bits of floats that are not negative are ordered as the floats are.
    let mut open: BTreeMap<u64, usize> = BTreeMap::new();
    let mut united: Vec<WeightedSpan> = Vec::new();
    let mut since = 0;
    for (at, weight, begins) in steps {
        if let Some((heaviest, _)) = open.last_key_value().filter(|_| since < at) {
            let weight = f64::from_bits(*heaviest);
            match united.last_mut().filter(|last| last.end == since && last.weight.to_bits() == *heaviest) {
                Some(last) => last.end = at,
                None => united.push(WeightedSpan { start: since, end: at, weight }),
            }
        }
        since = at;
        let count = open.entry(weight).or_default();
        *count = if begins { *count + 1 } else { count.saturating_sub(1) };
        if *count == 0 {
            open.remove(&weight);
        }
    }
    united
}

/// Difference in seconds below which two integrals count as equal: sums in another order differ by rounding.
pub(super) const EQUAL: f64 = 1e-6;

/// How much of something there is at every instant, ready to be integrated over any window.
pub(super) struct Density {
    /// Where the density changes: the time, the integral until then, the density from then on.
    corners: Vec<(u64, f64, f64)>,
}

impl Density {
    /// The density of these spans; overlapping spans add up.
    pub(super) fn of(spans: &[WeightedSpan]) -> Self {
        let mut steps: Vec<(u64, f64)> =
            spans.iter().flat_map(|span| [(span.start, span.weight), (span.end, -span.weight)]).collect();
        steps.sort_by_key(|(at, _)| *at);
        let mut corners: Vec<(u64, f64, f64)> = Vec::with_capacity(steps.len());
        for (at, change) in steps {
            let (time, sum, density) = corners.last().copied().unwrap_or((at, 0.0, 0.0));
            corners.push((at, sum + seconds(at - time) * density, density + change));
        }
        Self { corners }
    }

    /// The integral over the window of `length` seconds that begins at `start`.
    pub(super) fn within(&self, start: u64, length: u64) -> f64 {
        self.until(start.saturating_add(length)) - self.until(start)
    }

    fn until(&self, at: u64) -> f64 {
        let after = self.corners.partition_point(|(time, ..)| *time <= at);
        let corner = after.checked_sub(1).and_then(|index| self.corners.get(index));
        corner.map_or(0.0, |(time, sum, density)| sum + seconds(at - time) * density)
    }
}

/// The greatest integral of the spans over any window of `length` seconds, and the start of that window. Of several equal
/// windows the latest is taken: it starts where a span starts, so its first day is one on which somebody was heard. Spans
/// may overlap and are cut at the window's ends. `None` without spans.
pub(super) fn fullest_window(spans: &[WeightedSpan], length: u64) -> Option<(f64, u64)> {
    let density = Density::of(spans);
    // The fullest window starts where a span starts or ends where one ends.
    let starts = spans.iter().flat_map(|span| [span.start, span.end.saturating_sub(length)]);
    let windows = starts.map(|start| (density.within(start, length), start));
    let fullest = windows.clone().map(|(held, _)| held).max_by(f64::total_cmp)?;
    windows
        .filter(|(held, _)| *held >= fullest - EQUAL)
        .max_by_key(|(_, start)| *start)
        .map(|(_, start)| (fullest, start))
}

/// The end of the last span that lies in a window of `length` seconds with an integral of `enough` at least; none where no
/// window holds as much. For spans without overlaps and with weight 1: then a window that holds enough and ends within a
/// span still does when it ends with that span.
pub(super) fn end_of_last_full(spans: &[WeightedSpan], length: u64, enough: f64) -> Option<u64> {
    let density = Density::of(spans);
    let full = |end: &u64| density.within(end.saturating_sub(length), length) >= enough - EQUAL;
    spans.iter().map(|span| span.end).filter(full).max()
}

#[expect(clippy::cast_precision_loss, reason = "seconds of some weeks")]
fn seconds(count: u64) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn span((start, length): (u64, u64)) -> WeightedSpan {
        WeightedSpan { start, end: start + length, weight: 1.0 }
    }

    #[test]
    fn of_equal_windows_the_one_that_begins_with_a_span_is_taken() {
        let spans = [span((1_000, 60)), span((1_300, 60))];
        assert_eq!(fullest_window(&spans, 600), Some((120.0, 1_000)));
        assert_eq!(fullest_window(&spans, 86_400), Some((120.0, 1_000)));
    }

    #[test]
    fn a_short_span_long_after_a_full_window_is_in_none() {
        let spans = [span((0, 900)), span((90_000, 20)), span((700_000, 20))];
        assert_eq!(end_of_last_full(&spans, 86_400, 900.0), Some(900));
        assert_eq!(end_of_last_full(&spans, 86_400, 901.0), None);
        // Twenty seconds of the same day are part of what adds up.
        assert_eq!(end_of_last_full(&[span((0, 900)), span((80_000, 20))], 86_400, 900.0), Some(80_020));
    }

    proptest! {
        #[test]
        fn of_overlapping_spans_the_heaviest_counts_at_every_second(
            spans in proptest::collection::vec((0_u64..100, 0_u64..30, 0_u8..4), 0..12)
        ) {
            let spans: Vec<WeightedSpan> = spans
                .into_iter()
                .map(|(start, length, weight)| WeightedSpan { start, end: start + length, weight: f64::from(weight) })
                .collect();
            let united = united(&spans);
            prop_assert!(united.windows(2).all(|pair| pair[0].end <= pair[1].start));
            for at in 0..130 {
                let of = |spans: &[WeightedSpan]| -> Vec<f64> {
                    spans.iter().filter(|span| (span.start..span.end).contains(&at)).map(|span| span.weight).collect()
                };
                let heaviest = of(&spans).into_iter().reduce(f64::max);
                prop_assert_eq!(of(&united), heaviest.into_iter().collect::<Vec<f64>>());
            }
        }

        #[test]
        fn it_agrees_with_trying_every_second(
            spans in proptest::collection::vec((0_u64..200, 1_u64..30), 1..12), length in 1_u64..80
        ) {
            let spans: Vec<WeightedSpan> = spans.into_iter().map(span).collect();
            let held = |from: u64| -> usize {
                (from..from + length)
                    .map(|at| spans.iter().filter(|span| (span.start..span.end).contains(&at)).count())
                    .sum()
            };
            let best = (0..300).map(held).max().unwrap();
            let (found, start) = fullest_window(&spans, length).unwrap();
            prop_assert_eq!(found.to_string(), best.to_string());
            prop_assert_eq!(held(start), best);
        }

        #[test]
        fn the_last_full_window_agrees_with_trying_every_second(
            spans in proptest::collection::vec((0_u64..200, 1_u64..30), 1..12), length in 1_u64..80, enough in 1_u64..60
        ) {
            let spans = united(&spans.into_iter().map(span).collect::<Vec<_>>());
            let is_in = |at: u64| spans.iter().any(|span| (span.start..span.end).contains(&at));
            let mut last = None;
            for from in 0..300 {
                if (from..from + length).filter(|at| is_in(*at)).count() as u64 >= enough {
                    last = last.max((from..from + length).filter(|at| is_in(*at)).max());
                }
            }
            // The naive search knows seconds that lie in a full window; a span whose second does lies in one to its end.
            let ends = last.and_then(|last| spans.iter().find(|span| (span.start..span.end).contains(&last)));
            let found = end_of_last_full(&spans, length, f64::from(u32::try_from(enough).unwrap()));
            prop_assert_eq!(found, ends.map(|span| span.end));
        }
    }
}
