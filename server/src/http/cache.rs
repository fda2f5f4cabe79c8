//! Answers that may be kept: `ETag`, `If-None-Match` and `Cache-Control`.

use axum::body::Bytes;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};

use crate::ground::error::{Failure, Fault};
use crate::ground::ids::Digest;

/// How long an answer may be kept.
#[derive(Clone, Copy)]
pub(crate) enum Keep {
    /// For ever: the answer never changes.
    Forever,
    /// For this many seconds.
    Seconds(u32),
}

/// The entity tag of bytes with this SHA-256.
pub(crate) fn tag(sha256: &Digest) -> String {
    format!("\"{}\"", lancan_protocol::hex::encode(sha256.get(..16).unwrap_or_default()))
}

/// Whether the client has the bytes with this tag (RFC 9110, 13.1.2, weak comparison).
pub(crate) fn is_fresh(headers: &HeaderMap, tag: &str) -> bool {
    headers
        .get_all(IF_NONE_MATCH)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .any(|value| value.trim() == "*" || value.split(',').any(|held| held.trim().trim_start_matches("W/") == tag))
}

/// The answer: the bytes, or 304 when the client has them. `bytes` is only awaited when they are sent.
pub(crate) async fn answer(
    headers: &HeaderMap,
    tag: String,
    keep: Keep,
    content_type: &'static str,
    bytes: impl Future<Output = Result<Bytes, Fault>>,
) -> Result<Response, Failure> {
    let fresh = is_fresh(headers, &tag);
    let mut response = if fresh { StatusCode::NOT_MODIFIED.into_response() } else { bytes.await?.into_response() };
    let answered = response.headers_mut();
    let cache = match keep {
        Keep::Forever => "public, max-age=31536000, immutable".to_owned(),
        Keep::Seconds(seconds) => format!("public, max-age={seconds}"),
    };
    let broken = |_| Fault::Broken("a header does not encode");
    answered.insert(ETAG, HeaderValue::try_from(tag).map_err(broken)?);
    answered.insert(CACHE_CONTROL, HeaderValue::try_from(cache).map_err(broken)?);
    if !fresh {
        answered.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    }
    Ok(response)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_held_tag_is_found_in_any_form_it_may_be_sent() {
        let has = |value: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(IF_NONE_MATCH, HeaderValue::from_static(value));
            is_fresh(&headers, "\"a\"")
        };
        assert!(has("\"a\"") && has("W/\"a\"") && has("\"b\", \"a\"") && has("*"));
        assert!(!has("\"b\"") && !has("a"));
        assert!(!is_fresh(&HeaderMap::new(), "\"a\""));
    }
}
