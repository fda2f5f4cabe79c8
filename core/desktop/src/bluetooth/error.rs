//! Why there is no Bluetooth, in a form that can be shown to a person.

/// Why Bluetooth cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum BluetoothError {
    /// No D-Bus or no BlueZ on it (Linux).
    #[error("BlueZ is not running: install the package bluez and start bluetooth.service")]
    NoBlueZ,
    /// This machine has no Bluetooth adapter.
    #[error("this machine has no Bluetooth adapter")]
    NoAdapter,
    /// There are adapters, but not the one asked for.
    #[error("there is no Bluetooth adapter of that name; there are: {there_are}")]
    NoSuchAdapter {
        /// Names of the adapters that there are.
        there_are: String,
    },
    /// The system does not permit the use of Bluetooth.
    #[error("no permission to use Bluetooth: add yourself to the group bluetooth, or allow it in the settings")]
    PermissionDenied,
    /// Any other error of the system, in its words.
    #[error("Bluetooth failed: {0}")]
    Other(String),
}

impl From<btleplug::Error> for BluetoothError {
    fn from(error: btleplug::Error) -> Self {
        match error {
            btleplug::Error::PermissionDenied => Self::PermissionDenied,
            btleplug::Error::NoAdapterAvailable => Self::NoAdapter,
            other => Self::from_text(&other.to_string()),
        }
    }
}

#[cfg(target_os = "linux")]
impl From<bluer::Error> for BluetoothError {
    fn from(error: bluer::Error) -> Self {
        match error.kind {
            bluer::ErrorKind::NotAuthorized | bluer::ErrorKind::NotPermitted => Self::PermissionDenied,
            _ => Self::from_text(&error.to_string()),
        }
    }
}

impl BluetoothError {
    /// D-Bus errors keep their kind only in their text by the time they get here.
    pub(crate) fn from_text(text: &str) -> Self {
        let says = |words: &[&str]| words.iter().any(|word| text.contains(word));
        if says(&["AccessDenied", "not permitted", "NotAuthorized", "Rejected send message"]) {
            Self::PermissionDenied
        } else if says(&[
            "ServiceUnknown",
            "was not provided by any .service files",
            "NameHasNoOwner",
            "Failed to connect to socket",
            "FileNotFound",
            "NoServer",
        ]) {
            Self::NoBlueZ
        } else {
            Self::Other(text.to_owned())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_dbus_says_becomes_what_to_do() {
        for (text, expected) in [
            (
                "D-Bus error: The name org.bluez was not provided by any .service files (org.freedesktop.DBus.Error.ServiceUnknown)",
                BluetoothError::NoBlueZ,
            ),
            (
                "D-Bus error: Failed to connect to socket /run/dbus/system_bus_socket: No such file or directory",
                BluetoothError::NoBlueZ,
            ),
            (
                "D-Bus error: Rejected send message, 2 matched rules (org.freedesktop.DBus.Error.AccessDenied)",
                BluetoothError::PermissionDenied,
            ),
        ] {
            assert_eq!(BluetoothError::from_text(text).to_string(), expected.to_string());
        }
        assert!(matches!(BluetoothError::from_text("org.bluez.Error.NotReady"), BluetoothError::Other(_)));
    }
}
