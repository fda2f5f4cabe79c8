//! The report's side: a code and what becomes of it, the report on its way, and cover traffic that looks the same.

use lancan_protocol::{rules::Rules, time::UnixTime};

use super::common::Common;
use crate::{
    cover::{Asked, CoverPlan, Withdrawn},
    event::{HttpFailure, HttpResponse},
    kept::Kept,
    notice::{Notice, ReportStage},
    outbox::Errand,
    report::{Pending, Reporting},
};

/// The report and the cover traffic.
pub(super) struct Reports {
    pub(super) reporting: Reporting,
    pub(super) cover: Kept<CoverPlan>,
}

impl Reports {
    pub(super) fn new() -> Self {
        Self { reporting: Reporting::default(), cover: Kept::default() }
    }

    /// What an earlier process kept was restored.
    pub(super) fn restored(&mut self) {
        self.reporting.restored();
        if self.cover.has_begun() {
            self.cover.restored();
        }
    }

    /// Takes the answer to a code that was entered.
    pub(super) fn verify_answered(&mut self, outcome: Result<HttpResponse, HttpFailure>, common: &mut Common) {
        if let Some(stage) = self.reporting.verify_answered(outcome) {
            common.tell_report(stage);
        }
    }

    /// Takes the answer to the report.
    pub(super) fn report_answered(
        &mut self,
        outcome: Result<HttpResponse, HttpFailure>,
        at: UnixTime,
        common: &mut Common,
    ) {
        let sent = self.reporting.pending().map(Pending::keys).unwrap_or_default();
        let Some(stage) = self.reporting.report_answered(outcome, at) else { return };
        if matches!(stage, ReportStage::Accepted { .. }) {
            let marked = common.store.run("mark_reported", |transaction| transaction.mark_reported(&sent));
            common.note::<()>(&marked);
        }
        common.tell_report(stage);
    }

    /// Takes the answer to a second part.
    pub(super) fn second_answered(
        &mut self,
        outcome: Result<HttpResponse, HttpFailure>,
        at: UnixTime,
        common: &mut Common,
    ) {
        if let Some(sent) = self.reporting.seconds_mut().answered(outcome, at) {
            let marked = common.store.run("mark_reported", |transaction| transaction.mark_reported(&sent));
            common.note::<()>(&marked);
        }
    }

    /// Takes the answer to a cover request in the place of a code.
    pub(super) fn cover_verified(
        &mut self,
        outcome: Result<HttpResponse, HttpFailure>,
        at: UnixTime,
        common: &mut Common,
    ) {
        let withdrawn = self.cover.verified(outcome, at, &mut common.rng);
        self.tell_withdrawn(withdrawn, at, common);
    }

    /// Takes the answer to a cover request in the place of a report.
    pub(super) fn cover_reported(
        &mut self,
        outcome: Result<HttpResponse, HttpFailure>,
        at: UnixTime,
        rules: &Rules,
        common: &mut Common,
    ) {
        let withdrawn = self.cover.reported(outcome, rules.key_days, at, &mut common.rng);
        self.tell_withdrawn(withdrawn, at, common);
    }

    fn tell_withdrawn(&mut self, withdrawn: Option<Withdrawn>, at: UnixTime, common: &mut Common) {
        let Some(Withdrawn { report, outcome }) = withdrawn else { return };
        if let Some(sent) = self.reporting.sent_mut().withdrawn(report, outcome, at) {
            common.tell(Notice::Withdrawal { report: sent });
        }
    }

    /// When the next second part is due; none while one is under way, and while the time is not confirmed: by a clock that is
    /// ahead a day is over before its time, and a server leaves out the key of a day that is not.
    pub(super) fn second_due(&self, at: UnixTime, common: &Common) -> Option<UnixTime> {
        let may_go = common.confirms(at) && !common.outbox.waits_for(Errand::SecondPart);
        self.reporting.seconds().due(at).filter(|_| may_go)
    }

    /// When cover traffic is due; none while a request of it is under way.
    pub(super) fn cover_due(&self, at: UnixTime, common: &Common) -> Option<UnixTime> {
        let is_under_way =
            [Errand::CoverVerify, Errand::CoverReport].iter().any(|errand| common.outbox.waits_for(*errand));
        self.cover.due(at, common.confirms(at)).filter(|_| !is_under_way)
    }

    /// Sends the report, for the first time or again.
    pub(super) fn send(&mut self, common: &mut Common) {
        if let Some(request) = self.reporting.request() {
            common.send(request);
        }
    }

    /// Plans cover traffic where the rules want some and none is planned.
    pub(super) fn plan_cover(&mut self, at: UnixTime, rules: &Rules, common: &mut Common) {
        let mean_days = rules.polling.cover_mean_days;
        if !self.cover.is_planned() && mean_days.is_some() {
            self.cover.plan(mean_days, at, &mut common.rng);
        }
    }

    /// Sends the cover traffic that is due.
    pub(super) fn send_cover(&mut self, now: UnixTime, rules: &Rules, common: &mut Common) {
        let (mean_days, confirmed) = (rules.polling.cover_mean_days, common.confirms(now));
        self.cover.bring_forward(now, confirmed);
        let asked = Asked { mean_days, days: rules.key_days, now, confirmed };
        if let Ok(Some(request)) = self.cover.take_due(asked, self.reporting.sent(), &mut common.rng) {
            common.send(request);
        }
    }

    /// Code and report were erased: what is under way for them is forgotten.
    pub(super) fn erased(&mut self, common: &mut Common) {
        self.reporting.erased();
        common.outbox.forget(&[
            Errand::Verify,
            Errand::Report,
            Errand::SecondPart,
            Errand::CoverVerify,
            Errand::CoverReport,
        ]);
    }

    /// The clock was set back to `now`: what was planned under the later time is due in time all the same.
    pub(super) fn set_back(&mut self, now: UnixTime, rules: &Rules, common: &mut Common) {
        let mean_days = rules.polling.cover_mean_days;
        if self.cover.is_too_far(mean_days, now) {
            self.cover.set_back(mean_days, now, &mut common.rng);
        }
        self.reporting.set_back(now);
    }

    /// Forgets a code that no answer came to, a review whose token is over, and what is kept of reports that were sent before
    /// `oldest`.
    pub(super) fn forget_old(&mut self, now: UnixTime, oldest: UnixTime) {
        self.reporting.forget_old_code(now);
        if self.reporting.sent().has_old(now, oldest) {
            self.reporting.sent_mut().forget_old(now, oldest);
        }
    }
}
