//! An authenticator: a key that its holder unlocks, on a browser that shows the server's pages.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use lancan_protocol::hex;
use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{DerSignature, SigningKey};
use serde_json::{Value as Json, json};

pub(crate) struct Authenticator(pub(crate) SigningKey);

fn sha256(bytes: &[u8]) -> Vec<u8> {
    ring::digest::digest(&ring::digest::SHA256, bytes).as_ref().to_vec()
}

impl Authenticator {
    /// Client data and the first bytes of authenticator data, as a browser writes them on the page of this host.
    fn said(host: &str, kind: &str, challenge: &str, flags: u8) -> (String, Vec<u8>) {
        let client = format!(
            r#"{{"type":"webauthn.{kind}","challenge":"{challenge}","origin":"http://{host}","crossOrigin":false}}"#
        );
        let site = host.split(':').next().unwrap();
        (client, [sha256(site.as_bytes()).as_slice(), &[flags, 0, 0, 0, 0]].concat())
    }

    /// What it answers when it makes a key.
    pub(crate) fn made(&self, host: &str, challenge: &str) -> Json {
        let (client, head) = Self::said(host, "create", challenge, 0x45);
        let point = self.0.verifying_key().to_sec1_point(false);
        let (x, y) = point.as_bytes()[1..].split_at(32);
        let before_x = hex::decode("a5010203262001215820").unwrap();
        let data = [head.as_slice(), &[0; 16], &[0, 4], b"name", &before_x, x, &[0x22, 0x58, 0x20], y].concat();
        json!({ "authenticator_data": URL_SAFE_NO_PAD.encode(data), "client_data": URL_SAFE_NO_PAD.encode(client) })
    }

    /// What it answers when it signs.
    pub(crate) fn signed(&self, host: &str, challenge: &str) -> Json {
        let (client, data) = Self::said(host, "get", challenge, 5);
        let signature: DerSignature = self.0.sign(&[data.as_slice(), &sha256(client.as_bytes())].concat());
        json!({
            "authenticator_data": URL_SAFE_NO_PAD.encode(data), "client_data": URL_SAFE_NO_PAD.encode(client),
            "signature": URL_SAFE_NO_PAD.encode(signature.as_bytes()),
        })
    }
}
