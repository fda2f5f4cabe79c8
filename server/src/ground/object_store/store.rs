//! The store: requests, signed, and what came of them.

use std::fs::File;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use lancan_protocol::hex;
use ureq::SendBody;
use ureq::http::Request;

use super::object::{Content, Object};
use super::refusal::StoreRefusal;
use super::settings::ObjectStoreSettings;
use super::signing::{Signer, Unsigned};
use super::{listing, signing};
use crate::ground::clock::Clock;
use crate::ground::error::Fault;
use crate::ground::random;
use crate::ground::secrets::{sha256, sha256_of_file};
use crate::ground::sms::SecretText;

/// Seconds after which a request that was not answered counts as lost.
pub(crate) const PATIENCE_SECONDS: u64 = 300;
/// Seconds after which a request for something small counts as lost: shorter than a lease lasts.
pub(crate) const SHORT_PATIENCE_SECONDS: u64 = 20;
/// How long the connection to the store may take to stand.
const CONNECT: Duration = Duration::from_secs(10);
/// Most bytes of an answer that are read.
const LONGEST_ANSWER: u64 = 4 << 20;
/// Most pages of a listing that are read: a million names.
const MOST_PAGES: usize = 1_000;

/// A store. Clones speak to the same one.
#[derive(Clone)]
pub(crate) struct ObjectStore {
    /// `https://s3.example.vn`
    origin: String,
    /// Host and port.
    authority: String,
    bucket: String,
    prefix: String,
    signer: Signer,
    agent: ureq::Agent,
    clock: Arc<dyn Clock>,
}

/// A request as it is sent.
struct StoreCall<'c> {
    method: &'static str,
    /// Bucket and object, as the path of the address.
    path: String,
    query: &'c [(&'c str, &'c str)],
    /// Type and how long caches may keep it, where something is sent.
    kept: Option<(&'static str, &'c str)>,
    content: Option<&'c Content>,
}

impl ObjectStore {
    /// The store of these settings.
    ///
    /// # Errors
    /// [`Fault::File`] when the file of the secret cannot be read, [`Fault::Broken`] for settings that were not checked.
    pub(crate) fn new(settings: &ObjectStoreSettings, clock: Arc<dyn Clock>) -> Result<Self, Fault> {
        let authority = settings.authority().ok_or(Fault::Broken("the object store has no address"))?;
        // The clock of the server tells when a request is lost; this ends its thread.
        let longest = Duration::from_secs(2 * PATIENCE_SECONDS);
        let agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .timeout_connect(Some(CONNECT))
            .timeout_global(Some(longest))
            .build();
        Ok(Self {
            origin: settings.endpoint.trim_end_matches('/').to_owned(),
            authority,
            bucket: settings.bucket.clone(),
            prefix: settings.prefix.clone(),
            signer: signer(settings)?,
            agent: agent.into(),
            clock,
        })
    }

    /// Writes an object whole, or not at all.
    pub(crate) async fn put(&self, object: Object, patience: u64) -> Result<(), StoreRefusal> {
        let store = self.clone();
        self.in_time(patience, move || {
            let call = StoreCall {
                method: "PUT",
                path: store.path(&object.name),
                query: &[],
                kept: Some((object.content_type, &object.cache_control)),
                content: Some(&object.content),
            };
            store.call(&call).map(drop)
        })
        .await
    }

    /// Reads an object that is small.
    async fn get(&self, name: &str) -> Result<Vec<u8>, StoreRefusal> {
        let (store, path) = (self.clone(), self.path(name));
        self.in_time(SHORT_PATIENCE_SECONDS, move || {
            store.call(&StoreCall { method: "GET", path, query: &[], kept: None, content: None })
        })
        .await
    }

    /// Deletes an object; one that is not there is deleted.
    pub(crate) async fn delete(&self, name: &str) -> Result<(), StoreRefusal> {
        let (store, path) = (self.clone(), self.path(name));
        let deleted = self.in_time(SHORT_PATIENCE_SECONDS, move || {
            store.call(&StoreCall { method: "DELETE", path, query: &[], kept: None, content: None })
        });
        match deleted.await {
            Ok(_) | Err(StoreRefusal::Answered { status: 404, .. }) => Ok(()),
            Err(refusal) => Err(refusal),
        }
    }

