//! A place: its state, its codes, its managers, and the times of which the authority warned.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use lancan_protocol::places::{Category, PlaceFlags};
use lancan_protocol::time::Day;

use crate::ground::error::Failure;
use crate::http::pages::local::{Local, date};
use crate::http::pages::page::page;
use crate::places::{ShownCode, WindowRow, category_name};
use crate::web::session::Holder;
use crate::web::sheet::PageSheet;
use crate::web::{PublicPages, start};

/// Days after which a school or a health facility is asked to change its poster's code.
const REMINDER_DAYS: u32 = 30;

#[derive(Template)]
#[template(path = "place/show.html")]
struct OwnPlacePage {
    sheet: PageSheet,
    id: String,
    name: String,
    state: String,
    mark: &'static str,
    /// What the state means for the place.
    state_means: String,
    /// Name and value of what is known.
    facts: Vec<(String, String)>,
    codes: Vec<OwnCodeLine>,
    /// Whether it has a code for displays.
    has_display: bool,
    /// Whether the law demands a visitor log there.
    has_log: bool,
    /// Asks for a new code, where one is due.
    reminder: Option<String>,
    warnings: Vec<WarningLine>,
}

struct OwnCodeLine {
    kind: String,
    when: String,
}

struct WarningLine {
    when: String,
    published: String,
    state: String,
    mark: &'static str,
}

/// Shows a place of whoever is signed in.
pub(in crate::web) async fn show(
    State(pages): State<Arc<PublicPages>>,
    holder: Holder,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let file = pages.places.managed(&holder.manager, &id).await?;
    let (sheet, today) = (holder.sheet, pages.key_days.day(pages.clock.now()));
    let local = Local(pages.key_days);
    let row = &file.place;
    let (state, mark) = start::state(&sheet, row.verified_at.is_some());
    let meaning = if row.verified_at.is_some() { "web-verified-means" } else { "web-self-declared-means" };
    let category = sheet.say(&format!("category-{}", category_name(row.place.category)));
    let people = file.managers.iter().map(|manager| format!("{} ({})", manager.name, manager.phone));
    let people: Vec<String> = people.collect();
    let given = |text: &str| if text.is_empty() { sheet.say("web-not-given") } else { text.to_owned() };
    let facts = vec![
        (sheet.say("web-check-category"), category),
        (sheet.say("web-check-unit"), pages.places.unit_name(&row.unit).unwrap_or_default()),
        (sheet.say("web-check-address"), given(&row.address)),
        (sheet.say("web-check-hours"), given(&row.details.hours)),
        (sheet.say("web-check-capacity"), given(&row.details.capacity.map(|n| n.to_string()).unwrap_or_default())),
        (sheet.say("web-managers"), people.join(", ")),
    ];
    page(&OwnPlacePage {
        id: row.id.clone(),
        name: row.place.name.as_str().to_owned(),
        state,
        mark,
        state_means: sheet.say(meaning),
        facts,
        reminder: reminder(&sheet, row.place.category, &file.codes, today),
        has_display: file.codes.iter().any(|code| code.rotating && code.live_until.is_none()),
        has_log: row.place.flags.contains(PlaceFlags::VISITOR_LOG),
        codes: file.codes.iter().rev().map(|code| code_line(&sheet, code, today)).collect(),
        warnings: file.windows.iter().map(|window| warning_line(&sheet, local, window)).collect(),
        sheet,
    })
}

/// Asks schools and health facilities for a new code when the poster's is 30 days old.
fn reminder(sheet: &PageSheet, category: Category, codes: &[ShownCode], today: Day) -> Option<String> {
    let is_asked = matches!(category, Category::School | Category::Hospital | Category::Clinic);
    let newest = codes.iter().rfind(|code| !code.rotating && code.live_until.is_none())?;
    let age = today.0.saturating_sub(newest.live_from.0);
    (is_asked && age >= REMINDER_DAYS).then(|| sheet.say_with("web-code-reminder", &[("days", age.into())]))
}

fn code_line(sheet: &PageSheet, code: &ShownCode, today: Day) -> OwnCodeLine {
    let since = date(code.live_from);
    let when = match code.live_until {
        None => {
            let age = today.0.saturating_sub(code.live_from.0);
            sheet.say_with("web-code-age", &[("date", (&since).into()), ("days", age.into())])
        }
        Some(until) => sheet.say_with("web-code-until", &[("date", (&date(until)).into())]),
    };
    OwnCodeLine { kind: sheet.say(if code.rotating { "web-code-display" } else { "web-code-poster" }), when }
}

fn warning_line(sheet: &PageSheet, local: Local, window: &WindowRow) -> WarningLine {
    let (from, until) = (local.moment(window.start.start()), local.moment(window.stop.start()));
    let (state, mark) = match window.withdrawn_at {
        None => (sheet.say("web-warning-stands"), "going"),
        Some(at) => (sheet.say_of("web-warning-withdrawn", "when", &local.moment(at)), "off"),
    };
    let when = sheet.say_with("web-warning-when", &[("from", (&from).into()), ("until", (&until).into())]);
    WarningLine { when, published: local.moment(window.at), state, mark }
}
