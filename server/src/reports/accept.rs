//! Taking a report in: what is looked at before the store is asked.

use std::sync::Arc;

use lancan_protocol::problem::Problem;
use lancan_protocol::signed::Purpose;
use lancan_protocol::wire::{Report, ReportAnswer};
use p256::ecdsa::VerifyingKey;
use prost::Message as _;

use super::incoming::{Brings, IncomingBody};
use super::{Reports, check};
use crate::ground::error::{Failure, Fault, Refusal};
use crate::ground::ids::Digest;
use crate::ground::random;
use crate::ground::sealing::SealingKey;
use crate::ground::secrets::sha256;
use crate::store::{Transaction, Value};

/// Keys of a typical report.
const COVER_KEYS: u8 = 14;

impl Reports {
    /// Accepts a report, or says why not. Nothing is stored of one that is refused; what is accepted is on disk when this
    /// returns. An element that may not be taken is left out, and the answer is the same after equal work.
    pub(super) async fn accept(self: &Arc<Self>, bytes: &[u8], signature: &[u8]) -> Result<ReportAnswer, Failure> {
        let incoming = self.read(bytes, signature)?;
        let reports = self.clone();
        let work = move |tx: &mut dyn Transaction, incoming: &[IncomingBody]| reports.take_in(tx, incoming);
        self.intake.run(&self.store, "take_bodies", incoming, work).await?
    }

    /// Reads a body that its sender may send.
    fn read(&self, bytes: &[u8], signature: &[u8]) -> Result<IncomingBody, Failure> {
        let mut report = Report::decode(bytes)
            .map_err(|_| Refusal::because(Problem::ReportInvalid, "body: not the documented protobuf message"))?;
        report.padding = Vec::new();
        let key = VerifyingKey::from_sec1_bytes(&report.public_key)
            .ok()
            .filter(|_| report.public_key.len() == 65)
            .ok_or(Refusal::because(Problem::ReportInvalid, "public_key: 65 bytes, SEC1 uncompressed, P-256"))?;
        if !Purpose::Report.verifies(&key, bytes, signature) {
            return Err(Refusal::because(
                Problem::SignatureInvalid,
                "lancan-signature: not by public_key over this body",
            )
            .into());
        }
        let claims = self.codes.read_token(&report.token)?;
        if !claims.is_bound_to(&sha256(&report.public_key)) {
            return Err(
                Refusal::because(Problem::SignatureInvalid, "public_key: the token is bound to another key").into()
            );
        }
        let (hash, now) = (sha256(bytes), self.clock.now());
        let report_id = check::report_id(&report)?;
        let (keys, brings) = if report.cover {
            (made_up(&hash), Brings::Cover(noise(bytes.len())?))
        } else if report.withdrawal {
            check::withdrawal(&report)?;
            (made_up(&hash), Brings::Withdrawal(noise(bytes.len())?))
        } else {
            let checked = check::check(report, &claims, self.codes.rules(), now);
            let keys = checked.iter().flat_map(|checked| &checked.keys).map(|key| self.digest(&key.key));
            (keys.collect(), Brings::Report(Box::new(checked)))
        };
        Ok(IncomingBody { token: claims.token(), claims, hash, now, report_id, keys, brings })
    }
}

/// As many sealed bytes as a report has, of nothing.
fn noise(bytes: usize) -> Result<Value, Fault> {
    let sealed = SealingKey::new(&random::bytes::<32>()).and_then(|key| key.seal("cover", &vec![0; bytes]));
    Ok(sealed?.into())
}

/// What is looked up for a body without keys, as for a typical report.
fn made_up(hash: &Digest) -> Vec<Digest> {
    (0..COVER_KEYS).map(|number| sha256(&[&hash[..], &[number]].concat())).collect()
}
