//! Reports that the server has: when each was sent, and until when the user can take it back.

use lancan_protocol::{problem::Problem, signed::Purpose, time::UnixTime, wire::Report};
use serde::{Deserialize, Serialize};

use super::ReportSecret;
use crate::{
    kept::{Keep, from_json, to_json},
    notice::{SentReport, SentStage},
    sequence::TOKEN_SECONDS,
};

/// A sent report as it is kept, sealed. Token and secret go when their time is over or the report is taken back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct KeptReport {
    id: i64,
    sent_at: UnixTime,
    centre: String,
    until: UnixTime,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    token: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    secret: Vec<u8>,
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    taking_back: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    taken_back: Option<UnixTime>,
    #[serde(skip)]
    failed: Option<Problem>,
}

/// The reports that the server has, oldest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct SentReports(Vec<KeptReport>);

impl Keep for SentReports {
    fn to_bytes(&self) -> Option<Vec<u8>> {
        if self.0.is_empty() { None } else { to_json(self) }
    }

    fn from_bytes(bytes: &[u8]) -> Option<Self> {
        from_json(bytes)
    }
}

impl KeptReport {
    fn can_be_taken_back(&self, now: UnixTime) -> bool {
        !self.secret.is_empty() && now < self.until
    }

    fn stage(&self, now: UnixTime) -> SentStage {
        match self.taken_back {
            Some(at) => SentStage::TakenBack { at },
            None if self.taking_back => SentStage::TakingBack,
            None if self.can_be_taken_back(now) => SentStage::CanBeTakenBack { until: self.until },
            None => SentStage::Stands,
        }
    }

    fn shown(&self, now: UnixTime) -> SentReport {
        let Self { id, sent_at, ref centre, failed, .. } = *self;
        SentReport { id, sent_at, centre: centre.clone(), stage: self.stage(now), failed }
    }

    fn forget_secret(&mut self) {
        self.secret.clear();
        self.token.clear();
    }
}

impl SentReports {
    /// Remembers a report that has arrived, whose token is good until `until`.
    pub(super) fn push(&mut self, sent_at: UnixTime, until: UnixTime, centre: String, key: (String, &ReportSecret)) {
        let id = self.0.last().map_or(1, |last| last.id.saturating_add(1));
        let (token, secret) = (key.0, key.1.to_bytes());
        let (taking_back, taken_back, failed) = (false, None, None);
        self.0.push(KeptReport { id, sent_at, centre, until, token, secret, taking_back, taken_back, failed });
    }

    /// The reports, newest first.
    pub(crate) fn shown(&self, now: UnixTime) -> Vec<SentReport> {
        self.0.iter().rev().map(|report| report.shown(now)).collect()
    }

    /// The report with this id.
    pub(crate) fn with_id(&self, id: i64, now: UnixTime) -> Option<SentReport> {
        self.0.iter().find(|report| report.id == id).map(|report| report.shown(now))
    }

    fn find(&mut self, id: i64) -> Option<&mut KeptReport> {
        self.0.iter_mut().find(|report| report.id == id)
    }

    /// From now on the report is being taken back. Returns the token that it came with.
    ///
    /// # Errors
    /// [`Problem::Conflict`] while it is being taken back, [`Problem::NothingToDo`] where the phone cannot take it back.
    pub(super) fn begin(&mut self, id: i64, now: UnixTime) -> Result<String, Problem> {
        let report = self.find(id).ok_or(Problem::NothingToDo)?;
        match report.stage(now) {
            SentStage::TakingBack => Err(Problem::Conflict),
            SentStage::Stands | SentStage::TakenBack { .. } => Err(Problem::NothingToDo),
            SentStage::CanBeTakenBack { .. } => {
                report.taking_back = true;
                report.failed = None;
                Ok(report.token.clone())
            }
        }
    }

    /// The report is not being taken back: nothing was sent.
    pub(super) fn not_begun(&mut self, id: i64) {
        if let Some(report) = self.find(id) {
            report.taking_back = false;
        }
    }

    /// Whether a token was good at `then`.
    pub(super) fn any_was_good(&self, then: UnixTime) -> bool {
        self.0.iter().any(|report| report.until > then)
    }

    /// The clock was behind by so many seconds, and showed `then` last: reports whose token was good by it were sent that much
    /// later.
    pub(super) fn move_on(&mut self, by: u64, then: UnixTime) {
        for report in self.0.iter_mut().filter(|report| report.until > then) {
            report.sent_at = report.sent_at.min(then).plus(by);
            report.until = report.until.min(then.plus(TOKEN_SECONDS)).plus(by);
        }
    }

    /// The body that takes the report back, padded, with its signature; none where its secret is gone.
    pub(crate) fn withdrawal(&self, id: i64, body_id: [u8; 16]) -> Option<(Vec<u8>, String)> {
        let report = self.0.iter().find(|report| report.id == id)?;
        let secret = ReportSecret::from_bytes(&report.secret)?;
        let body = Report {
            report_id: body_id.to_vec(),
            token: report.token.clone(),
            public_key: secret.public_key(),
            withdrawal: true,
            ..Report::default()
        };
        let body = body.to_padded_bytes()?;
        let signature = secret.sign(Purpose::Report, &body);
        Some((body, signature))
    }

