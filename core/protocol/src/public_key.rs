//! Public keys as deployments name them.

use serde::{Deserialize, Serialize};

/// A public key and the id that signatures name it by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PublicKeyPem {
    /// Key id (GAEN: `verification_key_id`).
    pub id: String,
    /// Key version (GAEN: `verification_key_version`).
    pub version: String,
    /// Subject public key info, PEM.
    pub pem: String,
}
