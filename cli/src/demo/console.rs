//! What a served demonstration shows beside the cases that reported: cases at every other stage, and an officer of every role.

use lancan_protocol::{key_days::KeyDays, time::UnixTime};
use lancan_server::{Date, Role};
use lancan_simulator::{
    authority::{Authority, AuthorityError},
    world::Network as _,
};
use serde_json::json;
use totp_rs::{Builder, Secret, Totp};

/// Seconds after which a short code is over.
const CODE_IS_OVER: u64 = 16 * 60;

/// Somebody who can sign in.
pub(super) struct Account {
    /// What the officer is there for: the key of the text.
    pub(super) what: &'static str,
    pub(super) name: String,
    pub(super) password: String,
    /// Makes the codes of the officer's authenticator app, where the officer has one.
    totp: Option<Totp>,
}

impl Account {
    /// Somebody whose authenticator app was told this secret in base 32; none where it is no such secret.
    pub(super) fn new(what: &'static str, name: String, password: String, secret: &str) -> Self {
        let secret = Secret::try_from_base32(secret).ok();
        let totp = secret.and_then(|secret| Builder::new().with_secret(secret).build().ok());
        Self { what, name, password, totp }
    }

    /// The code that the authenticator app shows now.
    pub(super) fn code(&self, now: UnixTime) -> Option<String> {
        self.totp.as_ref().map(|totp| totp.generate(now.0).to_string())
    }
}

/// People whom a case named when an officer asked: name, number, relation, closeness, minutes.
const NAMED: [(&str, Option<&str>, &str, &str, u32); 4] = [
    ("Nguyễn Thị Lan", Some("0912000101"), "chung nhà", "close", 600),
    ("Trần Văn Hùng", Some("0912000102"), "đồng nghiệp", "close", 45),
    ("Phạm Minh Châu", Some("0912000103"), "bạn cùng lớp", "same_place", 90),
    ("Lê Thị Hoa", None, "hàng xóm", "unknown", 15),
];

/// Adds people whom the first case named beside those who asked to be called, an officer of every role, and three cases: one
/// whose code was not used in time, one with a live code, one without.
pub(super) fn furnish(authority: &mut Authority) -> Result<Vec<Account>, AuthorityError> {
    authority.sign_in()?;
    let today = KeyDays::VIETNAM.day(authority.now());
    if let Some(case) = authority.cases()?.last() {
        for (name, phone, relation, closeness, minutes) in NAMED {
            let contact = json!({
                "person": { "name": name, "phone": phone, "relation": relation },
                "closeness": closeness,
                "minutes": minutes,
                "last_contact": Date(today.minus(2)).to_string(),
            });
            authority.add_contact(case, &contact)?;
        }
    }
    let late = authority.confirm_case("F0-101", today.minus(3), today)?;
    authority.issue_code(&late)?;
    authority.time_is(authority.now().plus(CODE_IS_OVER));
    let called = authority.confirm_case("F0-102", today.minus(2), today)?;
    authority.issue_code(&called)?;
    authority.confirm_case("F0-103", today.minus(1), today)?;
    let mut accounts = vec![Account {
        what: "demo-served-officer",
        name: authority.officer.clone(),
        password: authority.password.clone(),
        totp: None,
    }];
    for (name, role, what) in [
        ("giam-sat", Role::Supervisor, "demo-served-supervisor"),
        ("nguoi-xem", Role::ReadOnly, "demo-served-reader"),
        ("quan-tri", Role::Administrator, "demo-served-administrator"),
    ] {
        let (password, secret) = authority.add_officer(name, role)?;
        accounts.push(Account::new(what, name.to_owned(), password, &secret));
    }
    Ok(accounts)
}