    /// Writes, reads, finds and deletes an object of its own: whether the key may do what the publisher does.
    pub(crate) async fn try_all(&self) -> Result<(), StoreRefusal> {
        let bytes = random::bytes::<16>().to_vec();
        let name = format!("doctor-{}", hex::encode(&bytes));
        let object = Object {
            name: name.clone(),
            content: Content::Bytes(bytes.clone()),
            content_type: "application/octet-stream",
            cache_control: "no-store".to_owned(),
        };
        self.put(object, SHORT_PATIENCE_SECONDS).await?;
        let (read, found) = (self.get(&name).await, self.list(&name).await);
        self.delete(&name).await?;
        if read? == bytes && found? == [name] { Ok(()) } else { Err(StoreRefusal::Strange) }
    }

    /// The names of all objects that begin so, without the prefix of the settings.
    pub(crate) async fn list(&self, begin: &str) -> Result<Vec<String>, StoreRefusal> {
        let (mut names, mut next) = (Vec::new(), None);
        let begin = format!("{}{begin}", self.prefix);
        for _ in 0..MOST_PAGES {
            let (store, begin) = (self.clone(), begin.clone());
            let page = self.in_time(SHORT_PATIENCE_SECONDS, move || store.page(&begin, next.as_deref())).await?;
            let known = page.keys.into_iter().filter_map(|key| Some(key.strip_prefix(&self.prefix)?.to_owned()));
            names.extend(known);
            next = page.next;
            if next.is_none() {
                return Ok(names);
            }
        }
        Err(StoreRefusal::Strange)
    }

    fn page(&self, begin: &str, next: Option<&str>) -> Result<listing::ListingPage, StoreRefusal> {
        let mut query = Vec::from([("list-type", "2"), ("prefix", begin)]);
        if let Some(token) = next {
            query.insert(0, ("continuation-token", token));
        }
        let path = format!("/{}", self.bucket);
        let answer = self.call(&StoreCall { method: "GET", path, query: &query, kept: None, content: None })?;
        let text = String::from_utf8(answer).map_err(|_| StoreRefusal::Strange)?;
        listing::read(&text).ok_or(StoreRefusal::Strange)
    }

    /// The path of an object. Names are of letters, digits, `-`, `.`, `_` and `/`, so nothing is percent-encoded.
    fn path(&self, name: &str) -> String {
        format!("/{}/{}{name}", self.bucket, self.prefix)
    }

