//! An opening of the morning's visitor log: two officers sign, the opener finds who was there, and they become contacts of a case.

use std::collections::BTreeMap;
use std::path::Path;

use lancan_protocol::hex;
use lancan_protocol::lc1;
use lancan_protocol::places::{Minute, Province};
use lancan_protocol::visitor_log::{
    CardBlobs, CardId, CardKey, Entry, FiledEnvelope, Grade, KeyPack, LogHour, LogPublicKey, LogSecretKey, Opened,
    OpenedEntry, OpenerCertificate, OpeningBundle, OpeningRequest, PaperCode, PaperKeys, PhoneCode, Unopened, Visitor,
    VisitorContact, WantedCards, open, open_blob, seal_result,
};
use p256::ecdsa::SigningKey;
use p256::pkcs8::{EncodePublicKey as _, LineEnding};
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng as _;
use serde_json::{Value as Json, json};

use crate::authenticator::Authenticator;
use crate::flight::{Address, Browser};
use crate::paper;
use crate::process::{NATIONAL_KEY, PASSWORD, Process, now, reference, today};

/// Why the officers want the log opened.
pub(crate) const REASON: &str = "Ca bệnh ở Khoa Nội";
/// Whose card is printed, and the number on it.
pub(crate) const HOLDER: (&str, &str) = ("Lương Thế Khánh", "0977000111");
const PROVINCE: Province = Province(68);
const OPENINGS: &str = "/officer/v1/openings";
const KEYS: &str = "/officer/v1/signing-keys";

fn signer(seed: u8) -> SigningKey {
    SigningKey::from_slice(&[seed; 32]).unwrap()
}

/// What the opener of the province has: the key of every day and of every month, and the key that it signs with.
pub(crate) struct Opener {
    pub(crate) day: LogSecretKey,
    pub(crate) month: LogSecretKey,
    key: SigningKey,
}

impl Opener {
    pub(crate) fn new() -> Self {
        Self { day: LogSecretKey::derive(&[1; 32]).0, month: LogSecretKey::derive(&[2; 32]).0, key: signer(61) }
    }

    /// The public keys of a day and of a month.
    pub(crate) fn public() -> (LogPublicKey, LogPublicKey) {
        (LogSecretKey::derive(&[1; 32]).1, LogSecretKey::derive(&[2; 32]).1)
    }

    /// Has a server that is not started yet trust the country's key.
    pub(crate) fn is_trusted(directory: &Path) {
        let pem = signer(60).verifying_key().to_public_key_pem(LineEnding::LF).unwrap();
        std::fs::write(directory.join(NATIONAL_KEY), pem).unwrap();
    }

    /// Puts the province's pack there.
    pub(crate) fn publishes(&self, directory: &Path) {
        let (day, month) = Self::public();
        let (days, months) = (vec![day; 35], vec![month; 3]);
        let until = Minute::of(now()).plus(9_999);
        let certificate = OpenerCertificate::sign(PROVINCE, *self.key.verifying_key(), until, &signer(60));
        let pack = KeyPack::sign((PROVINCE, 1), (today(), until), &days, &months, (&self.key, &certificate)).unwrap();
        std::fs::create_dir_all(directory.join("packs")).unwrap();
        std::fs::write(directory.join("packs/68.pack"), pack).unwrap();
    }

    /// Who wrote themselves into an entry, or whose card its code names: the name of the card and what is on it.
    fn visitor(entry: &Entry, papers: &PaperKeys) -> (Grade, Result<VisitorContact, (CardId, CardKey)>) {
        match &entry.visitor {
            Visitor::SelfScan { contact, .. } => (Grade::SelfScan, Ok(contact.clone())),
            Visitor::OnBehalf(contact) => (Grade::OnBehalf, Ok(contact.clone())),
            Visitor::Scanned(code) => {
                if let Ok(code) = PaperCode::read(code, papers) {
                    return (Grade::Paper, Err((code.card_id, code.key)));
                }
                let code = PhoneCode::read(code).unwrap();
                (Grade::Phone, Err((code.card_id(), code.key)))
            }
        }
    }
}

