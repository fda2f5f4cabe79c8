//! The forms of this phone: those that the authority signed and this phone fetched, or those that it was built with.

use std::sync::LazyLock;

use lancan_protocol::{
    forms::{FormVersion, Forms, FormsError},
    time::UnixTime,
    wire::PublicKeyPem,
};

use crate::kept::{Keep, Kept};

/// The forms that this version was built with, read once a process.
static SHIPPED: LazyLock<Vec<FormVersion>> = LazyLock::new(|| FormVersion::shipped().unwrap_or_default());

/// A forms document with its signature.
pub(crate) struct SignedForms(Vec<u8>);

impl Keep for SignedForms {
    fn to_bytes(&self) -> Option<Vec<u8>> {
        Some(self.0.clone())
    }

    fn from_bytes(bytes: &[u8]) -> Option<Self> {
        Some(Self(bytes.to_vec()))
    }
}

/// The forms that can be answered here.
#[derive(Default)]
pub(crate) struct PhoneForms {
    /// As they were served; none while they are the built-in ones.
    pub(crate) signed: Kept<Option<SignedForms>>,
    fetched: Option<Forms>,
}

impl PhoneForms {
    /// The forms were restored: what does not verify any more is dropped, what has expired stays in use.
    pub(crate) fn restored(&mut self, trusted: &[PublicKeyPem]) {
        let Some(signed) = &*self.signed else { return };
        match Forms::open_signed(&signed.0, trusted, 0, UnixTime(0)) {
            Ok(forms) => self.fetched = Some(forms),
            Err(_) => self.signed = Kept::default(),
        }
    }

    /// Takes up a document that was fetched. Returns whether the forms are other ones than before.
    ///
    /// # Errors
    /// [`FormsError`] for one that is not the authority's, has expired, or is older than the last good one.
    pub(crate) fn fetched(
        &mut self,
        bytes: Vec<u8>,
        trusted: &[PublicKeyPem],
        now: UnixTime,
    ) -> Result<bool, FormsError> {
        let serial = self.fetched.as_ref().map_or(0, |forms| forms.serial);
        let forms = Forms::open_signed(&bytes, trusted, serial, now)?;
        let changed = forms.forms != self.all();
        self.fetched = Some(forms);
        *self.signed = Some(SignedForms(bytes));
        Ok(changed)
    }

    /// All versions.
    fn all(&self) -> &[FormVersion] {
        self.fetched.as_ref().map_or(SHIPPED.as_slice(), |forms| forms.forms.as_slice())
    }

    /// The forms in use.
    pub(crate) fn in_use(&self) -> impl Iterator<Item = &FormVersion> {
        self.all().iter().filter(|form| form.superseded_on.is_none())
    }

    /// The version in use of a form.
    pub(crate) fn current(&self, id: &str) -> Option<&FormVersion> {
        self.in_use().find(|form| form.id == id)
    }

    /// The version that answers name.
    pub(crate) fn version(&self, canonical: &str) -> Option<&FormVersion> {
        let of = |forms: &'_ [FormVersion]| forms.iter().position(|form| form.questionnaire.canonical() == canonical);
        let all = self.all();
        of(all)
            .and_then(|at| all.get(at))
            .or_else(|| SHIPPED.iter().find(|form| form.questionnaire.canonical() == canonical))
    }
}
