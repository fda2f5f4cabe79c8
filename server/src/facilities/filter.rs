//! Which facilities an officer looks for.

use lancan_protocol::criteria::FacilityKind;
use lancan_protocol::problem::Problem;

use super::Facilities;
use crate::ground::error::Failure;
use crate::ground::folded::folded;
use crate::http::{Area, Officer};
use crate::units::{Units, area_of};

/// Which facilities an officer looks for; all of the officer's area by default.
#[derive(Clone, Debug, Default)]
pub(crate) struct FacilityFilter {
    /// Words of the name, whatever their marks.
    pub(crate) words: String,
    /// Code of a unit of the officer's area; the whole area where it is empty.
    pub(crate) unit: String,
    /// Only this kind.
    pub(crate) kind: Option<FacilityKind>,
}

impl FacilityFilter {
    /// The words as the store looks for them.
    pub(super) fn pattern(&self) -> String {
        folded(&self.words).replace('!', "!!").replace('%', "!%").replace('_', "!_")
    }
}

impl Facilities {
    /// The area that a filter looks into; none where the officer's area has no facilities.
    ///
    /// # Errors
    /// [`Problem::NotFound`] for a unit outside of the officer's area.
    pub(super) fn looked_into(&self, officer: &Officer, filter: &FacilityFilter) -> Result<Option<Area>, Failure> {
        let Some(own) = officer.area.territory() else { return Ok(None) };
        if filter.unit.is_empty() {
            return Ok(Some(own));
        }
        let area = area_of(self.set, &filter.unit).ok().filter(|area| own.covers(area));
        Ok(Some(area.ok_or(Problem::NotFound)?))
    }

    /// The units that lie directly in an officer's area: code and name.
    pub(crate) fn units_of(&self, officer: &Officer) -> Vec<(&'static str, &'static str)> {
        let Some(own) = officer.area.territory() else { return Vec::new() };
        let last = own.path().split('/').rfind(|part| !part.is_empty());
        let units = Units::of(self.set);
        units.all().iter().filter(|unit| unit.parent == last).map(|unit| (unit.code, unit.name)).collect()
    }
}
