//! Cookies of a request and of an answer.

use axum::http::HeaderMap;
use axum::http::header::COOKIE;
use cookie::{Cookie, SameSite};

use crate::http::local_only;

/// The value of a cookie.
pub(crate) fn cookie_named(headers: &HeaderMap, name: &str) -> Option<String> {
    let all = headers.get_all(COOKIE).iter().filter_map(|header| header.to_str().ok());
    all.flat_map(Cookie::split_parse)
        .flatten()
        .find(|cookie| cookie.name() == name)
        .map(|cookie| cookie.value().to_owned())
}

/// The value of a cookie that has one name over TLS, which binds it to this very host, and another over plain HTTP on this
/// machine, where a browser may refuse what needs TLS. None where it is empty.
pub(crate) fn value(headers: &HeaderMap, names: [&'static str; 2]) -> Option<String> {
    cookie_named(headers, name_of(names, headers)).filter(|value| !value.is_empty())
}

/// A cookie with such a pair of names, for every page, unseen by scripts. An empty one of no seconds takes it away.
pub(crate) fn set(
    headers: &HeaderMap,
    names: [&'static str; 2],
    value: &str,
    seconds: i64,
    same_site: SameSite,
) -> String {
    Cookie::build((name_of(names, headers), value))
        .path("/")
        .http_only(true)
        .same_site(same_site)
        .secure(!local_only::is_local(headers))
        .max_age(cookie::time::Duration::seconds(seconds))
        .to_string()
}

fn name_of([tls, plain]: [&'static str; 2], headers: &HeaderMap) -> &'static str {
    if local_only::is_local(headers) { plain } else { tls }
}
