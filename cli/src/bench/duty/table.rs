//! Results for people and for programs.

use lancan_simulator::field::CycleFigures;
use serde_json::{Map, Value, json};

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
        "cycle": experiment.cycle_name,
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

const TITLES: &str = "  cycle                               first s   p90 s  1 min  2 min  5 min   on s/h   rx s/h  scans/h  conn/h  found  Herald";

pub(super) fn show(tables: &Measured<'_>) {
    let mut scene = "";
    for (experiment, figures) in tables.iter().flat_map(|(_, rows)| rows) {
        if experiment.scene != scene {
            scene = experiment.scene;
            println!("{scene}\n{TITLES}");
        }
        let seconds = |time: Option<f64>| time.map_or("-".to_owned(), |seconds| format!("{seconds:.1}"));
        let CycleFigures { continuity, herald, radio, .. } = figures;
        println!(
            "  {:<36} {:>6} {:>7} {:>6.3} {:>6.3} {:>6.3} {:>8.0} {:>8.0} {:>8.0} {:>7.1} {:>6.3} {:>7.3}",
            experiment.cycle_name,
            seconds(figures.first_detection_s),
            seconds(figures.first_detection_p90_s),
            continuity.minute_1,
            continuity.minutes_2,
            continuity.minutes_5,
            radio.total_s(),
            radio.receiving_s,
            radio.scans,
            radio.connections,
            herald.detection,
            herald.efficacy()
        );
    }
}

fn rounded(value: f64) -> f64 {
    (value * 1_000.0).round() / 1_000.0
}
