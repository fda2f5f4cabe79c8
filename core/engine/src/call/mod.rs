//! From a warning to a call: ask for a password by SMS, review, consent, send until it arrives, and the next day a body that
//! says nothing (`docs/protocol.md`, Call me).
//!
//! Pure: the tracer hands in what the store holds and carries the requests.

mod assemble;

use lancan_protocol::{
    call_words::CallWords,
    otp::Otp,
    phone_number::PhoneNumber,
    problem::Problem,
    signed::Purpose,
    time::{Day, UnixTime},
    wire::{Callback, CallbackAnswer, OtpAnswer},
};
use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};

pub(crate) use assemble::CallMaterial;
pub use assemble::{CallDay, CallReview};

use crate::{
    chance,
    event::{HttpFailure, HttpResponse},
    kept::{Kept, KeptValue, keep_as_json},
    notice::CallStage,
    outbox::{Errand, Request},
    report::{ConsentGiven, ReportSecret},
    sequence::{Delivery, Sent, callback_request, may_pass, otp_request, read_answer},
};

/// Seconds for which a call is remembered that was not asked for in the end.
const ASKED_SECONDS: u64 = 86_400;
/// Seconds for which a call that was asked for is remembered after the time it was promised by: 28 days, as long as the
/// longest follow-up of the rules built in.
const ARRIVED_SECONDS: u64 = 28 * 86_400;

/// A callback and how far it has come.
#[derive(Default)]
pub(crate) struct Calling {
    /// What the user sees of it, from when the password is asked for until the user puts it away.
    call: Kept<Option<Call>>,
    /// What sends it, until nothing is to follow.
    sender: Kept<Option<CallSender>>,
    phase: CallPhase,
}

/// Whether a body is on its way.
#[derive(Default)]
enum CallPhase {
    #[default]
    Idle,
    /// The callback is sent until it arrives.
    Sending { delivery: Delivery, is_under_way: bool },
}

/// A call that was asked for, as its user may see it.
#[derive(Clone, Serialize, Deserialize)]
struct Call {
    /// The warning that it answers.
    warning: i64,
    /// The number to call (E.164).
    phone: String,
    /// The id of the callback, from which the words of the call follow.
    callback_id: [u8; 16],
    /// When it came to this state.
    since: UnixTime,
    state: CallState,
}

#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum CallState {
    /// A password was asked for; no answer came yet.
    Asked,
    /// A password was sent.
    CodeSent { until: UnixTime },
    /// The callback is sent until it arrives.
    Sending,
    /// The server has it.
    Arrived { call_by: UnixTime },
}

/// The key that signs a callback, and what is on its way or to follow. It holds what would let others send in the user's
/// name.
#[derive(Clone, Serialize, Deserialize)]
struct CallSender {
    secret: Vec<u8>,
    /// The body on its way, with its signature and how often it did not arrive.
    body: Option<CallBody>,
    /// When the body that says nothing follows.
    second: Option<Delivery>,
}

#[derive(Clone, Serialize, Deserialize)]
struct CallBody {
    bytes: Vec<u8>,
    signature: String,
    failures: u32,
}

keep_as_json!(Call, CallSender);

impl Calling {
    /// What the user sees, as it is kept.
    pub(crate) fn kept_call(&mut self) -> &mut dyn KeptValue {
        &mut self.call
    }

    /// What sends it, as it is kept.
    pub(crate) fn kept_sender(&mut self) -> &mut dyn KeptValue {
        &mut self.sender
    }

    /// Everything was restored: what was on its way is sent at once.
    pub(crate) fn restored(&mut self) {
        let failures = self.sender.as_ref().and_then(|sender| sender.body.as_ref()).map(|body| body.failures);
        self.phase = failures.map_or(CallPhase::Idle, |failures| CallPhase::Sending {
            delivery: Delivery::at_once(failures),
            is_under_way: false,
        });
        if failures.is_none()
            && let Some(call) = &mut *self.call
            && call.state == CallState::Sending
        {
            // What was to be sent could not be read: the user asks again.
            call.state = CallState::Asked;
        }
    }

    /// All of it was erased.
    pub(crate) fn erased(&mut self) {
        self.phase = CallPhase::Idle;
    }

    /// Where it stands, for the user; none where nobody is to call.
    pub(crate) fn stage(&self) -> Option<CallStage> {
        let call = self.call.as_ref()?;
        let words = CallWords::of(&call.callback_id);
        Some(match call.state {
            CallState::Asked => CallStage::Asked,
            CallState::CodeSent { until } => CallStage::CodeSent { until },
            CallState::Sending => CallStage::Sending { words },
            CallState::Arrived { call_by } => CallStage::Arrived { words, call_by },
        })
    }

    /// The warning that the call answers.
    pub(crate) fn warning(&self) -> Option<i64> {
        self.call.as_ref().map(|call| call.warning)
    }

