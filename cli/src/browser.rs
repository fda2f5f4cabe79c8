//! A browser without scripts: what a demonstration or a measurement does on the public's pages.

use std::{collections::BTreeMap, time::Duration};

use crate::failure::Failure;

/// A browser with its cookies.
pub(crate) struct Browser<'a> {
    url: &'a str,
    agent: ureq::Agent,
    cookies: BTreeMap<String, String>,
}

/// Where an answer leads, and its page.
pub(crate) struct Page {
    pub(crate) status: u16,
    pub(crate) location: String,
    pub(crate) text: String,
}

impl<'a> Browser<'a> {
    /// A browser that knows nothing of the server at this address.
    pub(crate) fn new(url: &'a str) -> Self {
        let agent = ureq::Agent::config_builder().http_status_as_error(false).max_redirects(0);
        let agent = agent.timeout_global(Some(Duration::from_mins(1))).build().new_agent();
        Self { url, agent, cookies: BTreeMap::new() }
    }

    /// Another browser, that knows nothing either, over the same connections.
    pub(crate) fn another(&self) -> Self {
        Self { url: self.url, agent: self.agent.clone(), cookies: BTreeMap::new() }
    }

    /// Opens a page, or sends a form to it.
    ///
    /// # Errors
    /// What keeps the request from the server.
    pub(crate) fn ask(&mut self, path: &str, fields: Option<Vec<(String, String)>>) -> Result<Page, Failure> {
        let url = format!("{}{path}", self.url);
        let cookies: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let cookies = cookies.join("; ");
        let mut response = match fields {
            Some(fields) => self.agent.post(url).header("cookie", cookies).send_form(fields),
            None => self.agent.get(url).header("cookie", cookies).call(),
        }
        .map_err(Failure::new)?;
        for cookie in response.headers().get_all("set-cookie") {
            let cookie = cookie.to_str().unwrap_or_default().split(';').next().unwrap_or_default();
            if let Some((name, value)) = cookie.split_once('=') {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        let location = response.headers().get("location").and_then(|value| value.to_str().ok()).unwrap_or_default();
        let (status, location) = (response.status().as_u16(), location.to_owned());
        Ok(Page { status, location, text: response.body_mut().read_to_string().map_err(Failure::new)? })
    }
}

/// What stands between two texts of a page.
///
/// # Errors
/// A page without them.
pub(crate) fn between(page: &str, before: &str, after: &str) -> Result<String, Failure> {
    let found = page.split_once(before).and_then(|(_, rest)| rest.split_once(after));
    found.map(|(found, _)| found.to_owned()).ok_or_else(|| Failure::lacks(before))
}
