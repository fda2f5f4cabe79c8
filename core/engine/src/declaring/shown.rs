//! Declarations as a host shows them.

use lancan_protocol::{forms::TriageClass, time::UnixTime, wire::Relation};

/// A form that can be answered.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct DeclarationForm {
    /// What software calls the form, for example `vhd`.
    pub id: String,
    /// What the form is called, in Vietnamese.
    pub vietnamese: String,
    /// What the form is called, in English.
    pub english: String,
    /// Whether it is answered once a day: a second answer takes the place of the first.
    pub once_a_day: bool,
    /// When it was answered today, where it is answered once a day.
    pub declared_today: Option<UnixTime>,
    /// Whether yesterday's answer can be declared again as it was: it was green, and nothing was declared today.
    pub same_as_yesterday: bool,
}

/// Somebody for whom the user declares.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct DeclarationPerson {
    /// Names the person on this phone.
    pub id: i64,
    /// The person's name.
    pub name: String,
    /// The year of birth.
    pub birth_year: i32,
    /// What the person is to the user.
    pub relation: Relation,
    /// The person's own telephone number (E.164), by which they can take their record over.
    pub phone: Option<String>,
}

/// A form that is being filled in. Nothing of it has left the phone.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct DeclarationDraft {
    /// Names the draft on this phone.
    pub id: i64,
    /// The form's id.
    pub form: String,
    /// The person whom it is about; none for the user, or a traveller of their group.
    pub person: Option<i64>,
    /// The declaration of entry whose journey it shares, or to which a daily report belongs.
    pub journey_of: Option<i64>,
    /// When it was changed last.
    pub changed_at: UnixTime,
    /// Questions that the server refused, by name; empty where nothing was sent.
    pub refused: Vec<String>,
}

/// An item of a form with what was answered, in the order in which it is shown. Items that are not asked are left out.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct DeclarationQuestion {
    /// The item's name.
    pub link_id: String,
    /// Which time of a group that repeats, from 0; none where the group does not. The last time of such a group is empty.
    pub time: Option<u32>,
    /// What kind of item it is.
    pub kind: QuestionKind,
    /// What is asked, in Vietnamese.
    pub vietnamese: String,
    /// What is asked, in English.
    pub english: String,
    /// Whether there must be an answer.
    pub required: bool,
    /// Whether there may be several answers.
    pub repeats: bool,
    /// Whether it is one tick that is off at first: a consent.
    pub consent: bool,
    /// The earliest date, as `2021-05-03`.
    pub earliest: Option<String>,
    /// The latest date.
    pub latest: Option<String>,
    /// The answers to choose from.
    pub options: Vec<QuestionOption>,
    /// What was answered, as [`Tracer::answer_declaration`](crate::Tracer::answer_declaration) takes it.
    pub answers: Vec<String>,
}

/// What kind of item it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum QuestionKind {
    /// A heading: the items after it belong to it.
    Heading,
    /// Words to read.
    Words,
    /// `yes` or `no`.
    YesNo,
    /// A whole number.
    Whole,
    /// A number with one digit after the point.
    Tenths,
    /// A date, `2021-05-03`.
    Date,
    /// Words on one line.
    Line,
    /// Words on several lines.
    Text,
    /// The code of one of the options.
    Choice,
    /// The code of one of the options, or words.
    OpenChoice,
    /// The code of a country, ISO 3166-1 with two letters.
    Country,
    /// A telephone number.
    Phone,
    /// The code of a province: two digits.
    Province,
    /// The code of a district: three digits.
    District,
    /// The code of a ward: five digits, or the three of a district without wards.
    Ward,
}

/// An answer to choose.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct QuestionOption {
    /// The code that is answered.
    pub code: String,
    /// What it is called, in Vietnamese.
    pub vietnamese: String,
    /// What it is called, in English.
    pub english: String,
}

