//! Settings: a TOML file, then `LANCAN_SERVER_…` environment variables, over defaults that serve a laptop.
//! `lancan-server.sample.toml` documents each one.

mod apps;
mod error;
mod sections;
mod settings;
#[cfg(test)]
mod tests;

pub use self::apps::AppSettings;
pub use self::error::ConfigError;
pub use self::sections::{
    ClockSettings, CodeSettings, DatabaseSetting, LogFormat, LogSettings, MapSettings, OtpSettings, RoomSettings,
    SessionSettings, UnitSettings,
};
pub use self::settings::{Config, SAMPLE};
pub use super::object_store::ObjectStoreSettings;
pub use super::sms::{SecretText, SmsSettings};
pub use super::tls_files::TlsFiles;
pub use super::told_reason::ToldReason;
