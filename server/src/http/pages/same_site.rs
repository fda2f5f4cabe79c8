//! Forms that other sites send are refused.

use axum::http::HeaderMap;
use axum::http::header::{HOST, ORIGIN};
use lancan_protocol::problem::Problem;

use crate::ground::error::Refusal;

/// Refuses a form that another site sent: by what the browser says of it, where the browser says something.
pub(crate) fn refuse_other_sites(headers: &HeaderMap) -> Result<(), Refusal> {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let same_site = text("sec-fetch-site").is_none_or(|site| matches!(site, "same-origin" | "none"));
    let host = text(HOST.as_str()).unwrap_or_default();
    let same_origin =
        text(ORIGIN.as_str()).is_none_or(|origin| origin.split_once("://").is_some_and(|(_, of)| of == host));
    if same_site && same_origin { Ok(()) } else { Err(Problem::NotAllowed.into()) }
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderName, HeaderValue};

    use super::*;

    fn headers(all: &[(&'static str, &'static str)]) -> HeaderMap {
        all.iter().map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value))).collect()
    }

    #[test]
    fn a_form_of_another_site_is_refused() {
        let allowed = |all: &[(&'static str, &'static str)]| refuse_other_sites(&headers(all)).is_ok();
        assert!(allowed(&[("host", "lancan.vn")]));
        assert!(allowed(&[("host", "lancan.vn"), ("origin", "https://lancan.vn"), ("sec-fetch-site", "same-origin")]));
        assert!(!allowed(&[("host", "lancan.vn"), ("origin", "https://lancan.vn.evil.vn")]));
        assert!(!allowed(&[("host", "lancan.vn"), ("origin", "null")]));
        assert!(!allowed(&[("host", "lancan.vn"), ("sec-fetch-site", "same-site")]));
        assert!(!allowed(&[("host", "lancan.vn"), ("sec-fetch-site", "cross-site")]));
    }
}
