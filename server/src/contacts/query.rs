//! The statement behind a list of contacts: what is filtered, sorted and searched for, a page at a time.

use super::kinds::{Source, Status, Tier};
use super::store::{self, COLUMNS, ContactRow};
use crate::evidence::EvidenceGrade;
use crate::ground::ids::{CaseId, Digest};
use crate::http::Area;
use crate::store::{StoreError, Transaction, Value};
use crate::values;

/// Contacts that share a word or an area, from which on the list is gone through in its order instead of by word or area.
const COMMON: u32 = 4_000;

/// In which order contacts are listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Sort {
    /// Those that were entered or answered last come first.
    #[default]
    Newest,
    /// Those that were changed last come first.
    Changed,
    /// Those whose last contact lies nearest come first.
    LastContact,
    /// By given name; within one case.
    Name,
}

impl Sort {
    fn column(self) -> &'static str {
        match self {
            Self::Newest | Self::Name => "created_at",
            Self::Changed => "changed_at",
            Self::LastContact => "coalesce(last_contact, 0)",
        }
    }

    /// What a row is sorted by.
    pub(super) fn key(self, row: &ContactRow) -> u64 {
        match self {
            Self::Newest | Self::Name => row.created_at.0,
            Self::Changed => row.changed_at.0,
            Self::LastContact => row.last_contact.map_or(0, |day| day.0.into()),
        }
    }
}

/// Which contacts.
#[derive(Clone, Default)]
pub(super) struct Query {
    pub(super) area: Area,
    pub(super) case: Option<CaseId>,
    pub(super) tier: Option<Tier>,
    pub(super) source: Option<Source>,
    pub(super) grade: Option<EvidenceGrade>,
    pub(super) status: Option<Status>,
    /// HMAC of a number.
    pub(super) phone: Option<Digest>,
    /// HMACs of words that the name holds, all of them.
    pub(super) words: Vec<Digest>,
    pub(super) sort: Sort,
    /// The sort key and the id of the last contact of the page before.
    pub(super) after: Option<(u64, String)>,
    pub(super) most: u32,
}

/// A statement in the making: values are numbered as they are added.
struct Text {
    conditions: Vec<String>,
    values: Vec<Value>,
}

impl Text {
    fn value(&mut self, value: impl Into<Value>) -> String {
        self.values.push(value.into());
        format!("?{}", self.values.len())
    }

    fn add(&mut self, condition: &str, value: impl Into<Value>) {
        let place = self.value(value);
        self.conditions.push(condition.replace('?', &place));
    }
}

impl Query {
    /// The contacts of a page.
    pub(super) fn rows(&self, tx: &mut dyn Transaction) -> Result<Vec<ContactRow>, StoreError> {
        let rarest = self.rarest(tx)?;
        let mut text = Text { conditions: vec!["merged_into IS NULL".to_owned()], values: Vec::new() };
        let from = match rarest {
            Some((word, count)) if count < COMMON => {
                text.add("w.word = ?", word);
                text.conditions.push("contacts.id = w.contact".to_owned());
                // The order is meant: SQLite keeps to the order of a CROSS JOIN.
                "contact_words w CROSS JOIN contacts"
            }
            _ => "contacts",
        };
        for word in self.words.iter().filter(|word| rarest.is_none_or(|(used, count)| *word != used || count >= COMMON))
        {
            let place = text.value(word);
            text.conditions.push(format!(
                "EXISTS (SELECT 1 FROM contact_words o WHERE o.word = {place} AND o.contact = contacts.id)"
            ));
        }
        let is_wide = self.is_wide(tx)?;
        self.filter(&mut text, is_wide);
        let sort = self.sort.column();
        if let Some((key, id)) = &self.after {
            let (key, id) = (text.value(*key), text.value(id));
            text.conditions.push(format!("({sort} < {key} OR ({sort} = {key} AND contacts.id > {id}))"));
        }
        let most = text.value(self.most);
        let statement = format!(
            "-- contacts::rows
             SELECT {COLUMNS} FROM {from} WHERE {} ORDER BY {sort} DESC, contacts.id LIMIT {most}",
            text.conditions.join(" AND ")
        );
        tx.all(&statement, &text.values, store::contact)
    }

    /// Whether the page is the first contacts, in their order, of an area that has a great many.
    fn is_wide(&self, tx: &mut dyn Transaction) -> Result<bool, StoreError> {
        let is_narrowed = self.case.is_some() || self.phone.is_some() || self.status.is_some();
        if self.area == Area::COUNTRY || is_narrowed || self.sort == Sort::Name {
            return Ok(false);
        }
        let (from, to) = self.area.bounds();
        let count: Option<u32> = tx.first(
            "-- contacts::is_wide
             SELECT count(*) FROM (SELECT 1 AS one FROM contacts WHERE area >= ?1 AND area < ?2 LIMIT ?3) AS counted",
            values![from.as_str(), to.as_str(), COMMON],
            |mut row| row.take(),
        )?;
        Ok(count.is_some_and(|count| count >= COMMON))
    }

    fn filter(&self, text: &mut Text, is_wide: bool) {
        if self.area != Area::COUNTRY {
            let (from, to) = self.area.bounds();
            // An area with a great many contacts is no way to find the first in an order: no index knows this expression.
            let area = if is_wide { "(area || '')" } else { "area" };
            text.add(&format!("{area} >= ?"), from.as_str());
            text.add(&format!("{area} < ?"), to.as_str());
        }
        let numbers = [
            ("tier = ?", self.tier.map(Tier::number)),
            ("source = ?", self.source.map(Source::number)),
            ("grade = ?", self.grade.map(EvidenceGrade::number)),
            ("status = ?", self.status.map(Status::number)),
        ];
        for (condition, number) in numbers {
            if let Some(number) = number {
                text.add(condition, number);
            }
        }
        if let Some(case) = &self.case {
            text.add("case_id = ?", case);
        }
        if let Some(phone) = &self.phone {
            text.add("phone = ?", phone);
        }
    }

