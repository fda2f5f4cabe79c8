//! What `lancan bench` and `lancan rssi` say is in the language that was chosen.
#![cfg(test)]

use std::{error::Error, fs, process::Command};

type Outcome<T = ()> = Result<T, Box<dyn Error>>;

/// Standard output, standard error and exit code in a language.
fn lancan(language: &str, arguments: &[&str]) -> Outcome<(String, String, i32)> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lancan"));
    command.env_remove("LC_ALL").env_remove("LC_MESSAGES").env("LANG", language).env_remove("LANCAN_OFFICER_PASSWORD");
    let output = command.args(arguments).output()?;
    let text = |bytes: Vec<u8>| String::from_utf8(bytes);
    Ok((text(output.stdout)?, text(output.stderr)?, output.status.code().ok_or("ended by a signal")?))
}

const VIETNAMESE: &str = "vi_VN.UTF-8";
const ENGLISH: &str = "en_GB.UTF-8";

/// Words of English that no Vietnamese figure has.
const OF_ENGLISH: [&str; 14] = [
    " the ",
    " of ",
    " and ",
    "keys",
    "found",
    "bytes",
    "memory",
    "rows",
    "second",
    "windows",
    "phone",
    "model ",
    "days",
    "encounters",
];

fn has_marks(text: &str) -> bool {
    text.chars().any(|c| "ạảãàáâậầấẩẫăắằặẳẵđêếềệểễôốồộổỗơớờợởỡưứừựửữíìịỉĩúùụủũọỏóòõẹẻéèẽỳýỵỷỹ".contains(c))
}

#[test]
fn measurements_are_told_in_the_language_that_was_chosen() -> Outcome {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("rssi.csv");
    let rows =
        (0..400).map(|at| format!("{},{},{}\n", at * 10, -60 - at % 7 - (at / 40 % 2) * 12, 1 + at / 40 % 2 * 4));
    fs::write(&file, format!("t_s,rssi_dbm,distance_m\n{}", rows.collect::<String>()))?;
    let file = file.to_str().ok_or("a path of text")?;
    for arguments in [
        &["bench", "match", "--keys", "100", "--identifiers", "100", "--runs", "1"][..],
        &["bench", "evidence", "--callbacks", "10", "--entries", "30"],
        &["bench", "opener", "--envelopes", "2"],
        &["bench", "places", "--rows", "63", "--visits", "10", "--runs", "1"],
        &["bench", "publish", "--keys", "10", "--cases", "1"],
        &["bench", "contacts", "--contacts", "1000", "--times", "1"],
        &["bench", "duty", "--pairs", "1", "--hours", "1", "--crowd", "3", "--crowd-minutes", "1"],
        &["rssi", "evaluate", file, "--within", "2"],
    ] {
        let (said, told, code) = lancan(VIETNAMESE, arguments)?;
        assert_eq!(code, 0, "{arguments:?}: {told}");
        let all = format!("{said}\n{told}");
        assert!(has_marks(&said), "{arguments:?}: {said}");
        for word in OF_ENGLISH {
            assert!(!all.contains(word), "{arguments:?} says “{word}”: {all}");
        }
        let (said, told, _) = lancan(ENGLISH, arguments)?;
        assert!(!has_marks(&said) && !has_marks(&told), "{arguments:?}: {said}{told}");
    }
    Ok(())
}

#[test]
fn a_measurement_that_cannot_be_made_says_why_in_the_language_that_was_chosen() -> Outcome {
    let url = ["--url", "http://127.0.0.1:1"];
    for (arguments, vietnamese, english) in [
        (&["bench", "match", "--keys", "0"][..], "phải từ 1 trở lên", "must be 1 or more"),
        (&["bench", "crowd", "--hours", "17"], "phải từ 1 đến 16", "must be 1 to 16"),
        (&["bench", "evidence", "--entries", "1"], "ít nhất 300", "at least 300"),
        (&["bench", "uploads", url[0], url[1]], "Hãy đặt biến LANCAN_OFFICER_PASSWORD", "Set the variable"),
        (&["bench", "server", "--url", "example.gov.vn"], "như https://example.gov.vn", "begins with https://"),
        (&["phone", "--server", "foo", "status"], "phải bắt đầu bằng https://", "as in https://foo"),
        (&["phone", "--server", "http://", "status"], "không phải địa chỉ", "no server's address"),
        (&["rssi", "evaluate", "x", "--within", "0"], "phải lớn hơn 0", "greater than 0"),
    ] {
        for (language, expected, other) in [(VIETNAMESE, vietnamese, english), (ENGLISH, english, vietnamese)] {
            let (_, told, code) = lancan(language, arguments)?;
            assert_eq!(code, 2, "{arguments:?}: {told}");
            assert!(told.contains(expected) && !told.contains(other), "{arguments:?}: {told}");
        }
    }
    Ok(())
}

#[test]
fn a_reason_of_the_system_is_told_in_the_language_that_was_chosen() -> Outcome {
    let folder = tempfile::tempdir()?;
    let path = folder.path().to_str().ok_or("a path of text")?;
    for arguments in [&["rssi", "evaluate", path, "--within", "2"][..], &["demo", "--contacts", path]] {
        let (_, told, code) = lancan(VIETNAMESE, arguments)?;
        assert!(code == 2 && told.contains("thư mục, không phải tệp") && !told.contains("os error"), "{told}");
        let (_, told, _) = lancan(ENGLISH, arguments)?;
        assert!(told.contains("a directory, not a file") && !told.contains("os error"), "{told}");
    }
    Ok(())
}
