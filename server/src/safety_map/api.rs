//! The map for programs: units as JSON, and what changes as server-sent events.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{FromRef, Path, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use axum::http::{HeaderMap, StatusCode};
use axum::response::sse::{Event, Sse};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use futures_util::stream::{self, Stream};
use lancan_protocol::problem::Problem;
use serde::Serialize;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::{broadcast, watch};
use tower_http::compression::CompressionLayer;

use super::feed::{MapEvent, Missed, StreamSeat};
use super::{MapCounts, MapFeed, SafetyMap};
use crate::area_risks::{AreaRiskRow, risk_name};
use crate::boundaries::Rings;
use crate::ground::calendar::Date;
use crate::ground::error::{Failure, Fault};
use crate::ground::secrets::sha256;
use crate::http::cache::{self, Keep};

/// Name by which the whole country is asked for.
const COUNTRY: &str = "VN";
/// Seconds between two signs of life on a quiet stream.
const HEARTBEAT: u64 = 25;
/// Seconds that boundaries may be kept by caches.
const BOUNDARIES_SECONDS: u32 = 300;

/// The map, and when its streams end.
#[derive(Clone)]
pub(crate) struct LiveMap {
    pub(crate) map: Arc<SafetyMap>,
    pub(crate) stopped: watch::Receiver<bool>,
}

impl FromRef<LiveMap> for Arc<SafetyMap> {
    fn from_ref(live: &LiveMap) -> Self {
        live.map.clone()
    }
}

/// A unit of the map as JSON.
#[derive(Serialize)]
struct UnitJson {
    code: String,
    name: &'static str,
    /// The units in it: name, place, counts by kind and of all kinds together.
    inside: Vec<InsideJson>,
    /// Number of the newest event that the counts hold.
    since: u64,
}

#[derive(Serialize)]
struct InsideJson {
    code: &'static str,
    name: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<(f64, f64)>,
    all: MapCounts,
    kinds: Vec<MapCounts>,
    /// The risk of the unit, where officers entered one.
    #[serde(skip_serializing_if = "Option::is_none")]
    risk: Option<RiskJson>,
}

#[derive(Serialize)]
struct RiskJson {
    /// 0 to 100.
    score: u32,
    /// `low`, `moderate`, `high` or `very-high`.
    risk: &'static str,
    /// The last day on which it stands.
    until: String,
    source: String,
}

impl RiskJson {
    fn of(row: &AreaRiskRow) -> Self {
        let until = Date(row.last).to_string();
        Self { score: row.score, risk: risk_name(row.risk()), until, source: row.source.clone() }
    }
}

/// The routes, for everybody.
pub(crate) fn routes(live: LiveMap) -> Router {
    Router::new()
        .route("/map/v1/units/{code}", get(unit))
        .route("/map/v1/boundaries/{code}", get(boundaries).layer(CompressionLayer::new()))
        .route("/map/v1/events", get(events))
        .with_state(live)
}

async fn unit(
    State(map): State<Arc<SafetyMap>>,
    Path(code): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let asked = Some(code.as_str()).filter(|code| *code != COUNTRY);
    let shown = map.of_unit(asked).await?;
    let inside = shown.inside.iter().map(|line| {
        let one = |(kind, counts): &(_, _)| {
            let facilities = &map.facilities;
            let colour = facilities.colour(&[(*kind, *counts)], facilities.is_late(facilities.today()));
            MapCounts::of(line.unit.code, Some(*kind), *counts, colour)
        };
        InsideJson {
            code: line.unit.code,
            name: line.unit.name,
            place: line.unit.place,
            all: MapCounts::of(line.unit.code, None, line.all(), line.colour),
            kinds: line.kinds.iter().map(one).collect(),
            risk: shown.risks.get(line.unit.code).map(RiskJson::of),
        }
    });
    let name = shown.line.last().map_or("Việt Nam", |unit| unit.name);
    let json = serde_json::to_vec(&UnitJson { code, name, inside: inside.collect(), since: shown.since })
        .map_err(|_| Fault::Broken("a map does not serialise"))?;
    let tag = format!("\"{}\"", lancan_protocol::hex::encode(sha256(&json).get(..8).unwrap_or_default()));
    let cached = [(CACHE_CONTROL, "public, max-age=5".to_owned()), (ETAG, tag.clone())];
    if headers.get(IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == tag.as_bytes()) {
        return Ok((StatusCode::NOT_MODIFIED, cached).into_response());
    }
    Ok((cached, [(CONTENT_TYPE, "application/json")], Body::from(json)).into_response())
}

