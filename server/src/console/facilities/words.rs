//! What pages say of how a facility stands.

use lancan_protocol::criteria::{Colour, CriterionAnswer};

use crate::console::layout::Layout;
use crate::facilities::{AssessmentRow, FacilityState};

/// How a facility stands, with the mark of the console's style.
pub(super) fn state(layout: &Layout, state: FacilityState, is_late: bool) -> (String, &'static str) {
    let name = state.name(is_late);
    let mark = match name {
        "green" => "good",
        "yellow" => "todo",
        "grey" => "off",
        "red" => "bad",
        _ => "",
    };
    (layout.say(&format!("facility-state-{name}")), mark)
}

/// The colour of a unit, with the mark of the console's style.
pub(super) fn colour(layout: &Layout, colour: Option<Colour>) -> (String, &'static str) {
    match colour {
        Some(colour) => state(layout, FacilityState::Judged(colour), false),
        None => (layout.say("map-no-colour"), ""),
    }
}

/// The criteria that failed or have no points, by number.
pub(super) fn failed(row: &AssessmentRow) -> String {
    let is_failed = |answer: &CriterionAnswer| matches!(answer, CriterionAnswer::Failed | CriterionAnswer::Points(0));
    let numbers = row.answers.iter().filter(|(_, answer)| is_failed(answer)).map(|(number, _)| number.to_string());
    numbers.collect::<Vec<_>>().join(", ")
}
