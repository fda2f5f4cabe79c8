//! Help as a person at a terminal sees it.
#![cfg(test)]

use std::{env, error::Error, fmt::Write as _, fs, path::Path, process::Command};

/// A test's outcome: an error of its helpers is its failure.
type Outcome<T = ()> = Result<T, Box<dyn Error>>;

/// Variables of the environment, further arguments, and the heading that is expected.
type Case<'a> = (&'a [(&'a str, &'a str)], &'a [&'a str], &'a str);

const VARIABLES: [&str; 3] = ["LC_ALL", "LC_MESSAGES", "LANG"];

/// What `lancan` prints with these variables of the environment and no others of a language: all of it, and its exit code.
fn lancan(folder: &Path, variables: &[(&str, &str)], arguments: &[&str]) -> Outcome<(i32, String)> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lancan"));
    for name in VARIABLES {
        command.env_remove(name);
    }
    command.env_remove("LANCAN_PHONE").envs(variables.iter().copied()).current_dir(folder).args(arguments);
    let output = command.output()?;
    let printed = String::from_utf8([output.stdout, output.stderr].concat())?;
    Ok((output.status.code().ok_or("ended by a signal")?, printed))
}

#[test]
fn the_environment_chooses_the_language_of_help_and_a_flag_wins_over_it() -> Outcome {
    let folder = tempfile::tempdir()?;
    let cases: [Case<'_>; 8] = [
        (&[], &[], "Cách dùng:"),
        (&[("LANG", "C.UTF-8")], &[], "Cách dùng:"),
        (&[("LANG", "vi_VN.UTF-8")], &[], "Cách dùng:"),
        (&[("LANG", "en_US.UTF-8")], &[], "Usage:"),
        (&[("LANG", "vi_VN"), ("LC_MESSAGES", "de_DE")], &[], "Usage:"),
        (&[("LANG", "en_US"), ("LC_ALL", "vi_VN")], &[], "Cách dùng:"),
        (&[("LANG", "vi_VN")], &["--language", "en"], "Usage:"),
        (&[("LANG", "en_US")], &["--language=vi"], "Cách dùng:"),
    ];
    for (variables, flag, heading) in cases {
        for command in [&["demo", "--help"][..], &["phone", "place", "add", "-h"], &["help", "bench", "record"]] {
            let arguments = [flag, command].concat();
            let (code, said) = lancan(folder.path(), variables, &arguments)?;
            assert_eq!(code, 0, "{arguments:?}: {said}");
            let other = if heading == "Usage:" { "Cách dùng:" } else { "Usage:" };
            assert!(said.contains(heading) && !said.contains(other), "{variables:?} {arguments:?}: {said}");
        }
    }
    Ok(())
}

#[test]
fn failures_are_told_in_the_chosen_language_and_in_both_where_nobody_chose() -> Outcome {
    let folder = tempfile::tempdir()?;
    let stat = |variables: &[(&str, &str)], more: &[&str]| {
        lancan(folder.path(), variables, &[&["store", "stat", "none"], more].concat())
    };
    let has = |said: &str| (said.contains("Không có tệp này"), said.contains("There is no such file"));
    assert_eq!(has(&stat(&[], &[])?.1), (true, true));
    assert_eq!(has(&stat(&[("LANG", "vi_VN.UTF-8")], &[])?.1), (true, false));
    assert_eq!(has(&stat(&[("LANG", "en_GB.UTF-8")], &[])?.1), (false, true));
    assert_eq!(has(&stat(&[("LANG", "en_GB.UTF-8")], &["--language", "vi"])?.1), (true, false));
    let (code, said) = lancan(folder.path(), &[("LANG", "vi_VN")], &["demo", "--sed", "2"])?;
    assert_eq!(code, 2);
    assert!(said.starts_with("Không có tham số “--sed”. Có phải là “--seed”?"), "{said}");
    assert!(said.ends_with("Thêm --help để xem hướng dẫn.\n"), "{said}");
    Ok(())
}

/// Some helps, whole, are compared with those of an earlier day (`tests/golden/help.txt`). Where a change is meant, delete the
/// file, run the test once with `LANCAN_WRITE_GOLDEN=1`, and read the difference.
#[test]
fn some_helps_are_those_of_an_earlier_day() -> Outcome {
    let folder = tempfile::tempdir()?;
    let mut shown = String::new();
    for language in ["vi", "en"] {
        for command in ["--help", "phone --help", "phone place add -h", "demo -h", "export inspect --help"] {
            let arguments: Vec<&str> = command.split(' ').chain(["--language", language]).collect();
            let (code, said) = lancan(folder.path(), &[], &arguments)?;
            assert_eq!(code, 0, "{command}");
            let _ = writeln!(shown, "$ lancan {command} --language {language}\n{said}");
        }
    }
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/help.txt");
    if env::var_os("LANCAN_WRITE_GOLDEN").is_some() && !file.exists() {
        fs::write(&file, &shown)?;
    }
    assert_eq!(shown, fs::read_to_string(&file)?);
    Ok(())
}
