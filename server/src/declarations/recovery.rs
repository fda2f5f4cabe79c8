//! Who declares their entry without a telephone number: a text message does not reach everybody abroad. What leads them back to
//! their declaration and its pass is a recovery code, which they write down. The code itself is kept nowhere.

use std::fmt;
use std::sync::Arc;

use lancan_protocol::hex;
use lancan_protocol::problem::Problem;

use super::of_gate::ENTRY;
use super::sessions::{self, DeclarersDevice, TOKEN, WITHOUT_NUMBER};
use super::{Declarations, Declarer, diary, drafts, store};
use crate::ground::error::{Failure, Refusal};
use crate::ground::ids::Digest;
use crate::ground::purposes;
use crate::ground::random;
use crate::http::limits::Limit;
use crate::store::Transaction;

/// Letters of a code: without those that are taken for others when somebody copies them.
const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Letters of a code: 100 bits, so that nobody guesses one.
const LENGTH: usize = 20;
/// Letters that stand together.
const GROUP: usize = 4;
/// Beginnings without a number in 15 minutes of the whole service.
const MOST_BEGINNINGS: u32 = 300;
/// Times in 15 minutes that one code leads back.
const MOST_RETURNS: u32 = 20;

/// What leads somebody back to what they declared. Its `Debug` shows nothing.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct RecoveryCode([u8; LENGTH]);

impl RecoveryCode {
    fn fresh() -> Self {
        let letter = |byte: u8| LETTERS.get(usize::from(byte % 32)).copied().unwrap_or(b'0');
        Self(random::bytes::<LENGTH>().map(letter))
    }

    /// Reads what somebody copied: small letters, spaces and lines between the letters do not matter, and neither does O for 0, or
    /// I and L for 1.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let signs = text.bytes().filter(|sign| !sign.is_ascii_whitespace() && *sign != b'-');
        let letters = signs.map(|sign| match sign.to_ascii_uppercase() {
            b'O' => b'0',
            b'I' | b'L' => b'1',
            other => other,
        });
        let letters: Vec<u8> = letters.take(LENGTH + 1).collect();
        let letters = letters.iter().all(|letter| LETTERS.contains(letter)).then_some(letters)?;
        letters.try_into().ok().map(Self)
    }

    fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Display for RecoveryCode {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, letter) in self.0.iter().enumerate() {
            let line = if at > 0 && at % GROUP == 0 { "-" } else { "" };
            write!(to, "{line}{}", char::from(*letter))?;
        }
        Ok(())
    }
}

impl fmt::Debug for RecoveryCode {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("RecoveryCode(…)")
    }
}

impl Declarer {
    /// Whether a recovery code is all that is known of them.
    pub(crate) const fn has_no_number(&self) -> bool {
        self.has_no_number
    }

    /// Whether they may answer a form: of entry, and the daily report in quarantine after it, without a number too.
    ///
    /// # Errors
    /// A refusal that says that the form needs a number.
    pub(crate) fn may_answer(&self, form: &str) -> Result<(), Refusal> {
        let may = !self.has_no_number || [ENTRY, diary::DAILY].contains(&form);
        if may { Ok(()) } else { Err(Refusal::saying(Problem::NotAllowed, "web-recovery-needs-number")) }
    }
}

impl Declarations {
    /// Begins a session for somebody without a number. Returns its token, and the code that leads back.
    ///
    /// # Errors
    /// [`Problem::TooManyRequests`] where many began so just now.
    pub(crate) async fn begin_without_number(
        self: &Arc<Self>,
        device: DeclarersDevice,
    ) -> Result<(String, RecoveryCode), Failure> {
        let (code, now) = (RecoveryCode::fresh(), self.clock.now());
        let limit = Limit::new("declare-without-number", MOST_BEGINNINGS);
        if !self.store.run("count_without_number", move |tx| limit.try_count(tx, &[], now)).await? {
            return Err(Problem::TooManyRequests.into());
        }
        Ok((self.begin_by_code(&code, device, false).await?, code))
    }

    /// Begins a session for who has the recovery code of something that is kept, a draft too, or of a session that goes on.
    ///
    /// # Errors
    /// [`Problem::NotFound`] where there is nothing to come back to; [`Problem::TooManyRequests`] where the code led back
    /// often just now.
    pub(crate) async fn begin_recovered(
        self: &Arc<Self>,
        code: &RecoveryCode,
        device: DeclarersDevice,
    ) -> Result<String, Failure> {
        self.begin_by_code(code, device, true).await
    }

    /// Whether a code is the one by which somebody declares.
    pub(crate) fn is_code_of(&self, code: &RecoveryCode, declarer: Declarer) -> bool {
        self.coded(code) == declarer.number
    }

    fn coded(&self, code: &RecoveryCode) -> Digest {
        self.secrets.digest(purposes::DECLARATION_RECOVERY, code.as_bytes())
    }

    async fn begin_by_code(
        self: &Arc<Self>,
        code: &RecoveryCode,
        device: DeclarersDevice,
        is_known: bool,
    ) -> Result<String, Failure> {
        let token = format!("{WITHOUT_NUMBER}{}", hex::encode(&random::bytes::<32>()));
        let (key, number) = (self.secrets.digest(TOKEN, token.as_bytes()), self.coded(code));
        let now = self.clock.now();
        let expires_at = now.plus(device.seconds().into());
        let work = move |tx: &mut dyn Transaction| {
            if is_known {
                let is_something_kept = sessions::goes_on(tx, &number, now)?
                    || drafts::are_kept(tx, &number)?
                    || !store::of_number(tx, &number)?.is_empty();
                if !is_something_kept {
                    return Err(Failure::from(Problem::NotFound));
                }
                if !Limit::new("declare-recovered", MOST_RETURNS).try_count(tx, &number, now)? {
                    return Err(Problem::TooManyRequests.into());
                }
            }
            Ok(sessions::insert(tx, &key, &number, expires_at)?)
        };
        self.store.run("begin_session_by_code", work).await?;
        Ok(token)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_as_people_copy_it_and_shows_itself_to_nobody() {
        let code = RecoveryCode::fresh();
        let shown = code.to_string();
        assert_eq!(shown.len(), 24);
        for copied in [shown.clone(), shown.to_lowercase(), shown.replace('-', " "), shown.replace('0', "o")] {
            assert_eq!(RecoveryCode::parse(&copied), Some(code.clone()), "{copied}");
        }
        for wrong in
            ["", &shown[1..], &format!("{shown}0"), &format!("U{}", &shown[1..]), "0123-4567-89AB-CDEF-GHJ\u{e9}"]
        {
            assert_eq!(RecoveryCode::parse(wrong), None, "{wrong}");
        }
        assert_eq!(format!("{code:?}"), "RecoveryCode(…)");
        assert!(RecoveryCode::fresh() != RecoveryCode::fresh());
    }
}
