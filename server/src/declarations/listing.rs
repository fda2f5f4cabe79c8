//! The statement behind the officers' list of declarations: filtered and searched, a page at a time.

use lancan_protocol::time::UnixTime;

use super::store::{self, DeclarationId, DeclarationRow, LISTED};
use crate::ground::ids::Digest;
use crate::http::Area;
use crate::store::{StoreError, Transaction, Value};

/// Which declarations.
#[derive(Clone, Default)]
pub(super) struct WantedDeclarations {
    /// Those of this area.
    pub(super) area: Area,
    /// Any of these lists of HMACs finds a declaration that has all of it; no list finds every declaration.
    pub(super) words: Vec<Vec<Digest>>,
    /// The form's id.
    pub(super) form: Option<String>,
    /// `green`, `yellow` or `red`.
    pub(super) class: Option<String>,
    /// The code of a border gate.
    pub(super) gate: Option<String>,
    /// Not before, and before this instant.
    pub(super) times: (Option<UnixTime>, Option<UnixTime>),
    /// Whether one in whose place a later one stands is left out.
    pub(super) stands: bool,
    /// The last declaration of the page before.
    pub(super) after: Option<(UnixTime, DeclarationId)>,
    /// At most this many.
    pub(super) most: u32,
}

/// A statement in the making: values are numbered as they are added.
#[derive(Default)]
struct Statement {
    conditions: Vec<String>,
    values: Vec<Value>,
}

impl Statement {
    fn value(&mut self, value: impl Into<Value>) -> String {
        self.values.push(value.into());
        format!("?{}", self.values.len())
    }

    fn add(&mut self, condition: &str, value: impl Into<Value>) {
        let place = self.value(value);
        self.conditions.push(condition.replace('?', &place));
    }
}

impl WantedDeclarations {
    /// The declarations of a page, the newest first.
    pub(super) fn rows(&self, tx: &mut dyn Transaction) -> Result<Vec<DeclarationRow>, StoreError> {
        let mut statement = Statement::default();
        if self.area != Area::COUNTRY {
            let (from, to) = self.area.bounds();
            statement.add("area >= ?", from.as_str());
            statement.add("area < ?", to.as_str());
        }
        let texts = [("form = ?", &self.form), ("class = ?", &self.class), ("gate = ?", &self.gate)];
        for (condition, text) in texts {
            if let Some(text) = text {
                statement.add(condition, text);
            }
        }
        if let Some(from) = self.times.0 {
            statement.add("at >= ?", from);
        }
        if let Some(before) = self.times.1 {
            statement.add("at < ?", before);
        }
        if self.stands {
            statement.conditions.push("replaced_at IS NULL".to_owned());
        }
        self.search(&mut statement);
        if let Some((at, id)) = &self.after {
            let (at, id) = (statement.value(*at), statement.value(id));
            statement.conditions.push(format!("(at < {at} OR (at = {at} AND id > {id}))"));
        }
        let most = statement.value(self.most);
        let conditions =
            if statement.conditions.is_empty() { "1 = 1".to_owned() } else { statement.conditions.join(" AND ") };
        let text = format!(
            "-- declarations::rows
             SELECT {LISTED}, sealed FROM declarations WHERE {conditions} ORDER BY at DESC, id LIMIT {most}"
        );
        tx.all(&text, &statement.values, store::declaration)
    }

    fn search(&self, statement: &mut Statement) {
        let any: Vec<String> = self
            .words
            .iter()
            .map(|words| {
                let all = words.iter().map(|word| {
                    let word = statement.value(word);
                    format!("id IN (SELECT declaration FROM declaration_words WHERE word = {word})")
                });
                format!("({})", all.collect::<Vec<_>>().join(" AND "))
            })
            .collect();
        if !any.is_empty() {
            statement.conditions.push(format!("({})", any.join(" OR ")));
        }
    }
}
