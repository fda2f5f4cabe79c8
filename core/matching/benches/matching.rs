//! The steps of matching, each alone: derivation, looking up in memory, and reading a signed export.
#![allow(missing_docs, clippy::unwrap_used)]

use std::{hint::black_box, io::Cursor};

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use lancan_matching::{HeardIdentifier, HeardIndex, Matcher, Policy, RollingKeys};
use lancan_protocol::{
    export::{ExportHeader, ExportKey, ExportReader, ExportSigner, Limits, TrustedKeys, write_export},
    key_days::KeyDays,
    keys::{DayKey, RollingId},
    time::{Day, Interval},
    wire::PublicKeyPem,
};
use p256::{ecdsa::SigningKey, pkcs8::EncodePublicKey as _};
use rand_chacha::{
    ChaCha20Rng,
    rand_core::{Rng as _, SeedableRng as _},
};

const KEYS: usize = 10_000;
const FIRST_DAY: Day = Day(18_750);
const DAYS: u32 = 14;

fn keys() -> Vec<ExportKey> {
    let mut rng = ChaCha20Rng::seed_from_u64(1);
    let start = |number: u32| KeyDays::VIETNAM.first_interval(FIRST_DAY.plus(number % DAYS));
    (0..).take(KEYS).map(|number| ExportKey::new(DayKey::generate(&mut rng), start(number), 144)).collect()
}

fn index(identifiers: u32) -> HeardIndex {
    let mut rng = ChaCha20Rng::seed_from_u64(2);
    HeardIndex::build((0..identifiers).map(|handle| {
        let mut id = [0; 16];
        rng.fill_bytes(&mut id);
        let first_seen = Interval(KeyDays::VIETNAM.first_interval(FIRST_DAY).0 + rng.next_u32() % (DAYS * 144)).start();
        HeardIdentifier { id: RollingId::from_bytes(id), first_seen, last_seen: first_seen, below_floor: false, handle }
    }))
}

fn matching(c: &mut Criterion) {
    let keys = keys();
    let mut group = c.benchmark_group("keys");
    group.throughput(Throughput::Elements(KEYS as u64)).sample_size(20);

    let bytes: Vec<[u8; 16]> = keys.iter().map(|key| *key.key.as_bytes()).collect();
    let mut out = Vec::new();
    group.bench_function("derive rolling keys", |b| b.iter(|| RollingKeys::new().derive(black_box(&bytes), &mut out)));

    let published = KeyDays::VIETNAM.start(FIRST_DAY.plus(DAYS + 1));
    for identifiers in [100_000, 1_000_000] {
        let index = index(identifiers);
        let matcher = Matcher::new(&index, Policy::default());
        group.bench_function(format!("match in memory, {identifiers} identifiers"), |b| {
            b.iter(|| matcher.match_keys(black_box(&keys), published));
        });
    }

    let key = SigningKey::from_slice(&[9; 32]).unwrap();
    let pem = key.verifying_key().to_public_key_pem(p256::pkcs8::LineEnding::LF).unwrap();
    let trusted = TrustedKeys::new(&[PublicKeyPem { id: "k".into(), version: "1".into(), pem }]).unwrap();
    let signers = [ExportSigner { key, id: "k".into(), version: "1".into() }];
    let header = ExportHeader { end: published, ..ExportHeader::default() };
    group.bench_function("write and sign an export", |b| {
        b.iter(|| write_export(&header, black_box(&keys), &[], &signers).unwrap());
    });
    let export = write_export(&header, &keys, &[], &signers).unwrap();
    group.bench_function("read and verify an export", |b| {
        b.iter_batched(
            || ExportReader::open(Cursor::new(&export), Limits::default()).unwrap(),
            |mut reader| reader.stream().unwrap().finish(&trusted).unwrap(),
            BatchSize::SmallInput,
        );
    });
    group.finish();
}

criterion_group!(benches, matching);
criterion_main!(benches);
