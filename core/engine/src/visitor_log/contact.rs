//! Who the user is, as an entry of a visitor log says it.

use lancan_protocol::{
    phone_number::PhoneNumber,
    places::UnitCode,
    problem::Problem,
    visitor_log::{NumberCertificate, VisitorContact},
};
use serde::{Deserialize, Serialize};

use super::shown::LogContact;
use crate::kept::keep_as_json;

/// Who the user is, and how the authority reaches them.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct OwnContact {
    name: String,
    /// E.164.
    phone: String,
    /// 0: unknown.
    birth_year: u16,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    unit: Option<UnitCode>,
}

keep_as_json!(OwnContact);

impl OwnContact {
    /// A contact as the user typed it.
    ///
    /// # Errors
    /// [`Problem::PhoneMistyped`]; [`Problem::RequestInvalid`] for a name, a year or a unit that is none.
    pub(crate) fn typed(typed: &LogContact) -> Result<Self, Problem> {
        let phone = PhoneNumber::parse(&typed.phone).map_err(|_| Problem::PhoneMistyped)?;
        let unit = typed.unit.as_deref().map(|digits| UnitCode::from_digits(digits).ok_or(Problem::RequestInvalid));
        let unit = unit.transpose()?;
        let contact = VisitorContact::typed(&typed.name, Some(phone.clone()), typed.birth_year.unwrap_or(0), unit)
            .map_err(|_| Problem::RequestInvalid)?;
        Ok(Self {
            name: contact.name().to_owned(),
            phone: phone.as_str().to_owned(),
            birth_year: contact.birth_year(),
            unit,
        })
    }

    /// What an entry says; none where what is kept is not a contact.
    pub(crate) fn in_entry(&self) -> Option<VisitorContact> {
        let phone = PhoneNumber::from_e164(self.phone.clone()).ok()?;
        VisitorContact::typed(&self.name, Some(phone), self.birth_year, self.unit).ok()
    }

    /// What proves the number, where it is the one that was certified.
    pub(crate) fn certificate(&self, certified: Option<(&str, NumberCertificate)>) -> Option<NumberCertificate> {
        certified.filter(|(phone, _)| *phone == self.phone).map(|(_, certificate)| certificate)
    }

    /// As a host shows it.
    pub(crate) fn shown(&self) -> LogContact {
        LogContact {
            name: self.name.clone(),
            phone: self.phone.clone(),
            birth_year: Some(self.birth_year).filter(|year| *year != 0),
            unit: self.unit.map(|unit| unit.to_string()),
        }
    }
}
