//! The report's side: a code and what becomes of it, the report on its way, and cover traffic that looks the same.

use lancan_protocol::{rules::Rules, time::UnixTime};

use super::common::Common;
use crate::{
    cover::CoverPlan,
    event::{HttpFailure, HttpResponse},
    kept::Kept,
    notice::ReportStage,
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

    /// Takes the answer to a code that was entered.
    pub(super) fn verify_answered(&mut self, outcome: Result<HttpResponse, HttpFailure>, common: &mut Common) {
        if let Some(stage) = self.reporting.verify_answered(outcome) {
            common.tell_report(stage);
        }
    }

    /// Takes the answer to the report.
    pub(super) fn report_answered(&mut self, outcome: Result<HttpResponse, HttpFailure>, common: &mut Common) {
        let sent = self.reporting.pending().map(Pending::keys).unwrap_or_default();
        let Some(stage) = self.reporting.report_answered(outcome, common.now.wall) else { return };
        if matches!(stage, ReportStage::Accepted { .. }) {
            let marked = common.store.run("mark_reported", |transaction| transaction.mark_reported(&sent));
            common.note::<()>(&marked);
        }
        common.tell_report(stage);
    }

    /// Takes the answer to a cover request in the place of a code.
    pub(super) fn cover_verified(&mut self, common: &mut Common) {
        self.cover.verified(common.now.wall, &mut common.rng);
    }

    /// Sends the report, for the first time or again.
    pub(super) fn send(&mut self, common: &mut Common) {
        if let Some(request) = self.reporting.request() {
            common.send(request);
        }
    }

    /// Plans cover traffic where the rules want some and none is planned.
    pub(super) fn plan_cover(&mut self, rules: &Rules, common: &mut Common) {
        let mean_days = rules.polling.cover_mean_days;
        if !self.cover.is_planned() && mean_days.is_some() {
            *self.cover = CoverPlan::plan(mean_days, common.now.wall, &mut common.rng);
        }
    }

    /// Sends the cover traffic that is due.
    pub(super) fn send_cover(&mut self, rules: &Rules, common: &mut Common) {
        let mean_days = rules.polling.cover_mean_days;
        if let Ok(Some(request)) = self.cover.take_due(mean_days, common.now.wall, &mut common.rng) {
            common.send(request);
        }
    }

    /// Code and report were erased: what is under way for them is forgotten.
    pub(super) fn erased(&mut self, common: &mut Common) {
        self.reporting.erased();
        common.outbox.forget(&[Errand::Verify, Errand::Report]);
    }

    /// Forgets a code that no answer came to, if it was entered before this.
    pub(super) fn forget_code_before(&mut self, at: UnixTime) {
        self.reporting.forget_code_before(at);
    }
}
