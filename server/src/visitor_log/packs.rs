//! Packs: the public keys of a province, as its opener signed them. Whoever runs the server puts them into `packs/NN.pack`.

use lancan_protocol::places::{Minute, Province};
use lancan_protocol::problem::Problem;
use lancan_protocol::visitor_log::KeyPack;

use p256::ecdsa::VerifyingKey;

use super::VisitorLog;
use crate::ground::error::{Failure, Fault, Refusal};

impl VisitorLog {
    /// The key of the opener of a province: of who signed the pack that is handed out.
    ///
    /// # Errors
    /// As [`Self::pack`], saying that there is no pack.
    pub(crate) fn opener_of(&self, province: Province) -> Result<VerifyingKey, Failure> {
        let no_pack = || Refusal::saying(Problem::Unavailable, "opening-no-pack");
        let bytes = match self.pack(&province.region()) {
            Err(Failure::Refused(_)) => return Err(no_pack().into()),
            found => found?,
        };
        let read = KeyPack::read(&bytes, &self.national, province, 0, Minute::of(self.clock.now()));
        Ok(read.map_err(|_| no_pack())?.opener)
    }

    /// The pack of a province, while it holds. One that no opener signed whom the country's key vouches for is not handed out.
    ///
    /// # Errors
    /// [`Problem::NotFound`] where there is none.
    pub(super) fn pack(&self, region: &str) -> Result<Vec<u8>, Failure> {
        let province = Province::from_region(region).ok_or(Problem::NotFound)?;
        let path = self.packs.join(format!("{}.pack", province.region()));
        let bytes = match std::fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Err(Problem::NotFound.into()),
            Err(error) => return Err(Fault::file(&path)(error).into()),
        };
        let read = KeyPack::read(&bytes, &self.national, province, 0, Minute::of(self.clock.now()));
        if let Err(reason) = read {
            tracing::warn!(%reason, province = province.region(), "a pack of visitor log keys is not handed out");
            return Err(Problem::NotFound.into());
        }
        Ok(bytes)
    }
}
