//! Writes the Kotlin and Swift sources for the library: `cargo run --features bindgen --bin uniffi-bindgen -- --help`.

fn main() {
    uniffi::uniffi_bindgen_main();
}
