//! Makes the library for Android smaller (docs/decisions/49): the linker packs its relocations, which every Android since 6.0
//! reads, and leaves out uniffi's descriptions of the interface, which only the generator of Kotlin and Swift reads.
fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=descriptions.map");
    if std::env::var("CARGO_CFG_TARGET_OS").is_ok_and(|system| system == "android") {
        println!("cargo::rustc-link-arg-cdylib=-Wl,--pack-dyn-relocs=android");
        let folder = std::env::var("CARGO_MANIFEST_DIR").unwrap_or_default();
        println!("cargo::rustc-link-arg-cdylib=-Wl,--version-script={folder}/descriptions.map");
    }
}
