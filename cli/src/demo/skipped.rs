//! What was left out of a file of contacts.

use std::path::Path;

use lancan_simulator::contacts::Skipped;
use lancan_text::{Catalogue, Language};
use serde_json::{Value, json};

/// The lines that say what was left out, in a language or in both; none where nothing was.
pub(crate) fn lines(file: &Path, skipped: &Skipped, language: Option<Language>) -> Vec<String> {
    if *skipped == Skipped::default() {
        return Vec::new();
    }
    let said = |language| {
        let text = Catalogue::of(language);
        let count = |(key, count): (&str, usize)| text.say(key, &[("count", count.into())]).title;
        let any = |reasons: Vec<(&'static str, usize)>| reasons.into_iter().filter(|(_, count)| *count > 0).map(count);
        let reasons: Vec<String> = any(vec![
            ("contacts-skipped-zero", skipped.at_zero),
            ("contacts-skipped-grid", skipped.off_grid),
            ("contacts-skipped-alone", skipped.alone),
            ("contacts-skipped-nobody", skipped.nobody),
            ("contacts-skipped-missing", skipped.missing),
            ("contacts-skipped-twice", skipped.twice),
        ])
        .collect();
        let rows = (!reasons.is_empty()).then(|| {
            let title = text.say("contacts-skipped", &[("rows", skipped.rows().into())]).title;
            format!("{title} ({})", reasons.join(", "))
        });
        let rest = any(vec![("contacts-columns", skipped.extra_columns), ("contacts-headers", skipped.headers)]);
        rows.into_iter().chain(rest).collect::<Vec<_>>().join("; ")
    };
    match language {
        Some(language) => vec![format!("{}: {}", file.display(), said(language))],
        None => vec![format!("{}: {}", file.display(), said(Language::Vi)), format!("  {}", said(Language::En))],
    }
}

/// The counts by their names.
pub(super) fn json(skipped: &Skipped) -> Value {
    json!({
        "rows": skipped.rows(),
        "at_zero": skipped.at_zero,
        "off_grid": skipped.off_grid,
        "alone": skipped.alone,
        "nobody": skipped.nobody,
        "missing": skipped.missing,
        "twice": skipped.twice,
        "lines_with_further_columns": skipped.extra_columns,
        "header_lines": skipped.headers,
    })
}
