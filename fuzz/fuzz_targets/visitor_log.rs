//! What a visitor log is made of: any bytes are refused or read, never a panic, and what is read is written to the same bytes.
#![no_main]

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use lancan_protocol::{
    hex, lc1,
    places::{Minute, PlaceSeed, Province},
    visitor_log::{
        CardBlobs, CardId, CardKey, CardUpload, CheckedUpload, Enrolment, Entry, FiledEnvelope, IdentityLine, KeyPack, LogHour, LogSecretKey, OpenerCertificate, OpeningBundle,
        OpeningRequest, PaperCode, PaperKeys, PhoneCode, Upload, VisitLine, open, open_blob, open_result,
    },
};
use libfuzzer_sys::fuzz_target;
use sha2::{Digest as _, Sha256};

fuzz_target!(|input: &[u8]| {
    if let Ok(text) = core::str::from_utf8(input) {
        let _ = IdentityLine::read(text);
        let _ = lc1::bytes(text);
        let _ = lc1::bytes(&format!("LC1:{text}"));
    }
    if let Ok(request) = OpeningRequest::from_bytes(input) {
        assert_eq!(request.to_bytes(), input);
    }
    if let Ok(entry) = Entry::from_bytes(input) {
        assert!(Entry::from_bytes(&entry.to_bytes()) == Ok(entry));
    }
    if let Ok(upload) = Upload::from_bytes(input) {
        assert_eq!(upload.to_bytes(), input);
    }
    if let Some(upload) = CheckedUpload::from_bytes(input) {
        assert_eq!(upload.to_bytes(), input);
    }
    let _ = VisitLine::from_bytes(input);
    let _ = FiledEnvelope::read_all(input);
    let _ = OpenerCertificate::from_bytes(input);
    let _ = PhoneCode::read(input);
    // A public key of the curve in front of any bytes.
    let card = p256::ecdsa::SigningKey::from_slice(&[1; 32]).unwrap();
    let head = [[1].as_slice(), card.verifying_key().to_sec1_point(true).as_bytes()].concat();
    assert!(CardUpload::read(&[head.as_slice(), input].concat()).is_err());
    let _ = CardUpload::read(input);
    assert!(PaperCode::read(input, &PaperKeys::default()).is_err());
    assert!(KeyPack::read(input, &[], Province(68), 0, Minute(0)).is_err());
    let (secret, _) = LogSecretKey::derive(&[1; 32]);
    assert!(open(input, (PlaceSeed::from_bytes([1; 16]).log_id(), LogHour(1)), &secret).is_err());
    let opener = p256::ecdsa::SigningKey::from_slice(&[1; 32]).unwrap();
    assert!(open_result(input, &[1; 16], (&secret, opener.verifying_key())).is_err());
    if let Ok(blobs) = serde_json::from_slice::<CardBlobs>(input) {
        for blob in &blobs.cards {
            let sealed = hex::decode(&blob.blob).unwrap_or_default();
            assert!(open_blob(blob.kind(), CardId::from_bytes([1; 16]), &CardKey::from_bytes([1; 16]), &sealed, &secret).is_err());
        }
    }
    if let Ok(bundle) = serde_json::from_slice::<OpeningBundle>(input) {
        let _ = bundle.envelopes();
    }
    // An answer of an authenticator whose head is in order.
    let challenge = [1; 32];
    let said = format!(r#"{{"type":"webauthn.create","challenge":"{}","origin":"o"}}"#, URL_SAFE_NO_PAD.encode(challenge));
    let head = [Sha256::digest(b"s").as_slice(), &[0x45, 0, 0, 0, 0]].concat();
    let told = Enrolment {
        authenticator_data: URL_SAFE_NO_PAD.encode([head.as_slice(), input].concat()),
        client_data: URL_SAFE_NO_PAD.encode(said),
    };
    let _ = told.verify(&challenge, "s", "o");
});
