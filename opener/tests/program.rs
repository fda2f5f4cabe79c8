//! The program itself: a process of its own, files in and out.
#![cfg(test)]

use std::{
    io::Write as _,
    path::Path,
    process::{Command, Output, Stdio},
};

fn run(dir: &Path, arguments: &[&str], input: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_lancan-opener"))
        .args(arguments)
        .env("LC_ALL", "en_US.UTF-8")
        .current_dir(dir)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}

fn done(dir: &Path, arguments: &[&str], input: &str) -> String {
    let output = run(dir, arguments, input);
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn a_province_begins_by_the_steps_that_help_teaches_and_errors_say_what_next() {
    let dir = tempfile::tempdir().unwrap();
    let help = done(dir.path(), &["--help"], "");
    for step in ["init", "month", "certify", "trust", "enrol-officer", "pack", "open"] {
        assert!(help.contains(&format!("lancan-opener {step}")), "{step}");
    }
    let said = done(dir.path(), &["init", "--dir", "safe", "--province", "68"], "");
    let words: Vec<&str> =
        said.lines().filter_map(|line| line.strip_prefix("  ")?.split_once("  ")).map(|(_, words)| words).collect();
    assert_eq!(words.len(), 3, "{said}");
    let two = format!("{}\n{}\n", words[2], words[0]);
    let three = format!("{two}{}\n", words[1]);

    let early = run(dir.path(), &["month", "--dir", "safe", "--from", "2030-01"], &two);
    let early = String::from_utf8(early.stderr).unwrap();
    assert!(early.contains("3 passphrases are needed and 2 were given"), "{early}");
    done(dir.path(), &["month", "--dir", "safe", "--from", "2030-01"], &three);
    done(dir.path(), &["national-key", "--out", "national.pem"], "");
    let certify = [
        "certify",
        "--national",
        "national.pem",
        "--opener",
        "safe/public.pem",
        "--province",
        "68",
        "--until",
        "2031-01-01",
        "--out",
        "certificate",
    ];
    done(dir.path(), &certify, "");
    let pack = ["pack", "--dir", "safe", "--certificate", "certificate", "--first-day", "2030-01-10", "--out", "pack"];
    done(dir.path(), &pack, &two);
    let bytes = std::fs::read(dir.path().join("pack")).unwrap();
    assert_eq!(bytes.len(), lancan_protocol::visitor_log::KeyPack::BYTES);
    let wrong = run(dir.path(), &pack, &format!("{}\n{}\n", words[0], words[0]));
    assert!(String::from_utf8(wrong.stderr).unwrap().contains("Type them again"));
    let shown = done(dir.path(), &["log", "--dir", "safe"], "");
    assert!(shown.contains("\"deed\":\"pack\"") && shown.lines().last().unwrap().starts_with("head "), "{shown}");
    let again = run(dir.path(), &["init", "--dir", "safe", "--province", "68"], "");
    assert!(String::from_utf8(again.stderr).unwrap().contains("Choose another folder"));
}
