//! Forms that bring photographs: texts by name, and the files of the field `photo`.

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::multipart::Multipart;
use axum::extract::{FromRequest, FromRequestParts as _, Request};
use axum::http::header::CONTENT_TYPE;
use lancan_protocol::problem::Problem;
use subtle::ConstantTimeEq as _;

use super::PublicPages;
use super::filled::HolderForm;
use super::session::Holder;
use super::sheet::PageSheet;
use crate::facilities::MOST_ASSESSMENT_PHOTOS;
use crate::ground::error::Failure;
use crate::ground::picture::MOST_BYTES;
use crate::http::pages::same_site::refuse_other_sites;

/// Most bytes of a field that is no photograph.
const MOST_TEXT_BYTES: usize = 16 * 1_024;

/// Most bytes of a form with so many photographs that are read.
pub(super) const fn most_sent_bytes(photos: usize) -> usize {
    (photos + 1) * (MOST_BYTES + MOST_TEXT_BYTES)
}

/// What a form holds.
#[derive(Default)]
pub(super) struct PhotoForm {
    pub(super) texts: HashMap<String, String>,
    /// The files that are not empty; one more than there may be, where there are too many.
    pub(super) photos: Vec<Vec<u8>>,
}

impl PhotoForm {
    /// Reads a form that a page of the same session sent.
    ///
    /// # Errors
    /// [`Problem::NotAllowed`] where another site or another session did.
    pub(super) async fn read(request: Request, sheet: &PageSheet, most_photos: usize) -> Result<Self, Failure> {
        refuse_other_sites(request.headers())?;
        let read = Self::fields(request, most_photos).await?;
        let sent = read.texts.get("csrf").map(String::as_str).unwrap_or_default();
        if !bool::from(sent.as_bytes().ct_eq(sheet.csrf.as_bytes())) {
            return Err(Problem::NotAllowed.into());
        }
        Ok(read)
    }

    /// The fields of a form, whoever sent it.
    async fn fields(request: Request, most_photos: usize) -> Result<Self, Failure> {
        let not_ours = || Failure::from(Problem::RequestInvalid);
        let mut form = Multipart::from_request(request, &()).await.map_err(|_| not_ours())?;
        let mut read = Self::default();
        while let Some(mut field) = form.next_field().await.map_err(|_| Failure::from(Problem::TooLarge))? {
            let name = field.name().unwrap_or_default().to_owned();
            let is_photo = name == "photo";
            let most = if is_photo { MOST_BYTES + 1 } else { MOST_TEXT_BYTES };
            let mut bytes = Vec::new();
            while let Some(chunk) = field.chunk().await.map_err(|_| Failure::from(Problem::TooLarge))? {
                // What is too much is dropped: the first byte too many already tells that it is.
                bytes.extend(chunk.iter().take(most - bytes.len()));
            }
            if !is_photo {
                read.texts.insert(name, String::from_utf8(bytes).map_err(|_| not_ours())?);
            } else if !bytes.is_empty() && read.photos.len() <= most_photos {
                read.photos.push(bytes);
            }
        }
        Ok(read)
    }
}

/// Any bytes as a form with photographs: refused, or fields within their bounds.
#[cfg(any(test, fuzzing))]
pub(crate) fn fuzzed_photo_form(bytes: &[u8]) {
    let request = axum::http::Request::builder().header(CONTENT_TYPE, "multipart/form-data; boundary=x");
    let runtime = tokio::runtime::Builder::new_current_thread().build();
    let (Ok(request), Ok(runtime)) = (request.body(bytes.to_vec().into()), runtime) else { return };
    if let Ok(form) = runtime.block_on(PhotoForm::fields(request, MOST_ASSESSMENT_PHOTOS)) {
        assert!(form.photos.len() <= MOST_ASSESSMENT_PHOTOS + 1);
        assert!(form.photos.iter().all(|photo| !photo.is_empty() && photo.len() <= bytes.len()));
        assert!(form.texts.values().all(|text| text.len() <= MOST_TEXT_BYTES));
    }
}

/// The assessment of a facility as its manager sent it, with photographs or without.
pub(super) struct AssessmentForm {
    pub(super) holder: Holder,
    pub(super) form: PhotoForm,
}

impl FromRequest<Arc<PublicPages>> for AssessmentForm {
    type Rejection = Failure;

    async fn from_request(request: Request, pages: &Arc<PublicPages>) -> Result<Self, Failure> {
        let kind = request.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        if !kind.starts_with("multipart/form-data") {
            let HolderForm { holder, form } = HolderForm::from_request(request, pages).await?;
            return Ok(Self { holder, form: PhotoForm { texts: form, photos: Vec::new() } });
        }
        let (mut parts, body) = request.into_parts();
        let holder = Holder::from_request_parts(&mut parts, pages).await?;
        let request = Request::from_parts(parts, body);
        let form = PhotoForm::read(request, &holder.sheet, MOST_ASSESSMENT_PHOTOS).await?;
        Ok(Self { holder, form })
    }
}
