//! `lancan demo` on files as others publish them, and on phones of several powers.
#![cfg(test)]

#[path = "../../server/tests/common/cluster.rs"]
mod cluster;

use std::{env, error::Error, fmt::Write as _, fs, path::Path, process::Command};

use serde_json::{Value, json};

/// A test's outcome: an error of its helpers is its failure.
type Outcome<T = ()> = Result<T, Box<dyn Error>>;

/// Runs `lancan demo` on the perfect air; returns its JSON and what it said on standard error.
fn demo(contacts: &str, more: &[&str]) -> Outcome<(Value, String)> {
    demo_on("perfect", contacts, more)
}

/// As [`demo`], on an air of this name.
fn demo_on(air: &str, contacts: &str, more: &[&str]) -> Outcome<(Value, String)> {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("contacts.csv");
    fs::write(&file, contacts)?;
    let output = Command::new(env!("CARGO_BIN_EXE_lancan"))
        .env_remove("LC_ALL")
        .env_remove("LC_MESSAGES")
        .env_remove("LANG")
        .args(["demo", "--json", "--air", air, "--contacts"])
        .arg(&file)
        .args(more)
        .output()?;
    let said = String::from_utf8(output.stderr)?;
    if !output.status.success() {
        return Err(said.into());
    }
    Ok((serde_json::from_slice(&output.stdout)?, said))
}

/// Person 1 meets 2, 3 and 4 for fifteen minutes each, from nine in the morning on.
fn meetings(row: impl Fn(u32, u32) -> String) -> String {
    let mut text = String::new();
    for other in 2..=4 {
        for n in 1..=45 {
            let _ = writeln!(text, "{}", row(32_400 + other * 2_000 + n * 20, other));
        }
    }
    text
}

#[test]
fn a_file_as_the_world_publishes_it_gives_the_figures_of_the_plain_one_and_says_what_was_left_out() -> Outcome {
    let (plain, said) = demo(&meetings(|t, other| format!("{t} 1 {other}")), &[])?;
    assert_eq!(said, "");
    assert_eq!(plain["found"], 3);

    let header = "id1,id2,timestamp,class";
    let odd = "1,2,0,a\n1,2,36407,a\n1,1,36420,a\n1,-1,36420,a\n2,1,36420,a\n";
    let published = format!("{header}\n{}{odd}", meetings(|t, other| format!("1,{other},{t},5B")));
    let (read, said) = demo(&published, &[])?;
    for figure in ["people", "close_contacts_true", "found", "missed", "wrongly_warned", "rows", "requests"] {
        assert_eq!(read[figure], plain[figure], "{figure}");
    }
    let left_out = json!({
        "rows": 5, "at_zero": 1, "off_grid": 1, "alone": 1, "nobody": 1, "twice": 1,
        "missing": 0, "lines_with_further_columns": 140, "header_lines": 1,
    });
    assert_eq!(read["left_out"], left_out);
    for text in ["5 rows of this file are not used", "at second 0: 1", "5 dòng của tệp này", "ghi lặp lại: 1"]
    {
        assert!(said.contains(text), "{text}: {said}");
    }
    Ok(())
}

/// Ten people, each of whom meets the next three for fifteen minutes.
fn a_ring_of_ten() -> String {
    let mut text = String::new();
    for person in 0..10 {
        for ahead in 1..=3 {
            for n in 1..=45 {
                let second = 32_400 + ahead * 3_000 + (person % 4) * 12_000 + n * 20;
                let _ = writeln!(text, "{second} {} {}", person + 1, (person + ahead) % 10 + 1);
            }
        }
    }
    text
}

