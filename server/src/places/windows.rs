//! Windows: times at places of which the authority warns, sealed in the transaction of the officer's act.

use lancan_protocol::key_days::KeyDays;
use lancan_protocol::places::{Minute, Row, Window, WindowKind, position};
use lancan_protocol::problem::Problem;
use lancan_protocol::time::{Day, UnixTime};

use super::Places;
use super::positions::{self, Seat};
use super::rows::{self, LinkedRow, PlacedRow, WindowRow};
use super::store::{self, PlaceCodeRow, PlaceRow};
use crate::ground::error::{Failure, Fault, Refusal};
use crate::ground::ids::{CaseId, OfficerId};
use crate::ground::random;
use crate::store::Transaction;

/// Most windows that one officer publishes on one day.
const MOST_OF_AN_OFFICER: u64 = 20;
/// Batches over which the rows of a window are spread.
pub(super) const SPREAD_BATCHES: u64 = 3;
/// Longest window, in minutes: a day.
const LONGEST_MINUTES: u32 = Minute::PER_DAY;

/// A time at a place, to be published.
#[derive(Clone, Debug)]
pub(crate) struct NewWindow {
    /// The place.
    pub(crate) place: String,
    /// First minute.
    pub(crate) from: Minute,
    /// Last minute.
    pub(crate) until: Minute,
    /// The case that was there.
    pub(crate) case: CaseId,
    /// The visit of the case's report; none for one from an interview.
    pub(crate) visit: Option<String>,
}

impl Places {
    /// Publishes a window under every code of the place that was valid on a day of it: with the next exports, as rows that
    /// say nothing of the case. Returns what is stored of it.
    ///
    /// # Errors
    /// A refusal for a place that is not there, a time that cannot be, or one window too many of an officer's day.
    pub(crate) fn publish(
        &self,
        tx: &mut dyn Transaction,
        new: &NewWindow,
        officer: OfficerId,
        now: UnixTime,
    ) -> Result<WindowRow, Failure> {
        let days = self.rules.key_days;
        let place = store::find(tx, &new.place)?.ok_or(Problem::NotFound)?;
        let oldest = Minute::of(days.start(days.day(now).minus(self.rules.places.keep_days)));
        let is_possible = oldest <= new.from && new.from <= new.until && new.until <= Minute::of(now);
        if !is_possible || new.until.since(new.from) > LONGEST_MINUTES {
            return Err(Refusal::saying(Problem::RequestInvalid, "officer-window-time").into());
        }
        if rows::published_since(tx, officer, days.start(days.day(now)))? >= MOST_OF_AN_OFFICER {
            return Err(Refusal::saying(Problem::TooManyRequests, "officer-window-many").into());
        }
        let window = Window::of_case(new.from, new.until.plus(1));
        if rows::stands(tx, &new.case, new.visit.as_deref(), &place.id, &window)? {
            return Err(Refusal::saying(Problem::Conflict, "officer-window-published").into());
        }
        let row = WindowRow {
            id: random::id(),
            place: place.id.clone(),
            case: Some(new.case.clone()),
            visit: new.visit.clone(),
            start: window.start,
            stop: window.end,
            officer,
            at: now,
            withdrawn_at: None,
        };
        rows::insert_window(tx, &row)?;
        let codes = store::codes_of(tx, &place.id)?;
        let mut any = false;
        for (day, part) in by_day(window, days) {
            for code in codes.iter().filter(|code| is_live(code, day)) {
                self.publish_part(tx, &place, code, (day, part), &row)?;
                any = true;
            }
        }
        if any { Ok(row) } else { Err(Refusal::saying(Problem::RequestInvalid, "officer-window-no-code").into()) }
    }

    /// Publishes a window's part of one day under one code.
    fn publish_part(
        &self,
        tx: &mut dyn Transaction,
        place: &PlaceRow,
        code: &PlaceCodeRow,
        (day, part): (Day, Window),
        window: &WindowRow,
    ) -> Result<(), Failure> {
        let taken = rows::positions(tx, &code.id, day)?;
        let (position, sealed) = match positions::seat(&taken) {
            Seat::InWholeDay => (position::WHOLE_DAY, None),
            Seat::Window(position) => (position, Some(part)),
            Seat::WholeDay => (position::WHOLE_DAY, Some(whole_day(day, self.rules.key_days))),
        };
        let linked = LinkedRow { code: code.id, day, position };
        if sealed.is_none() && !rows::is_meant_by_another(tx, &linked)? {
            // The day's row was withdrawn, and its position seals no other.
            return Err(Refusal::saying(Problem::Conflict, "officer-window-full").into());
        }
        if let Some(sealed) = sealed {
            let publish_at = self.some_time_from(window.at);
            self.put_row(tx, place, code, &linked, &sealed, publish_at)?;
        }
        rows::link(tx, &window.id, &linked)?;
        Ok(())
    }

