//! A page of a list of cases.

use lancan_protocol::time::UnixTime;
use serde::Deserialize;
use utoipa::IntoParams;

use super::store::After;
use crate::ground::error::Refusal;
use crate::ground::ids::CaseId;
use lancan_protocol::problem::Problem;

/// Cases of a page where the request does not say how many.
const USUAL: u32 = 50;
/// Most cases of a page.
const MOST: u32 = 100;

/// Which page an officer asks for.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct PageQuery {
    /// Most cases to send, 1 to 100; 50 where it is left out.
    limit: Option<u32>,
    /// Where the page begins, as the `Link` of the page before has it.
    after: Option<String>,
}

/// A page to read.
pub(super) struct Page {
    /// The last case of the page before.
    pub(super) after: Option<After>,
    /// Most cases.
    pub(super) most: u32,
}

impl PageQuery {
    pub(super) fn read(self) -> Result<Page, Refusal> {
        let most = self.limit.unwrap_or(USUAL);
        if !(1..=MOST).contains(&most) {
            return Err(Refusal::because(Problem::RequestInvalid, "limit: 1 to 100"));
        }
        let after = self.after.map(|after| {
            let (opened_at, id) = after.split_once('-')?;
            Some((UnixTime(opened_at.parse::<u32>().ok()?.into()), CaseId(id.to_owned())))
        });
        match after {
            Some(None) => Err(Refusal::because(Problem::RequestInvalid, "after: not of a page of this list")),
            after => Ok(Page { after: after.flatten(), most }),
        }
    }
}

/// The `Link` (RFC 8288) to the page after a full one that ends with this case.
pub(super) fn next(most: u32, opened_at: UnixTime, id: &str) -> String {
    format!("</officer/v1/cases?limit={most}&after={}-{id}>; rel=\"next\"", opened_at.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_leads_to_the_page_after_its_case() {
        let link = next(7, UnixTime(1_621_936_800), "abc");
        assert_eq!(link, "</officer/v1/cases?limit=7&after=1621936800-abc>; rel=\"next\"");
        let query = PageQuery { limit: Some(7), after: Some("1621936800-abc".to_owned()) };
        let Ok(page) = query.read() else { panic!("refused") };
        assert_eq!((page.most, page.after), (7, Some((UnixTime(1_621_936_800), CaseId("abc".to_owned())))));
    }

    #[test]
    fn a_page_that_cannot_be_is_refused() {
        let refused = |limit, after: Option<&str>| PageQuery { limit, after: after.map(str::to_owned) }.read().is_err();
        assert!(refused(Some(0), None) && refused(Some(101), None));
        assert!(refused(None, Some("")) && refused(None, Some("x-y")) && refused(None, Some("99999999999999999999-a")));
        assert!(!refused(None, None) && !refused(Some(100), None));
    }
}
