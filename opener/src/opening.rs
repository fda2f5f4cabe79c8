//! Opening: two rounds, one request.
//!
//! The first round checks the request and says which cards' contacts are needed; the second opens. An envelope that is filed under
//! another place or hour is counted and never tried.

use std::collections::{BTreeMap, BTreeSet};

use lancan_protocol::{
    hex,
    key_days::KeyDays,
    places::{Minute, Province},
    time::Day,
    visitor_log::{
        CardBlob, CardHolder, CardId, CardKey, CardKind, Entry, EnvelopeId, FiledEnvelope, Grade, LogPublicKey,
        LogSecretKey, Month, NumberKeys, Opened, OpenedEntry, OpeningRequest, PaperCode, PaperKeys, PhoneCode,
        SignedRequest, Unopened, Visitor, VisitorContact, open, open_blob,
    },
};

use crate::{
    boxes::Unlocked,
    enrolled::Enrolled,
    failure::Failure,
    limits::Limits,
    roots::{Roots, card_key, day_key},
};

/// Whom the opener believes besides its own keys.
#[derive(Clone, Debug, Default)]
pub struct Trust {
    /// Who certifies numbers.
    pub numbers: NumberKeys,
    /// Who signs paper cards.
    pub papers: PaperKeys,
}

/// A request that two enrolled officers signed, for an enrolled recipient.
pub struct Asked {
    /// The request.
    pub request: OpeningRequest,
    /// To whom the result is sealed.
    pub recipient: LogPublicKey,
    /// Whether it is the second round: it was taken before, with the same envelopes.
    pub again: bool,
}

/// Checks a request: its form, its time, its province, both signatures, its recipient, what it came with before, the limits.
///
/// # Errors
/// [`Failure`] says why it is refused.
pub fn ask(
    signed: &SignedRequest,
    envelopes_digest: &str,
    province: Province,
    (enrolled, limits): (&Enrolled, &Limits),
    now: Minute,
) -> Result<Asked, Failure> {
    let bytes = hex::decode(&signed.request).ok_or(Failure::Other("the request is not in hexadecimal"))?;
    let request = OpeningRequest::from_bytes(&bytes)?;
    if request.province != province {
        return Err(Failure::NotNow("it is for another province"));
    }
    if now >= request.expires {
        return Err(Failure::NotNow("it has expired"));
    }
    if now.plus(5) < request.issued {
        return Err(Failure::NotNow("it is of a time to come; check the clock"));
    }
    if signed.assertions.len() != 2 {
        return Err(Failure::Signatures(signed.assertions.len()));
    }
    let challenge = request.challenge();
    for (number, assertion) in request.officers.into_iter().zip(&signed.assertions) {
        let key = enrolled.officer(number)?;
        assertion.verify(&challenge, &key).map_err(|reason| Failure::Signature { officer: number, reason })?;
    }
    let recipient = enrolled.recipient(&request.recipient)?;
    let again = match limits.waiting(&hex::encode(&request.id))? {
        Some(before) if before != envelopes_digest => return Err(Failure::OtherEnvelopes),
        Some(_) => true,
        None => {
            limits.allow(&request, now)?;
            false
        }
    };
    Ok(Asked { request, recipient, again })
}

/// An envelope of the request that opened.
struct Read {
    entry: Entry,
    scanned: Option<Scanned>,
}

/// The verified code of a card.
struct Scanned {
    kind: CardKind,
    id: CardId,
    key: CardKey,
    grade: Grade,
}

/// Reads the envelopes of a request: those that opened, and the counts of those that did not.
fn read(
    request: &OpeningRequest,
    envelopes: &[FiledEnvelope],
    days: KeyDays,
    trust: &Trust,
    (roots, holders): (&Roots, &Unlocked),
) -> Result<(Vec<Read>, Unopened), Failure> {
    let mut keys: BTreeMap<Day, LogSecretKey> = BTreeMap::new();
    for hour in (0..request.hours).map(|at| request.first_hour.plus(at.into())) {
        let day = hour.day(days);
        if let std::collections::btree_map::Entry::Vacant(place) = keys.entry(day) {
            place.insert(day_key(&roots.open(Month::of(day), holders)?, day).0);
        }
    }
    let mut unopened = Unopened::default();
    let mut seen = BTreeSet::new();
    let mut all = Vec::new();
    for filed in envelopes {
        if !request.covers(filed.log, filed.hour) {
            unopened.foreign += 1;
            continue;
        }
        if !seen.insert(EnvelopeId::of(&filed.envelope)) {
            unopened.repeated += 1;
            continue;
        }
        let place = (filed.log, filed.hour);
        let plain = keys.get(&filed.hour.day(days)).and_then(|key| open(&filed.envelope, place, key).ok());
        let Some(plain) = plain else {
            unopened.sealed_otherwise += 1;
            continue;
        };
        let Ok(entry) = Entry::from_bytes(&plain) else {
            unopened.malformed += 1;
            continue;
        };
        let scanned = match &entry.visitor {
            Visitor::Scanned(code) => scanned(code, entry.minute, trust).map(Some),
            _ => entry.is_signed(filed.log, filed.hour).then_some(None),
        };
        match scanned {
            Some(scanned) => all.push(Read { entry, scanned }),
            None => unopened.forged += 1,
        }
    }
    Ok((all, unopened))
}

