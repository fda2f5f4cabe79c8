//! The server's own keys: a P-256 key for each purpose and a secret for HMACs, made on first start, one file each,
//! readable by their owner only.

use lancan_protocol::Saturate;
use std::fs;
use std::path::{Path, PathBuf};

use lancan_protocol::export::ExportSigner;
use lancan_protocol::signed::{Purpose, Signed};
use lancan_protocol::wire::PublicKeyPem;
use p256::ecdsa::SigningKey;
use p256::elliptic_curve::Generate as _;
use p256::pkcs8::{DecodePrivateKey as _, EncodePrivateKey as _, EncodePublicKey as _, LineEnding};
use ring::hmac;
use zeroize::Zeroizing;

use super::error::Fault;
use super::ids::Digest;
use super::sealing::SealingKey;
use super::{files, random};

/// The file of the secret for HMACs.
const HMAC_FILE: &str = "hmac.key";
/// The names of the signing keys, each in its own file `NAME.pem`.
const SIGNING_KEYS: [&str; 13] = [
    "export", "index", "rules", "token", "places", "poster", "rotating", "forms", "pass", "revoked", "number", "paper",
    "criteria",
];
/// Those that can be exchanged while the server runs: signatures name them by an id, and not by a number in a printed code.
pub(super) const EXCHANGED: [&str; 7] = ["export", "index", "rules", "token", "places", "forms", "criteria"];
/// What the file of a key is named that is to come: `NAME.next.pem`.
pub(super) const NEXT: &str = ".next";
/// What the file of a key is named in whose place another came: `NAME.before.pem`.
pub(super) const BEFORE: &str = ".before";
/// Those that came together in a later program, the earliest first: a directory without any of them, and of those after
/// them, is one of an earlier program.
const LATER_KEYS: [&[&str]; 4] =
    [&["places", "poster", "rotating"], &["forms", "pass", "revoked"], &["number", "paper"], &["criteria"]];

/// A signing key and the id that signatures name it by.
pub(crate) struct NamedKey {
    /// First 8 bytes of the SHA-256 of the public key, hex.
    pub(crate) id: String,
    /// The private half.
    pub(crate) key: SigningKey,
    /// The public half, SPKI PEM.
    pub(crate) pem: String,
    /// The key that comes in its place one day. Signs nothing yet.
    next: Option<Box<NamedKey>>,
    /// The key in whose place it came. Signs as well, for who knows that one alone.
    before: Option<Box<NamedKey>>,
}

/// All keys of a server. Shows nothing in `Debug`.
pub(crate) struct Secrets {
    pub(crate) export: NamedKey,
    pub(crate) index: NamedKey,
    pub(crate) rules: NamedKey,
    pub(crate) token: NamedKey,
    /// Signs exports of places.
    pub(crate) places: NamedKey,
    /// Signs the codes of posters.
    pub(crate) poster: NamedKey,
    /// Signs the days of displays.
    pub(crate) rotating: NamedKey,
    /// Signs the forms of declarations.
    pub(crate) forms: NamedKey,
    /// Signs gate passes.
    pub(crate) pass: NamedKey,
    /// Signs the list of gate passes that were taken back.
    pub(crate) revoked: NamedKey,
    /// Certifies telephone numbers.
    pub(crate) number: NamedKey,
    /// Signs paper cards.
    pub(crate) paper: NamedKey,
    /// Signs the criteria of facilities.
    pub(crate) criteria: NamedKey,
    hmac: hmac::Key,
}

impl NamedKey {
    /// Version under which exports name the key.
    pub(crate) const VERSION: &'static str = "v1";

    /// Makes a key in a file.
    pub(super) fn make(path: &Path) -> Result<(), Fault> {
        let pem = SigningKey::generate_from_rng(&mut random::rng())
            .to_pkcs8_pem(LineEnding::LF)
            .map_err(|_| Fault::Broken("a fresh key does not encode"))?;
        files::write_durably(path, pem.as_bytes(), 0o600).map_err(Fault::file(path))
    }

    /// Reads a key, with those that come in its place and in whose place it came.
    fn open(directory: &Path, name: &str) -> Result<Self, Fault> {
        let mut key = Self::read(directory, name)?;
        if EXCHANGED.contains(&name) {
            let other = |part: &str| {
                let name = format!("{name}{part}");
                let there = key_file(directory, &name).exists();
                there.then(|| Self::read(directory, &name).map(Box::new)).transpose()
            };
            // An exchange that was cut off after its first half left the same key twice.
            (key.next, key.before) = (other(NEXT)?, other(BEFORE)?.filter(|other| other.id != key.id));
        }
        Ok(key)
    }

