//! The opener's folder: what it holds, and what it does with it. Every deed stands in the log before its result goes out.

use std::{
    fs,
    path::{Path, PathBuf},
};

use lancan_protocol::{
    hex,
    key_days::KeyDays,
    places::{Minute, Province},
    time::Day,
    visitor_log::{
        CardBlobs, FiledEnvelope, LogPublicKey, Month, NumberKeys, OpenerCertificate, PaperKeys, SignedRequest,
        WantedCards, seal_result,
    },
    wire::PublicKeyPem,
};
use p256::{ecdsa::SigningKey, elliptic_curve::Generate as _};
use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::{
    boxes::{Boxes, Cost, Holders, Unlocked},
    enrolled::{Enrolled, Officer},
    failure::Failure,
    files,
    limits::Limits,
    log::{Deed, Log},
    national::public_pem,
    opening::{Asked, Trust, ask, finish, wanted},
    packing::{PackTimes, pack},
    roots::{self, Roots},
    words::Passphrase,
};

/// Under which the opener's signing key lies in its boxes.
const KEY_LABEL: &str = "lancan-opener-key-v1";

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Settings {
    province: Province,
    key_days: KeyDays,
    holders: Holders,
    key: Boxes,
    public_key: String,
    serial: u32,
}

/// Keys of the server that the opener believes: the fields of the deployment that it needs.
#[derive(Default, Serialize, Deserialize)]
struct Trusted {
    #[serde(default)]
    number_keys: Vec<PublicKeyPem>,
    #[serde(default)]
    paper_keys: Vec<PublicKeyPem>,
}

/// What came of a request.
#[derive(Debug)]
pub enum Answer {
    /// The contacts of these cards are needed first.
    Cards(WantedCards),
    /// The result, sealed to its recipient.
    Sealed(Vec<u8>),
}

/// The opener's folder.
pub struct Safe {
    folder: PathBuf,
    settings: Settings,
    roots: Roots,
    enrolled: Enrolled,
    trust: Trust,
    log: Log,
}

