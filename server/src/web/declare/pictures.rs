//! Pictures of documents that are sent with a declaration: the form that brings them, and each of them.

use std::sync::Arc;

use axum::extract::{FromRequest, FromRequestParts as _, Path, Request, State};
use axum::response::{IntoResponse as _, Redirect, Response};

use super::pass::id_of;
use super::session::{DeclarerForm, SignedDeclarer};
use super::show::shown;
use crate::declarations::MOST_PICTURES;
use crate::ground::error::{Detail, Failure, Refusal};
use crate::http::answers::DrawnPicture;
use crate::web::PublicPages;
use crate::web::dress::asked_again;
use crate::web::photo_form::{PhotoForm, most_sent_bytes};
use crate::web::sheet::AnswerError;

/// Most bytes of a form that are read.
pub(in crate::web) const MOST_SENT_BYTES: usize = most_sent_bytes(MOST_PICTURES);

/// A form with pictures.
pub(in crate::web) struct PicturesForm {
    signed: SignedDeclarer,
    /// The files that are not empty.
    files: Vec<Vec<u8>>,
}

impl FromRequest<Arc<PublicPages>> for PicturesForm {
    type Rejection = Failure;

    async fn from_request(request: Request, pages: &Arc<PublicPages>) -> Result<Self, Failure> {
        let (mut parts, body) = request.into_parts();
        let signed = SignedDeclarer::from_request_parts(&mut parts, pages).await?;
        let request = Request::from_parts(parts, body);
        let form = PhotoForm::read(request, &signed.sheet, MOST_PICTURES).await?;
        Ok(Self { signed, files: form.photos })
    }
}

/// Takes pictures.
pub(in crate::web) async fn add(
    State(pages): State<Arc<PublicPages>>,
    Path(id): Path<String>,
    PicturesForm { signed, files }: PicturesForm,
) -> Result<Response, Failure> {
    match pages.declarations.add_pictures(signed.declarer, id_of(&id)?, files).await {
        Ok(()) => Ok(Redirect::to(&format!("/khai-bao/own/{id}")).into_response()),
        Err(Failure::Refused(Refusal { detail: Some(Detail::Said { key, .. }), .. })) => {
            let error = AnswerError { field: "photo".to_owned(), text: signed.sheet.say(key) };
            shown(&pages, signed, id, vec![error]).await.map(asked_again)
        }
        Err(failure) => Err(failure),
    }
}

/// A picture.
pub(in crate::web) async fn show(
    State(pages): State<Arc<PublicPages>>,
    signed: SignedDeclarer,
    Path((id, position)): Path<(String, u32)>,
) -> Result<DrawnPicture, Failure> {
    let picture = pages.declarations.own_picture(signed.declarer, id_of(&id)?, position).await?;
    Ok(DrawnPicture(picture))
}

/// Deletes a picture.
pub(in crate::web) async fn remove(
    State(pages): State<Arc<PublicPages>>,
    Path((id, position)): Path<(String, u32)>,
    DeclarerForm { signed, .. }: DeclarerForm,
) -> Result<Response, Failure> {
    pages.declarations.delete_picture(signed.declarer, id_of(&id)?, position).await?;
    Ok(Redirect::to(&format!("/khai-bao/own/{id}")).into_response())
}
