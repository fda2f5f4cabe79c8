//! How somebody shows at a page that a telephone number is theirs: the number first, then the code of the text message.

mod asked;

use askama::Template;
use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Redirect, Response};
use lancan_protocol::otp::Otp;
use lancan_protocol::phone_number::PhoneNumber;
use lancan_protocol::problem::Problem;
use lancan_text::Language;

pub(super) use self::asked::AskedNumber;
use super::PublicPages;
use super::confirm::code_error;
use super::dress::asked_again;
use super::sheet::{AnswerError, PageSheet};
use crate::ground::error::Failure;
use crate::ground::ids::Digest;
use crate::http::pages::page::page;

#[derive(Template)]
#[template(path = "number/number.html")]
struct NumberPage {
    sheet: PageSheet,
    /// What the number is for, and who sees it.
    why: String,
    answer: String,
    errors: Vec<AnswerError>,
    otherwise: Option<OtherWay>,
}

#[derive(Template)]
#[template(path = "number/code.html")]
struct SmsCodePage {
    sheet: PageSheet,
    lead: String,
    errors: Vec<AnswerError>,
    otherwise: Option<OtherWay>,
}

/// Where who gets no message goes on.
struct OtherWay {
    address: &'static str,
    text: String,
}

/// The two steps at which one kind of people show a number.
pub(super) struct ShowingSteps {
    /// The key of the text that says what the number is for.
    pub(super) why: &'static str,
    /// The address of the page that asks for the number.
    pub(super) number: &'static str,
    /// The address of the page that asks for the code.
    pub(super) code: &'static str,
    /// Where who gets no message goes on, where there is such a way: the address, and the key of its text.
    pub(super) otherwise: Option<(&'static str, &'static str)>,
}

/// What came of a code.
pub(super) enum CodeOutcome {
    /// The number is theirs: the token of the session that begins.
    Shown(String, AskedNumber),
    /// The page that comes instead.
    Instead(Response),
}

impl ShowingSteps {
    /// The page that asks for the number.
    pub(super) fn ask(&self, sheet: PageSheet) -> Result<Response, Failure> {
        self.ask_saying(sheet, self.why)
    }

    /// As [`ShowingSteps::ask`], with another text that says why.
    pub(super) fn ask_saying(&self, sheet: PageSheet, why: &str) -> Result<Response, Failure> {
        page(&self.number_page(sheet, why, String::new(), Vec::new()))
    }

    fn number_page(&self, sheet: PageSheet, why: &str, answer: String, errors: Vec<AnswerError>) -> NumberPage {
        NumberPage { why: sheet.say(why), otherwise: self.other_way(&sheet), sheet, answer, errors }
    }

    fn code_page(&self, sheet: PageSheet, asked: &AskedNumber, errors: Vec<AnswerError>) -> SmsCodePage {
        let lead = sheet.say_of("web-code-lead", "number", &asked.phone);
        SmsCodePage { lead, otherwise: self.other_way(&sheet), sheet, errors }
    }

    fn other_way(&self, sheet: &PageSheet) -> Option<OtherWay> {
        self.otherwise.map(|(address, text)| OtherWay { address, text: sheet.say(text) })
    }

    /// Sends a code to the number that was written, by `send`, and leads to where the code is asked for.
    pub(super) async fn send(
        &self,
        pages: &PublicPages,
        headers: &HeaderMap,
        (sheet, answer): (PageSheet, String),
        send: impl AsyncFnOnce(PhoneNumber, Digest, Language) -> Result<(), Failure>,
    ) -> Result<Response, Failure> {
        let Ok(phone) = PhoneNumber::parse(&answer) else {
            let errors = vec![AnswerError::of(&sheet, "web-error-number")];
            return Ok(asked_again(page(&self.number_page(sheet, self.why, answer, errors))?));
        };
        let asked = AskedNumber::new(pages, headers, &phone);
        send(phone, asked.browser(pages), sheet.language()).await?;
        let mut response = Redirect::to(self.code).into_response();
        asked.keep(pages, &mut response, headers)?;
        Ok(response)
    }

    /// The page that asks for the code, where one is on the way.
    pub(super) fn ask_code(
        &self,
        pages: &PublicPages,
        headers: &HeaderMap,
        sheet: PageSheet,
    ) -> Result<Response, Failure> {
        match AskedNumber::of(pages, headers) {
            Some(asked) => page(&self.code_page(sheet, &asked, Vec::new())),
            None => Ok(Redirect::to(self.number).into_response()),
        }
    }

    /// Takes the code that was written: whoever has it holds the number, and `begin` begins their session. Asks again where the
    /// code is wrong or over.
    ///
    /// # Errors
    /// Every other failure.
    pub(super) async fn take_code(
        &self,
        pages: &PublicPages,
        headers: &HeaderMap,
        (sheet, answer): (PageSheet, String),
        begin: impl AsyncFnOnce(PhoneNumber, Otp, Digest) -> Result<String, Failure>,
    ) -> Result<CodeOutcome, Failure> {
        let asked = AskedNumber::of(pages, headers);
        let phone = asked.as_ref().and_then(|asked| PhoneNumber::from_e164(asked.phone.clone()).ok());
        let Some((asked, phone)) = asked.zip(phone) else {
            return Ok(CodeOutcome::Instead(Redirect::to(self.number).into_response()));
        };
        let begun = match Otp::parse(&answer) {
            Some(otp) => begin(phone, otp, asked.browser(pages)).await,
            None => Err(Problem::OtpWrong.into()),
        };
        match begun {
            Ok(token) => Ok(CodeOutcome::Shown(token, asked)),
            Err(failure) => {
                let errors = code_error(&sheet, Err(failure))?.into_iter().collect();
                Ok(CodeOutcome::Instead(asked_again(page(&self.code_page(sheet, &asked, errors))?)))
            }
        }
    }
}
