//! Criteria by which facilities are judged.

use lancan_protocol::{
    criteria::{Criteria, CriteriaSet, UnitRule},
    signed::{Purpose, Signed},
    time::UnixTime,
};

use crate::{assert_golden, golden, public, signer};

#[test]
fn criteria_are_the_same_bytes_and_open_under_their_signature() {
    let criteria = Criteria {
        format: 1,
        serial: 3,
        issued_at: UnixTime(1_619_900_000),
        expires_at: UnixTime(1_622_500_000),
        sets: CriteriaSet::shipped().unwrap(),
        units: UnitRule::default(),
    };
    assert_golden("criteria.json", &serde_json::to_vec(&criteria).unwrap());
    let document = golden("criteria.json");
    assert_eq!(Criteria::from_json(&document), Ok(criteria.clone()));
    let signed = Signed::new(Purpose::Criteria, "criteria-2021", &signer(5), &document);
    assert_golden("criteria.signed.json", &serde_json::to_vec(&signed).unwrap());
    let trusted = [public(5, "criteria-2021")];
    let opened = Criteria::open_signed(&golden("criteria.signed.json"), &trusted, 3, UnixTime(1_620_000_000));
    assert_eq!(opened, Ok(criteria));
}
