//! The real-Bluetooth test, inside the guest, and the mock beside it. `tests/bluetooth/run.sh` starts them.
#![cfg(target_os = "linux")]

mod air;
mod authority;
mod eight;
mod guest;
mod mock;
mod observer;
mod phone;
mod stranger;
mod terminal;
mod two;
mod whole;

use std::process::ExitCode;

use air::Air;
use guest::Outcome;

#[tokio::main]
async fn main() -> ExitCode {
    let suite = std::env::args().nth(1).unwrap_or_default();
    // A case of the mock runs on a bus of its own; only the suite as a whole passes or fails.
    if let Some(case) = std::env::args().nth(2) {
        return match mock::case(&case).await {
            Ok(()) => ExitCode::SUCCESS,
            Err(why) => {
                println!("guest: {case}: {why}");
                ExitCode::FAILURE
            }
        };
    }
    match run(&suite).await {
        Ok(()) => {
            println!("guest: suite {suite} passed");
            ExitCode::SUCCESS
        }
        Err(why) => {
            println!("guest: suite {suite} FAILED: {why}");
            ExitCode::FAILURE
        }
    }
}

async fn run(suite: &str) -> Outcome {
    match suite {
        "eight" => eight::run(&Air::between(eight::PHONES).await?).await,
        "mock" => mock::run().await,
        "loop" => whole::run(&Air::between(2).await?).await,
        two => two::run(two, &Air::between(2).await?).await,
    }
}
