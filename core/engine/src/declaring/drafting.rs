//! Filling in a form: what is known is there already, each answer is checked as it is written, and nothing leaves the phone.

use lancan_protocol::{
    Saturate,
    forms::{CheckError, FormVersion, Given, JOURNEY_QUESTIONS, Refusal, RefusalKind},
    problem::Problem,
    time::UnixTime,
};

use super::{
    About, Declarations, Moment, PhoneForms,
    book::{Draft, Made},
    persons, questions,
    shown::{AnswerRefused, DeclarationCheck, DeclarationDraft, DeclarationQuestion},
    written::{self, Written},
};

impl Declarations {
    /// Begins to fill in a form, with what is known of whom it is about; or goes on with the draft that there is.
    ///
    /// # Errors
    /// [`Problem::NotFound`] where there is no such form, person or declaration of entry, or a form about somebody else is begun for
    /// a person of the family.
    pub(crate) fn begin(
        &mut self,
        form: &FormVersion,
        about: About,
        own_phone: Option<&str>,
        forms: &PhoneForms,
        now: UnixTime,
    ) -> Result<i64, Problem> {
        let is_misplaced = form.is_of_others() && about != About::default();
        if is_misplaced || about.person.is_some_and(|id| self.person(id).is_none()) {
            return Err(Problem::NotFound);
        }
        let leader = about.journey_of.map(|id| self.leader(id, form).ok_or(Problem::NotFound)).transpose()?;
        let is_it = |draft: &&Draft| draft.form == form.id && draft.about == about;
        if let Some(draft) = self.drafts.iter().find(is_it) {
            return Ok(draft.id);
        }
        let is_member = form.id == FormVersion::ENTRY && leader.is_some();
        let mut answers = if is_member && about.person.is_none() {
            Written::default()
        } else {
            persons::known_of((&self.profiles, &self.persons), about.person, own_phone, form)
        };
        let journey = leader.filter(|_| is_member).and_then(|leader| {
            let of_leader = forms.version(&leader.response.questionnaire)?;
            Some(Written::of(&of_leader.questionnaire, &leader.response.item))
        });
        for one in journey.iter().flat_map(|journey| persons::fitting(journey, form, &JOURNEY_QUESTIONS).0) {
            answers.set(&one.link_id, one.time, one.answers);
        }
        let id = self.fresh_id();
        let (form, questionnaire) = (form.id.clone(), form.questionnaire.canonical());
        self.drafts.push(Draft { id, form, questionnaire, about, changed_at: now, answers, refused: Vec::new() });
        Ok(id)
    }

    /// The declaration of entry that others can share the journey of, or that a daily report can belong to.
    fn leader(&self, id: i64, form: &FormVersion) -> Option<&Made> {
        let may_lead = |made: &&Made| {
            let is_daily = form.id == FormVersion::ENTRY_DAILY;
            let is_group = form.id == FormVersion::ENTRY && made.about.journey_of.is_none();
            made.id == id && made.form == FormVersion::ENTRY && (is_daily || is_group)
        };
        self.made.iter().find(may_lead)
    }

    pub(crate) fn drafts(&self) -> Vec<DeclarationDraft> {
        self.drafts.iter().map(Draft::shown).collect()
    }

    /// Drops a draft. Returns whether there was one.
    pub(crate) fn delete_draft(&mut self, id: i64) -> bool {
        let before = self.drafts.len();
        self.drafts.retain(|draft| draft.id != id);
        self.drafts.len() < before
    }

