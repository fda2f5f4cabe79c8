//! `lancan bench opener`: a hospital's morning, opened for two hours, in both rounds.

use std::{fmt::Display, process::ExitCode, time::Instant};

use lancan_opener::{Cost, Holders, Roots, Trust, Unlocked, card_key, day_key, finish, wanted};
use lancan_protocol::{
    PhoneNumber,
    key_days::KeyDays,
    places::{LogId, Minute, PlaceSeed, Province, UnitCode},
    time::Day,
    visitor_log::{
        CardBlob, CardHolder, CardId, CardKey, CardKind, Direction, Entry, FiledEnvelope, LogHour, LogPublicKey,
        MaskedLine, Month, NumberCertificate, NumberKeys, OpeningRequest, PhoneCode, Visitor, VisitorContact, seal,
        seal_blob,
    },
    wire::PublicKeyPem,
};
use p256::{
    ecdsa::SigningKey,
    elliptic_curve::Generate as _,
    pkcs8::{EncodePublicKey as _, LineEnding},
};
use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng as _};
use serde_json::json;

use super::machine;
use crate::{
    failure::{Failure, Outcome},
    words::Words,
};

/// Measures how long a visitor log takes to open.
///
/// Opens the envelopes of one place and two hours on one core, in both rounds: half of them self-scans, half scanned by checkers
/// from phones' codes. As many envelopes again are of the hour after, and must stay closed. Fails unless exactly those that were
/// asked for open.
#[derive(clap::Args)]
pub(crate) struct BenchOpenerArgs {
    /// Envelopes of the two hours.
    #[arg(long, default_value_t = 2_000)]
    envelopes: u32,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

const DAY: Day = Day(18_750);
/// 3 May 2021, 08:00 in Vietnam.
const FIRST_HOUR: LogHour = LogHour(450_001);
const HOURS: u8 = 2;

pub(crate) fn run(args: &BenchOpenerArgs, words: Words) -> Outcome {
    let mut rng = ChaCha20Rng::seed_from_u64(1);
    let (_, _, holders) = Holders::generate(Cost { memory_kib: 64, passes: 1 }, &mut rng).map_err(Failure::new)?;
    let mut roots = Roots::default();
    roots.make(Month::of(DAY), &holders, &mut rng).map_err(Failure::new)?;
    let morning = Morning::new(&roots, &holders, &mut rng)?;
    let (envelopes, cards, trust) = morning.filled(args.envelopes, &mut rng)?;

    let request = request();
    let keys = (&roots, &holders);
    let before = Instant::now();
    let ids = wanted(&request, &envelopes, KeyDays::VIETNAM, &trust, keys).map_err(Failure::new)?;
    let first_round = before.elapsed().as_secs_f64();
    let opened = finish(&request, &envelopes, &cards, (KeyDays::VIETNAM, &trust), keys).map_err(Failure::new)?;
    let seconds = before.elapsed().as_secs_f64();
    let all = usize::try_from(args.envelopes).map_err(Failure::new)?;
    let certified = opened.entries.iter().filter(|entry| entry.number_certified).count();
    if opened.entries.len() != all || certified != all || opened.unopened.foreign != args.envelopes {
        return Err(Failure::of("bench-wrong"));
    }
    let report = json!({
        "processor": machine::processor(),
        "envelopes": args.envelopes,
        "cards": ids.len(),
        "left_closed": opened.unopened.foreign,
        "first_round_seconds": first_round,
        "seconds": seconds,
        "peak_mb": machine::peak_memory_bytes().map(|bytes| bytes.div_ceil(1_000_000)),
    });
    if args.json {
        println!("{report}");
    } else {
        let said: [(&str, &dyn Display); 2] = [("count", &args.envelopes), ("seconds", &words.figure(seconds, 2))];
        println!("{}", words.say("bench-opener", &said));
    }
    Ok(ExitCode::SUCCESS)
}

fn log() -> LogId {
    PlaceSeed::from_bytes([7; 16]).log_id()
}

fn request() -> OpeningRequest {
    OpeningRequest {
        id: [1; 16],
        province: Province(68),
        district: UnitCode::from_digits("680").unwrap_or_else(|| unreachable!("three digits")),
        logs: vec![log()],
        first_hour: FIRST_HOUR,
        hours: HOURS,
        issued: Minute::of(FIRST_HOUR.start()),
        expires: Minute::of(FIRST_HOUR.start()).plus(60),
        officers: [1, 2],
        recipient: [0; 32],
        place: "Bench".into(),
        case: "1".into(),
        reason: "bench".into(),
    }
}

struct Morning {
    day: LogPublicKey,
    month: LogPublicKey,
    server: SigningKey,
}

type Filled = (Vec<FiledEnvelope>, Vec<CardBlob>, Trust);

impl Morning {
    fn new(roots: &Roots, holders: &Unlocked, rng: &mut ChaCha20Rng) -> Result<Self, Failure> {
        let root = roots.open(Month::of(DAY), holders).map_err(Failure::new)?;
        let (day, month) = (day_key(&root, DAY).1, card_key(&root, Month::of(DAY)).1);
        Ok(Self { day, month, server: SigningKey::generate_from_rng(rng) })
    }