    /// What became of the withdrawal. Returns the report as it is now.
    pub(crate) fn withdrawn(&mut self, id: i64, outcome: Result<(), Problem>, now: UnixTime) -> Option<SentReport> {
        let report = self.find(id)?;
        report.taking_back = false;
        match outcome {
            Ok(()) => {
                report.taken_back = Some(now);
                report.forget_secret();
            }
            Err(problem) => {
                report.failed = Some(problem);
                if problem == Problem::TokenInvalid {
                    report.forget_secret();
                }
            }
        }
        Some(report.shown(now))
    }

    /// Whether something is there that [`Self::forget_old`] forgets.
    pub(crate) fn has_old(&self, now: UnixTime, oldest: UnixTime) -> bool {
        let is_over = |report: &KeptReport| !report.taking_back && !report.secret.is_empty() && now >= report.until;
        self.0.iter().any(|report| report.sent_at < oldest || is_over(report))
    }

    /// Forgets the secrets whose time is over, and reports that were sent before `oldest`.
    pub(crate) fn forget_old(&mut self, now: UnixTime, oldest: UnixTime) {
        self.0.retain(|report| report.sent_at >= oldest);
        for report in self.0.iter_mut().filter(|report| !report.taking_back && now >= report.until) {
            report.forget_secret();
        }
    }
}

#[cfg(test)]
mod tests {
    use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
    use lancan_protocol::wire::REPORT_BYTES;
    use p256::ecdsa::VerifyingKey;
    use prost::Message as _;
    use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng as _};

    use super::*;

    const SENT: UnixTime = UnixTime(1_620_000_000);
    const UNTIL: UnixTime = UnixTime(1_620_000_000 + 72 * 3_600);

    fn one() -> (SentReports, ReportSecret) {
        let secret = ReportSecret::generate(&mut ChaCha20Rng::seed_from_u64(1));
        let mut sent = SentReports::default();
        sent.push(SENT, UNTIL, "Trung tâm Y tế".into(), ("token".into(), &secret));
        (sent, secret)
    }

    fn stage(sent: &SentReports, now: UnixTime) -> SentStage {
        sent.shown(now)[0].stage
    }

    #[test]
    fn a_report_can_be_taken_back_as_long_as_its_token_lives_and_its_centre_is_known_after_that() {
        let (mut sent, _) = one();
        assert_eq!(stage(&sent, UNTIL.minus(1)), SentStage::CanBeTakenBack { until: UNTIL });
        assert_eq!(stage(&sent, UNTIL), SentStage::Stands);
        assert_eq!(sent.begin(1, UNTIL), Err(Problem::NothingToDo));
        assert!(sent.has_old(UNTIL, SENT) && !sent.has_old(UNTIL.minus(1), SENT));
        sent.forget_old(UNTIL, SENT);
        assert!(sent.withdrawal(1, [0; 16]).is_none(), "the secret is gone");
        assert_eq!(sent.shown(UNTIL)[0].centre, "Trung tâm Y tế");
        assert!(sent.has_old(UNTIL, SENT.plus(1)));
        sent.forget_old(UNTIL, SENT.plus(1));
        assert!(sent.shown(UNTIL).is_empty());
    }

    #[test]
    fn the_body_has_the_one_size_and_is_signed_by_the_reports_own_key_with_its_own_token() {
        let (sent, secret) = one();
        let (bytes, signature) = sent.withdrawal(1, [7; 16]).unwrap();
        assert_eq!(bytes.len(), REPORT_BYTES);
        let body = Report::decode(&bytes[..]).unwrap();
        assert!(body.withdrawal && !body.cover && body.keys.is_empty() && body.token == "token");
        let key = VerifyingKey::from_sec1_bytes(&body.public_key).unwrap();
        assert_eq!(body.public_key, secret.public_key());
        let signature = URL_SAFE_NO_PAD.decode(signature).unwrap();
        assert!(Purpose::Report.verifies(&key, &bytes, &signature));
    }

    #[test]
    fn it_is_taken_back_once_and_a_try_that_failed_may_be_repeated() {
        let (mut sent, _) = one();
        assert_eq!(sent.begin(1, SENT), Ok("token".to_owned()));
        assert_eq!((sent.begin(1, SENT), stage(&sent, UNTIL)), (Err(Problem::Conflict), SentStage::TakingBack));
        let failed = sent.withdrawn(1, Err(Problem::Offline), SENT).unwrap();
        assert_eq!((failed.failed, failed.stage), (Some(Problem::Offline), SentStage::CanBeTakenBack { until: UNTIL }));
        assert!(sent.begin(1, SENT).is_ok());
        let mut sent = SentReports::from_bytes(&sent.to_bytes().unwrap()).unwrap();
        let done = sent.withdrawn(1, Ok(()), SENT.plus(60)).unwrap();
        assert_eq!((done.failed, done.stage), (None, SentStage::TakenBack { at: SENT.plus(60) }));
        assert_eq!(sent.begin(1, SENT), Err(Problem::NothingToDo));
        assert!(sent.withdrawal(1, [0; 16]).is_none(), "its secret is of no more use");
    }

    #[test]
    fn a_token_that_does_not_hold_any_more_is_not_tried_again() {
        let (mut sent, _) = one();
        sent.begin(1, SENT).unwrap();
        let refused = sent.withdrawn(1, Err(Problem::TokenInvalid), SENT).unwrap();
        assert_eq!(refused.stage, SentStage::Stands);
    }
}
