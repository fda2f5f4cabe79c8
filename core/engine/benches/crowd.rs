//! What an event costs the phone in a crowd: a sighting of somebody near, and a wake between.
#![allow(missing_docs, clippy::unwrap_used)]

use core::time::Duration;
use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use lancan_core::{
    AdapterState, Advert, Capabilities, Event, Now, PeerHandle, RadioEvent, Sighting, StaticVault, Store, Tracer,
};
use lancan_protocol::{frame::Frame, time::UnixTime, wire::Deployment};
use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng as _};

/// People in range.
const PEOPLE: u64 = 1_000;
/// Sightings a second of all of them.
const PER_SECOND: u64 = 4_000;

fn at(sightings: u64) -> Now {
    let passed = Duration::from_nanos(sightings * 1_000_000_000 / PER_SECOND);
    Now { wall: UnixTime(1_620_000_000 + passed.as_secs()), monotonic: passed }
}

fn phone() -> Tracer {
    let mut rng = ChaCha20Rng::seed_from_u64(1);
    let store = Store::in_memory(&StaticVault::new([7; 32]), &mut rng).unwrap();
    let mut tracer = Tracer::open(store, Deployment::for_test(), rng).unwrap();
    let capabilities = Capabilities { model: "Pixel 4a".into(), ..Capabilities::default() };
    tracer.handle(at(0), Event::Started { capabilities, restored: false });
    tracer.handle(at(0), Event::Radio(RadioEvent::Adapter(AdapterState::On)));
    tracer.handle(at(0), Event::Radio(RadioEvent::ScanStarted));
    tracer
}

fn sighting(number: u64) -> Event {
    let person = number % PEOPLE;
    let mut bytes = [1; Frame::LENGTH];
    bytes.first_chunk_mut::<8>().unwrap().copy_from_slice(&person.to_le_bytes());
    let advert = Advert::ServiceData(Frame::from_bytes(&bytes).unwrap());
    Event::Radio(RadioEvent::Sighted(Sighting { peer: PeerHandle(person), rssi_dbm: Some(-70), advert }))
}

fn crowd(c: &mut Criterion) {
    let mut group = c.benchmark_group("tracer");
    group.throughput(Throughput::Elements(1));
    let mut tracer = phone();
    let mut number = 0;
    group.bench_function("handle a sighting in a crowd of 1,000", |b| {
        b.iter(|| {
            number += 1;
            black_box(tracer.handle(at(number), sighting(number)))
        });
    });
    let mut tracer = phone();
    let mut second = 0;
    group.bench_function("handle a wake", |b| {
        b.iter(|| {
            second += 1;
            black_box(tracer.handle(at(second * PER_SECOND), Event::Wake))
        });
    });
    group.finish();
}

criterion_group!(benches, crowd);
criterion_main!(benches);
