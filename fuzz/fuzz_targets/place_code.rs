//! Place codes and the texts that carry them: as bytes, as a text, and as the end of a well-formed code.
#![no_main]

use lancan_protocol::{
    places::{
        Category, CodeSecret, Place, PlaceCode, PlaceFlags, PlaceKeys, PlaceName, PlaceSeed, Province, ScannedText,
        UnitCode, poster,
    },
    wire::{Deployment, PublicKeyPem},
};
use libfuzzer_sys::fuzz_target;
use p256::{
    ecdsa::SigningKey,
    pkcs8::{EncodePublicKey as _, LineEnding},
};

fuzz_target!(|input: &[u8]| {
    if let Ok(text) = core::str::from_utf8(input) {
        let _ = ScannedText::of(text);
    }
    let key = SigningKey::from_slice(&[7; 32]).expect("a key");
    let pem = key.verifying_key().to_public_key_pem(LineEnding::LF).expect("a key");
    let poster_keys = vec![PublicKeyPem { id: "1".into(), version: "1".into(), pem }];
    let keys = PlaceKeys::of(&Deployment { poster_keys, ..Deployment::for_test() });
    assert!(PlaceCode::read(input, &keys).is_err());
    let place = Place {
        flags: PlaceFlags::default(),
        category: Category::Other,
        province: Province(1),
        unit: UnitCode::from_digits("00001").expect("a unit"),
        name: PlaceName::typed("a").expect("a name"),
    };
    let mut code = poster(&place, &PlaceSeed::from_bytes([1; 16]), 1, &key);
    let at = code.len().saturating_sub(input.len());
    let good = code.clone();
    code.truncate(at);
    code.extend_from_slice(input);
    if let Ok(read) = PlaceCode::read(&code, &keys) {
        // ECDSA has two signatures for every one; what they sign is the same.
        assert!(matches!(read.secret, CodeSecret::Poster(_)) && code.len() == good.len());
    }
});
