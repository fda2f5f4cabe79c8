//! Whoever reads the pages chooses their language.

use axum::extract::{Path, Query};
use axum::http::header::SET_COOKIE;
use axum::response::{IntoResponse as _, Redirect, Response};
use lancan_protocol::problem::Problem;
use lancan_text::Language;
use serde::Deserialize;

use super::{CHECK_ROOT, DECLARE_ROOT, HOME, LANDING, MAP_ROOT, ROOT, is_under};
use crate::ground::error::Failure;
use crate::http::pages::language;

/// The page that a choice was made on.
#[derive(Deserialize)]
pub(super) struct MadeOn {
    #[serde(default)]
    back: String,
}

/// Keeps the choice and goes back to the page that the choice was made on.
pub(super) async fn choose(
    Path(tag): Path<String>,
    Query(MadeOn { back }): Query<MadeOn>,
) -> Result<Response, Failure> {
    let language = Language::from_tag(&tag).ok_or(Problem::NotFound)?;
    let mut response = Redirect::to(within_the_pages(&back)).into_response();
    response.headers_mut().append(SET_COOKIE, language::kept(language)?);
    Ok(response)
}

/// The address, if it is one of these pages; the first of the pages of places otherwise.
pub(super) fn within_the_pages(address: &str) -> &str {
    let path = address.split(['?', '#']).next().unwrap_or_default();
    let plain = path.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"/-_".contains(&byte));
    let is_ours = [HOME, LANDING].contains(&path)
        || [ROOT, DECLARE_ROOT, MAP_ROOT, CHECK_ROOT].iter().any(|root| is_under(root, path));
    let is_one = is_ours && plain && !path.contains("//") && address.bytes().all(|byte| byte.is_ascii_graphic());
    if is_one { address } else { ROOT }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_led_out_of_the_pages() {
        for ours in [
            "/",
            "/p",
            "/dia-diem",
            "/dia-diem/new/unit?q=b%E1%BA%A3o",
            "/dia-diem/places/0123abcd",
            "/khai-bao/form/vhd",
            "/ban-do/68",
        ] {
            assert_eq!(within_the_pages(ours), ours);
        }
        for other in [
            "",
            "//evil.vn/dia-diem",
            "https://evil.vn/dia-diem",
            "/dia-diem//evil.vn",
            "/dia-diemx",
            "/khai-baox",
            "/dia-diem/\r\nx",
        ] {
            assert_eq!(within_the_pages(other), ROOT, "{other}");
        }
    }
}
