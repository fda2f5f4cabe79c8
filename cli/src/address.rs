//! Addresses of servers as people type them.

use lancan_text::help::Refusal;
use ureq::http::Uri;

/// A server's address: scheme, host, perhaps a port and a path that every request begins with.
///
/// # Errors
/// No such address: what to write instead.
pub(crate) fn address(typed: &str) -> Result<String, Refusal> {
    let typed = typed.trim();
    let wrong = || Refusal::of("address-wrong", &[]);
    if !typed.contains("://") {
        let meant = format!("https://{typed}");
        let meant = if is_whole(&meant) { meant.as_str() } else { "https://example.gov.vn" };
        return Err(Refusal::of("address-without-scheme", &[("address", meant.into())]));
    }
    if is_whole(typed) { Ok(typed.to_owned()) } else { Err(wrong()) }
}

fn is_whole(typed: &str) -> bool {
    let Ok(uri) = typed.parse::<Uri>() else { return false };
    let is_web = uri.scheme_str().is_some_and(|scheme| ["http", "https"].contains(&scheme));
    let has_host = uri.host().is_some_and(|host| !host.is_empty());
    is_web && has_host && uri.query().is_none() && !typed.contains(['#', '@', ' '])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_that_is_none_is_refused_with_what_to_write() {
        for good in ["http://127.0.0.1:8080", "https://example.gov.vn/", "https://[::1]:8443/lancan", " http://a "] {
            assert_eq!(address(good).unwrap(), good.trim());
        }
        for (typed, meant) in [("foo", "https://foo"), ("example.gov.vn:8443", "https://example.gov.vn:8443")] {
            let said = address(typed).unwrap_err().to_string();
            let (vietnamese, english) = said.split_once(" / an address").unwrap();
            assert!(vietnamese.ends_with(meant) && english.ends_with(meant), "{said}");
        }
        assert!(address("a b").unwrap_err().to_string().contains("https://example.gov.vn"));
        for bad in
            ["http://", "http://:80", "ftp://example.gov.vn", "https://a b", "https://a?b", "https://a#b", "://a"]
        {
            let said = address(bad).unwrap_err().to_string();
            assert!(said.contains("không phải địa chỉ") && said.contains("no server's address"), "{bad}: {said}");
        }
    }
}
