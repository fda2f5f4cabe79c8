//! What is done as time passes: writing, deleting, polling, sending again; and when it is due.

use core::time::Duration;

use lancan_protocol::time::UnixTime;

use super::Tracer;
use crate::{
    cover::CoverPlan,
    deadlines::{Awaited, Due, Soonest, earlier},
    notice::Notice,
    outbox::Errand,
    polling::Polling,
    sequence::{LONGEST_RETRY, LONGEST_WAIT},
    worked::Worked,
};

impl Tracer {
    /// When something is due; none while it is not waited for.
    fn due(&self, awaited: Awaited) -> Option<Due> {
        let (users, wall) = (self.users_time(), self.common.now.wall);
        // What goes by the user's time, as the wall clock will show it.
        let on_wall = |due: UnixTime| wall.plus(due.0.saturating_sub(users.0)).minus(users.0.saturating_sub(due.0));
        match awaited {
            Awaited::Radio => self.radio.radio.next_wake().map(Due::Monotonic),
            Awaited::Save => self.radio.save_due().map(Due::Monotonic),
            Awaited::Poll => {
                let longest = Polling::longest_wait(self.publication.between_polls());
                self.publication.poll_due(&self.common).map(|at| Due::Wall { at, longest })
            }
            Awaited::Report => {
                self.reports.reporting.due(users).map(|due| Due::Wall { at: on_wall(due), longest: LONGEST_RETRY })
            }
            Awaited::SecondPart => {
                let longest = Duration::from_secs(LONGEST_WAIT);
                self.reports.second_due(users, &self.common).map(|due| Due::Wall { at: on_wall(due), longest })
            }
            Awaited::Cover => {
                let longest = CoverPlan::longest_wait(self.publication.rules.polling.cover_mean_days);
                self.reports.cover_due(users, &self.common).map(|due| Due::Wall { at: on_wall(due), longest })
            }
            Awaited::Callback => {
                self.calling.due(users).map(|due| Due::Wall { at: on_wall(due), longest: LONGEST_RETRY })
            }
            Awaited::CallbackSecond => {
                let longest = Duration::from_secs(LONGEST_WAIT);
                let may_go = self.common.confirms(users) && !self.common.outbox.waits_for(Errand::CallbackSecond);
                let due = self.calling.second_due(users).filter(|_| may_go);
                due.map(|due| Due::Wall { at: on_wall(due), longest })
            }
            Awaited::Declaration => self.declaration_due(),
            Awaited::LogEntry => self.log_due(),
            Awaited::Answer => self.common.outbox.given_up_at().map(Due::Monotonic),
            Awaited::Matching => self.publication.is_matching().then_some(Due::Now),
            Awaited::Commands => (!self.common.commands.is_empty()).then_some(Due::Now),
        }
    }

    /// Notes the plans as they stand, before time goes on.
    pub(super) fn note_plans(&mut self) {
        let plans = Awaited::ALL.map(|awaited| self.due(awaited));
        self.latest.note(self.common.now, &plans);
    }

    fn is_due(&self, awaited: Awaited) -> bool {
        self.due(awaited).is_some_and(|due| self.latest.has_come(awaited, due, self.common.now))
    }

    /// The next of all that this phone waits for.
    pub(super) fn next_deadline(&self) -> Option<Duration> {
        let now = self.common.now;
        let Some(rest) = self.rest else {
            return self.latest.soonest(now, |awaited| self.due(awaited)).next(now.monotonic);
        };
        let heard = earlier(self.radio.radio.next_wake(), self.radio.save_due());
        earlier(heard, rest.next(now.monotonic))
    }

    /// The next of what a sighting does not change.
    pub(super) fn next_of_the_rest(&self) -> Soonest {
        self.latest.soonest(self.common.now, |awaited| match awaited {
            Awaited::Radio | Awaited::Save => None,
            other => self.due(other),
        })
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

    /// Plans that a wall clock ahead of this one has made are due within their longest wait all the same.
    pub(super) fn bound_plans(&mut self) {
        let users = self.users_time();
        let Self { common, publication, reports, calling, latest, .. } = self;
        let now = common.now;
        let longest = Polling::longest_wait(publication.between_polls());
        if publication.polling.due() > now.wall.plus(longest.as_secs()) {
            publication.polling.set_back(latest.left(Awaited::Poll, longest, now), now.wall);
        }
        publication.polling.checked_by(now.wall);
        reports.set_back(users, &publication.rules, common);
        calling.set_back(users);
        self.set_declaring_back();
        self.set_log_back();
    }

    fn do_what_is_due(&mut self) {
        if self.is_due(Awaited::Save) {
            self.radio.save(&mut self.common);
        }
        if self.is_due(Awaited::Matching) {
            self.publication.match_on(&mut self.radio, &mut self.common);
        }
        self.give_up_lost_answers();
        let now = self.common.now.wall;
        let looked_after = self.looked_after.replace(now) == Some(now);
        if !looked_after
            && self
                .retention
                .is_due(self.publication.rules.key_days.day(now), self.common.known_time.confirms(self.common.now))
        {
            self.delete_what_is_old(now);
        }
        if self.is_due(Awaited::Poll) {
            self.publication.begin_poll(&mut self.common);
        }
        if self.is_due(Awaited::Report) {
            self.reports.send(&mut self.common);
        }
        if self.is_due(Awaited::SecondPart) {
            let now = self.users_time();
            self.reports.reporting.seconds_mut().bring_forward(now);
            self.send_second_part();
        }
        if self.is_due(Awaited::Callback) {
            self.send_callback();
        }
        if self.is_due(Awaited::CallbackSecond) {
            self.send_second_callback();
        }
        if self.is_due(Awaited::Declaration) {
            self.send_declaration();
        }
        if self.is_due(Awaited::LogEntry) {
            self.send_log_entry();
        }
        if !looked_after {
            self.forget_old_log();
            self.reports.plan_cover(self.users_time(), &self.publication.rules, &mut self.common);
        }
        if self.is_due(Awaited::Cover) {
            self.reports.send_cover(self.users_time(), &self.publication.rules, &mut self.common);
        }
    }

    /// Requests whose answers are lost have failed.
    pub(super) fn give_up_lost_answers(&mut self) {
        while let Some(lost) = self.common.outbox.lost_answer(self.common.now.monotonic) {
            self.answered(lost);
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
            let oldest = *self.publication.kept_intervals(&self.common).start();
            Worked::forget_before(&mut self.radio.worked, days.day(oldest));
            self.reports.forget_old(self.users_time(), oldest.start());
            let oldest = today.minus(self.publication.rules.places.keep_days);
            if self.visited.has_older_than(oldest, days) {
                self.visited.forget_before(oldest, days);
            }
            self.calling.forget_old(self.users_time());
            self.forget_old_declarations();
        }
    }
}
