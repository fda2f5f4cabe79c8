//! Whether BlueZ uses private addresses. D-Bus does not tell, so its settings are read.

use std::fs;

/// Where BlueZ has its settings.
const SETTINGS: &str = "/etc/bluetooth/main.conf";

/// Whether adverts and connections of this machine go under private addresses.
pub(crate) fn enabled() -> bool {
    fs::read_to_string(SETTINGS).is_ok_and(|settings| is_set_in(&settings))
}

/// Reads `Privacy` of the section `General` (bluetooth.conf of BlueZ: off by default).
fn is_set_in(settings: &str) -> bool {
    let mut section = "";
    let mut set = false;
    for line in settings.lines().map(str::trim) {
        if let Some(name) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            section = name;
        } else if let Some((key, value)) = line.split_once('=')
            && section == "General"
            && key.trim() == "Privacy"
        {
            set = ["device", "network", "on", "limited-device", "limited-network"].contains(&value.trim());
        }
    }
    set
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn privacy_counts_only_where_bluez_reads_it() {
        assert!(is_set_in("[General]\nName = x\nPrivacy = device\n[Policy]\n"));
        assert!(is_set_in("[General]\nPrivacy=network"));
        for off in
            ["", "[General]\n#Privacy = device", "[General]\nPrivacy = off", "[GATT]\nPrivacy = device", "Privacy = on"]
        {
            assert!(!is_set_in(off), "{off:?}");
        }
    }
}
