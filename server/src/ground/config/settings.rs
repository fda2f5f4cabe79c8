//! All settings together: read, checked, and what follows from them.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use figment::Figment;
use figment::providers::{Env, Format as _, Serialized, Toml};
use lancan_protocol::forms::{FormVersion, Forms};
use lancan_protocol::frame::ServiceUuid;
use lancan_protocol::rules::Rules;
use serde::{Deserialize, Serialize};

use super::{
    AppSettings, ClockSettings, CodeSettings, ConfigError, DatabaseSetting, LogSettings, MapSettings,
    ObjectStoreSettings, OtpSettings, RoomSettings, SessionSettings, SmsSettings, TlsFiles, UnitSettings,
};
use crate::ground::told_reason::ToldReason;
use crate::store::{Location, NotALocation};

/// The documented sample: every setting at its default.
pub const SAMPLE: &str = include_str!("../../../lancan-server.sample.toml");

/// The authority's name while nobody has set one.
const NO_AUTHORITY: &str = "Cơ quan y tế (chưa đặt tên)";

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
    /// A file with the forms of declarations, each with its versions; without it those that the server was built with.
    pub forms_file: Option<PathBuf>,
    /// A file that says what our fields are called in a DHIS2; without it no files go out for DHIS2.
    pub dhis2_mapping: Option<PathBuf>,
    /// The country's public key (PEM) that vouches for the openers of visitor logs; without it no packs are handed out.
    pub national_key: Option<PathBuf>,
    /// Hours that an index or rules document may be used after it was signed.
    pub document_hours: u32,
    /// Where published files are copied to; without it they are in the data directory alone.
    pub object_store: Option<ObjectStoreSettings>,
    /// Codes that officers give.
    pub codes: CodeSettings,
    /// The apps that open the links of places and reports.
    pub apps: AppSettings,
    /// Lifetimes of what is handed out after a code or a password.
    pub sessions: SessionSettings,
    /// Provinces, districts and wards.
    pub units: UnitSettings,
    /// The safety map.
    pub map: MapSettings,
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
            forms_file: None,
            dhis2_mapping: None,
            national_key: None,
            document_hours: 24,
            object_store: None,
            codes: CodeSettings::default(),
            apps: AppSettings::default(),
            sessions: SessionSettings::default(),
            units: UnitSettings::default(),
            map: MapSettings::default(),
            sms: SmsSettings::default(),
            otp: OtpSettings::default(),
            clock: ClockSettings::default(),
            rooms: RoomSettings::default(),
            log: LogSettings::default(),
        }
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
        let refused = |reason| ConfigError::Rules { file: file.clone(), reason };
        let bytes = std::fs::read(file).map_err(|error| refused(ToldReason::of(&error)))?;
        Rules::from_json(&bytes).map_err(|error| refused(ToldReason::of(&error)))
    }

    /// The forms of declarations, each with its versions: those of the file, or those that the server was built with.
    ///
    /// # Errors
    /// [`ConfigError::Forms`] when the file cannot be read, holds a form that is not allowed, or lacks one that is asked for.
    pub fn forms(&self) -> Result<Vec<FormVersion>, ConfigError> {
        let shipped = FormVersion::shipped()
            .map_err(|error| ConfigError::Forms { file: PathBuf::from("built in"), reason: ToldReason::of(&error) })?;
        let Some(file) = &self.forms_file else { return Ok(shipped) };
        let refused = |reason| ConfigError::Forms { file: file.clone(), reason };
        let bytes = std::fs::read(file).map_err(|error| refused(ToldReason::of(&error)))?;
        let forms = Forms::from_json(&bytes).map_err(|error| refused(ToldReason::of(&error)))?;
        match shipped.iter().find(|form| forms.current(&form.id).is_none()) {
            Some(missing) => Err(refused(ToldReason::by(|text| {
                text.message("setting-form-missing", &[("form", (&missing.id).into())])
            }))),
            None => Ok(forms.forms),
        }
    }

    /// Where the database is.
    ///
    /// # Errors
    /// [`ConfigError::OutOfRange`] when the address of a database does not parse.
    pub fn location(&self) -> Result<Location, ConfigError> {
        let Some(DatabaseSetting(text)) = &self.database else {
            return Ok(Location::File(self.data_dir.join("lancan.sqlite3")));
        };
        let must = "setting-database";
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

    /// The path of the links in text messages.
    pub(crate) fn link_path(&self) -> &str {
        let address = self.codes.link.split(['#', '?']).next().unwrap_or_default();
        let rest = address.split_once("//").map_or(address, |(_, rest)| rest);
        rest.find('/').and_then(|at| rest.get(at..)).unwrap_or("/")
    }

    /// The settings that `new` has, except those that hold until the next start: these stay as they are. Returns them with the
    /// names of those that differ in `new`.
    pub(crate) fn read_again(&self, new: Self) -> (Self, Vec<&'static str>) {
        let differs = [
            ("listen", self.listen != new.listen),
            ("metrics_listen", self.metrics_listen != new.metrics_listen),
            ("connections", self.connections != new.connections),
            ("tls", self.tls != new.tls),
            ("data_dir", self.data_dir != new.data_dir),
            ("database", self.database != new.database),
            ("units.set", self.units != new.units),
            ("clock", self.clock != new.clock),
            ("log.format", self.log.format != new.log.format),
        ];
        let old = self.clone();
        let config = Self {
            listen: old.listen,
            metrics_listen: old.metrics_listen,
            connections: old.connections,
            tls: old.tls,
            data_dir: old.data_dir,
            database: old.database,
            units: old.units,
            clock: old.clock,
            log: LogSettings { format: old.log.format, ..new.log.clone() },
            ..new
        };
        (config, differs.into_iter().filter(|(_, differs)| *differs).map(|(name, _)| name).collect())
    }

    /// Whether every value can be used.
    ///
    /// # Errors
    /// [`ConfigError::OutOfRange`] for the first that cannot.
    pub fn check(&self) -> Result<(), ConfigError> {
        match self.rules_of_settings().find(|(holds, _, _)| !holds) {
            Some((_, key, must)) => Err(ConfigError::OutOfRange { key, must }),
            None => match self.unconfigured() {
                Some(key) if !self.listen.ip().is_loopback() => {
                    Err(ConfigError::OutOfRange { key, must: "setting-before-others-reach-it" })
                }
                _ => self.location().map(|_| ()),
            },
        }
    }

    /// What must hold: whether it does, the setting, and the text of what it must be.
    pub(super) fn rules_of_settings(&self) -> impl Iterator<Item = (bool, &'static str, &'static str)> {
        let rules = [
            (self.connections >= 1, "connections", "setting-at-least-one"),
            (self.document_hours >= 1, "document_hours", "setting-at-least-one"),
            (self.codes.failures >= 1, "codes.failures", "setting-at-least-one"),
            (self.codes.laboratory >= 1, "codes.laboratory", "setting-at-least-one"),
            (
                self.codes.link.len() <= 60 && self.codes.link.bytes().all(|b| b.is_ascii_graphic()),
                "codes.link",
                "setting-link",
            ),
            (
                (1..=LONGEST_TOKEN_HOURS).contains(&self.sessions.token_hours),
                "sessions.token_hours",
                "setting-token-hours",
            ),
            (self.sessions.officer_hours >= 1, "sessions.officer_hours", "setting-at-least-one"),
            (self.sessions.idle_minutes >= 2, "sessions.idle_minutes", "setting-at-least-two"),
            (self.sms.is_private(), "sms.webhook", "setting-private-address"),
            (self.sms.has_secret(), "sms.secret", "setting-sms-secret"),
            (self.otp.messages >= 1, "otp.messages", "setting-at-least-one"),
            (self.otp.failures >= 1, "otp.failures", "setting-at-least-one"),
            (self.clock.longest_pause_hours >= 1, "clock.longest_pause_hours", "setting-at-least-one"),
            (self.clock.today.is_none() || self.clock.today_as_day().is_some(), "clock.today", "setting-date"),
            (self.sessions.failures >= 1, "sessions.failures", "setting-at-least-one"),
            (!self.authority.trim().is_empty(), "authority", "setting-name"),
            (!self.issuer.is_empty(), "issuer", "setting-name"),
        ];
        let of_store = self.object_store.iter().flat_map(ObjectStoreSettings::rules);
        rules.into_iter().chain(self.apps.rules()).chain(of_store)
    }
}
