//! A server that nobody has configured serves its own machine alone: it has no authority's name to show to phones, and its
//! text messages would lead to an address that is not the authority's.

use axum::extract::Request;
use axum::http::HeaderMap;
use axum::http::header::{FORWARDED, HOST, VIA};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use lancan_protocol::problem::Problem;

use crate::ground::error::{Failure, Refusal};

/// Headers by which a proxy says that a request comes from elsewhere.
const FROM_A_PROXY: [&str; 4] = ["x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip"];

/// Answers requests of this machine, and refuses those that a proxy passed on.
pub(crate) async fn refuse_others(request: Request, next: Next) -> Response {
    if is_local(request.headers()) {
        return next.run(request).await;
    }
    let detail = "this server is not configured: set authority and codes.link";
    Failure::from(Refusal::because(Problem::Unavailable, detail)).into_response()
}

/// Whether a request comes from this machine, by what its headers say.
pub(crate) fn is_local(headers: &HeaderMap) -> bool {
    let passed_on = headers.contains_key(FORWARDED)
        || headers.contains_key(VIA)
        || FROM_A_PROXY.iter().any(|name| headers.contains_key(*name));
    let host = headers.get(HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    !passed_on && is_this_machine(host)
}

/// Whether a `Host` names this machine: none, localhost or a loopback address, with or without a port.
fn is_this_machine(host: &str) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    let address = name.trim_start_matches('[').trim_end_matches(']');
    name.is_empty()
        || name.eq_ignore_ascii_case("localhost")
        || address.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn only_names_of_this_machine_are_local() {
        for host in ["", "localhost", "localhost:8080", "127.0.0.1", "127.0.0.2:1", "[::1]", "[::1]:8080"] {
            assert!(is_this_machine(host), "{host}");
        }
        for host in ["lancan.vn", "10.0.0.1:8080", "[2001:db8::1]:80", "localhost.vn", "127.0.0.1.vn:80"] {
            assert!(!is_this_machine(host), "{host}");
        }
    }

    #[test]
    fn what_a_proxy_passed_on_is_not_local() {
        for header in ["forwarded", "via", "x-forwarded-for", "x-real-ip"] {
            let mut headers = HeaderMap::new();
            headers.insert(HOST, HeaderValue::from_static("127.0.0.1:8080"));
            assert!(is_local(&headers));
            headers.insert(header, HeaderValue::from_static("for=10.0.0.1"));
            assert!(!is_local(&headers), "{header}");
        }
    }
}
