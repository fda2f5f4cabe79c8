//! Which columns of a file of contacts hold the time and the two people.

use std::borrow::Cow;

use crate::delimited::column_name;

/// Where time and people stand in a line, counted from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Columns {
    pub(super) time: usize,
    pub(super) people: [usize; 2],
}

impl Default for Columns {
    fn default() -> Self {
        Self { time: 0, people: [1, 2] }
    }
}

/// Names of a time in seconds, as [`column_name`] writes them: those before take precedence.
const TIME: [&str; 12] = [
    "t",
    "time",
    "timestamp",
    "ts",
    "unix_time",
    "unixtime",
    "unix_timestamp",
    "epoch",
    "thời_gian",
    "thoi_gian",
    "giây",
    "giay",
];
/// Units that a name of a time may end with, or be.
const SECONDS: [&str; 5] = ["s", "sec", "secs", "second", "seconds"];

/// What tells the two people of a row apart.
const PAIRS: [[&str; 2]; 11] = [
    ["i", "j"],
    ["1", "2"],
    ["a", "b"],
    ["u", "v"],
    ["from", "to"],
    ["source", "target"],
    ["src", "dst"],
    ["src", "dest"],
    ["ego", "alter"],
    ["person", "contact"],
    ["user", "contact"],
];
/// What may stand beside it, without `id`.
const PEOPLE: [&str; 23] = [
    "",
    "u",
    "p",
    "n",
    "person",
    "people",
    "user",
    "node",
    "vertex",
    "individual",
    "participant",
    "subject",
    "student",
    "member",
    "actor",
    "agent",
    "name",
    "tag",
    "badge",
    "device",
    "phone",
    "người",
    "nguoi",
];

impl Columns {
    /// The columns that a header names; `None` where it does not name all three, or more than one pair of people.
    pub(super) fn named(fields: &[Cow<'_, str>]) -> Option<Self> {
        let names: Vec<String> = fields.iter().map(|field| column_name(field)).collect();
        let time = TIME.iter().chain(&SECONDS).find_map(|wanted| {
            names.iter().position(|name| {
                let unit = name.strip_prefix(wanted).and_then(|rest| rest.strip_prefix('_'));
                name == wanted || unit.is_some_and(|unit| SECONDS.contains(&unit))
            })
        })?;
        let mut pairs = PAIRS.iter().filter_map(|[one, other]| {
            let find = |mark| names.iter().position(|name| is_person(name, mark));
            Some([find(one)?, find(other)?])
        });
        let people = pairs.next()?;
        pairs.all(|more| more == people).then_some(Self { time, people })
    }

    /// Each of them further to the right.
    pub(super) fn shifted(self, by: usize) -> Self {
        Self { time: self.time + by, people: self.people.map(|column| column + by) }
    }

    /// The last of them.
    pub(super) fn last(self) -> usize {
        self.people.into_iter().fold(self.time, usize::max)
    }
}

/// Whether a column's name means the one of two people who has this mark: `a`, `user_a`, `id_a`, `a_id`, `usera`.
fn is_person(name: &str, mark: &str) -> bool {
    let joined = name.replace('_', "");
    let without_id = |stem: &str| {
        let stem = stem.strip_prefix("id").unwrap_or(stem);
        PEOPLE.contains(&stem.strip_suffix("id").unwrap_or(stem))
    };
    let whole = joined.strip_suffix("id").unwrap_or(&joined);
    joined.strip_suffix(mark).is_some_and(without_id)
        || joined.strip_prefix(mark).is_some_and(without_id)
        || whole.strip_suffix(mark).is_some_and(without_id)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(header: &str) -> Option<(usize, [usize; 2])> {
        let fields: Vec<_> = header.split(',').map(Cow::Borrowed).collect();
        Columns::named(&fields).map(|columns| (columns.time, columns.people))
    }

    #[test]
    fn common_names_of_a_time_and_two_people_are_known() {
        for header in [
            "node1,node2,time",
            "from,to,timestamp",
            "source,target,t",
            "source_id,target_id,time",
            "u,v,t",
            "i,j,t(s)",
            "I,J,Time [sec]",
            "person1,person2,seconds",
            "Person 1 ID,Person 2 ID,Time (s)",
            "person_a,person_b,t",
            "ID_1,ID_2,Time",
            "id_i,id_j,t",
            "1_id,2_id,ts",
            "uid1,uid2,unix_time",
            "src,dst,epoch",
            "ego,alter,time",
            "PersonID,ContactID,time",
            "người 1,người 2,thời gian",
        ] {
            assert_eq!(named(header), Some((2, [0, 1])), "{header}");
        }
        assert_eq!(named("Time, User A, User B"), Some((0, [1, 2])));
        assert_eq!(named(",t,i,j"), Some((1, [2, 3])));
    }

    #[test]
    fn names_that_mean_something_else_or_two_things_are_not_taken() {
        for header in [
            "a,b,c",
            "source,target,weight",
            "t(ms),i,j",
            "time_min,i,j",
            "t,i,class",
            "t,x,y",
            "t,i,j,id1,id2",
            "contacts,of,a,day",
        ] {
            assert_eq!(named(header), None, "{header}");
        }
    }
}
