//! The site that a browser is on: what keys that it makes are bound to.

use axum::http::HeaderMap;
use axum::http::header::HOST;

use crate::http::local_only;

/// A site, as a browser names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Site {
    /// The host, without its port.
    pub(crate) host: String,
    /// Scheme, host and port: `https://console.example.vn`.
    pub(crate) origin: String,
}

impl Site {
    /// The site by which a request came.
    pub(crate) fn of(headers: &HeaderMap) -> Self {
        let named = headers.get(HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
        let scheme = if local_only::is_local(headers) { "http" } else { "https" };
        let host = named
            .rsplit_once(':')
            .map_or(named, |(host, port)| if port.bytes().all(|byte| byte.is_ascii_digit()) { host } else { named });
        Self { host: host.to_owned(), origin: format!("{scheme}://{named}") }
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn a_site_is_of_tls_unless_it_is_this_machine() {
        let of = |host: &'static str| Site::of(&[(HOST, HeaderValue::from_static(host))].into_iter().collect());
        let site = of("console.example.vn:8443");
        assert_eq!(
            (site.host.as_str(), site.origin.as_str()),
            ("console.example.vn", "https://console.example.vn:8443")
        );
        let site = of("localhost:8080");
        assert_eq!((site.host.as_str(), site.origin.as_str()), ("localhost", "http://localhost:8080"));
        assert_eq!(of("console.example.vn").host, "console.example.vn");
    }
}
