//! `lancan store stat`: what anybody can see of a store without its key.

use std::{path::PathBuf, process::ExitCode};

use lancan_core::{StoreStat, store_stat};
use lancan_text::Catalogue;
use serde_json::json;

use crate::failure::{Failure, Outcome};

/// Shows the sizes of a phone's store, without its key.
///
/// Prints a store's sizes and interval numbers: all that can be read without its key. Changes nothing.
#[derive(clap::Args)]
pub(crate) struct StatArgs {
    /// The store's file.
    file: PathBuf,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(args: &StatArgs, text: &Catalogue) -> Outcome {
    let stat = store_stat(&args.file).map_err(|error| Failure::file(&args.file, error))?;
    if args.json {
        println!("{:#}", as_json(&stat));
    } else {
        print_text(&stat, text);
    }
    Ok(ExitCode::SUCCESS)
}

fn as_json(stat: &StoreStat) -> serde_json::Value {
    json!({
        "schema_version": stat.schema_version,
        "file_bytes": stat.file_bytes,
        "log_bytes": stat.log_bytes,
        "page_bytes": stat.page_bytes,
        "free_pages": stat.free_pages,
        "intervals": stat.intervals,
        "first_interval": stat.range.map(|(first, _)| first),
        "last_interval": stat.range.map(|(_, last)| last),
        "block_bytes": stat.block_bytes,
        "largest_block_bytes": stat.largest_block_bytes,
        "values": stat.values,
        "value_bytes": stat.value_bytes,
    })
}

fn print_text(stat: &StoreStat, text: &Catalogue) {
    let line = |key: &str, values: &[(&'static str, u64)]| {
        // The names of intervals are numbers too, as exports have them.
        let written = |name: &str, value: u64| match name {
            "first" | "last" => value.to_string(),
            _ => text.grouped(&value.to_string()),
        };
        let values: Vec<_> = values.iter().map(|(name, value)| (*name, written(name, *value))).collect();
        let arguments: Vec<_> = values.iter().map(|(name, value)| (*name, value.into())).collect();
        println!("{}", text.message(key, &arguments));
    };
    line("store-schema", &[("version", u64::from(stat.schema_version))]);
    line(
        "store-file",
        &[("file", stat.file_bytes), ("log", stat.log_bytes), ("free", stat.free_pages), ("page", stat.page_bytes)],
    );
    match stat.range {
        Some((first, last)) => {
            line("store-intervals", &[("count", stat.intervals), ("first", first.0.into()), ("last", last.0.into())]);
        }
        None => line("store-no-intervals", &[]),
    }
    line("store-blocks", &[("bytes", stat.block_bytes), ("largest", stat.largest_block_bytes)]);
    line("store-values", &[("count", stat.values), ("bytes", stat.value_bytes)]);
}
