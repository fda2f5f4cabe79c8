//! A form to fill in, and what was filled in.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use lancan_protocol::forms::{FormVersion, Item, Refusal, RefusalKind};
use lancan_protocol::hex;
use lancan_protocol::problem::Problem;

use super::about::{self, AboutQuery};
use super::answers::Reader;
use super::asked::{self, FormSection, ShownForm, Wrong};
use super::drafted;
use super::session::{DeclarerForm, SignedDeclarer};
use super::written::{WrittenFields, follows_from_ward, slot_of_entry, slots};
use crate::declarations::{DeclarationId, DraftOf, NewDeclaration, TakenDeclaration};
use crate::ground::error::Failure;
use crate::ground::random;
use crate::http::pages::local::Local;
use crate::http::pages::page::page;
use crate::web::dress::asked_again;
use crate::web::sheet::{AnswerError, PageSheet};
use crate::web::{DECLARE_ROOT, PublicPages};

/// The field that holds the declaration's id, so that a form that is sent twice is taken once.
const ID: &str = "~id";
/// The field that says that today's declaration is replaced.
const REPLACES: &str = "~replaces";
/// The field that says that what was written is put aside.
const LATER: &str = "~later";

#[derive(Template)]
#[template(path = "declare/form.html")]
struct DeclareFormPage {
    sheet: PageSheet,
    title: String,
    /// The form's id.
    form: String,
    /// The declaration's id.
    id: String,
    /// The person of the family, by id; empty where it is about somebody else.
    person: String,
    /// The declaration whose journey is shared, by id; empty where none is.
    leader: String,
    /// Whose form this is, sealed.
    whose: String,
    /// Whether something is written that nobody wrote just now.
    is_prefilled: bool,
    /// Says that this was declared today already, and the declaration's id.
    today: Option<(String, String)>,
    sections: Vec<FormSection>,
    /// Names to choose from, where the form asks for countries.
    countries: Vec<String>,
    errors: Vec<AnswerError>,
}

#[derive(Template)]
#[template(path = "declare/today.html")]
struct DeclaredTodayPage {
    sheet: PageSheet,
    title: String,
    form: String,
    said: String,
    /// The declaration of today.
    earlier: String,
    /// What was written, to be sent again.
    fields: Vec<(String, String)>,
}

/// Shows an empty form.
pub(in crate::web) async fn ask(
    State(pages): State<Arc<PublicPages>>,
    signed: SignedDeclarer,
    Path(id): Path<String>,
    Query(query): Query<AboutQuery>,
) -> Result<Response, Failure> {
    let form = pages.declarations.form(&id).ok_or(Problem::NotFound)?;
    signed.declarer.may_answer(&id)?;
    let of = query.of(&id)?;
    let SignedDeclarer { declarer, sheet, .. } = signed;
    let once_a_day = form.is_once_a_day();
    let earlier = if once_a_day { pages.declarations.of_today(declarer, &id, of.person).await? } else { None };
    let today = earlier.map(|earlier| {
        let at = Local(pages.key_days).moment(earlier.at);
        (sheet.say_of("web-declare-today", "when", &at), hex::encode(&earlier.id))
    });
    let written = about::opened(&pages, declarer, (&sheet, form), &of).await?;
    let declaration = declaration_id(&written).unwrap_or_else(random::bytes);
    let title = about::title(&pages, declarer, (&sheet, form), &of).await?;
    let shown = ShownAs { title, of: &of, whose: drafted::whose(&pages, declarer, &of)?, id: declaration };
    let mut shown = form_page(sheet, form, &written, &Wrong::new(), shown);
    (shown.today, shown.is_prefilled) = (today, written.all().next().is_some());
    page(&shown)
}

