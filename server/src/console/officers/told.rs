//! What an officer has to be told, shown once: a password, and what the authenticator app reads.

use askama::Template;
use axum::response::Response;

use crate::console::layout::Layout;
use crate::console::page::page;
use crate::console::qr::Qr;
use crate::ground::error::Failure;
use crate::officers::Enrolment;

#[derive(Template)]
#[template(path = "officers/told.html")]
struct ToldPage {
    layout: Layout,
    id: i64,
    password: Option<String>,
    /// The app's secret in groups of four, to be typed in.
    secret: Option<String>,
    qr: Option<Qr>,
}

/// Shows password and enrolment of the officer with this number.
pub(super) fn show(
    layout: Layout,
    id: i64,
    password: Option<String>,
    enrolment: Option<Enrolment>,
) -> Result<Response, Failure> {
    let qr = enrolment.as_ref().and_then(|told| Qr::of(&told.uri));
    let secret = enrolment.map(|told| grouped(&told.secret));
    page(&ToldPage { layout, id, password, secret, qr })
}

fn grouped(secret: &str) -> String {
    let letters: Vec<char> = secret.chars().collect();
    letters.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_typed_in_groups() {
        assert_eq!(grouped("ABCDEFGHIJ"), "ABCD EFGH IJ");
    }
}
