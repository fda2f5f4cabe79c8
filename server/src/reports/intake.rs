//! Bodies that come at the same time, taken in one transaction.

use std::collections::{BTreeMap, BTreeSet};

use lancan_protocol::problem::Problem;
use lancan_protocol::time::UnixTime;
use lancan_protocol::wire::ReportAnswer;

use super::acceptance::{Acceptance, Accepted};
use super::bodies::{self, Admission, BodyRow, KnownBodies};
use super::incoming::{Brings, IncomingBody};
use super::queue::{self, GroupRow};
use super::store::{self, ReportRow, SeenKeyRow};
use super::{Reports, schedule, withdrawn};
use crate::codes::CasesOfTokens;
use crate::ground::error::{Failure, Refusal};
use crate::ground::ids::{CaseId, Digest, ReportId, TokenId};
use crate::store::{StoreError, Transaction, Value};

/// Most bodies of which everything is looked up and written at once.
const MOST_AT_ONCE: usize = 16;

/// What the store knows of some bodies.
struct BodiesLookedUp {
    reports: BTreeMap<ReportId, ReportRow>,
    bodies: KnownBodies,
    cases: CasesOfTokens,
    /// The keys that came with the tokens of these bodies before.
    of_tokens: Vec<SeenKeyRow>,
    /// Those of the bodies' keys that were seen before.
    seen: BTreeMap<Digest, SeenKeyRow>,
    withdrawn: BTreeSet<TokenId>,
}

impl BodiesLookedUp {
    /// As much is looked up for cover traffic as for a report. What only a token that was used before can have is looked up
    /// for those that were.
    fn of(tx: &mut dyn Transaction, incoming: &[IncomingBody]) -> Result<Self, StoreError> {
        let now = incoming.last().map_or(UnixTime(0), |last| last.now);
        let ids: Vec<ReportId> = incoming.iter().map(|one| one.report_id).collect();
        let tokens: Vec<TokenId> = incoming.iter().map(|one| one.token.clone()).collect();
        let cases: Vec<CaseId> = incoming.iter().map(|one| one.claims.case()).collect();
        let keys: Vec<Digest> = incoming.iter().flat_map(|one| &one.keys).copied().collect();
        let bodies = KnownBodies::of(tx, &tokens)?;
        let mut used = bodies.tokens();
        let withdrawals = incoming.iter().filter(|one| matches!(one.brings, Brings::Withdrawal(_)));
        used.extend(withdrawals.map(|one| one.token.clone()));
        Ok(Self {
            reports: store::find(tx, &ids)?,
            bodies,
            cases: CasesOfTokens::find(tx, &tokens, &cases, now)?,
            of_tokens: store::seen_keys_of(tx, &used)?,
            seen: store::find_seen_keys(tx, &keys)?,
            withdrawn: withdrawn::among(tx, &used)?,
        })
    }

    /// Whether a body is taken, and the row that says so of a new one, if its token is still good. What is known already is
    /// answered after that time too.
    fn admit(&self, one: &IncomingBody, is_known: bool) -> Result<(Admission, Option<BodyRow>), Failure> {
        if one.claims.expires_at() <= one.now {
            let expired = Refusal::because(Problem::TokenInvalid, "token: expired");
            return if is_known { Ok((Admission::Again, None)) } else { Err(expired.into()) };
        }
        let (admission, number) = self.bodies.admission(&one.token, &one.hash);
        let body = match admission {
            Admission::No => {
                return Err(Refusal::because(Problem::TooManyRequests, "token: eight bodies came with it").into());
            }
            Admission::Again => None,
            Admission::First => Some(BodyRow { token: one.token.clone(), number, hash: one.hash, at: one.now }),
        };
        Ok((admission, body))
    }
}

/// What a body has written.
#[derive(Default)]
struct Writes<'i> {
    body: Option<BodyRow>,
    accepted: Option<Accepted>,
    noise: Option<&'i Value>,
    /// The token whose reports are taken back.
    withdrawal: Option<&'i IncomingBody>,
}

impl Reports {
    /// Takes bodies in the order in which they came: for each an answer, or why it is refused. Nothing is stored of one that is
    /// refused.
    pub(super) fn take_in(
        &self,
        tx: &mut dyn Transaction,
        incoming: &[IncomingBody],
    ) -> Result<Vec<Result<ReportAnswer, Failure>>, Failure> {
        let mut answers = Vec::with_capacity(incoming.len());
        let mut rest = incoming;
        while !rest.is_empty() {
            let (first, others) = rest.split_at(apart(rest));
            answers.extend(self.take_at_once(tx, first)?);
            rest = others;
        }
        Ok(answers)
    }