/// An answer that is wrong or missing.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct AnswerRefused {
    /// The item's name.
    pub link_id: String,
    /// Which of several answers, or which time of a group, from 0.
    pub entry: Option<u32>,
    /// The end of the key of its text, `declaration-refused-…`.
    pub reason: String,
    /// The bound that the answer breaks: a date, or a number.
    pub bound: Option<String>,
}

/// What the form says of the answers as they are.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct DeclarationCheck {
    /// What is wrong or missing. Empty: it can be sent.
    pub refused: Vec<AnswerRefused>,
    /// How urgent the answers are, by the form's own triage; a hint, the server decides. None while something is wrong.
    pub class: Option<TriageClass>,
    /// The end of the key of the text that says why, `declaration-reason-…`.
    pub reason: Option<String>,
}

/// A declaration that was made on this phone.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct MadeDeclaration {
    /// Names the declaration on this phone.
    pub id: i64,
    /// The form's id.
    pub form: String,
    /// The person whom it is about; none for the user, or a traveller of their group.
    pub person: Option<i64>,
    /// The declaration of entry whose journey it shares, or to which a daily report belongs.
    pub journey_of: Option<i64>,
    /// When it was made.
    pub made_at: UnixTime,
    /// What the server said; none while it waits for the network or for the user to sign in.
    pub arrived: Option<ArrivedDeclaration>,
    /// Whether a later one took its place.
    pub replaced: bool,
}

/// What the server said of a declaration.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct ArrivedDeclaration {
    /// When the server received it.
    pub received_at: UnixTime,
    /// How urgent it is, by the server's triage.
    pub class: TriageClass,
    /// The end of the key of the text that says why; none for green.
    pub reason: Option<String>,
    /// The gate pass of a declaration of entry.
    pub pass: Option<KeptPass>,
}

/// A gate pass that is kept on the phone, to be shown without a network.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct KeptPass {
    /// What the QR code says.
    pub text: String,
    /// The number of the gate that it is for.
    pub gate: u16,
    /// From when it is valid.
    pub valid_from: UnixTime,
    /// From when it is valid no more.
    pub valid_to: UnixTime,
}

/// Whose number declarations are sent with.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct DeclaringSession {
    /// The telephone number (E.164).
    pub phone: String,
    /// Until when declarations are sent without another password; none while the password is to be shown.
    pub until: Option<UnixTime>,
}

/// How declaring goes.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum DeclaringStage {
    /// The forms were fetched; `changed`: they are other ones than before.
    FormsChecked {
        /// Whether they are other ones than before.
        changed: bool,
    },
    /// The forms could not be fetched, or are not the authority's: those before stay.
    FormsFailed(lancan_protocol::problem::Problem),
    /// A password was sent by SMS.
    CodeSent {
        /// Until when it can be used.
        until: UnixTime,
    },
    /// The password was right: what waits is sent.
    SignedIn {
        /// Until when declarations are sent without another password.
        until: UnixTime,
    },
    /// A password could not be asked for, or was wrong.
    SignInFailed(lancan_protocol::problem::Problem),
    /// The session is over: what waits is sent when the user has signed in again.
    SignInNeeded,
    /// The server has a declaration.
    Arrived {
        /// The declaration.
        declaration: i64,
    },
    /// The server has one of today already: what was sent is a draft again, and may take that one's place.
    AlreadyToday {
        /// The draft.
        draft: i64,
        /// When today's came.
        at: UnixTime,
    },
    /// The server refused it: what was sent is a draft again.
    Refused {
        /// The draft.
        draft: i64,
        /// Why.
        problem: lancan_protocol::problem::Problem,
    },
}

macro_rules! opaque {
    ($($name:ident),+) => {$(
        impl core::fmt::Debug for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.write_str(concat!(stringify!($name), "(…)"))
            }
        }
    )+};
}

opaque!(
    DeclarationPerson,
    DeclarationDraft,
    DeclarationQuestion,
    MadeDeclaration,
    ArrivedDeclaration,
    KeptPass,
    DeclaringSession
);