    /// Envelopes of the hours that are asked for, as many of the hour after, and the cards that checkers scanned.
    fn filled(&self, count: u32, rng: &mut ChaCha20Rng) -> Result<Filled, Failure> {
        let (mut envelopes, mut cards) = (Vec::new(), Vec::new());
        for number in 0..count {
            let hour = FIRST_HOUR.plus(number % u32::from(HOURS));
            let minute = Minute::of(hour.start()).plus(number % 60);
            let (entry, card) = self.entry((hour, minute), number, rng)?;
            cards.extend(card);
            envelopes.push(self.filed(hour, &entry, rng)?);
            let after = FIRST_HOUR.plus(HOURS.into());
            envelopes.push(self.filed(after, &entry, rng)?);
        }
        let pem = self.server.verifying_key().to_public_key_pem(LineEnding::LF).map_err(Failure::new)?;
        let numbers = NumberKeys::of(&[PublicKeyPem { id: "bench".into(), version: "v1".into(), pem }]);
        Ok((envelopes, cards, Trust { numbers, ..Trust::default() }))
    }

    fn filed(&self, hour: LogHour, entry: &Entry, rng: &mut ChaCha20Rng) -> Result<FiledEnvelope, Failure> {
        let envelope = seal(entry, (log(), hour), &self.day, rng).map_err(Failure::new)?;
        Ok(FiledEnvelope { log: log(), hour, envelope })
    }

    fn entry(
        &self,
        (hour, minute): (LogHour, Minute),
        number: u32,
        rng: &mut ChaCha20Rng,
    ) -> Result<(Entry, Option<CardBlob>), Failure> {
        let phone = PhoneNumber::parse(&format!("09{number:08}")).map_err(Failure::new)?;
        let certificate = NumberCertificate::sign(&phone, minute.plus(1_440), &self.server);
        let contact = VisitorContact::typed("Nguyễn Thị Bảo", Some(phone), 1980, UnitCode::from_digits("24850"));
        let contact = contact.map_err(Failure::new)?;
        let card = SigningKey::generate_from_rng(rng);
        if number.is_multiple_of(2) {
            let when = (Direction::In, 0, minute);
            return Ok((Entry::self_scan((log(), hour), when, (contact, Some(certificate)), &card), None));
        }
        let key = CardKey::generate(rng);
        let code = PhoneCode::draw(&card, minute, &key, &MaskedLine::of(&contact)).to_vec();
        let id = CardId::of(card.verifying_key());
        let holder = CardHolder { contact, certificate: Some(certificate) };
        let blob = seal_blob(CardKind::Phone, id, &key, &holder, &self.month, rng).map_err(Failure::new)?;
        let entry = Entry { direction: Direction::In, companions: 0, minute, visitor: Visitor::Scanned(code) };
        Ok((entry, Some(CardBlob::of(id, CardKind::Phone, Month::of(DAY), &blob))))
    }
}
