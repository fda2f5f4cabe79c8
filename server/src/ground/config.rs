//! Settings: a TOML file, then `LANCAN_SERVER_…` environment variables, over defaults that serve a laptop.
//! `lancan-server.sample.toml` documents each one.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use figment::Figment;
use figment::providers::{Env, Format as _, Serialized, Toml};
use lancan_protocol::frame::ServiceUuid;
use lancan_protocol::rules::Rules;
use lancan_protocol::time::Day;
use serde::{Deserialize, Serialize};

use super::calendar::Date;
pub use super::sms::{SecretText, SmsSettings};
pub use super::tls_files::TlsFiles;
use super::unit_set::UnitSet;
use crate::store::{Location, NotALocation};

/// The documented sample: every setting at its default.
pub const SAMPLE: &str = include_str!("../../lancan-server.sample.toml");

/// The authority's name while nobody has set one.
const NO_AUTHORITY: &str = "Cơ quan y tế (chưa đặt tên)";
/// What a long code is appended to while nobody has set an address.
const NO_LINK: &str = "https://lancan.example.vn/#";

/// Most hours that a token may live: the bodies that came with a token are counted no longer.
const LONGEST_TOKEN_HOURS: u32 = 7 * 24;

/// Everything that can be set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Address and port for the public and the officers' API; port 0 takes a free one.
    pub listen: SocketAddr,
    /// Address and port of `/metrics`; without it there is none. Never the address that phones reach.
    pub metrics_listen: Option<SocketAddr>,
    /// Most connections at once. Fewer are taken where the process may not open as many files.
    pub connections: u32,
    /// Certificate and key, where the server ends TLS itself; without them it speaks plain HTTP.
    pub tls: Option<TlsFiles>,
    /// Where database, keys and exports are kept.
    pub data_dir: PathBuf,
    /// The health authority's name, for people.
    pub authority: String,
    /// Issuer that tokens name and demand.
    pub issuer: String,
    /// Region written into exports.
    pub region: String,
    /// The 16-bit Bluetooth service UUID phones use.
    pub service_uuid: ServiceUuid,
    /// The database: `postgres://…`, or a file's path. Without it, SQLite in `lancan.sqlite3` of the data directory.
    pub database: Option<DatabaseSetting>,
    /// A file with the rules to sign and serve; without it the built-in ones.
    pub rules_file: Option<PathBuf>,
    /// Hours that an index or rules document may be used after it was signed.
    pub document_hours: u32,
    /// Codes that officers give.
    pub codes: CodeSettings,
    /// Lifetimes of what is handed out after a code or a password.
    pub sessions: SessionSettings,
    /// Provinces, districts and wards.
    pub units: UnitSettings,
    /// Text messages.
    pub sms: SmsSettings,
    /// One-time passwords by SMS.
    pub otp: OtpSettings,
    /// When to doubt the clock.
    pub clock: ClockSettings,
    /// Which rooms are open.
    pub rooms: RoomSettings,
    /// Logs.
    pub log: LogSettings,
}

/// Where the database is. `Debug` shows nothing, because the text may hold a password.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct DatabaseSetting(String);

impl DatabaseSetting {
    /// A setting of this text.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }
}

impl std::fmt::Debug for DatabaseSetting {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DatabaseSetting(…)")
    }
}

/// Which rooms are open. The routes of a closed room are absent, and so are its entries in the OpenAPI document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[expect(clippy::struct_excessive_bools, reason = "one switch for each room")]
pub struct RoomSettings {
    /// The officers' API: sign-in, cases and codes. An instance that serves phones alone does without.
    pub officers: bool,
    /// What a case's reports say, for officers. Needs `officers`.
    pub evidence: bool,
    /// Places that officers add, the visits of cases, and the page `/p` that posters lead to. Needs `officers`. Exports of
    /// places are published in any case.
    pub places: bool,
    /// The pages on which whoever runs a place registers it, under `/dia-diem`. Needs `places`.
    pub place_pages: bool,
    /// The officers' pages, under `/console/`. Needs `officers`.
    pub console: bool,
    /// Contacts, callbacks and calls. Needs `officers` and `evidence`.
    pub contacts: bool,
    /// The pages on which people declare their health, under `/khai-bao`.
    pub declarations: bool,
}

impl Default for RoomSettings {
    fn default() -> Self {
        Self {
            officers: true,
            evidence: true,
            contacts: true,
            places: true,
            place_pages: true,
            console: true,
            declarations: true,
        }
    }
}

/// Codes that officers give.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct CodeSettings {
    /// Wrong codes allowed in 15 minutes over the whole service before short codes are suspended.
    pub failures: u32,
    /// What a long code is appended to, to make the link that opens the app.
    pub link: String,
    /// Codes that one laboratory's system may ask for in 15 minutes.
    pub laboratory: u32,
}

