//! What officers may do, by their role.

/// What an officer is there for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Keeps the accounts of officers and reads the audit log. Sees no case.
    Administrator,
    /// Answers for the officers of an area: sees and does what they do, approves, resets, reads the audit log.
    Supervisor,
    /// Opens cases, gives codes, calls contacts.
    Officer,
    /// Looks and changes nothing.
    ReadOnly,
    /// A laboratory's system: gives codes for its results by a key of its own, and sees nothing.
    Laboratory,
}

/// A kind of act.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Right {
    /// Sees cases, contacts and what hangs on them.
    Read,
    /// Changes them.
    Write,
    /// Gives codes for a laboratory's results.
    Issue,
    /// Does what cannot be taken back or touches many: the officer has shown password and code lately.
    Grave,
    /// Takes back what was published of a case: the officer has shown password and code lately.
    Revoke,
    /// Reads the audit log.
    Audit,
    /// Binds a key to the own account that signs as its officer: password and code were shown lately.
    Enrol,
    /// Keeps the accounts of officers: password and code were shown lately.
    Administer,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 5] = [Self::Administrator, Self::Supervisor, Self::Officer, Self::ReadOnly, Self::Laboratory];

    /// The role's name, as stored and in the API.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Administrator => "administrator",
            Self::Supervisor => "supervisor",
            Self::Officer => "officer",
            Self::ReadOnly => "read-only",
            Self::Laboratory => "laboratory",
        }
    }

    /// The role of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.name() == name)
    }

    /// Whether the role has a right.
    pub(crate) const fn has(self, right: Right) -> bool {
        match self {
            Self::Administrator => matches!(right, Right::Audit | Right::Administer),
            Self::Supervisor => true,
            Self::Officer => matches!(right, Right::Read | Right::Write | Right::Issue | Right::Revoke | Right::Enrol),
            Self::ReadOnly => matches!(right, Right::Read),
            Self::Laboratory => matches!(right, Right::Issue),
        }
    }
}

impl Right {
    /// Whether the officer must have shown password and code lately.
    pub(crate) const fn is_grave(self) -> bool {
        matches!(self, Self::Grave | Self::Revoke | Self::Enrol | Self::Administer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_keeps_accounts_sees_no_case_and_who_looks_changes_nothing() {
        const RIGHTS: [Right; 8] = [
            Right::Read,
            Right::Write,
            Right::Issue,
            Right::Revoke,
            Right::Grave,
            Right::Audit,
            Right::Administer,
            Right::Enrol,
        ];
        let held = Role::ALL.map(|role| RIGHTS.map(|right| role.has(right)));
        assert_eq!(held[0], [false, false, false, false, false, true, true, false]);
        assert_eq!(held[1], [true; 8]);
        assert_eq!(held[2], [true, true, true, true, false, false, false, true]);
        assert_eq!(held[3], [true, false, false, false, false, false, false, false]);
        assert_eq!(held[4], [false, false, true, false, false, false, false, false]);
        assert!(Role::ALL.iter().all(|role| Role::named(role.name()) == Some(*role)));
    }
}
