//! `lancan bench places`: a day's exports of places of all provinces on disk against a phone's visits.

use std::{
    fmt::Display,
    fs::File,
    path::{Path, PathBuf},
    process::ExitCode,
    time::Instant,
};

use lancan_protocol::{
    export::{ExportSigner, TrustedKeys},
    key_days::KeyDays,
    places::{
        DaySeed, Minute, Province, ROW_BYTES, Row, Window,
        export::{PlacesHeader, PlacesLimits, PlacesReader, write_places},
    },
    time::Day,
    visits::{FoundWindow, TagIndex, VisitedDay},
    wire::PublicKeyPem,
};
use p256::{ecdsa::SigningKey, pkcs8::EncodePublicKey as _};
use rand_chacha::{
    ChaCha20Rng,
    rand_core::{Rng as _, SeedableRng as _},
};
use serde_json::json;

use super::{machine, numbers::at_least};
use crate::{
    failure::{Failure, Outcome},
    words::Words,
};

/// Measures how fast places are matched.
///
/// Matches a day's exports of places with a phone's visits: every file is read, checked and searched. Plants one window for
/// each tenth visit and fails unless exactly those are found.
#[derive(clap::Args)]
pub(crate) struct BenchPlacesArgs {
    /// Rows of all files together.
    #[arg(long, default_value_t = 400_000, value_parser = at_least::<usize, 63>)]
    rows: usize,
    /// Visits of the phone, each to another place.
    #[arg(long, default_value_t = 200)]
    visits: u32,
    /// Measurements; the median counts.
    #[arg(long, default_value_t = 9, value_parser = at_least::<usize, 1>)]
    runs: usize,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

const DAY: Day = Day(18_774);
/// Files, one for each province.
const PROVINCES: u8 = 63;
/// One visit in this many was at a place of which the authority warns.
const PLANTED_ONE_IN: u32 = 10;
const KEY_ID: &str = "bench";

pub(crate) fn run(args: &BenchPlacesArgs, words: Words) -> Outcome {
    let folder = tempfile::tempdir().map_err(Failure::new)?;
    let (trusted, files) = write_files(args, folder.path())?;
    let planted = args.visits.div_ceil(PLANTED_ONE_IN) as usize;
    let mut seconds = Vec::with_capacity(args.runs);
    for _ in 0..args.runs {
        let before = Instant::now();
        let index = TagIndex::new((0..args.visits).map(|handle| VisitedDay { handle, seed: seed(handle) }).collect());
        let mut found: Vec<FoundWindow> = Vec::new();
        for file in &files {
            let source = File::open(file).map_err(Failure::new)?;
            let mut reader = PlacesReader::open(source, PlacesLimits::default()).map_err(Failure::new)?;
            found.extend(index.match_export(&mut reader, &trusted).map_err(Failure::new)?.1);
        }
        seconds.push(before.elapsed().as_secs_f64());
        if found.len() != planted || found.iter().any(|found| found.handle % PLANTED_ONE_IN != 0) {
            return Err(Failure::of("bench-wrong"));
        }
    }
    let median = machine::median(&seconds);
    let peak_mb = machine::peak_memory_bytes().map(|bytes| bytes.div_ceil(1_000_000));
    let report = json!({
        "processor": machine::processor(),
        "rows": args.rows,
        "visits": args.visits,
        "files": files.len(),
        "runs": args.runs,
        "seconds": median,
        "peak_mb": peak_mb,
        "planted": planted,
        "found": planted,
    });
    if args.json {
        println!("{report:#}");
    } else {
        let said: [(&str, &dyn Display); 4] = [
            ("seconds", &words.figure(median, 3)),
            ("rows", &args.rows),
            ("visits", &args.visits),
            ("processor", &machine::processor_in(words)),
        ];
        println!("{}", words.say("bench-places", &said));
        if let Some(memory) = peak_mb {
            println!("{}", words.say("bench-match-memory", &[("memory", &memory)]));
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn seed(visit: u32) -> DaySeed {
    let mut seed = [7; 16];
    for (to, from) in seed.iter_mut().zip(visit.to_le_bytes()) {
        *to = from;
    }
    DaySeed::from_bytes(seed)
}

/// Writes a signed file for each province, one at a time; the planted windows lie in the first.
fn write_files(args: &BenchPlacesArgs, folder: &Path) -> Result<(TrustedKeys, Vec<PathBuf>), Failure> {
    let mut rng = ChaCha20Rng::seed_from_u64(1);
    let key = SigningKey::from_slice(&[7; 32]).map_err(Failure::new)?;
    let pem = key.verifying_key().to_public_key_pem(p256::pkcs8::LineEnding::LF).map_err(Failure::new)?;
    let trusted = TrustedKeys::new(&[PublicKeyPem { id: KEY_ID.into(), version: "1".into(), pem }]);
    let signer = [ExportSigner { key, id: KEY_ID.into(), version: "1".into() }];
    let midnight = KeyDays::VIETNAM.start(DAY);
    let window = Window::of_case(Minute::of(midnight), Minute::of(midnight).plus(60));
    let provinces = usize::from(PROVINCES);
    let mut files = Vec::new();
    for province in 1..=PROVINCES {
        let extra = usize::from(usize::from(province) <= args.rows % provinces);
        let mut rows: Vec<Row> = match province {
            1 => (0..args.visits)
                .step_by(PLANTED_ONE_IN as usize)
                .map(|visit| Row::seal(&window, &seed(visit), 0))
                .collect(),
            _ => Vec::new(),
        };
        rows.resize_with((args.rows / provinces + extra).max(rows.len()), || {
            let mut bytes = [0; ROW_BYTES];
            rng.fill_bytes(&mut bytes);
            Row::from_bytes(bytes)
        });
        rows.sort_unstable();
        let (start, end) = (midnight, midnight.plus(Day::SECONDS));
        let header = PlacesHeader { start, end, province: Province(province), batch_number: 1, batch_size: 1 };
        let path = folder.join(format!("{province}.zip"));
        std::fs::write(&path, write_places(&header, &rows, &signer).map_err(Failure::new)?).map_err(Failure::new)?;
        files.push(path);
    }
    Ok((trusted.map_err(Failure::new)?, files))
}
