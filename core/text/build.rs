//! Leaves the comments out of the texts that are built in: they are for whoever writes texts, and take 15 kB of a phone's library.

use std::error::Error;
use std::path::PathBuf;
use std::{env, fs};

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=i18n");
    let out = PathBuf::from(env::var("OUT_DIR")?);
    for file in fs::read_dir("i18n")? {
        let file = file?;
        // In Fluent, a line of a text that goes on is indented: what begins with # is a comment.
        let texts = fs::read_to_string(file.path())?;
        let kept: String = texts.split_inclusive('\n').filter(|line| !line.starts_with('#')).collect();
        fs::write(out.join(file.file_name()), kept)?;
    }
    Ok(())
}
