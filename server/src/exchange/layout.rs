//! The layouts of other systems: their columns, and how they write dates.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;
use utoipa::ToSchema;

use crate::ground::calendar::Date;
use crate::ground::folded::folded;

/// The heading of the column that says what is wrong, in the file of rows that were left out.
pub(super) const PROBLEM: &str = "problem";
/// Most characters of a heading that can be given a meaning.
pub(super) const LONGEST_HEADING: usize = 100;

/// A layout of a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum FileLayout {
    /// SORMAS' import of contacts (`import_contact_template.csv`): a row of entities, a row of property paths.
    #[default]
    Sormas,
    /// Go.Data's import of contacts with their relationship to a case: one row of English labels.
    GoData,
}

impl FileLayout {
    /// Every layout.
    pub(crate) const ALL: [Self; 2] = [Self::Sormas, Self::GoData];

    /// Its name, as the API, the store and the pages have it.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Sormas => "sormas",
            Self::GoData => "go_data",
        }
    }

    /// The layout of this name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|layout| layout.name() == name)
    }

    /// Its columns in order.
    pub(crate) fn columns(self) -> impl Iterator<Item = &'static str> {
        match self {
            Self::Sormas => include_str!("sormas_columns.txt").lines(),
            Self::GoData => include_str!("godata_columns.txt").lines(),
        }
    }

    /// The column that a heading names, whatever its capitals and marks.
    pub(super) fn column(self, heading: &str) -> Option<&'static str> {
        static SORMAS: LazyLock<BTreeMap<String, &str>> = LazyLock::new(|| by_plain_name(FileLayout::Sormas));
        static GO_DATA: LazyLock<BTreeMap<String, &str>> = LazyLock::new(|| by_plain_name(FileLayout::GoData));
        let columns = match self {
            Self::Sormas => &SORMAS,
            Self::GoData => &GO_DATA,
        };
        columns.get(&plain(heading)).copied()
    }

    /// Whether a row names the columns of this layout: at least two of them, or one where it is the only cell.
    pub(super) fn is_head(self, cells: &[String]) -> bool {
        let known = cells.iter().filter(|cell| self.column(cell).is_some()).count();
        known >= 2 || (known == 1 && cells.len() == 1)
    }
}

fn by_plain_name(layout: FileLayout) -> BTreeMap<String, &'static str> {
    layout.columns().map(|column| (plain(column), column)).collect()
}

/// A heading without what a spreadsheet changes of it.
pub(super) fn plain(heading: &str) -> String {
    folded(heading).replace(' ', "")
}

/// In which order a system writes day, month and year.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum DateForm {
    /// 27/05/2021.
    #[default]
    Dmy,
    /// 05/27/2021.
    Mdy,
    /// 27.05.2021.
    Dots,
    /// 2021-05-27.
    Iso,
}

impl DateForm {
    /// Every form.
    pub(crate) const ALL: [Self; 4] = [Self::Dmy, Self::Mdy, Self::Dots, Self::Iso];

    /// Its name, as the API and the pages have it.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Dmy => "dmy",
            Self::Mdy => "mdy",
            Self::Dots => "dots",
            Self::Iso => "iso",
        }
    }

    /// The form of this name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|form| form.name() == name)
    }

    /// A date in this form.
    pub(crate) fn write(self, date: Date) -> String {
        let iso = date.to_string();
        let parts: Vec<&str> = iso.split('-').collect();
        match (self, parts.as_slice()) {
            (Self::Dmy, [year, month, day]) => format!("{day}/{month}/{year}"),
            (Self::Mdy, [year, month, day]) => format!("{month}/{day}/{year}"),
            (Self::Dots, [year, month, day]) => format!("{day}.{month}.{year}"),
            _ => iso,
        }
    }

    /// Reads a date in this form, year-month-day, or a spreadsheet's own number of days. A time after the date is left out.
    pub(crate) fn read(self, cell: &str, today: Date) -> Option<Date> {
        let cell = cell.split([' ', 'T']).next().unwrap_or_default();
        if self != Self::Mdy || cell.parse::<Date>().is_ok() || cell.bytes().all(|byte| byte.is_ascii_digit()) {
            return Date::from_cell(cell, today);
        }
        let parts: Vec<&str> = cell.split('/').collect();
        let [month, day, year] = parts.as_slice() else { return None };
        format!("{year}-{month:0>2}-{day:0>2}").parse().ok()
    }
}

#[cfg(test)]
mod tests {
    use lancan_protocol::time::Day;

    use super::*;

    const TODAY: Date = Date(Day(18_772));

    #[test]
    fn a_date_is_read_back_in_the_form_it_is_written_in_and_as_a_spreadsheet_leaves_it() {
        let date: Date = "2021-05-04".parse().unwrap();
        assert_eq!(
            DateForm::ALL.map(|form| form.write(date)),
            ["04/05/2021", "05/04/2021", "04.05.2021", "2021-05-04"]
        );
        for form in DateForm::ALL {
            for cell in [form.write(date), "44320".into(), "2021-05-04".into(), format!("{} 08:30", form.write(date))] {
                assert_eq!(form.read(&cell, TODAY), Some(date), "{form:?} {cell}");
            }
        }
        assert_eq!(DateForm::Mdy.read("27/05/2021", TODAY), None, "no month 27");
    }

    #[test]
    fn headings_are_known_whatever_a_spreadsheet_did_to_them() {
        assert_eq!(FileLayout::Sormas.column(" PERSON.lastname "), Some("person.lastName"));
        assert_eq!(FileLayout::GoData.column("contact id"), Some("Contact ID"));
        assert_eq!(FileLayout::GoData.column("Is contact date estimated?"), Some("Is contact date estimated?"));
        assert_eq!(FileLayout::GoData.column("Tên"), None);
        assert!(!FileLayout::Sormas.is_head(&["Contact".into(), "Contact".into()]));
    }

    #[test]
    fn no_two_columns_of_a_layout_have_one_heading() {
        for layout in FileLayout::ALL {
            let mut headings: Vec<String> = layout.columns().map(plain).collect();
            let count = headings.len();
            headings.sort();
            headings.dedup();
            assert_eq!(headings.len(), count);
        }
        assert_eq!(FileLayout::GoData.columns().count(), include_str!("godata_paths.txt").lines().count());
    }
}
