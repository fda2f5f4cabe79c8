//! The real-Bluetooth test, inside the guest. `tests/bluetooth/run.sh` starts it.
#![cfg(target_os = "linux")]

mod eight;
mod guest;
mod observer;
mod phone;
mod stranger;
mod two;

use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    let suite = std::env::args().nth(1).unwrap_or_default();
    let result = match suite.as_str() {
        "eight" => eight::run().await,
        two => two::run(two).await.unwrap_or_else(|| Err(format!("there is no suite {two:?}"))),
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
