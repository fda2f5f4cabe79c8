//! `lancan export inspect`: what an export says, and whether it can be trusted.

use std::{
    fs::File,
    io::{BufReader, Read, Seek as _},
    path::{Path, PathBuf},
    process::ExitCode,
};

use lancan_protocol::{
    export::{
        ExportError, ExportKey, ExportReader, FILE_HEADER, Limits, SignatureStatus, TrustedKeys, Unverified,
        read_unsigned,
    },
    wire::{PublicKeyPem, ReportType},
};
use lancan_text::Catalogue;
use serde_json::json;

use crate::failure::{Failure, Outcome};

/// Says what an export holds, and whether its signature fits.
///
/// Exit code 1 when a public key was given and the signature is not valid.
#[derive(clap::Args)]
pub(crate) struct InspectArgs {
    /// The export (zip, or a bare export.bin).
    file: PathBuf,
    /// Public key to check the signature with (SPKI PEM, P-256).
    #[arg(long, value_name = "PEM")]
    public_key: Option<PathBuf>,
    /// Believe the public key only under this key id; without it, under any.
    #[arg(long, requires = "public_key")]
    key_id: Option<String>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(args: &InspectArgs, text: &Catalogue) -> Outcome {
    let trusted = match &args.public_key {
        Some(path) => read_public_key(path, args.key_id.as_deref())?,
        None => TrustedKeys::default(),
    };
    let file = File::open(&args.file).map_err(|error| Failure::file(&args.file, error))?;
    let (export, tally) = read(file, &trusted).map_err(|error| Failure::file(&args.file, error))?;
    let report = tally.report(&export);
    if args.json {
        println!("{report:#}");
    } else {
        print_text(&report, text);
    }
    let valid = matches!(export.signature, SignatureStatus::Valid { .. });
    Ok(if args.public_key.is_some() && !valid { ExitCode::from(1) } else { ExitCode::SUCCESS })
}

/// Reads a zip, or a bare `export.bin`, which has no signature.
fn read(mut file: File, trusted: &TrustedKeys) -> Result<(Unverified, Tally), ExportError> {
    let mut tally = Tally::default();
    let mut start = Vec::new();
    Read::by_ref(&mut file).take(FILE_HEADER.len() as u64).read_to_end(&mut start)?;
    file.rewind()?;
    if start == FILE_HEADER {
        let (header, keys) = read_unsigned(file, Limits::default())?;
        for key in &keys {
            tally.add(&key.key);
        }
        let revised_keys = keys.iter().filter(|key| key.revised).count() as u64;
        let keys = keys.len() as u64 - revised_keys;
        return Ok((Unverified { header, signature: SignatureStatus::Absent, keys, revised_keys }, tally));
    }
    let mut reader = ExportReader::open(BufReader::new(file), Limits::default())?;
    let mut stream = reader.stream()?;
    while let Some(key) = stream.next()? {
        tally.add(&key.key);
    }
    Ok((stream.inspect(trusted)?, tally))
}

/// Reads a public key to believe under one id, or under any.
pub(crate) fn read_public_key(path: &Path, id: Option<&str>) -> Result<TrustedKeys, Failure> {
    let pem = std::fs::read_to_string(path).map_err(|error| Failure::file(path, error))?;
    let trusted = match id {
        Some(id) => TrustedKeys::new(&[PublicKeyPem { id: id.to_owned(), version: String::new(), pem }]),
        None => TrustedKeys::under_any_id(&[&pem]),
    };
    trusted.map_err(|error| Failure::file(path, error))
}

/// Counts over all keys of an export.
#[derive(Default)]
struct Tally {
    by_type: [u64; 6],
    shortest: Option<u32>,
    longest: Option<u32>,
    period_sum: u64,
    other_than_a_day: u64,
    first_start: Option<u32>,
    last_start: Option<u32>,
}

/// Names of report types, by their numbers.
const TYPES: [&str; 6] =
    ["unknown", "confirmed_test", "confirmed_clinical_diagnosis", "self_report", "recursive", "revoked"];

impl Tally {
    fn add(&mut self, key: &ExportKey) {
        let kind = key.report_type.map_or(0, |kind| match kind {
            ReportType::ConfirmedTest => 1,
            ReportType::ConfirmedClinicalDiagnosis => 2,
            ReportType::SelfReport => 3,
            ReportType::Recursive => 4,
            ReportType::Revoked => 5,
        });
        if let Some(count) = self.by_type.get_mut(kind) {
            *count += 1;
        }
        self.shortest = Some(self.shortest.map_or(key.period, |least| least.min(key.period)));
        self.longest = self.longest.max(Some(key.period));
        self.period_sum += u64::from(key.period);
        self.other_than_a_day += u64::from(key.period != 144);
        self.first_start = Some(self.first_start.map_or(key.start.0, |first| first.min(key.start.0)));
        self.last_start = self.last_start.max(Some(key.start.0));
    }

    fn report(&self, export: &Unverified) -> serde_json::Value {
        let count = self.by_type.iter().sum::<u64>();
        #[expect(clippy::cast_precision_loss, reason = "a mean, for people")]
        let mean = (count > 0).then(|| self.period_sum as f64 / count as f64);
        let by_type: serde_json::Map<_, _> =
            TYPES.iter().zip(self.by_type).map(|(name, count)| ((*name).to_owned(), json!(count))).collect();
        let (signature, key_id) = match &export.signature {
            SignatureStatus::Valid { key_id, .. } => ("valid", Some(key_id)),
            SignatureStatus::Invalid => ("invalid", None),
            SignatureStatus::UnknownKey => ("unknown key", None),
            SignatureStatus::Absent => ("absent", None),
        };
        json!({
            "keys": export.keys,
            "revised_keys": export.revised_keys,
            "region": export.header.region,
            "start_timestamp": export.header.start,
            "end_timestamp": export.header.end,
            "batch_number": export.header.batch_number,
            "batch_size": export.header.batch_size,
            "report_types": by_type,
            "rolling_period": {
                "least": self.shortest, "most": self.longest, "mean": mean, "other_than_144": self.other_than_a_day,
            },
            "first_start_interval": self.first_start,
            "last_start_interval": self.last_start,
            "signature": signature,
            "signature_key_id": key_id,
        })
    }
}

fn print_text(report: &serde_json::Value, text: &Catalogue) {
    let said = |name: &str| text.message(&format!("export-is-{}", name.replace(['_', ' '], "-")), &[]);
    let counted = |value: &serde_json::Value| match value {
        serde_json::Value::Number(number) if number.is_f64() => {
            text.grouped(format!("{:.1}", number.as_f64().unwrap_or_default()).trim_end_matches(".0"))
        }
        serde_json::Value::Null => said("none"),
        value => text.grouped(&value.to_string()),
    };
    for (field, value) in report.as_object().into_iter().flatten() {
        let name = said(field);
        match value {
            serde_json::Value::String(status) if field == "signature" => println!("{name}: {}", said(status)),
            serde_json::Value::String(words) => println!("{name}: {words}"),
            serde_json::Value::Object(parts) => {
                let part = |(name, value): (&String, &serde_json::Value)| format!("{} {}", said(name), counted(value));
                let parts: Vec<String> = parts.iter().map(part).collect();
                println!("{name}: {}", parts.join(", "));
            }
            // Numbers that name a time or an interval, as other tools show them.
            serde_json::Value::Number(number) if !field.ends_with("keys") => println!("{name}: {number}"),
            value => println!("{name}: {}", counted(value)),
        }
    }
}
