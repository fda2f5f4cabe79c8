//! The program `lancan-opener`.

use std::process::ExitCode;

fn main() -> ExitCode {
    lancan_opener::main()
}
