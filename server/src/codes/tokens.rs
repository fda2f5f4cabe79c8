//! Tokens: what a phone gets for a code. ES256, algorithm and key id pinned, bound to the phone's own key.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, decode_header, encode};
use lancan_protocol::problem::Problem;
use lancan_protocol::time::{Interval, UnixTime};
use lancan_protocol::wire::ReportType;
use p256::pkcs8::EncodePrivateKey as _;
use serde::{Deserialize, Serialize};

use super::token_signatures::RING;
use crate::ground::error::{Failure, Fault, Refusal};
use crate::ground::ids::{CaseId, Digest, TokenId};
use crate::ground::secrets::NamedKey;

/// The audience that a token names.
const AUDIENCE: &str = "lancan-report";

/// What a token says.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Claims {
    iss: String,
    aud: String,
    exp: u64,
    jti: String,
    case_ref: String,
    jkt: String,
    pub(crate) window_from: Interval,
    pub(crate) window_to: Interval,
    pub(crate) report_type: ReportType,
}

/// What a token is to say.
pub(crate) struct Grant {
    pub(crate) token: TokenId,
    pub(crate) case: CaseId,
    pub(crate) jkt: Digest,
    pub(crate) expires_at: UnixTime,
    pub(crate) window_from: Interval,
    pub(crate) window_to: Interval,
    pub(crate) report_type: ReportType,
}

/// Makes and reads tokens.
pub(crate) struct Tokens {
    issuer: String,
    key_id: String,
    encoding: EncodingKey,
    /// By id: of the key that signs, of the one to come and of the one before.
    decoding: Vec<(String, DecodingKey)>,
}

impl Tokens {
    pub(crate) fn new(issuer: &str, key: &NamedKey) -> Result<Self, Fault> {
        // The same one each time, also where another server of this process was first.
        let _ = RING.install_default();
        let der = key.key.to_pkcs8_der().map_err(|_| Fault::Broken("the token key does not encode"))?;
        Ok(Self {
            issuer: issuer.to_owned(),
            key_id: key.id.clone(),
            encoding: EncodingKey::from_ec_der(der.as_bytes()),
            decoding: key.all().map(|key| (key.id.clone(), decoding(key))).collect(),
        })
    }

    /// A token that says this.
    pub(crate) fn issue(&self, grant: &Grant) -> Result<String, Fault> {
        let claims = Claims {
            iss: self.issuer.clone(),
            aud: AUDIENCE.to_owned(),
            exp: grant.expires_at.0,
            jti: grant.token.0.clone(),
            case_ref: grant.case.0.clone(),
            jkt: URL_SAFE_NO_PAD.encode(grant.jkt),
            window_from: grant.window_from,
            window_to: grant.window_to,
            report_type: grant.report_type,
        };
        let header = Header { kid: Some(self.key_id.clone()), ..Header::new(Algorithm::ES256) };
        encode(&header, &claims, &self.encoding).map_err(|_| Fault::Broken("a token does not sign"))
    }

    /// Reads a token of ours. Whether it has expired is for the caller, who has the clock.
    pub(crate) fn read(&self, token: &str) -> Result<Claims, Failure> {
        let refused = |detail| Failure::from(Refusal::because(Problem::TokenInvalid, detail));
        let header = decode_header(token).map_err(|_| refused("token: not of the form of a token"))?;
        let key = self.decoding.iter().find(|(id, _)| header.kid.as_ref() == Some(id));
        let Some((_, key)) = key else { return Err(refused("token: not issued by this server")) };
        let mut validation = Validation::new(Algorithm::ES256);
        // jsonwebtoken would ask the system's clock.
        validation.validate_exp = false;
        validation.set_audience(&[AUDIENCE]);
        validation.set_issuer(&[&self.issuer]);
        validation.set_required_spec_claims(&["exp", "iss", "aud"]);
        let data = decode::<Claims>(token, key, &validation)
            .map_err(|_| refused("token: not issued by this server for a report"))?;
        Ok(data.claims)
    }
}

fn decoding(key: &NamedKey) -> DecodingKey {
    DecodingKey::from_ec_der(key.key.verifying_key().to_sec1_point(false).as_bytes())
}

impl Claims {
    pub(crate) fn token(&self) -> TokenId {
        TokenId(self.jti.clone())
    }

    pub(crate) fn case(&self) -> CaseId {
        CaseId(self.case_ref.clone())
    }

    pub(crate) fn expires_at(&self) -> UnixTime {
        UnixTime(self.exp)
    }

