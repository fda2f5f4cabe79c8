//! A flight of generated travellers, each of whom declares on the public's pages.

use lancan_protocol::{key_days::KeyDays, time::UnixTime};
use lancan_server::Date;
use rand::{RngExt as _, SeedableRng as _, seq::IndexedRandom as _};
use rand_chacha::ChaCha8Rng;

use crate::{
    browser::{Browser, between},
    failure::Failure,
    gateway::Gateway,
};

/// Declarations that one number sends: a leader declares for a group.
const OF_ONE_NUMBER: u32 = 30;
const FAMILY_NAMES: [&str; 8] = ["Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Võ", "Đặng", "Bùi"];
const MIDDLE_NAMES: [&str; 6] = ["Văn", "Thị", "Ngọc", "Minh", "Thanh", "Đức"];
const GIVEN_NAMES: [&str; 10] = ["An", "Bình", "Chi", "Dũng", "Hoa", "Khánh", "Lan", "Nam", "Quân", "Vy"];
const SYMPTOMS: [&str; 8] = ["fever", "cough", "breath", "throat", "vomit", "diarrhoea", "bleeding", "rash"];
/// One in so many was near somebody who was ill, and one in so many has a fever.
const NEAR: u32 = 12;
const FEVER: u32 = 40;

/// Where and when a flight declares.
pub(super) struct Flight<'a> {
    pub(super) url: String,
    pub(super) gateway: &'a Gateway,
    pub(super) gate: u16,
    pub(super) seed: u64,
    pub(super) today: UnixTime,
}

/// A traveller who declared.
pub(super) struct Pass {
    pub(super) name: String,
    pub(super) seat: String,
    /// What the QR code says.
    pub(super) text: String,
}

impl Flight<'_> {
    /// Has travellers declare, and returns their passes.
    ///
    /// # Errors
    /// What the server refuses.
    pub(super) fn declare(&self, travellers: u32) -> Result<Vec<Pass>, Failure> {
        let mut draws = ChaCha8Rng::seed_from_u64(self.seed);
        let mut passes = Vec::new();
        let mut browser = Browser::new(&self.url);
        let mut csrf = String::new();
        for traveller in 0..travellers {
            if traveller % OF_ONE_NUMBER == 0 {
                browser = Browser::new(&self.url);
                csrf = self.sign_in(&mut browser, traveller / OF_ONE_NUMBER)?;
            }
            passes.push(self.traveller(&mut browser, &csrf, traveller, &mut draws)?);
        }
        Ok(passes)
    }

    /// Shows a number by the code that is sent to it. Returns the token of the session's forms.
    fn sign_in(&self, browser: &mut Browser<'_>, number: u32) -> Result<String, Failure> {
        let answer = |text: String| Some(vec![("answer".to_owned(), text)]);
        browser.ask("/khai-bao/number", answer(format!("09{number:08}")))?;
        let code = self.gateway.code().ok_or_else(|| Failure::broken("no text message came"))?;
        browser.ask("/khai-bao/code", answer(code))?;
        between(&browser.ask("/khai-bao/form/vhd", None)?.text, "name=\"csrf\" value=\"", "\"")
    }

    fn traveller(
        &self,
        browser: &mut Browser<'_>,
        csrf: &str,
        traveller: u32,
        draws: &mut ChaCha8Rng,
    ) -> Result<Pass, Failure> {
        let mut one_of = |words: &[&str]| words.choose(draws).copied().unwrap_or_default().to_owned();
        let name = [one_of(&FAMILY_NAMES), one_of(&MIDDLE_NAMES), one_of(&GIVEN_NAMES)].join(" ");
        let letter = char::from(b'A' + u8::try_from(traveller % 9).unwrap_or(0));
        let seat = format!("{}{letter}", traveller / 9 + 1);
        let today = Date(KeyDays::VIETNAM.day(self.today)).to_string();
        let yes_no = |yes: bool| (if yes { "yes" } else { "no" }).to_owned();
        let mut fields: Vec<(String, String)> = [
            ("csrf", csrf.to_owned()),
            ("~id", format!("{:032x}", draws.random::<u128>())),
            ("name", name.clone()),
            ("birth_year", draws.random_range(1940..2015).to_string()),
            ("gender", (if draws.random() { "female" } else { "male" }).to_owned()),
            ("passport", format!("C{:07}", draws.random_range(0..10_000_000))),
            ("gate", self.gate.to_string()),
            ("seat", seat.clone()),
            ("depart_date", today.clone()),
            ("entry_date", today),
            ("stay.detail", format!("{} Nguyễn Huệ", draws.random_range(1..200))),
            ("exposure.case", yes_no(draws.random_ratio(1, NEAR))),
        ]
        .map(|(field, value)| (field.to_owned(), value))
        .to_vec();
        fields.extend(SAME.map(|(field, value)| (field.to_owned(), value.to_owned())));
        for symptom in SYMPTOMS {
            let has = symptom == "fever" && draws.random_ratio(1, FEVER);
            fields.push((format!("symptom.{symptom}"), yes_no(has)));
        }
        let sent = browser.ask("/khai-bao/form/vhd", Some(fields))?;
        if sent.status != 303 {
            return Err(Failure::broken("a declaration is refused"));
        }
        let text = between(&browser.ask(&sent.location, None)?.text, "data-text=\"", "\"")?;
        Ok(Pass { name, seat, text })
    }
}

/// What all travellers of the flight answer alike.
const SAME: [(&str, &str); 17] = [
    ("nationality", "VN"),
    ("category", "vietnamese"),
    ("transport", "plane"),
    ("vehicle", "VN 301"),
    ("depart_country", "JP"),
    ("depart_province", "Tokyo"),
    ("arrive_province", "79"),
    ("countries_recent~0", "JP"),
    ("stay.ward", "26740"),
    ("contact.ward", "26740"),
    ("contact.detail", "12 Nguyễn Huệ"),
    ("phone", "0912345678"),
    ("email", ""),
    ("exposure.animal", "no"),
    ("quarantine.kind", "hotel"),
    ("quarantine.place", "Khách sạn Hoa Sen"),
    ("test.result", ""),
];
