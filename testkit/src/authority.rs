//! An authority made of signing keys, which behaves as a test says.

use core::time::Duration;
use std::{collections::BTreeMap, io::Cursor};

use lancan_core::{HttpFailure, HttpMethod, HttpOutcome, HttpRequest, HttpResponse};
use lancan_protocol::{
    export::{ExportError, ExportHeader, ExportKey, ExportSigner, ExportWriter, day_file},
    frame::ServiceUuid,
    hex,
    keys::DayKey,
    otp::Otp,
    phone_number::PhoneNumber,
    places::{
        DoorDay, Minute, Place, PlaceSeed, Province, Row,
        export::{PlacesHeader, write_places},
        poster, url,
    },
    problem::Problem,
    rules::Rules,
    signed::{Purpose, Signed},
    time::{Day, Interval, UnixTime},
    visitor_log::{
        CardUpload, KeyPack, LogPublicKey, LogSecretKey, Month, NumberCertificate, OpenerCertificate, Upload,
    },
    wire::{
        Callback, CallbackAnswer, DeclarationSessionAnswer, DeclarationSessionRequest, Deployment, Index, IndexedDay,
        IndexedExport, IndexedPlaceDay, IndexedPlaces, OtpAnswer, OtpRequest, ProblemBody, PublicKeyPem, Report,
        ReportAnswer, ReportType, ReportedKey, VerifyAnswer, path,
    },
};
use p256::{
    ecdsa::SigningKey,
    pkcs8::{EncodePublicKey as _, LineEnding},
};
use prost::Message as _;
use sha2::{Digest as _, Sha256};

use crate::{
    conduct::{Conduct, Lie},
    problem::KitError,
};

/// The name of its one signing key, which serves every purpose.
const KEY_ID: &str = "k";
/// The number of its key in the place codes of posters.
const POSTER_KEY: u8 = 1;
/// The number of its key in rotating place codes.
const ROTATING_KEY: u8 = 2;
/// What the secrets of its opener are made of.
const OPENER: u8 = 9;
/// The address in its place codes.
const HOST: &str = "lancan.example";
/// Seconds that an export reaches back from its end.
const EXPORT_SECONDS: u64 = 3_600;
/// Seconds for which an index is valid.
const INDEX_SECONDS: u64 = 86_400;
/// Seconds from a report's arrival to the time by which it is published.
const PUBLISHED_WITHIN: u64 = 1_800;
/// Seconds from a callback's arrival to the time by which somebody means to call.
const CALLED_WITHIN: u64 = 86_400;
/// Intervals before and after its first day for which its tokens allow keys: 14 days.
const TOKEN_INTERVALS: u32 = 14 * Interval::PER_DAY;

/// Just enough of an authority to answer a phone.
pub struct ScriptedAuthority {
    /// The rules it signs.
    pub rules: Rules,
    /// True reports, in the order in which they came. Cover reports are not among them.
    pub reports: Vec<Report>,
    /// Telephone numbers that asked for a password, in order.
    pub numbers: Vec<String>,
    /// True callbacks, in the order in which they came.
    pub callbacks: Vec<Callback>,
    /// Envelopes of the visitor log that it took, as they came.
    pub envelopes: Vec<Upload>,
    /// Sealed contacts of phones' cards that it took, as they came.
    pub cards: Vec<CardUpload>,
    /// Paths that were asked for, in order. A test may clear them.
    pub asked: Vec<String>,
    /// First bytes of the parts of day files that were asked for.
    pub ranges: Vec<usize>,
    /// The `ETag` of its index, quotation marks included.
    pub index_etag: Option<String>,
    /// How it behaves where [`Self::behave_at`] says nothing else.
    pub conduct: Conduct,
    conduct_at: Vec<(String, Conduct)>,
    signer: SigningKey,
    stranger: SigningKey,
    exports: Vec<(IndexedExport, Vec<u8>)>,
    days: Vec<(IndexedDay, Vec<u8>)>,
    places: Vec<(IndexedPlaces, Vec<u8>)>,
    place_days: Vec<(IndexedPlaceDay, Vec<u8>)>,
    place_exports: usize,
    packs: BTreeMap<String, Vec<u8>>,
    opened: UnixTime,
    serial: u64,
    /// Exports that were published.
    published: usize,
}

