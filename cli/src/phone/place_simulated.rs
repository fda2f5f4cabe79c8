//! A hospital that must list its visitors, without a server: the question on the terminal, then the hour after it in a moment.
//!
//! Server and opener are a few lines here. They show what leaves a phone; the real ones are programs of their own.

use core::time::Duration;

use lancan_core::{
    Capabilities, Command, Event, HttpAnswer, HttpMethod, HttpOutcome, HttpRequest, HttpResponse, Notice, Now, Scanned,
    StaticVault, Store, Tracer,
};
use lancan_protocol::{
    key_days::KeyDays,
    places::{Category, Minute, Place, PlaceFlags, PlaceName, PlaceSeed, Province, UnitCode, poster, url},
    time::{Day, UnixTime},
    visitor_log::{CARD_MONTHS, Entry, KeyPack, LogSecretKey, OpenerCertificate, PACK_DAYS, Upload, Visitor, open},
    wire::{Deployment, PublicKeyPem},
};
use p256::{
    ecdsa::SigningKey,
    pkcs8::{EncodePublicKey as _, LineEnding},
};
use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng as _};

use super::{place_log, say::Speech};
use crate::failure::{Failure, Outcome};

/// The seed of whatever the simulated phone draws.
const SEED: u64 = 1;
const PROVINCE: Province = Province(68);
/// An entry is on its way within this time, and the server has it.
const LONGEST: Duration = Duration::from_hours(2);

/// A hospital, its province's opener, and what the server has taken.
struct Hospital {
    signer: SigningKey,
    begins: UnixTime,
    taken: Vec<Upload>,
}

/// Asks as `lancan phone place scan` does, lets the hour after it pass, and shows what left the phone and who can read it.
pub(crate) fn run(speech: Speech) -> Outcome {
    let begins = lancan_desktop::now().wall;
    let mut hospital = Hospital::open(begins)?;
    let mut tracer = hospital.visitor()?;
    let start = Now { wall: begins, monotonic: Duration::ZERO };
    tracer.handle(start, Event::Started { capabilities: Capabilities::default(), restored: false });
    tracer.pause(start);
    let code = hospital.code()?;
    println!("{code}");
    let scanned = tracer.scan_place(start, &code).map_err(|problem| speech.failure(problem))?;
    let Scanned::LogAsked(question) = scanned else { return Err(speech.fails_with("phone-log-nothing", &[])) };
    let asked = place_log::ask(&mut tracer, start, &question, speech)?;
    for line in hospital.hour_after(&mut tracer, speech)? {
        println!("{line}");
    }
    Ok(asked)
}

impl Hospital {
    fn open(begins: UnixTime) -> Result<Self, Failure> {
        let signer = SigningKey::from_slice(&[3; 32]).map_err(Failure::new)?;
        Ok(Self { signer, begins, taken: Vec::new() })
    }

    fn today(&self) -> Day {
        KeyDays::VIETNAM.day(self.begins)
    }

    /// A phone that trusts the hospital's authority.
    fn visitor(&self) -> Result<Tracer, Failure> {
        let pem = self.signer.verifying_key().to_public_key_pem(LineEnding::LF).map_err(Failure::new)?;
        let key = || vec![PublicKeyPem { id: "1".into(), version: "v1".into(), pem: pem.clone() }];
        let deployment = Deployment {
            authority: "Sở Y tế Lâm Đồng".into(),
            poster_keys: key(),
            national_keys: key(),
            ..Deployment::for_test()
        };
        let mut rng = ChaCha20Rng::seed_from_u64(SEED);
        let store = Store::in_memory(&StaticVault::new([7; 32]), &mut rng).map_err(Failure::new)?;
        Tracer::open(store, deployment, rng).map_err(Failure::new)
    }

    /// The text of the code at the hospital's door.
    fn code(&self) -> Result<String, Failure> {
        let unit = UnitCode::from_digits("24850");
        let name = PlaceName::typed("Bệnh viện Lộc Thắng").map_err(Failure::new)?;
        let unit = unit.ok_or_else(|| Failure::of("phone-log-nothing"))?;
        let flags = PlaceFlags::VISITOR_LOG;
        let place = Place { flags, category: Category::Hospital, province: PROVINCE, unit, name };
        let seed = PlaceSeed::from_bytes([5; 16]);
        Ok(url("lancan.example", &poster(&place, &seed, 1, &self.signer)))
    }

    /// The opener's pack: keys whose secrets nobody but the opener has.
    fn pack(&self) -> Option<Vec<u8>> {
        let first = self.today().minus(1);
        let days: Vec<_> = (0..PACK_DAYS).zip(first.0..).map(|(_, day)| secret(Day(day)).1).collect();
        let cards: Vec<_> = (0..CARD_MONTHS).map(|_| LogSecretKey::derive(&[8; 32]).1).collect();
        let expires = Minute::of(self.begins.plus(30 * Day::SECONDS));
        let certificate = OpenerCertificate::sign(PROVINCE, *self.signer.verifying_key(), expires, &self.signer);
        KeyPack::sign((PROVINCE, 1), (first, expires), &days, &cards, (&self.signer, &certificate))
    }

