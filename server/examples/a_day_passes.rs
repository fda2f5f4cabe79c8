//! Lets a day pass for declarations of health: what they say of themselves, and the diaries of their quarantine, become a day
//! older: `a_day_passes DATABASE ID…`, each id as the addresses of the pages write it. The browser tests use it, beside a
//! server of their own, for pages that say what was declared yesterday.

use std::error::Error;
use std::time::Duration;

use lancan_protocol::hex;
use rusqlite::Connection;

const DAY_SECONDS: i64 = 86_400;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let database = arguments.next().ok_or("a_day_passes DATABASE ID…")?;
    let mut connection = Connection::open(database)?;
    connection.busy_timeout(Duration::from_secs(10))?;
    let all = connection.transaction()?;
    for id in arguments {
        let id = hex::decode(&id).ok_or("no id")?;
        let moved = all.execute(
            "UPDATE declarations SET day = day - 1, at = at - ?2 WHERE id = ?1",
            rusqlite::params![id, DAY_SECONDS],
        )?;
        if moved != 1 {
            return Err("there is no such declaration".into());
        }
        all.execute(
            "UPDATE declaration_diaries SET first_day = first_day - 1, last_day = last_day - 1, checked = checked - 1
             WHERE declaration = ?1",
            rusqlite::params![id],
        )?;
    }
    Ok(all.commit()?)
}
