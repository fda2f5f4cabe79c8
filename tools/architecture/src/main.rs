//! `lancan-architecture`: checks the workspace in the current folder.
//! `lancan-architecture holders`: reads paths, one a line, and writes the packages that hold them on one line.

use std::{
    io::{Read as _, stdin},
    path::Path,
    process::ExitCode,
};

use lancan_architecture::{CheckError, check, holders};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let in_order = match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        [] => report(Path::new(".")),
        ["holders"] => print_holders(Path::new(".")).map(|()| true),
        _ => {
            eprintln!("usage: lancan-architecture [holders <PATHS]");
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
    let findings = check(root)?;
    for offence in &findings.offences {
        eprintln!("{offence}");
    }
    let number = findings.offences.len();
    if number > 0 {
        eprintln!("architecture: {number} offences; docs/architecture.md says what each rule is for");
    }
    if !findings.unbuilt.is_empty() {
        eprintln!("architecture: rooms listed and not built yet: {}", findings.unbuilt.join(", "));
    }
    Ok(number == 0)
}

fn print_holders(root: &Path) -> Result<(), CheckError> {
    let mut files = String::new();
    let unreadable = |error| CheckError::Unreadable { path: "standard input".to_owned(), error };
    stdin().read_to_string(&mut files).map_err(unreadable)?;
    println!("{}", holders(root, &files.lines().collect::<Vec<_>>())?.join(" "));
    Ok(())
}
