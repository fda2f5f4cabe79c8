//! Files of whole sets of criteria: JSON, one set or a list of sets, as `GET /v1/criteria` has them.

use lancan_protocol::criteria::CriteriaSet;
use lancan_protocol::problem::Problem;
use serde::Deserialize as _;
use serde_json::Value as Json;

use super::fault::{CriteriaFault, FaultAt, MOST_FAULTS, wrong};
use crate::ground::error::{Detail, Refusal};

/// A set of a file. Its version is the one that comes next.
pub(super) struct SetOfFile {
    /// Where the file has it.
    pub(super) at: FaultAt,
    /// The set, with version 0.
    pub(super) set: CriteriaSet,
    /// The version that the file gives it; it may be left out.
    pub(super) version: Option<u32>,
}

/// Whether a file is one of whole sets.
pub(super) fn are_in(file: &[u8]) -> bool {
    let first = without_mark(file).iter().find(|byte| !byte.is_ascii_whitespace());
    first.is_some_and(|byte| matches!(byte, b'{' | b'['))
}

fn without_mark(file: &[u8]) -> &[u8] {
    file.strip_prefix("\u{feff}".as_bytes()).unwrap_or(file)
}

/// What a reader of JSON says, which is in English, within a text that is not.
fn unreadable(why: &serde_json::Error) -> Refusal {
    let key = "criteria-import-unreadable";
    let detail = Detail::Said { field: None, key, arguments: vec![("why", why.to_string())] };
    Refusal { problem: Problem::RequestInvalid, detail: Some(detail) }
}

/// The sets of a file, in its order.
pub(super) fn read(file: &[u8]) -> Result<Vec<SetOfFile>, Vec<CriteriaFault>> {
    let whole: Json = serde_json::from_slice(without_mark(file))
        .map_err(|error| vec![CriteriaFault::new(FaultAt::File, unreadable(&error))])?;
    let sets = match whole {
        Json::Array(sets) => sets,
        set => vec![set],
    };
    let (mut read, mut faults) = (Vec::new(), Vec::new());
    for (number, mut json) in (1_u64..).zip(sets) {
        let id = json.get("id").and_then(Json::as_str).unwrap_or_default().to_owned();
        let at = FaultAt::Set(number, id);
        match one(&mut json) {
            Ok((set, version)) => read.push(SetOfFile { at, set, version }),
            Err(refusal) => faults.push(CriteriaFault::new(at, refusal)),
        }
        if faults.len() >= MOST_FAULTS {
            break;
        }
    }
    if faults.is_empty() { Ok(read) } else { Err(faults) }
}

fn one(json: &mut Json) -> Result<(CriteriaSet, Option<u32>), Refusal> {
    let given = json.as_object_mut().and_then(|fields| fields.insert("version".to_owned(), 0.into()));
    let version = match given {
        None | Some(Json::Null) => None,
        Some(version) => {
            let number = version.as_u64().and_then(|number| u32::try_from(number).ok());
            Some(number.ok_or_else(|| wrong("version", "criteria-import-no-version"))?)
        }
    };
    let set = CriteriaSet::deserialize(&*json).map_err(|error| unreadable(&error))?;
    Ok((set, version))
}
