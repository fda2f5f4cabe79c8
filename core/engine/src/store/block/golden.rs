//! Blocks as they lie on phones: each form is read to the same encounters, and these are written to the same bytes.
//!
//! The bytes are read forever (`CONTRIBUTING.md`): a new form of block adds to them.

use lancan_protocol::hex;

use super::*;

const AT: Interval = Interval(2_700_000);

fn scan(seconds_since_last: u16, typical_rssi: i8, strongest_rssi: i8) -> ScanInstance {
    ScanInstance { seconds_since_last, typical_rssi, strongest_rssi }
}

/// An encounter that was measured in these scans.
fn heard(id: u8, scans: Vec<ScanInstance>) -> Encounter {
    Encounter {
        frame: Frame { id: RollingId::from_bytes([id; 16]), metadata: EncryptedMetadata::from_bytes([1, 2, 3, id]) },
        interval: AT,
        first: 1,
        last: 599,
        sightings: 300,
        scans,
        histogram: RssiHistogram([0, 1, 2, 3, 4, 5, 14, 15]),
        flags: EncounterFlags::default(),
    }
}

fn bluezone(id: u8) -> Encounter {
    let mut bytes = [id; 16];
    bytes[12..].fill(0);
    let frame = Frame { id: RollingId::from_bytes(bytes), metadata: EncryptedMetadata::from_bytes([0; 4]) };
    Encounter { frame, flags: EncounterFlags::BLUEZONE, ..heard(id, vec![scan(60, -70, -60)]) }
}

fn flagged(id: u8, flags: u8) -> Encounter {
    Encounter { flags: EncounterFlags(flags), ..heard(id, vec![scan(60, -70, -60)]) }
}

/// Scans at more different gaps than a block can hold in common.
fn many_gaps() -> Vec<Encounter> {
    let common = (0..16).map(|n| heard(n, vec![scan(100 + u16::from(n), -70, -60); 2]));
    let own = heard(16, vec![scan(7, -70, -60), scan(599, -71, -61), scan(100, -72, -62)]);
    let own_and_flags = Encounter { flags: EncounterFlags(31), ..heard(17, vec![scan(8, -70, -60)]) };
    let short_and_own = Encounter { scans: vec![scan(9, -70, -60)], ..bluezone(18) };
    common.chain([own, own_and_flags, short_and_own]).collect()
}

fn assert_golden(bytes: &str, activity: u8, encounters: Vec<Encounter>) {
    let block = Block { activity: Activity(activity), encounters };
    let digits: Vec<u8> = bytes.bytes().filter(u8::is_ascii_hexdigit).collect();
    let stored: Vec<u8> =
        digits.chunks(2).map(|pair| u8::from_str_radix(core::str::from_utf8(pair).unwrap(), 16).unwrap()).collect();
    assert_eq!(hex::encode(&block.encode()), hex::encode(&stored));
    assert_eq!(Block::decode(AT, &stored), Some(block));
}

#[test]
fn an_interval_in_which_nobody_was_heard() {
    assert_golden("030000", 3, vec![]);
}

#[test]
fn encounters_without_scans() {
    assert_golden("000001015c090101010101010101010101010101010101020301ac02103254fe00", 0, vec![heard(1, vec![])]);
}

#[test]
fn scans_at_one_gap_take_no_bits() {
    assert_golden(
        "02013c02015c090101010101010101010101010101010101020301ac02103254fe02c4c40a015c0902020202020202020202
         02020202020201020302ac02103254fe01b00f2f",
        2,
        vec![heard(1, vec![scan(60, -70, -60), scan(60, -60, -60)]), heard(2, vec![scan(60, -127, -80)])],
    );
}

#[test]
fn scans_at_two_gaps_take_a_bit() {
    let nine = (0..9).map(|n| scan(if n % 2 == 0 { 60 } else { 300 }, -70, -60)).collect();
    assert_golden(
        "02023cac0201015c090101010101010101010101010101010101020301ac02103254fe09aa00c4c4c4c4c4c4c4c4c4aaaaaa
         aa0a",
        2,
        vec![heard(1, nine)],
    );
}

