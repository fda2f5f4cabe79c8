//! The forms as apps fetch them: one signed document a day.

use axum::body::Bytes;
use lancan_protocol::forms::Forms;
use lancan_protocol::signed::Purpose;

use super::Declarations;
use crate::ground::error::Fault;

/// Days for which a document of forms can be used: a phone that was off for its owner's quarantine still has one.
const DAYS: u32 = 30;

impl Declarations {
    /// The signed forms of today. Every server of a deployment signs the same bytes on one day; the serial is the day.
    ///
    /// # Errors
    /// [`Fault`] when the document does not encode, which cannot be.
    pub(crate) fn signed_forms(&self) -> Result<Bytes, Fault> {
        let today = self.today();
        let mut kept = self.published.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some((_, bytes)) = kept.as_ref().filter(|(day, _)| *day == today) {
            return Ok(bytes.clone());
        }
        let forms = Forms {
            format: Forms::FORMAT,
            serial: today.0.into(),
            issued_at: self.key_days.start(today),
            expires_at: self.key_days.start(today.plus(DAYS)),
            forms: self.forms.clone(),
        };
        let broken = |_| Fault::Broken("the forms do not encode");
        let document = serde_json::to_vec(&forms).map_err(broken)?;
        let signed = self.secrets.forms.sign(Purpose::Forms, &document);
        let bytes = Bytes::from(serde_json::to_vec(&signed).map_err(broken)?);
        *kept = Some((today, bytes.clone()));
        Ok(bytes)
    }
}
