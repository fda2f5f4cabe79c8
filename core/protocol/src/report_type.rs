//! What a report is about.

use serde::{Deserialize, Serialize};

/// What a report is about (GAEN export: `report_type`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[repr(i32)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum ReportType {
    /// A confirmed case, by test.
    ConfirmedTest = 1,
    /// A confirmed case, by clinical diagnosis.
    ConfirmedClinicalDiagnosis = 2,
    /// Reported by the person alone.
    SelfReport = 3,
    /// A contact's own report (F1 → F2). Off by default.
    Recursive = 4,
    /// Withdraws keys reported before.
    Revoked = 5,
}

impl ReportType {
    /// The type with this number; none where there is no such type.
    pub fn from_number(number: i64) -> Option<Self> {
        Some(match number {
            1 => Self::ConfirmedTest,
            2 => Self::ConfirmedClinicalDiagnosis,
            3 => Self::SelfReport,
            4 => Self::Recursive,
            5 => Self::Revoked,
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_type_is_found_by_its_number() {
        let found: Vec<_> = (-1..9).filter_map(ReportType::from_number).map(|kind| kind as i32).collect();
        assert_eq!(found, [1, 2, 3, 4, 5]);
    }
}