    /// Asks for a password for a number. Asked once more for the same, the words and the key stay, so that a password that
    /// came late is as good.
    ///
    /// # Errors
    /// [`Problem::Conflict`] while a callback is being sent.
    pub(crate) fn ask(
        &mut self,
        warning: i64,
        phone: &PhoneNumber,
        language: &str,
        now: UnixTime,
        rng: &mut dyn CryptoRng,
    ) -> Result<Request, Problem> {
        if matches!(self.phase, CallPhase::Sending { .. }) {
            return Err(Problem::Conflict);
        }
        let known = self.call.as_ref().filter(|call| {
            call.warning == warning && call.phone == phone.as_str() && !matches!(call.state, CallState::Arrived { .. })
        });
        let callback_id = known.map_or_else(|| chance::bytes(rng), |call| call.callback_id);
        let secret = self.sender.as_ref().filter(|_| known.is_some()).and_then(|s| ReportSecret::from_bytes(&s.secret));
        let secret = secret.unwrap_or_else(|| ReportSecret::generate(rng));
        let request = otp_request(phone.as_str(), &secret.thumbprint(), language)?;
        // What is to follow an earlier callback follows all the same.
        let second = self.sender.as_ref().and_then(|sender| sender.second);
        *self.sender = Some(CallSender { secret: secret.to_bytes(), body: None, second });
        let phone = phone.as_str().to_owned();
        *self.call = Some(Call { warning, phone, callback_id, since: now, state: CallState::Asked });
        Ok(request)
    }

    /// Takes the answer to the question for a password. A number that can have none is forgotten.
    pub(crate) fn otp_answered(&mut self, outcome: Result<HttpResponse, HttpFailure>) -> Option<CallStage> {
        let call = self.call.as_mut().filter(|call| call.state == CallState::Asked)?;
        match read_answer::<OtpAnswer>(outcome) {
            Ok(answer) => {
                call.state = CallState::CodeSent { until: answer.expires_at };
                self.stage()
            }
            Err(problem) => {
                if !may_pass(problem) {
                    self.forget();
                }
                Some(CallStage::Failed(problem))
            }
        }
    }

    /// Makes the callback and sends it from now on. The caller seals it before it is sent.
    ///
    /// # Errors
    /// [`Problem::NothingToDo`] unless a password was asked for and nothing sent yet, and when nothing is left that the user
    /// agreed to send; [`Problem::OtpWrong`] for a password that is not six digits, without asking the server.
    pub(crate) fn make(
        &mut self,
        otp: &str,
        left_out: &[Day],
        consent: &ConsentGiven,
        material: &CallMaterial,
    ) -> Result<(), Problem> {
        let otp = Otp::parse(otp).ok_or(Problem::OtpWrong)?;
        let call =
            self.call.as_ref().filter(|call| matches!(call.state, CallState::Asked | CallState::CodeSent { .. }));
        let call = call.ok_or(Problem::NothingToDo)?;
        let sender = self.sender.as_ref().ok_or(Problem::NothingToDo)?;
        let secret = ReportSecret::from_bytes(&sender.secret).ok_or(Problem::NothingToDo)?;
        let callback = Callback {
            callback_id: call.callback_id.to_vec(),
            phone: call.phone.clone(),
            otp: otp.as_str().to_owned(),
            public_key: secret.public_key(),
            ..assemble::callback(material, left_out, consent).ok_or(Problem::NothingToDo)?
        };
        let bytes = callback.to_padded_bytes().ok_or(Problem::TooLarge)?;
        let signature = secret.sign(Purpose::Callback, &bytes);
        if let Some(sender) = &mut *self.sender {
            sender.body = Some(CallBody { bytes, signature, failures: 0 });
        }
        self.to(CallState::Sending);
        self.phase = CallPhase::Sending { delivery: Delivery::at(UnixTime(0)), is_under_way: true };
        Ok(())
    }

    /// Gives up a callback that could not be sealed, before it was sent.
    pub(crate) fn take_back(&mut self) {
        if let Some(sender) = &mut *self.sender {
            sender.body = None;
        }
        self.to(CallState::Asked);
        self.phase = CallPhase::Idle;
    }

    fn to(&mut self, state: CallState) {
        if let Some(call) = &mut *self.call {
            call.state = state;
        }
    }

    /// The request that carries the callback.
    pub(crate) fn request(&mut self) -> Option<Request> {
        let CallPhase::Sending { is_under_way, .. } = &mut self.phase else { return None };
        let body = self.sender.as_ref()?.body.as_ref()?;
        *is_under_way = true;
        Some(callback_request(body.bytes.clone(), body.signature.clone(), Errand::Callback))
    }

    /// When to send again.
    pub(crate) fn due(&self, now: UnixTime) -> Option<UnixTime> {
        match self.phase {
            CallPhase::Sending { delivery, is_under_way: false } => Some(delivery.due(now)),
            _ => None,
        }
    }

