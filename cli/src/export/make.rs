//! `lancan export make`: a signed export from a list of keys, to test other systems with.

use std::path::{Path, PathBuf};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use lancan_protocol::{
    export::{ExportHeader, ExportKey, ExportSigner, write_export},
    keys::DayKey,
    time::{Interval, UnixTime},
    wire::ReportType,
};
use lancan_text::Catalogue;
use p256::{ecdsa::SigningKey, pkcs8::DecodePrivateKey as _};
use serde::Deserialize;

use crate::{
    export::hex,
    failure::{Failure, Outcome, Why},
    why::Detail,
};

/// Makes a signed export from a JSON list of keys.
///
/// Makes a signed export from a JSON list of keys:
/// `[{"key": hex or base64, "rolling_start_interval": 2700000, "rolling_period": 144,
/// "report_type": "confirmed_test", "days_since_onset": 2, "transmission_risk": 0, "revised": false}, …]`.
/// All but the first two may be left out. Also reads `{"temporaryExposureKeys": […]}` with `rollingStartNumber`,
/// `rollingPeriod` and `transmissionRisk`.
#[derive(clap::Args)]
pub(crate) struct MakeArgs {
    /// The keys (JSON).
    keys: PathBuf,
    /// The private key that signs (PKCS#8 PEM, P-256).
    #[arg(long, value_name = "PEM")]
    private_key: PathBuf,
    /// The id that the signature names the key by.
    #[arg(long, default_value = "1")]
    key_id: String,
    /// The version that the signature names the key by.
    #[arg(long, default_value = "v1")]
    key_version: String,
    /// Region.
    #[arg(long, default_value = "VN")]
    region: String,
    /// First instant of the batch, Unix seconds; a day before its end when left out.
    #[arg(long)]
    start: Option<u64>,
    /// Last instant of the batch, Unix seconds; when left out, the earliest at which all keys may be published.
    #[arg(long)]
    end: Option<u64>,
    /// Number of the file in its batch.
    #[arg(long, default_value_t = 1)]
    batch_number: u32,
    /// Files in the batch.
    #[arg(long, default_value_t = 1)]
    batch_size: u32,
    /// Where to write the export.
    #[arg(long, short)]
    output: PathBuf,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum KeyList {
    Plain(Vec<ListedKey>),
    Named {
        #[serde(rename = "temporaryExposureKeys")]
        keys: Vec<ListedKey>,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ListedKey {
    key: String,
    #[serde(alias = "rollingStartNumber", alias = "rolling_start_interval_number")]
    rolling_start_interval: u32,
    #[serde(alias = "rollingPeriod", default = "whole_day")]
    rolling_period: u32,
    #[serde(alias = "reportType")]
    report_type: Option<ReportType>,
    #[serde(alias = "daysSinceOnset")]
    days_since_onset: Option<i32>,
    #[serde(alias = "transmissionRisk", default)]
    transmission_risk: u8,
    #[serde(default)]
    revised: bool,
}

fn whole_day() -> u32 {
    Interval::PER_DAY
}

pub(crate) fn run(args: &MakeArgs, text: &Catalogue) -> Outcome {
    let (keys, revised) = read_keys(&args.keys)?;
    let pem = std::fs::read_to_string(&args.private_key).map_err(|error| Failure::file(&args.private_key, error))?;
    let key = SigningKey::from_pkcs8_pem(pem.trim())
        .map_err(|_| Failure::file(&args.private_key, Why::plain("export-no-private-key")))?;
    let earliest = keys.iter().chain(&revised).map(ExportKey::earliest_publication).max().unwrap_or_default();
    let end = args.end.map_or(earliest, UnixTime);
    let header = ExportHeader {
        start: args.start.map_or(end.minus(86_400), UnixTime),
        end,
        region: args.region.clone(),
        batch_number: args.batch_number,
        batch_size: args.batch_size,
    };
    let signer = ExportSigner { key, id: args.key_id.clone(), version: args.key_version.clone() };
    let bytes = write_export(&header, &keys, &revised, &[signer]).map_err(|error| Failure::file(&args.keys, error))?;
    std::fs::write(&args.output, bytes).map_err(|error| Failure::file(&args.output, Why::unwritable(&error)))?;
    let file = args.output.display().to_string();
    let made = [("file", (&file).into()), ("keys", keys.len().into()), ("revised", revised.len().into())];
    println!("{}", text.message("export-made", &made));
    Ok(std::process::ExitCode::SUCCESS)
}

fn read_keys(path: &Path) -> Result<(Vec<ExportKey>, Vec<ExportKey>), Failure> {
    let bytes = std::fs::read(path).map_err(|error| Failure::file(path, error))?;
    let list = serde_json::from_slice(&bytes).map_err(|error| {
        // What is JSON and no list of keys has no line: it was read twice, as either form.
        let is_read_twice = error.line() == 0;
        let why = if is_read_twice { Why::form_because(Detail::of("keys", &[])) } else { Why::json(&error) };
        Failure::file(path, why)
    })?;
    let (KeyList::Plain(list) | KeyList::Named { keys: list }) = list;
    let (mut keys, mut revised) = (Vec::new(), Vec::new());
    for (number, listed) in (1..).zip(list) {
        let bytes = read_key(&listed.key)
            .ok_or_else(|| Failure::file(path, Why::form_because(Detail::of("key", &[("number", &number)]))))?;
        let key = ExportKey {
            key: DayKey::from_bytes(bytes),
            start: Interval(listed.rolling_start_interval),
            period: listed.rolling_period,
            report_type: listed.report_type,
            days_since_onset: listed.days_since_onset,
            transmission_risk: listed.transmission_risk,
        };
        if !key.is_valid() {
            return Err(Failure::file(path, Why::form_because(Detail::of("key-range", &[("number", &number)]))));
        }
        if listed.revised { &mut revised } else { &mut keys }.push(key);
    }
    Ok((keys, revised))
}

fn read_key(text: &str) -> Option<[u8; 16]> {
    hex::read(text).or_else(|| STANDARD.decode(text).ok()?.try_into().ok())
}
