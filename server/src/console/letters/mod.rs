//! Papers: the release from quarantine, the notice to a workplace, and the dossier of a case.

pub(super) mod dossier;
pub(super) mod letter;
pub(super) mod lift;