    pub(super) fn draft<'f>(&self, id: i64, forms: &'f PhoneForms) -> Result<(&Draft, &'f FormVersion), Problem> {
        let draft = self.drafts.iter().find(|draft| draft.id == id).ok_or(Problem::NotFound)?;
        let form = forms.version(&draft.questionnaire).ok_or(Problem::NotFound)?;
        Ok((draft, form))
    }

    /// A draft's items with what was answered.
    ///
    /// # Errors
    /// [`Problem::NotFound`] where there is no such draft, or its form is not known any more.
    pub(crate) fn questions(
        &self,
        id: i64,
        forms: &PhoneForms,
        now: Moment,
    ) -> Result<Vec<DeclarationQuestion>, Problem> {
        let (draft, form) = self.draft(id, forms)?;
        Ok(questions::questions(form, &draft.answers, now.today))
    }

    /// The items of a declaration that was made, those that were answered alone.
    ///
    /// # Errors
    /// [`Problem::NotFound`] where there is no such declaration, or its form is not known any more.
    pub(crate) fn answered(
        &self,
        id: i64,
        forms: &PhoneForms,
        now: Moment,
    ) -> Result<Vec<DeclarationQuestion>, Problem> {
        let made = self.made.iter().find(|made| made.id == id).ok_or(Problem::NotFound)?;
        let form = forms.version(&made.response.questionnaire).ok_or(Problem::NotFound)?;
        let written = Written::of(&form.questionnaire, &made.response.item);
        let mut questions = questions::questions(form, &written, now.today);
        questions.retain(|question| !question.answers.is_empty());
        Ok(questions)
    }

    /// Writes the answers to one question of a draft. What is wrong comes back, and the draft stays as it was.
    ///
    /// # Errors
    /// [`Problem::NotFound`] where there is no such draft or question.
    pub(crate) fn answer(
        &mut self,
        id: i64,
        (link_id, time): (&str, Option<usize>),
        words: &[String],
        forms: &PhoneForms,
        now: Moment,
    ) -> Result<Vec<AnswerRefused>, Problem> {
        let (draft, form) = self.draft(id, forms)?;
        let changed = match answered(draft, form, (link_id, time), words, now)? {
            Ok(changed) => changed,
            Err(refused) => return Ok(refused),
        };
        if let Some(draft) = self.drafts.iter_mut().find(|draft| draft.id == id) {
            *draft = changed;
        }
        Ok(Vec::new())
    }

    /// What the form says of a draft.
    ///
    /// # Errors
    /// As [`Self::questions`]; [`Problem::RequestInvalid`] where its form was replaced and is not taken any more.
    pub(crate) fn check(&self, id: i64, forms: &PhoneForms, now: Moment) -> Result<DeclarationCheck, Problem> {
        let (draft, form) = self.draft(id, forms)?;
        if !form.is_taken(now.today) {
            return Err(Problem::RequestInvalid);
        }
        let response = draft.response(form, now.at);
        Ok(match form.check(&response, now.today) {
            Ok(checked) => {
                let triage = form.rules.triage(&checked);
                DeclarationCheck { refused: Vec::new(), class: Some(triage.class), reason: triage.reason }
            }
            Err(CheckError::Refused(refused)) => {
                let refused = refused.into_iter().map(questions::refused).collect();
                DeclarationCheck { refused, class: None, reason: None }
            }
            Err(CheckError::OtherForm) => return Err(Problem::RequestInvalid),
        })
    }
}

/// A draft with these answers to one of its questions, or what is wrong with them.
///
/// # Errors
/// [`Problem::NotFound`] where the question is not asked.
pub(super) fn answered(
    draft: &Draft,
    form: &FormVersion,
    (link_id, time): (&str, Option<usize>),
    words: &[String],
    now: Moment,
) -> Result<Result<Draft, Vec<AnswerRefused>>, Problem> {
    let all = questions::questions(form, &draft.answers, now.today);
    let is_shown = all.iter().any(|one| one.link_id == link_id && one.time.map(Saturate::saturate) == time);
    let item = form.questionnaire.find(link_id).filter(|item| item.is_question() && is_shown);
    let item = item.ok_or(Problem::NotFound)?;
    let mut answers = Vec::new();
    for (entry, words) in words.iter().filter(|words| !words.trim().is_empty()).enumerate() {
        match written::read(item, words) {
            Ok(answer) => answers.push(Given::Read(answer)),
            Err(kind) => {
                let entry = time.or_else(|| item.repeats.then_some(entry));
                let refusal = Refusal { link_id: link_id.to_owned(), entry, kind };
                return Ok(Err(vec![questions::refused(refusal)]));
            }
        }
    }
    let mut changed = draft.clone();
    changed.answers.set(link_id, time, answers);
    let is_missing = |refusal: &Refusal| refusal.kind == RefusalKind::Missing;
    if let Err(CheckError::Refused(refused)) = form.check(&changed.response(form, now.at), now.today) {
        let of_this = |one: &Refusal| {
            let is_time = time.is_none() || one.entry == time;
            one.link_id == link_id && is_time && !is_missing(one)
        };
        let wrong: Vec<AnswerRefused> = refused.into_iter().filter(of_this).map(questions::refused).collect();
        if !wrong.is_empty() {
            return Ok(Err(wrong));
        }
    }
    changed.answers.close_gaps(&form.questionnaire);
    changed.changed_at = now.at;
    changed.refused.retain(|refused| refused != link_id);
    Ok(Ok(changed))
}