/// Lifetimes of what is handed out after a code or a password.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SessionSettings {
    /// Hours that a phone has to send its report after its code was accepted.
    pub token_hours: u32,
    /// Hours that an officer stays signed in.
    pub officer_hours: u32,
    /// Minutes without a request after which an officer is signed out.
    pub idle_minutes: u32,
    /// Whether officers who are added sign in with a code of an authenticator app besides the password.
    pub totp: bool,
    /// Wrong passwords allowed for one name in 15 minutes.
    pub failures: u32,
}

/// Provinces, districts and wards.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct UnitSettings {
    /// The set that is in force: `2021` or `2025`. Set it before the first officer has a unit: stored areas are of this set.
    pub set: UnitSet,
}

/// One-time passwords by SMS.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct OtpSettings {
    /// Passwords sent in 15 minutes over the whole service.
    pub messages: u32,
    /// Wrong passwords allowed in 15 minutes over the whole service.
    pub failures: u32,
}

impl Default for OtpSettings {
    fn default() -> Self {
        Self { messages: 5_000, failures: 1_000 }
    }
}

/// When to doubt the clock.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ClockSettings {
    /// Hours that the clock may be ahead of the newest stored time. Past it nothing is published, deleted or taken.
    pub longest_pause_hours: u32,
    /// The date, as `2021-05-10`, by which an operator confirms that the clock is right after a longer pause.
    pub today: Option<String>,
}

/// Logs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LogSettings {
    /// `text` for people, `json` for machines.
    pub format: LogFormat,
    /// Which records are written, as `tracing` filters are.
    pub filter: String,
}

/// How log records are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// One readable line each.
    Text,
    /// One JSON object each.
    Json,
}

/// A setting that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file or a variable does not parse; says which key.
    #[error("the configuration does not parse: {0}")]
    Malformed(#[from] Box<figment::Error>),
    /// The file that was named is not there.
    #[error("there is no configuration file {0}; `lancan-server config sample` prints one to start from")]
    Missing(PathBuf),
    /// The rules file cannot be used.
    #[error("{file}: {reason}")]
    Rules {
        /// The file.
        file: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// A value that would break a promise.
    #[error("{key} must be {must}")]
    OutOfRange {
        /// The setting.
        key: &'static str,
        /// What it must be.
        must: &'static str,
    },
}

impl Default for Config {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            metrics_listen: None,
            connections: 4_096,
            tls: None,
            data_dir: PathBuf::from("lancan-data"),
            authority: NO_AUTHORITY.to_owned(),
            issuer: "lancan".to_owned(),
            region: "VN".to_owned(),
            service_uuid: ServiceUuid::DEFAULT,
            database: None,
            rules_file: None,
            document_hours: 24,
            codes: CodeSettings::default(),
            sessions: SessionSettings::default(),
            units: UnitSettings::default(),
            sms: SmsSettings::default(),
            otp: OtpSettings::default(),
            clock: ClockSettings::default(),
            rooms: RoomSettings::default(),
            log: LogSettings::default(),
        }
    }
}

impl Default for CodeSettings {
    fn default() -> Self {
        Self { failures: 1_000, link: NO_LINK.to_owned(), laboratory: 200 }
    }
}

impl Default for SessionSettings {
    fn default() -> Self {
        Self { token_hours: 72, officer_hours: 8, idle_minutes: 60, totp: true, failures: 10 }
    }
}

impl Default for ClockSettings {
    fn default() -> Self {
        Self { longest_pause_hours: 24, today: None }
    }
}

impl ClockSettings {
    /// The confirmed date as a UTC day.
    pub(crate) fn today_as_day(&self) -> Option<Day> {
        self.today.as_deref()?.parse().ok().map(|Date(day)| day)
    }
}

impl Default for LogSettings {
    fn default() -> Self {
        Self { format: LogFormat::Text, filter: "info".to_owned() }
    }
}

impl Config {
    /// Reads the file, if one is named, and then the environment: `LANCAN_SERVER_LISTEN`,
    /// `LANCAN_SERVER_SESSIONS__TOKEN_HOURS` and so on.
    ///
    /// # Errors
    /// [`ConfigError`], which names the key or the file.
    pub fn load(file: Option<&Path>) -> Result<Self, ConfigError> {
        let mut figment = Figment::from(Serialized::defaults(Self::default()));
        if let Some(file) = file {
            if !file.is_file() {
                return Err(ConfigError::Missing(file.to_owned()));
            }
            figment = figment.merge(Toml::file_exact(file));
        }
        let config: Self = figment
            .merge(Env::prefixed("LANCAN_SERVER_").split("__"))
            .extract()
            .map_err(|error| ConfigError::Malformed(Box::new(error)))?;
        config.check()?;
        Ok(config)
    }