/// An officer's desk over HTTP.
struct Desk<'s> {
    server: &'s Process,
    token: String,
}

impl<'s> Desk<'s> {
    fn of(server: &'s Process, name: &str) -> Self {
        Self { server, token: format!("Bearer {}", server.sign_in_as(name)) }
    }

    fn call(&self, method: &str, path: &str, body: Option<&[u8]>) -> (u16, Vec<u8>) {
        let request = ureq::http::Request::builder().method(method).uri(format!("{}{path}", self.server.url));
        let request = request.header("authorization", &self.token);
        let response = match body {
            Some(body) => self.server.agent.run(request.body(body).unwrap()),
            None => self.server.agent.run(request.body(()).unwrap()),
        };
        let mut response = response.unwrap();
        let bytes = response.body_mut().with_config().limit(64 << 20).read_to_vec().unwrap();
        (response.status().as_u16(), bytes)
    }

    fn json(&self, method: &str, path: &str, body: Option<&Json>) -> Json {
        let body = body.map(Json::to_string);
        let (status, bytes) = self.call(method, path, body.as_ref().map(String::as_bytes));
        assert!((200..300).contains(&status), "{method} {path}: {status} {}", String::from_utf8_lossy(&bytes));
        serde_json::from_slice(&bytes).unwrap_or(Json::Null)
    }

    fn host(&self) -> &str {
        self.server.url.strip_prefix("http://").unwrap()
    }

    /// Makes a signing key; returns it and the officer's number.
    fn enrol(&self, seed: u8) -> (Authenticator, i64) {
        let key = Authenticator(signer(seed));
        let shown = self.json("GET", KEYS, None);
        self.json("POST", KEYS, Some(&key.made(self.host(), shown["challenge"].as_str().unwrap())));
        (key, shown["officer"].as_i64().unwrap())
    }

    fn sign(&self, id: &str, key: &Authenticator) {
        let shown = self.json("GET", &format!("{OPENINGS}/{id}"), None);
        let signed = key.signed(self.host(), shown["challenge"].as_str().unwrap());
        self.json("POST", &format!("{OPENINGS}/{id}/signature"), Some(&signed));
    }

    fn bring(&self, id: &str, file: &[u8]) -> Vec<u8> {
        let (status, bytes) = self.call("POST", &format!("{OPENINGS}/{id}/from-opener"), Some(file));
        assert!([200, 201].contains(&status), "{status} {}", String::from_utf8_lossy(&bytes));
        bytes
    }
}

/// An officer prints a card; none where this machine cannot print one or read it.
pub(crate) fn printed(server: &Process, address: &Address, name: &str) -> Option<(PaperCode, Vec<u8>)> {
    let mut browser = Browser::new(address);
    let signed_in = browser.ask("/console/sign-in", Some(&[("name", name), ("password", PASSWORD)]));
    assert_eq!(signed_in.status, 303, "{}", signed_in.page);
    let csrf = browser.csrf("/console/cards");
    let fields = [("name", HOLDER.0), ("phone", HOLDER.1), ("birth_year", "1950"), ("csrf", csrf.as_str())];
    let said = browser.ask("/console/cards", Some(&fields));
    if said.status == 503 {
        paper::skipped("this build has no font to print with: tools/setup.sh web");
        return None;
    }
    assert_eq!(said.status, 200, "{}", said.page);
    let code = lc1::bytes(&paper::scanned(&said.bytes)?.0).unwrap();
    Some((PaperCode::read(&code, &PaperKeys::of(&server.deployment().paper_keys)).unwrap(), code))
}

