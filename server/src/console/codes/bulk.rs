//! Codes for a file of results: asked for on a page, given back as a file, for they are shown once.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Response};
use lancan_protocol::problem::Problem;

use crate::console::Console;
use crate::console::layout::Layout;
use crate::console::local::Local;
use crate::console::page::page;
use crate::console::problem_page::{in_one_line, with_its_page};
use crate::console::session::Desk;
use crate::console::upload::Uploaded;
use crate::ground::error::{Failure, Refusal};

/// What the file looks like: its head, and a row.
const EXAMPLE: &str =
    "reference,report_type,onset_date,tested_date,kind\nXN 2021/0412,confirmed_test,18/05/2021,20/05/2021,long";
/// What spreadsheets know the file's letters by.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

#[derive(Template)]
#[template(path = "codes/bulk.html")]
struct BulkPage {
    layout: Layout,
    example: &'static str,
    /// What is wrong with the file.
    error: Option<String>,
}

/// Asks for the file.
pub(in crate::console) async fn ask(desk: Desk) -> Result<Response, Failure> {
    if !desk.layout.changes_cases() {
        return Err(Problem::NotAllowed.into());
    }
    page(&BulkPage { layout: desk.layout, example: EXAMPLE, error: None })
}

/// Gives the file of codes, or says what is wrong.
pub(in crate::console) async fn give(
    State(console): State<Arc<Console>>,
    uploaded: Uploaded,
) -> Result<Response, Failure> {
    let (local, text) = (Local(console.key_days), uploaded.desk.layout.text());
    let when = |at| local.moment(at);
    let given = match uploaded.bytes("file") {
        [] => Err(Refusal::saying(Problem::RequestInvalid, "console-import-no-file").into()),
        file => console.codes.issue_in_bulk(&uploaded.desk.officer, file, text, when).await,
    };
    match given {
        Ok(file) => {
            let headers = [
                (CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8")),
                (CONTENT_DISPOSITION, HeaderValue::from_static("attachment; filename=\"codes.csv\"")),
            ];
            Ok((headers, [BYTE_ORDER_MARK, &file].concat()).into_response())
        }
        Err(Failure::Refused(refusal)) if refusal.problem == Problem::RequestInvalid => {
            let error = Some(in_one_line(&refusal, text));
            let again = page(&BulkPage { layout: uploaded.desk.layout, example: EXAMPLE, error })?;
            Ok(with_its_page(StatusCode::BAD_REQUEST, None, again))
        }
        Err(failure) => Err(failure),
    }
}