fn scanned(code: &[u8], at: Minute, trust: &Trust) -> Option<Scanned> {
    if let Ok(phone) = PhoneCode::read(code) {
        let grade = if phone.is_of(at).is_ok() { Grade::Phone } else { Grade::OldPhone };
        return Some(Scanned { kind: CardKind::Phone, id: phone.card_id(), key: phone.key, grade });
    }
    let paper = PaperCode::read(code, &trust.papers).ok()?;
    Some(Scanned { kind: CardKind::Paper, id: paper.card_id, key: paper.key, grade: Grade::Paper })
}

/// The first round: which cards' contacts the request needs.
///
/// # Errors
/// [`Failure::NoRoot`], [`Failure::WrongPassphrases`].
pub fn wanted(
    request: &OpeningRequest,
    envelopes: &[FiledEnvelope],
    days: KeyDays,
    trust: &Trust,
    keys: (&Roots, &Unlocked),
) -> Result<Vec<CardId>, Failure> {
    let (all, _) = read(request, envelopes, days, trust, keys)?;
    let ids: BTreeSet<CardId> = all.iter().filter_map(|read| read.scanned.as_ref().map(|scanned| scanned.id)).collect();
    Ok(ids.into_iter().collect())
}

/// The second round: the entries, by minute.
///
/// # Errors
/// As [`wanted`].
pub fn finish(
    request: &OpeningRequest,
    envelopes: &[FiledEnvelope],
    cards: &[CardBlob],
    (days, trust): (KeyDays, &Trust),
    keys: (&Roots, &Unlocked),
) -> Result<Opened, Failure> {
    let (all, mut unopened) = read(request, envelopes, days, trust, keys)?;
    let blobs: BTreeMap<&str, &CardBlob> = cards.iter().map(|blob| (blob.card.as_str(), blob)).collect();
    let mut months = BTreeMap::new();
    let mut entries = Vec::new();
    for Read { entry, scanned } in &all {
        let person = match (scanned, &entry.visitor) {
            (Some(scanned), _) => {
                let holder = blobs.get(hex::encode(scanned.id.as_bytes()).as_str()).and_then(|blob| {
                    if let std::collections::btree_map::Entry::Vacant(place) = months.entry(blob.month) {
                        place.insert(card_key(&keys.0.open(blob.month, keys.1).ok()?, blob.month).0);
                    }
                    let bytes = hex::decode(&blob.blob)?;
                    open_blob(scanned.kind, scanned.id, &scanned.key, &bytes, months.get(&blob.month)?).ok()
                });
                holder.map(|CardHolder { contact, certificate }| (scanned.grade, contact, certificate))
            }
            (None, Visitor::SelfScan { contact, certificate, .. }) => {
                Some((Grade::SelfScan, contact.clone(), *certificate))
            }
            (None, Visitor::OnBehalf(contact)) => Some((Grade::OnBehalf, contact.clone(), None)),
            (None, Visitor::Scanned(_)) => None,
        };
        let Some((grade, contact, certificate)) = person else {
            unopened.without_card += 1;
            continue;
        };
        let certified = contact
            .phone()
            .zip(certificate)
            .is_some_and(|(phone, certificate)| certificate.certifies(phone, entry.minute, &trust.numbers));
        entries.push(opened(entry, grade, &contact, certified));
    }
    entries.sort_by_key(|entry| entry.minute);
    let request_id = hex::encode(&request.id);
    Ok(Opened {
        format: 1,
        request: request_id,
        first_hour: request.first_hour,
        hours: request.hours,
        entries,
        unopened,
    })
}

fn opened(entry: &Entry, grade: Grade, contact: &VisitorContact, number_certified: bool) -> OpenedEntry {
    OpenedEntry {
        grade,
        direction: entry.direction,
        companions: entry.companions,
        minute: entry.minute,
        name: contact.name().to_owned(),
        phone: contact.phone().map(|phone| phone.as_str().to_owned()),
        number_certified,
        birth_year: contact.birth_year(),
        unit: contact.unit().map(|unit| unit.to_string()),
    }
}
