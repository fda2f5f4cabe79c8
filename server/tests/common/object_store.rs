//! An S3-compatible object store on this machine: a stand-in that checks every signature, and that a test has fail.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use base64::Engine as _;
use lancan_protocol::signed::Signed;
use lancan_protocol::wire::Index;
use lancan_server::Config;
use lancan_server::config::{ObjectStoreSettings, SecretText};
use ring::{digest, hmac};
use tokio::sync::watch;

const BUCKET: &str = "lancan";
const REGION: &str = "vn-central-1";
const KEY: &str = "publisher";
pub(crate) const SECRET: &str = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
/// Names of one page of a listing.
const PAGE: usize = 3;

/// What an object is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Stored {
    pub(crate) bytes: Vec<u8>,
    pub(crate) content_type: String,
    pub(crate) cache_control: String,
}

/// How a request fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fails {
    /// 503, as when the store asks to be left alone for a while.
    Busy,
    /// The connection ends without an answer.
    BreaksOff,
    /// No answer ever comes.
    KeepsSilent,
    /// Nothing is written or answered before the test says [`StandInStore::go_on`].
    Waits,
    /// The disk of the store is full.
    Full,
}

#[derive(Default)]
struct Inside {
    objects: BTreeMap<String, Stored>,
    secret: String,
    /// How the next writes fail, first come first.
    failing: VecDeque<Fails>,
    /// How every write fails.
    always: Option<Fails>,
    /// Names of the objects that were written, in order.
    written: Vec<String>,
    /// Indexes that named an object which was not there, or not as named.
    half_named: Vec<String>,
}

/// A store.
pub(crate) struct StandInStore {
    endpoint: String,
    inside: Arc<Mutex<Inside>>,
    /// Writes that came, whatever became of them.
    tried: watch::Sender<u32>,
    /// Whether writes that wait go on.
    going_on: watch::Sender<bool>,
    _runtime: tokio::runtime::Runtime,
}

#[derive(Clone)]
struct Shared(Arc<Mutex<Inside>>, watch::Sender<u32>, watch::Sender<bool>);

impl StandInStore {
    pub(crate) fn new() -> Self {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let inside = Inside { secret: SECRET.to_owned(), ..Inside::default() };
        let (inside, tried) = (Arc::new(Mutex::new(inside)), watch::Sender::new(0));
        let going_on = watch::Sender::new(false);
        let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        let router = Router::new().fallback(answer).with_state(Shared(inside.clone(), tried.clone(), going_on.clone()));
        runtime.spawn(async move { axum::serve(listener, router).await });
        Self { endpoint, inside, tried, going_on, _runtime: runtime }
    }

    /// Lets a server copy to the store.
    pub(crate) fn set(&self, config: &mut Config) {
        config.object_store = Some(ObjectStoreSettings {
            endpoint: self.endpoint.clone(),
            bucket: BUCKET.into(),
            region: REGION.into(),
            prefix: "country/".into(),
            access_key: KEY.into(),
            secret_key: SecretText::new(SECRET),
            secret_key_file: None,
        });
    }

    fn inside<T>(&self, of: impl FnOnce(&mut Inside) -> T) -> T {
        of(&mut self.inside.lock().unwrap())
    }

    /// Every object, by its name without the prefix.
    pub(crate) fn objects(&self) -> BTreeMap<String, Stored> {
        self.inside(|inside| inside.objects.clone())
    }

    /// Puts an object there, or takes it away, as others than the server do.
    pub(crate) fn change(&self, of: impl FnOnce(&mut BTreeMap<String, Stored>)) {
        self.inside(|inside| of(&mut inside.objects));
    }

    /// The next writes fail so.
    pub(crate) fn fail_next(&self, how: &[Fails]) {
        self.inside(|inside| inside.failing.extend(how));
    }

    /// Every write fails so, or none.
    pub(crate) fn fail_always(&self, how: Option<Fails>) {
        self.inside(|inside| inside.always = how);
    }

    /// Lets writes that wait be taken.
    pub(crate) fn go_on(&self) {
        self.going_on.send_replace(true);
    }

    /// Another secret is asked for from now on.
    pub(crate) fn exchange_secret(&self, secret: &str) {
        self.inside(|inside| secret.clone_into(&mut inside.secret));
    }