/// What becomes of a request that is answered.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Reply {
    /// How long it takes.
    pub(crate) after: Duration,
    /// What the phone's host is told.
    pub(crate) outcome: Result<HttpResponse, HttpFailure>,
}

impl ScriptedAuthority {
    /// An honest authority with the rules for tests ([`Rules::for_test`]), which issues tokens for the two weeks before and
    /// after `opened`.
    ///
    /// # Errors
    /// [`KitError::SigningKey`].
    pub fn new(opened: UnixTime) -> Result<Self, KitError> {
        let [signer, stranger] =
            [3, 4].map(|byte| SigningKey::from_slice(&[byte; 32]).map_err(|_| KitError::SigningKey));
        let mut rules = Rules::for_test();
        rules.serial = 1;
        Ok(Self {
            rules,
            reports: Vec::new(),
            numbers: Vec::new(),
            callbacks: Vec::new(),
            envelopes: Vec::new(),
            cards: Vec::new(),
            packs: BTreeMap::new(),
            asked: Vec::new(),
            ranges: Vec::new(),
            index_etag: None,
            conduct: Conduct::Honest,
            conduct_at: Vec::new(),
            signer: signer?,
            stranger: stranger?,
            exports: Vec::new(),
            days: Vec::new(),
            places: Vec::new(),
            place_days: Vec::new(),
            place_exports: 0,
            opened,
            serial: 0,
            published: 0,
        })
    }

    /// What an app of this authority pins.
    ///
    /// # Errors
    /// [`KitError::SigningKey`].
    pub fn deployment(&self) -> Result<Deployment, KitError> {
        let public = self.signer.verifying_key().to_public_key_pem(LineEnding::LF);
        let pem = public.map_err(|_| KitError::SigningKey)?;
        let keys = || vec![PublicKeyPem { id: KEY_ID.into(), version: "v1".into(), pem: pem.clone() }];
        let numbered =
            |number: u8| vec![PublicKeyPem { id: number.to_string(), version: "v1".into(), pem: pem.clone() }];
        Ok(Deployment {
            authority: "Sở Y tế Lâm Đồng".into(),
            service_uuid: ServiceUuid::DEFAULT,
            export_keys: keys(),
            index_keys: keys(),
            rules_keys: keys(),
            places_keys: keys(),
            poster_keys: numbered(POSTER_KEY),
            rotating_keys: numbered(ROTATING_KEY),
            national_keys: keys(),
            ..Deployment::for_test()
        })
    }

    /// How it behaves towards requests whose path begins with `path`, whatever [`Self::conduct`] says. The last word on a
    /// path counts.
    pub fn behave_at(&mut self, path: &str, conduct: Conduct) {
        self.conduct_at.retain(|(known, _)| known != path);
        self.conduct_at.push((path.to_owned(), conduct));
    }

    /// It behaves honestly from now on, everywhere.
    pub fn behave_honestly(&mut self) {
        self.conduct = Conduct::Honest;
        self.conduct_at.clear();
    }

    /// Publishes an export of these keys that ends at `end`, in force at once.
    ///
    /// # Errors
    /// [`KitError::Export`] for keys that an export cannot hold, among them those that end after `end` unless the rules allow
    /// to publish a key in use.
    pub fn publish(&mut self, keys: &[ExportKey], end: UnixTime) -> Result<(), KitError> {
        self.publish_and_revise(keys, &[], end)
    }

    /// As [`Self::publish`], with keys whose words are revised.
    ///
    /// # Errors
    /// As [`Self::publish`].
    pub fn publish_and_revise(
        &mut self,
        keys: &[ExportKey],
        revised: &[ExportKey],
        end: UnixTime,
    ) -> Result<(), KitError> {
        let start = end.minus(EXPORT_SECONDS);
        let header = ExportHeader { start, end, ..ExportHeader::default() };
        let signer = ExportSigner { key: self.signer.clone(), id: KEY_ID.into(), version: "v1".into() };
        let mut writer = ExportWriter::new(Cursor::new(Vec::new()), header, core::slice::from_ref(&signer))?;
        if self.rules.publication.while_in_use {
            writer = writer.without_embargo();
        }
        let sorted = |keys: &[ExportKey]| {
            let mut keys = keys.to_vec();
            keys.sort_by(|a, b| a.key.cmp(&b.key));
            keys
        };
        for key in &sorted(keys) {
            writer.key(key)?;
        }
        for key in &sorted(revised) {
            writer.revised_key(key)?;
        }
        let bytes = writer.finish()?.into_inner();
        let sha256 = hex::encode(&Sha256::digest(&bytes));
        self.published += 1;
        let name = format!("{}.zip", self.published - 1);
        self.exports.push((IndexedExport { name, bytes: bytes.len() as u64, sha256, start, end }, bytes));
        Ok(())
    }

