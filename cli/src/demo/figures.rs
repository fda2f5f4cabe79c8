//! The figures of one run or of many, as JSON.

use lancan_simulator::{
    air::{self, Air, Power},
    outbreak::PlaceFigures,
    places::Pattern,
    visiting::Scanning,
};
use serde_json::{Map, Value, json};

use super::{
    skipped,
    stage::{Run, Stage},
};

/// The middle of what there is, and its ends.
pub(super) struct Spread {
    pub(super) least: f64,
    pub(super) median: f64,
    pub(super) most: f64,
}

impl Spread {
    /// None of nothing. Of an even number of values, the mean of the two in the middle.
    pub(super) fn of(values: impl Iterator<Item = f64>) -> Option<Self> {
        let mut values: Vec<f64> = values.collect();
        values.sort_by(f64::total_cmp);
        let (least, most) = (*values.first()?, *values.last()?);
        let middle = values.len() / 2;
        let upper = *values.get(middle)?;
        let lower = if values.len().is_multiple_of(2) { *values.get(middle - 1)? } else { upper };
        Some(Self { least, median: f64::midpoint(lower, upper), most })
    }
}

/// One object: of a single run its figures, of many their median and range with each run's below.
pub(super) fn json(stage: &Stage, runs: &[Run]) -> Value {
    let mut object = match runs {
        [run] => figures(run),
        runs => {
            let over = |of: fn(&Run) -> Option<f64>| spread(runs.iter().filter_map(of));
            let mut all = Map::new();
            all.insert("seeds".into(), runs.len().into());
            all.insert("people".into(), runs.first().map_or(0, |run| run.outcome.people).into());
            all.insert("cases".into(), runs.first().map_or(0, |run| run.outcome.cases).into());
            all.insert("close_contacts_true".into(), sum(runs, |run| run.outcome.close_contacts_true));
            all.insert("found".into(), sum(runs, |run| run.outcome.found));
            all.insert("missed".into(), sum(runs, |run| run.outcome.missed));
            all.insert("wrongly_warned".into(), sum(runs, |run| run.outcome.wrongly_warned));
            all.insert("recall".into(), over(|run| run.outcome.recall()));
            all.insert("precision".into(), over(|run| run.outcome.precision()));
            all.insert("recall_median".into(), median(runs, |run| run.outcome.recall()));
            all.insert("precision_median".into(), median(runs, |run| run.outcome.precision()));
            if runs.iter().any(|run| run.outcome.places.is_some()) {
                all.insert("places_recall".into(), over(places_recall));
                all.insert("places_precision".into(), over(places_precision));
            }
            all.insert("wall_seconds".into(), over(|run| Some(run.seconds)));
            all.insert("runs".into(), runs.iter().map(|run| Value::Object(figures(run))).collect());
            all
        }
    };
    object.insert("contacts".into(), stage.source.clone().into());
    object.insert("rows".into(), stage.rows.into());
    if let Some(skipped) = &stage.skipped {
        object.insert("left_out".into(), skipped::json(skipped));
    }
    object.insert("days".into(), stage.days.into());
    if let Some(Scanning { enters, leaves }) = stage.scanning {
        object.insert("scanning".into(), json!({ "enters": rounded(enters), "leaves": rounded(leaves) }));
    }
    object.insert("air".into(), stage.air.name().into());
    object.insert("power".into(), power(stage.power));
    if let Air::Realistic(air) = &stage.air {
        object.insert("air_model".into(), model(stage, air));
    }
    Value::Object(object)
}

/// Of all true close contacts, the share that places found.
pub(super) fn places_recall(run: &Run) -> Option<f64> {
    run.outcome.places?.recall(run.outcome.close_contacts_true)
}

/// Of all who were warned of a place, the share of true close contacts.
pub(super) fn places_precision(run: &Run) -> Option<f64> {
    run.outcome.places?.precision()
}