    /// Takes the answer to the callback. `midnight`: the next. A wrong password may be entered again; after one that is over
    /// the user asks for another.
    pub(crate) fn answered(
        &mut self,
        outcome: Result<HttpResponse, HttpFailure>,
        now: UnixTime,
        midnight: UnixTime,
        rng: &mut dyn CryptoRng,
    ) -> Option<CallStage> {
        let CallPhase::Sending { delivery, is_under_way } = &mut self.phase else { return None };
        *is_under_way = false;
        let sent = delivery.answered::<CallbackAnswer>(outcome, now);
        let failures = delivery.failures();
        match sent {
            Sent::Waits => {
                if let Some(body) = self.sender.as_mut().and_then(|sender| sender.body.as_mut()) {
                    body.failures = failures;
                }
                None
            }
            Sent::Arrived(answer) => {
                if let Some(sender) = &mut *self.sender {
                    sender.body = None;
                    sender.second = Some(Delivery::morning_of(midnight, rng));
                }
                self.phase = CallPhase::Idle;
                self.to(CallState::Arrived { call_by: answer.call_by });
                self.stage()
            }
            Sent::Refused(problem) => {
                self.take_back();
                if !matches!(problem, Problem::OtpWrong | Problem::OtpExpired) {
                    self.forget();
                }
                Some(CallStage::Failed(problem))
            }
        }
    }

    /// When the body that says nothing is due.
    pub(crate) fn second_due(&self, now: UnixTime) -> Option<UnixTime> {
        self.sender.as_ref()?.second.map(|second| second.due(now))
    }

    /// The request that carries it, due now: the same bytes each time.
    pub(crate) fn second_request(&mut self, now: UnixTime) -> Option<Request> {
        let sender = self.sender.as_mut()?;
        sender.second.as_mut()?.due_by(now);
        let secret = ReportSecret::from_bytes(&sender.secret)?;
        let silent = Callback { public_key: secret.public_key(), cover: true, ..Callback::default() };
        let bytes = silent.to_padded_bytes()?;
        let signature = secret.sign(Purpose::Callback, &bytes);
        Some(callback_request(bytes, signature, Errand::CallbackSecond))
    }

    /// Takes the answer to it. Nothing follows then, and the key is forgotten, unless another callback is to be signed.
    pub(crate) fn second_answered(&mut self, outcome: Result<HttpResponse, HttpFailure>, now: UnixTime) {
        let Some(sender) = &mut *self.sender else { return };
        let Some(second) = sender.second.as_mut() else { return };
        if matches!(second.answered::<CallbackAnswer>(outcome, now), Sent::Waits) {
            return;
        }
        sender.second = None;
        if self.call.as_ref().is_none_or(|call| matches!(call.state, CallState::Arrived { .. })) {
            *self.sender = None;
        }
    }

    /// The clock was set back: what was planned under the later time is due in time all the same.
    pub(crate) fn set_back(&mut self, now: UnixTime) {
        if let CallPhase::Sending { delivery, .. } = &mut self.phase {
            delivery.set_back(now);
        }
        let too_far =
            self.sender.as_ref().and_then(|sender| sender.second).is_some_and(|second| second.is_too_far(now));
        if too_far && let Some(second) = self.sender.as_mut().and_then(|sender| sender.second.as_mut()) {
            second.set_back(now);
        }
    }

    /// Something showed that the clock was behind by so many seconds, and `then` was its time: the call was asked for that much
    /// later.
    pub(crate) fn move_on(&mut self, by: u64, then: UnixTime) {
        if self.call.is_some()
            && let Some(call) = &mut *self.call
        {
            call.since = call.since.min(then).plus(by);
        }
    }

    /// Takes the question back, or puts away what has arrived.
    ///
    /// # Errors
    /// [`Problem::Conflict`] while the callback is being sent: it may have arrived already.
    pub(crate) fn cancel(&mut self) -> Result<(), Problem> {
        if matches!(self.phase, CallPhase::Sending { .. }) {
            return Err(Problem::Conflict);
        }
        self.forget();
        Ok(())
    }

    /// Forgets a password that was never entered, after a day, and a call that was asked for, after four weeks.
    pub(crate) fn forget_old(&mut self, now: UnixTime) {
        let is_old = self.call.as_ref().is_some_and(|call| match call.state {
            CallState::Asked => now > call.since.plus(ASKED_SECONDS),
            // The server's time, whatever this phone's clock showed when it asked.
            CallState::CodeSent { until } => now > call.since.max(until).plus(ASKED_SECONDS),
            CallState::Sending => false,
            CallState::Arrived { call_by } => now > call_by.plus(ARRIVED_SECONDS),
        });
        if is_old {
            self.forget();
        }
    }

    fn forget(&mut self) {
        if self.call.is_some() {
            *self.call = None;
        }
        // What is to follow a callback that has arrived follows all the same.
        if self.sender.as_ref().is_some_and(|sender| sender.second.is_none()) {
            *self.sender = None;
        }
    }
}