    /// Publishes the keys of a report that came in, counted from 0.
    ///
    /// # Errors
    /// [`KitError::NoReport`], and as [`Self::publish`].
    pub fn publish_report(&mut self, number: usize, end: UnixTime) -> Result<(), KitError> {
        let report = self.reports.get(number).ok_or(KitError::NoReport(number))?;
        let keys = report.keys.iter().map(published).collect::<Result<Vec<_>, _>>()?;
        self.publish(&keys, end)
    }

    /// Ends the day: the exports that the index names become one day file.
    ///
    /// # Errors
    /// [`KitError::Export`] when there is none.
    pub fn end_day(&mut self) -> Result<(), KitError> {
        let exports = core::mem::take(&mut self.exports);
        let none = || KitError::Export(ExportError::Malformed("a day without exports"));
        let (first, last) = exports.first().zip(exports.last()).ok_or_else(none)?;
        let (mut file, mut digest) = (Vec::new(), Sha256::new());
        for (_, bytes) in &exports {
            day_file::put(&mut file, bytes).map_err(ExportError::from)?;
            digest.update(Sha256::digest(bytes));
        }
        let day = IndexedDay {
            name: format!("{}.day", self.days.len()),
            bytes: file.len() as u64,
            exports: exports.len().try_into().unwrap_or(u32::MAX),
            sha256: hex::encode(&digest.finalize()),
            start: first.0.start,
            end: last.0.end,
        };
        self.days.push((day, file));
        Ok(())
    }

    /// The text of a poster's QR code.
    pub fn poster(&self, place: &Place, seed: &PlaceSeed) -> String {
        url(HOST, &poster(place, seed, POSTER_KEY, &self.signer))
    }

    /// The text of the QR code that a display shows in a minute of a day.
    pub fn display(&self, place: &Place, seed: &PlaceSeed, day: Day, minute_of_day: u16) -> String {
        let signed = DoorDay::sign(place, seed, day, ROTATING_KEY, &self.signer);
        let midnight = Minute::of(self.rules.key_days.start(day));
        url(HOST, &signed.shown(minute_of_day, midnight, &seed.rotating_key(day)))
    }

    /// Publishes an export of places of a province that ends at `end`, with these rows and no others.
    ///
    /// # Errors
    /// [`KitError::Export`] when the export cannot be written.
    pub fn publish_places(&mut self, province: Province, rows: &[Row], end: UnixTime) -> Result<(), KitError> {
        let start = end.minus(EXPORT_SECONDS);
        let header = PlacesHeader { start, end, province, batch_number: 1, batch_size: 1 };
        let signer = ExportSigner { key: self.signer.clone(), id: KEY_ID.into(), version: "v1".into() };
        let mut rows = rows.to_vec();
        rows.sort_unstable();
        let bytes = write_places(&header, &rows, &[signer])?;
        let sha256 = hex::encode(&Sha256::digest(&bytes));
        let (name, region) = (format!("places-{}.zip", self.place_exports), province.region());
        self.place_exports += 1;
        self.places.push((IndexedPlaces { name, bytes: bytes.len() as u64, sha256, region, start, end }, bytes));
        Ok(())
    }

