//! Which answers are carried from one form to the next, so that nobody writes them twice: what is known of a person, and the
//! journey of those who travel together. Symptoms, contacts, conditions and consents are asked each time.

/// Questions about the person.
pub const PERSON_QUESTIONS: [&str; 21] = [
    "name",
    "id_number",
    "birth_year",
    "gender",
    "nationality",
    "passport",
    "category",
    "phone",
    "email",
    "insurance",
    "address.province",
    "address.district",
    "address.ward",
    "address.detail",
    "contact.province",
    "contact.district",
    "contact.ward",
    "contact.detail",
    "vaccine.name",
    "vaccine.date",
    "vaccine.dose",
];

/// Questions about the journey, which those who travel together share. Each has a seat of their own.
pub const JOURNEY_QUESTIONS: [&str; 21] = [
    "gate",
    "transport",
    "vehicle",
    "plate",
    "depart_date",
    "entry_date",
    "depart_country",
    "depart_province",
    "arrive_province",
    "countries_recent",
    "stay.province",
    "stay.district",
    "stay.ward",
    "stay.detail",
    "contact.province",
    "contact.district",
    "contact.ward",
    "contact.detail",
    "phone",
    "quarantine.kind",
    "quarantine.place",
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::forms::FormVersion;

    #[test]
    fn a_report_of_somebody_else_shares_no_question_with_a_form_about_oneself() {
        let forms = FormVersion::shipped().unwrap();
        let (of_others, own): (Vec<_>, Vec<_>) = forms.iter().partition(|form| form.is_of_others());
        assert_eq!(of_others.len(), 1);
        for item in of_others.iter().flat_map(|form| form.questionnaire.all_items()) {
            assert!(own.iter().all(|form| form.questionnaire.find(&item.link_id).is_none()), "{}", item.link_id);
        }
    }

    #[test]
    fn every_carried_question_is_in_a_form_and_none_is_about_health() {
        let forms = FormVersion::shipped().unwrap();
        let asked: Vec<&str> =
            forms.iter().flat_map(|form| form.questionnaire.all_items()).map(|item| item.link_id.as_str()).collect();
        for question in PERSON_QUESTIONS.iter().chain(&JOURNEY_QUESTIONS) {
            assert!(asked.contains(question), "{question}");
            for about_health in ["symptom", "condition", "exposure", "contact.case", "contact.symptomatic", "test."] {
                assert!(!question.starts_with(about_health), "{question}");
            }
        }
    }
}