/// The figures of a seed are compared with those of an earlier day (`tests/golden/demo.json`). Where a change of the rules, the
/// model or the simulated air is meant to change them, delete the file and run the test once with `LANCAN_WRITE_GOLDEN=1`.
#[test]
fn the_figures_of_a_seed_are_those_of_an_earlier_day_on_either_air() -> Outcome {
    let contacts = a_ring_of_ten();
    let mut figures = serde_json::Map::new();
    for air in ["perfect", "realistic"] {
        let (mut found, _) = demo_on(air, &contacts, &["--seed", "7"])?;
        let object = found.as_object_mut().ok_or("no object")?;
        object.remove("wall_seconds").ok_or("no time")?;
        object.remove("contacts");
        // By chance of the server's, which no seed reaches: when it publishes a key, and how often phones ask until then.
        for by_chance in ["minutes_to_warning", "requests"] {
            object.remove(by_chance).ok_or("a figure is missing")?;
        }
        figures.insert(air.to_owned(), found);
    }
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/demo.json");
    if env::var_os("LANCAN_WRITE_GOLDEN").is_some() && !file.exists() {
        fs::create_dir_all(file.parent().ok_or("no folder")?)?;
        fs::write(&file, serde_json::to_string_pretty(&figures)? + "\n")?;
    }
    let earlier: Value = serde_json::from_slice(&fs::read(&file)?)?;
    assert_eq!(Value::Object(figures), earlier);
    Ok(())
}

#[test]
fn a_file_of_which_nothing_is_left_is_refused_with_the_reasons() -> Outcome {
    let said = demo("t\ti\tj\n31\t1\t2\n40\t1\t1\n", &[]).err().ok_or("it was not refused")?.to_string();
    for text in ["Tệp này không có lượt tiếp xúc nào", "This file holds no contacts", "between the 20-second marks: 1"]
    {
        assert!(said.contains(text), "{text}: {said}");
    }
    Ok(())
}

#[test]
fn the_power_of_the_phones_is_printed_and_one_that_metadata_cannot_declare_is_refused() -> Outcome {
    let contacts = meetings(|t, other| format!("{t} 1 {other}"));
    for (flag, power) in [("-7", json!(-7)), ("-40", json!(-40)), ("10", json!(10))] {
        let (found, _) = demo(&contacts, &["--power", flag])?;
        assert_eq!((&found["power"]["dbm"], &found["found"]), (&power, &json!(3)), "{flag}");
    }
    let (mixed, _) = demo(&contacts, &["--power", "mixed"])?;
    assert_eq!(mixed["power"]["mixed"]["Pixel 3"], -33);
    assert_eq!(demo(&contacts, &[])?.0["power"]["dbm"], -21);
    for flag in ["-41", "11", "strong"] {
        assert!(demo(&contacts, &["--power", flag]).is_err(), "{flag}");
    }
    Ok(())
}

#[test]
fn the_figures_are_the_same_with_postgresql() -> Outcome {
    let Some(database) = cluster::new_database() else { return Ok(()) };
    let contacts = meetings(|t, other| format!("{t} 1 {other}"));
    let (mut sqlite, _) = demo(&contacts, &[])?;
    let (mut postgres, _) = demo(&contacts, &["--database", &database])?;
    assert_eq!(sqlite["found"], 3);
    for figures in [&mut sqlite, &mut postgres] {
        figures.as_object_mut().ok_or("no object")?.remove("wall_seconds").ok_or("no time")?;
        figures.as_object_mut().ok_or("no object")?.remove("contacts");
    }
    assert_eq!(sqlite, postgres);
    // The rows are still there, so the database serves no second run.
    let again = demo(&contacts, &["--database", &database]).err().ok_or("it ran again")?.to_string();
    assert!(again.contains("the database is not empty"), "{again}");
    Ok(())
}

#[test]
fn a_database_that_is_none_is_refused_without_its_password() -> Outcome {
    let contacts = meetings(|t, other| format!("{t} 1 {other}"));
    for wrong in ["lancan.sqlite3", "postgres://lancan:s3cret@host:none/name"] {
        let said = demo(&contacts, &["--database", wrong]).err().ok_or("it ran")?.to_string();
        assert!(
            said.contains("đây không phải địa chỉ PostgreSQL") && said.contains("this is not a PostgreSQL address"),
            "{said}"
        );
    }
    Ok(())
}