    /// Ends the day of places: the exports that the index names become one day file of each province.
    ///
    /// # Errors
    /// [`KitError::Export`] when a file cannot be written.
    pub fn end_day_of_places(&mut self) -> Result<(), KitError> {
        let mut provinces = BTreeMap::<String, Vec<(IndexedPlaces, Vec<u8>)>>::new();
        for (places, bytes) in core::mem::take(&mut self.places) {
            provinces.entry(places.region.clone()).or_default().push((places, bytes));
        }
        for (region, exports) in provinces {
            let (mut file, mut digest) = (Vec::new(), Sha256::new());
            for (_, bytes) in &exports {
                day_file::put(&mut file, bytes).map_err(ExportError::from)?;
                digest.update(Sha256::digest(bytes));
            }
            let Some((first, last)) = exports.first().zip(exports.last()) else { continue };
            let day = IndexedDay {
                name: format!("place-day-{}.day", self.place_days.len()),
                bytes: file.len() as u64,
                exports: exports.len().try_into().unwrap_or(u32::MAX),
                sha256: hex::encode(&digest.finalize()),
                start: first.0.start,
                end: last.0.end,
            };
            self.place_days.push((IndexedPlaceDay { region, day }, file));
        }
        Ok(())
    }

    /// Hands out a pack of visitor log keys of this province from now on. `stranger`: signed by an opener for whom nobody
    /// vouches.
    ///
    /// # Errors
    /// [`KitError::SigningKey`].
    pub fn publish_pack(
        &mut self,
        of: Province,
        handed_out_for: Province,
        (serial, first_day, expires): (u32, Day, Minute),
        stranger: bool,
    ) -> Result<(), KitError> {
        let opener = SigningKey::from_slice(&[OPENER; 32]).map_err(|_| KitError::SigningKey)?;
        let national = if stranger { &self.stranger } else { &self.signer };
        let certificate = OpenerCertificate::sign(of, *opener.verifying_key(), expires, national);
        let days: Vec<_> = (0..35).map(|at| self.log_key(first_day.plus(at)).1).collect();
        let cards: Vec<_> = (0..3).map(|at| self.card_key(Month::of(first_day).plus(at)).1).collect();
        let pack = KeyPack::sign((of, serial), (first_day, expires), &days, &cards, (&opener, &certificate));
        self.packs.insert(handed_out_for.region(), pack.ok_or(KitError::SigningKey)?);
        Ok(())
    }

    /// The key that contacts of cards are sealed to in a month, with the secret that opens them: the opener's, which no server has.
    pub fn card_key(&self, month: Month) -> (LogSecretKey, LogPublicKey) {
        let mut seed = [OPENER ^ 1; 32];
        for (byte, value) in seed.iter_mut().zip(month.0.to_le_bytes()) {
            *byte = value;
        }
        LogSecretKey::derive(&seed)
    }

    /// The key that envelopes of a day are sealed to, with the secret that opens them: the opener's, which no server has.
    pub fn log_key(&self, day: Day) -> (LogSecretKey, LogPublicKey) {
        let mut seed = [OPENER; 32];
        for (byte, value) in seed.iter_mut().zip(day.0.to_le_bytes()) {
            *byte = value;
        }
        LogSecretKey::derive(&seed)
    }

    /// How many exports were asked for; [`Self::asked`] is empty after that.
    pub fn exports_asked(&mut self) -> usize {
        self.asked.drain(..).filter(|asked| asked.starts_with(path::EXPORTS)).count()
    }

    /// Answers a request at once, as the current conduct has it; without a response where no answer ever comes.
    ///
    /// # Errors
    /// [`KitError`] when the request is not as documented.
    pub fn answer(&mut self, now: UnixTime, request: &HttpRequest) -> Result<HttpOutcome, KitError> {
        let reply = self.take(now, request)?;
        Ok(reply.map_or(HttpOutcome::Failed(HttpFailure::Unreachable), |reply| reply.outcome.into()))
    }

    /// Takes a request, as the current conduct has it; none where no answer ever comes.
    pub(crate) fn take(&mut self, now: UnixTime, request: &HttpRequest) -> Result<Option<Reply>, KitError> {
        self.asked.push(request.path.clone());
        let special = self.conduct_at.iter().rev().find(|(path, _)| request.path.starts_with(path.as_str()));
        let conduct = special.map_or(self.conduct, |(_, conduct)| *conduct);
        let at_once = |outcome| Ok(Some(Reply { after: Duration::ZERO, outcome }));
        match conduct {
            Conduct::Honest => at_once(Ok(self.respond(now, request, None)?)),
            Conduct::Unreachable => at_once(Err(HttpFailure::Unreachable)),
            Conduct::Silent => Ok(None),
            Conduct::Late(after) => Ok(Some(Reply { after, outcome: Ok(self.respond(now, request, None)?) })),
            Conduct::Refuse(problem, status) => at_once(Ok(refusal(problem, status)?)),
            Conduct::Lie(lie) => at_once(Ok(self.respond(now, request, Some(lie))?)),
        }
    }

