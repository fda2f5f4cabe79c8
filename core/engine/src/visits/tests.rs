use lancan_protocol::{
    key_days::KeyDays,
    places::{
        Category, CodeSecret, Minute, Place, PlaceCode, PlaceFlags, PlaceName, PlaceSeed, Province, Rotating, UnitCode,
        Window,
    },
    rules::PlaceRules,
    time::{Day, UnixTime},
    visits::{FoundWindow, VisitFlags},
};
use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng as _};

use super::*;
use crate::notice::{PlaceNotice, WarningChange};

const DAYS: KeyDays = KeyDays::VIETNAM;
const DAY: Day = Day(18_774);

/// Minutes after midnight of [`DAY`].
fn at(minute: u32) -> Minute {
    Minute::of(DAYS.start(DAY)).plus(minute)
}

fn place(category: Category, flags: PlaceFlags) -> Place {
    let name = PlaceName::typed("Chợ Lộc Thắng").unwrap();
    let unit = UnitCode::from_digits("24850").unwrap();
    Place { flags, category, province: Province(68), unit, name }
}

fn code_of(n: u8, category: Category, flags: PlaceFlags) -> PlaceCode {
    PlaceCode { place: place(category, flags), secret: CodeSecret::Poster(seed(n)) }
}

fn code(n: u8) -> PlaceCode {
    code_of(n, Category::Market, PlaceFlags::default())
}

fn seed(n: u8) -> PlaceSeed {
    PlaceSeed::from_bytes([n; 16])
}

fn display(n: u8, day: Day, minute_of_day: u16) -> PlaceCode {
    let mac = seed(n).rotating_key(day).mac(Minute::of(DAYS.start(day)).plus(minute_of_day.into()));
    let day_seed = seed(n).day_seed(day);
    let shown = Rotating { code_id: seed(n).code_id(), day, day_seed, minute_of_day, mac };
    PlaceCode { place: place(Category::Market, PlaceFlags::default()), secret: CodeSecret::Rotating(shown) }
}

/// Visits under the usual rules.
#[derive(Default)]
struct Phone {
    visited: Visited,
    rules: PlaceRules,
}

impl Phone {
    fn by(&self) -> (Judged<'_>, KeyDays) {
        (Judged { rules: &self.rules, days: DAYS }, DAYS)
    }

    fn scan(&mut self, code: &PlaceCode, minute: u32) -> Scanned {
        self.visited.scan(code, at(minute), Judged { rules: &self.rules, days: DAYS })
    }

    fn visits(&self, minute: u32) -> Vec<Visit> {
        self.visited.by_day(at(minute), DAYS).into_iter().flat_map(|date| date.visits).collect()
    }

    /// An export warns of a place and day at a position; the user is told what follows.
    fn warned(&mut self, n: u8, day: Day, position: u8, window: Window) -> Vec<PlaceNotice> {
        let search = self.visited.search(self.by().0);
        let row = lancan_protocol::places::Row::seal(&window, &seed(n).day_seed(day), position);
        let found: Vec<FoundWindow> = search.tags.find(&row).into_iter().collect();
        self.visited.found(&search, &found);
        let judged = Judged { rules: &self.rules, days: DAYS };
        self.visited.warn(judged, UnixTime(1))
    }
}

fn window(from: u32, to: u32) -> Window {
    Window::of_case(at(from), at(to))
}

fn changes(notices: &[PlaceNotice]) -> Vec<WarningChange> {
    notices.iter().map(|notice| notice.change).collect()
}

/// Enter and leave of a visit, in minutes after midnight, and whether the leave is estimated.
fn times(visit: &Visit) -> (u32, u32, bool) {
    let minute = |time| Minute::of(time).since(at(0));
    (minute(visit.enter), minute(visit.leave), visit.leave_is_estimated)
}

#[test]
fn a_scan_enters_and_the_same_code_again_leaves() {
    let mut phone = Phone::default();
    assert!(matches!(phone.scan(&code(1), 500), Scanned::Entered(_)));
    let [open] = phone.visits(510).try_into().unwrap();
    assert_eq!((times(&open), open.is_open), ((500, 560, true), true), "a market is taken to hold one for an hour");
    assert!(matches!(phone.scan(&code(1), 520), Scanned::Left(_)));
    let [closed] = phone.visits(530).try_into().unwrap();
    assert_eq!((times(&closed), closed.is_open), ((500, 520, false), false));
    assert!(matches!(phone.scan(&code(1), 521), Scanned::Entered(_)), "the next scan enters again");
}

#[test]
fn what_a_camera_sees_many_times_is_one_scan() {
    let mut phone = Phone::default();
    for minute in [500, 500, 501] {
        assert!(matches!(phone.scan(&code(1), minute), Scanned::Entered(_)));
    }
    assert_eq!(phone.visits(501).len(), 1);
}

