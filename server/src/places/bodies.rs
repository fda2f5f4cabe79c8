//! What officers send and get about places.

use lancan_protocol::places::PlaceFlags;
use lancan_protocol::time::UnixTime;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{PlaceFile, PlaceRow, WindowRow};
use crate::ground::calendar::Date;

/// A place to add.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct AddPlace {
    /// The name, 1 to 60 bytes of UTF-8; posters show it.
    pub(super) name: String,
    /// The kind of place: `school`, `hospital`, `clinic`, `market`, `shop`, `restaurant`, `lodging`, `workplace`, `transport`,
    /// `worship`, `event` or `other`.
    pub(super) category: String,
    /// Code of the ward; of the district where it has no wards.
    #[schema(example = "25054")]
    pub(super) unit: String,
    /// Where the place is, for people.
    #[serde(default)]
    pub(super) address: String,
    /// What a scan of its code means: `both`, `entry` where the code hangs at an entry and a scan is never a leave, `exit` where a
    /// scan is never an enter.
    #[serde(default)]
    pub(super) scan: ScanMeans,
    /// An entrance for staff.
    #[serde(default)]
    pub(super) staff_entrance: bool,
    /// The law demands a visitor log here: whoever scans the code is told, and seals an entry that the opener alone opens.
    #[serde(default)]
    pub(super) visitor_log: bool,
    /// Add it although the unit has a place of nearly the same name.
    #[serde(default)]
    pub(super) although_alike: bool,
}

/// What a scan of a place's code means.
#[derive(Clone, Copy, Default, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum ScanMeans {
    /// To enter, and the same again to leave.
    #[default]
    Both,
    /// To enter.
    Entry,
    /// To leave.
    Exit,
}

impl ScanMeans {
    pub(super) fn flag(self) -> PlaceFlags {
        match self {
            Self::Both => PlaceFlags::default(),
            Self::Entry => PlaceFlags::ENTRY_ONLY,
            Self::Exit => PlaceFlags::EXIT_ONLY,
        }
    }
}

/// A place.
#[derive(Serialize, ToSchema)]
pub(super) struct ListedPlace {
    /// Random id.
    pub(super) id: String,
    /// The name.
    pub(super) name: String,
    /// The kind of place.
    #[schema(value_type = String)]
    pub(super) category: lancan_protocol::places::Category,
    /// Code of its unit.
    pub(super) unit: String,
    /// Where it is, for people.
    pub(super) address: String,
    /// When a health officer verified it, Unix seconds; absent while nobody has.
    #[schema(value_type = Option<u64>)]
    pub(super) verified_at: Option<UnixTime>,
    /// Present and true where it is closed: its codes ended, and nobody runs it here.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(super) closed: bool,
}

/// A place with its codes and its windows.
#[derive(Serialize, ToSchema)]
pub(super) struct ViewedPlace {
    #[serde(flatten)]
    pub(super) place: ListedPlace,
    /// Its codes, the newest last.
    pub(super) codes: Vec<ViewedCode>,
    /// Times of which the authority warned, the latest first.
    pub(super) windows: Vec<PublishedWindow>,
}

/// A code of a place.
#[derive(Serialize, ToSchema)]
pub(super) struct ViewedCode {
    /// Whether a display shows it; posters otherwise.
    pub(super) rotating: bool,
    /// First day on which it is valid.
    #[schema(value_type = String, format = Date)]
    pub(super) live_from: Date,
    /// Last day; absent while no newer code takes its place.
    #[schema(value_type = Option<String>, format = Date)]
    pub(super) live_until: Option<Date>,
}

/// A time at a place of which the authority warned. Nothing of the case.
#[derive(Serialize, ToSchema)]
pub(crate) struct PublishedWindow {
    /// Random id.
    pub(crate) id: String,
    /// The place.
    pub(crate) place: String,
    /// Its first instant, Unix seconds, a half hour.
    #[schema(value_type = u64)]
    pub(crate) from: UnixTime,
    /// The first instant after it, likewise.
    #[schema(value_type = u64)]
    pub(crate) until: UnixTime,
    /// When an officer published it.
    #[schema(value_type = u64)]
    pub(crate) published_at: UnixTime,
    /// When it was withdrawn.
    #[schema(value_type = Option<u64>)]
    pub(crate) withdrawn_at: Option<UnixTime>,
}

/// The text of a poster's QR code.
#[derive(Serialize, ToSchema)]
pub(super) struct PosterText {
    /// What the QR code holds, in byte mode: an address with the signed place code behind `#`.
    pub(super) text: String,
    /// Print width of the QR code in millimetres, so that a cheap phone reads it from 40 cm.
    pub(super) print_width_mm: u32,
}

/// What a tablet at the door shows its rotating code from.
#[derive(Serialize, ToSchema)]
pub(super) struct Display {
    /// What stands before the code in the address that the QR code holds.
    pub(super) address: String,
    /// Today and tomorrow.
    pub(super) days: Vec<ShownDay>,
}

/// One day of a display.
#[derive(Serialize, ToSchema)]
pub(super) struct ShownDay {
    /// The day's first instant, Unix seconds.
    #[schema(value_type = u64)]
    pub(super) starts: UnixTime,
    /// The signed part of the code, base64url without padding. A tablet adds the minute of the day, two bytes, and the first
    /// eight bytes of HMAC-SHA-256 under `key` over `lancan-rot-mac-v1` and the minute since 1970, four bytes; integers are
    /// little-endian.
    pub(super) code: String,
    /// The key of the day, base64url without padding. It is no secret of the place beyond its day.
    pub(super) key: String,
}

/// The unit has places of this or nearly this name.
#[derive(Serialize, ToSchema)]
pub(super) struct AlikePlaces {
    /// Those places. To add the new one nevertheless, send `although_alike`.
    pub(super) alike: Vec<ListedPlace>,
}

/// A code to give.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ChangeCode {
    /// For a display; for posters otherwise.
    #[serde(default)]
    pub(super) rotating: bool,
}

/// Whether the law demands a visitor log at a place.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct DemandLog {
    /// Whether it does.
    pub(super) required: bool,
}

/// Which places an officer asks for.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct PlacesQuery {
    /// Words of the name, whatever their marks.
    #[serde(default)]
    pub(super) name: String,
    /// The id of the last place of the page before.
    #[serde(default)]
    pub(super) after: String,
}

impl From<PlaceRow> for ListedPlace {
    fn from(row: PlaceRow) -> Self {
        Self {
            id: row.id,
            name: row.place.name.as_str().to_owned(),
            category: row.place.category,
            unit: row.unit,
            address: row.address,
            verified_at: row.verified_at,
            closed: row.is_closed,
        }
    }
}

impl From<WindowRow> for PublishedWindow {
    fn from(row: WindowRow) -> Self {
        Self {
            id: row.id,
            place: row.place,
            from: row.start.start(),
            until: row.stop.start(),
            published_at: row.at,
            withdrawn_at: row.withdrawn_at,
        }
    }
}

impl From<PlaceFile> for ViewedPlace {
    fn from(file: PlaceFile) -> Self {
        let codes = file.codes.into_iter().map(|code| ViewedCode {
            rotating: code.rotating,
            live_from: Date(code.live_from),
            live_until: code.live_until.map(Date),
        });
        Self {
            place: file.place.into(),
            codes: codes.collect(),
            windows: file.windows.into_iter().map(Into::into).collect(),
        }
    }
}