/// Two officers have hours of a place opened; what the opener finds becomes contacts of a case. Returns how many envelopes the
/// file held, and how many contacts came of them.
pub(crate) fn opened(
    server: &Process,
    names: [&str; 2],
    place: &str,
    (first, hours): (LogHour, u8),
    opener: &Opener,
) -> [usize; 2] {
    let [asks, seconds] = names.map(|name| Desk::of(server, name));
    let [(key, _), (second, number)] = [asks.enrol(71), seconds.enrol(72)];
    let onset = lancan_server::Date(today().minus(1)).to_string();
    let case = json!({ "reference": reference(), "onset_date": onset, "report_type": "confirmed_test" });
    let case = asks.json("POST", "/officer/v1/cases", Some(&case));
    let wanted = json!({
        "case": case["id"], "place": place, "from": first.start().0, "hours": hours, "reason": REASON, "second": number,
    });
    let id = asks.json("POST", OPENINGS, Some(&wanted))["id"].as_str().unwrap().to_owned();
    asks.sign(&id, &key);
    seconds.sign(&id, &second);
    let (status, file) = asks.call("POST", &format!("{OPENINGS}/{id}/file"), None);
    assert_eq!(status, 200);
    let bundle: OpeningBundle = serde_json::from_slice(&file).unwrap();
    let request = OpeningRequest::from_bytes(&hex::decode(&bundle.signed.request).unwrap()).unwrap();
    let papers = PaperKeys::of(&server.deployment().paper_keys);
    let filed = FiledEnvelope::read_all(&bundle.envelopes().unwrap()).unwrap();
    let read = |filed: &FiledEnvelope| {
        assert!(request.covers(filed.log, filed.hour), "only what was asked for");
        Entry::from_bytes(&open(&filed.envelope, (filed.log, filed.hour), &opener.day).unwrap()).unwrap()
    };
    let entries: Vec<Entry> = filed.iter().map(read).collect();
    let found: Vec<_> = entries.iter().map(|entry| (entry, Opener::visitor(entry, &papers))).collect();
    let mut cards: Vec<String> =
        found.iter().filter_map(|(_, (_, who))| Some(hex::encode(who.as_ref().err()?.0.as_bytes()))).collect();
    cards.sort_unstable();
    cards.dedup();
    let wanted = serde_json::to_vec(&WantedCards { request: id.clone(), cards }).unwrap();
    let blobs: CardBlobs = serde_json::from_slice(&asks.bring(&id, &wanted)).unwrap();
    let blobs: BTreeMap<_, _> = blobs.cards.iter().map(|blob| (blob.card.clone(), blob)).collect();
    let contact = |who: Result<VisitorContact, (CardId, CardKey)>| match who {
        Ok(contact) => Some(contact),
        Err((card, key)) => {
            let blob = blobs.get(&hex::encode(card.as_bytes()))?;
            let sealed = hex::decode(&blob.blob).unwrap();
            Some(open_blob(blob.kind(), card, &key, &sealed, &opener.month).unwrap().contact)
        }
    };
    let opened: Vec<OpenedEntry> = found
        .into_iter()
        .filter_map(|(entry, (grade, who))| {
            let contact = contact(who)?;
            Some(OpenedEntry {
                grade,
                direction: entry.direction,
                companions: entry.companions,
                minute: entry.minute,
                name: contact.name().to_owned(),
                phone: contact.phone().map(|phone| phone.as_str().to_owned()),
                number_certified: false,
                birth_year: contact.birth_year(),
                unit: None,
            })
        })
        .collect();
    assert_eq!(opened.len(), filed.len(), "every card's contact is there");
    let (first_hour, hours) = (request.first_hour, request.hours);
    let opened =
        Opened { format: 1, request: id.clone(), first_hour, hours, entries: opened, unopened: Unopened::default() };
    let point = hex::decode(&bundle.signed.recipient).unwrap().try_into().unwrap();
    let recipient = LogPublicKey::from_bytes(point).unwrap();
    let mut rng = ChaCha20Rng::seed_from_u64(5);
    let result = seal_result(&opened, &request.id, (&recipient, &opener.key), &mut rng).unwrap();
    let said: Json = serde_json::from_slice(&asks.bring(&id, &result)).unwrap();
    [filed.len(), usize::try_from(said["contacts"].as_u64().unwrap()).unwrap()]
}