/// Boundaries as JSON: rings of north and east in degrees. What lies in an odd number of rings is inside.
#[derive(Serialize)]
struct BoundariesJson<'b> {
    code: &'b str,
    inside: BTreeMap<&'b str, Vec<Vec<(f64, f64)>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    own: Option<Vec<Vec<(f64, f64)>>>,
}

async fn boundaries(
    State(map): State<Arc<SafetyMap>>,
    Path(code): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let found = map.boundaries_of(Some(code.as_str()).filter(|code| *code != COUNTRY)).await?;
    let degrees = |rings: &Rings| {
        let ring = |ring: &Vec<(i32, i32)>| {
            ring.iter().map(|(east, north)| (f64::from(*north) / 1e5, f64::from(*east) / 1e5)).collect()
        };
        rings.iter().map(ring).collect()
    };
    let inside = found.inside.iter().map(|(code, rings)| (code.as_str(), degrees(rings))).collect();
    let json = BoundariesJson { code: &code, inside, own: found.own.as_ref().map(degrees) };
    let json = serde_json::to_vec(&json).map_err(|_| Fault::Broken("boundaries do not serialise"))?;
    let tag = cache::tag(&sha256(&json));
    cache::answer(&headers, tag, Keep::Seconds(BOUNDARIES_SECONDS), "application/json", async { Ok(json.into()) }).await
}

struct MapListener {
    /// Held until the stream ends.
    _seat: StreamSeat,
    feed: Arc<MapFeed>,
    missed: std::vec::IntoIter<MapEvent>,
    reload: bool,
    receiver: broadcast::Receiver<MapEvent>,
    stopped: watch::Receiver<bool>,
}

/// What changes: `event: unit` with the counts of one unit and kind, or `event: reload` where a browser has missed too much.
async fn events(
    State(LiveMap { map, stopped }): State<LiveMap>,
    headers: HeaderMap,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, Failure> {
    let seat = map.feed.seat().ok_or(Problem::Unavailable)?;
    let last = headers.get("last-event-id").and_then(|id| id.to_str().ok());
    let since = last.map(|id| id.parse().unwrap_or(0));
    let (receiver, missed) = map.feed.listen(since);
    let (missed, reload) = match missed {
        Missed::Events(events) => (events, false),
        Missed::Unknown => (Vec::new(), true),
    };
    let listener =
        MapListener { _seat: seat, feed: map.feed.clone(), missed: missed.into_iter(), reload, receiver, stopped };
    let stream = stream::unfold(listener, |mut listener| async move {
        let event = listener.next().await?;
        Some((Ok(event), listener))
    });
    Ok(Sse::new(stream))
}

impl MapListener {
    async fn next(&mut self) -> Option<Event> {
        if std::mem::take(&mut self.reload) {
            return Some(Event::default().event("reload").data("-"));
        }
        if let Some(told) = self.missed.next() {
            return Some(unit_event(&told));
        }
        let quiet_until = self.feed.now().plus(HEARTBEAT);
        tokio::select! {
            () = self.feed.reached(quiet_until) => Some(Event::default().comment("")),
            _ = self.stopped.wait_for(|stop| *stop) => None,
            told = self.receiver.recv() => match told {
                Ok(told) => Some(unit_event(&told)),
                Err(RecvError::Lagged(_)) => Some(Event::default().event("reload").data("-")),
                Err(RecvError::Closed) => None,
            },
        }
    }
}

fn unit_event((number, data): &MapEvent) -> Event {
    Event::default().id(number.to_string()).event("unit").data(data)
}
