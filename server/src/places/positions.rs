//! Which positions of a code and day the rows of a window take. A position seals one window, ever.

use std::collections::BTreeSet;

use lancan_protocol::places::position;

/// Where a window goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Seat {
    /// A row of its own at this position.
    Window(u8),
    /// The one row for the whole day, to be made.
    WholeDay,
    /// The row for the whole day, which is there.
    InWholeDay,
}

/// The seat of the next window of a code and day. Positions come in their order: to who has the seed they tell nothing but
/// which window was published first.
pub(super) fn seat(taken: &BTreeSet<u8>) -> Seat {
    match position::WINDOWS.into_iter().find(|position| !taken.contains(position)) {
        Some(position) => Seat::Window(position),
        None if taken.contains(&position::WHOLE_DAY) => Seat::InWholeDay,
        None => Seat::WholeDay,
    }
}

/// The position of the next withdrawal; none where a day has had as many as there are positions.
pub(super) fn withdrawal(taken: &BTreeSet<u8>) -> Option<u8> {
    position::WITHDRAWALS.into_iter().find(|position| !taken.contains(position))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_31_windows_have_positions_of_their_own_and_the_others_share_the_whole_day() {
        let mut taken = BTreeSet::new();
        let mut seats = Vec::new();
        for _ in 0..34 {
            let next = seat(&taken);
            seats.push(next);
            match next {
                Seat::Window(position) => assert!(taken.insert(position)),
                Seat::WholeDay => assert!(taken.insert(position::WHOLE_DAY)),
                Seat::InWholeDay => {}
            }
        }
        assert_eq!(seats[30..], [Seat::Window(30), Seat::WholeDay, Seat::InWholeDay, Seat::InWholeDay]);
    }

    #[test]
    fn a_day_has_sixteen_withdrawals_and_no_more() {
        let mut taken = BTreeSet::from([0, 31]);
        let positions: Vec<u8> =
            std::iter::from_fn(|| withdrawal(&taken).inspect(|next| assert!(taken.insert(*next)))).collect();
        assert_eq!(positions, (32..=47).collect::<Vec<_>>());
    }
}
