//! The most of something that any window of fixed length holds.

/// A density over a span of time, in seconds: `weight` per second from `start` until `end`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Span {
    pub(super) start: u64,
    pub(super) end: u64,
    pub(super) weight: f64,
}

/// The greatest integral of the spans over any window of `length` seconds, and that window's start. Spans may overlap and
/// are cut at the window's ends. `None` without spans.
pub(super) fn fullest_window(spans: &[Span], length: u64) -> Option<(f64, u64)> {
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
    starts
        .map(|start| (until(start.saturating_add(length)) - until(start), start))
        .max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)))
}

#[expect(clippy::cast_precision_loss, reason = "seconds of some weeks")]
fn seconds(count: u64) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn span((start, length): (u64, u64)) -> Span {
        Span { start, end: start + length, weight: 1.0 }
    }

    proptest! {
        #[test]
        fn it_agrees_with_trying_every_second(
            spans in proptest::collection::vec((0_u64..200, 1_u64..30), 1..12), length in 1_u64..80
        ) {
            let spans: Vec<Span> = spans.into_iter().map(span).collect();
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