    /// Seals a window at a position of a code and day, to be published.
    fn put_row(
        &self,
        tx: &mut dyn Transaction,
        place: &PlaceRow,
        code: &PlaceCodeRow,
        at: &LinkedRow,
        window: &Window,
        publish_at: UnixTime,
    ) -> Result<(), Failure> {
        let LinkedRow { code: id, day, position } = *at;
        let seed = self.seed(code).map_err(Fault::from)?.day_seed(day);
        let sealed = Row::seal(window, &seed, position);
        let row = PlacedRow { code: id, day, position, sealed, province: place.place.province, publish_at };
        Ok(rows::insert_row(tx, &row)?)
    }

    /// A random instant of the next batches.
    fn some_time_from(&self, now: UnixTime) -> UnixTime {
        now.plus(random::below(SPREAD_BATCHES * u64::from(self.rules.publication.every_seconds)))
    }

    /// Withdraws every window of a case that stands. Returns how many, and how many stand in part, because a day of their
    /// place has no position left for another withdrawal; what else such a window says is taken back.
    pub(crate) fn withdraw_all(
        &self,
        tx: &mut dyn Transaction,
        case: &CaseId,
        now: UnixTime,
    ) -> Result<(u32, u32), Failure> {
        self.withdraw_those(tx, case, now, |_| true)
    }

    /// As [`Places::withdraw_all`], of the windows alone that were published for these visits of the case's reports.
    pub(crate) fn withdraw_visited(
        &self,
        tx: &mut dyn Transaction,
        case: &CaseId,
        visits: &[String],
        now: UnixTime,
    ) -> Result<(u32, u32), Failure> {
        self.withdraw_those(tx, case, now, |window| window.visit.as_ref().is_some_and(|visit| visits.contains(visit)))
    }

    fn withdraw_those(
        &self,
        tx: &mut dyn Transaction,
        case: &CaseId,
        now: UnixTime,
        is_meant: impl Fn(&WindowRow) -> bool,
    ) -> Result<(u32, u32), Failure> {
        let (mut withdrawn, mut standing) = (0, 0);
        let stand = |window: &&WindowRow| window.withdrawn_at.is_none() && is_meant(window);
        for window in rows::windows_of_case(tx, case)?.iter().filter(stand) {
            rows::set_withdrawn(tx, &window.id, Some(now))?;
            if self.take_back(tx, window, now)? {
                withdrawn += 1;
            } else {
                rows::set_withdrawn(tx, &window.id, None)?;
                standing += 1;
            }
        }
        Ok((withdrawn, standing))
    }

    /// Withdraws a window: its rows that are published are taken back by rows of their own, the others are never published.
    /// A row that stands for several windows stays while one of them does.
    ///
    /// # Errors
    /// A refusal where the window is not there, is withdrawn already, or a day has no position left for another withdrawal.
    pub(crate) fn withdraw(&self, tx: &mut dyn Transaction, id: &str, now: UnixTime) -> Result<(), Failure> {
        let window = rows::find_window(tx, id)?.ok_or(Problem::NotFound)?;
        if window.withdrawn_at.is_some() {
            return Err(Refusal::saying(Problem::Conflict, "officer-window-withdrawn").into());
        }
        rows::set_withdrawn(tx, id, Some(now))?;
        if self.take_back(tx, &window, now)? {
            Ok(())
        } else {
            Err(Refusal::saying(Problem::Conflict, "officer-window-withdrawals").into())
        }
    }