#[test]
fn another_place_ends_the_stay_before_and_never_lengthens_it() {
    let mut phone = Phone::default();
    phone.scan(&code(1), 500);
    phone.scan(&code(2), 530);
    phone.scan(&code(3), 700);
    let visits = phone.visits(700);
    assert_eq!(visits.iter().map(times).collect::<Vec<_>>(), [(500, 530, false), (530, 590, true), (700, 760, true)]);
}

#[test]
fn the_leave_is_estimated_by_the_kind_of_the_place() {
    for (category, minutes) in [(Category::Shop, 30), (Category::School, 300), (Category::Lodging, 720)] {
        let mut phone = Phone::default();
        phone.scan(&code_of(1, category, PlaceFlags::default()), 0);
        assert_eq!(times(&phone.visits(0)[0]), (0, minutes, true));
    }
}

#[test]
fn a_scan_after_sixteen_hours_enters_again() {
    let mut phone = Phone::default();
    phone.scan(&code(1), 0);
    assert!(matches!(phone.scan(&code(1), 961), Scanned::Entered(_)));
    let mut phone = Phone::default();
    phone.scan(&code(1), 0);
    assert!(matches!(phone.scan(&code(1), 960), Scanned::Left(_)));
}

#[test]
fn an_entry_never_leaves_and_an_exit_never_enters() {
    let [entry, exit] =
        [PlaceFlags::ENTRY_ONLY, PlaceFlags::EXIT_ONLY].map(|flags| code_of(1, Category::Market, flags));
    let mut phone = Phone::default();
    assert_eq!(phone.scan(&exit, 490), Scanned::Refused(ScanRefused::NothingToLeave));
    phone.scan(&entry, 500);
    assert!(matches!(phone.scan(&entry, 510), Scanned::Entered(_)));
    assert!(matches!(phone.scan(&exit, 520), Scanned::Left(_)));
    assert_eq!(phone.visits(520).iter().map(times).collect::<Vec<_>>(), [(500, 510, false), (510, 520, false)]);
}

#[test]
fn threat_06_a_display_of_two_minutes_ago_is_taken_and_one_of_three_is_refused() {
    for (off, taken) in [(0, true), (2, true), (3, false)] {
        for scanned_at in [600 + off, 600 - off] {
            let mut phone = Phone::default();
            let scanned = phone.scan(&display(1, DAY, 600), scanned_at);
            assert_eq!(matches!(scanned, Scanned::Entered(_)), taken, "{off}");
            assert_eq!(phone.visits(600).len(), usize::from(taken));
        }
    }
    let yesterday = display(1, DAY.minus(1), 600);
    assert_eq!(Phone::default().scan(&yesterday, 600), Scanned::Refused(ScanRefused::OldPicture));
}

#[test]
fn threat_07_the_21st_visit_of_a_day_is_refused_and_leaving_is_not() {
    let mut phone = Phone::default();
    for n in 0..20 {
        assert!(matches!(phone.scan(&code(n), u32::from(n) * 10), Scanned::Entered(_)));
    }
    assert_eq!(phone.scan(&code(21), 300), Scanned::Refused(ScanRefused::TooMany));
    assert!(matches!(phone.scan(&code(19), 301), Scanned::Left(_)));
    assert!(matches!(phone.scan(&code(21), 1_440), Scanned::Entered(_)), "the next day begins again");
}

#[test]
fn threat_18_without_an_exit_the_stay_is_estimated_and_matched_with_the_margin() {
    let mut phone = Phone::default();
    phone.scan(&code(1), 500);
    let own = phone.visited.own((at(0), at(1_440)), DAYS);
    assert!(own[0].reported.flags.contains(VisitFlags::ESTIMATED_LEAVE));
    // Estimated until 560, with the margin until 620.
    assert_eq!(changes(&phone.warned(1, DAY, 0, window(630, 660))), []);
    assert_eq!(changes(&phone.warned(1, DAY, 1, window(600, 660))), [WarningChange::New]);
}

#[test]
fn threat_18_over_midnight_a_stay_is_one_visit_that_both_days_warn_of() {
    for warned_day in [DAY, DAY.plus(1)] {
        let mut phone = Phone::default();
        phone.scan(&code_of(1, Category::Lodging, PlaceFlags::default()), 1_320);
        assert!(matches!(phone.scan(&code(1), 1_440 + 420), Scanned::Left(_)));
        let visits = phone.visits(1_900);
        assert_eq!((visits.len(), visits[0].day), (1, DAY), "one visit, of the day of its enter");
        assert_eq!(changes(&phone.warned(1, warned_day, 0, window(1_400, 1_500))), [WarningChange::New]);
    }
}

