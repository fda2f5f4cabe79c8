//! Addresses that pages lead back to.

use super::ROOT;

/// The address, if it is one of the console; the first page otherwise.
pub(super) fn within_the_console(address: &str) -> &str {
    let path = address.split(['?', '#']).next().unwrap_or_default();
    let plain = path.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"/-_.~".contains(&byte));
    let ours = path.strip_prefix(ROOT).is_some_and(|rest| rest.starts_with('/')) && !path.contains("//");
    if plain && ours && address.bytes().all(|byte| byte.is_ascii_graphic()) { address } else { "/console/" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_led_out_of_the_console() {
        for ours in ["/console/", "/console/cases?q=b%E1%BA%A3o&page=2", "/console/cases/0123abcd"] {
            assert_eq!(within_the_console(ours), ours);
        }
        for other in [
            "",
            "/",
            "/v1/index",
            "//evil.vn/console/",
            "https://evil.vn/console/",
            "/console//evil.vn",
            "/console/\r\nx",
            "/consoles/",
        ] {
            assert_eq!(within_the_console(other), "/console/", "{other}");
        }
    }
}
