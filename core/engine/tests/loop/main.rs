//! The whole loop through the public interface: phones, an authority made of signing keys, virtual time.
#![cfg(test)]

mod clock;
mod conduct;
mod cover;
mod damaged;
mod fetching;
mod secret;
mod tracing;
mod warnings;

/// A test's outcome: an error of its helpers is its failure.
type Outcome<T = ()> = Result<T, Box<dyn core::error::Error>>;
