//! The risk of areas: officers of a province enter it, with its source, and take it back.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use lancan_protocol::problem::Problem;
use serde::Deserialize;

use super::Console;
use super::form::{FieldError, NoFields, Submitted};
use super::layout::Layout;
use super::local::{date, read_date};
use super::page::page;
use super::problem_page::with_its_page;
use super::session::Desk;
use crate::area_risks::{AreaRiskRow, AreaRisks, NewAreaRisk, risk_name};
use crate::ground::error::{Detail, Failure, Refusal};
use crate::http::Officer;

/// Most units that a search shows.
const UNITS_SHOWN: usize = 20;

/// What an officer writes.
#[derive(Default, Deserialize)]
pub(super) struct AreaRiskForm {
    /// The words of the search for a unit.
    #[serde(default)]
    words: String,
    #[serde(default)]
    unit: String,
    #[serde(default)]
    score: String,
    #[serde(default)]
    from: String,
    #[serde(default)]
    until: String,
    #[serde(default)]
    source: String,
    /// Only looks for units.
    #[serde(default)]
    look: bool,
}

struct AreaRiskLine {
    id: String,
    unit: String,
    score: u32,
    risk: String,
    from: String,
    until: String,
    source: String,
    is_back: bool,
}

#[derive(Template)]
#[template(path = "area_risks/page.html")]
struct AreaRisksPage {
    layout: Layout,
    form: AreaRiskForm,
    /// Units that the search found: code and full name.
    units: Vec<(&'static str, String)>,
    rows: Vec<AreaRiskLine>,
    errors: Vec<FieldError>,
}

fn line(layout: &Layout, risks: &AreaRisks, row: AreaRiskRow) -> AreaRiskLine {
    AreaRiskLine {
        unit: risks.unit_name(&row.unit),
        score: row.score,
        risk: layout.say(&format!("area-risk-{}", risk_name(row.risk()))),
        from: date(row.first),
        until: date(row.last),
        source: row.source,
        is_back: row.taken_back_at.is_some(),
        id: row.id,
    }
}

async fn shown(
    risks: &AreaRisks,
    officer: &Officer,
    layout: Layout,
    form: AreaRiskForm,
    errors: Vec<FieldError>,
) -> Result<Response, Failure> {
    let units = risks.units_found(officer, &form.words, UNITS_SHOWN);
    let rows = risks.list(officer).await?.into_iter().map(|row| line(&layout, risks, row)).collect();
    page(&AreaRisksPage { layout, form, units, rows, errors })
}

/// Shows what stands and the form.
pub(super) async fn show(State(console): State<Arc<Console>>, desk: Desk) -> Result<Response, Failure> {
    let risks = console.area_risks()?;
    let today = date(risks.today());
    let form = AreaRiskForm { from: today.clone(), until: today, ..AreaRiskForm::default() };
    shown(risks, &desk.officer, desk.layout, form, Vec::new()).await
}

/// Looks for units, or enters a risk, or shows what is wrong.
pub(super) async fn enter(
    State(console): State<Arc<Console>>,
    Submitted { desk, form }: Submitted<AreaRiskForm>,
) -> Result<Response, Failure> {
    let risks = console.area_risks()?;
    if form.look {
        return shown(risks, &desk.officer, desk.layout, form, Vec::new()).await;
    }
    let entered = match written(&form) {
        Ok(new) => risks.enter(&desk.officer, new).await.map(drop),
        Err(refusal) => Err(refusal.into()),
    };
    match entered {
        Ok(()) => Ok(Redirect::to("/console/area-risks").into_response()),
        Err(Failure::Refused(refusal)) if refusal.problem == Problem::RequestInvalid => {
            let errors = refusal.detail.iter().map(|detail| in_words(detail, &desk.layout)).collect();
            let again = shown(risks, &desk.officer, desk.layout, form, errors).await?;
            Ok(with_its_page(StatusCode::BAD_REQUEST, None, again))
        }
        Err(failure) => Err(failure),
    }
}

/// Takes a risk back.
pub(super) async fn take_back(
    State(console): State<Arc<Console>>,
    Path(id): Path<String>,
    Submitted { desk, .. }: Submitted<NoFields>,
) -> Result<Response, Failure> {
    console.area_risks()?.take_back(&desk.officer, &id).await?;
    Ok(Redirect::to("/console/area-risks").into_response())
}

fn written(form: &AreaRiskForm) -> Result<NewAreaRisk, Refusal> {
    let wrong = |field, key| Refusal::of_field(field, key, Vec::new());
    Ok(NewAreaRisk {
        unit: form.unit.clone(),
        score: form.score.trim().parse().map_err(|_| wrong("score", "area-risk-error-score"))?,
        first: read_date(&form.from).ok_or_else(|| wrong("from", "area-risk-error-from"))?.0,
        last: read_date(&form.until).ok_or_else(|| wrong("until", "area-risk-error-until"))?.0,
        source: form.source.clone(),
    })
}

fn in_words(detail: &Detail, layout: &Layout) -> FieldError {
    let field = match detail {
        Detail::Said { field: Some(field @ ("score" | "from" | "until" | "source")), .. } => *field,
        _ => "words",
    };
    let text = match detail {
        Detail::Said { key, .. } => layout.say(key),
        Detail::Technical(_) => detail.in_words(layout.text()),
    };
    FieldError { field, text }
}
