//! What an operator does at a command with officers and the audit log, whether or not a server runs.

use std::sync::Arc;

use crate::audit::AuditVerdict;
use crate::ground::clock::Clock;
use crate::ground::config::Config;
use crate::ground::error::{Failure, Fault};
use crate::officers::{
    AccountChange, AccountRow, Added, CentreRef, Keeper, LaboratoryRow, Moved, NewAccount, Officers, Told,
};
use crate::server::home_beside_a_server;
use crate::{audit, cases, contacts};

/// The accounts of a data directory, as the operator keeps them. Every change leaves a row in the audit log.
pub struct OperatorDesk(Officers);

impl OperatorDesk {
    /// Opens the data directory of a configuration, which a server may be using.
    ///
    /// # Errors
    /// [`Failure::Fault`] when the data directory or the database cannot be used.
    pub fn open(config: &Config, clock: Arc<dyn Clock>) -> Result<Self, Failure> {
        config.check().map_err(Fault::from)?;
        let (secrets, store) = home_beside_a_server(config)?;
        Ok(Self(Officers::new(store, Arc::new(secrets), clock, config)?))
    }

    /// Adds an officer.
    ///
    /// # Errors
    /// A refusal when name, centre, unit or password cannot be used or the name is taken.
    pub async fn create_officer(&self, account: NewAccount<'_>, password: &str) -> Result<Added, Failure> {
        self.0.create(Keeper::Operator, account, password).await
    }

    /// Does something to the account of the officer of this name. Returns what the officer has to be told.
    ///
    /// # Errors
    /// A refusal when there is no such officer.
    pub async fn change_officer(&self, name: &str, change: AccountChange) -> Result<Told, Failure> {
        self.0.change_named(name, change).await
    }

    /// Every officer, by name.
    ///
    /// # Errors
    /// Faults of the store.
    pub async fn list_officers(&self) -> Result<Vec<AccountRow>, Failure> {
        self.0.all_accounts().await
    }

    /// Hands the cases that one officer looks after to another, both by name. Returns how many.
    ///
    /// # Errors
    /// A refusal when there is no such officer, or the second signs in no more.
    pub async fn hand_over(&self, from: &str, to: &str) -> Result<u64, Failure> {
        let (from, to) = (self.0.id_of(from).await?, self.0.id_of(to).await?);
        cases::hand_over(&self.0, Keeper::Operator, from, to).await
    }

    /// Puts a health centre, with what it has, into the unit with this code.
    ///
    /// # Errors
    /// A refusal when there is no such unit or centre.
    pub async fn place_centre(&self, id: &str, unit: &str) -> Result<(), Failure> {
        let moved: Moved = |tx, centre, area| {
            cases::moved(tx, centre, area)?;
            contacts::moved(tx, centre, area)
        };
        self.0.place_centre(id, unit, moved).await
    }

    /// Gives a health centre another name, also on the phones that fetch a code from now on.
    ///
    /// # Errors
    /// A refusal when the name cannot be used or no centre has this id.
    pub async fn rename_centre(&self, id: &str, name: &str) -> Result<(), Failure> {
        self.0.rename_centre(id, name).await
    }

    /// Makes a device known as an officer's. Returns the secret that the officer signs in with from the device: strangers
    /// who use up the limit of the officer's name do not lock such a device out.
    ///
    /// # Errors
    /// A refusal when there is no such officer.
    pub async fn add_device(&self, name: &str) -> Result<String, Failure> {
        self.0.add_device(name).await
    }

    /// Adds a laboratory's system, which gives codes for the results of a health centre. Returns its key, shown once.
    ///
    /// # Errors
    /// A refusal when name or centre cannot be used or the name is taken.
    pub async fn create_laboratory(&self, name: &str, centre: CentreRef<'_>) -> Result<String, Failure> {
        self.0.create_laboratory(name, centre).await
    }

    /// Gives the laboratory of this name another key. The newest before stays good until the next renewal.
    ///
    /// # Errors
    /// A refusal when there is no such laboratory.
    pub async fn renew_laboratory_key(&self, name: &str) -> Result<String, Failure> {
        self.0.renew_key(name).await
    }

    /// Takes every key of the laboratory of this name away. Returns how many.
    ///
    /// # Errors
    /// A refusal when there is no such laboratory.
    pub async fn revoke_laboratory_keys(&self, name: &str) -> Result<u64, Failure> {
        self.0.revoke_keys(name).await
    }

    /// Every laboratory, by name.
    ///
    /// # Errors
    /// Faults of the store.
    pub async fn list_laboratories(&self) -> Result<Vec<LaboratoryRow>, Failure> {
        self.0.laboratories().await
    }

    /// Follows the whole audit log and says whether every row is as it was written.
    ///
    /// # Errors
    /// Faults of the store.
    pub async fn verify_audit(&self) -> Result<AuditVerdict, Failure> {
        Ok(audit::verify(&self.0.store).await?)
    }
}