    fn respond(&mut self, now: UnixTime, request: &HttpRequest, lie: Option<Lie>) -> Result<HttpResponse, KitError> {
        let body = match (request.method, request.path.as_str()) {
            (HttpMethod::Get, path::INDEX) => {
                let index = serde_json::to_vec(&self.index(now, lie))?;
                self.sign(Purpose::Index, &index, lie)?
            }
            (HttpMethod::Get, path::RULES) => {
                let rules = serde_json::to_vec(&self.rules)?;
                self.sign(Purpose::Rules, &rules, lie)?
            }
            (HttpMethod::Get, other) if other.starts_with(path::DAYS) || other.starts_with(path::PLACE_DAYS) => {
                return Ok(self.day(other, request, lie));
            }
            (HttpMethod::Get, other) if other.starts_with(path::PLACES_EXPORTS) => {
                match self.places.iter().find(|(places, _)| other.ends_with(&places.name)) {
                    Some((_, bytes)) => bytes.clone(),
                    None => return Ok(HttpResponse { status: 404, etag: None, body: Vec::new() }),
                }
            }
            (HttpMethod::Get, other) if other.starts_with(path::LOG_PACKS) => {
                match other.strip_prefix(path::LOG_PACKS).and_then(|region| self.packs.get(region)) {
                    Some(bytes) => bytes.clone(),
                    None => return refusal(Problem::NotFound, 404),
                }
            }
            (HttpMethod::Get, other) => match self.exports.iter().find(|(export, _)| other.ends_with(&export.name)) {
                Some((_, bytes)) => bytes.clone(),
                None => return Ok(HttpResponse { status: 404, etag: None, body: Vec::new() }),
            },
            (HttpMethod::Post, path::VERIFY) => serde_json::to_vec(&self.verified())?,
            (HttpMethod::Post, path::OTP) => {
                self.numbers.push(serde_json::from_slice::<OtpRequest>(&request.body)?.phone);
                let expires_at = now.plus(Otp::LIFETIME_SECONDS);
                serde_json::to_vec(&OtpAnswer { expires_at, padding: String::new() })?
            }
            (HttpMethod::Post, path::DECLARATION_SESSION) => {
                let shown: DeclarationSessionRequest = serde_json::from_slice(&request.body)?;
                let phone = PhoneNumber::parse(&shown.phone).map_err(|_| KitError::Phone(Problem::PhoneMistyped))?;
                let expires = Minute::of(now).plus(90 * Minute::PER_DAY);
                let certificate = NumberCertificate::sign(&phone, expires, &self.signer).to_bytes();
                let number_certificate = Some(hex::encode(&certificate));
                let expires_at = now.plus(30 * 86_400);
                serde_json::to_vec(&DeclarationSessionAnswer { token: "token".into(), expires_at, number_certificate })?
            }
            (HttpMethod::Post, path::CALLBACKS) => {
                let callback = Callback::decode(&request.body[..])?;
                if !callback.cover {
                    self.callbacks.push(callback);
                }
                serde_json::to_vec(&CallbackAnswer { call_by: now.plus(CALLED_WITHIN), padding: String::new() })?
            }
            (HttpMethod::Post, path::VISITOR_LOG) => {
                let upload = Upload::from_bytes(&request.body)?;
                if self.envelopes.iter().all(|known| known.id() != upload.id()) {
                    self.envelopes.push(upload);
                }
                let status = if lie == Some(Lie::Portal) { 200 } else { 204 };
                return Ok(HttpResponse { status, etag: None, body: spoilt(Vec::new(), lie) });
            }
            (HttpMethod::Post, path::LOG_CARDS) => {
                let upload = CardUpload::read(&request.body)?;
                if self.cards.iter().all(|known| known.card != upload.card) {
                    self.cards.push(upload);
                }
                let status = if lie == Some(Lie::Portal) { 200 } else { 204 };
                return Ok(HttpResponse { status, etag: None, body: spoilt(Vec::new(), lie) });
            }
            (HttpMethod::Post, _) => {
                let report = Report::decode(&request.body[..])?;
                if !report.cover {
                    self.reports.push(report);
                }
                let published_by = now.plus(PUBLISHED_WITHIN);
                serde_json::to_vec(&ReportAnswer { published_by, padding: String::new() })?
            }
        };
        let etag = self.index_etag.clone().filter(|_| request.path == path::INDEX);
        Ok(HttpResponse { status: 200, etag, body: spoilt(body, lie) })
    }

