//! What a program on a laptop names, in one line: `use lancan_desktop::prelude::*;`.

pub use lancan_core::prelude::*;

pub use crate::{
    blocking::BlockingHost,
    clock::now,
    host::{Host, Remote},
    http::fetch_deployment,
    randomness::{fresh_secret, randomness},
};
