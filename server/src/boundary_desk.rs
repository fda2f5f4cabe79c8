//! What an operator does at a command with boundaries, whether or not a server runs.

use std::sync::Arc;

use crate::boundaries::{Boundaries, BoundariesTaken, BoundaryFault};
use crate::ground::clock::Clock;
use crate::ground::config::Config;
use crate::ground::error::{Failure, Fault};
use crate::ground::unit_set::UnitSet;
use crate::server::home_beside_a_server;

/// The boundaries of a data directory.
pub struct BoundaryDesk {
    boundaries: Boundaries,
}

impl BoundaryDesk {
    /// Opens the data directory of a configuration, which a server may be using, for a set of units.
    ///
    /// # Errors
    /// [`Failure::Fault`] when the data directory or the database cannot be used.
    pub fn open(config: &Config, clock: Arc<dyn Clock>, set: UnitSet) -> Result<Self, Failure> {
        config.check().map_err(Fault::from)?;
        let (_, store) = home_beside_a_server(config)?;
        Ok(Self { boundaries: Boundaries::new(store, clock, set) })
    }

    /// Takes a file of boundaries: GeoJSON or TopoJSON, longitude and latitude in degrees, each shape a polygon or several with the
    /// property `code`. Hoàng Sa and Trường Sa must be in it. With `is_trial` nothing is written. A server that runs shows them
    /// within a minute.
    ///
    /// # Errors
    /// [`Failure`] when the store fails; inside, what is wrong with the file or its shapes.
    pub async fn import(
        &self,
        file: &[u8],
        is_trial: bool,
    ) -> Result<Result<BoundariesTaken, Vec<BoundaryFault>>, Failure> {
        self.boundaries.import(file, is_trial).await
    }
}
