//! Laboratory systems: accounts that show a key instead of a password, and do nothing but give codes.
//!
//! A laboratory may have two keys at a time, so that a new one is brought in before the old one goes.

use lancan_protocol::problem::Problem;

use super::accounts::{Keeper, NewAccount};
use super::laboratory_store::{self, LaboratoryKey, LaboratoryRow};
use super::{CentreRef, Officers, Scope, USE_SECONDS, store, totp};
use crate::ground::error::{Failure, Refusal};
use crate::ground::ids::OfficerId;
use crate::ground::random;
use crate::ground::secrets::sha256;
use crate::http::{Officer, Role};

/// What a key begins with, so that one that leaked is known for what it is.
const PREFIX: &str = "lancan-laboratory-";

/// Whether a bearer token is a laboratory's key.
pub(super) fn is_key(token: &str) -> bool {
    token.starts_with(PREFIX)
}

impl Officers {
    /// Adds a laboratory system of a health centre. Returns its key, which is shown once.
    ///
    /// # Errors
    /// A refusal when name or centre cannot be used or the name is taken.
    pub(crate) async fn create_laboratory(&self, name: &str, centre: CentreRef<'_>) -> Result<String, Failure> {
        let account = NewAccount { name, centre, role: Role::Laboratory, scope: Scope::Centre, totp: false };
        // A password that nobody knows: the account signs in nowhere.
        let added = self.create(Keeper::Operator, account, &totp::fresh_password()).await?;
        self.add_key(added.id).await
    }

    /// Gives the laboratory of this name another key. The newest key before stays good, older ones go.
    ///
    /// # Errors
    /// A refusal when there is no such laboratory.
    pub(crate) async fn renew_key(&self, name: &str) -> Result<String, Failure> {
        self.add_key(self.laboratory(name).await?).await
    }

    /// Takes every key of the laboratory of this name away. Returns how many.
    ///
    /// # Errors
    /// A refusal when there is no such laboratory.
    pub(crate) async fn revoke_keys(&self, name: &str) -> Result<u64, Failure> {
        let id = self.laboratory(name).await?;
        let act = Keeper::Operator.row(self.clock.now(), "revoke-laboratory-keys", id);
        Ok(self.audit.write(act, move |tx| laboratory_store::delete_keys(tx, id)).await?)
    }

    /// Every laboratory, by name.
    pub(crate) async fn laboratories(&self) -> Result<Vec<LaboratoryRow>, Failure> {
        Ok(self.store.view("list_laboratories", laboratory_store::all).await?)
    }

    /// The laboratory that shows this key.
    ///
    /// # Errors
    /// [`Problem::SignInNeeded`] when no laboratory has the key, or the account was disabled.
    pub(super) async fn laboratory_with(&self, key: &str) -> Result<Officer, Failure> {
        let (hash, now) = (sha256(key.as_bytes()), self.clock.now());
        let found = self.store.view("authenticate_laboratory", move |tx| laboratory_store::of_key(tx, &hash)).await?;
        let found = found.filter(|(row, _)| row.disabled_at.is_none() && row.role == Role::Laboratory);
        let (row, used_at) = found.ok_or(Problem::SignInNeeded)?;
        if used_at.is_none_or(|used| used.plus(USE_SECONDS) <= now) {
            self.store.run("use_key", move |tx| laboratory_store::use_key(tx, &hash, now)).await?;
        }
        Ok(row.into_officer(false))
    }

    async fn add_key(&self, id: OfficerId) -> Result<String, Failure> {
        let now = self.clock.now();
        let key = format!("{PREFIX}{}", lancan_protocol::hex::encode(&random::bytes::<32>()));
        let row = LaboratoryKey { hash: sha256(key.as_bytes()), officer: id, created_at: now };
        let act = Keeper::Operator.row(now, "add-laboratory-key", id);
        self.audit
            .write(act, move |tx| {
                laboratory_store::delete_all_but_newest(tx, id)?;
                laboratory_store::insert_key(tx, &row)
            })
            .await?;
        Ok(key)
    }

    async fn laboratory(&self, name: &str) -> Result<OfficerId, Failure> {
        let name = name.trim().to_owned();
        let found = self.store.view("find_laboratory", move |tx| store::named(tx, &name)).await?;
        let found = found.filter(|row| row.role == Role::Laboratory);
        Ok(found.ok_or_else(|| Refusal::from(Problem::NotFound))?.id)
    }
}
