//! Showing password and code again before a grave act.

use std::sync::Arc;

use lancan_protocol::problem::Problem;

use super::sign_in::wait;
use super::{Officers, passwords, store};
use crate::audit::Act;
use crate::ground::error::Failure;
use crate::ground::secrets::sha256;
use crate::http::Officer;

impl Officers {
    /// Confirms a session: grave acts are open to its officer for five minutes. Wrong tries count against the session
    /// alone, so nobody without the session can use them up.
    ///
    /// # Errors
    /// [`Problem::SignInFailed`] when password or code is wrong, [`Problem::TooManyRequests`] after too many.
    pub(crate) async fn re_authenticate(
        self: &Arc<Self>,
        officer: &Officer,
        token: &str,
        password: &str,
        code: Option<&str>,
    ) -> Result<(), Failure> {
        let (now, hash, id) = (self.clock.now(), sha256(token.as_bytes()), officer.id);
        let row = self.store.view("find_officer", move |tx| store::with_id(tx, id)).await?;
        let row = row.ok_or(Problem::SignInNeeded)?;
        let turn = self.passwords.turn(hash).await?;
        let limit = self.confirm_limit;
        if !self.store.run("count_confirmation", move |tx| limit.try_count(tx, &hash, now)).await? {
            return Err(wait());
        }
        let right = passwords::verify(turn, password, Some(row.password.clone())).await?;
        let step = self.step(&row, code, now)?.filter(|_| right).ok_or(Problem::SignInFailed)?;
        let act = Act::new(now, id, "confirm").at_home(&officer.home);
        self.audit
            .write(act, move |tx| {
                limit.take_back(tx, &hash, now)?;
                store::use_step(tx, id, step)?;
                Ok::<_, Failure>(store::confirm_session(tx, &hash, now)?)
            })
            .await
    }
}
