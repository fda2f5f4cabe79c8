//! Pages of lists of facilities: each says what the next one is asked for with.

use super::FacilityLine;

/// Area and id of the last facility of the page before; both empty for the first page.
pub(crate) type PageStart = (String, String);

/// Where a page begins, as its address says it.
pub(crate) fn page_start(after: &str) -> PageStart {
    after.split_once('|').map(|(area, id)| (area.to_owned(), id.to_owned())).unwrap_or_default()
}

/// What the page after these lines is asked for with; none where fewer came than a page holds.
pub(crate) fn next_page(lines: &[FacilityLine], of_a_page: u32) -> Option<String> {
    let last = lines.last().filter(|_| lines.len() >= of_a_page as usize)?;
    Some(format!("{}|{}", last.named.facility.area.path(), last.named.facility.place))
}
