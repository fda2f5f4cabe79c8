//! Help as a person at a terminal sees it, and the commands of README as they are written there.
#![cfg(test)]

use std::{env, error::Error, fmt::Write as _, fs, path::Path, process::Command};

use p256::ecdsa::SigningKey;
use p256::pkcs8::{EncodePrivateKey as _, EncodePublicKey as _, LineEnding};

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

/// The commands of `lancan` that a page names: lines of its code, and what stands between grave accents.
fn commands(page: &str) -> Vec<String> {
    let lines = page.lines().filter(|line| line.starts_with("lancan "));
    let lines = lines.map(|line| line.split(" #").next().unwrap_or_default());
    let spans = page.split('`').skip(1).step_by(2).filter(|span| span.starts_with("lancan ") && !span.contains('\n'));
    let mut all: Vec<String> = lines.chain(spans).map(|command| command.trim().to_owned()).collect();
    all.sort();
    all.dedup();
    all
}

#[test]
fn the_commands_of_the_readmes_work_as_they_are_written() -> Outcome {
    let folder = tempfile::tempdir()?;
    let at = |name: &str| folder.path().join(name);
    let key = SigningKey::from_slice(&[1; 32])?;
    fs::write(at("private.pem"), key.to_pkcs8_pem(LineEnding::LF)?.as_bytes())?;
    fs::write(at("public.pem"), key.verifying_key().to_public_key_pem(LineEnding::LF)?)?;
    let day = "00112233445566778899aabbccddeeff";
    fs::write(at("keys.json"), format!(r#"[{{"key": "{day}", "rolling_start_interval": 2700000}}]"#))?;
    let mut run = 0;
    for page in ["README.md", "README.vi.md"] {
        let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(page))?;
        let mut found = commands(&text);
        // A file is made before it is looked at.
        found.sort_by_key(|command| !command.starts_with("lancan export make"));
        assert!(found.len() >= 2, "{page} names {found:?}");
        for command in found {
            let words: Vec<&str> = command.split(' ').skip(1).collect();
            let is_cheap = words.contains(&"--help") || ["help", "export", "--version"].contains(&words[0]);
            if is_cheap && !words.contains(&"FILE") {
                let (code, said) = lancan(folder.path(), &[], &words)?;
                assert_eq!(code, 0, "{page}: {command}: {said}");
                run += 1;
            }
            // Of the others, each command and each flag is there.
            let is_name =
                |word: &&&str| !word.starts_with('-') && word.chars().all(|c| c.is_ascii_lowercase() || c == '-');
            let named: Vec<&str> = words.iter().take_while(is_name).copied().filter(|word| *word != "help").collect();
            let (code, help) = lancan(folder.path(), &[], &[named.as_slice(), &["--help"]].concat())?;
            assert_eq!(code, 0, "{page}: {command}: {help}");
            for flag in words.iter().filter(|word| word.starts_with("--")) {
                assert!(help.contains(flag), "{page}: {command}: no {flag} in {help}");
            }
        }
    }
    assert!(run >= 5, "{run} commands were run");
    Ok(())
}
