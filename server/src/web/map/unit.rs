//! A unit of the map: a drawing, and a table with the same rows.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, Uri};
use axum::response::{IntoResponse as _, Redirect, Response};
use lancan_protocol::criteria::{AreaRisk, Colour};
use serde::Deserialize;

use crate::area_risks::{AreaRiskRow, risk_name};
use crate::facilities::{FacilityLine, UnitLine, colour_name, next_page, page_start};
use crate::ground::error::Failure;
use crate::http::pages::local::{Local, date};
use crate::http::pages::page::page;
use crate::safety_map::{Drawing, MapOfUnit, MapShape};
use crate::web::PublicPages;
use crate::web::facility::words::{self, StateWords};
use crate::web::sheet::PageSheet;

/// Facilities of a page.
const PAGE: u32 = 200;
/// Most facilities that a search names.
const FOUND: u32 = 50;
/// Most letters of a search.
const MOST_LETTERS: usize = 100;

/// Which page of facilities is meant, and which unit was typed.
#[derive(Deserialize)]
pub(in crate::web) struct MapAsked {
    #[serde(default)]
    after: String,
    /// Words of a unit's name, or of that of a facility in the unit of the page.
    #[serde(default)]
    q: String,
    /// `risk` shows the layer of risks.
    #[serde(default)]
    layer: String,
}

/// The risk of a unit, in words.
struct RiskWords {
    /// `low`, `moderate`, `high` or `very-high`: the mark of the style.
    mark: &'static str,
    /// 1 to 4, so that nothing is said by a colour alone.
    number: &'static str,
    score: u32,
    words: String,
    /// Until when, and by which source.
    told: String,
}

impl RiskWords {
    fn of(sheet: &PageSheet, row: &AreaRiskRow) -> Self {
        let (mark, until) = (risk_name(row.risk()), date(row.last));
        let number = match row.risk() {
            AreaRisk::Low => "1",
            AreaRisk::Moderate => "2",
            AreaRisk::High => "3",
            AreaRisk::VeryHigh => "4",
        };
        let told = sheet.say_with("map-risk-of", &[("until", (&until).into()), ("source", (&row.source).into())]);
        Self { mark, number, score: row.score, words: sheet.say(&format!("area-risk-{mark}")), told }
    }
}

struct MapUnitRow {
    code: String,
    /// Where its name leads.
    address: String,
    name: String,
    state: StateWords,
    counts: Vec<i64>,
    /// Degrees north and east, for the map; empty without.
    place: (String, String),
    risk: Option<RiskWords>,
}

struct MapFacilityRow {
    id: String,
    name: String,
    kind: String,
    address: String,
    state: StateWords,
    /// What it was before today.
    last: String,
    inspected: bool,
    place: (String, String),
}

/// The boundary of a unit.
struct DrawnShape {
    /// The mark of the unit's level; `outline` for the unit that the page is about.
    mark: &'static str,
    name: String,
    path: String,
}

impl DrawnShape {
    fn of(units: &[MapUnitRow], shape: MapShape) -> Self {
        let row = shape.at.and_then(|at| units.get(at));
        let (mark, name) = row.map_or(("outline", String::new()), |row| (row.state.mark, row.name.clone()));
        Self { mark, name, path: shape.path }
    }
}

struct DrawnSymbol {
    x: String,
    y: String,
    radius: String,
    mark: &'static str,
    letter: &'static str,
    name: String,
    /// Mark and number of the risk, where the layer is shown.
    risk: Option<(&'static str, &'static str)>,
}

