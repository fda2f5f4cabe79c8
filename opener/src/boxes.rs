//! Boxes: what two of three holders open together.
//!
//! ```text
//! stretched(i) := argon2id(passphrase i, salt i)                     32 bytes
//! key(i, j)    := HKDF-SHA256(stretched(i) ‖ stretched(j), "lancan-box-v1" ‖ i ‖ j, 32), i < j
//! box(i, j)    := nonce 12 ‖ AES-256-GCM(key(i, j), secret, associated data = label)
//! ```

use argon2::{Algorithm, Argon2, Params, Version};
use hkdf::Hkdf;
use lancan_protocol::hex;
use rand_core::CryptoRng;
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::{failure::Failure, words::Passphrase};

/// How dear a guess is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cost {
    /// Memory in KiB.
    pub memory_kib: u32,
    /// Passes over it.
    pub passes: u32,
}

impl Cost {
    /// What is used in earnest: 64 MiB and three passes (RFC 9106, second recommended option), one lane.
    pub const EARNEST: Self = Self { memory_kib: 64 << 10, passes: 3 };
}

const PAIRS: [(u8, u8); 3] = [(0, 1), (0, 2), (1, 2)];
const NONCE_BYTES: usize = 12;

/// What is known of the three holders: their salts, and how dear a guess is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Holders {
    cost: Cost,
    salts: Vec<String>,
}

/// Two or three holders who are here.
pub struct Unlocked(Vec<(u8, Zeroizing<[u8; 32]>)>);

/// A secret, once for each pair of holders, hex.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Boxes(Vec<String>);

impl Holders {
    /// Three fresh holders, with their passphrases.
    ///
    /// # Errors
    /// [`Failure`] where the machine lacks the memory.
    pub fn generate(cost: Cost, rng: &mut dyn CryptoRng) -> Result<(Self, [Passphrase; 3], Unlocked), Failure> {
        let mut salt = || {
            let mut salt = [0; 16];
            rng.fill_bytes(&mut salt);
            hex::encode(&salt)
        };
        let holders = Self { cost, salts: vec![salt(), salt(), salt()] };
        let passphrases = [(); 3].map(|()| Passphrase::generate(rng));
        let stretched =
            passphrases.iter().zip(0_u8..).map(|(words, number)| Ok((number, holders.stretch(number, words)?)));
        let unlocked = Unlocked(stretched.collect::<Result<_, Failure>>()?);
        Ok((holders, passphrases, unlocked))
    }

    fn stretch(&self, number: u8, words: &Passphrase) -> Result<Zeroizing<[u8; 32]>, Failure> {
        let salt = self.salts.get(usize::from(number)).and_then(|salt| hex::decode(salt));
        let salt = salt.ok_or(Failure::Other("the file of the holders is damaged"))?;
        let params = Params::new(self.cost.memory_kib, self.cost.passes, 1, Some(32));
        let params = params.map_err(|_| Failure::Other("the file of the holders is damaged"))?;
        let mut out = Zeroizing::new([0; 32]);
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into(words.as_str().as_bytes(), &salt, &mut *out)
            .map_err(|_| Failure::Other("there is too little memory to check passphrases"))?;
        Ok(out)
    }

    /// The holders of these passphrases, which may come in any order. Which holder each is shows by what it opens: `check` is
    /// a box that any pair opens.
    ///
    /// # Errors
    /// [`Failure::WrongPassphrases`] when no two of them open the box.
    pub(crate) fn unlock(&self, typed: &[Passphrase], label: &str, check: &Boxes) -> Result<Unlocked, Failure> {
        if typed.len() < 2 {
            return Err(Failure::Passphrases { needed: 2, given: typed.len() });
        }
        let mut stretched = Vec::new();
        for words in typed.iter().take(3) {
            let each = (0..3_u8).map(|number| Ok((number, self.stretch(number, words)?)));
            stretched.push(each.collect::<Result<Vec<_>, Failure>>()?);
        }
        // Every way in which the typed ones can be holders 0, 1 and 2.
        let orders: [&[usize]; 6] = [&[0, 1, 2], &[0, 2, 1], &[1, 0, 2], &[1, 2, 0], &[2, 0, 1], &[2, 1, 0]];
        let seats = orders.iter().map(|order| {
            let taken = stretched.iter().zip(*order).filter_map(|(each, seat)| each.get(*seat).cloned());
            Unlocked(taken.collect())
        });
        let mut fitting = seats.filter(|unlocked| unlocked.opens_all(label, check));
        fitting.next().ok_or(Failure::WrongPassphrases)
    }
}

