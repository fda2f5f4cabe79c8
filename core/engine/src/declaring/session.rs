//! With whose number declarations are sent: a password by SMS, bound to a key of this phone, is exchanged for a token.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use lancan_protocol::{
    hex,
    otp::Otp,
    phone_number::PhoneNumber,
    places::Minute,
    problem::Problem,
    signed::Purpose,
    time::UnixTime,
    visitor_log::NumberCertificate,
    wire::{DeclarationSessionAnswer, DeclarationSessionRequest, SIGNATURE_HEADER, path},
};
use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};

use super::shown::DeclaringSession;
use crate::{
    kept::keep_as_json,
    outbox::{Errand, Request},
    report::ReportSecret,
    sequence::otp_request,
};

/// Longest answer about a session, in bytes.
const LONGEST_ANSWER: u64 = 16 << 10;

/// A number, the key that its password is bound to, and the token that the password was exchanged for.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Session {
    /// E.164.
    phone: String,
    secret: Vec<u8>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    open: Option<OpenSession>,
    /// What proves the number in entries of visitor logs, hexadecimal. It outlives the token.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    certificate: Option<String>,
}

#[derive(Clone, Serialize, Deserialize)]
struct OpenSession {
    token: String,
    until: UnixTime,
}

keep_as_json!(Session);

impl Session {
    /// Asks for a password for a number. Asked once more for the same number the key stays, so that a password that came late
    /// is as good.
    pub(crate) fn ask(
        known: Option<&Self>,
        phone: &PhoneNumber,
        language: &str,
        rng: &mut dyn CryptoRng,
    ) -> Result<(Self, Request), Problem> {
        let certificate =
            known.filter(|session| session.phone == phone.as_str()).and_then(|session| session.certificate.clone());
        let known = known.filter(|session| session.phone == phone.as_str() && session.open.is_none());
        let secret = known.and_then(|session| ReportSecret::from_bytes(&session.secret));
        let secret = secret.unwrap_or_else(|| ReportSecret::generate(rng));
        let request = otp_request(phone.as_str(), &secret.thumbprint(), language)?;
        let session = Self { phone: phone.as_str().to_owned(), secret: secret.to_bytes(), open: None, certificate };
        Ok((session, Request { errand: Errand::DeclaringOtp, ..request }))
    }

    /// Shows the password.
    ///
    /// # Errors
    /// [`Problem::OtpWrong`] for what is no password, without asking the server; [`Problem::Conflict`] where the number has
    /// signed in already.
    pub(crate) fn show(&self, password: &str) -> Result<Request, Problem> {
        let otp = Otp::parse(password).ok_or(Problem::OtpWrong)?;
        if self.open.is_some() {
            return Err(Problem::Conflict);
        }
        let secret = ReportSecret::from_bytes(&self.secret).ok_or(Problem::NothingToDo)?;
        let message = DeclarationSessionRequest {
            phone: self.phone.clone(),
            otp: otp.as_str().to_owned(),
            public_key: URL_SAFE_NO_PAD.encode(secret.public_key()),
        };
        let body = serde_json::to_vec(&message).map_err(|_| Problem::Internal)?;
        let signature = secret.sign(Purpose::Declaring, &body);
        Ok(Request {
            errand: Errand::DeclaringSession,
            path: path::DECLARATION_SESSION.to_owned(),
            headers: vec![("content-type", "application/json".to_owned()), (SIGNATURE_HEADER, signature)],
            body: Some(body),
            longest_answer: LONGEST_ANSWER,
        })
    }

    /// The password was right.
    pub(crate) fn begun(&mut self, answer: DeclarationSessionAnswer) {
        self.open = Some(OpenSession { token: answer.token, until: answer.expires_at });
        if answer.number_certificate.is_some() {
            self.certificate = answer.number_certificate;
        }
    }

    /// The token is not taken any more: the number stays, to be asked for another password.
    pub(crate) fn is_over(&mut self) {
        self.open = None;
    }

    /// What is shown with a declaration; none where the user has to sign in.
    pub(crate) fn token(&self, now: UnixTime) -> Option<&str> {
        self.open.as_ref().filter(|open| now < open.until).map(|open| open.token.as_str())
    }

    /// As a host shows it.
    pub(crate) fn shown(&self, now: UnixTime) -> DeclaringSession {
        let open = self.open.as_ref().filter(|open| now < open.until);
        DeclaringSession { phone: self.phone.clone(), until: open.map(|open| open.until) }
    }

    /// The number with what proves it in entries of visitor logs, where a server certified it and the certificate holds.
    pub(crate) fn certified(&self, at: Minute) -> Option<(&str, NumberCertificate)> {
        let bytes = hex::decode(self.certificate.as_ref()?)?.try_into().ok()?;
        let certificate = NumberCertificate::from_bytes(&bytes);
        (at < certificate.expires).then_some((self.phone.as_str(), certificate))
    }

    /// The number (E.164).
    pub(crate) fn phone(&self) -> &str {
        &self.phone
    }
}
