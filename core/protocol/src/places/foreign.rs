//! QR codes of other systems that people meet at doors and in pockets. They are recognised, so that a phone can say whose they
//! are; nothing of them is read beyond that, and nothing is kept.

/// Whose code a foreign code is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ForeignCode {
    /// A venue poster of NHS COVID-19 (England and Wales): `UKC19TRACING:1:` and a signed token.
    NhsCovid19,
    /// A poster of NZ COVID Tracer: `NZCOVIDTRACER:` and JSON in base64.
    NzCovidTracer,
    /// An event's code of the Corona-Warn-App (Germany): `https://e.coronawarn.app?v=1#…`.
    CoronaWarnApp,
    /// A person's code by 1405/QĐ-BTTTT: six fields between `|`, the third a date of birth. It shows who its holder is.
    VietnamPersonal,
}

impl ForeignCode {
    /// Whose code a text is, where it is one of those known.
    pub fn of(text: &str) -> Option<Self> {
        let after = |prefix: &str| {
            let begins = text.get(..prefix.len()).is_some_and(|head| head.eq_ignore_ascii_case(prefix));
            text.get(prefix.len()..).filter(|_| begins)
        };
        if after("UKC19TRACING:").is_some() {
            return Some(Self::NhsCovid19);
        }
        if after("NZCOVIDTRACER:").is_some() {
            return Some(Self::NzCovidTracer);
        }
        let is_event = |rest: &str| rest.starts_with('?') || rest.starts_with("/?");
        if after("https://e.coronawarn.app").is_some_and(is_event) {
            return Some(Self::CoronaWarnApp);
        }
        is_personal(text).then_some(Self::VietnamPersonal)
    }
}

/// `SoGiayTo|HoTen|NgaySinh|LoaiDinhDanh|QID|EXT`.
fn is_personal(text: &str) -> bool {
    let fields: Vec<&str> = text.splitn(8, '|').collect();
    let [document, name, born, kind, _, _] = fields.as_slice() else { return false };
    let digits = born.bytes().filter(u8::is_ascii_digit).count();
    let is_date = digits == 8 && born.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'/' | b'-'));
    let is_document = document.bytes().all(|byte| byte.is_ascii_alphanumeric());
    is_date && is_document && !name.is_empty() && kind.len() <= 2
}
