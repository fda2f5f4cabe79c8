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
const EQUAL: f64 = 1e-6;

/// The greatest integral of the spans over any window of `length` seconds, and the start of that window. Of several equal
/// windows the latest is taken: it starts where a span starts, so its first day is one on which somebody was heard. Spans
/// may overlap and are cut at the window's ends. `None` without spans.
pub(super) fn fullest_window(spans: &[WeightedSpan], length: u64) -> Option<(f64, u64)> {
    let mut steps: Vec<(u64, f64)> =
        spans.iter().flat_map(|span| [(span.start, span.weight), (span.end, -span.weight)]).collect();
    steps.sort_by_key(|(at, _)| *at);
    // Where the density changes: the time, the integral until then, the density from then on.
    let mut corners: Vec<(u64, f64, f64)> = Vec::with_capacity(steps.len());
    for (at, change) in steps {
        let (time, sum, density) = corners.last().copied().unwrap_or((at, 0.0, 0.0));
        corners.push((at, sum + seconds(at - time) * density, density + change));
    }
    let until = |at: u64| {
        let after = corners.partition_point(|(time, ..)| *time <= at);
        let corner = after.checked_sub(1).and_then(|index| corners.get(index));
        corner.map_or(0.0, |(time, sum, density)| sum + seconds(at - time) * density)
    };
    // The fullest window starts where a span starts or ends where one ends.
    let starts = spans.iter().flat_map(|span| [span.start, span.end.saturating_sub(length)]);
    let windows = starts.map(|start| (until(start.saturating_add(length)) - until(start), start));
    let fullest = windows.clone().map(|(held, _)| held).max_by(f64::total_cmp)?;
    windows
        .filter(|(held, _)| *held >= fullest - EQUAL)
        .max_by_key(|(_, start)| *start)
        .map(|(_, start)| (fullest, start))
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
    }
}
