//! The whole loop through the public interface: phones, an authority made of signing keys, virtual time.
#![cfg(test)]
// Helpers of tests fail as tests do.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod damaged;
mod fetching;
mod secret;
mod support;
mod tracing;
