//! One declaration: every answer, what it means, the call to whoever declared, and what is made of it.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use lancan_protocol::time::UnixTime;

use super::list::DeclaredLine;
use crate::calls::WaitingCall;
use crate::console::Console;
use crate::console::calls::form::OutcomeForm;
use crate::console::calls::{sheet, words};
use crate::console::form::FieldError;
use crate::console::layout::Layout;
use crate::console::local::{Local, date};
use crate::console::page::page;
use crate::console::session::Desk;
use crate::console::words::InWords as _;
use crate::declarations::{AnsweredGroup, PersonRecord, answered, words_of};
use crate::ground::error::Failure;
use crate::ground::ids::OfficerId;
use crate::http::answers::DrawnPicture;

#[derive(Template)]
#[template(path = "declarations/file.html")]
struct DeclaredFilePage {
    layout: Layout,
    line: DeclaredLine,
    /// Why it is of its class.
    reason: Option<String>,
    /// The number to dial and as people read it.
    number: Option<(String, String)>,
    /// What the person is to whoever declared for them, and when consent was ticked.
    on_behalf: Option<String>,
    /// What there is to say of the daily reports in quarantine.
    diary: Option<String>,
    kept: String,
    /// Whether the answers do not open any more.
    is_unreadable: bool,
    groups: Vec<AnsweredGroup>,
    /// Position and name of each picture.
    pictures: Vec<(u32, String)>,
    /// Others with the same number of papers.
    alike: Vec<DeclaredLine>,
    /// None where there is nothing to call for.
    call: Option<DeclaredCall>,
    /// Where something can be made of it: whether a contact, too.
    can_become: Option<bool>,
    results: Vec<sheet::ResultChoice>,
    form: OutcomeForm,
    errors: Vec<FieldError>,
}

/// The call to whoever gave a red answer.
struct DeclaredCall {
    state: String,
    mark: &'static str,
    /// What came of it so far; empty where nobody has called.
    so_far: String,
    /// Whether the officer has the call, and writes down what comes of it.
    is_ours: bool,
    /// Whether the officer may take the call.
    can_take: bool,
}

impl DeclaredCall {
    fn of(layout: &Layout, local: Local, (call, officer): (&WaitingCall, OfficerId), now: UnixTime) -> Self {
        let (state, mark) = words::state(layout, local, call, now);
        let holder = call.held.as_ref().map(|(caller, _)| caller.id);
        let assigned = call.assigned.as_ref().map(|caller| caller.id);
        let acts = !call.is_closed && layout.changes_cases();
        let last = call.outcome.map(|outcome| layout.say(&outcome.key())).unwrap_or_default();
        let so_far = [("count", call.attempts.into()), ("outcome", (&last).into())];
        Self {
            state,
            mark,
            so_far: if call.attempts > 0 { layout.say_with("console-call-so-far", &so_far) } else { String::new() },
            is_ours: acts && holder == Some(officer),
            can_take: acts && holder.is_none() && assigned.is_none_or(|theirs| theirs == officer),
        }
    }
}

/// What a person is to whoever declared for them, and when consent was ticked.
pub(in crate::console) fn on_behalf(layout: &Layout, local: Local, person: &PersonRecord) -> String {
    let relation = layout.say(&format!("web-family-{}", person.relation.name()));
    let when = local.moment(person.consent_at);
    layout.say_with("console-declared-on-behalf", &[("relation", (&relation).into()), ("when", (&when).into())])
}

/// Position and name of each picture.
pub(in crate::console) fn named_pictures(layout: &Layout, pictures: Vec<u32>) -> Vec<(u32, String)> {
    let name = |at: u32| layout.say_with("console-declared-picture", &[("number", (at + 1).into())]);
    pictures.into_iter().map(|at| (at, name(at))).collect()
}

/// A picture of a document that came with a declaration.
pub(in crate::console) async fn picture(
    State(console): State<Arc<Console>>,
    desk: Desk,
    Path((id, position)): Path<(String, u32)>,
) -> Result<DrawnPicture, Failure> {
    let picture = console.declarations()?.picture_for(&desk.officer, &id, position).await?;
    Ok(DrawnPicture(picture))
}

/// Shows a declaration.
pub(in crate::console) async fn show(
    State(console): State<Arc<Console>>,
    desk: Desk,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    file_page(&console, desk, &id, OutcomeForm::default(), Vec::new()).await
}

/// The page with a form that is filled in so far, and what is wrong with it.
pub(super) async fn file_page(
    console: &Console,
    desk: Desk,
    id: &str,
    form: OutcomeForm,
    errors: Vec<FieldError>,
) -> Result<Response, Failure> {
    let room = console.declarations()?;
    let file = room.view(&desk.officer, id).await?;
    let (officer, layout) = (desk.officer.id, desk.layout);
    let (local, now) = (Local(console.key_days), console.clock.now());
    let text = layout.text();
    let (reason, response) = file.answers.map_or((None, None), |answers| (answers.reason, Some(answers.response)));
    let of_version = room.form_of_version(&file.line.form, &file.line.version);
    let groups = of_version.zip(response.as_ref()).map(|(form, response)| answered(text, form, &response.item));
    // Of a report of somebody else it is the number of whoever sent it.
    let number = |response| words_of(response, "phone").or_else(|| words_of(response, "back.phone"));
    let phone = response.as_ref().and_then(number).map(str::to_owned);
    let alike = file.alike.into_iter().map(|line| DeclaredLine::of(&layout, local, room, line)).collect();
    page(&DeclaredFilePage {
        reason: reason.map(|reason| layout.say(&format!("declaration-reason-{reason}"))),
        number: phone.map(|phone| (phone.replace(' ', ""), words::number(&phone))),
        kept: layout.say_with("console-declared-kept", &[("date", (&date(file.expiry.0)).into())]),
        on_behalf: file.on_behalf.map(|person| on_behalf(&layout, local, &person)),
        diary: file.diary.map(|diary| {
            let until = date(diary.last_day);
            layout.say_with("console-declared-diary", &[("date", (&until).into()), ("count", diary.missed.into())])
        }),
        pictures: named_pictures(&layout, file.pictures),
        is_unreadable: response.is_none(),
        groups: groups.unwrap_or_default(),
        alike,
        call: file.call.as_ref().map(|call| DeclaredCall::of(&layout, local, (call, officer), now)),
        can_become: (layout.changes_cases() && file.line.became.is_none() && response.is_some())
            .then(|| layout.sees_contacts()),
        results: sheet::results(&layout, &form),
        line: DeclaredLine::of(&layout, local, room, file.line),
        form,
        errors,
        layout,
    })
}
