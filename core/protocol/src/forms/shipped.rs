//! The six forms that the authority begins with, as `core/protocol/forms` holds them.

use super::{FormError, FormRules, FormVersion, Questionnaire};

/// Each form's id, its questions, and what stands beside them.
const FORMS: [(&str, &str, &str); 6] = [
    ("vhd", include_str!("../../forms/vhd.json"), include_str!("../../forms/vhd.rules.json")),
    ("vhd-daily", include_str!("../../forms/vhd-daily.json"), include_str!("../../forms/vhd-daily.rules.json")),
    ("ncovi", include_str!("../../forms/ncovi.json"), include_str!("../../forms/ncovi.rules.json")),
    ("ncovi-daily", include_str!("../../forms/ncovi-daily.json"), include_str!("../../forms/ncovi-daily.rules.json")),
    ("domestic", include_str!("../../forms/domestic.json"), include_str!("../../forms/domestic.rules.json")),
    ("suspect", include_str!("../../forms/suspect.json"), include_str!("../../forms/suspect.rules.json")),
];

impl FormVersion {
    /// The forms of May 2021: entry (`vhd`) and its daily report, the voluntary declaration (`ncovi`) and its daily update,
    /// travel within the country (`domestic`); and what citizens report of somebody who may be ill (`suspect`).
    ///
    /// # Errors
    /// [`FormError`] when a shipped file is not allowed; the tests keep that from happening.
    pub fn shipped() -> Result<Vec<Self>, FormError> {
        let forms = FORMS.iter().map(|(id, form, rules)| {
            let questionnaire = Questionnaire::from_json(form.as_bytes())?;
            let rules: FormRules =
                serde_json::from_str(rules).map_err(|error| FormError::Malformed(error.to_string()))?;
            let version = Self { id: (*id).to_owned(), questionnaire, rules, superseded_on: None };
            version.validate()?;
            Ok(version)
        });
        forms.collect()
    }
}