impl Safe {
    /// Makes a folder, and three passphrases, which are nowhere but in what is returned.
    ///
    /// # Errors
    /// [`Failure::Exists`] where there is a folder with something in it.
    pub fn create(
        folder: &Path,
        (province, key_days): (Province, KeyDays),
        (cost, now): (Cost, Minute),
        rng: &mut dyn CryptoRng,
    ) -> Result<(Self, [Passphrase; 3]), Failure> {
        if fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some()) {
            return Err(Failure::Exists(folder.to_owned()));
        }
        fs::create_dir_all(folder).map_err(Failure::file(folder))?;
        let (holders, passphrases, unlocked) = Holders::generate(cost, rng)?;
        let mut source = &mut *rng;
        let signer = SigningKey::generate_from_rng(&mut source);
        let key = unlocked.seal(KEY_LABEL, &signer.to_bytes(), rng)?;
        let public_key = public_pem(signer.verifying_key())?;
        let settings = Settings { province, key_days, holders, key, public_key, serial: 0 };
        let mut safe = Self {
            folder: folder.to_owned(),
            settings,
            roots: Roots::default(),
            enrolled: Enrolled::default(),
            trust: Trust::default(),
            log: Log::default(),
        };
        safe.save_settings()?;
        safe.save(&safe.roots, "roots.json")?;
        safe.save(&safe.enrolled, "enrolled.json")?;
        files::write(&safe.path("public.pem"), safe.settings.public_key.as_bytes())?;
        safe.note(now, Deed::Begun { province: province.0 })?;
        Ok((safe, passphrases))
    }

    /// Opens a folder and verifies its log.
    ///
    /// # Errors
    /// [`Failure`] for a file that is missing or damaged, and for a log that somebody changed.
    pub fn open(folder: &Path) -> Result<Self, Failure> {
        let path = |name: &str| folder.join(name);
        let trusted = match path("trust.json") {
            there if there.exists() => files::read_json(&there, "a list of the server's keys")?,
            _ => Trusted::default(),
        };
        Ok(Self {
            settings: files::read_json(&path("opener.json"), "an opener's folder")?,
            roots: files::read_json(&path("roots.json"), "the list of roots")?,
            enrolled: files::read_json(&path("enrolled.json"), "the list of who is enrolled")?,
            log: Log::read(&files::read_text(&path("log.jsonl"))?)?,
            trust: trust_of(&trusted),
            folder: folder.to_owned(),
        })
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    fn save<T: Serialize>(&self, value: &T, name: &str) -> Result<(), Failure> {
        files::write_json(&self.path(name), value)
    }

    fn save_settings(&self) -> Result<(), Failure> {
        self.save(&self.settings, "opener.json")
    }

    fn note(&mut self, now: Minute, deed: Deed) -> Result<(), Failure> {
        let line = self.log.add(now, deed);
        files::append(&self.path("log.jsonl"), &line)
    }

    /// The holders of these passphrases.
    ///
    /// # Errors
    /// [`Failure::WrongPassphrases`], [`Failure::Passphrases`].
    pub fn unlock(&self, typed: &[Passphrase]) -> Result<Unlocked, Failure> {
        self.settings.holders.unlock(typed, KEY_LABEL, &self.settings.key)
    }

    /// The opener's public key, SPKI PEM: what the national key certifies.
    pub fn public_key(&self) -> &str {
        &self.settings.public_key
    }

    /// The province.
    pub fn province(&self) -> Province {
        self.settings.province
    }

    /// When the deployment's days begin.
    pub fn key_days(&self) -> KeyDays {
        self.settings.key_days
    }

    /// Who is enrolled.
    pub fn enrolled(&self) -> &Enrolled {
        &self.enrolled
    }

    /// The log.
    pub fn log(&self) -> &Log {
        &self.log
    }

    /// Believes the server's keys for numbers and paper cards, as its deployment names them.
    ///
    /// # Errors
    /// [`Failure::Other`] for a document that is no deployment.
    pub fn trust(&mut self, deployment: &[u8]) -> Result<(), Failure> {
        let trusted: Trusted =
            serde_json::from_slice(deployment).map_err(|_| Failure::Other("this is no deployment of a server"))?;
        self.save(&trusted, "trust.json")?;
        self.trust = trust_of(&trusted);
        Ok(())
    }

    /// Makes the roots of `count` months from `first` on, where there are none. Which it made.
    ///
    /// # Errors
    /// [`Failure::Passphrases`] unless all three holders are here.
    pub fn make_roots(
        &mut self,
        (first, count): (Month, u32),
        holders: &Unlocked,
        now: Minute,
        rng: &mut dyn CryptoRng,
    ) -> Result<Vec<String>, Failure> {
        let mut made = Vec::new();
        for month in (0..count).map(|at| first.plus(at)) {
            if self.roots.make(month, holders, rng)? {
                made.push(roots::name(month));
            }
        }
        self.save(&self.roots, "roots.json")?;
        for month in &made {
            self.note(now, Deed::RootMade { month: month.clone() })?;
        }
        Ok(made)
    }

    /// Erases the roots whose month ended more than 60 days ago. Which they were.
    ///
    /// # Errors
    /// [`Failure::File`].
    pub fn forget(&mut self, now: Minute) -> Result<Vec<String>, Failure> {
        let today = self.settings.key_days.day(now.start());
        let months: Vec<String> = self.roots.forget(today).into_iter().map(roots::name).collect();
        if !months.is_empty() {
            self.save(&self.roots, "roots.json")?;
        }
        for month in &months {
            self.note(now, Deed::RootErased { month: month.clone() })?;
        }
        Ok(months)
    }

    /// The key that signs packs and results.
    fn signer(&self, holders: &Unlocked) -> Result<SigningKey, Failure> {
        let secret = holders.open(KEY_LABEL, &self.settings.key)?;
        SigningKey::from_slice(&secret).map_err(|_| Failure::Other("the opener's key is damaged"))
    }

    /// Signs the next pack.
    ///
    /// # Errors
    /// [`Failure::NoRoot`] names the month that needs a root.
    pub fn pack(
        &mut self,
        first_day: Day,
        certificate: &[u8],
        holders: &Unlocked,
        now: Minute,
    ) -> Result<Vec<u8>, Failure> {
        let certificate =
            OpenerCertificate::from_bytes(certificate).ok_or(Failure::Other("this is no certificate of an opener"))?;
        let signer = self.signer(holders)?;
        let serial = self.settings.serial.saturating_add(1);
        // Renewed weekly; the rest is for those who have no network for a while.
        let last = self.settings.key_days.start(first_day.plus(35));
        let times = PackTimes { first_day, expires: Minute::of(last) };
        let bytes = pack((self.settings.province, serial), times, &self.roots, holders, (&signer, &certificate))?;
        self.settings.serial = serial;
        self.save_settings()?;
        self.note(now, Deed::Pack { serial, first_day: first_day.0 })?;
        Ok(bytes)
    }

    /// Enrols an officer.
    ///
    /// # Errors
    /// As [`Enrolled::add_officer`].
    pub fn enrol_officer(&mut self, officer: Officer, now: Minute) -> Result<(), Failure> {
        let deed = Deed::OfficerEnrolled { officer: officer.number, key: hex::encode(&Sha256::digest(&officer.key)) };
        self.enrolled.add_officer(officer)?;
        self.save(&self.enrolled, "enrolled.json")?;
        self.note(now, deed)
    }

    /// Strikes an officer off.
    ///
    /// # Errors
    /// [`Failure::UnknownOfficer`].
    pub fn remove_officer(&mut self, number: u32, now: Minute) -> Result<(), Failure> {
        if !self.enrolled.remove_officer(number) {
            return Err(Failure::UnknownOfficer(number));
        }
        self.save(&self.enrolled, "enrolled.json")?;
        self.note(now, Deed::OfficerRemoved { officer: number })
    }

    /// Enrols a recipient's key.
    ///
    /// # Errors
    /// [`Failure::File`].
    pub fn enrol_recipient(&mut self, key: &LogPublicKey, now: Minute) -> Result<(), Failure> {
        self.enrolled.add_recipient(key);
        self.save(&self.enrolled, "enrolled.json")?;
        self.note(now, Deed::RecipientEnrolled { key: hex::encode(&key.fingerprint()) })
    }

    /// Checks a request that came with these envelopes. A refusal is noted.
    ///
    /// # Errors
    /// [`Failure`] says why it is refused.
    pub fn check(&mut self, signed: &SignedRequest, envelopes: &[u8], now: Minute) -> Result<Asked, Failure> {
        let limits = Limits::of(&self.log);
        let asked = ask(signed, &digest(envelopes), self.settings.province, (&self.enrolled, &limits), now);
        if let Err(reason) = &asked {
            let request = signed.request.get(..32).map(str::to_owned).filter(|id| hex::decode(id).is_some());
            self.note(now, Deed::Refused { request, reason: reason.to_string() })?;
        }
        asked
    }

    /// Opens a request that was checked: names the cards that are needed, or gives the sealed result.
    ///
    /// # Errors
    /// [`Failure::NoRoot`], [`Failure::WrongPassphrases`], [`Failure::File`].
    pub fn answer(
        &mut self,
        asked: &Asked,
        (envelopes, cards): (&[u8], Option<&CardBlobs>),
        holders: &Unlocked,
        now: Minute,
        rng: &mut dyn CryptoRng,
    ) -> Result<Answer, Failure> {
        let request = &asked.request;
        let id = hex::encode(&request.id);
        let filed = FiledEnvelope::read_all(envelopes).ok_or(Failure::Other("the file of envelopes is broken off"))?;
        let keys = (&self.roots, holders);
        let days = self.settings.key_days;
        if cards.is_some_and(|cards| cards.request != id) {
            return Err(Failure::Other("the cards are for another request; bring the right file"));
        }
        let needed = wanted(request, &filed, days, &self.trust, keys)?;
        if !asked.again {
            let bytes = hex::encode(&request.to_bytes());
            self.note(now, Deed::Asked { request: id.clone(), bytes, envelopes: digest(envelopes) })?;
        }
        let keys = (&self.roots, holders);
        let cards = match cards {
            None if !needed.is_empty() => {
                let cards = needed.iter().map(|card| hex::encode(card.as_bytes())).collect();
                return Ok(Answer::Cards(WantedCards { request: id, cards }));
            }
            None => &[],
            Some(cards) => cards.cards.as_slice(),
        };
        let result = finish(request, &filed, cards, (days, &self.trust), keys)?;
        let sealed = seal_result(&result, &request.id, (&asked.recipient, &self.signer(holders)?), rng)?;
        let not = result.unopened;
        let unopened = not.sealed_otherwise + not.malformed + not.forged + not.without_card + not.repeated;
        let entries = u32::try_from(result.entries.len()).unwrap_or(u32::MAX);
        self.note(now, Deed::Opened { request: id, entries, foreign: not.foreign, unopened })?;
        Ok(Answer::Sealed(sealed))
    }
}

fn trust_of(trusted: &Trusted) -> Trust {
    Trust { numbers: NumberKeys::of(&trusted.number_keys), papers: PaperKeys::of(&trusted.paper_keys) }
}

fn digest(envelopes: &[u8]) -> String {
    hex::encode(&Sha256::digest(envelopes))
}
