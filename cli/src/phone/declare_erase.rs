//! Erasing on the server what a number declared, from a terminal: a code by SMS, and nothing is left. What this phone keeps stays.

use std::process::ExitCode;
use std::time::Duration;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use lancan_protocol::{
    PhoneNumber,
    problem::Problem,
    signed::Purpose,
    time::UnixTime,
    wire::{
        DeclarationSessionAnswer, DeclarationSessionRequest, OtpAnswer, OtpRequest, ProblemBody, SIGNATURE_HEADER,
        VERIFY_BYTES, path, to_padded_json,
    },
};
use p256::ecdsa::SigningKey;
use serde::de::DeserializeOwned;
use sha2::{Digest as _, Sha256};

use super::{
    ask,
    home::{Home, random},
    say::Speech,
};
use crate::failure::{Failure, Outcome};

/// Longest wait for an answer.
const TIMEOUT: Duration = Duration::from_secs(30);
/// What stands before the code of a problem.
const PROBLEM: &str = "urn:lancan:problem:";

/// Asks for the code that the number was sent, and erases what was declared with the number.
pub(super) fn run(home: &Home, number: &str, speech: Speech) -> Outcome {
    let phone = PhoneNumber::parse(number).map_err(|_| speech.failure(Problem::PhoneMistyped))?;
    let server = ErasingClient::new(home.server(), speech)?;
    println!("{}", speech.plain("phone-declare-erase-lead"));
    let until = server.ask(&phone)?;
    println!("{}", speech.with("call-code-sent", "when", &speech.moment(until)));
    let token = loop {
        let password = ask::typed(&speech.plain("call-enter-password"))?;
        match server.begin(&phone, &password) {
            Err(Refused::Problem(Problem::OtpWrong)) => println!("{}", speech.plain("problem-otp-wrong")),
            Err(refused) => return Err(refused.failure(speech)),
            Ok(token) => break token,
        }
    };
    server.erase(&token)?;
    println!("{}", speech.plain("phone-declare-erased"));
    Ok(ExitCode::SUCCESS)
}

/// Why the server did not do it.
#[derive(Debug)]
pub(super) enum Refused {
    Problem(Problem),
    Other(Failure),
}

impl Refused {
    fn failure(self, speech: Speech) -> Failure {
        match self {
            Self::Problem(problem) => speech.failure(problem),
            Self::Other(failure) => failure,
        }
    }
}

/// Whoever asks the server, with a key of this run alone.
pub(super) struct ErasingClient<'a> {
    agent: ureq::Agent,
    url: &'a str,
    key: SigningKey,
    speech: Speech,
}

impl<'a> ErasingClient<'a> {
    pub(super) fn new(url: &'a str, speech: Speech) -> Result<Self, Failure> {
        let agent = ureq::Agent::config_builder().http_status_as_error(false).timeout_global(Some(TIMEOUT));
        let key = SigningKey::from_slice(&random()?).map_err(Failure::new)?;
        Ok(Self { agent: agent.build().new_agent(), url: url.trim_end_matches('/'), key, speech })
    }

    fn public_key(&self) -> Vec<u8> {
        self.key.verifying_key().to_sec1_point(false).as_bytes().to_vec()
    }

    /// Has the number sent a code. Returns until when the code is good.
    pub(super) fn ask(&self, phone: &PhoneNumber) -> Result<UnixTime, Failure> {
        let mut request = OtpRequest {
            phone: phone.as_str().to_owned(),
            jkt: URL_SAFE_NO_PAD.encode(Sha256::digest(self.public_key())),
            language: self.speech.language().tag().to_owned(),
            cover: false,
            padding: String::new(),
        };
        let body =
            to_padded_json(&mut request, VERIFY_BYTES).ok_or_else(|| self.speech.failure(Problem::RequestInvalid))?;
        let sent = self.agent.post(format!("{}{}", self.url, path::OTP)).send(&body[..]);
        let answer: OtpAnswer = read(sent).map_err(|refused| refused.failure(self.speech))?;
        Ok(answer.expires_at)
    }

    /// Begins a session by the code. Returns its token.
    pub(super) fn begin(&self, phone: &PhoneNumber, password: &str) -> Result<String, Refused> {
        let request = DeclarationSessionRequest {
            phone: phone.as_str().to_owned(),
            otp: password.trim().to_owned(),
            public_key: URL_SAFE_NO_PAD.encode(self.public_key()),
        };
        let body = serde_json::to_vec(&request).map_err(|error| Refused::Other(Failure::new(error)))?;
        let signature = URL_SAFE_NO_PAD.encode(Purpose::Declaring.sign(&self.key, &body));
        let url = format!("{}{}", self.url, path::DECLARATION_SESSION);
        let answer: DeclarationSessionAnswer =
            read(self.agent.post(url).header(SIGNATURE_HEADER, signature).send(&body[..]))?;
        Ok(answer.token)
    }

    pub(super) fn erase(&self, token: &str) -> Result<(), Failure> {
        let url = format!("{}{}", self.url, path::DECLARATIONS);
        let answer = self.agent.delete(url).header("authorization", format!("Bearer {token}")).call();
        if answer.as_ref().is_ok_and(|answer| answer.status().is_success()) {
            return Ok(());
        }
        match read::<serde_json::Value>(answer) {
            Ok(_) => Ok(()),
            Err(refused) => Err(refused.failure(self.speech)),
        }
    }
}

/// What the server answered, or why it did not.
fn read<T: DeserializeOwned>(answer: Result<ureq::http::Response<ureq::Body>, ureq::Error>) -> Result<T, Refused> {
    let mut answer = answer.map_err(|_| Refused::Problem(Problem::Offline))?;
    let is_success = answer.status().is_success();
    let bytes = answer.body_mut().read_to_vec().map_err(|_| Refused::Problem(Problem::Offline))?;
    if is_success {
        return serde_json::from_slice(&bytes).map_err(|error| Refused::Other(Failure::new(error)));
    }
    let said: Option<ProblemBody> = serde_json::from_slice(&bytes).ok();
    let problem = said.and_then(|said| Problem::from_code(said.kind.strip_prefix(PROBLEM)?));
    Err(Refused::Problem(problem.unwrap_or(Problem::Unavailable)))
}