#[test]
fn threat_18_over_0700_local_the_utc_day_changes_and_ours_does_not() {
    let mut phone = Phone::default();
    phone.scan(&code(1), 405);
    phone.scan(&code(1), 435);
    assert_ne!(KeyDays::UTC.day(at(405)), KeyDays::UTC.day(at(435)), "07:00 in Vietnam is midnight of UTC");
    let visits = phone.visits(500);
    assert_eq!((visits.len(), visits[0].day), (1, DAY));
    assert_eq!(changes(&phone.warned(1, DAY, 0, window(420, 450))), [WarningChange::New]);
}

#[test]
fn threat_18_over_midnight_with_displays_the_scan_out_brings_the_next_days_seed() {
    let mut phone = Phone::default();
    phone.scan(&display(1, DAY, 1_400), 1_400);
    assert_eq!(changes(&phone.warned(1, DAY.plus(1), 0, window(1_440, 1_470))), [], "its seed is not known yet");
    assert!(matches!(phone.scan(&display(1, DAY.plus(1), 60), 1_500), Scanned::Left(_)));
    assert_eq!(changes(&phone.warned(1, DAY.plus(1), 0, window(1_440, 1_470))), [WarningChange::New]);
}

#[test]
fn a_clock_that_was_set_back_between_two_scans_loses_no_visit() {
    let mut phone = Phone::default();
    phone.scan(&code(1), 5_000);
    assert!(matches!(phone.scan(&code(1), 500), Scanned::Entered(_)));
    assert_eq!(phone.visits(500).len(), 2);
}

#[test]
fn a_withdrawn_window_takes_its_warning_back_once_and_other_windows_stay() {
    let mut phone = Phone::default();
    phone.scan(&code(1), 500);
    assert_eq!(changes(&phone.warned(1, DAY, 3, window(500, 560))), [WarningChange::New]);
    assert_eq!(changes(&phone.warned(1, DAY, 3, window(500, 560))), [], "told once");
    let withdrawal = window(500, 560).withdrawal(3);
    assert_eq!(changes(&phone.warned(1, DAY, 32, withdrawal)), [WarningChange::Withdrawn]);
    assert_eq!(changes(&phone.warned(1, DAY, 32, withdrawal)), []);
    assert_eq!(phone.visited.warnings()[0].standing, crate::store::Standing::Withdrawn);
    assert_eq!(changes(&phone.warned(1, DAY, 4, window(530, 560))), [WarningChange::New], "another window holds");
}

#[test]
fn an_edit_that_leaves_the_window_takes_the_warning_back_and_a_deleted_visit_takes_it_along() {
    let mut phone = Phone::default();
    phone.scan(&code(1), 500);
    phone.scan(&code(1), 540);
    phone.warned(1, DAY, 0, window(500, 530));
    let judged = Judged { rules: &phone.rules, days: DAYS };
    assert!(phone.visited.edit(1, (at(700), at(720)), judged).unwrap().edited);
    assert_eq!(changes(&phone.visited.warn(judged, UnixTime(2))), [WarningChange::Withdrawn]);
    assert!(phone.visited.edit(1, (at(500), at(540)), judged).is_some());
    assert_eq!(changes(&phone.visited.warn(judged, UnixTime(3))), [WarningChange::New]);
    assert!(phone.visited.delete(1) && !phone.visited.delete(1));
    assert!(phone.visited.warnings().is_empty() && phone.visited.warn(judged, UnixTime(4)).is_empty());
}

#[test]
fn times_that_cannot_be_are_refused_and_leave_the_visit_as_it_was() {
    let mut phone = Phone::default();
    phone.scan(&code(1), 500);
    let judged = Judged { rules: &phone.rules, days: DAYS };
    for stay in [(at(540), at(500)), (at(500), at(1_461)), (at(500 + 2 * 1_440), at(510 + 2 * 1_440))] {
        assert!(phone.visited.edit(1, stay, judged).is_none());
    }
    assert_eq!(times(&phone.visits(500)[0]), (500, 560, true));
}

#[test]
fn a_visit_by_hand_is_warned_of_and_never_reported_as_scanned() {
    let mut phone = Phone::default();
    let judged = Judged { rules: &PlaceRules::default(), days: DAYS };
    let added = phone.visited.add(&code(1), (at(500), at(540)), judged);
    assert!(matches!(added, Some(Scanned::Entered(visit)) if visit.by_hand && !visit.leave_is_estimated));
    assert!(phone.visited.add(&display(2, DAY, 5), (at(1_440), at(1_450)), judged).is_none(), "not the display's day");
    let own = phone.visited.own((at(0), at(1_440)), DAYS);
    assert_eq!(own[0].reported.flags, VisitFlags::BY_HAND);
    assert_eq!(changes(&phone.warned(1, DAY, 0, window(630, 660))), [], "540 and the margin of 60 is 600");
    assert_eq!(changes(&phone.warned(1, DAY, 1, window(570, 600))), [WarningChange::New]);
}

