//! One of one's own declarations: when it came, what it means, what to do, and every answer.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use lancan_protocol::forms::FormVersion;
use lancan_protocol::hex;

use super::own::{state, whom};
use super::pass::{PassOnPage, id_of};
use super::session::SignedDeclarer;
use crate::declarations::{AnsweredGroup, MOST_MEMBERS, MOST_PICTURES, OwnDeclaration, answered, form_title};
use crate::ground::error::Failure;
use crate::http::pages::local::{Local, date};
use crate::http::pages::page::page;
use crate::web::PublicPages;
use crate::web::sheet::{AnswerError, PageSheet};

#[derive(Template)]
#[template(path = "declare/show.html")]
struct OwnDeclarationPage {
    sheet: PageSheet,
    title: String,
    received: String,
    /// Its class in words.
    state: String,
    /// What to do.
    to_do: String,
    /// Of a report of somebody else: how far officers have come with it.
    progress: Option<String>,
    /// The pictures of documents; none where none can come with it.
    pictures: Option<PicturesShown>,
    /// What is wrong with pictures that were sent.
    errors: Vec<AnswerError>,
    mark: &'static str,
    symbol: &'static str,
    /// Why it is of this class.
    reason: Option<String>,
    /// Says that a later one took its place.
    replaced: Option<String>,
    kept: String,
    id: String,
    /// The gate pass, where it is a declaration of entry.
    pass: Option<PassOnPage>,
    /// Whether the answers do not open any more.
    is_unreadable: bool,
    groups: Vec<AnsweredGroup>,
    /// About whom, where that is not whoever holds the number.
    whom: Option<String>,
    /// Whether others may share its journey.
    is_leader: bool,
    /// Whether another may.
    can_add: bool,
    /// Those who share its journey: the id of the declaration, and the name.
    members: Vec<(String, String)>,
}

/// The pictures of a declaration.
struct PicturesShown {
    /// Position, what it is called, and what the button says that deletes it.
    there: Vec<(u32, String, String)>,
    /// Whether more can come.
    has_room: bool,
}

impl PicturesShown {
    fn of(sheet: &PageSheet, there: Vec<u32>) -> Self {
        let has_room = there.len() < MOST_PICTURES;
        let words = |key: &str, number: u32| sheet.say_with(key, &[("number", number.into())]);
        let line = |at: u32| (at, words("web-picture-one", at + 1), words("web-picture-remove", at + 1));
        Self { there: there.into_iter().map(line).collect(), has_room }
    }
}

/// Whether others may share the journey of a declaration.
fn own_leads(own: &OwnDeclaration) -> bool {
    own.form == crate::gate::FORM && own.leader.is_none() && own.replaced_at.is_none()
}

/// Shows a declaration of whoever is signed in.
pub(in crate::web) async fn show(
    State(pages): State<Arc<PublicPages>>,
    signed: SignedDeclarer,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    shown(&pages, signed, id, Vec::new()).await
}

/// Shows a declaration with what is wrong with the pictures that were sent.
pub(super) async fn shown(
    pages: &Arc<PublicPages>,
    signed: SignedDeclarer,
    id: String,
    errors: Vec<AnswerError>,
) -> Result<Response, Failure> {
    let declaration = id_of(&id)?;
    let opened = pages.declarations.opened(signed.declarer, declaration).await?;
    let pass = pages.gates.pass(signed.declarer, declaration).await?;
    let pictures = match opened.declaration.form.as_str() {
        FormVersion::SUSPECT => None,
        _ => Some(pages.declarations.own_pictures(signed.declarer, declaration).await?),
    };
    let progress = pages.declarations.progress(signed.declarer, declaration).await?;
    let family = pages.declarations.family(signed.declarer).await?;
    let is_leader = own_leads(&opened.declaration);
    let members = if is_leader { pages.declarations.members(signed.declarer, declaration).await? } else { Vec::new() };
    let recovery = signed.recovery(pages);
    let (sheet, own) = (signed.sheet, opened.declaration);
    let local = Local(pages.key_days);
    let form = pages.declarations.form_of_version(&own.form, &own.version);
    let (reason, response) = opened.answers.map_or((None, None), |answers| (answers.reason, Some(answers.response)));
    let groups = form.zip(response.as_ref()).map(|(form, response)| answered(sheet.text(), form, &response.item));
    let (state, mark, symbol) = state(&sheet, &own);
    let reason = reason.filter(|_| progress.is_none());
    page(&OwnDeclarationPage {
        title: form.map_or_else(|| own.form.clone(), |form| form_title(sheet.text(), form)),
        received: sheet.say_of("web-declare-received", "when", &local.moment(own.at)),
        mark,
        symbol,
        reason: reason.map(|reason| sheet.say(&format!("declaration-reason-{reason}"))),
        replaced: own.replaced_at.map(|at| sheet.say_of("web-declare-was-replaced", "when", &local.moment(at))),
        kept: sheet.say_of("web-declare-kept-until", "date", &date(own.expiry)),
        state,
        to_do: sheet.say(&format!("web-declare-do-{}-{}", own.form, own.class)),
        pictures: pictures.map(|there| PicturesShown::of(&sheet, there)),
        errors,
        progress: progress.map(|progress| sheet.say(progress.key())),
        is_unreadable: response.is_none(),
        pass: pass.map(|pass| PassOnPage::of(pages, &sheet, &pass, recovery)),
        whom: whom(&sheet, &family, &own),
        can_add: is_leader && members.len() < MOST_MEMBERS,
        is_leader,
        members: members
            .into_iter()
            .map(|(id, name)| (hex::encode(&id), name.unwrap_or_else(|| sheet.say("web-group-member"))))
            .collect(),
        id,
        groups: groups.unwrap_or_default(),
        sheet,
    })
}
