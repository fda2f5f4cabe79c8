use super::sections::NO_LINK;
use super::*;
use crate::store::Location;
use figment::Figment;
use figment::providers::{Format as _, Toml};
use lancan_protocol::time::Day;
use lancan_text::{Catalogue, Language};
use std::net::SocketAddr;
use std::path::PathBuf;

fn written(text: &str) -> (tempfile::TempDir, PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("server.toml");
    std::fs::write(&file, text).unwrap();
    (dir, file)
}

#[test]
fn the_sample_holds_the_defaults() {
    let (_dir, file) = written(SAMPLE);
    assert_eq!(Config::load(Some(&file)).unwrap(), Config::default());
}

#[test]
fn the_sample_names_every_setting() {
    fn names(prefix: &str, value: &serde_json::Value) -> Vec<String> {
        let Some(table) = value.as_object() else { return vec![prefix.to_owned()] };
        table.iter().flat_map(|(key, value)| names(&format!("{prefix}/{key}"), value)).collect()
    }
    let sample: serde_json::Value = Figment::from(Toml::string(SAMPLE)).extract().unwrap();
    let mut all = serde_json::to_value(Config::default()).unwrap();
    // The settings without a default are shown in a comment.
    for setting in [
        "database",
        "metrics_listen",
        "rules_file",
        "forms_file",
        "dhis2_mapping",
        "national_key",
        "today",
        "webhook",
        "certificate",
        "key",
        "endpoint",
        "bucket",
        "prefix",
        "access_key",
        "secret_key_file",
        "android_package",
        "android_sha256_fingerprints",
        "ios_app_id",
    ] {
        assert!(SAMPLE.contains(&format!("# {setting} = ")), "{setting}");
    }
    all.as_object_mut().unwrap().retain(|key, _| {
        ![
            "database",
            "metrics_listen",
            "rules_file",
            "forms_file",
            "dhis2_mapping",
            "national_key",
            "tls",
            "object_store",
            "apps",
        ]
        .contains(&key.as_str())
    });
    all["clock"].as_object_mut().unwrap().remove("today");
    all["sms"].as_object_mut().unwrap().remove("webhook");
    assert_eq!(names("", &sample), names("", &all));
}

#[test]
fn a_file_overrides_only_what_it_names() {
    let (_dir, file) = written("[sessions]\ntoken_hours = 48\n");
    let config = Config::load(Some(&file)).unwrap();
    assert_eq!(config.sessions, SessionSettings { token_hours: 48, ..SessionSettings::default() });
}

#[test]
fn a_misspelt_key_and_a_missing_file_are_errors_that_name_them() {
    let (dir, file) = written("lisen = \"127.0.0.1:1\"\n");
    assert!(Config::load(Some(&file)).unwrap_err().to_string().contains("lisen"));
    assert!(Config::load(Some(&dir.path().join("none.toml"))).unwrap_err().to_string().contains("none.toml"));
}

#[test]
fn the_confirmed_date_is_a_date_of_the_calendar() {
    let clock = |today: &str| ClockSettings { today: Some(today.to_owned()), ..ClockSettings::default() };
    assert_eq!(clock("1970-01-02").today_as_day(), Some(Day(1)));
    assert_eq!(clock("2021-05-27").today_as_day(), Some(Day(18_774)));
    for wrong in ["27.5.2021", "2021-02-30", "today", ""] {
        let config = Config { clock: clock(wrong), ..Config::default() };
        assert!(config.check().unwrap_err().to_string().contains("clock.today"), "{wrong}");
    }
}

#[test]
fn a_value_that_would_break_a_promise_is_refused() {
    for (setting, value) in [("codes.failures", "0"), ("sessions.token_hours", "0"), ("sessions.token_hours", "169")] {
        let (_dir, file) = written(&format!("{setting} = {value}\n"));
        assert!(Config::load(Some(&file)).unwrap_err().to_string().contains(setting), "{setting} = {value}");
    }
}

#[test]
fn others_are_served_only_once_name_and_link_are_set() {
    let mut config = Config { listen: SocketAddr::from(([0, 0, 0, 0], 8080)), ..Config::default() };
    assert!(config.check().unwrap_err().to_string().contains("authority"));
    config.authority = "Sở Y tế".to_owned();
    for link in [NO_LINK, "https://example.org/#", "#", "https:///#"] {
        link.clone_into(&mut config.codes.link);
        assert!(config.check().unwrap_err().to_string().contains("codes.link"), "{link}");
    }
    "https://lancan.vn/#".clone_into(&mut config.codes.link);
    config.check().unwrap();
    assert!(Config::default().check().is_ok(), "a laptop needs no setting");
}

