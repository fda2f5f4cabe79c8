//! What a browser keeps between two pages, sealed: the server keeps nothing of a registration before it is sent.

use axum::http::header::SET_COOKIE;
use axum::http::{HeaderMap, HeaderValue};
use axum::response::Response;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use cookie::SameSite;
use lancan_protocol::time::UnixTime;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::PublicPages;
use crate::ground::error::Fault;
use crate::http::pages::cookies;

/// A value with its end.
#[derive(Serialize, Deserialize)]
struct Kept<T> {
    until: UnixTime,
    value: T,
}

impl PublicPages {
    /// The value that a browser keeps under these names; none where it is over or was changed.
    pub(super) fn kept<T: DeserializeOwned>(&self, headers: &HeaderMap, names: [&'static str; 2]) -> Option<T> {
        let sealed = URL_SAFE_NO_PAD.decode(cookies::value(headers, names)?).ok()?;
        let plain = self.kept.open(names[0], &sealed).ok()?;
        let kept: Kept<T> = serde_json::from_slice(&plain).ok()?;
        (self.clock.now() < kept.until).then_some(kept.value)
    }

    /// Lets a browser keep a value for some seconds.
    pub(super) fn keep<T: Serialize>(
        &self,
        response: &mut Response,
        (headers, names): (&HeaderMap, [&'static str; 2]),
        value: T,
        seconds: u32,
    ) -> Result<(), Fault> {
        let kept = Kept { until: self.clock.now().plus(seconds.into()), value };
        let plain = serde_json::to_vec(&kept).map_err(|_| Fault::Broken("a kept value does not encode"))?;
        let sealed = URL_SAFE_NO_PAD.encode(self.kept.seal(names[0], &plain)?);
        append(response, &cookies::set(headers, names, &sealed, seconds.into(), SameSite::Lax))
    }
}

/// Takes a value from a browser.
pub(super) fn forget(response: &mut Response, headers: &HeaderMap, names: [&'static str; 2]) -> Result<(), Fault> {
    append(response, &cookies::set(headers, names, "", 0, SameSite::Lax))
}

/// Adds a cookie to an answer.
pub(super) fn append(response: &mut Response, cookie: &str) -> Result<(), Fault> {
    let value = HeaderValue::try_from(cookie).map_err(|_| Fault::Broken("a cookie does not encode"))?;
    response.headers_mut().append(SET_COOKIE, value);
    Ok(())
}
