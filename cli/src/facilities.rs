//! Generated facilities, and whoever runs them: they show a number, and assess each facility on the public's pages.

use std::fmt::Write as _;

use lancan_protocol::criteria::FacilityKind;
use lancan_server::{Unit, UnitLevel, UnitSet, Units};

use crate::{
    browser::{Browser, between},
    failure::Failure,
    gateway::Gateway,
};

/// Facilities that one number manages in a generated list, of the 50 that the server allows.
pub(crate) const OF_ONE_NUMBER: u32 = 50;
/// Most bytes of a place's name.
const LONGEST_NAME: usize = 60;
/// A list has one hospital, then health stations, then schools, over and over.
const OF_A_ROUND: u32 = 60;
const STATIONS: u32 = 8;
const SCHOOLS: [&str; 3] = ["Mầm non", "Tiểu học", "THCS"];
const HOSPITAL: &str = "Bệnh viện";
const STATION: &str = "Trạm y tế";
/// How far from the middle of its ward a facility stands at most, in millionths of a degree: some two kilometres.
const SPREAD: u32 = 18_000;

/// A list of facilities as `lancan-server facilities import` takes one.
pub(crate) struct GeneratedList {
    /// The list, CSV.
    pub(crate) csv: String,
    /// The numbers that manage its facilities.
    pub(crate) numbers: Vec<String>,
}

/// What a facility says of itself.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Said {
    /// Everything is as it should be.
    Good,
    /// Some of what may be missing is.
    Middling,
    /// What must be is not.
    Bad,
}

impl Said {
    /// What a facility says by a draw between 0 and 99.
    pub(crate) fn drawn(draw: u32) -> Self {
        match draw {
            0..=3 => Self::Bad,
            4..=15 => Self::Middling,
            _ => Self::Good,
        }
    }
}

fn kind_of(number: u32, schools_alone: bool) -> FacilityKind {
    match number % OF_A_ROUND {
        _ if schools_alone => FacilityKind::School,
        0 => FacilityKind::Hospital,
        1..=STATIONS => FacilityKind::Clinic,
        _ => FacilityKind::School,
    }
}

/// A name that says what the facility is, and that no other of its ward has.
fn name(kind: FacilityKind, ward: &Unit, number: u32, round: u32) -> String {
    let short = ["Phường ", "Xã ", "Thị trấn ", "Đặc khu "].iter().find_map(|word| ward.name.strip_prefix(word));
    let what = match kind {
        FacilityKind::Hospital => HOSPITAL,
        FacilityKind::Clinic => STATION,
        FacilityKind::School => SCHOOLS.get(number as usize % SCHOOLS.len()).copied().unwrap_or_default(),
    };
    let name = format!("{what} {} số {round}", short.unwrap_or(ward.name));
    if name.len() <= LONGEST_NAME { name } else { format!("{what} số {round}") }
}

impl GeneratedList {
    /// `count` facilities, spread over the wards of a unit of a set, or of the country.
    pub(crate) fn of(set: UnitSet, unit: Option<&str>, count: u32, schools_alone: bool) -> Self {
        let units = Units::of(set);
        let lies_in = |ward: &&Unit| {
            ward.level == UnitLevel::Ward
                && ward.place.is_some()
                && unit.is_none_or(|code| units.line(ward).iter().any(|one| one.code == code))
        };
        let wards: Vec<&Unit> = units.all().iter().filter(lies_in).collect();
        let mut csv = String::from("name,kind,unit,address,people,phone,manager,point\n");
        let mut numbers: Vec<String> = Vec::new();
        for (number, (at, ward)) in (0..count).zip(wards.iter().enumerate().cycle()) {
            let round = number / u32::try_from(wards.len()).unwrap_or(1).max(1) + 1;
            let kind = kind_of(number.wrapping_add(u32::try_from(at).unwrap_or(0)), schools_alone);
            if number % OF_ONE_NUMBER == 0 {
                numbers.push(format!("09{:08}", number / OF_ONE_NUMBER));
            }
            let phone = numbers.last().map(String::as_str).unwrap_or_default();
            let (latitude, longitude) = ward.place.unwrap_or_default();
            // The same list each time: two steps that share no divisor with the spread.
            let aside = |step: u32| (f64::from(number.wrapping_mul(step) % (2 * SPREAD)) - f64::from(SPREAD)) / 1e6;
            let _ = writeln!(
                csv,
                "{},{},{},{} Hùng Vương,{},{phone},Nguyễn Thị Hạnh,\"{:.6}, {:.6}\"",
                name(kind, ward, number, round),
                kind.name(),
                ward.code,
                number % 300 + 1,
                if kind == FacilityKind::Clinic { 40 } else { 200 + number * 37 % 900 },
                latitude + aside(7_919),
                longitude + aside(10_007),
            );
        }
        Self { csv, numbers }
    }
}

/// A facility that somebody manages.
pub(crate) struct OwnFacility {
    id: String,
    /// Its name.
    pub(crate) name: String,
}

/// Whoever runs facilities, signed in.
pub(crate) struct Principal<'a> {
    browser: Browser<'a>,
    csrf: String,
    /// What they run.
    pub(crate) facilities: Vec<OwnFacility>,
}

