//! Lists of contacts, as officers ask for them.

use lancan_protocol::Saturate as _;
use std::sync::Arc;

use lancan_protocol::phone_number::PhoneNumber;
use lancan_protocol::problem::Problem;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use super::kinds::{Source, Status, Tier};
use super::query::{Query, Sort};
use super::{CaseKeys, Contact, Contacts};
use crate::evidence::EvidenceGrade;
use crate::ground::error::{Failure, Refusal};
use crate::ground::folded::folded;
use crate::ground::ids::CaseId;
use crate::http::Officer;
use crate::store::Transaction;

/// Contacts of a page where the request does not say how many.
const USUAL: u32 = 50;
/// Most contacts of a page.
const MOST: u32 = 500;

/// Most contacts of a case that are sorted by their names.
const MOST_NAMED: u32 = 5_000;

/// By what Vietnamese names are sorted: the given name, which comes last, then the whole name.
pub(super) fn by_given_name(name: &str) -> (String, String) {
    let whole = folded(name);
    (whole.rsplit(' ').next().unwrap_or_default().to_owned(), whole)
}

/// Which contacts an officer asks for. What is left out does not count.
#[derive(Clone, Default, Deserialize, IntoParams, ToSchema)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub(crate) struct ContactFilter {
    /// Of this case.
    pub(crate) case: Option<String>,
    /// F1 or F2.
    pub(crate) tier: Option<Tier>,
    /// How they became known.
    pub(crate) source: Option<Source>,
    /// Evidence of the app.
    pub(crate) grade: Option<EvidenceGrade>,
    /// How far the follow-up is.
    pub(crate) status: Option<Status>,
    /// Words of the name in any order, marks and capitals left out, or a telephone number. In a body alone.
    pub(crate) search: Option<String>,
    /// `newest`, `changed` or `last_contact`; of one case also `name`: by the given name, the last word.
    pub(crate) sort: Option<String>,
    /// Most contacts to send, 1 to 500; 50 where it is left out.
    pub(crate) limit: Option<u32>,
    /// Where the page begins, as `next` of the page before has it.
    pub(crate) after: Option<String>,
}

/// A page of contacts.
pub(crate) struct ContactPage {
    pub(crate) contacts: Vec<Contact>,
    /// What `after` of the next page is, where there may be one.
    pub(crate) next: Option<String>,
}

impl Contacts {
    /// A page of the contacts of the officer's area.
    pub(crate) async fn list(
        self: &Arc<Self>,
        officer: &Officer,
        filter: ContactFilter,
    ) -> Result<ContactPage, Failure> {
        let query = self.query(officer, filter)?;
        let contacts = self.clone();
        let case = query.case.clone();
        self.cases
            .officers
            .read(
                officer,
                "list-contacts",
                case.as_ref(),
                |_| Ok(()),
                move |tx| {
                    let mut keys = CaseKeys::default();
                    if query.sort == Sort::Name {
                        return contacts.by_name(tx, &query, &mut keys);
                    }
                    let rows = query.rows(tx)?;
                    let is_full = usize::try_from(query.most).is_ok_and(|most| rows.len() >= most);
                    let last = rows.last().filter(|_| is_full);
                    let next = last.map(|row| format!("{}-{}", query.sort.key(row), row.id));
                    let shown = rows.into_iter().map(|row| contacts.shown(tx, row, &mut keys));
                    Ok(ContactPage { contacts: shown.collect::<Result<_, _>>()?, next })
                },
            )
            .await
    }

    /// A page of contacts in the order of their names. Names are sealed, so all that fit are opened to be sorted.
    fn by_name(&self, tx: &mut dyn Transaction, query: &Query, keys: &mut CaseKeys) -> Result<ContactPage, Failure> {
        let all = Query { sort: Sort::Newest, after: None, most: MOST_NAMED, ..query.clone() };
        let mut contacts = Vec::new();
        for row in all.rows(tx)? {
            contacts.push(self.shown(tx, row, keys)?);
        }
        contacts.sort_by_cached_key(|contact| {
            let name = contact.person.as_ref().and_then(|person| person.name.as_deref()).map(by_given_name);
            (name.is_none(), name, contact.id.clone())
        });
        let places = |number: u64| -> usize { number.saturate() };
        let (from, most) = (query.after.as_ref().map_or(0, |(place, _)| places(*place)), places(query.most.into()));
        let end = from.saturating_add(most);
        let next = (contacts.len() > end).then(|| format!("{end}-"));
        Ok(ContactPage { contacts: contacts.into_iter().skip(from).take(most).collect(), next })
    }

    fn query(&self, officer: &Officer, filter: ContactFilter) -> Result<Query, Refusal> {
        let invalid = |detail| Refusal::because(Problem::RequestInvalid, detail);
        let most = filter.limit.unwrap_or(USUAL);
        if !(1..=MOST).contains(&most) {
            return Err(invalid("limit: 1 to 500"));
        }
        let sort = match filter.sort.as_deref() {
            None | Some("newest") => Sort::Newest,
            Some("changed") => Sort::Changed,
            Some("last_contact") => Sort::LastContact,
            Some("name") if filter.case.is_some() => Sort::Name,
            Some(_) => return Err(invalid("sort: newest, changed or last_contact, of one case also name")),
        };
        let after = match filter.after.as_deref().map(|after| after.split_once('-')) {
            None => None,
            Some(Some((key, id))) => {
                let key = key.parse::<u64>().map_err(|_| invalid("after: not of a page of this list"))?;
                Some((key, id.to_owned()))
            }
            Some(None) => return Err(invalid("after: not of a page of this list")),
        };
        let search = filter.search.unwrap_or_default();
        let phone = PhoneNumber::parse(&search).ok().map(|number| self.index().number(&number));
        let words = if phone.is_some() { Vec::new() } else { self.index().words_of(&search) };
        if phone.is_none() && words.is_empty() && !search.trim().is_empty() {
            return Err(invalid("search: words, or a number"));
        }
        Ok(Query {
            area: officer.area.clone(),
            case: filter.case.map(CaseId),
            tier: filter.tier,
            source: filter.source,
            grade: filter.grade,
            status: filter.status,
            phone,
            words,
            sort,
            after,
            most,
        })
    }
}
