//! A host for laptops: Bluetooth and HTTP.
//!
//! btleplug scans and connects on Linux, macOS and Windows. On Linux bluer advertises and serves the
//! characteristic through BlueZ; elsewhere a laptop cannot advertise through public interfaces, so it writes its
//! frame to the phones it meets. All policy is the core's: this crate executes commands and reports events.

pub mod bluetooth;
mod clock;
mod duty;
mod host;
mod http;
mod platform;

pub use bluetooth::{Bluetooth, BluetoothError};
pub use clock::now;
pub use duty::duty_cycle;
pub use host::{Host, Remote, Stopped};
pub use http::{FetchError, fetch_deployment};
pub use platform::{Platform, RadioChoice};