    fn read(directory: &Path, name: &str) -> Result<Self, Fault> {
        let path = key_file(directory, name);
        let pem = Zeroizing::new(fs::read_to_string(&path).map_err(missing(&path))?);
        let key = SigningKey::from_pkcs8_pem(&pem)
            .map_err(|_| Fault::file(&path)(std::io::Error::other("not a P-256 private key in PKCS#8 PEM")))?;
        let public = key.verifying_key();
        let digest = ring::digest::digest(&ring::digest::SHA256, &public.to_sec1_bytes());
        let id = lancan_protocol::hex::encode(digest.as_ref().get(..8).unwrap_or_default());
        let pem =
            public.to_public_key_pem(LineEnding::LF).map_err(|_| Fault::Broken("a public key does not encode"))?;
        Ok(Self { id, key, pem, next: None, before: None })
    }

    /// The keys whose signatures count: this one, the one to come and the one before.
    pub(crate) fn all(&self) -> impl Iterator<Item = &Self> {
        [Some(self), self.next.as_deref(), self.before.as_deref()].into_iter().flatten()
    }

    /// The public halves of [`NamedKey::all`], as phones pin them.
    pub(crate) fn trusted(&self) -> Vec<PublicKeyPem> {
        self.all().map(Self::public).collect()
    }

    /// What signs exports: this key, and the one before.
    pub(crate) fn signers(&self) -> Vec<ExportSigner> {
        let signers = [Some(self), self.before.as_deref()].into_iter().flatten();
        let signers = signers.map(|key| ExportSigner {
            key: key.key.clone(),
            id: key.id.clone(),
            version: Self::VERSION.to_owned(),
        });
        signers.collect()
    }

    /// Signs a document, by the key before too.
    pub(crate) fn sign(&self, purpose: Purpose, document: &[u8]) -> Signed {
        let signed = Signed::new(purpose, &self.id, &self.key, document);
        match &self.before {
            None => signed,
            Some(before) => signed.also_by(purpose, &before.id, &before.key, document),
        }
    }

    /// The public half as phones pin it.
    pub(crate) fn public(&self) -> PublicKeyPem {
        PublicKeyPem { id: self.id.clone(), version: Self::VERSION.to_owned(), pem: self.pem.clone() }
    }

    /// The public half as phones pin it, under the number by which codes of few bytes name the key.
    pub(crate) fn numbered(&self, number: u8) -> PublicKeyPem {
        PublicKeyPem { id: number.to_string(), ..self.public() }
    }
}

impl Secrets {
    /// The number by which place codes name the key that signed them.
    pub(crate) const PLACE_KEY_NUMBER: u8 = 1;
    /// The number by which gate passes name the key that signed them.
    pub(crate) const PASS_KEY_NUMBER: u8 = 1;
    /// The number by which paper cards name the key that signed them.
    pub(crate) const PAPER_KEY_NUMBER: u8 = 1;

    /// Reads the keys of a directory; makes those that are not there.
    pub(crate) fn open_or_make(directory: &Path) -> Result<Self, Fault> {
        files::private_directory(directory).map_err(Fault::file(directory))?;
        let path = directory.join(HMAC_FILE);
        if !path.exists() {
            files::write_durably(&path, &random::bytes::<32>(), 0o600).map_err(Fault::file(&path))?;
        }
        for name in SIGNING_KEYS {
            let path = key_file(directory, name);
            if !path.exists() {
                NamedKey::make(&path)?;
            }
        }
        Self::open(directory)
    }

    /// Reads the keys of a directory. Makes those that came with a later program where an earlier one left none of them.
    ///
    /// # Errors
    /// [`Fault::Missing`], which names the file, when one is not there.
    pub(crate) fn open_of_any_version(directory: &Path) -> Result<Self, Fault> {
        Self::check(directory)?;
        for name in later_than(directory) {
            NamedKey::make(&key_file(directory, name))?;
        }
        Self::open(directory)
    }

    /// Reads the keys of the directory that `before` were read from, while the server runs. None is made.
    ///
    /// # Errors
    /// As [`Secrets::open_of_any_version`]; [`Fault::File`] when the secret for HMACs is another one.
    pub(crate) fn open_again(directory: &Path, before: &Self) -> Result<Self, Fault> {
        let again = Self::open(directory)?;
        let mark = |secrets: &Self| secrets.digest(super::purposes::CODE, b"");
        if mark(&again) == mark(before) {
            return Ok(again);
        }
        let path = directory.join(HMAC_FILE);
        Err(Fault::file(&path)(std::io::Error::other("is another secret, and this one is never exchanged")))
    }