impl Unlocked {
    fn key(&self, (one, other): (u8, u8)) -> Option<LessSafeKey> {
        let of = |number| self.0.iter().find(|(seat, _)| *seat == number).map(|(_, key)| key);
        let both = Zeroizing::new([of(one)?.as_slice(), of(other)?.as_slice()].concat());
        let mut key = Zeroizing::new([0; 32]);
        let info: [&[u8]; 2] = [b"lancan-box-v1", &[one, other]];
        Hkdf::<Sha256>::new(None, &both).expand_multi_info(&info, &mut *key).ok()?;
        UnboundKey::new(&AES_256_GCM, &*key).ok().map(LessSafeKey::new)
    }

    /// Whether every pair that is here opens its box.
    fn opens_all(&self, label: &str, boxes: &Boxes) -> bool {
        let mut here =
            PAIRS.iter().zip(&boxes.0).filter_map(|(pair, sealed)| Some((self.key(*pair)?, sealed))).peekable();
        here.peek().is_some() && here.all(|(key, sealed)| open(&key, label, sealed).is_some())
    }

    /// Puts a secret into a box for each pair.
    ///
    /// # Errors
    /// [`Failure::Passphrases`] unless all three holders are here.
    pub(crate) fn seal(&self, label: &str, secret: &[u8], rng: &mut dyn CryptoRng) -> Result<Boxes, Failure> {
        let seal = |pair: &(u8, u8)| -> Result<String, Failure> {
            let key = self.key(*pair).ok_or(Failure::Passphrases { needed: 3, given: self.0.len() })?;
            let mut nonce = [0; NONCE_BYTES];
            rng.fill_bytes(&mut nonce);
            let mut body = secret.to_vec();
            key.seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::from(label), &mut body)
                .map_err(|_| Failure::Other("a box does not close"))?;
            Ok(hex::encode(&[&nonce, body.as_slice()].concat()))
        };
        PAIRS.iter().map(seal).collect::<Result<_, _>>().map(Boxes)
    }

    /// Takes a secret out of the box of a pair that is here.
    ///
    /// # Errors
    /// [`Failure::WrongPassphrases`].
    pub(crate) fn open(&self, label: &str, boxes: &Boxes) -> Result<Zeroizing<Vec<u8>>, Failure> {
        let mut opened = PAIRS.iter().zip(&boxes.0).filter_map(|(pair, sealed)| open(&self.key(*pair)?, label, sealed));
        opened.next().ok_or(Failure::WrongPassphrases)
    }
}

fn open(key: &LessSafeKey, label: &str, sealed: &str) -> Option<Zeroizing<Vec<u8>>> {
    let bytes = hex::decode(sealed)?;
    let (nonce, body) = bytes.split_first_chunk::<NONCE_BYTES>()?;
    let mut body = Zeroizing::new(body.to_vec());
    let length = key.open_in_place(Nonce::assume_unique_for_key(*nonce), Aad::from(label), &mut body).ok()?.len();
    body.truncate(length);
    Some(body)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng as _};

    #[test]
    fn any_two_of_three_open_a_box_and_one_alone_does_not() {
        let mut rng = ChaCha20Rng::seed_from_u64(1);
        let (holders, words, all) = Holders::generate(Cost { memory_kib: 64, passes: 1 }, &mut rng).unwrap();
        let boxes = all.seal("root", b"secret", &mut rng).unwrap();
        let [a, b, c] = words;
        for pair in [[a.clone(), b.clone()], [b.clone(), a.clone()], [c.clone(), a.clone()], [b.clone(), c.clone()]] {
            let two = holders.unlock(&pair, "root", &boxes).unwrap();
            assert_eq!(two.open("root", &boxes).unwrap().as_slice(), b"secret");
            assert!(two.open("other", &boxes).is_err(), "a box is for one purpose");
            assert!(matches!(two.seal("next", b"x", &mut rng), Err(Failure::Passphrases { needed: 3, given: 2 })));
        }
        assert!(
            holders
                .unlock(&[c.clone(), b.clone(), a.clone()], "root", &boxes)
                .unwrap()
                .seal("n", b"x", &mut rng)
                .is_ok()
        );
        let alone = holders.unlock(std::slice::from_ref(&a), "root", &boxes);
        assert!(matches!(alone, Err(Failure::Passphrases { needed: 2, given: 1 })));
        let twice = holders.unlock(&[a.clone(), a.clone()], "root", &boxes);
        assert!(matches!(twice, Err(Failure::WrongPassphrases)), "one holder's passphrase twice");
        let stranger = Passphrase::generate(&mut rng);
        assert!(matches!(holders.unlock(&[a, stranger], "root", &boxes), Err(Failure::WrongPassphrases)));
    }
}
