//! Taking up what another phone of the same person kept.

use std::collections::BTreeMap;

use super::{
    About, Declarations,
    book::{Draft, Made},
    persons::{self, KeptPerson, Profile},
};

impl Declarations {
    /// Takes up another phone's, beside what is here and under fresh numbers. What is known of the user here stays.
    pub(crate) fn join(&mut self, other: Self) {
        let mut renamed: BTreeMap<i64, i64> = BTreeMap::new();
        for person in other.persons {
            let known = self.persons.iter().find(|one| one.is(&person)).map(|one| one.id);
            if known.is_none() && !persons::has_room(&self.persons) {
                continue;
            }
            let id = known.unwrap_or_else(|| self.fresh_id());
            renamed.insert(person.id, id);
            if known.is_none() {
                self.persons.push(KeptPerson { id, ..person });
            }
        }
        let mut made_before: Vec<(i64, Made)> = Vec::new();
        for made in other.made {
            let known = self.made.iter().find(|one| one.wire_id == made.wire_id).map(|one| one.id);
            let id = known.unwrap_or_else(|| self.fresh_id());
            renamed.insert(made.id, id);
            if known.is_none() {
                made_before.push((id, made));
            }
        }
        // None where the person has found no room here.
        let about = |about: About| {
            let renamed = |id: Option<i64>| id.map_or(Some(None), |id| renamed.get(&id).copied().map(Some));
            Some(About { person: renamed(about.person)?, journey_of: renamed(about.journey_of).flatten() })
        };
        for profile in other.profiles {
            let Some(About { person, .. }) = about(About { person: profile.person, journey_of: None }) else {
                continue;
            };
            if self.profiles.iter().all(|one| one.person != person) {
                self.profiles.push(Profile { person, ..profile });
            }
        }
        let drafts: Vec<(Draft, About)> =
            other.drafts.into_iter().filter_map(|draft| Some((draft.clone(), about(draft.about)?))).collect();
        let joined =
            made_before.into_iter().filter_map(|(id, made)| Some(Made { about: about(made.about)?, id, ..made }));
        let joined: Vec<Made> = joined.collect();
        for (draft, about) in drafts {
            if self.drafts.iter().all(|one| (&one.form, one.about) != (&draft.form, about)) {
                let id = self.fresh_id();
                self.drafts.push(Draft { id, about, ..draft });
            }
        }
        self.made.extend(joined);
        self.made.sort_by_key(|made| made.at);
    }
}