#[allow(clippy::struct_excessive_bools, reason = "each is a question of the template's")]
#[derive(Template)]
#[template(path = "map/unit.html")]
struct MapPage {
    sheet: PageSheet,
    code: String,
    name: String,
    /// The units that it lies in: address and name.
    trail: Vec<(String, String)>,
    state: StateWords,
    kinds: Vec<(String, StateWords, Vec<i64>)>,
    /// Whether the tables have a column for facilities whose criteria have no rule of a verdict.
    has_unjudged: bool,
    units: Vec<MapUnitRow>,
    facilities: Vec<MapFacilityRow>,
    /// The address of the next page of facilities.
    next: Option<String>,
    view_box: String,
    shapes: Vec<DrawnShape>,
    symbols: Vec<DrawnSymbol>,
    islands: Vec<(String, String, String)>,
    at: String,
    /// Whether assessments of today are due: who has none is grey then.
    is_late: bool,
    found: Vec<(String, String)>,
    /// The facilities in the unit that were looked for.
    found_facilities: Vec<MapFacilityRow>,
    q: String,
    /// Whether the layer of risks is shown.
    has_layer: bool,
    /// Whether a unit of the table has a risk.
    has_risks: bool,
    /// The risk of the unit itself.
    risk: Option<RiskWords>,
}

fn colour_words(sheet: &PageSheet, colour: Option<Colour>) -> StateWords {
    colour.map_or_else(
        || StateWords { mark: "awaited", letter: "–", words: sheet.say("map-no-colour") },
        |colour| StateWords::named(sheet, colour_name(colour)),
    )
}

fn degrees(place: Option<(f64, f64)>) -> (String, String) {
    place.map_or_else(Default::default, |(north, east)| (format!("{north:.5}"), format!("{east:.5}")))
}

/// The map of the country.
pub(in crate::web) async fn country(
    State(pages): State<Arc<PublicPages>>,
    headers: HeaderMap,
    uri: Uri,
    Query(asked): Query<MapAsked>,
) -> Result<Response, Failure> {
    let map = pages.map.of_unit(None).await?;
    show(&pages, PageSheet::of(&headers, &uri), map, asked).await
}

/// The map of a unit.
pub(in crate::web) async fn unit(
    State(pages): State<Arc<PublicPages>>,
    headers: HeaderMap,
    uri: Uri,
    Path(code): Path<String>,
    Query(asked): Query<MapAsked>,
) -> Result<Response, Failure> {
    let map = pages.map.of_unit(Some(&code)).await?;
    show(&pages, PageSheet::of(&headers, &uri), map, asked).await
}

