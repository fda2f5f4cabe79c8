//! A code for a laboratory's result: the result's number names the case, which is opened where there is none yet.
//!
//! A laboratory system that did not hear the answer asks again with the same number, and gets another code of the same case.

use std::sync::Arc;

use lancan_protocol::code::CodeKind;
use lancan_protocol::problem::Problem;

use super::Codes;
use super::issue::Issued;
use crate::cases::{self, NewCase};
use crate::ground::error::{Failure, Refusal};
use crate::ground::ids::CaseId;
use crate::http::{Officer, Right, Role};

/// A code, and the case that it is for.
pub(super) struct ResultCode {
    pub(super) case: CaseId,
    pub(super) issued: Issued,
}

impl Codes {
    /// Gives a code for a result. What is written of the case counts where the case is opened now.
    ///
    /// # Errors
    /// A refusal where the officer's role gives no codes, something written cannot be, a case of another area has the number,
    /// or a laboratory asks for too many codes.
    pub(super) async fn issue_for_result(
        self: &Arc<Self>,
        officer: &Officer,
        new: &NewCase,
        kind: CodeKind,
    ) -> Result<ResultCode, Failure> {
        officer.may(Right::Issue)?;
        let (now, fresh) = (self.clock.now(), self.cases.prepare(officer, new)?);
        let numbered = fresh.clone();
        let known = self.store.view("find_numbered", move |tx| cases::with_same_number(tx, &numbered)).await?;
        if let Some(case) = &known {
            officer.sees(&case.area).map_err(|_| number_elsewhere())?;
        }
        let id = known.as_ref().map_or(&fresh.id, |case| &case.id).clone();
        let (codes, case, is_new) = (self.clone(), id.clone(), known.is_none());
        let centre = officer.centre_name.clone();
        let laboratory = (officer.role == Role::Laboratory).then_some(officer.id.to_be_bytes());
        let issued = self.cases.officers.act(officer, Right::Issue, "issue-code-for-result", Some(&id), move |tx| {
            if let Some(subject) = &laboratory
                && !codes.laboratory_limit.try_count(tx, subject, now)?
            {
                return Err(Refusal::saying(Problem::TooManyRequests, "officer-laboratory-wait").into());
            }
            if is_new {
                // Another request with the number came in between.
                if cases::with_same_number(tx, &fresh)?.is_some() {
                    return Err(number_elsewhere().into());
                }
                cases::insert(tx, &fresh)?;
            }
            let case = cases::unexpired(tx, &case, now)?.ok_or(Problem::NotFound)?;
            codes.give(tx, case, kind, now, &centre)
        });
        Ok(ResultCode { issued: issued.await?, case: id })
    }
}

fn number_elsewhere() -> Refusal {
    Refusal::saying(Problem::Conflict, "officer-case-number-elsewhere")
}