    /// The rules to serve: those of the file, or the built-in ones.
    ///
    /// # Errors
    /// [`ConfigError::Rules`] when the file cannot be read or holds a value that is not allowed.
    pub fn rules(&self) -> Result<Rules, ConfigError> {
        let Some(file) = &self.rules_file else { return Ok(Rules::built_in()) };
        let refused = |reason: String| ConfigError::Rules { file: file.clone(), reason };
        let bytes = std::fs::read(file).map_err(|error| refused(error.to_string()))?;
        Rules::from_json(&bytes).map_err(|error| refused(error.to_string()))
    }

    /// Where the database is.
    ///
    /// # Errors
    /// [`ConfigError::OutOfRange`] when the address of a database does not parse.
    pub fn location(&self) -> Result<Location, ConfigError> {
        let Some(DatabaseSetting(text)) = &self.database else {
            return Ok(Location::File(self.data_dir.join("lancan.sqlite3")));
        };
        let must = "a file's path, or postgres://user:password@host:port/database";
        Location::parse(text).map_err(|NotALocation| ConfigError::OutOfRange { key: "database", must })
    }

    /// The setting without which the public cannot be served: phones show the authority's name, and text messages lead to
    /// the link.
    pub(crate) fn unconfigured(&self) -> Option<&'static str> {
        if self.authority.trim() == NO_AUTHORITY {
            return Some("authority");
        }
        let host = self.host();
        let is_example = host.split('.').any(|label| label.eq_ignore_ascii_case("example"));
        (host.is_empty() || is_example).then_some("codes.link")
    }

    /// The host of the links in text messages, which place codes lead to as well.
    pub(crate) fn host(&self) -> &str {
        let host = self.codes.link.split("//").nth(1).unwrap_or(&self.codes.link);
        host.split(['/', '#', '?', ':']).next().unwrap_or_default()
    }

    /// Whether every value can be used.
    ///
    /// # Errors
    /// [`ConfigError::OutOfRange`] for the first that cannot.
    pub fn check(&self) -> Result<(), ConfigError> {
        let rules = [
            (self.connections >= 1, "connections", "at least 1"),
            (self.document_hours >= 1, "document_hours", "at least 1"),
            (self.codes.failures >= 1, "codes.failures", "at least 1"),
            (self.codes.laboratory >= 1, "codes.laboratory", "at least 1"),
            (
                self.codes.link.len() <= 60 && self.codes.link.bytes().all(|b| b.is_ascii_graphic()),
                "codes.link",
                "at most 60 characters without accents, so that the link fits an SMS",
            ),
            (
                (1..=LONGEST_TOKEN_HOURS).contains(&self.sessions.token_hours),
                "sessions.token_hours",
                "1 to 168: what came with a token is remembered for a week",
            ),
            (self.sessions.officer_hours >= 1, "sessions.officer_hours", "at least 1"),
            (self.sessions.idle_minutes >= 2, "sessions.idle_minutes", "at least 2"),
            (self.sms.is_private(), "sms.webhook", "an address with https://, or on this machine"),
            (self.sms.has_secret(), "sms.secret", "at least 32 characters, where there is an sms.webhook"),
            (self.otp.messages >= 1, "otp.messages", "at least 1"),
            (self.otp.failures >= 1, "otp.failures", "at least 1"),
            (self.clock.longest_pause_hours >= 1, "clock.longest_pause_hours", "at least 1"),
            (
                self.clock.today.is_none() || self.clock.today_as_day().is_some(),
                "clock.today",
                "a date such as 2021-05-10, by your own calendar",
            ),
            (self.sessions.failures >= 1, "sessions.failures", "at least 1"),
            (!self.authority.trim().is_empty(), "authority", "a name"),
            (!self.issuer.is_empty(), "issuer", "a name"),
        ];
        match rules.into_iter().find(|(holds, _, _)| !holds) {
            Some((_, key, must)) => Err(ConfigError::OutOfRange { key, must }),
            None => match self.unconfigured() {
                Some(key) if !self.listen.ip().is_loopback() => {
                    let must = "set before the server listens on an address that others reach";
                    Err(ConfigError::OutOfRange { key, must })
                }
                _ => self.location().map(|_| ()),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
        for setting in ["database", "metrics_listen", "rules_file", "today", "webhook", "certificate", "key"] {
            assert!(SAMPLE.contains(&format!("# {setting} = ")), "{setting}");
        }
        all.as_object_mut()
            .unwrap()
            .retain(|key, _| !["database", "metrics_listen", "rules_file", "tls"].contains(&key.as_str()));
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
        for (setting, value) in
            [("codes.failures", "0"), ("sessions.token_hours", "0"), ("sessions.token_hours", "169")]
        {
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
        let at =
            |text: Option<&str>| Config { database: text.map(DatabaseSetting::new), ..Config::default() }.location();
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
}