#[test]
fn scans_at_three_or_four_gaps_take_two_bits() {
    let five = (0..5).map(|n| scan([60, 300, 90][n % 3], -70, -60)).collect();
    assert_golden(
        "0103ac023c5a01015c090101010101010101010101010101010101020301ac02103254fe056100c4c4c4c4c4aaaa0a",
        1,
        vec![heard(1, five)],
    );
}

#[test]
fn scans_at_more_gaps_take_four_bits() {
    let five = (0..5).map(|n| scan(60 + n, -70, -60)).collect();
    assert_golden(
        "0105403f3e3d3c01015c090101010101010101010101010101010101020301ac02103254fe05341200c4c4c4c4c4aaaa0a",
        1,
        vec![heard(1, five)],
    );
}

#[test]
fn gaps_of_its_own_with_and_without_flags_and_a_short_identifier() {
    assert_golden(
        "031064737271706f6e6d6c6b6a696867666513015c090000000000000000000000000000000001020300ac02103254fe0200
         c4c4aa015c090101010101010101010101010101010101020301ac02103254fe02ffc4c4aa015c0902020202020202020202
         02020202020201020302ac02103254fe02eec4c4aa015c090303030303030303030303030303030301020303ac02103254fe
         02ddc4c4aa015c090404040404040404040404040404040401020304ac02103254fe02ccc4c4aa015c090505050505050505
         050505050505050501020305ac02103254fe02bbc4c4aa015c090606060606060606060606060606060601020306ac021032
         54fe02aac4c4aa015c090707070707070707070707070707070701020307ac02103254fe0299c4c4aa015c09080808080808
         0808080808080808080801020308ac02103254fe0288c4c4aa015c090909090909090909090909090909090901020309ac02
         103254fe0277c4c4aa015c090a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0102030aac02103254fe0266c4c4aa015c090b0b0b0b
         0b0b0b0b0b0b0b0b0b0b0b0b0102030bac02103254fe0255c4c4aa015c090c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0102030c
         ac02103254fe0244c4c4aa015c090d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0102030dac02103254fe0233c4c4aa015c090e0e
         0e0e0e0e0e0e0e0e0e0e0e0e0e0e0102030eac02103254fe0222c4c4aa015c090f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0102
         030fac02103254fe0211c4c4aa015c291010101010101010101010101010101001020310ac02103254fe0307d70464c4c3c2
         aa0a015c691f1111111111111111111111111111111101020311ac02103254fe0108c40a015c790412121212121212121212
         1212ac02103254fe0109c40a",
        3,
        many_gaps(),
    );
}

#[test]
fn a_bluezone_identifier_is_short() {
    assert_golden("02013c01015c5904040404040404040404040404ac02103254fe01c40a", 2, vec![bluezone(4)]);
}

#[test]
fn flags_take_a_byte_where_there_are_any() {
    assert_golden(
        "02013c06015c49010101010101010101010101010101010101020301ac02103254fe01c40a015c4902020202020202020202
         0202020202020201020302ac02103254fe01c40a015c49040303030303030303030303030303030301020303ac02103254fe
         01c40a015c49080404040404040404040404040404040401020304ac02103254fe01c40a015c491005050505050505050505
         05050505050501020305ac02103254fe01c40a015c491f0606060606060606060606060606060601020306ac02103254fe01
         c40a",
        2,
        vec![flagged(1, 1), flagged(2, 2), flagged(3, 4), flagged(4, 8), flagged(5, 16), flagged(6, 31)],
    );
}

#[test]
fn a_signal_15_db_or_more_above_the_typical_takes_a_byte_at_the_end() {
    let scans = vec![scan(60, -75, -60), scan(60, -74, -60), scan(60, -100, -30), scan(60, 127, 127)];
    assert_golden(
        "02013c01015c090101010101010101010101010101010101020301ac02103254fe04c4c4e27fef0f0f46",
        2,
        vec![heard(1, scans)],
    );
}