    /// A day file, or the end of one.
    fn day(&mut self, path: &str, request: &HttpRequest, lie: Option<Lie>) -> HttpResponse {
        let range = request.headers.iter().find(|header| header.name == "range");
        let from = range.and_then(|range| range.value.strip_prefix("bytes=")?.strip_suffix('-')?.parse::<usize>().ok());
        self.ranges.extend(from);
        let days = self.days.iter().map(|(day, file)| (day, file));
        let mut days = days.chain(self.place_days.iter().map(|(of, file)| (&of.day, file)));
        let Some((_, file)) = days.find(|(day, _)| path.ends_with(&day.name)) else {
            return HttpResponse { status: 404, etag: None, body: Vec::new() };
        };
        let (status, from) = from.map_or((200, 0), |from| (206, from));
        HttpResponse { status, etag: None, body: spoilt(file.get(from..).unwrap_or_default().to_vec(), lie) }
    }

    fn index(&mut self, now: UnixTime, lie: Option<Lie>) -> Index {
        self.serial += 1;
        let serial = if lie == Some(Lie::OldSerial) { 0 } else { self.serial };
        let issued_at = if lie == Some(Lie::Expired) { now.minus(INDEX_SECONDS + 3_600) } else { now };
        Index {
            serial,
            issued_at,
            expires_at: issued_at.plus(INDEX_SECONDS),
            rules_serial: self.rules.serial,
            audit: None,
            days: self.days.iter().map(|(day, _)| day.clone()).collect(),
            exports: self.exports.iter().map(|(export, _)| export.clone()).collect(),
            places: self.places.iter().map(|(places, _)| places.clone()).collect(),
            place_days: self.place_days.iter().map(|(day, _)| day.clone()).collect(),
        }
    }

    fn verified(&self) -> VerifyAnswer {
        VerifyAnswer {
            token: "token".into(),
            centre: "Trung tâm Y tế Bảo Lâm".into(),
            window_from: self.opened.interval().minus(TOKEN_INTERVALS),
            window_to: self.opened.interval().plus(TOKEN_INTERVALS),
            report_type: ReportType::ConfirmedTest,
            padding: String::new(),
        }
    }

    fn sign(&self, purpose: Purpose, document: &[u8], lie: Option<Lie>) -> Result<Vec<u8>, KitError> {
        let signer = if lie == Some(Lie::ForeignKey) { &self.stranger } else { &self.signer };
        Ok(serde_json::to_vec(&Signed::new(purpose, KEY_ID, signer, document))?)
    }
}

/// A reported key as an export publishes it.
fn published(key: &ReportedKey) -> Result<ExportKey, KitError> {
    let bytes = <[u8; 16]>::try_from(&key.key[..]).map_err(|_| KitError::KeyLength)?;
    Ok(ExportKey {
        report_type: Some(ReportType::ConfirmedTest),
        days_since_onset: Some(0),
        ..ExportKey::new(DayKey::from_bytes(bytes), Interval(key.start), key.period)
    })
}

fn refusal(problem: Problem, status: u16) -> Result<HttpResponse, KitError> {
    let kind = format!("urn:lancan:problem:{}", problem.code());
    let body = serde_json::to_vec(&ProblemBody { kind, title: String::new(), status, detail: None })?;
    Ok(HttpResponse { status, etag: None, body })
}

fn spoilt(mut body: Vec<u8>, lie: Option<Lie>) -> Vec<u8> {
    match lie {
        Some(Lie::Portal) => b"<!DOCTYPE html><title>Wi-Fi</title>".to_vec(),
        Some(Lie::Altered) => {
            if let Some(last) = body.last_mut() {
                *last ^= 1;
            }
            body
        }
        _ => body,
    }
}
