//! Declarations of entry for a gate, found by the number of a passport or a telephone number: for whoever has no pass to show.

use super::finding::DeclarationIndex;
use super::listing::WantedDeclarations;
use super::{Declarations, OpenedDeclaration};
use crate::ground::error::Failure;
use crate::http::Area;
use crate::store::Transaction;

/// The form of entry.
pub(super) const ENTRY: &str = "vhd";
/// Most declarations that one number finds: a group has eleven travellers and may share a telephone number.
const MOST_FOUND: u32 = 20;

impl Declarations {
    /// The declarations of entry for a gate that stand and hold this number, the newest first; none where the words are no
    /// number.
    pub(crate) fn of_gate(
        &self,
        tx: &mut dyn Transaction,
        gate: &str,
        number: &str,
    ) -> Result<Vec<OpenedDeclaration>, Failure> {
        if !number.chars().any(|letter| letter.is_ascii_digit()) {
            return Ok(Vec::new());
        }
        let wanted = WantedDeclarations {
            area: Area::COUNTRY,
            words: DeclarationIndex(&self.secrets).meant(number),
            form: Some(ENTRY.to_owned()),
            gate: Some(gate.to_owned()),
            stands: true,
            most: MOST_FOUND,
            ..WantedDeclarations::default()
        };
        wanted.rows(tx)?.iter().map(|row| self.opened_row(row)).collect()
    }
}