    /// Whether a directory has the keys that the program which made it had, and each can be read.
    ///
    /// # Errors
    /// As [`Secrets::open_of_any_version`].
    pub(crate) fn check(directory: &Path) -> Result<(), Fault> {
        read_hmac_secret(directory)?;
        let later = later_than(directory);
        let names = SIGNING_KEYS.into_iter().filter(|name| !later.contains(name));
        names.into_iter().try_for_each(|name| NamedKey::open(directory, name).map(drop))
    }

    /// Reads the keys of a directory.
    fn open(directory: &Path) -> Result<Self, Fault> {
        let secret = read_hmac_secret(directory)?;
        let [export, index, rules, token, places, poster, rotating, forms, pass, revoked, number, paper, criteria] =
            SIGNING_KEYS;
        Ok(Self {
            export: NamedKey::open(directory, export)?,
            index: NamedKey::open(directory, index)?,
            rules: NamedKey::open(directory, rules)?,
            token: NamedKey::open(directory, token)?,
            places: NamedKey::open(directory, places)?,
            poster: NamedKey::open(directory, poster)?,
            rotating: NamedKey::open(directory, rotating)?,
            forms: NamedKey::open(directory, forms)?,
            pass: NamedKey::open(directory, pass)?,
            revoked: NamedKey::open(directory, revoked)?,
            number: NamedKey::open(directory, number)?,
            paper: NamedKey::open(directory, paper)?,
            criteria: NamedKey::open(directory, criteria)?,
            hmac: hmac::Key::new(hmac::HMAC_SHA256, &secret),
        })
    }

    /// HMAC-SHA-256 over a purpose, a zero byte and the bytes: the same bytes give another digest for each purpose.
    pub(crate) fn digest(&self, purpose: &'static str, bytes: &[u8]) -> Digest {
        let mut context = hmac::Context::with_key(&self.hmac);
        context.update(purpose.as_bytes());
        context.update(&[0]);
        context.update(bytes);
        let mut digest = [0; 32];
        digest.iter_mut().zip(context.sign().as_ref()).for_each(|(to, from)| *to = *from);
        digest
    }

    /// A key that seals for one purpose what outlives every case, derived from the secret for HMACs.
    pub(crate) fn sealing_key(&self, purpose: &'static str) -> Result<SealingKey, Fault> {
        Ok(SealingKey::new(&self.digest(purpose, b""))?)
    }
}

fn read_hmac_secret(directory: &Path) -> Result<Zeroizing<Vec<u8>>, Fault> {
    let path = directory.join(HMAC_FILE);
    let secret = Zeroizing::new(fs::read(&path).map_err(missing(&path))?);
    if secret.len() == 32 { Ok(secret) } else { Err(Fault::file(&path)(std::io::Error::other("not 32 bytes"))) }
}

/// The file of the key of this name.
pub(super) fn key_file(directory: &Path, name: &str) -> PathBuf {
    directory.join(format!("{name}.pem"))
}

/// The keys that came later than the program which made the directory.
fn later_than(directory: &Path) -> Vec<&'static str> {
    let lacks = |names: &&[&str]| names.iter().all(|name| !key_file(directory, name).exists());
    LATER_KEYS.into_iter().rev().take_while(lacks).flatten().copied().collect()
}

fn missing(path: &Path) -> impl FnOnce(std::io::Error) -> Fault {
    let path = path.to_owned();
    move |error| match error.kind() {
        std::io::ErrorKind::NotFound => Fault::Missing(path),
        _ => Fault::File { path, error },
    }
}

/// SHA-256.
pub(crate) fn sha256(bytes: &[u8]) -> Digest {
    let mut digest = [0; 32];
    let hash = ring::digest::digest(&ring::digest::SHA256, bytes);
    digest.iter_mut().zip(hash.as_ref()).for_each(|(to, from)| *to = *from);
    digest
}