#[test]
fn a_database_is_a_file_of_the_data_directory_unless_an_address_or_a_path_is_set() {
    let at = |text: Option<&str>| Config { database: text.map(DatabaseSetting::new), ..Config::default() }.location();
    assert!(matches!(at(None), Ok(Location::File(path)) if path.ends_with("lancan-data/lancan.sqlite3")));
    assert!(matches!(at(Some("other.db")), Ok(Location::File(path)) if path.ends_with("other.db")));
    assert!(matches!(at(Some("postgres://lancan@127.0.0.1/lancan")), Ok(Location::Postgres(_))));
}

#[test]
fn a_databases_password_is_in_no_message() {
    let database = Some(DatabaseSetting::new("postgres://lancan:s3cret@127.0.0.1:none/lancan"));
    let config = Config { database, ..Config::default() };
    assert!(!format!("{config:?} {}", config.check().unwrap_err()).contains("s3cret"));
}

#[test]
fn an_app_is_named_with_what_its_system_asks_for_or_refused() {
    let fingerprint = ["AB"; 32].join(":");
    let good = format!(
        "[apps]\nandroid_package = \"vn.lancan.demo\"\nandroid_sha256_fingerprints = [\"{fingerprint}\"]\nios_app_id = \"A1B2C3D4E5.vn.lancan.demo\"\n"
    );
    let (_dir, file) = written(&good);
    assert_eq!(Config::load(Some(&file)).unwrap().apps.android_sha256_fingerprints, [fingerprint.as_str()]);
    for (from, to, setting) in [
        ("vn.lancan.demo\"\nandroid_s", "demo\"\nandroid_s", "apps.android_package"),
        ("vn.lancan.demo\"\nandroid_s", "vn..demo\"\nandroid_s", "apps.android_package"),
        ("vn.lancan.demo\"\nandroid_s", "vn.lan\\\"can\"\nandroid_s", "apps.android_package"),
        ("AB:AB", "AB:AG", "apps.android_sha256_fingerprints"),
        ("AB:AB", "AB", "apps.android_sha256_fingerprints"),
        ("android_package = \"vn.lancan.demo\"\n", "", "apps.android_sha256_fingerprints"),
        ("A1B2C3D4E5", "A1B2C3D4E", "apps.ios_app_id"),
        ("A1B2C3D4E5.vn.lancan.demo", "A1B2C3D4E5", "apps.ios_app_id"),
    ] {
        let (_dir, file) = written(&good.replacen(from, to, 1));
        let refused = Config::load(Some(&file)).unwrap_err().to_string();
        assert!(refused.contains(setting), "{from} {to} {refused}");
    }
    let (_dir, file) = written("[apps]\nandroid_package = \"vn.lancan.demo\"\n");
    assert!(Config::load(Some(&file)).unwrap_err().to_string().contains("apps.android_sha256_fingerprints"));
}

#[test]
fn the_path_of_the_link_is_what_stands_between_host_and_code() {
    for (link, path) in [
        ("https://lancan.vn/#", "/"),
        ("https://lancan.vn#", "/"),
        ("https://lancan.vn/mo/?x=/y#", "/mo/"),
        ("https://lancan.vn/mo#/a", "/mo"),
    ] {
        let mut config = Config::default();
        link.clone_into(&mut config.codes.link);
        assert_eq!(config.link_path(), path, "{link}");
    }
}

#[test]
fn a_wrong_setting_is_told_in_both_languages() {
    let mut config = Config::default();
    config.codes.failures = 0;
    let error = config.check().unwrap_err();
    assert_eq!(error.to_string(), "codes.failures must be at least 1");
    assert_eq!(error.in_words(Catalogue::of(Language::Vi)), "codes.failures phải là số từ 1 trở lên");
    let missing = Config::load(Some("no.toml".as_ref())).unwrap_err();
    assert!(missing.in_words(Catalogue::of(Language::Vi)).starts_with("Không có tệp cài đặt no.toml"));
}

#[test]
fn every_rule_of_a_setting_has_its_text_in_both_languages() {
    let config = Config { object_store: Some(ObjectStoreSettings::default()), ..Config::default() };
    for text in Language::ALL.map(Catalogue::of) {
        for (_, key, must) in config.rules_of_settings() {
            assert!(!text.message(must, &[]).starts_with("setting-"), "{key}");
        }
    }
}
