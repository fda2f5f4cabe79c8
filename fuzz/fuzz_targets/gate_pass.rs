//! Gate passes, lists of those taken back and bundles: any text and any bytes are refused, and the end of a good pass cannot be exchanged.
#![no_main]

use lancan_protocol::{
    pass::{GateNumber, GatePass, OpenedBundle, PassId, PassKeys, Revocations},
    places::Minute,
    visitor_log::LogSecretKey,
    wire::PublicKeyPem,
};
use libfuzzer_sys::fuzz_target;
use p256::{
    ecdsa::SigningKey,
    pkcs8::{EncodePublicKey as _, LineEnding},
};

fuzz_target!(|input: &[u8]| {
    let key = SigningKey::from_slice(&[7; 32]).expect("a key");
    let pem = key.verifying_key().to_public_key_pem(LineEnding::LF).expect("a key");
    let trusted = [PublicKeyPem { id: "1".into(), version: "1".into(), pem }];
    let keys = PassKeys::of(&trusted);
    if let Ok(text) = core::str::from_utf8(input) {
        assert!(GatePass::read(text, &keys).is_err());
        assert!(GatePass::read(&format!("LC1:{text}"), &keys).is_err());
    }
    assert!(GatePass::from_bytes(input, &keys).is_err());
    assert!(Revocations::default().take(input, &trusted, Minute(0).start()).is_err());
    let (device, _) = LogSecretKey::derive(&[7; 32]);
    assert!(OpenedBundle::open(input, &trusted, &device, GateNumber(1), Minute(0).start()).is_err());
    let good = GatePass {
        id: PassId([1; 16]), gate: GateNumber(1), valid_from: Minute(1), valid_to: Minute(2), serial: 1,
    };
    let mut bytes = good.sign(1, &key).to_vec();
    bytes.truncate(GatePass::BYTES.saturating_sub(input.len()));
    bytes.extend_from_slice(input);
    if let Ok(read) = GatePass::from_bytes(&bytes, &keys) {
        // ECDSA has two signatures for every one; what they sign is the same.
        assert!(read == good && bytes.len() == GatePass::BYTES);
    }
});