fn figures(run: &Run) -> Map<String, Value> {
    let outcome = &run.outcome;
    let mut object = Map::new();
    for (key, value) in [
        ("seed", json!(run.seed)),
        ("people", json!(outcome.people)),
        ("cases", json!(outcome.cases)),
        ("close_contacts_true", json!(outcome.close_contacts_true)),
        ("found", json!(outcome.found)),
        ("missed", json!(outcome.missed)),
        ("wrongly_warned", json!(outcome.wrongly_warned)),
        ("possible", json!(outcome.possible)),
        ("recall", json!(outcome.recall())),
        ("precision", json!(outcome.precision())),
        ("keys_reported", json!(outcome.keys_reported)),
        ("encounters_reported", json!(outcome.encounters_reported)),
        ("minutes_to_warning", json!(outcome.minutes_to_warning)),
        ("requests", json!(outcome.requests)),
        ("wall_seconds", json!((run.seconds * 100.0).round() / 100.0)),
    ] {
        object.insert(key.into(), value);
    }
    if let Some(places) = &outcome.places {
        object.insert("places".into(), of_places(places, outcome.close_contacts_true));
    }
    object
}

/// How well places warned, beside the same close contacts and beside those who were at places with a case.
fn of_places(places: &PlaceFigures, close_contacts_true: usize) -> Value {
    json!({
        "posters": places.posters,
        "scans": places.scans,
        "reported": places.reported,
        "published": places.published,
        "warned": places.warned,
        "close_found": places.close_found,
        "recall": places.recall(close_contacts_true),
        "precision": places.precision(),
        "either_found": places.either_found,
        "either_recall": places.either_recall(close_contacts_true),
        "together_true": places.together_true,
        "together_found": places.together_found,
        "together_recall": places.together_recall(),
        "together_precision": places.together_precision(),
    })
}

/// The power that every phone sends with and declares in dBm, or "mixed" and the models with theirs.
fn power(power: Power) -> Value {
    match power {
        Power::Same(dbm) => json!({ "dbm": dbm }),
        Power::Mixed => {
            let models = air::models().map(|(model, dbm)| (model.to_owned(), json!(dbm)));
            json!({ "mixed": models.collect::<Map<_, _>>() })
        }
    }
}

fn model(stage: &Stage, air: &lancan_simulator::air::Realistic) -> Value {
    json!({
        "rooms": stage.places.rooms,
        "people_in_a_room": stage.places.people_in_a_room,
        "nearest_other_m": rounded(stage.places.nearest_other_m),
        "places": match stage.pattern {
            Some(Pattern::OwnPlaces) => "own places",
            Some(Pattern::MovingAbout) => "moving about",
            None => "as generated",
        },
        "range_m": rounded(air.range_m(stage.power.median_dbm())),
        "attenuation_at_1m_db": air.at_1m_db,
        "decay_db": air.decay_db,
        "body_db": air.body_db,
        "wall_db": air.wall_db,
        "shadow_db": air.shadow_db,
        "offset_db": air.offset_db,
        "fading_db": air.fading_db,
        "floor_dbm": air.floor_dbm,
        "missed_scans": rounded(air.missed_scans),
        "switched_off": rounded(air.switched_off),
    })
}

fn rounded(value: f32) -> f64 {
    (f64::from(value) * 100.0).round() / 100.0
}

fn sum(runs: &[Run], of: fn(&Run) -> usize) -> Value {
    runs.iter().map(of).sum::<usize>().into()
}

/// Null where no run has a value.
fn median(runs: &[Run], of: fn(&Run) -> Option<f64>) -> Value {
    Spread::of(runs.iter().filter_map(of)).map_or(Value::Null, |spread| json!(spread.median))
}

fn spread(values: impl Iterator<Item = f64>) -> Value {
    Spread::of(values).map_or(Value::Null, |s| json!({ "least": s.least, "median": s.median, "most": s.most }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spread_is_the_middle_and_the_ends() {
        let odd = Spread::of([3.0, 1.0, 2.0].into_iter()).unwrap();
        assert_eq!(format!("{:?}", [odd.least, odd.median, odd.most]), "[1.0, 2.0, 3.0]");
        let even = Spread::of([4.0, 1.0, 2.0, 3.0].into_iter()).unwrap();
        assert_eq!(format!("{:?}", [even.least, even.median, even.most]), "[1.0, 2.5, 4.0]");
        assert!(Spread::of(std::iter::empty()).is_none());
    }
}
