//! What is done as time passes: writing, deleting, polling, sending again; and when it is due.

use lancan_protocol::time::UnixTime;

use super::Tracer;
use crate::{
    deadlines::{Awaited, Deadlines, Due},
    notice::Notice,
};

impl Tracer {
    /// When something is due; none while it is not waited for.
    fn due(&self, awaited: Awaited) -> Option<Due> {
        match awaited {
            Awaited::Radio => self.radio.radio.next_wake().map(Due::Monotonic),
            Awaited::Save => self.radio.save_due().map(Due::Monotonic),
            Awaited::Poll => self.publication.poll_due(&self.common).map(Due::Wall),
            Awaited::Report => self.reports.reporting.due(self.common.now.wall).map(Due::Wall),
            Awaited::SecondPart => self.reports.second_due(&self.common).map(Due::Wall),
            Awaited::Cover => self.reports.cover_due(&self.common).map(Due::Wall),
            Awaited::Matching => self.publication.is_matching().then_some(Due::Now),
            Awaited::Commands => (!self.common.commands.is_empty()).then_some(Due::Now),
        }
    }

    /// What this phone waits for.
    pub(super) fn deadlines(&self) -> Deadlines {
        Deadlines::of(|awaited| self.due(awaited))
    }

    fn is_due(&self, awaited: Awaited) -> bool {
        self.due(awaited).is_some_and(|due| due.has_come(self.common.now))
    }

    /// Does whatever is due, writes all that is unsaved, and tells the user what changed. Cheap when called again within
    /// the same second.
    pub(super) fn upkeep(&mut self) {
        if self.started {
            self.do_what_is_due();
        }
        self.flush();
        let status = self.status();
        if self.started && status != self.user.told {
            self.user.told = status.clone();
            self.common.tell(Notice::StatusChanged(status));
        }
    }

    fn do_what_is_due(&mut self) {
        if self.is_due(Awaited::Save) {
            self.radio.save(&mut self.common);
        }
        if self.is_due(Awaited::Matching) {
            self.publication.match_on(&mut self.radio, &mut self.common);
        }
        let now = self.common.now.wall;
        if self.looked_after.replace(now) == Some(now) {
            return;
        }
        if self.retention.is_due(self.common.now, self.publication.polling.floor(), self.publication.rules.key_days) {
            self.delete_what_is_old(now);
        }
        if self.is_due(Awaited::Poll) {
            self.publication.begin_poll(&mut self.common);
        }
        if self.is_due(Awaited::Report) {
            self.reports.send(&mut self.common);
        }
        if self.is_due(Awaited::SecondPart) {
            self.send_second_part();
        }
        self.reports.plan_cover(&self.publication.rules, &mut self.common);
        if self.is_due(Awaited::Cover) {
            self.reports.send_cover(&self.publication.rules, &mut self.common);
        }
    }

    fn delete_what_is_old(&mut self, now: UnixTime) {
        let days = self.publication.rules.key_days;
        let today = days.day(now);
        self.publication.forget_what_is_old(now, &mut self.common);
        let deleted = self.common.store.keep(days, today, self.publication.rules.keeping.retention_days);
        self.common.note(&deleted);
        if deleted.is_ok() {
            self.retention.applied(today);
            self.reports.forget_old_code(now);
        }
    }
}
