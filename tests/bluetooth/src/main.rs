//! The real-Bluetooth test, inside the guest. `tests/bluetooth/run.sh` starts it.
#![cfg(target_os = "linux")]

mod guest;
mod observer;
mod phone;
mod two;

use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    let suite = std::env::args().nth(1).unwrap_or_default();
    let result = match suite.as_str() {
        "two" => two::run().await,
        other => Err(format!("there is no suite {other:?}")),
    };
    match result {
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
