//! Embeds what the console sends to browsers of others' making (htmx and the fonts), where the set-up has installed it:
//! `tools/setup.sh web`. A build without the files serves every page without scripts, and says so.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::{env, fs, io};

/// Weights and subsets of Be Vietnam Pro that the stylesheet names.
const FONTS: [(&str, &str); 6] = [
    ("400", "vietnamese"),
    ("400", "latin-ext"),
    ("400", "latin"),
    ("600", "vietnamese"),
    ("600", "latin-ext"),
    ("600", "latin"),
];

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=assets");
    let variable = |name: &str| env::var_os(name).map(PathBuf::from).ok_or_else(|| io::Error::other(name.to_owned()));
    let modules = variable("CARGO_MANIFEST_DIR")?.join("assets/node_modules");
    let mut wanted = vec![("htmx.min.js".to_owned(), modules.join("htmx.org/dist/htmx.min.js"))];
    for (weight, subset) in FONTS {
        let name = format!("be-vietnam-pro-{subset}-{weight}-normal.woff2");
        let file = modules.join("@fontsource/be-vietnam-pro/files").join(&name);
        wanted.push((name, file));
    }
    let licence = modules.join("@fontsource/be-vietnam-pro/LICENSE");
    wanted.push(("be-vietnam-pro-licence.txt".to_owned(), licence));
    let all_there = wanted.iter().all(|(_, file)| file.is_file());
    let list = if all_there { list(&wanted) } else { "&[]".to_owned() };
    fs::write(variable("OUT_DIR")?.join("vendored.rs"), list)
}

/// A Rust expression: names with their bytes.
fn list(files: &[(String, PathBuf)]) -> String {
    let mut text = "&[\n".to_owned();
    for (name, file) in files {
        let _ = writeln!(text, "    ({name:?}, include_bytes!(r#\"{}\"#)),", file.display());
    }
    text + "]"
}