impl<'a> Principal<'a> {
    /// Shows a number in a browser that knows nothing yet.
    ///
    /// # Errors
    /// What the server refuses.
    pub(crate) fn sign_in(mut browser: Browser<'a>, gateway: &Gateway, number: &str) -> Result<Self, Failure> {
        let answer = |text: &str| Some(vec![("answer".to_owned(), text.to_owned())]);
        browser.ask("/dia-diem/number", answer(number))?;
        let code = gateway.code().ok_or_else(|| Failure::broken("no text message came"))?;
        browser.ask("/dia-diem/code", answer(&code))?;
        let list = browser.ask("/dia-diem", None)?.text;
        let own = |card: &str| {
            let (id, rest) = card.split_once('"')?;
            let name = between(rest, "<strong>", "</strong>").ok()?;
            Some(OwnFacility { id: id.to_owned(), name })
        };
        let facilities: Vec<OwnFacility> = list.split("<a href=\"/dia-diem/places/").skip(1).filter_map(own).collect();
        let first = facilities.first().ok_or_else(|| Failure::broken("the number manages nothing"))?;
        let form = browser.ask(&format!("/dia-diem/places/{}/assessment", first.id), None)?.text;
        let csrf = between(&form, "name=\"csrf\" value=\"", "\"")?;
        Ok(Self { browser, csrf, facilities })
    }

    /// Assesses a facility for today.
    ///
    /// # Errors
    /// What the server refuses.
    pub(crate) fn assess(&mut self, at: usize, said: Said) -> Result<(), Failure> {
        let facility = self.facilities.get(at).ok_or_else(|| Failure::broken("no such facility"))?;
        let mut fields = answers(&facility.name, said);
        fields.push(("name".to_owned(), "Nguyễn Thị Hạnh".to_owned()));
        fields.push(("csrf".to_owned(), self.csrf.clone()));
        let sent = self.browser.ask(&format!("/dia-diem/places/{}/assessment", facility.id), Some(fields))?;
        if sent.status == 303 { Ok(()) } else { Err(Failure::answered(&sent.status.to_string())) }
    }
}

/// Answers to the criteria of a facility of this name: 4 and 12 are mandatory in schools, a hospital needs three quarters of
/// 150 points, a health station's criteria have no rule of a verdict.
fn answers(name: &str, said: Said) -> Vec<(String, String)> {
    let each = |most: u32, answer: &dyn Fn(u32) -> String| {
        (1..=most).map(|number| (format!("c{number}"), answer(number))).collect()
    };
    let passed = |is: bool| (if is { "passed" } else { "failed" }).to_owned();
    if name.starts_with(HOSPITAL) {
        let points = match said {
            Said::Good => 4,
            Said::Middling => 3,
            Said::Bad => 1,
        };
        return each(37, &|_| points.to_string());
    }
    if name.starts_with(STATION) {
        return each(30, &|number| passed(said == Said::Good || number % 7 != 0));
    }
    match said {
        Said::Good => each(16, &|number| passed(number != 15)),
        // Five of fifteen, or of Hanoi's sixteen, none of them mandatory.
        Said::Middling => each(16, &|number| passed(![1, 2, 3, 6, 7].contains(&number))),
        Said::Bad => each(16, &|number| passed(number != 5)),
    }
}

#[cfg(test)]
mod tests {
    use lancan_protocol::criteria::{Colour, CriteriaAnswers, CriteriaSet, CriterionAnswer};

    use super::*;

    fn colour(id: &str, name: &str, said: Said) -> Colour {
        let set = CriteriaSet::shipped().unwrap().into_iter().find(|set| set.id == id).unwrap();
        let read = |text: &str| match text {
            "passed" => CriterionAnswer::Passed,
            "failed" => CriterionAnswer::Failed,
            points => CriterionAnswer::Points(points.parse().unwrap()),
        };
        let given: CriteriaAnswers = answers(name, said)
            .iter()
            .map(|(field, text)| (field[1..].parse().unwrap(), read(text)))
            .filter(|(number, _)| *number <= set.len())
            .collect();
        set.judge(&given).unwrap().colour
    }

    #[test]
    fn what_a_facility_says_comes_to_the_colour_that_is_meant() {
        for (id, name) in [
            ("school-1467", "Tiểu học Lộc Thắng số 1"),
            ("school-hanoi-3668", "THCS Ba Đình số 1"),
            ("hospital-3088", "Bệnh viện Bảo Lộc số 1"),
        ] {
            let colours = [Said::Good, Said::Middling, Said::Bad].map(|said| colour(id, name, said));
            assert_eq!(colours, [Colour::Green, Colour::Yellow, Colour::Red], "{id}");
        }
    }

    #[test]
    fn a_list_names_each_facility_of_a_ward_differently_and_no_number_manages_too_many() {
        for (set, unit, count) in [(UnitSet::Of2025, Some("68"), 1_500), (UnitSet::Of2021, None, 43_000)] {
            let list = GeneratedList::of(set, unit, count, false);
            let mut seen = std::collections::BTreeSet::new();
            for line in list.csv.lines().skip(1) {
                let fields: Vec<&str> = line.split(',').collect();
                assert!(seen.insert((fields[0], fields[2])), "{line}");
                assert!(fields[0].len() <= LONGEST_NAME, "{line}");
            }
            assert_eq!(seen.len(), count as usize);
            assert_eq!(list.numbers.len(), count.div_ceil(OF_ONE_NUMBER) as usize);
        }
    }
}