    fn take_at_once(
        &self,
        tx: &mut dyn Transaction,
        incoming: &[IncomingBody],
    ) -> Result<Vec<Result<ReportAnswer, Failure>>, Failure> {
        let known = BodiesLookedUp::of(tx, incoming)?;
        let decided = incoming.iter().map(|one| self.decide(&known, one));
        let mut all = Vec::new();
        let answers = decided
            .map(|decided| {
                let (answer, writes) = decided?;
                all.push(writes);
                Ok(answer)
            })
            .collect();
        self.write(tx, &known, all)?;
        Ok(answers)
    }

    /// What a body is answered, and what it has written.
    fn decide<'i>(&self, known: &BodiesLookedUp, one: &'i IncomingBody) -> Result<(ReportAnswer, Writes<'i>), Failure> {
        match &one.brings {
            Brings::Report(checked) => {
                let report = known.reports.get(&one.report_id);
                let (_, body) = known.admit(one, report.is_some())?;
                if let Some(report) = report {
                    return Ok((retried(report, &one.hash)?, Writes { body, ..Writes::default() }));
                }
                let case = self.codes.case_of(&known.cases, &one.claims)?;
                let checked = (**checked).as_ref().map_err(Clone::clone)?;
                let acceptance = Acceptance {
                    reports: self,
                    incoming: one,
                    case,
                    is_withdrawn: known.withdrawn.contains(&one.token),
                    of_tokens: &known.of_tokens,
                    seen: &known.seen,
                };
                let accepted = acceptance.of(checked)?;
                let answer = ReportAnswer { published_by: accepted.row.published_by, padding: String::new() };
                Ok((answer, Writes { body, accepted: Some(accepted), ..Writes::default() }))
            }
            Brings::Cover(noise) => {
                let (admission, body) = known.admit(one, false)?;
                let answer = ReportAnswer { published_by: UnixTime(0), padding: String::new() };
                let noise = (admission == Admission::First).then_some(noise);
                Ok((answer, Writes { body, noise, ..Writes::default() }))
            }
            Brings::Withdrawal(noise) => {
                let (admission, body) = known.admit(one, known.withdrawn.contains(&one.token))?;
                let published_by = schedule::published_by(self.codes.rules(), one.now);
                let answer = ReportAnswer { published_by, padding: String::new() };
                if admission == Admission::Again {
                    return Ok((answer, Writes { body, ..Writes::default() }));
                }
                self.codes.unread_case_of(&known.cases, &one.claims)?;
                Ok((answer, Writes { body, noise: Some(noise), withdrawal: Some(one), accepted: None }))
            }
        }
    }

    fn write(&self, tx: &mut dyn Transaction, known: &BodiesLookedUp, all: Vec<Writes<'_>>) -> Result<(), Failure> {
        let (mut new_bodies, mut reports, mut groups) = (Vec::new(), Vec::new(), Vec::<GroupRow>::new());
        let (mut seen, mut noises, mut withdrawals) = (BTreeMap::new(), Vec::new(), Vec::new());
        for Writes { body, accepted, noise, withdrawal } in all {
            new_bodies.extend(body);
            noises.extend(noise);
            withdrawals.extend(withdrawal);
            if let Some(accepted) = accepted {
                reports.push((accepted.row, accepted.sealed));
                groups.extend(accepted.groups);
                seen.extend(accepted.seen);
            }
        }
        bodies::insert(tx, &new_bodies)?;
        store::insert(tx, reports)?;
        queue::insert(tx, groups)?;
        store::see_keys(tx, &seen)?;
        noises.into_iter().try_for_each(|noise| self.codes.write_noise(tx, noise))?;
        for IncomingBody { claims, token, now, .. } in withdrawals {
            let case = self.codes.unread_case_of(&known.cases, claims)?;
            withdrawn::withdraw(tx, &*self.withdrawing, &case, token, *now)?;
        }
        Ok(())
    }
}

fn retried(known: &ReportRow, body_hash: &Digest) -> Result<ReportAnswer, Failure> {
    if known.body_hash != *body_hash {
        return Err(Refusal::because(Problem::ReportInvalid, "report_id: used for another report").into());
    }
    Ok(ReportAnswer { published_by: known.published_by, padding: String::new() })
}

/// How many of the first bodies have nothing to do with each other: no token, id or key of one is another's, so that what the
/// store knows of one is true whatever becomes of the others.
fn apart(incoming: &[IncomingBody]) -> usize {
    let (mut tokens, mut ids, mut keys) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    let mut first = incoming.iter().take(MOST_AT_ONCE);
    let most = first.len();
    let end = first.position(|one| {
        let is_new = tokens.insert(&one.token) & ids.insert(one.report_id);
        !one.keys.iter().fold(is_new, |is_new, key| is_new & keys.insert(key))
    });
    end.unwrap_or(most).max(1)
}
