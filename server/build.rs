//! Embeds what the console sends to browsers of others' making (htmx, Leaflet, the drawing and the reading of QR codes, and the fonts), where the set-up has installed it:
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

/// The same font as whole TrueType files, which posters embed: PDF knows no woff2, and a poster needs every letter in one file.
const POSTER_FONTS: [(&str, &str); 2] = [
    ("be-vietnam-pro-regular.ttf", "400Regular/BeVietnamPro_400Regular.ttf"),
    ("be-vietnam-pro-semibold.ttf", "600SemiBold/BeVietnamPro_600SemiBold.ttf"),
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
    wanted.push(("qrcode.mjs".to_owned(), modules.join("qrcode-generator/dist/qrcode.mjs")));
    for (name, file) in POSTER_FONTS {
        wanted.push((name.to_owned(), modules.join("@expo-google-fonts/be-vietnam-pro").join(file)));
    }
    let licence = modules.join("@fontsource/be-vietnam-pro/LICENSE");
    wanted.push(("be-vietnam-pro-licence.txt".to_owned(), licence));
    let camera = modules.join("jsqr/dist/jsQR.js");
    for name in ["leaflet.js", "leaflet.css"] {
        wanted.push((name.to_owned(), modules.join("leaflet/dist").join(name)));
    }
    let all_there = wanted.iter().all(|(_, file)| file.is_file());
    // A page that scans says so where the build had no reader for pictures.
    if camera.is_file() {
        wanted.push(("jsQR.js".to_owned(), camera));
    }
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