    /// What a call on a thread of its own returns, unless it takes longer than `patience` seconds.
    async fn in_time<T: Send + 'static>(
        &self,
        patience: u64,
        call: impl FnOnce() -> Result<T, StoreRefusal> + Send + 'static,
    ) -> Result<T, StoreRefusal> {
        let late = self.clock.now().plus(patience);
        let done = tokio::task::spawn_blocking(call);
        tokio::select! {
            biased;
            done = done => done.unwrap_or(Err(StoreRefusal::Unreachable)),
            () = self.clock.reached(late) => Err(StoreRefusal::TimedOut),
        }
    }

    /// The body of the answer to a call.
    fn call(&self, call: &StoreCall<'_>) -> Result<Vec<u8>, StoreRefusal> {
        let (body, size) = match call.content {
            None => (sha256(b""), None),
            Some(Content::Bytes(bytes)) => (sha256(bytes), Some(bytes.len().try_into().unwrap_or(u64::MAX))),
            Some(Content::File(path)) => {
                let (digest, size) = sha256_of_file(path).map_err(unreadable(path))?;
                (digest, Some(size))
            }
        };
        let (body, at) = (hex::encode(&body), self.clock.now());
        let time = signing::timestamp(at);
        let signed = [("host", self.authority.as_str()), ("x-amz-content-sha256", &body), ("x-amz-date", &time)];
        let unsigned =
            Unsigned { method: call.method, path: &call.path, query: call.query, headers: &signed, body: &body };
        let authorization = self.signer.authorization(&unsigned, at);
        let query = if call.query.is_empty() { String::new() } else { format!("?{}", signing::query(call.query)) };
        let mut request = Request::builder()
            .method(call.method)
            .uri(format!("{}{}{query}", self.origin, call.path))
            .header("host", &self.authority)
            .header("x-amz-content-sha256", &body)
            .header("x-amz-date", &time)
            .header("authorization", authorization);
        if let Some((content_type, cache_control)) = call.kept {
            request = request.header("content-type", content_type).header("cache-control", cache_control);
        }
        if let Some(size) = size {
            request = request.header("content-length", size.to_string());
        }
        let strange = |_| StoreRefusal::Strange;
        let answer = match call.content {
            None => self.agent.run(request.body(()).map_err(strange)?),
            Some(Content::Bytes(bytes)) => self.agent.run(request.body(bytes.as_slice()).map_err(strange)?),
            Some(Content::File(path)) => {
                let mut file = File::open(path).map_err(unreadable(path))?;
                self.agent.run(request.body(SendBody::from_reader(&mut file)).map_err(strange)?)
            }
        };
        // What the client says of an error may hold the request: it is not passed on.
        let mut answer = answer.map_err(|_| StoreRefusal::Unreachable)?;
        let status = answer.status();
        let read = answer.body_mut().with_config().limit(LONGEST_ANSWER).read_to_vec();
        if status.is_success() {
            return read.map_err(|_| StoreRefusal::Unreachable);
        }
        let code = read.ok().and_then(|body| listing::element(core::str::from_utf8(&body).ok()?, "Code"));
        // A word of the store, so that nothing else of its answer gets into the log.
        let code = code.filter(|code| code.len() <= 60 && code.bytes().all(|b| b.is_ascii_alphanumeric()));
        Err(StoreRefusal::Answered { status: status.as_u16(), code })
    }
}

fn unreadable(path: &Path) -> impl FnOnce(std::io::Error) -> StoreRefusal {
    let path = path.to_owned();
    move |error| StoreRefusal::File { path, kind: error.kind() }
}

fn signer(settings: &ObjectStoreSettings) -> Result<Signer, Fault> {
    let (region, access_key) = (settings.region.clone(), settings.access_key.clone());
    Ok(Signer { region, access_key, secret: secret(settings)? })
}

/// The secret half of the key, of the settings or of its file.
fn secret(settings: &ObjectStoreSettings) -> Result<SecretText, Fault> {
    let Some(path) = &settings.secret_key_file else { return Ok(settings.secret_key.clone()) };
    let text = zeroize::Zeroizing::new(std::fs::read_to_string(path).map_err(Fault::file(path))?);
    match text.trim() {
        "" => Err(Fault::file(path)(std::io::Error::other("is empty"))),
        secret => Ok(SecretText::new(secret)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_secret_is_read_from_its_file() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("secret");
        let settings = ObjectStoreSettings { secret_key_file: Some(path.clone()), ..ObjectStoreSettings::default() };
        assert!(secret(&settings).unwrap_err().to_string().contains("secret"));
        std::fs::write(&path, "\n").unwrap();
        assert!(secret(&settings).is_err());
        std::fs::write(&path, "of a file\n").unwrap();
        assert_eq!(secret(&settings).unwrap().as_bytes(), b"of a file");
    }

    #[test]
    fn an_operator_is_told_in_one_word_what_is_wrong() {
        let answered = |status, code: &str| StoreRefusal::Answered { status, code: Some(code.to_owned()) }.why();
        assert_eq!(answered(503, "SlowDown"), "busy");
        assert_eq!(answered(507, "InsufficientStorage"), "full");
        assert_eq!(answered(500, "XMinioStorageFull"), "full");
        assert_eq!(answered(403, "QuotaExceeded"), "full");
        assert_eq!(answered(403, "SignatureDoesNotMatch"), "refused");
        assert_eq!(
            StoreRefusal::Answered { status: 503, code: Some("SlowDown".into()) }.to_string(),
            "the object store answered 503 (SlowDown)"
        );
    }
}