/// SHA-256 of a file, and its size in bytes.
pub(crate) fn sha256_of_file(path: &Path) -> std::io::Result<(Digest, u64)> {
    let mut file = fs::File::open(path)?;
    let mut context = ring::digest::Context::new(&ring::digest::SHA256);
    let (mut buffer, mut size) = (vec![0; 1 << 16], 0);
    loop {
        let count = std::io::Read::read(&mut file, &mut buffer)?;
        if count == 0 {
            break;
        }
        context.update(buffer.get(..count).unwrap_or_default());
        size += Saturate::<u64>::saturate(count);
    }
    let mut digest = [0; 32];
    digest.iter_mut().zip(context.finish().as_ref()).for_each(|(to, from)| *to = *from);
    Ok((digest, size))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt as _;

    #[test]
    fn keys_are_made_once_each_its_own_and_readable_by_the_owner_only() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("keys");
        let first = Secrets::open_or_make(&path).unwrap();
        let again = Secrets::open_or_make(&path).unwrap();
        let ids = [&first.export.id, &first.index.id, &first.rules.id, &first.token.id];
        assert_eq!(ids, [&again.export.id, &again.index.id, &again.rules.id, &again.token.id]);
        assert_eq!(ids.iter().collect::<std::collections::BTreeSet<_>>().len(), 4);
        for entry in fs::read_dir(&path).unwrap() {
            assert_eq!(entry.unwrap().metadata().unwrap().permissions().mode() & 0o777, 0o600);
        }
        assert_eq!(first.digest("code", b"x"), again.digest("code", b"x"));
        assert_ne!(first.digest("code", b"x"), first.digest("day-key", b"x"));
    }

    #[test]
    fn a_directory_of_an_earlier_program_gets_the_keys_that_came_later_and_one_of_this_program_must_have_them() {
        let dir = tempfile::tempdir().unwrap();
        let made = Secrets::open_or_make(dir.path()).unwrap();
        let remove =
            |names: &[&str]| names.iter().for_each(|name| fs::remove_file(key_file(dir.path(), name)).unwrap());
        remove(&["criteria"]);
        Secrets::check(dir.path()).unwrap();
        let opened = Secrets::open_of_any_version(dir.path()).unwrap();
        assert_eq!(opened.paper.id, made.paper.id);
        assert_ne!(opened.criteria.id, made.criteria.id);
        remove(&["number", "paper", "criteria"]);
        Secrets::check(dir.path()).unwrap();
        let opened = Secrets::open_of_any_version(dir.path()).unwrap();
        assert_eq!(opened.pass.id, made.pass.id);
        assert_ne!(opened.paper.id, made.paper.id);
        remove(&["forms", "pass", "revoked", "number", "paper", "criteria"]);
        Secrets::check(dir.path()).unwrap();
        let opened = Secrets::open_of_any_version(dir.path()).unwrap();
        assert_eq!([&opened.export.id, &opened.poster.id], [&made.export.id, &made.poster.id]);
        assert_ne!(opened.pass.id, made.pass.id);
        remove(&["places", "poster", "rotating", "forms", "pass", "revoked", "number", "paper", "criteria"]);
        Secrets::check(dir.path()).unwrap();
        let opened = Secrets::open_of_any_version(dir.path()).unwrap();
        assert_eq!(opened.export.id, made.export.id);
        assert_ne!(opened.poster.id, made.poster.id);
        remove(&["places", "poster", "rotating"]);
        assert!(Secrets::check(dir.path()).unwrap_err().to_string().contains("places.pem"), "passes came after places");
        assert!(Secrets::open_of_any_version(dir.path()).is_err());
        Secrets::open_or_make(dir.path()).unwrap();
        fs::remove_file(key_file(dir.path(), "poster")).unwrap();
        assert!(Secrets::check(dir.path()).unwrap_err().to_string().contains("poster.pem"));
        assert!(Secrets::open_of_any_version(dir.path()).is_err() && !key_file(dir.path(), "poster").exists());
    }

    #[test]
    fn a_damaged_key_file_is_named_and_not_replaced() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("index.pem"), "nonsense").unwrap();
        let error = Secrets::open_or_make(dir.path()).err().unwrap();
        assert!(error.to_string().contains("index.pem"));
        assert_eq!(fs::read_to_string(dir.path().join("index.pem")).unwrap(), "nonsense");
    }

    /// Stored digests are compared for as long as their rows live. Expected values by Python's hmac module.
    #[test]
    fn a_digest_is_hmac_sha256_over_purpose_zero_and_bytes() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("hmac.key"), [7; 32]).unwrap();
        let secrets = Secrets::open_or_make(dir.path()).unwrap();
        for (purpose, bytes, expected) in [
            ("code", &b"123456784"[..], "85bbe37155b8bcddd6861d2f1fbd948784f380b69ab95f139a8ece5da0485ef6"),
            ("sign-in", b"an", "c486c2bc78c7415f57876a04ff0121e0f8ecaf2d5b8f6154780f1e1467516dc3"),
            ("day-key", &[0; 16], "8b16b44801360be260a10756b47fca245bf250d9fabc7e35c7063fb52638455c"),
        ] {
            assert_eq!(lancan_protocol::hex::encode(&secrets.digest(purpose, bytes)), expected, "{purpose}");
        }
    }
}
