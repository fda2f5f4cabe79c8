//! No two files of a crate use each other, directly or by way of others.

use crate::{graph::Graph, offence::Offence, source::Crate};

pub(crate) fn check(source: &Crate) -> Vec<Offence> {
    Graph::of(source)
        .circles()
        .iter()
        .filter_map(|circle| {
            let first = circle.first()?;
            let steps: Vec<String> = circle
                .iter()
                .map(|step| format!("{}:{} uses {}", step.file, step.arrow.line, step.arrow.written))
                .collect();
            Some(Offence {
                file: first.file.clone(),
                line: first.arrow.line,
                what: format!("these files use each other in a circle: {}", steps.join("; ")),
                remedy: "Move what both need into a file below them, or hand it in as a parameter.".to_owned(),
            })
        })
        .collect()
}
