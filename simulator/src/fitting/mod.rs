//! Ranging against measurements that others made: reading them, windows, estimators, figures, and the fit of the shipped
//! model. `lancan rssi evaluate` and `examples/fit_ranging.rs` are thin layers over this.

pub mod estimate;
pub mod evaluate;
pub mod fit;
pub mod measurements;
mod read;
pub mod statistics;
pub mod windows;

pub use read::{ReadError, read, read_text};