#[test]
fn a_report_brings_the_newest_200_visits_of_its_time() {
    let mut phone =
        Phone { rules: PlaceRules { most_visits_per_day: 200, ..PlaceRules::default() }, ..Phone::default() };
    for n in 0..230 {
        phone.scan(&code(n), u32::from(n) * 10);
    }
    let own = phone.visited.own((at(0), at(2_290)), DAYS);
    assert_eq!((own.len(), own[0].reported.enter, own[199].reported.enter), (200, at(2_280), at(290)));
    assert_eq!(own[0].reported.id, seed(228).day_seed(DAY.plus(1)).visit_id());
    assert!(phone.visited.own((at(0), at(0)), DAYS).is_empty());
}

#[test]
fn each_province_has_two_decoys_that_stay_as_long_as_the_province_does() {
    let mut phone = Phone::default();
    let published: Vec<Province> = (1..=63).map(Province).collect();
    let mut rng = ChaCha20Rng::seed_from_u64(1);
    assert!(!phone.visited.lacks_decoys(&published) && phone.visited.wanted().is_empty(), "nowhere was visited");
    phone.scan(&code(1), 500);
    assert!(phone.visited.lacks_decoys(&published));
    phone.visited.draw_decoys(&published, &mut rng);
    let wanted = phone.visited.wanted();
    assert_eq!((wanted.len(), wanted[&Province(68)]), (3, at(500).start()), "{wanted:?}");
    assert!(wanted.values().all(|since| *since == at(500).start()), "a decoy is fetched like the province");
    phone.visited.draw_decoys(&published, &mut rng);
    assert_eq!(phone.visited.wanted(), wanted, "drawn once");
    phone.visited.forget_before(DAY.plus(1), DAYS);
    assert!(phone.visited.wanted().is_empty() && phone.visits(600).is_empty());
    assert_eq!(phone.visited.to_bytes().map(|bytes| bytes.is_empty()), Some(false), "numbers are not used again");
}

#[test]
fn what_an_old_phone_kept_is_joined_once_with_its_warnings() {
    let (mut old, mut new) = (Phone::default(), Phone::default());
    old.scan(&code(1), 500);
    old.warned(1, DAY, 0, window(500, 560));
    new.scan(&code(2), 700);
    for _ in 0..2 {
        let kept = Visited::from_bytes(&old.visited.to_bytes().unwrap()).unwrap();
        new.visited.join(kept);
        let visits = new.visits(700);
        assert_eq!(visits.iter().map(|visit| visit.id).collect::<Vec<_>>(), [2, 1]);
        assert_eq!(new.visited.warnings()[0].warning.visit, 2);
        assert_eq!(new.visited.warnings().len(), 1);
    }
    let judged = Judged { rules: &new.rules, days: DAYS };
    assert!(!new.visited.has_something_to_tell(judged, UnixTime(9)), "the user was told on the old phone");
}

#[test]
fn visits_survive_their_bytes_and_none_are_nothing() {
    let mut phone = Phone::default();
    assert_eq!(phone.visited.to_bytes(), None);
    phone.scan(&display(1, DAY, 500), 500);
    phone.scan(&code(2), 520);
    phone.warned(2, DAY, 0, window(500, 560));
    let bytes = phone.visited.to_bytes().unwrap();
    assert_eq!(Visited::from_bytes(&bytes), Some(phone.visited));
    let later = String::from_utf8(bytes).unwrap().replacen("\"version\":1", "\"version\":2", 1);
    assert_eq!(Visited::from_bytes(later.as_bytes()), None);
}

/// The bytes of visits as they lie on phones (`CONTRIBUTING.md`): a file that is missing is written with `LANCAN_WRITE_GOLDEN=1`.
#[test]
fn visits_of_version_1_are_read_as_they_were() {
    let mut phone = Phone::default();
    phone.scan(&display(1, DAY, 500), 500);
    phone.scan(&code(2), 520);
    phone.visited.draw_decoys(&[Province(1), Province(68), Province(79)], &mut ChaCha20Rng::seed_from_u64(1));
    phone.warned(2, DAY, 0, window(500, 560));
    phone.warned(2, DAY, 32, window(500, 560).withdrawal(0));
    let path = std::path::Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/files/values/visits"));
    if std::env::var_os("LANCAN_WRITE_GOLDEN").is_some() && !path.exists() {
        std::fs::write(path, phone.visited.to_bytes().unwrap()).unwrap();
    }
    assert_eq!(Visited::from_bytes(&std::fs::read(path).unwrap()), Some(phone.visited));
}