    /// Takes back the rows of a window that is being withdrawn. Returns false where a day has no position left for that: then
    /// the window keeps the rows that stand, and those alone.
    fn take_back(&self, tx: &mut dyn Transaction, window: &WindowRow, now: UnixTime) -> Result<bool, Failure> {
        let place = store::find(tx, &window.place)?.ok_or(Problem::NotFound)?;
        let (mut gone, mut stands) = (Vec::new(), false);
        for linked in rows::linked(tx, &window.id)? {
            if self.take_back_row(tx, &place, window, &linked, now)? {
                gone.push(linked);
            } else {
                stands = true;
            }
        }
        if stands {
            gone.iter().try_for_each(|row| rows::unlink(tx, &window.id, row))?;
        }
        Ok(!stands)
    }

    /// Takes back one row, unless another window means it too. Returns false where its day has no position left for that.
    fn take_back_row(
        &self,
        tx: &mut dyn Transaction,
        place: &PlaceRow,
        window: &WindowRow,
        linked: &LinkedRow,
        now: UnixTime,
    ) -> Result<bool, Failure> {
        if rows::is_meant_by_another(tx, linked)? || rows::cancel(tx, linked)? {
            return Ok(true);
        }
        let Some(code) = store::find_code(tx, &linked.code)? else { return Ok(true) };
        let taken = rows::positions(tx, &code.id, linked.day)?;
        let Some(position) = positions::withdrawal(&taken) else { return Ok(false) };
        let whole = Window { start: window.start, end: window.stop, ..whole_day(linked.day, self.rules.key_days) };
        let taken_back = whole.withdrawal(linked.position);
        let at = LinkedRow { position, ..*linked };
        // With the next batch: who was warned wrongly is told soon.
        self.put_row(tx, place, &code, &at, &taken_back, now)?;
        Ok(true)
    }
}

fn is_live(code: &PlaceCodeRow, day: Day) -> bool {
    code.live_from <= day && code.live_until.is_none_or(|until| day <= until)
}

/// The window's part of each day that it touches.
fn by_day(window: Window, days: KeyDays) -> Vec<(Day, Window)> {
    let mut parts = Vec::new();
    let mut day = days.day(window.start);
    loop {
        let (begins, ends) = (Minute::of(days.start(day)), Minute::of(days.start(day.plus(1))));
        if begins >= window.end {
            return parts;
        }
        parts.push((day, Window { start: window.start.max(begins), end: window.end.min(ends), ..window }));
        day = day.plus(1);
    }
}

fn whole_day(day: Day, days: KeyDays) -> Window {
    let (start, end) = (Minute::of(days.start(day)), Minute::of(days.start(day.plus(1))));
    Window { kind: WindowKind::WholePlace, ..Window::of_case(start, end) }
}

#[cfg(test)]
mod tests {
    use lancan_protocol::places::PlaceSeed;

    use super::*;

    const DAYS: KeyDays = KeyDays::VIETNAM;
    const DAY: Day = Day(18_772);

    #[test]
    fn a_window_over_midnight_has_a_part_on_each_day_and_one_over_7_in_the_morning_has_one() {
        let midnight = Minute::of(DAYS.start(DAY));
        let over = Window::of_case(midnight.minus(40), midnight.plus(10));
        let parts: Vec<_> = by_day(over, DAYS).into_iter().map(|(day, part)| (day, part.start, part.end)).collect();
        assert_eq!(parts, [(DAY.minus(1), midnight.minus(60), midnight), (DAY, midnight, midnight.plus(30))]);
        let seven = Window::of_case(midnight.plus(6 * 60), midnight.plus(8 * 60));
        assert_eq!(by_day(seven, DAYS), [(DAY, seven)], "the UTC day changes, ours does not");
        let until_midnight = Window::of_case(midnight.minus(40), midnight);
        assert_eq!(by_day(until_midnight, DAYS).len(), 1);
    }

    #[test]
    fn a_code_is_live_on_its_first_and_on_its_last_day() {
        let code = |live_until| PlaceCodeRow {
            id: PlaceSeed::from_bytes([1; 16]).code_id(),
            place: String::new(),
            rotating: false,
            sealed_seed: Vec::new(),
            live_from: DAY,
            live_until,
            known_until: DAY,
        };
        let live =
            |until: Option<Day>| [DAY.minus(1), DAY, DAY.plus(1), DAY.plus(2)].map(|day| is_live(&code(until), day));
        assert_eq!(live(Some(DAY.plus(1))), [false, true, true, false]);
        assert_eq!(live(None), [false, true, true, true]);
    }
}
