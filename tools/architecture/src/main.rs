//! `lancan-architecture`: checks the workspace in the current folder.
//! `lancan-architecture affected`: reads changed paths, one a line, and writes the packages to test on one line.

use std::{
    io::{Read as _, stdin},
    path::Path,
    process::ExitCode,
};

use lancan_architecture::{CheckError, affected, check};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let in_order = match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        [] => report(Path::new(".")),
        ["affected"] => print_affected(Path::new(".")).map(|()| true),
        _ => {
            eprintln!("usage: lancan-architecture [affected <PATHS]");
            return ExitCode::from(2);
        }
    };
    match in_order {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("architecture: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Says what was found; whether everything is in order.
fn report(root: &Path) -> Result<bool, CheckError> {
    let mut findings = check(root)?;
    let baseline = std::fs::read_to_string(root.join("tools/architecture/baseline.txt")).unwrap_or_default();
    let mut stale: Vec<&str> = baseline.lines().collect();
    findings.offences.retain(|offence| {
        let key = key(offence);
        stale.retain(|line| *line != key);
        !baseline.lines().any(|line| line == key)
    });
    for line in &stale {
        eprintln!("baseline: no longer needed: {line}");
    }
    if std::env::var_os("LANCAN_BASELINE").is_some() {
        for offence in &findings.offences {
            println!("{}", key(offence));
        }
    }
    for line in &findings.skipped {
        eprintln!("SKIPPED: {line}");
    }
    for offence in &findings.offences {
        eprintln!("{offence}");
    }
    let number = findings.offences.len();
    if number > 0 {
        eprintln!("architecture: {number} offences; docs/architecture.md says what each rule is for");
    }
    Ok(number == 0)
}

fn print_affected(root: &Path) -> Result<(), CheckError> {
    let mut changed = String::new();
    let unreadable = |error| CheckError::Unreadable { path: "standard input".to_owned(), error };
    stdin().read_to_string(&mut changed).map_err(unreadable)?;
    println!("{}", affected(root, &changed.lines().collect::<Vec<_>>())?.join(" "));
    Ok(())
}

/// An offence without its line numbers.
fn key(offence: &lancan_architecture::Offence) -> String {
    let text = format!("{}: {}", offence.file, offence.what);
    let mut parts = text.split(':');
    let mut key = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let rest = part.trim_start_matches(|c: char| c.is_ascii_digit());
        if rest.len() == part.len() {
            key.push(':');
        }
        key.push_str(rest);
    }
    key
}
