//! An officer's account in words.

use crate::console::layout::Layout;
use crate::officers::AccountRow;
use crate::units::Units;

/// An account as pages show it.
pub(in crate::console) struct Account {
    pub(in crate::console) id: i64,
    pub(in crate::console) name: String,
    pub(in crate::console) centre: String,
    pub(in crate::console) role: String,
    /// Of which part of the country the officer sees what there is.
    pub(in crate::console) area: String,
    pub(in crate::console) second_factor: String,
    pub(in crate::console) sessions: u32,
    pub(in crate::console) is_disabled: bool,
    pub(in crate::console) state: String,
    /// The class of the state's mark.
    pub(in crate::console) mark: &'static str,
}

impl Account {
    pub(super) fn of(row: AccountRow, layout: &Layout, units: &Units) -> Self {
        let area = match row.unit.as_deref() {
            None => layout.say("console-area-centre"),
            Some("") => layout.say("console-area-country"),
            Some(code) => units.find(code).map_or_else(|| code.to_owned(), |unit| units.full_name(unit)),
        };
        let is_disabled = row.disabled_at.is_some();
        let (state, mark) =
            if is_disabled { ("console-officer-disabled", "off") } else { ("console-officer-active", "good") };
        Self {
            id: row.id,
            name: row.name,
            centre: row.centre_name,
            role: layout.say(&format!("console-role-{}", row.role.name())),
            area,
            second_factor: layout.say(if row.totp { "console-totp-on" } else { "console-totp-off" }),
            sessions: row.sessions,
            is_disabled,
            state: layout.say(state),
            mark,
        }
    }
}
