//! What is known of somebody, shown and written by itself: so a user writes it before any form, and corrects it between two.

use std::collections::BTreeSet;

use lancan_protocol::{
    forms::{FormVersion, Given, PERSON_QUESTIONS},
    problem::Problem,
};

use super::{
    About, Declarations, Moment, PhoneForms,
    book::Draft,
    drafting::answered,
    persons::{self, Profile},
    questions::questions,
    shown::{AnswerRefused, DeclarationQuestion, QuestionKind},
    written::Written,
};

impl Declarations {
    /// The questions about a person that forms ask, each once and none of them required, with what is known. A person's name
    /// and year of birth are not among them: the family's list has these.
    ///
    /// # Errors
    /// [`Problem::NotFound`] where there is no such person.
    pub(crate) fn profile(
        &self,
        person: Option<i64>,
        own_phone: Option<&str>,
        forms: &PhoneForms,
        now: Moment,
    ) -> Result<Vec<DeclarationQuestion>, Problem> {
        let listed = self.listed(person)?;
        let mut seen: BTreeSet<String> = listed.iter().map(|link_id| (*link_id).to_owned()).collect();
        let mut all: Vec<DeclarationQuestion> = Vec::new();
        for form in about_persons(forms) {
            let known = self.known(person, own_phone, form);
            let is_new = |one: &DeclarationQuestion| {
                let is_of_person = PERSON_QUESTIONS.contains(&one.link_id.as_str());
                one.kind == QuestionKind::Heading || (is_of_person && !seen.contains(&one.link_id))
            };
            let of_form = questions(form, &known, now.today).into_iter().filter(is_new);
            let of_form: Vec<DeclarationQuestion> =
                of_form.map(|one| DeclarationQuestion { required: false, ..one }).collect();
            seen.extend(of_form.iter().map(|one| one.link_id.clone()));
            all.extend(of_form);
        }
        // A heading below which nothing is left.
        let is_heading = |one: &DeclarationQuestion| one.kind == QuestionKind::Heading;
        let has_questions: Vec<bool> =
            all.iter().skip(1).map(|next| !is_heading(next)).chain(core::iter::once(false)).collect();
        let kept = all.into_iter().zip(has_questions).filter(|(one, has)| !is_heading(one) || *has);
        Ok(kept.map(|(one, _)| one).collect())
    }

    /// Writes the answers to one question of a profile. What is wrong comes back, and the profile stays as it was.
    ///
    /// # Errors
    /// [`Problem::NotFound`] where there is no such person or question.
    pub(crate) fn answer_profile(
        &mut self,
        person: Option<i64>,
        (link_id, time): (&str, Option<usize>),
        words: &[String],
        (own_phone, forms): (Option<&str>, &PhoneForms),
        now: Moment,
    ) -> Result<Vec<AnswerRefused>, Problem> {
        let listed = self.listed(person)?;
        let is_of_person = PERSON_QUESTIONS.contains(&link_id) && !listed.contains(&link_id);
        let asks = |form: &&FormVersion| is_of_person && form.questionnaire.find(link_id).is_some();
        let form = about_persons(forms).find(asks).ok_or(Problem::NotFound)?;
        let draft = Draft {
            id: 0,
            form: form.id.clone(),
            questionnaire: form.questionnaire.canonical(),
            about: About { person, journey_of: None },
            changed_at: now.at,
            answers: self.known(person, own_phone, form),
            refused: Vec::new(),
        };
        let changed = match answered(&draft, form, (link_id, time), words, now)? {
            Ok(changed) => changed.answers,
            Err(refused) => return Ok(refused),
        };
        self.keep_profile(person, form, changed, own_phone);
        Ok(Vec::new())
    }

    /// Keeps what a form's questions say of a person, without what is known from elsewhere.
    fn keep_profile(&mut self, person: Option<i64>, form: &FormVersion, answers: Written, own_phone: Option<&str>) {
        let elsewhere = persons::known_of((&[], &self.persons), person, own_phone, form);
        let is_own = |link_id: &str, time, given: &[Given]| elsewhere.get(link_id, time) != given;
        let own = answers.0.into_iter().filter(|one| is_own(&one.link_id, one.time, &one.answers));
        let own: Vec<_> = own.collect();
        if !self.profiles.iter().any(|profile| profile.person == person) {
            self.profiles.push(Profile { person, answers: Written::default() });
        }
        for profile in self.profiles.iter_mut().filter(|profile| profile.person == person) {
            profile.answers.0.retain(|one| form.questionnaire.find(&one.link_id).is_none());
            profile.answers.0.extend(own.iter().cloned());
        }
        self.profiles.retain(|profile| !profile.answers.0.is_empty());
    }

    fn known(&self, person: Option<i64>, own_phone: Option<&str>, form: &FormVersion) -> Written {
        persons::known_of((&self.profiles, &self.persons), person, own_phone, form)
    }

    /// What the family's list says of a person; nothing for the user.
    fn listed(&self, person: Option<i64>) -> Result<Vec<&'static str>, Problem> {
        let Some(id) = person else { return Ok(Vec::new()) };
        let person = self.person(id).ok_or(Problem::NotFound)?;
        Ok(person.known().map(|(link_id, _)| link_id).to_vec())
    }
}

/// The forms that are about whoever declares or a person of their family: those of every day before those of a journey, and the one
/// first that asks most of a person.
fn about_persons(forms: &PhoneForms) -> impl Iterator<Item = &FormVersion> {
    let mut about: Vec<&FormVersion> = forms.in_use().filter(|form| !form.is_of_others()).collect();
    about.sort_by_key(|form| {
        let asked = PERSON_QUESTIONS.iter().filter(|link_id| form.questionnaire.find(link_id).is_some());
        core::cmp::Reverse((form.is_once_a_day(), asked.count()))
    });
    about.into_iter()
}
