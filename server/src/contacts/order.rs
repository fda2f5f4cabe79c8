//! Quarantine orders: what one may rest on, and the dates that the rules in force give.

use std::sync::Arc;

use lancan_protocol::problem::Problem;
use lancan_protocol::rules::{Degree, Rules};
use lancan_protocol::time::Day;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::kinds::{Source, Tier};
use super::store::ContactRow;
use super::{Contact, Contacts, Opened};
use crate::cases;
use crate::evidence::EvidenceGrade;
use crate::ground::calendar::Date;
use crate::ground::error::{Failure, Fault, Refusal};
use crate::ground::sealing::SealingKey;
use crate::http::Officer;
use crate::store::{StoreError, Transaction};
use crate::values;

/// That an order may rest on what is known of a contact. There is no other way to make one than [`Basis::of`], and no order
/// without one: what the contact's phone alone claims never carries an order.
pub(super) struct Basis(());

impl Basis {
    /// Whether an order may rest on what is known of a contact: on the case's own log, or on what people told an officer.
    ///
    /// # Errors
    /// A refusal where nothing but the contact's own phone speaks for it, or a relay is suspected.
    pub(super) fn of(row: &ContactRow) -> Result<Self, Refusal> {
        let is_heard = row.grade.is_some_and(|grade| grade >= EvidenceGrade::CaseHeard) && !row.relay;
        if row.source != Source::App || is_heard {
            return Ok(Self(()));
        }
        Err(Refusal::saying(Problem::Conflict, "officer-order-unsupported"))
    }
}

/// A quarantine order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub(crate) struct Order {
    /// The rule that the dates are of.
    pub(crate) rule: String,
    /// The decree that the order rests on.
    pub(crate) decree: String,
    /// Day number of the last contact, by which the rule was chosen.
    pub(crate) last_contact: u32,
    /// Day number of the last day of quarantine.
    pub(crate) until: u32,
    /// Day number of the last day of follow-up.
    pub(crate) follow_up_until: u32,
}

/// An order as the API shows one.
#[derive(Serialize, ToSchema)]
pub(crate) struct OrderShown {
    /// The rule that the dates are of.
    pub(crate) rule: String,
    /// The decree that the order rests on.
    pub(crate) decree: String,
    /// Date of the last contact.
    #[schema(value_type = String, format = Date)]
    pub(crate) last_contact: Date,
    /// Last date of quarantine.
    #[schema(value_type = String, format = Date)]
    pub(crate) until: Date,
    /// Last date of follow-up.
    #[schema(value_type = String, format = Date)]
    pub(crate) follow_up_until: Date,
}

impl From<Order> for OrderShown {
    fn from(order: Order) -> Self {
        let date = |day| Date(Day(day));
        Self {
            last_contact: date(order.last_contact),
            until: date(order.until),
            follow_up_until: date(order.follow_up_until),
            rule: order.rule,
            decree: order.decree,
        }
    }
}

/// The order that the rules in force on the day of the last contact give: of several the longest quarantine. None where no
/// rule asks for any.
fn by_rules(rules: &Rules, tier: Tier, last_contact: Day) -> Option<Order> {
    let degree = match tier {
        Tier::F1 => Degree::F1,
        Tier::F2 => Degree::F2,
    };
    let rule = rules
        .in_force(last_contact)
        .filter(|rule| rule.degree == degree && rule.quarantine.days > 0)
        .max_by_key(|rule| (rule.quarantine.days, rule.quarantine.follow_up_days))?;
    let until = last_contact.plus(rule.quarantine.days);
    Some(Order {
        rule: rule.id.clone(),
        decree: rule.quarantine.decree.number.clone(),
        last_contact: last_contact.0,
        until: until.0,
        follow_up_until: until.plus(rule.quarantine.follow_up_days).0,
    })
}

/// The order for a contact as it stands, or the key of the text that says why there is none.
fn dated(rules: &Rules, tier: Tier, last_contact: Option<Day>, became_case: bool) -> Result<Order, &'static str> {
    if became_case {
        return Err("officer-order-became-case");
    }
    by_rules(rules, tier, last_contact.ok_or("officer-order-no-date")?).ok_or("officer-order-no-rule")
}

impl Contacts {
    /// Why there is no order for a contact as it stands, whatever speaks for it, as the key of a text; none where there is one.
    pub(crate) fn order_hindrance(&self, contact: &Contact) -> Option<&'static str> {
        let last_contact = contact.last_contact.map(|Date(day)| day);
        dated(&self.cases.rules, contact.tier, last_contact, contact.became_case.is_some()).err()
    }

    /// Orders quarantine for a contact, by the rules in force on the day of the last contact. An order of before is
    /// replaced.
    pub(crate) async fn order(self: &Arc<Self>, officer: &Officer, id: &str) -> Result<OrderShown, Failure> {
        let contacts = self.clone();
        self.write(officer, id, "order-quarantine", move |tx, opened| {
            let row = &opened.row;
            cases::unexpired(tx, &row.case, contacts.clock.now())?.ok_or(Problem::NotFound)?.must_hold()?;
            let basis = Basis::of(row)?;
            let order = dated(&contacts.cases.rules, row.tier, row.last_contact, row.became_case.is_some())
                .map_err(|why| Refusal::saying(Problem::Conflict, why))?;
            put(tx, &row.id, &order, &opened.key, basis)?;
            contacts.put(tx, &opened)?;
            Ok(order.into())
        })
        .await
    }

    /// The order of a contact.
    pub(crate) async fn view_order(self: &Arc<Self>, officer: &Officer, id: &str) -> Result<OrderShown, Failure> {
        let contacts = self.clone();
        self.read(officer, id, "view-order", move |tx, row| {
            let Opened { row, key, .. } = contacts.open(tx, row)?;
            find(tx, &row.id, &key)?.map(OrderShown::from).ok_or_else(|| Problem::NotFound.into())
        })
        .await
    }
}

