//! What `lancan phone` says when something cannot be done: what is wrong, what to do, on standard error and with an exit code
//! that is not 0. The server of this phone cannot be reached.
#![cfg(test)]

use std::{error::Error, fs, path::Path, process::Command};

use lancan_protocol::wire::Deployment;
use serde_json::json;

/// A test's outcome: an error of its helpers is its failure.
type Outcome<T = ()> = Result<T, Box<dyn Error>>;

/// A phone's folder.
struct Phone(tempfile::TempDir);

/// What a command came to.
struct Said {
    code: i32,
    out: String,
    failure: String,
}

impl Phone {
    fn new() -> Outcome<Self> {
        let folder = tempfile::tempdir()?;
        let known = json!({"server": "http://127.0.0.1:1", "deployment": Deployment::for_test()});
        fs::write(folder.path().join("server.json"), known.to_string())?;
        Ok(Self(folder))
    }

    fn does(&self, language: &str, arguments: &[&str]) -> Outcome<Said> {
        lancan(self.0.path(), language, &[&["phone"], arguments].concat())
    }

    /// The command fails in both languages, with these words on standard error alone.
    fn refuses(&self, arguments: &[&str], vietnamese: &[&str], english: &[&str]) -> Outcome {
        for (language, expected) in [("vi", vietnamese), ("en", english)] {
            let Said { code, out, failure } = self.does(language, arguments)?;
            assert_eq!(code, 2, "{arguments:?}: {out}{failure}");
            for words in expected {
                assert!(failure.contains(words), "{arguments:?} does not say “{words}”: {failure}");
                assert!(!out.contains(words), "{arguments:?}: {out}");
            }
        }
        Ok(())
    }
}

fn lancan(folder: &Path, language: &str, arguments: &[&str]) -> Outcome<Said> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lancan"));
    command.env("LANCAN_PHONE", folder).args(arguments).args(["--language", language]);
    let output = command.stdin(std::process::Stdio::null()).output()?;
    Ok(Said {
        code: output.status.code().ok_or("ended by a signal")?,
        out: String::from_utf8(output.stdout)?,
        failure: String::from_utf8(output.stderr)?,
    })
}

#[test]
fn a_code_on_a_phone_that_has_recorded_nothing_is_not_asked_for_again() -> Outcome {
    Phone::new()?.refuses(
        &["report", "ABCD-EFGH-JKMN-PQRS", "--yes"],
        &["chưa có gì để gửi", "mã chưa mất"],
        &["nothing to send yet", "the code is not lost"],
    )
}

#[test]
fn declaring_the_same_where_nothing_was_declared_speaks_of_declarations_and_not_of_codes() -> Outcome {
    let phone = Phone::new()?;
    phone.refuses(
        &["declare", "same", "ncovi-daily"],
        &["Chưa có tờ khai ncovi-daily nào", "lancan phone declare fill ncovi-daily"],
        &["no declaration of ncovi-daily", "lancan phone declare fill ncovi-daily"],
    )?;
    phone.refuses(&["declare", "same", "nope"], &["“nope”", "declare forms"], &["“nope”", "declare forms"])?;
    phone.refuses(
        &["declare", "same", "ncovi-daily", "--person", "4"],
        &["người thân số 4", "declare persons"],
        &["person 4", "declare persons"],
    )
}

#[test]
fn sending_while_there_are_drafts_only_names_each_with_what_it_lacks() -> Outcome {
    let phone = Phone::new()?;
    assert_eq!(phone.does("vi", &["declare", "send", "0912345678"])?.code, 0, "there is nothing, and that is said");
    phone.refuses(
        &["declare", "fill", "ncovi-daily", "symptom.fever=không"],
        &["được lưu nháp", "lancan phone declare fill ncovi-daily", "(symptom.cough): Câu này chưa được trả lời"],
        &["kept as a draft", "lancan phone declare fill ncovi-daily", "(symptom.cough): "],
    )?;
    phone.refuses(
        &["declare", "send", "0912345678"],
        &["mới có bản nháp", "ncovi-daily: lancan phone declare fill ncovi-daily", "(symptom.cough): "],
        &["drafts only", "ncovi-daily: lancan phone declare fill ncovi-daily", "(symptom.cough): "],
    )
}

#[test]
fn a_wrong_answer_is_named_once_with_the_words_of_its_question() -> Outcome {
    let phone = Phone::new()?;
    let Said { failure, .. } = phone.does("vi", &["declare", "fill", "ncovi-daily", "symptom.fever=maybe"])?;
    assert_eq!(failure.matches("(symptom.fever): ").count(), 1, "{failure}");
    let named = failure.lines().find(|line| line.contains("(symptom.fever)")).unwrap_or_default();
    assert!(named.contains("có hoặc không"), "what may be answered instead: {named}");
    assert!(!named.trim_start().starts_with('('), "the question's words stand before its name: {named}");
    Ok(())
}

