//! The commands of the pages: each is one that a reader can type. `commands.txt` says what becomes of each; a command that
//! stands nowhere in the list fails, and so does a line of the list for which there is no command any more.
#![cfg(test)]

use std::{
    collections::BTreeSet,
    error::Error,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use lancan_text::help::{Written, written};
use p256::ecdsa::SigningKey;
use p256::pkcs8::{EncodePrivateKey as _, EncodePublicKey as _, LineEnding};

/// A test's outcome: an error of its helpers is its failure.
type Outcome<T = ()> = Result<T, Box<dyn Error>>;

/// A line of the list.
struct Line {
    how: &'static str,
    command: &'static str,
    why: &'static str,
}

impl Line {
    fn stands_for(&self, command: &str) -> bool {
        self.command.strip_suffix('*').map_or(self.command == command, |begin| command.starts_with(begin))
    }
}

fn list() -> Vec<Line> {
    let lines = include_str!("commands.txt").lines().filter(|line| !line.starts_with('#'));
    let columns = |line: &'static str| {
        let mut columns = line.split('\t');
        let mut next = || columns.next().unwrap_or_default();
        Line { how: next(), command: next(), why: next() }
    };
    lines.map(columns).collect()
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// What must stand in the list: what is in blocks of code, and what a README says in its sentences.
fn to_be_listed() -> Outcome<Vec<Written>> {
    let all = written(&root())?;
    Ok(all.into_iter().filter(|written| written.in_block || is_readme(written)).collect())
}

fn is_readme(written: &Written) -> bool {
    written.page.starts_with("README")
}

#[test]
fn every_command_of_a_page_stands_in_the_list_and_a_readme_has_only_what_a_test_types() -> Outcome {
    let (list, commands) = (list(), to_be_listed()?);
    let mut faults = String::new();
    for written in &commands {
        let (page, at, text) = (&written.page, written.line, &written.text);
        match list.iter().find(|line| line.stands_for(text)) {
            None => writeln!(faults, "{page}:{at}: not in cli/tests/commands.txt: {text}")?,
            Some(line) => {
                let is_typed = ["run", "shorter", "make"].contains(&line.how) || !written.in_block;
                if is_readme(written) && !is_typed {
                    writeln!(faults, "{page}:{at}: no test types it: {text}")?;
                }
            }
        }
    }
    for line in &list {
        if !commands.iter().any(|written| line.stands_for(&written.text)) {
            writeln!(faults, "commands.txt: no page says it: {}", line.command)?;
        }
        let known = ["run", "shorter", "make", "package", "parsed", "not"].contains(&line.how);
        if !known || (line.how != "run" && line.why.is_empty()) {
            writeln!(faults, "commands.txt: how, or why so? {}", line.command)?;
        }
        let is_ours = line.command.starts_with("lancan");
        assert!(!is_ours || line.how != "not", "a program of ours takes it or not: {}", line.command);
    }
    assert!(commands.len() >= 80, "{} commands were found", commands.len());
    assert_eq!(faults, "");
    Ok(())
}

#[test]
fn every_make_target_package_and_script_that_a_page_names_is_there() -> Outcome {
    let makefile = fs::read_to_string(root().join("Makefile"))?;
    let targets: BTreeSet<&str> = makefile.lines().filter_map(|line| line.split_once(": ##")).map(|(t, _)| t).collect();
    assert!(targets.contains("demo") && targets.len() > 15, "{targets:?}");
    let manifest = fs::read_to_string(root().join("Cargo.lock"))?;
    let mut seen = 0;
    for (page, text) in pages()? {
        let spans = text.split(['`', '\n']).map(|span| span.split(" #").next().unwrap_or_default());
        for words in spans.map(|span| span.split_whitespace().collect::<Vec<_>>()) {
            match words.as_slice() {
                ["make", target, ..] if target.chars().all(|c| c.is_ascii_lowercase() || c == '-') => {
                    // In a sentence "make" may be a word: then it does not stand between grave accents.
                    let is_code =
                        text.contains(&format!("`make {target}")) || text.contains(&format!("\nmake {target}"));
                    assert!(!is_code || targets.contains(target), "{page}: no target {target}");
                    seen += usize::from(is_code);
                }
                ["cargo", "build" | "test" | "run" | "publish", rest @ ..] => {
                    let package = rest.iter().skip_while(|word| **word != "-p").nth(1);
                    let is_there = |name: &&&str| manifest.contains(&format!("name = \"{name}\"\n"));
                    assert!(package.is_none_or(|name| is_there(&name)), "{page}: {words:?}");
                    seen += 1;
                }
                [script, ..] if is_script(script) => {
                    let near = [root().join(script), root().join(&page).with_file_name(script)];
                    assert!(near.iter().any(|path| path.is_file()), "{page}: no {script}");
                    seen += 1;
                }
                _ => {}
            }
        }
    }
    assert!(seen > 40, "{seen} were looked at");
    Ok(())
}

/// Whether a word is the path of a script below the root or beside the page.
fn is_script(word: &str) -> bool {
    Path::new(word).extension().is_some_and(|end| end == "sh") && word.contains('/') && !word.starts_with('.')
}

/// The pages that have commands, each with its text.
fn pages() -> Outcome<Vec<(String, String)>> {
    let mut names: BTreeSet<String> = written(&root())?.into_iter().map(|written| written.page).collect();
    names.extend(
        ["CONTRIBUTING.md", "bindings/README.md", "android-demo/README.md", "docs/recipes.md"].map(str::to_owned),
    );
    names.into_iter().map(|name| Ok((name.clone(), fs::read_to_string(root().join(name))?))).collect()
}

/// `lancan`, for somebody who chose no language, in this folder.
fn lancan(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lancan"));
    for name in ["LC_ALL", "LC_MESSAGES", "LANG", "LANCAN_PHONE"] {
        command.env_remove(name);
    }
    command.current_dir(folder).args(arguments).stdin(Stdio::null());
    command
}

/// A folder with what the READMEs' commands name: keys, a file of day keys, and six contacts of fifteen minutes.
fn folder() -> Outcome<tempfile::TempDir> {
    let folder = tempfile::tempdir()?;
    let at = |name: &str| folder.path().join(name);
    let key = SigningKey::from_slice(&[1; 32])?;
    fs::write(at("private.pem"), key.to_pkcs8_pem(LineEnding::LF)?.as_bytes())?;
    fs::write(at("public.pem"), key.verifying_key().to_public_key_pem(LineEnding::LF)?)?;
    let day = "00112233445566778899aabbccddeeff";
    fs::write(at("keys.json"), format!(r#"[{{"key": "{day}", "rolling_start_interval": 2700000}}]"#))?;
    let mut contacts = String::new();
    for (one, other) in [(1, 2), (1, 3), (1, 4), (5, 6), (5, 7), (5, 8)] {
        for row in 1..=45 {
            writeln!(contacts, "{} {one} {other}", 32_400 + other * 2_000 + row * 20)?;
        }
    }
    fs::write(at("contacts.txt"), contacts)?;
    Ok(folder)
}

#[test]
fn what_is_to_be_run_succeeds_as_it_is_written() -> Outcome {
    let folder = folder()?;
    for line in list().iter().filter(|line| line.how == "run") {
        let words: Vec<&str> = line.command.split(' ').collect();
        let output = match words.as_slice() {
            ["lancan", rest @ ..] => lancan(folder.path(), rest).output()?,
            ["make", rest @ ..] => Command::new("make").current_dir(root()).args(rest).output()?,
            _ => return Err(format!("who runs {}?", line.command).into()),
        };
        assert!(output.status.success(), "{}: {}", line.command, String::from_utf8_lossy(&output.stderr));
        assert!(!output.stdout.is_empty(), "{} says nothing", line.command);
    }
    Ok(())
}

#[test]
fn what_is_found_is_said_in_the_language_that_was_chosen() -> Outcome {
    let folder = folder()?;
    fs::write(folder.path().join("identifiers.txt"), "00".repeat(16))?;
    let commands: [&[&str]; 3] = [
        &["export", "make", "keys.json", "--private-key", "private.pem", "--output", "export.zip"],
        &["export", "inspect", "export.zip", "--public-key", "public.pem"],
        &["match", "--export", "export.zip", "--identifiers", "identifiers.txt"],
    ];
    for command in commands {
        let said = |language| -> Outcome<String> {
            let output = lancan(folder.path(), &[command, &["--language", language]].concat()).output()?;
            assert!(output.status.success(), "{command:?}");
            Ok(String::from_utf8(output.stdout)?)
        };
        let (vietnamese, english) = (said("vi")?, said("en")?);
        assert!(english.is_ascii() && english.contains("key"), "{english}");
        assert!(!english.contains('_') && !english.contains("1 keys"), "{english}");
        for machine in ["null", ".0"] {
            assert!(!vietnamese.contains(machine) && !english.contains(machine), "{vietnamese}{english}");
        }
        assert!(vietnamese.contains("khóa"), "{vietnamese}");
        for word in ["keys", "revised", "signature", "valid", "unknown", "least", "mean", "export-is"] {
            assert!(!vietnamese.contains(word), "{word}: {vietnamese}");
        }
        assert!(!english.contains("export-is"), "{english}");
    }
    Ok(())
}

/// How a shorter run is known to have worked.
enum Shows {
    /// The program ends by itself and without a failure.
    End,
    /// The file is there then.
    File(&'static str),
    /// Standard error names an address, which answers.
    Address,
    /// Something is on the screen.
    Screen,
}

const TOWN: [&str; 4] = ["--contacts", "contacts.txt", "--air", "perfect"];

/// What is typed for each command that is run shorter.
fn shorter(command: &str) -> Option<(Vec<&'static str>, Shows)> {
    let town = |more: &[&'static str]| [&["demo"], more, &TOWN].concat();
    Some(match command {
        "make demo" | "lancan demo" | "lancan demo --contacts FILE" => (town(&[]), Shows::End),
        "make demo-places" => (town(&["--places"]), Shows::End),
        "lancan demo --report FILE" => (town(&["--report", "FILE"]), Shows::File("FILE")),
        "make demo-console" => (town(&["--cases", "2", "--serve"]), Shows::Address),
        "make demo-gate" => (vec!["demo-gate", "--travellers", "5"], Shows::Address),
        "make demo-map" => (vec!["demo-map", "--facilities", "50"], Shows::Address),
        "lancan phone --simulate" => (vec!["phone", "--simulate"], Shows::Screen),
        _ => return None,
    })
}

/// Ends with its test, also with one that fails.
struct Started(Child);

impl Drop for Started {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Reads until the text is `enough`; all that was read.
fn read_until(from: &mut impl std::io::Read, enough: impl Fn(&str) -> bool) -> Outcome<String> {
    let mut all = Vec::new();
    let mut byte = [0];
    loop {
        let text = String::from_utf8_lossy(&all);
        if enough(&text) {
            return Ok(text.into_owned());
        }
        if from.read(&mut byte)? == 0 {
            return Err(format!("it ended and said: {text}").into());
        }
        all.extend(byte);
    }
}

/// The first address that a text names, once the text goes on behind it.
fn address(text: &str) -> Option<&str> {
    let rest = text.get(text.find("http://")?..)?;
    rest.split_once(char::is_whitespace).map(|(address, _)| address)
}

#[test]
fn what_is_to_be_run_shorter_works() -> Outcome {
    let folder = folder()?;
    for line in list().iter().filter(|line| line.how == "shorter") {
        let name = line.command;
        let (arguments, shows) = shorter(name).ok_or_else(|| format!("nothing shorter for {name}"))?;
        if let Some(target) = name.strip_prefix("make ") {
            let recipe = Command::new("make").current_dir(root()).args(["-n", target]).output()?;
            let recipe = String::from_utf8(recipe.stdout)?;
            let typed = recipe.lines().find_map(|line| line.split_once(" --bin lancan -- ")).map(|(_, typed)| typed);
            let typed = typed.ok_or_else(|| format!("{name} runs no lancan: {recipe}"))?;
            assert!(typed.split(' ').all(|word| arguments.contains(&word)), "{name} types {typed}");
        }
        let mut command = lancan(folder.path(), &arguments);
        match shows {
            Shows::End | Shows::File(_) => {
                let output = command.output()?;
                assert!(output.status.success(), "{name}: {}", String::from_utf8_lossy(&output.stderr));
                if let Shows::File(file) = shows {
                    assert!(fs::metadata(folder.path().join(file))?.len() > 1_000, "{name}: {file}");
                }
            }
            Shows::Address => {
                let mut started = Started(command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn()?);
                // A program whose reader has gone ends.
                let mut stream = started.0.stderr.take().ok_or("no standard error")?;
                let said = read_until(&mut stream, |text| address(text).is_some())?;
                let url = address(&said).ok_or("no address")?;
                assert_eq!(ureq::get(url).call()?.status(), 200, "{name}: {url}");
            }
            Shows::Screen => {
                let mut started = Started(command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?);
                let mut screen = started.0.stdout.take().ok_or("no standard output")?;
                let shown = read_until(&mut screen, |text| text.matches('\n').count() >= 3)?;
                assert!(
                    shown.contains("Lân Cận") || shown.contains("Bluetooth") || shown.contains("điện thoại"),
                    "{shown}"
                );
            }
        }
    }
    Ok(())
}