/// Gives the order of one contact to another of the same case that is the same person, where it lasts longer than what the
/// other has, and where an order may rest on what is known of both. Else it stays with the first.
pub(super) fn take_over(
    tx: &mut dyn Transaction,
    from: &str,
    to: &ContactRow,
    key: &SealingKey,
) -> Result<(), Failure> {
    let Some(theirs) = find(tx, from, key)? else { return Ok(()) };
    let mine = find(tx, &to.id, key)?;
    // The stay counts first: a longer time of being watched takes no day off it.
    let lasts = |order: &Order| (order.until, order.follow_up_until);
    if mine.is_some_and(|mine| lasts(&mine) >= lasts(&theirs)) {
        return Ok(());
    }
    match Basis::of(to) {
        Ok(basis) => put(tx, &to.id, &theirs, key, basis),
        Err(_) => Ok(()),
    }
}

fn place(contact: &str) -> String {
    format!("contacts|order|{contact}")
}

/// Writes an order. The basis is used up: it was made for this contact.
#[allow(clippy::needless_pass_by_value, reason = "a basis serves one order")]
fn put(tx: &mut dyn Transaction, contact: &str, order: &Order, key: &SealingKey, _basis: Basis) -> Result<(), Failure> {
    let plain = serde_json::to_vec(order).map_err(|_| Fault::Broken("an order does not encode"))?;
    let sealed = key.seal(&place(contact), &plain).map_err(Fault::from)?;
    tx.execute(
        "-- contacts::order::put
         INSERT INTO contact_orders (contact, sealed) VALUES (?1, ?2)
         ON CONFLICT (contact) DO UPDATE SET sealed = excluded.sealed",
        values![contact, &sealed],
    )?;
    Ok(())
}

pub(super) fn find(tx: &mut dyn Transaction, contact: &str, key: &SealingKey) -> Result<Option<Order>, Failure> {
    let sealed: Option<Vec<u8>> = tx.first(
        "-- contacts::order::find\n SELECT sealed FROM contact_orders WHERE contact = ?1",
        values![contact],
        |mut row| row.take(),
    )?;
    let Some(sealed) = sealed else { return Ok(None) };
    let plain = key.open(&place(contact), &sealed).map_err(Fault::from)?;
    let order = serde_json::from_slice(&plain).map_err(|_| StoreError::Corrupt("an order"))?;
    Ok(Some(order))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(date: &str) -> Day {
        date.parse::<Date>().unwrap().0
    }

    #[test]
    fn dates_follow_the_rules_in_force_on_the_day_of_the_last_contact() {
        let rules = Rules::built_in();
        let of = |date: &str| by_rules(&rules, Tier::F1, day(date)).map(|order| (order.until, order.follow_up_until));
        let last = day("2021-05-20");
        assert_eq!(of("2021-05-20"), Some((last.plus(21).0, last.plus(28).0)));
        let last = day("2021-07-20");
        assert_eq!(of("2021-07-20"), Some((last.plus(14).0, last.plus(28).0)));
        assert_eq!(of("2022-05-01"), None, "nobody is quarantined any more");
        assert_eq!(by_rules(&rules, Tier::F2, last), None, "an F2 stays at home by no order");
        let why = |tier, last_contact, became_case| dated(&rules, tier, last_contact, became_case).err();
        assert_eq!(why(Tier::F1, Some(last), false), None);
        assert_eq!(why(Tier::F1, Some(last), true), Some("officer-order-became-case"));
        assert_eq!(why(Tier::F1, None, false), Some("officer-order-no-date"));
        assert_eq!(why(Tier::F2, Some(last), false), Some("officer-order-no-rule"));
    }

    const EARLIER: &str = "0101010101010101010101010dc3fbc2fcdace34f3b2ed0c4207420085cb21d634b55f763b432607448e148df28227f3\
        5883a8c21db6d829ed5c82f8fd6fb66132d08b3ec1368532e71ab2a299cb7c4560b85f41416228589c1d30b471e90c5b\
        6fa56c7259414684d6ecb6622fe62eaf9afe24b0b2e2c209cbc1f37fb4ba81fc69a24a98";

    /// Sealed by another program, under the label and in the form that stored orders have.
    #[test]
    fn an_order_that_was_sealed_earlier_opens() {
        let key = SealingKey::new(&[7; 32]).unwrap();
        let plain = key.open(&place("a"), &lancan_protocol::hex::decode(EARLIER).unwrap()).unwrap();
        let order = Order {
            rule: "f1-2021-05".to_owned(),
            decree: "600/CĐ-BCĐ".to_owned(),
            last_contact: 18_770,
            until: 18_791,
            follow_up_until: 18_798,
        };
        assert_eq!(serde_json::from_slice::<Order>(&plain).unwrap(), order);
        assert_eq!(serde_json::to_vec(&order).unwrap(), *plain);
    }
}
