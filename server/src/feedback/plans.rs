//! Every statement that a request runs finds its rows by an index, on both databases.

use lancan_protocol::time::{Day, UnixTime};

use super::state::FeedbackState;
use super::{sessions, store};

use crate::http::Area;
use crate::store::testing::{Explained, store_behaviours};
use crate::store::{Store, StoreError, Transaction};

const DAY: Day = Day(18_773);
const NOW: UnixTime = UnixTime(1_621_936_800);

fn run_all(tx: &mut dyn Transaction) -> Result<(), StoreError> {
    let (area, number, officer) = (Area::at("68/25054/".to_owned()), [7; 32], 1);
    store::is_facility(tx, "no")?;
    store::sent_on(tx, &number, DAY)?;
    store::open_of(tx, &number, "no")?;
    store::since(tx, "no", NOW)?;
    store::find(tx, "no")?;
    store::public_of(tx, "no", 200)?;
    store::open_at(tx, "no")?;
    store::own(tx, &number, "no", 200)?;
    store::waiting_in(tx, &area, NOW, 200)?;
    store::open_in(tx, &area, 200)?;
    store::judge(tx, "no", FeedbackState::Visible, None, officer)?;
    store::answer(tx, "no", "", NOW)?;
    store::end(tx, "no", FeedbackState::Resolved, officer)?;
    store::photo(tx, "no", 0)?;
    store::expire(tx, DAY, DAY)?;
    sessions::expire(tx, NOW)
}

async fn no_statement_of_feedback_reads_a_table_from_end_to_end(store: Store) {
    let whole = store.run("plans", |tx| {
        let mut explained = Explained::new(tx)?;
        run_all(&mut explained)?;
        Ok::<_, StoreError>(explained.whole)
    });
    assert_eq!(whole.await.unwrap(), Vec::<String>::new());
}

store_behaviours! {
    no_statement_of_feedback_reads_a_table_from_end_to_end
}