async fn show(pages: &PublicPages, sheet: PageSheet, map: MapOfUnit, asked: MapAsked) -> Result<Response, Failure> {
    let (facilities, unit) = (&pages.facilities, map.line.last().copied());
    let is_late = facilities.is_late(facilities.today());
    let words: String = asked.q.trim().chars().take(MOST_LETTERS).collect();
    let found = if words.is_empty() { Vec::new() } else { pages.map.search(&words) };
    let found_facilities = match unit {
        Some(unit) if words.chars().any(char::is_alphanumeric) => {
            facilities.facilities_in(unit.code, &words, page_start(""), FOUND).await?
        }
        _ => Vec::new(),
    };
    match (found.as_slice(), found_facilities.as_slice()) {
        ([only], []) => return Ok(Redirect::to(&format!("/ban-do/{}", only.0)).into_response()),
        ([], [only]) => {
            return Ok(Redirect::to(&format!("/ban-do/co-so/{}", only.named.facility.place)).into_response());
        }
        _ => {}
    }
    let kinds = match unit {
        Some(unit) => facilities.counts_of(unit.code).await?,
        None => UnitLine::together(&map.inside),
    };
    let of_unit = match unit {
        Some(unit) if map.inside.is_empty() => {
            facilities.facilities_in(unit.code, "", page_start(&asked.after), PAGE).await?
        }
        _ => Vec::new(),
    };
    let next = next_page(&of_unit, PAGE)
        .map(|after| format!("?after={}", form_urlencoded::byte_serialize(after.as_bytes()).collect::<String>()));
    let has_layer = asked.layer == "risk";
    let has_unjudged = kinds.iter().any(|(_, counts)| counts.unjudged > 0);
    let unit_row = |line| unit_row(&sheet, &map, line, has_layer, has_unjudged);
    let units: Vec<MapUnitRow> = map.inside.iter().map(unit_row).collect();
    let rows: Vec<MapFacilityRow> = of_unit.iter().map(|line| facility_row(&sheet, line, is_late)).collect();
    let drawn: Vec<_> = map
        .inside
        .iter()
        .map(|line| (line.unit.place, line.all().due))
        .chain(of_unit.iter().map(|line| (point(line), 1)))
        .collect();
    let drawing = Drawing::of(&drawn, unit.is_none(), &map.shapes());
    let shapes = drawing.shapes.into_iter().map(|shape| DrawnShape::of(&units, shape)).collect();
    let symbols = drawing.symbols.into_iter().filter_map(|symbol| {
        let of_facility =
            || symbol.at.checked_sub(units.len()).and_then(|at| rows.get(at)).map(|row| (&row.state, &row.name));
        let (state, name) = units.get(symbol.at).map(|row| (&row.state, &row.name)).or_else(of_facility)?;
        let (mark, letter, name) = (state.mark, state.letter, format!("{name}: {}", state.words));
        let risk = units.get(symbol.at).filter(|_| has_layer).and_then(|row| row.risk.as_ref());
        let risk = risk.map(|risk| (risk.mark, risk.number));
        Some(DrawnSymbol { x: symbol.x, y: symbol.y, radius: symbol.radius, mark, letter, name, risk })
    });
    let trail = map.line.iter().take(map.line.len().saturating_sub(1));
    page(&MapPage {
        code: unit.map_or("VN", |unit| unit.code).to_owned(),
        name: unit.map_or_else(|| sheet.say("map-country"), |unit| unit.name.to_owned()),
        trail: trail.map(|unit| (format!("/ban-do/{}", unit.code), unit.name.to_owned())).collect(),
        state: colour_words(&sheet, facilities.colour(&kinds, is_late)),
        kinds: kinds
            .iter()
            .map(|(kind, counts)| {
                let colour = colour_words(&sheet, facilities.colour(&[(*kind, *counts)], is_late));
                (words::kind(&sheet, *kind), colour, counts.in_columns(has_unjudged))
            })
            .collect(),
        has_unjudged,
        next,
        view_box: drawing.view_box,
        shapes,
        symbols: symbols.collect(),
        islands: drawing.islands.into_iter().map(|(key, x, y)| (sheet.say(key), x, y)).collect(),
        at: Local(pages.key_days).moment(pages.clock.now()),
        is_late,
        found,
        found_facilities: found_facilities.iter().map(|line| facility_row(&sheet, line, is_late)).collect(),
        q: words,
        has_layer,
        has_risks: units.iter().any(|row| row.risk.is_some()),
        risk: unit.and_then(|unit| map.risks.get(unit.code)).map(|row| RiskWords::of(&sheet, row)),
        units,
        facilities: rows,
        sheet,
    })
}

fn unit_row(sheet: &PageSheet, map: &MapOfUnit, line: &UnitLine, has_layer: bool, with_unjudged: bool) -> MapUnitRow {
    let layer = if has_layer { "?layer=risk" } else { "" };
    MapUnitRow {
        code: line.unit.code.to_owned(),
        address: format!("/ban-do/{}{layer}", line.unit.code),
        name: line.unit.name.to_owned(),
        state: colour_words(sheet, line.colour),
        counts: line.all().in_columns(with_unjudged),
        place: degrees(line.unit.place),
        risk: map.risks.get(line.unit.code).map(|row| RiskWords::of(sheet, row)),
    }
}

fn point(line: &FacilityLine) -> Option<(f64, f64)> {
    let degrees = |millionths: i64| i32::try_from(millionths).map(|number| f64::from(number) / 1e6).ok();
    let (north, east) = line.named.facility.point?;
    degrees(north).zip(degrees(east))
}

fn facility_row(sheet: &PageSheet, line: &FacilityLine, is_late: bool) -> MapFacilityRow {
    let facility = &line.named.facility;
    let last = line.last.map(|(day, state)| {
        let words = StateWords::of(sheet, state, false).words;
        sheet.say_with("facility-last", &[("day", (&date(day)).into()), ("state", (&words).into())])
    });
    MapFacilityRow {
        id: facility.place.clone(),
        name: line.named.name.clone(),
        kind: words::kind(sheet, facility.kind),
        address: line.named.address.clone(),
        state: StateWords::of(sheet, line.state, is_late),
        last: last.unwrap_or_default(),
        inspected: line.inspected,
        place: degrees(point(line)),
    }
}
