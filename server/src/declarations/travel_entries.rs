//! Declarations on entry as a file in the layout of SORMAS' travel entries.

use std::sync::Arc;

use lancan_protocol::forms::{Answer, Response};
use lancan_protocol::hex;
use lancan_text::{Catalogue, Language};

use super::desk::{answer_of, number_of, territory, words_of};
use super::listing::WantedDeclarations;
use super::words::option_of;
use super::{Declarations, UNITS};
use crate::ground::calendar::Date;
use crate::ground::error::{Failure, Fault};
use crate::http::Officer;
use crate::http::pages::local::date as shown_date;
use crate::store::Transaction;
use crate::units::{UnitLevel, Units};

/// Most declarations of a file.
const MOST: u32 = 20_000;
/// What a spreadsheet takes for the beginning of a formula.
const FORMULAS: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// The columns, in their order.
const COLUMNS: [&str; 27] = [
    "disease",
    "responsibleRegion",
    "responsibleDistrict",
    "pointOfEntry",
    "pointOfEntryDetails",
    "reportDate",
    "dateOfArrival",
    "externalId",
    "vaccinated",
    "testedNegative",
    "quarantine",
    "quarantineTypeDetails",
    "person.firstName",
    "person.lastName",
    "person.sex",
    "person.birthdateYYYY",
    "person.phone",
    "person.emailAddress",
    "person.passportNumber",
    "person.address.region",
    "person.address.district",
    "person.address.community",
    "person.address.details",
    // What SORMAS has no column for, and keeps beside an entry under these names.
    "transport",
    "vehicle",
    "seat",
    "departureCountry",
];

impl Declarations {
    /// The declarations on entry that stand, of the officer's area, from one day to another, as a CSV file (RFC 4180). What does
    /// not open any more is left out.
    pub(crate) async fn travel_entries(
        self: &Arc<Self>,
        officer: &Officer,
        from: Date,
        until: Date,
    ) -> Result<Vec<u8>, Failure> {
        let declarations = self.clone();
        let wanted = WantedDeclarations {
            area: territory(officer),
            form: Some("vhd".to_owned()),
            times: self.times(Some(from), Some(until)),
            stands: true,
            most: MOST,
            ..WantedDeclarations::default()
        };
        let read = move |tx: &mut dyn Transaction| {
            let mut file = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
            let broken = |_| Fault::Broken("a row of travel entries does not encode");
            file.write_record(COLUMNS).map_err(broken)?;
            for row in wanted.rows(tx)? {
                let Some(answers) = declarations.opened_row(&row)?.answers else { continue };
                let entry = TravelEntry {
                    declarations: &declarations,
                    response: &answers.response,
                    version: &row.listed.version,
                    id: hex::encode(&row.listed.id),
                    reported: shown_date(row.listed.day),
                };
                file.write_record(COLUMNS.map(|column| guarded(entry.cell(column)))).map_err(broken)?;
            }
            let file = file.into_inner().map_err(|_| Fault::Broken("a file of travel entries does not end"))?;
            Ok::<_, Failure>(file)
        };
        self.officers.read(officer, "export-declarations", None, |_| Ok(()), read).await
    }
}

/// One declaration as a row.
struct TravelEntry<'a> {
    declarations: &'a Declarations,
    response: &'a Response,
    /// The form's version.
    version: &'a str,
    id: String,
    /// The day on which it came.
    reported: String,
}

impl TravelEntry<'_> {
    fn cell(&self, column: &str) -> String {
        let words = |question: &str| words_of(self.response, question).unwrap_or_default().to_owned();
        let name = words("name");
        let (last, first) = name.split_once(' ').unwrap_or((name.as_str(), ""));
        match column {
            "disease" => "CORONAVIRUS".to_owned(),
            "responsibleRegion" | "person.address.region" => self.unit(UnitLevel::Province),
            "responsibleDistrict" | "person.address.district" => self.unit(UnitLevel::District),
            "person.address.community" => self.unit(UnitLevel::Ward),
            "person.address.details" => words("stay.detail"),
            "pointOfEntry" => self.option("gate"),
            "pointOfEntryDetails" => words("gate"),
            "reportDate" => self.reported.clone(),
            "dateOfArrival" => self.date("entry_date"),
            "externalId" => self.id.clone(),
            "vaccinated" => (words_of(self.response, "vaccine.name").is_some()).to_string(),
            "testedNegative" if words("test.result") == "negative" => "true".to_owned(),
            "quarantine" => match words("quarantine.kind").as_str() {
                "centre" => "INSTITUTIONELL",
                "hotel" => "HOTEL",
                "home" => "HOME",
                _ => "OTHER",
            }
            .to_owned(),
            "quarantineTypeDetails" => words("quarantine.place"),
            "person.lastName" => last.to_owned(),
            "person.firstName" => first.to_owned(),
            "person.sex" => words("gender").to_uppercase(),
            "person.birthdateYYYY" => {
                number_of(self.response, "birth_year").map(|year| year.to_string()).unwrap_or_default()
            }
            "person.phone" => words("phone").trim_start_matches('+').to_owned(),
            "person.emailAddress" => words("email"),
            "person.passportNumber" => words("passport"),
            "transport" | "seat" => words(column),
            "vehicle" => words_of(self.response, "vehicle").map_or_else(|| words("plate"), str::to_owned),
            "departureCountry" => words("depart_country"),
            _ => String::new(),
        }
    }

    /// The name of the unit of a level that the stay lies in.
    fn unit(&self, level: UnitLevel) -> String {
        let units = Units::of(UNITS);
        let ward = words_of(self.response, "stay.ward").and_then(|code| units.find(code));
        let line = ward.map(|ward| units.line(ward)).unwrap_or_default();
        line.into_iter().find(|unit| unit.level == level).map(|unit| unit.name.to_owned()).unwrap_or_default()
    }

    fn option(&self, question: &str) -> String {
        let code = words_of(self.response, question).unwrap_or_default();
        let form = self.declarations.form_of_version("vhd", self.version);
        let item = form.and_then(|form| form.questionnaire.find(question));
        item.map_or_else(|| code.to_owned(), |item| option_of(Catalogue::of(Language::Vi), item, code))
    }

    fn date(&self, question: &str) -> String {
        let date = answer_of(&self.response.item, question).and_then(|answer| match answer {
            Answer::Date(date) => Some(date.year_month_day()),
            _ => None,
        });
        date.map(|(year, month, day)| format!("{day:02}/{month:02}/{year}")).unwrap_or_default()
    }
}

/// A cell that no spreadsheet takes for a formula.
fn guarded(cell: String) -> String {
    if cell.starts_with(FORMULAS) { format!("'{cell}") } else { cell }
}
