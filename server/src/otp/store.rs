//! The rows of one-time passwords.

use lancan_protocol::time::{Day, UnixTime};

use crate::ground::ids::Digest;
use crate::store::{Row, StoreError, Transaction};
use crate::values;

/// A one-time password that was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct OtpRow {
    /// HMAC of number, key and password.
    pub(super) password: Digest,
    /// Until when it holds.
    pub(super) expires_at: UnixTime,
    /// Wrong tries so far.
    pub(super) tries: u32,
}

const COLUMNS: &str = "password, expires_at, tries";

fn otp(mut row: Row) -> Result<OtpRow, StoreError> {
    Ok(OtpRow { password: row.take()?, expires_at: row.take()?, tries: row.take()? })
}

/// The messages that were sent on one day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct SentMessages {
    /// How many.
    pub(super) count: u32,
    /// When the last was sent; none where that was before it was kept.
    pub(super) last: Option<UnixTime>,
}

/// The messages that a number, or a browser that showed one, was sent on a day.
pub(super) fn sent_on(tx: &mut dyn Transaction, number: &Digest, day: Day) -> Result<SentMessages, StoreError> {
    let sent = tx.first(
        "-- otp::sent_on
         SELECT sent, sent_at FROM otp_numbers WHERE number = ?1 AND day = ?2",
        values![number, day],
        |mut row| Ok(SentMessages { count: row.take()?, last: row.take()? }),
    )?;
    Ok(sent.unwrap_or_default())
}

/// Notes the messages that a number, or a browser that showed one, was sent on a day.
pub(super) fn set_sent(
    tx: &mut dyn Transaction,
    number: &Digest,
    day: Day,
    sent: SentMessages,
) -> Result<(), StoreError> {
    tx.execute(
        "-- otp::set_sent
         INSERT INTO otp_numbers (number, day, sent, sent_at) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (number) DO UPDATE SET day = excluded.day, sent = excluded.sent, sent_at = excluded.sent_at",
        values![number, day, sent.count, sent.last],
    )?;
    Ok(())
}

/// Whether a browser showed a number and still counts as known.
pub(super) fn is_known(tx: &mut dyn Transaction, browser: &Digest, now: UnixTime) -> Result<bool, StoreError> {
    let known: Option<u32> = tx.first(
        "-- otp::is_known
         SELECT 1 AS one FROM otp_browsers WHERE browser = ?1 AND expires_at > ?2",
        values![browser, now],
        |mut row| row.take(),
    )?;
    Ok(known.is_some())
}

/// Makes a browser known until a time.
pub(super) fn keep_browser(tx: &mut dyn Transaction, browser: &Digest, until: UnixTime) -> Result<(), StoreError> {
    tx.execute(
        "-- otp::keep_browser
         INSERT INTO otp_browsers (browser, expires_at) VALUES (?1, ?2)
         ON CONFLICT (browser) DO UPDATE SET expires_at = excluded.expires_at",
        values![browser, until],
    )?;
    Ok(())
}

/// Keeps a password in the place of the one that the same phone was sent before.
pub(super) fn put(tx: &mut dyn Transaction, number: &Digest, jkt: &Digest, new: &OtpRow) -> Result<(), StoreError> {
    tx.execute(
        &format!(
            "-- otp::put
             INSERT INTO otps (number, jkt, {COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT (number, jkt) DO UPDATE SET
             password = excluded.password, expires_at = excluded.expires_at, tries = excluded.tries"
        ),
        values![number, jkt, &new.password, new.expires_at, new.tries],
    )?;
    Ok(())
}

/// The password that was sent to a number, bound to this key.
pub(super) fn find(tx: &mut dyn Transaction, number: &Digest, jkt: &Digest) -> Result<Option<OtpRow>, StoreError> {
    tx.first(
        &format!("-- otp::find\n SELECT {COLUMNS} FROM otps WHERE number = ?1 AND jkt = ?2"),
        values![number, jkt],
        otp,
    )
}

/// Deletes a password that was used.
pub(super) fn delete(tx: &mut dyn Transaction, number: &Digest, jkt: &Digest) -> Result<(), StoreError> {
    tx.execute("-- otp::delete\n DELETE FROM otps WHERE number = ?1 AND jkt = ?2", values![number, jkt])?;
    Ok(())
}

/// Deletes what expired before `since` and the counts of the days before `day`.
pub(super) fn expire(tx: &mut dyn Transaction, since: UnixTime, day: Day) -> Result<(), StoreError> {
    tx.execute("-- otp::expire\n DELETE FROM otps WHERE expires_at < ?1", values![since])?;
    tx.execute("-- otp::expire, browsers\n DELETE FROM otp_browsers WHERE expires_at < ?1", values![since])?;
    tx.execute("-- otp::expire, numbers\n DELETE FROM otp_numbers WHERE day < ?1", values![day])?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Store;

    const NOW: UnixTime = UnixTime(1_621_936_800);

    async fn rows_read_back_are_replaced_and_expire(store: Store) {
        let done: Result<(), StoreError> = store
            .run("otps", |tx| {
                let row = OtpRow { password: [3; 32], expires_at: NOW, tries: 0 };
                put(tx, &[1; 32], &[2; 32], &row)?;
                assert_eq!(find(tx, &[1; 32], &[2; 32])?, Some(row.clone()));
                assert_eq!(find(tx, &[1; 32], &[3; 32])?, None);
                let again = OtpRow { password: [4; 32], tries: 2, ..row };
                put(tx, &[1; 32], &[2; 32], &again)?;
                assert_eq!(find(tx, &[1; 32], &[2; 32])?, Some(again));
                let two = SentMessages { count: 2, last: Some(NOW) };
                set_sent(tx, &[1; 32], Day(5), two)?;
                assert_eq!(
                    (sent_on(tx, &[1; 32], Day(5))?, sent_on(tx, &[1; 32], Day(6))?),
                    (two, SentMessages::default())
                );
                keep_browser(tx, &[7; 32], NOW.minus(1))?;
                assert!(!is_known(tx, &[7; 32], NOW)?, "over");
                keep_browser(tx, &[7; 32], NOW)?;
                assert!(is_known(tx, &[7; 32], NOW.minus(1))? && !is_known(tx, &[8; 32], NOW.minus(1))?);
                expire(tx, NOW, Day(5))?;
                assert!(find(tx, &[1; 32], &[2; 32])?.is_some() && sent_on(tx, &[1; 32], Day(5))? == two);
                assert!(is_known(tx, &[7; 32], NOW.minus(1))?);
                expire(tx, NOW.plus(1), Day(6))?;
                assert!(
                    find(tx, &[1; 32], &[2; 32])?.is_none()
                        && sent_on(tx, &[1; 32], Day(5))? == SentMessages::default()
                );
                assert!(!is_known(tx, &[7; 32], NOW.minus(1))?);
                Ok(())
            })
            .await;
        done.unwrap();
    }

    crate::store::testing::store_behaviours! {
        rows_read_back_are_replaced_and_expire
    }
}