    /// Whether the token is bound to the key with this SHA-256.
    pub(crate) fn is_bound_to(&self, jkt: &Digest) -> bool {
        self.jkt == URL_SAFE_NO_PAD.encode(jkt)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ground::key_exchange::{KeyStep, take_step};
    use crate::ground::secrets::Secrets;
    use p256::ecdsa::{
        Signature,
        signature::{Signer as _, Verifier as _},
    };
    use proptest::prelude::*;

    fn tokens(issuer: &str) -> Tokens {
        let dir = tempfile::tempdir().unwrap();
        Tokens::new(issuer, &Secrets::open_or_make(dir.path()).unwrap().token).unwrap()
    }

    fn grant() -> Grant {
        Grant {
            token: TokenId("t".into()),
            case: CaseId("c".into()),
            jkt: [7; 32],
            expires_at: UnixTime(1_620_000_000),
            window_from: Interval(1),
            window_to: Interval(2),
            report_type: ReportType::ConfirmedTest,
        }
    }

    fn is_refused(tokens: &Tokens, token: &str) -> bool {
        let result = tokens.read(token);
        matches!(result, Err(Failure::Refused(Refusal { problem: Problem::TokenInvalid, .. })))
    }

    #[test]
    fn a_token_says_what_was_granted_and_is_bound_to_its_key() {
        let tokens = tokens("us");
        let Ok(claims) = tokens.read(&tokens.issue(&grant()).unwrap()) else { panic!("our own token is refused") };
        assert!(claims.is_bound_to(&[7; 32]) && !claims.is_bound_to(&[8; 32]));
        assert_eq!(claims.expires_at(), UnixTime(1_620_000_000));
        assert_eq!((claims.window_from, claims.window_to), (Interval(1), Interval(2)));
    }

    #[test]
    fn a_token_of_another_key_issuer_or_algorithm_is_refused() {
        let ours = tokens("us");
        assert!(is_refused(&ours, &tokens("us").issue(&grant()).unwrap()));
        let mut other_issuer = tokens("them");
        other_issuer.key_id.clone_from(&ours.key_id);
        other_issuer.encoding = ours.encoding.clone();
        assert!(is_refused(&ours, &other_issuer.issue(&grant()).unwrap()), "of another issuer with our key");
        let mut other_issuer = tokens("us");
        other_issuer.key_id.clone_from(&ours.key_id);
        assert!(is_refused(&ours, &other_issuer.issue(&grant()).unwrap()));
        let token = ours.issue(&grant()).unwrap();
        let payload = token.split('.').nth(1).unwrap();
        for header in [r#"{"alg":"none","kid":"KID"}"#, r#"{"alg":"HS256","kid":"KID"}"#] {
            let header = URL_SAFE_NO_PAD.encode(header.replace("KID", &ours.key_id));
            assert!(is_refused(&ours, &format!("{header}.{payload}.")));
        }
    }

    /// Two instances read the keys at different moments, in any order of steps.
    #[test]
    fn servers_that_are_a_step_apart_take_each_others_tokens_and_one_that_was_forgotten_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        Secrets::open_or_make(dir.path()).unwrap();
        let read = || Tokens::new("us", &Secrets::open_of_any_version(dir.path()).unwrap().token).unwrap();
        let mut steps = vec![read()];
        for step in [KeyStep::Prepare, KeyStep::Exchange, KeyStep::Forget] {
            take_step(dir.path(), "token", step).unwrap();
            steps.push(read());
        }
        for two in steps.windows(2) {
            for (gives, takes) in [(&two[0], &two[1]), (&two[1], &two[0]), (&two[0], &two[0])] {
                assert!(takes.read(&gives.issue(&grant()).unwrap()).is_ok());
            }
        }
        assert_ne!(steps[0].key_id, steps[3].key_id);
        assert!(is_refused(&steps[3], &steps[0].issue(&grant()).unwrap()));
    }

    /// A token that the library in plain Rust signed, as servers before this one gave them.
    #[test]
    fn what_another_library_signs_is_taken() {
        let dir = tempfile::tempdir().unwrap();
        let secrets = Secrets::open_or_make(dir.path()).unwrap();
        let tokens = Tokens::new("us", &secrets.token).unwrap();
        let ours = tokens.issue(&grant()).unwrap();
        let (message, signature) = ours.rsplit_once('.').unwrap();
        let verifying = secrets.token.key.verifying_key();
        let signature = Signature::from_slice(&URL_SAFE_NO_PAD.decode(signature).unwrap()).unwrap();
        assert!(verifying.verify(message.as_bytes(), &signature).is_ok());
        let theirs: Signature = secrets.token.key.sign(message.as_bytes());
        let theirs = format!("{message}.{}", URL_SAFE_NO_PAD.encode(theirs.to_bytes()));
        assert!(theirs != ours && tokens.read(&theirs).is_ok());
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused_and_a_changed_token_is_refused(text in ".*", at in 0_usize..400, with in "[A-Za-z0-9_-]") {
            static TOKENS: std::sync::LazyLock<Tokens> = std::sync::LazyLock::new(|| tokens("us"));
            let tokens = &*TOKENS;
            prop_assert!(is_refused(tokens, &text));
            let token = tokens.issue(&grant()).unwrap();
            let at = at % token.len();
            let mut changed = token.clone();
            changed.replace_range(at..=at, &with);
            // The last character of base64url holds unused bits, so a change there may decode to the same bytes.
            if changed != token && at + 1 < token.len() {
                prop_assert!(is_refused(tokens, &changed));
            }
        }
    }
}
