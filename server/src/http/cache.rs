//! Answers that may be kept: `ETag`, `If-None-Match` and `Cache-Control`; and parts of files: `Range`.

use lancan_protocol::Saturate;
use std::fmt;
use std::ops::RangeInclusive;

use axum::body::Bytes;
use axum::http::header::{
    ACCEPT_RANGES, CACHE_CONTROL, CONTENT_RANGE, CONTENT_TYPE, ETAG, IF_NONE_MATCH, IF_RANGE, RANGE,
};
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

/// The value of `Cache-Control`.
impl fmt::Display for Keep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Forever => f.write_str("public, max-age=31536000, immutable"),
            Self::Seconds(seconds) => write!(f, "public, max-age={seconds}"),
        }
    }
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
    let cache = keep.to_string();
    let broken = |_| Fault::Broken("a header does not encode");
    answered.insert(ETAG, HeaderValue::try_from(tag).map_err(broken)?);
    answered.insert(CACHE_CONTROL, HeaderValue::try_from(cache).map_err(broken)?);
    if !fresh {
        answered.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    }
    Ok(response)
}

/// What is asked for of a file.
#[derive(Debug, PartialEq, Eq)]
enum Portion {
    /// All of it.
    Whole,
    /// These bytes.
    Bytes(RangeInclusive<u64>),
    /// Bytes that the file does not have.
    Beyond,
}

/// The part that the headers ask for (RFC 9110, 14.2). Several ranges at once, and a range of a file that has changed, are
/// answered with the whole.
fn part(headers: &HeaderMap, tag: &str, size: u64) -> Portion {
    let Some(range) = headers.get(RANGE).and_then(|value| value.to_str().ok()) else { return Portion::Whole };
    if headers.get(IF_RANGE).is_some_and(|held| held.as_bytes() != tag.as_bytes()) {
        return Portion::Whole;
    }
    let Ok(range) = http_range_header::parse_range_header(range) else { return Portion::Whole };
    match range.validate(size).as_deref() {
        Ok([bytes]) => Portion::Bytes(bytes.clone()),
        Ok(_) => Portion::Whole,
        Err(_) => Portion::Beyond,
    }
}

/// The answer with a file of `size` bytes that never changes: the file, a part of it, or 304 when the client has it. `bytes` is
/// the whole file, only awaited when something of it is sent.
pub(crate) async fn file(
    headers: &HeaderMap,
    tag: String,
    size: u64,
    content_type: &'static str,
    bytes: impl Future<Output = Result<Bytes, Fault>>,
) -> Result<Response, Failure> {
    let part = if is_fresh(headers, &tag) { Portion::Whole } else { part(headers, &tag, size) };
    let (status, range) = match &part {
        Portion::Whole => (None, String::new()),
        Portion::Bytes(bytes) => (Some(StatusCode::PARTIAL_CONTENT), format!("{}-{}", bytes.start(), bytes.end())),
        Portion::Beyond => (Some(StatusCode::RANGE_NOT_SATISFIABLE), "*".to_owned()),
    };
    let cut = async {
        match part {
            Portion::Whole => bytes.await,
            Portion::Bytes(range) => {
                let whole = bytes.await?;
                let at = |at: u64| Saturate::<usize>::saturate(at).min(whole.len());
                Ok(whole.slice(at(*range.start())..at(range.end().saturating_add(1))))
            }
            Portion::Beyond => Ok(Bytes::new()),
        }
    };
    let mut response = answer(headers, tag, Keep::Forever, content_type, cut).await?;
    let answered = response.headers_mut();
    answered.insert(ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    if let Some(status) = status {
        let range = HeaderValue::try_from(format!("bytes {range}/{size}"));
        answered.insert(CONTENT_RANGE, range.map_err(|_| Fault::Broken("a header does not encode"))?);
        *response.status_mut() = status;
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

    #[test]
    fn a_part_is_one_range_of_the_file_as_it_is() {
        let asked = |range: &'static str, if_range: Option<&'static str>| {
            let mut headers = HeaderMap::new();
            headers.insert(RANGE, HeaderValue::from_static(range));
            if let Some(held) = if_range {
                headers.insert(IF_RANGE, HeaderValue::from_static(held));
            }
            part(&headers, "\"a\"", 100)
        };
        assert_eq!(asked("bytes=10-19", None), Portion::Bytes(10..=19));
        assert_eq!(asked("bytes=90-", Some("\"a\"")), Portion::Bytes(90..=99));
        assert_eq!(asked("bytes=-5", None), Portion::Bytes(95..=99));
        assert_eq!(asked("bytes=90-", Some("\"b\"")), Portion::Whole);
        for whole in ["bytes=0-1,5-6", "bytes=x", "lines=1-2"] {
            assert_eq!(asked(whole, None), Portion::Whole, "{whole}");
        }
        assert_eq!(asked("bytes=100-", None), Portion::Beyond);
        assert_eq!(part(&HeaderMap::new(), "\"a\"", 100), Portion::Whole);
    }
}
