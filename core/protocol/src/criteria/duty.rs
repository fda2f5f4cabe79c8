//! What a set of criteria must do.

/// What a set of criteria must do and does not.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the criteria {id} must {duty}")]
pub struct CriteriaSetError {
    /// The set's id, as far as it can be said.
    pub id: String,
    /// What the set must do.
    pub duty: SetDuty,
}

/// One thing that every set of criteria must do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, thiserror::Error)]
pub enum SetDuty {
    /// Its id is a name for software.
    #[error("have an id of 1 to 40 small letters, digits and hyphens")]
    Id,
    /// It names its decree.
    #[error("name their decree in 1 to 60 characters")]
    Decree,
    /// Its last day is not before its first.
    #[error("not end before they begin")]
    Days,
    /// It holds somewhere.
    #[error("have 1 to 100 areas")]
    SomeAreas,
    /// Its areas are the country or provinces.
    #[error("have VN or the codes of provinces as areas")]
    Areas,
    /// It is for some kind of facility.
    #[error("be for one kind of facility or more")]
    Kinds,
    /// Its period is a number of days.
    #[error("be answered once in 1 to 366 days")]
    Period,
    /// It has criteria.
    #[error("have 1 to 200 criteria")]
    SomeCriteria,
    /// Its parts have names for software.
    #[error("name 1 to 40 parts")]
    Parts,
    /// No two parts have one name.
    #[error("name each part once")]
    EachPartOnce,
    /// Its words are there in both languages, on one line.
    #[error("have words of 1 to 1,000 characters")]
    Words,
    /// It speaks of each criterion in one place.
    #[error("say what there is of a criterion once")]
    EachCriterionOnce,
    /// It speaks of criteria that its parts have.
    #[error("say things of criteria that they have")]
    KnownCriteria,
    /// Its mandatory criteria are there, each once.
    #[error("have their mandatory criteria")]
    Mandatory,
    /// Without points there is no total.
    #[error("have a total only where points are given")]
    NoTotal,
    /// Without points no criterion has a most.
    #[error("have a criterion's most only where points are given")]
    NoMost,
    /// With points there is a total.
    #[error("have a total of 1 to 10,000 points")]
    Total,
    /// A criterion has some points.
    #[error("give 1 to 10,000 points for a criterion")]
    Most,
    /// The points of a criterion that may be left out are known.
    #[error("know the points of a criterion that may not apply")]
    MostKnown,
    /// Its verdict is short.
    #[error("have at most 20 rules of a verdict")]
    FewRules,
    /// Its verdict says something of any answers.
    #[error("end with a rule of a verdict that always holds")]
    LastRule,
    /// Its verdict asks for passed criteria, or for a percentage of points.
    #[error("judge by what their answers have")]
    Judgeable,
}

impl SetDuty {
    /// Every duty, in the order in which [`CriteriaSet::validate`](super::CriteriaSet::validate) looks at them.
    pub const ALL: [Self; 22] = [
        Self::Id,
        Self::Decree,
        Self::Days,
        Self::SomeAreas,
        Self::Areas,
        Self::Kinds,
        Self::Period,
        Self::SomeCriteria,
        Self::Parts,
        Self::EachPartOnce,
        Self::Words,
        Self::EachCriterionOnce,
        Self::KnownCriteria,
        Self::Mandatory,
        Self::NoTotal,
        Self::NoMost,
        Self::Total,
        Self::Most,
        Self::MostKnown,
        Self::FewRules,
        Self::LastRule,
        Self::Judgeable,
    ];
}
