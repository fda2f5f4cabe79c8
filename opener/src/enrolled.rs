//! Who may sign requests, and to whom results may go: keys that were brought here in person.

use lancan_protocol::{
    hex,
    visitor_log::{LogPublicKey, OfficerKey},
};
use p256::{ecdsa::VerifyingKey, pkcs8::DecodePublicKey as _};
use serde::{Deserialize, Serialize};

use crate::failure::Failure;

/// An officer who may sign requests.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Officer {
    /// The number by which requests name the officer.
    pub number: u32,
    /// The name, for the screen.
    pub name: String,
    /// The public key of the officer's authenticator, SPKI PEM.
    pub key: String,
    /// The relying party that the key was made for: the console's host.
    pub relying_party: String,
    /// The origin of the console's pages.
    pub origin: String,
}

/// All who are enrolled.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Enrolled {
    officers: Vec<Officer>,
    recipients: Vec<String>,
}

impl Enrolled {
    /// Enrols an officer, or gives an officer another key.
    ///
    /// # Errors
    /// [`Failure::Other`] for a key that cannot be read, and for one that another officer has.
    pub fn add_officer(&mut self, officer: Officer) -> Result<(), Failure> {
        let key = VerifyingKey::from_public_key_pem(&officer.key);
        let key = key.map_err(|_| Failure::Other("the officer's key is no P-256 public key in PEM"))?;
        let another = self.officers.iter().any(|known| {
            known.number != officer.number
                && VerifyingKey::from_public_key_pem(&known.key).is_ok_and(|known| known == key)
        });
        if another {
            return Err(Failure::Other("another officer is enrolled with this key; two officers need two keys"));
        }
        self.officers.retain(|known| known.number != officer.number);
        self.officers.push(officer);
        Ok(())
    }

    /// Strikes an officer off. Whether there was one.
    pub fn remove_officer(&mut self, number: u32) -> bool {
        let before = self.officers.len();
        self.officers.retain(|known| known.number != number);
        self.officers.len() < before
    }

    /// Enrols a recipient's key.
    pub fn add_recipient(&mut self, key: &LogPublicKey) {
        let hex = hex::encode(key.as_bytes());
        if !self.recipients.contains(&hex) {
            self.recipients.push(hex);
        }
    }

    /// An officer's name.
    pub fn name(&self, number: u32) -> Option<&str> {
        self.officers.iter().find(|officer| officer.number == number).map(|officer| officer.name.as_str())
    }

    /// An officer's key.
    ///
    /// # Errors
    /// [`Failure::UnknownOfficer`].
    pub fn officer(&self, number: u32) -> Result<OfficerKey, Failure> {
        let officer = self.officers.iter().find(|officer| officer.number == number);
        let officer = officer.ok_or(Failure::UnknownOfficer(number))?;
        let key = VerifyingKey::from_public_key_pem(&officer.key).map_err(|_| Failure::UnknownOfficer(number))?;
        Ok(OfficerKey { key, relying_party: officer.relying_party.clone(), origin: officer.origin.clone() })
    }

    /// The recipient with this fingerprint.
    ///
    /// # Errors
    /// [`Failure::UnknownRecipient`].
    pub fn recipient(&self, fingerprint: &[u8; 32]) -> Result<LogPublicKey, Failure> {
        let read = |text: &String| LogPublicKey::from_bytes(hex::decode(text)?.try_into().ok()?);
        let mut fitting = self.recipients.iter().filter_map(read).filter(|key| key.fingerprint() == *fingerprint);
        fitting.next().ok_or(Failure::UnknownRecipient)
    }
}
