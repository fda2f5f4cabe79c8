//! `lancan store stat`: what anybody can see of a store without its key.

use std::{path::PathBuf, process::ExitCode};

use lancan_core::{StoreStat, store_stat};
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

pub(crate) fn run(args: &StatArgs) -> Outcome {
    let stat = store_stat(&args.file).map_err(|error| Failure::file(&args.file, error))?;
    if args.json {
        println!("{:#}", as_json(&stat));
    } else {
        print_text(&stat);
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

fn print_text(stat: &StoreStat) {
    println!("schema version {}", stat.schema_version);
    println!(
        "{} bytes in the file, {} in its log, {} free pages of {}",
        stat.file_bytes, stat.log_bytes, stat.free_pages, stat.page_bytes
    );
    match stat.range {
        Some((first, last)) => println!("{} intervals, {} to {}", stat.intervals, first.0, last.0),
        None => println!("no intervals"),
    }
    println!("{} bytes in their blocks, {} in the largest", stat.block_bytes, stat.largest_block_bytes);
    println!("{} named values, {} bytes", stat.values, stat.value_bytes);
}
