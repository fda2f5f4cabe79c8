//! What no template may hold: the content policy forbids it, or htmx would run it as a script.

use std::fs;
use std::path::{Path, PathBuf};

fn templates(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            templates(&path, found);
        } else if path.extension().is_some_and(|kind| kind == "html") {
            found.push(path);
        }
    }
}

#[test]
fn no_template_holds_an_inline_script_or_style() {
    let mut found = Vec::new();
    for room in ["src/console", "src/web"] {
        let before = found.len();
        templates(&Path::new(env!("CARGO_MANIFEST_DIR")).join(room), &mut found);
        assert!(found.len() > before + 5, "{room}");
    }
    for file in found {
        let text = fs::read_to_string(&file).unwrap();
        for (banned, why) in [
            ("hx-on", "a script in an attribute"),
            ("js:", "values that are computed by a script"),
            ("javascript:", "values that are computed by a script"),
            (" style=", "an inline style"),
            ("<style", "an inline style"),
            (" onclick", "a script in an attribute"),
            (" onsubmit", "a script in an attribute"),
            (" onchange", "a script in an attribute"),
            ("<script>", "an inline script"),
            ("http://", "another site"),
            ("https://", "another site"),
        ] {
            assert!(!text.contains(banned), "{}: {banned} is {why}", file.display());
        }
        for trigger in text.split("hx-trigger=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
            assert!(!trigger.contains('['), "{}: the filter of {trigger} is a script", file.display());
        }
        for form in text.split("<form").skip(1).filter_map(|rest| rest.split("</form>").next()) {
            let is_safe = form.contains("method=\"get\"")
                || [
                    "layout.csrf",
                    "sheet.csrf",
                    "/console/sign-in",
                    "{{ sheet.root() }}/number",
                    "{{ sheet.root() }}/code",
                    // There is no session yet; the handlers refuse what other sites send.
                    "/khai-bao/kiosk",
                    "/khai-bao/without-number",
                    "/khai-bao/recovery",
                ]
                .iter()
                .any(|safe| form.contains(safe));
            assert!(is_safe, "{}: a form without the session's token", file.display());
        }
    }
}