#[test]
fn the_report_is_one_page_that_says_who_was_told_what_in_the_language_asked_for() -> Outcome {
    let folder = tempfile::tempdir()?;
    for (language, title, found) in
        [("vi", "Diễn tập truy vết tiếp xúc", "F1, được báo"), ("en", "Contact tracing, rehearsed", "F1, warned")]
    {
        let file = folder.path().join(format!("{language}.html"));
        let more = ["--report", file.to_str().unwrap(), "--language", language];
        let (json, _) = demo(&meetings(|t, other| format!("{t} 1 {other}")), &more)?;
        let page = fs::read_to_string(&file)?;
        demo(&meetings(|t, other| format!("{t} 1 {other}")), &more)?;
        assert_eq!(fs::read_to_string(&file)?, page, "a seed gives the same page again");
        assert!(
            page.contains("contacts.csv;") && !page.contains("/contacts.csv"),
            "the file's name without its folder"
        );
        assert!(page.contains(&format!("<html lang=\"{language}\">")) && page.contains(title), "{page}");
        assert_eq!(json["found"], json!(3));
        assert_eq!(
            page.matches(&format!("<td>{found}</td>")).count(),
            3,
            "each of the three who were warned has a row"
        );
        assert_eq!(page.matches("<path class=\"case\"").count(), 2, "the case, and the key of the picture");
        assert!(!page.contains("<script") && !page.contains("http"), "it asks nobody for anything");
        assert!(!page.contains("demo-"), "no text is missing");
    }
    Ok(())
}

#[test]
fn the_terminal_says_what_is_played_and_what_came_of_it_in_the_language_asked_for() -> Outcome {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("contacts.csv");
    fs::write(&file, meetings(|t, other| format!("{t} 1 {other}")))?;
    let shown = |more: &[&str]| -> Outcome<String> {
        let mut command = Command::new(env!("CARGO_BIN_EXE_lancan"));
        for name in ["LC_ALL", "LC_MESSAGES", "LANG"] {
            command.env_remove(name);
        }
        let output = command.args(["demo", "--air", "perfect", "--contacts"]).arg(&file).args(more).output()?;
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        Ok(String::from_utf8(output.stdout)?)
    };
    // The figure stands at the end of the line that begins with its name.
    let figure = |shown: &str, name: &str| -> Option<String> {
        let line = shown.lines().find(|line| line.trim_start().starts_with(name))?;
        line.rsplit("  ").next().map(str::to_owned)
    };
    let unset = shown(&[])?;
    assert_eq!(figure(&unset, "Số người").as_deref(), Some("4"), "{unset}");
    assert_eq!(figure(&unset, "Được báo đúng").as_deref(), Some("3"), "{unset}");
    assert_eq!(figure(&unset, "Tỷ lệ tìm ra F1").as_deref(), Some("100 %"), "{unset}");
    let english = shown(&["--language", "en"])?;
    assert_eq!(figure(&english, "Rightly warned").as_deref(), Some("3"), "{english}");
    for (language, text) in [("vi", &unset), ("en", &english)] {
        assert!(!text.contains("demo-"), "a text is missing: {text}");
        let is_vietnamese = |letter: char| "ăâđêôơưạảấầậắệểốộớợụủứừựỹỳ".contains(letter);
        assert_eq!(text.chars().any(is_vietnamese), language == "vi", "{text}");
        for line in text.lines() {
            assert!(!line.contains(" / "), "two languages in one line: {line}");
        }
    }
    // Several seeds: a row for each below its heading, and how far the runs lie apart.
    let several = shown(&["--seeds", "2", "--language", "en"])?;
    let rows: Vec<&str> = several.lines().skip_while(|line| !line.contains("precision")).take(3).collect();
    assert_eq!(rows.len(), 3, "{several}");
    assert!(rows.iter().all(|row| row.chars().count() == rows[0].chars().count()), "{several}");
    assert!(several.contains("median 100 %, from 100 % to 100 %, of 2 runs"), "{several}");
    Ok(())
}