    /// The word that the fewest contacts have, and how many; counted up to [`COMMON`].
    fn rarest(&self, tx: &mut dyn Transaction) -> Result<Option<(&Digest, u32)>, StoreError> {
        let mut rarest: Option<(&Digest, u32)> = None;
        for word in &self.words {
            let count: Option<u32> = tx.first(
                "-- contacts::rarest
                 SELECT count(*) FROM (SELECT 1 AS one FROM contact_words WHERE word = ?1 LIMIT ?2) AS counted",
                values![word, COMMON],
                |mut row| row.take(),
            )?;
            let count = count.unwrap_or(0);
            if rarest.is_none_or(|(_, fewest)| count < fewest) {
                rarest = Some((word, count));
            }
        }
        Ok(rarest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contacts::kinds::Closeness;
    use crate::store::Store;
    use lancan_protocol::time::{Day, UnixTime};

    const NOW: UnixTime = UnixTime(1_621_936_800);
    /// Contacts of the ward, more than make it wide.
    const MANY: u32 = COMMON + 10;

    fn contact(number: u32, area: &Area, created_at: UnixTime) -> ContactRow {
        ContactRow {
            id: format!("{number:032x}"),
            case: CaseId("a".to_owned()),
            area: area.clone(),
            parent: None,
            tier: Tier::F1,
            source: Source::List,
            grade: None,
            relay: false,
            closeness: Closeness::Unknown,
            minutes: None,
            last_contact: None,
            status: Status::New,
            created_at,
            changed_at: created_at,
            sealed: vec![1],
            phone: None,
            alike: None,
            merged_into: None,
            became_case: None,
        }
    }

    fn prepare(tx: &mut dyn Transaction) -> Result<(), StoreError> {
        tx.execute("INSERT INTO officers (id, name, centre, password, created_at) VALUES (1, 'an', 'c', 'p', 0)", &[])?;
        tx.execute(
            "INSERT INTO cases (id, centre, opened_by, opened_at, expiry, sealed_key, report_type)
             SELECT 'a', 'c', 1, 0, 1, ?1, 1",
            values![&[1_u8][..]],
        )?;
        Ok(())
    }

    /// A ward with a great many contacts that were entered at once, and one contact of another ward that is newer.
    async fn the_newest_of_an_area_come_first_and_of_no_other_area_however_many_there_are(store: Store) {
        let (own, other) = (Area::COUNTRY.unit("68").unit("1"), Area::COUNTRY.unit("68").unit("2"));
        let done: Result<(), StoreError> = store
            .run("wide", move |tx| {
                prepare(tx)?;
                for number in 0..MANY {
                    store::put(tx, &contact(number, &own, NOW), &[])?;
                }
                store::put(tx, &contact(MANY, &own, NOW.plus(1)), &[])?;
                store::put(tx, &contact(MANY + 1, &other, NOW.plus(2)), &[])?;
                let page = |tx: &mut dyn Transaction, area: &Area, after| -> Result<Vec<String>, StoreError> {
                    let query = Query { area: area.clone(), after, most: 3, ..Query::default() };
                    assert_eq!(query.is_wide(tx)?, *area == own);
                    Ok(query.rows(tx)?.into_iter().map(|row| row.id).collect())
                };
                let ids = |numbers: [u32; 3]| numbers.map(|number| format!("{number:032x}"));
                assert_eq!(page(tx, &own, None)?, ids([MANY, 0, 1]));
                assert_eq!(page(tx, &own, Some((NOW.0, format!("{:032x}", 1))))?, ids([2, 3, 4]));
                assert_eq!(page(tx, &other, None)?, [format!("{:032x}", MANY + 1)]);
                Ok(())
            })
            .await;
        done.unwrap();
    }

    /// Whatever order is asked for, page after page of a ward with a great many contacts is that order without a gap.
    async fn the_pages_of_an_area_are_in_each_order_however_many_contacts_it_has(store: Store) {
        let own = Area::COUNTRY.unit("68").unit("1");
        let done: Result<(), StoreError> = store
            .run("orders", move |tx| {
                prepare(tx)?;
                let rows: Vec<ContactRow> = (0..MANY)
                    .map(|number| ContactRow {
                        changed_at: NOW.plus(u64::from(number) * 7_919 % 101),
                        last_contact: (number % 3 > 0).then_some(Day(18_700 + number * 31 % 13)),
                        ..contact(number, &own, NOW.plus(u64::from(number) * 104_729 % 97))
                    })
                    .collect();
                for row in &rows {
                    store::put(tx, row, &[])?;
                }
                for sort in [Sort::Newest, Sort::Changed, Sort::LastContact] {
                    let mut expected: Vec<_> = rows.iter().map(|row| (sort.key(row), row.id.clone())).collect();
                    expected.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
                    let mut found = Vec::new();
                    while found.len() < 500 {
                        let query = Query {
                            area: own.clone(),
                            sort,
                            after: found.last().cloned(),
                            most: 100,
                            ..Query::default()
                        };
                        assert!(query.is_wide(tx)?, "{sort:?}");
                        found.extend(query.rows(tx)?.iter().map(|row| (sort.key(row), row.id.clone())));
                    }
                    assert_eq!(found, expected[..500], "{sort:?}");
                }
                Ok(())
            })
            .await;
        done.unwrap();
    }

    crate::store::testing::store_behaviours! {
        the_newest_of_an_area_come_first_and_of_no_other_area_however_many_there_are
        the_pages_of_an_area_are_in_each_order_however_many_contacts_it_has
    }
}
