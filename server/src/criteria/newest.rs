//! Of the versions of sets the newest ones.

use std::collections::BTreeMap;

use lancan_protocol::criteria::CriteriaSet;

/// The newest version of each set.
pub(super) fn newest(known: &[CriteriaSet]) -> BTreeMap<&str, &CriteriaSet> {
    let mut newest: BTreeMap<&str, &CriteriaSet> = BTreeMap::new();
    for set in known {
        let one = newest.entry(&set.id).or_insert(set);
        if set.version > one.version {
            *one = set;
        }
    }
    newest
}
