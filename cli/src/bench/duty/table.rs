//! Results for people and for programs.

use lancan_simulator::field::CycleFigures;
use serde_json::{Map, Value, json};

use crate::words::Words;

use super::{args::DutyArgs, experiments::Experiment};

/// Tables by title: rows with what was measured.
type Measured<'a> = [(&'static str, Vec<(&'a Experiment, CycleFigures)>)];

pub(super) fn json(tables: &Measured<'_>, args: &DutyArgs) -> Value {
    let rows = |rows: &[(&Experiment, CycleFigures)]| -> Value {
        rows.iter().map(|(one, figures)| row(one, figures)).collect()
    };
    let mut object: Map<String, Value> =
        tables.iter().map(|(title, table)| ((*title).to_owned(), rows(table))).collect();
    object.insert("seed".into(), args.seed.into());
    object.insert("meeting_pairs".into(), args.pairs.into());
    object.insert("hours".into(), args.hours.into());
    object.insert("crowd_people".into(), args.crowd.into());
    object.insert("crowd_minutes".into(), args.crowd_minutes.into());
    object.insert("set_up_ms".into(), args.set_up_ms.into());
    Value::Object(object)
}

fn row(experiment: &Experiment, figures: &CycleFigures) -> Value {
    let CycleFigures { continuity, herald, radio, .. } = figures;
    json!({
        "scene": experiment.scene,
        "cycle": experiment.cycle_name.to_string(),
        "meetings": figures.meetings,
        "first_detection_s": figures.first_detection_s.map(rounded),
        "first_detection_p90_s": figures.first_detection_p90_s.map(rounded),
        "continuity_1_min": rounded(continuity.minute_1),
        "continuity_2_min": rounded(continuity.minutes_2),
        "continuity_5_min": rounded(continuity.minutes_5),
        "radio_on_s_per_hour": rounded(radio.total_s()),
        "receiving_s_per_hour": rounded(radio.receiving_s),
        "sending_s_per_hour": rounded(radio.sending_s),
        "connecting_s_per_hour": rounded(radio.connecting_s),
        "advertising_s_per_hour": rounded(radio.advertising_s),
        "scans_per_hour": rounded(radio.scans),
        "connections_per_hour": rounded(radio.connections),
        "herald": {
            "detection": rounded(herald.detection),
            "continuity_30_s": rounded(herald.continuity),
            "completeness": rounded(herald.completeness),
            "accuracy": rounded(herald.accuracy),
            "longevity": rounded(herald.longevity),
            "efficacy": rounded(herald.efficacy()),
        },
    })
}

/// The columns of figures, each as wide as its title and never narrower than its figures.
const COLUMNS: [&str; 11] = [
    "first",
    "p90",
    "minute-1",
    "minutes-2",
    "minutes-5",
    "on",
    "receiving",
    "scans",
    "connections",
    "found",
    "herald",
];

pub(super) fn show(tables: &Measured<'_>, words: Words) {
    let mut scene = "";
    let title = |column: &str| words.plain(&format!("bench-duty-column-{column}"));
    let titles = COLUMNS.map(title);
    let line = |name: &str, cells: &[String; 11]| {
        let cells = cells.iter().zip(&titles).map(|(cell, title)| {
            let width = title.chars().count().max(6);
            format!(" {cell:>width$}")
        });
        println!("  {name:<42}{}", cells.collect::<String>());
    };
    for (experiment, figures) in tables.iter().flat_map(|(_, rows)| rows) {
        if experiment.scene != scene {
            scene = experiment.scene;
            println!("{}", words.named("bench-duty-scene", scene));
            line(&title("cycle"), &titles);
        }
        let seconds = |time: Option<f64>| time.map_or("-".to_owned(), |seconds| words.figure(seconds, 1));
        let CycleFigures { continuity, herald, radio, .. } = figures;
        let cells = [
            seconds(figures.first_detection_s),
            seconds(figures.first_detection_p90_s),
            words.figure(continuity.minute_1, 3),
            words.figure(continuity.minutes_2, 3),
            words.figure(continuity.minutes_5, 3),
            words.figure(radio.total_s(), 0),
            words.figure(radio.receiving_s, 0),
            words.figure(radio.scans, 0),
            words.figure(radio.connections, 1),
            words.figure(herald.detection, 3),
            words.figure(herald.efficacy(), 3),
        ];
        line(&experiment.cycle_name.said(words), &cells);
    }
}

fn rounded(value: f64) -> f64 {
    (value * 1_000.0).round() / 1_000.0
}