    fn answer(&mut self, request: &HttpRequest, lines: &mut Vec<String>, speech: Speech) -> HttpResponse {
        let (status, body) = match request.method {
            HttpMethod::Get => self.pack().map_or((404, Vec::new()), |pack| (200, pack)),
            HttpMethod::Post => match Upload::from_bytes(&request.body) {
                Ok(upload) => {
                    lines.push(speech.numbers("phone-log-simulated-sent", &[("bytes", request.body.len())]));
                    self.taken.push(upload);
                    (204, Vec::new())
                }
                Err(_) => (400, Vec::new()),
            },
        };
        HttpResponse { status, etag: None, body }
    }

    /// Wakes the phone as it asks, until nothing waits any more. Returns what is to be told.
    fn hour_after(&mut self, tracer: &mut Tracer, speech: Speech) -> Result<Vec<String>, Failure> {
        let mut lines = Vec::new();
        let mut at = Duration::ZERO;
        while let Some(next) = tracer.next_wake().filter(|next| *next < LONGEST) {
            at = at.max(next);
            let now = Now { wall: self.begins.plus(at.as_secs()), monotonic: at };
            let mut commands = tracer.handle(now, Event::Wake);
            while !commands.is_empty() {
                for command in core::mem::take(&mut commands) {
                    match command {
                        // Whatever else a phone polls for: there is no network for it.
                        Command::Http(request) if !request.path.starts_with("/v1/visitor-log") => {
                            let outcome = HttpOutcome::Failed(lancan_core::HttpFailure::Unreachable);
                            let answer = HttpAnswer { request: request.id, outcome };
                            commands.extend(tracer.handle(now, Event::Http(answer)));
                        }
                        Command::Http(request) => {
                            let outcome = HttpOutcome::Answered(self.answer(&request, &mut lines, speech));
                            let answer = HttpAnswer { request: request.id, outcome };
                            commands.extend(tracer.handle(now, Event::Http(answer)));
                        }
                        Command::Notify(Notice::VisitorLog(stage)) => lines.extend(place_log::told(&stage, speech)),
                        Command::Notify(_) | Command::Radio(_) => {}
                    }
                }
            }
        }
        for upload in &self.taken {
            lines.push(opened(upload, speech)?);
        }
        if self.taken.is_empty() {
            lines.push(speech.plain("phone-log-simulated-nothing"));
        }
        Ok(lines)
    }
}

/// What the opener, and nobody else, reads in an envelope.
fn opened(upload: &Upload, speech: Speech) -> Result<String, Failure> {
    let (secret, _) = secret(upload.hour.day(KeyDays::VIETNAM));
    let bytes = open(&upload.envelope, (upload.log, upload.hour), &secret).map_err(Failure::new)?;
    let entry = Entry::from_bytes(&bytes).map_err(Failure::new)?;
    let Visitor::SelfScan { contact, .. } = &entry.visitor else { return Err(Failure::of("phone-log-nothing")) };
    let phone = contact.phone().map_or("", |phone| phone.as_str());
    let when = speech.moment(entry.minute.start());
    Ok(speech.with_all("phone-log-simulated-opened", &[("name", contact.name()), ("phone", phone), ("when", &when)]))
}

fn secret(day: Day) -> (LogSecretKey, lancan_protocol::visitor_log::LogPublicKey) {
    let mut bytes = [9; 32];
    for (byte, value) in bytes.iter_mut().zip(day.0.to_le_bytes()) {
        *byte = value;
    }
    LogSecretKey::derive(&bytes)
}

#[cfg(test)]
mod tests {
    use lancan_core::LogContact;
    use lancan_text::Language;

    use super::*;

    #[test]
    fn who_agrees_sees_512_bytes_leave_and_who_declines_sees_nothing_leave() {
        let speech = Speech::of(Language::En);
        for agrees in [true, false] {
            let begins = UnixTime(1_620_000_000);
            let mut hospital = Hospital::open(begins).unwrap();
            let mut tracer = hospital.visitor().unwrap();
            let start = Now { wall: begins, monotonic: Duration::ZERO };
            tracer.handle(start, Event::Started { capabilities: Capabilities::default(), restored: false });
            tracer.pause(start);
            let scanned = tracer.scan_place(start, &hospital.code().unwrap()).unwrap();
            let Scanned::LogAsked(question) = scanned else { panic!("nothing is asked") };
            let explained = place_log::explained(&question, speech).join("\n");
            for word in ["Bệnh viện Lộc Thắng", "Sở Y tế Lâm Đồng", "28 days"] {
                assert!(explained.contains(word), "{explained}");
            }
            if agrees {
                let (name, phone) = ("Nguyễn Văn An".to_owned(), "0912345678".to_owned());
                let contact = LogContact { name, phone, birth_year: None, unit: None };
                tracer.set_log_contact(start, &contact).unwrap();
                tracer.agree_to_log(start, question.visit.id, 0).unwrap();
            } else {
                tracer.decline_log(start, question.visit.id).unwrap();
            }
            let lines = hospital.hour_after(&mut tracer, speech).unwrap().join("\n");
            assert_eq!(lines.contains("512"), agrees, "{lines}");
            assert_eq!(lines.contains("Nguyễn Văn An"), agrees, "{lines}");
        }
    }
}
