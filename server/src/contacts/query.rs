//! The statement behind a list of contacts: what is filtered, sorted and searched for, a page at a time.

use super::kinds::{Source, Status, Tier};
use super::store::{self, COLUMNS, ContactRow};
use crate::evidence::EvidenceGrade;
use crate::ground::ids::{CaseId, Digest};
use crate::http::Area;
use crate::store::{StoreError, Transaction, Value};
use crate::values;

/// Contacts that share a word, from which on the list is gone through in its order instead of by the word.
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
        self.filter(&mut text);
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

    fn filter(&self, text: &mut Text) {
        if self.area != Area::COUNTRY {
            let (from, to) = self.area.bounds();
            text.add("area >= ?", from.as_str());
            text.add("area < ?", to.as_str());
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