    /// The names of what was written since this was last asked, in order.
    pub(crate) fn written(&self) -> Vec<String> {
        self.inside(|inside| core::mem::take(&mut inside.written))
    }

    /// Every index that named an object which was not there, or not as named.
    pub(crate) fn half_named(&self) -> Vec<String> {
        self.inside(|inside| inside.half_named.clone())
    }

    /// How many writes came.
    pub(crate) fn tried(&self) -> u32 {
        *self.tried.borrow()
    }

    /// Waits until so many writes came.
    pub(crate) async fn has_been_tried(&self, times: u32) {
        self.tried.subscribe().wait_for(|tried| *tried >= times).await.unwrap();
    }
}

async fn answer(State(Shared(inside, tried, going_on)): State<Shared>, request: Request) -> Response {
    let (head, body) = request.into_parts();
    let body = axum::body::to_bytes(body, 64 << 20).await.unwrap();
    let (path, query) = (head.uri.path(), head.uri.query().unwrap_or_default());
    let secret = inside.lock().unwrap().secret.clone();
    if let Err(code) = check(head.method.as_str(), path, query, &head.headers, &body, &secret) {
        return refused(StatusCode::FORBIDDEN, code);
    }
    let Some(name) = path.strip_prefix(&format!("/{BUCKET}")) else {
        return refused(StatusCode::NOT_FOUND, "NoSuchBucket");
    };
    let name = name.trim_start_matches('/').to_owned();
    if head.method == "PUT" {
        let fails = {
            let mut inside = inside.lock().unwrap();
            inside.failing.pop_front().or(inside.always)
        };
        tried.send_modify(|tried| *tried += 1);
        match fails {
            Some(Fails::Busy) => return refused(StatusCode::SERVICE_UNAVAILABLE, "SlowDown"),
            Some(Fails::Full) => return refused(StatusCode::INSUFFICIENT_STORAGE, "XMinioStorageFull"),
            // The task of the connection ends, and with it the connection.
            Some(Fails::BreaksOff) => panic!("the connection breaks off, as the test asked"),
            Some(Fails::KeepsSilent) => std::future::pending().await,
            Some(Fails::Waits) => {
                going_on.subscribe().wait_for(|go| *go).await.unwrap();
            }
            None => {}
        }
    }
    let mut inside = inside.lock().unwrap();
    match head.method.as_str() {
        "PUT" => {
            let text = |name: &str| head.headers[name].to_str().unwrap().to_owned();
            let (content_type, cache_control) = (text("content-type"), text("cache-control"));
            let name = name.strip_prefix("country/").unwrap().to_owned();
            if name == "v1/index" {
                let wrong = half_named(&body, &inside.objects);
                inside.half_named.extend(wrong);
            }
            inside.objects.insert(name.clone(), Stored { bytes: body.to_vec(), content_type, cache_control });
            inside.written.push(name);
            StatusCode::OK.into_response()
        }
        "DELETE" => {
            inside.objects.remove(name.strip_prefix("country/").unwrap());
            StatusCode::NO_CONTENT.into_response()
        }
        "GET" if name.is_empty() => listing(&inside.objects, query).into_response(),
        "GET" => match inside.objects.get(name.strip_prefix("country/").unwrap()) {
            Some(found) => found.bytes.clone().into_response(),
            None => refused(StatusCode::NOT_FOUND, "NoSuchKey"),
        },
        _ => refused(StatusCode::METHOD_NOT_ALLOWED, "MethodNotAllowed"),
    }
}

fn refused(status: StatusCode, code: &str) -> Response {
    let body = format!("<?xml version=\"1.0\"?><Error><Code>{code}</Code><Message>words</Message></Error>");
    (status, body).into_response()
}

/// A page of names. The token of the next one holds what must be escaped in addresses and in XML.
fn listing(objects: &BTreeMap<String, Stored>, query: &str) -> String {
    let query: BTreeMap<String, String> = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
    assert_eq!(query["list-type"], "2");
    let from: usize =
        query.get("continuation-token").map_or(0, |token| token.strip_prefix("a&b/=+").unwrap().parse().unwrap());
    let names: Vec<String> = objects.keys().map(|name| format!("country/{name}")).collect();
    let names: Vec<&String> = names.iter().filter(|name| name.starts_with(&query["prefix"])).collect();
    let page =
        names.iter().skip(from).take(PAGE).map(|name| format!("<Contents><Key>{name}</Key><Size>1</Size></Contents>"));
    let page: Vec<String> = page.collect();
    let next = if names.len() > from + PAGE {
        format!(
            "<IsTruncated>true</IsTruncated><NextContinuationToken>a&amp;b/=+{}</NextContinuationToken>",
            from + PAGE
        )
    } else {
        "<IsTruncated>false</IsTruncated>".to_owned()
    };
    format!("<?xml version=\"1.0\"?><ListBucketResult><Name>{BUCKET}</Name>{next}{}</ListBucketResult>", page.concat())
}

