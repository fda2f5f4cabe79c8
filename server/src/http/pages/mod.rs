//! What every page stands on, the officers' and the public's: headers, cookies, language, assets. Knows no room.

pub(crate) mod assets;
pub(crate) mod cookies;
pub(crate) mod headers;
pub(crate) mod language;
pub(crate) mod local;
pub(crate) mod page;
pub(crate) mod pdf;
pub(crate) mod qr;
pub(crate) mod same_site;
pub(crate) mod site;
#[cfg(test)]
mod templates;