#[test]
fn a_question_says_what_may_be_answered() -> Outcome {
    let said = Phone::new()?.does("vi", &["declare", "fill", "ncovi-daily"])?;
    assert!(said.out.contains("[có hoặc không") && !said.out.contains("[no]"), "{}", said.out);
    Ok(())
}

#[test]
fn a_person_is_added_with_the_consent_and_wrong_values_are_named() -> Outcome {
    let phone = Phone::new()?;
    let person = |born, relation| ["declare", "add-person", "Bé An", "--born", born, "--relation", relation];
    phone.refuses(&person("2018", "child"), &["Còn thiếu", "--consent"], &["not provided", "--consent"])?;
    phone.refuses(&person("18", "child"), &["“18”", "bốn chữ số"], &["'18'", "four digits"])?;
    phone.refuses(&person("2018", "chil"), &["“chil”", "child (con)"], &["'chil'", "child, parent"])?;
    let added = [&person("2018", "child")[..], &["--consent"]].concat();
    assert_eq!(phone.does("vi", &added)?.code, 0);
    let no_name = ["declare", "add-person", "", "--born", "2018", "--relation", "child", "--consent"];
    phone.refuses(&no_name, &["Họ tên"], &["name"])
}

#[test]
fn warnings_without_a_server_say_what_is_asked_and_claim_neither_that_there_is_none_nor_that_the_phone_runs() -> Outcome
{
    let phone = Phone::new()?;
    phone.refuses(&["warnings"], &["chưa biết có cảnh báo mới"], &["whether there are new warnings is not known"])?;
    let Said { out, failure, .. } = phone.does("vi", &["warnings"])?;
    assert!(out.starts_with("Đang hỏi máy chủ"), "{out}");
    assert!(!failure.contains("vẫn tiếp tục") && !out.contains("Không có cảnh báo"), "{out}{failure}");
    Ok(())
}

#[test]
fn what_there_is_not_is_named_with_the_command_that_lists_what_there_is() -> Outcome {
    let phone = Phone::new()?;
    for (arguments, word, list) in [
        (&["declare", "fill", "nope"][..], "“nope”", "lancan phone declare forms"),
        (&["declare", "fill", "ncovi-daily", "--person", "7"], "7", "lancan phone declare persons"),
        (&["declare", "fill", "ncovi-daily", "nose=no"], "“nose”", "lancan phone declare fill ncovi-daily"),
        (&["declare", "fill", "ncovi-daily", "symptom.fever"], "“symptom.fever”", "symptom.fever="),
        (&["declare", "pass", "4"], "4", "lancan phone declare list"),
        (&["declare", "remove-person", "4"], "4", "lancan phone declare persons"),
        (&["place", "delete", "3"], "3", "lancan phone place list"),
        (
            &["place", "edit", "3", "--from", "12/05/2021 08:30", "--to", "12/05/2021 09:30"],
            "3",
            "lancan phone place list",
        ),
        (&["code", "--once"], "lancan phone place", "contact"),
    ] {
        phone.refuses(arguments, &[word, list], &[word, list])?;
    }
    Ok(())
}

#[test]
fn of_who_the_user_is_what_is_wrong_is_named() -> Outcome {
    let phone = Phone::new()?;
    let contact = |more: &[&'static str]| [&["place", "contact"][..], more].concat();
    let (name, number) = ("Nguyễn Văn An", "0912345678");
    phone.refuses(&contact(&[name, number, "--unit", "999999"]), &["“999999”", "phường xã"], &["“999999”", "ward"])?;
    phone.refuses(&contact(&[name, number, "--born", "18"]), &["“18”", "bốn chữ số"], &["'18'", "four digits"])?;
    phone.refuses(&contact(&["=An", number]), &["bắt đầu"], &["begins with none"])?;
    let long = "Nguyễn ".repeat(40).leak();
    phone.refuses(&contact(&[long, number]), &["quá dài"], &["too long"])
}

#[test]
fn erasing_asks_a_question_and_says_that_nothing_was_done_where_the_user_does_not_agree() -> Outcome {
    let Said { code, out, .. } = Phone::new()?.does("vi", &["erase"])?;
    assert!(code == 1 && out.contains("Xóa tất cả ngay bây giờ?") && out.contains("Chưa làm gì cả"), "{out}");
    Ok(())
}

#[test]
fn a_folder_that_was_damaged_is_told_without_words_of_another_language() -> Outcome {
    let phone = Phone::new()?;
    for (text, vietnamese, english) in
        [("{", "không phải JSON: dòng 1", "not JSON: line 1"), ("{\"server\": 1}", "dòng 1, cột", "line 1, column")]
    {
        fs::write(phone.0.path().join("server.json"), text)?;
        phone.refuses(&["status"], &["server.json", vietnamese], &["server.json", english])?;
        assert!(!phone.does("vi", &["status"])?.failure.contains("expected"));
    }
    Ok(())
}

#[test]
fn a_code_that_is_no_places_is_refused_on_standard_error() -> Outcome {
    Phone::new()?.refuses(&["place", "scan", "https://example.com"], &["lancan: "], &["lancan: "])
}