/// What a signed index names and the store does not hold as named.
fn half_named(document: &[u8], objects: &BTreeMap<String, Stored>) -> Vec<String> {
    let signed: Signed = serde_json::from_slice(document).unwrap();
    let index = base64::engine::general_purpose::STANDARD.decode(signed.payload).unwrap();
    let index: Index = serde_json::from_slice(&index).unwrap();
    let mut named = Vec::new();
    named.extend(index.exports.iter().map(|export| (format!("v1/exports/{}", export.name), export.bytes)));
    named.extend(index.days.iter().map(|day| (format!("v1/days/{}", day.name), day.bytes)));
    named.extend(index.places.iter().map(|export| (format!("v1/place-exports/{}", export.name), export.bytes)));
    named.extend(index.place_days.iter().map(|found| (format!("v1/place-days/{}", found.day.name), found.day.bytes)));
    let there = |name: &str, bytes: u64| objects.get(name).is_some_and(|object| object.bytes.len() as u64 == bytes);
    named.into_iter().filter(|(name, bytes)| !there(name, *bytes)).map(|(name, _)| name).collect()
}

fn hex(bytes: &[u8]) -> String {
    lancan_protocol::hex::encode(bytes)
}

fn sha256(bytes: &[u8]) -> String {
    hex(digest::digest(&digest::SHA256, bytes).as_ref())
}

/// Whether a request is signed as the algorithm's description asks, read from what came. Returns the store's word for why not.
fn check(
    method: &str,
    path: &str,
    query: &str,
    headers: &HeaderMap,
    body: &Bytes,
    secret: &str,
) -> Result<(), &'static str> {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).ok_or("AccessDenied");
    let authorization = text("authorization")?.strip_prefix("AWS4-HMAC-SHA256 ").ok_or("AccessDenied")?;
    let parts: BTreeMap<&str, &str> = authorization.split(',').filter_map(|part| part.trim().split_once('=')).collect();
    let scope: Vec<&str> = parts["Credential"].split('/').collect();
    let &[key, date, region, "s3", "aws4_request"] = scope.as_slice() else {
        return Err("AuthorizationHeaderMalformed");
    };
    if (key, region) != (KEY, REGION) {
        return Err("InvalidAccessKeyId");
    }
    let (time, claimed) = (text("x-amz-date")?, text("x-amz-content-sha256")?);
    if !time.starts_with(date) || time.len() != 16 {
        return Err("RequestTimeTooSkewed");
    }
    if claimed != sha256(body) {
        return Err("XAmzContentSHA256Mismatch");
    }
    let names: Vec<&str> = parts["SignedHeaders"].split(';').collect();
    if !names.is_sorted() || !["host", "x-amz-content-sha256", "x-amz-date"].iter().all(|name| names.contains(name)) {
        return Err("AccessDenied");
    }
    let mut pairs: Vec<&str> = query.split('&').filter(|pair| !pair.is_empty()).collect();
    pairs.sort_unstable();
    let lines = names.iter().map(|name| Ok(format!("{name}:{}", text(name)?)));
    let lines = lines.collect::<Result<Vec<_>, &'static str>>()?.join("\n");
    let canonical = [method, path, &pairs.join("&"), &lines, "", parts["SignedHeaders"], claimed].join("\n");
    let to_sign =
        format!("AWS4-HMAC-SHA256\n{time}\n{date}/{region}/s3/aws4_request\n{}", sha256(canonical.as_bytes()));
    let mut key = format!("AWS4{secret}").into_bytes();
    for part in [date, region, "s3", "aws4_request"] {
        key = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, &key), part.as_bytes()).as_ref().to_vec();
    }
    let signature = hex(hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, &key), to_sign.as_bytes()).as_ref());
    if parts["Signature"] == signature { Ok(()) } else { Err("SignatureDoesNotMatch") }
}
