//! When a place is open, as far as what its managers wrote can be read: most envelopes of an hour depend on it.

use lancan_protocol::places::Category;

use crate::places::PlaceRow;

/// Most envelopes of one hour outside of opening hours.
const WHILE_CLOSED: u32 = 10;
/// People whom a place holds, where nobody said.
const USUAL_CAPACITY: u32 = 400;
/// How often a place may fill in an hour.
const TIMES_FULL: u32 = 4;
/// Minutes of the day between which a place counts as open where nobody wrote hours: 05:00 to 22:00.
const DAYTIME: (u32, u32) = (5 * 60, 22 * 60);
const HOUR: u32 = 60;
const DAY: u32 = 24 * HOUR;

/// Most envelopes of a place in an hour that begins at this minute of the deployment's day.
pub(super) fn most_envelopes(place: &PlaceRow, hour_begins: u32) -> u32 {
    if is_open(&place.details.hours, place.place.category, hour_begins) {
        place.details.capacity.unwrap_or(USUAL_CAPACITY).saturating_mul(TIMES_FULL)
    } else {
        WHILE_CLOSED
    }
}

/// Whether a place is open in any minute of an hour. Hours that cannot be read count as none.
fn is_open(hours: &str, category: Category, hour_begins: u32) -> bool {
    let never_closes =
        matches!(category, Category::Hospital | Category::Lodging | Category::Transport | Category::Workplace);
    let spans = read(hours);
    if spans.is_empty() {
        return never_closes || overlaps(DAYTIME, hour_begins);
    }
    spans.into_iter().any(|span| overlaps(span, hour_begins))
}

/// Whether a span of minutes, which may go past midnight, has a minute in the hour.
fn overlaps((from, until): (u32, u32), begins: u32) -> bool {
    let until = if until <= from { until + DAY } else { until };
    [begins, begins + DAY].into_iter().any(|begins| from < begins + HOUR && begins < until)
}

/// The spans of `6:00–11:30, 13h-17h`; none where anything else is written.
fn read(hours: &str) -> Vec<(u32, u32)> {
    let span = |text: &str| {
        let (from, until) = text.split_once(['-', '–', '—'])?;
        Some((minute(from)?, minute(until)?))
    };
    let spans: Option<Vec<_>> = hours.split([',', ';']).map(span).collect();
    spans.unwrap_or_default()
}

/// The minute of `6:00`, `06h30` or `17h`.
fn minute(text: &str) -> Option<u32> {
    let text = text.trim();
    let (hours, minutes) = text.split_once([':', 'h', 'g', '.'])?;
    let minutes = minutes.trim();
    let number = |text: &str| text.parse::<u32>().ok();
    let (hours, minutes) = (number(hours.trim())?, if minutes.is_empty() { 0 } else { number(minutes)? });
    // The product is taken of hours that a day has only: people may write any number.
    (hours <= 24 && minutes < HOUR).then(|| hours * HOUR + minutes).filter(|minute| *minute <= DAY)
}

/// Reads any text as hours: every span lies within a day.
#[cfg(any(test, fuzzing))]
pub(crate) fn fuzzed_hours(text: &str) {
    assert!(read(text).iter().all(|(from, until)| *from <= DAY && *until <= DAY));
    let _ = is_open(text, Category::Market, 23 * HOUR);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_as_people_write_them_say_when_a_place_is_open() {
        let open = |hours, at: u32| is_open(hours, Category::Market, at * 60);
        for hours in ["6:00–11:30, 13h-17h", "6h - 11h30; 13:00-17:00"] {
            let of_day: Vec<u32> = (0..24).filter(|hour| open(hours, *hour)).collect();
            assert_eq!(of_day, [6, 7, 8, 9, 10, 11, 13, 14, 15, 16], "{hours}");
        }
        assert!(open("22:00-2:00", 23) && open("22:00-2:00", 0) && open("22:00-2:00", 1) && !open("22:00-2:00", 2));
        assert!(open("0:00-24:00", 4) && open("0:00-24:00", 23));
    }

    #[test]
    fn hours_that_no_day_has_are_none() {
        assert_eq!(read("4000000000:00-5:00"), Vec::new());
        assert_eq!(read("25:00-26:00"), Vec::new());
    }

    #[test]
    fn a_place_whose_hours_nobody_wrote_or_can_read_is_open_by_day_and_a_hospital_always() {
        for hours in ["", "cả ngày", "25:00-26:00", "6:00"] {
            assert!(!is_open(hours, Category::Market, 4 * 60) && is_open(hours, Category::Market, 5 * 60));
            assert!(!is_open(hours, Category::Market, 22 * 60) && is_open(hours, Category::Hospital, 4 * 60));
        }
    }
}
