//! Place codes, and the export that warns of places (`docs/protocol.md`, Places).
//!
//! A place shows a signed [`PlaceCode`]: a poster with the seed of one *code generation*, or a tablet with the seed of one
//! day and a clock. A phone that scanned the code derives what only visitors of the place can derive. The authority warns of a
//! place by sealed [`Row`]s in an [`export`], each under a tag that looks random to everybody else.

mod category;
mod code;
mod derive;
pub mod export;
mod foreign;
mod minute;
mod name;
mod place;
mod row;
mod scanned;
mod seeds;
mod unit;

pub use category::Category;
pub use code::{CodeError, CodeSecret, DoorDay, PlaceCode, PlaceKeys, Rotating, poster};
pub use foreign::ForeignCode;
pub use minute::Minute;
pub use name::{NameRefused, PlaceName};
pub use place::{Place, PlaceFlags, Province};
pub use row::{ROW_BYTES, Row, Window, WindowKind, position};
pub use scanned::{ScannedText, url};
pub use seeds::{CodeId, DaySeed, LogId, PlaceSeed, RotatingKey, VisitId};
pub use unit::{UnitCode, UnitLevel};