/// Takes a form. What is wrong is shown beside its field, and everything that was written stays.
pub(in crate::web) async fn take(
    State(pages): State<Arc<PublicPages>>,
    Path(id): Path<String>,
    DeclarerForm { signed: SignedDeclarer { declarer, sheet, .. }, written }: DeclarerForm,
) -> Result<Response, Failure> {
    let form = pages.declarations.form(&id).ok_or(Problem::NotFound)?;
    let of = AboutQuery::written(&written).of(&id)?;
    if written.raw(LATER) == "yes" {
        pages.declarations.keep_draft(*declarer.number(), drafted::draft(of, &written)).await?;
        return Ok(Redirect::to(DECLARE_ROOT).into_response());
    }
    let declaration = declaration_id(&written).ok_or(Problem::RequestInvalid)?;
    let reader = Reader { today: pages.declarations.today(), written: &written };
    let authored = Local(pages.key_days).machine_seconds(pages.clock.now());
    let new = NewDeclaration {
        named: None,
        id: declaration,
        form: id.clone(),
        person: of.person,
        leader: of.leader,
        response: reader.response(form, &authored).to_string().into_bytes(),
        replaces: written.raw(REPLACES) == "yes",
    };
    match pages.declarations.declare(declarer, new).await? {
        TakenDeclaration::Kept => {
            Ok(Redirect::to(&format!("/khai-bao/own/{}", hex::encode(&declaration))).into_response())
        }
        TakenDeclaration::Refused(refused) => {
            pages.declarations.keep_draft(*declarer.number(), drafted::draft(of.clone(), &written)).await?;
            let wrong = wrong(&sheet, form, &written, &refused);
            let title = about::title(&pages, declarer, (&sheet, form), &of).await?;
            let shown = ShownAs { title, of: &of, whose: drafted::whose(&pages, declarer, &of)?, id: declaration };
            Ok(asked_again(page(&form_page(sheet, form, &written, &wrong, shown))?))
        }
        TakenDeclaration::AlreadyToday { id: earlier, at } => {
            let said = sheet.say_of("web-declare-today", "when", &Local(pages.key_days).moment(at));
            let own = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
            let fields = written.all().filter(|(name, _)| *name != "csrf").map(own).collect();
            let title = about::title(&pages, declarer, (&sheet, form), &of).await?;
            page(&DeclaredTodayPage { sheet, title, form: id, said, earlier: hex::encode(&earlier), fields })
        }
    }
}

fn declaration_id(written: &WrittenFields) -> Option<DeclarationId> {
    DeclarationId::try_from(hex::decode(written.raw(ID))?).ok()
}

/// What a form is shown as.
struct ShownAs<'a> {
    title: String,
    /// About whom.
    of: &'a DraftOf,
    /// Whose form this is, sealed.
    whose: String,
    id: DeclarationId,
}

fn form_page(
    sheet: PageSheet,
    form: &FormVersion,
    written: &WrittenFields,
    wrong: &Wrong,
    as_what: ShownAs<'_>,
) -> DeclareFormPage {
    let shown = ShownForm { sheet: &sheet, form, written, wrong };
    let sections = shown.sections();
    let mut errors = asked::errors(&sections);
    if errors.is_empty() && !wrong.is_empty() {
        // Something that no field of the page stands for.
        errors.push(AnswerError { field: "main".to_owned(), text: sheet.say("web-declare-error-other") });
    }
    let asks_countries = sections.iter().flat_map(|section| &section.fields).any(|field| field.is_country);
    let countries = if asks_countries { asked::country_names(&sheet) } else { Vec::new() };
    let ShownAs { title, of, whose, id } = as_what;
    let id_words = |id: Option<[u8; 16]>| id.map(|id| hex::encode(&id)).unwrap_or_default();
    DeclareFormPage {
        title,
        form: form.id.clone(),
        id: hex::encode(&id),
        person: id_words(of.person),
        leader: id_words(of.leader),
        whose,
        is_prefilled: false,
        today: None,
        sections,
        countries,
        errors,
        sheet,
    }
}

/// Whether a question is asked only after a consent that was not given.
fn lacks_consent(form: &FormVersion, item: &Item, written: &WrittenFields) -> bool {
    let asked = item.enable_when.iter().filter_map(|condition| form.questionnaire.find(&condition.question));
    asked.into_iter().any(|other| other.is_consent() && written.text(&other.link_id) != "yes")
}

/// What is wrong, by the field that it is shown beside. What follows from a ward is wrong with the ward.
fn wrong(sheet: &PageSheet, form: &FormVersion, written: &WrittenFields, refused: &[Refusal]) -> Wrong {
    let groups = form.questionnaire.all_items().map(|item| item.item.as_slice());
    let all: Vec<_> = groups.chain([form.questionnaire.item.as_slice()]).collect();
    let ward = |name: &str| {
        all.iter().find_map(|items| {
            let item = items.iter().find(|item| item.link_id == name)?;
            follows_from_ward(item, items).map(|ward| ward.link_id.clone())
        })
    };
    let mut wrong = Wrong::new();
    for Refusal { link_id, entry, kind } in refused {
        if let Some(ward) = ward(link_id) {
            wrong.entry(ward).or_insert_with(|| sheet.text().refusal(*kind));
            continue;
        }
        let item = form.questionnaire.find(link_id);
        let is_searched = item.is_some_and(|item| item.unit_level().is_some());
        let text = match kind {
            RefusalKind::NotAUnit if is_searched => sheet.say("web-declare-error-unit"),
            RefusalKind::NotACountry => sheet.say("web-declare-error-country"),
            RefusalKind::NotAsked if item.is_some_and(|item| lacks_consent(form, item, written)) => {
                sheet.say("web-declare-error-consent")
            }
            kind => sheet.text().refusal(*kind),
        };
        let slot = item.and_then(|item| match entry {
            Some(entry) => slot_of_entry(&form.questionnaire, item, written, *entry),
            None => slots(item, None).into_iter().next(),
        });
        wrong.insert(slot.unwrap_or_else(|| link_id.clone()), text);
    }
    wrong
}
