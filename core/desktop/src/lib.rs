//! A host for laptops: Bluetooth and HTTP.
//!
//! btleplug scans and connects on Linux, macOS and Windows. On Linux bluer advertises and serves the
//! characteristic through BlueZ; elsewhere a laptop cannot advertise through public interfaces, so it writes its
//! frame to the phones it meets. All policy is the core's: this crate executes commands and reports events.
//!
//! A program needs this one dependency: it passes on [`lancan_core`], and [`prelude`] has what such a program names
//! (`examples/laptop.rs`: a phone in forty lines). Without the default feature `bluetooth` it is a host for HTTP alone
//! (`examples/poll_and_report.rs`), and [`BlockingHost`] one without a loop (`examples/whole_loop.rs`).

mod blocking;
#[cfg(feature = "bluetooth")]
pub mod bluetooth;
#[cfg(not(feature = "bluetooth"))]
#[path = "no_bluetooth.rs"]
pub mod bluetooth;
mod clock;
mod duty;
mod host;
mod http;
mod platform;
pub mod prelude;
mod randomness;

pub use lancan_core;

pub use blocking::BlockingHost;
pub use bluetooth::{Bluetooth, BluetoothError};
pub use clock::now;
pub use duty::duty_cycle;
pub use host::{Host, Remote, Stopped};
pub use http::{FetchError, fetch_deployment};
pub use platform::{Platform, RadioChoice};
pub use randomness::{fresh_secret, randomness};
