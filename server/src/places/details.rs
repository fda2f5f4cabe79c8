//! What whoever runs a place says of it besides what its codes hold.

use lancan_protocol::places::Category;
use lancan_protocol::problem::Problem;

use crate::ground::error::Refusal;

/// Most characters of opening hours.
pub(crate) const LONGEST_HOURS: usize = 100;
/// The most people that a place may say it holds: more than any stadium.
pub(crate) const MOST_PEOPLE: u32 = 200_000;

/// Opening hours, capacity, and whether the law requires a visitor log. An officer who adds a place leaves them out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct PlaceDetails {
    /// Opening hours as they were written; empty where nobody said.
    pub(crate) hours: String,
    /// People whom the place holds.
    pub(crate) capacity: Option<u32>,
    /// Whether the law requires a visitor log, as whoever runs the place says. A duty is put on by the authority alone.
    pub(crate) log_duty: Option<bool>,
}

impl PlaceDetails {
    /// Whether they can be.
    ///
    /// # Errors
    /// A refusal that names the field.
    pub(super) fn check(&self) -> Result<(), Refusal> {
        if self.hours.chars().count() > LONGEST_HOURS || self.hours.chars().any(char::is_control) {
            return Err(Refusal::of_field("hours", "web-error-hours", Vec::new()));
        }
        if self.capacity.is_some_and(|people| people == 0 || people > MOST_PEOPLE) {
            return Err(Refusal::of_field("capacity", "web-error-capacity", Vec::new()));
        }
        Ok(())
    }
}

/// The name of a category in addresses, in answers of the API, and in the keys of texts.
pub(crate) fn category_name(category: Category) -> String {
    let name = serde_json::to_value(category).ok();
    name.as_ref().and_then(serde_json::Value::as_str).unwrap_or_default().to_owned()
}

/// The category of this name.
pub(crate) fn category_named(name: &str) -> Option<Category> {
    serde_json::from_value(name.into()).ok()
}

/// A person's name, as a manager types it: 1 to 100 characters, at least one letter.
///
/// # Errors
/// A refusal that names the field.
pub(super) fn person_name(text: &str) -> Result<String, Refusal> {
    let name = text.trim();
    let fits = (1..=100).contains(&name.chars().count())
        && name.chars().any(char::is_alphabetic)
        && !name.chars().any(char::is_control)
        && !name.starts_with(['=', '+', '-', '@']);
    if fits { Ok(name.to_owned()) } else { Err(Refusal::of_field("registrant", "web-error-registrant", Vec::new())) }
}

/// A refusal for one place too many of a number.
pub(super) fn too_many() -> Refusal {
    Refusal::saying(Problem::TooManyRequests, "web-too-many-places")
}
