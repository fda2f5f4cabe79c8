//! Answers to a form as people type and read them, in either language; the core takes `yes`, `2021-05-03` and codes.

use chrono::{Local, NaiveDate};
use lancan_core::{DeclarationQuestion, QuestionKind, QuestionOption};
use lancan_text::Language;

use super::{ask::yes_or_no, dates::read_day, say::Speech};
use crate::failure::Failure;

/// An answered question by its name and time, and what was answered.
pub(super) type NamedAnswer = ((String, Option<u32>), Vec<String>);

/// The answers of a command line.
///
/// # Errors
/// Names the one that is no `linkId=value`.
pub(super) fn read_answers(given: &[String]) -> Result<Vec<NamedAnswer>, Failure> {
    let mut read: Vec<NamedAnswer> = Vec::new();
    for one in given {
        let no_answer = || Failure::with_all("phone-not-an-answer", &[("text", one)]);
        let (name, words) = one.split_once('=').ok_or_else(no_answer)?;
        let (link_id, time) = match name.split_once('~') {
            Some((link_id, time)) => (link_id, Some(time.parse().map_err(|_| no_answer())?)),
            None => (name, None),
        };
        let name = (link_id.to_owned(), time);
        match read.iter_mut().find(|(known, _)| *known == name) {
            Some((_, all)) => all.push(words.to_owned()),
            None => read.push((name, vec![words.to_owned()])),
        }
    }
    Ok(read)
}

/// An answer as the core takes it. What is not understood stays as it was typed: the core says what is wrong with it.
pub(super) fn written(question: &DeclarationQuestion, typed: &str) -> String {
    let typed = typed.trim();
    let understood = match question.kind {
        QuestionKind::YesNo => yes_or_no(typed).map(|yes| if yes { "yes" } else { "no" }.to_owned()),
        QuestionKind::Date => whole_date(typed).map(|date| date.format("%Y-%m-%d").to_string()),
        QuestionKind::Choice | QuestionKind::OpenChoice => option(question, typed).map(|option| option.code.clone()),
        _ => None,
    };
    understood.unwrap_or_else(|| typed.to_owned())
}

/// A date with its year: a form asks for coming days too, so that the last such day is not meant.
fn whole_date(typed: &str) -> Option<NaiveDate> {
    let has_year = typed.split(|c: char| !c.is_ascii_digit()).any(|part| part.len() == 4);
    read_day(typed, Local::now().date_naive()).filter(|_| has_year)
}

/// The option with this code, or with these words in either language.
fn option<'a>(question: &'a DeclarationQuestion, typed: &str) -> Option<&'a QuestionOption> {
    let is = |words: &str| words.to_lowercase() == typed.to_lowercase();
    let options = &question.options;
    let coded = options.iter().find(|option| option.code == typed);
    coded.or_else(|| {
        options
            .iter()
            .find(|option| [&option.code, &option.vietnamese, &option.english].into_iter().any(|words| is(words)))
    })
}

/// An answer of the core as people read it.
pub(super) fn shown(question: &DeclarationQuestion, answer: &str, speech: Speech) -> String {
    match question.kind {
        QuestionKind::YesNo if answer == "yes" => speech.plain("phone-word-yes"),
        QuestionKind::YesNo if answer == "no" => speech.plain("phone-word-no"),
        QuestionKind::Date => whole_date(answer).map_or_else(|| answer.to_owned(), |date| speech.date(date)),
        QuestionKind::Choice | QuestionKind::OpenChoice => {
            option(question, answer).map_or_else(|| answer.to_owned(), |option| in_words(option, speech.language()))
        }
        _ => answer.to_owned(),
    }
}

/// The answers to choose from, a line each: the code, and what it is called.
pub(super) fn names_of(question: &DeclarationQuestion, language: Language) -> Vec<String> {
    question.options.iter().map(|option| format!("{:<12}  {}", option.code, in_words(option, language))).collect()
}

fn in_words(option: &QuestionOption, language: Language) -> String {
    match language {
        Language::Vi => option.vietnamese.clone(),
        Language::En => option.english.clone(),
    }
}

/// What may be answered, where the question's words do not say so.
pub(super) fn hint(question: &DeclarationQuestion, speech: Speech) -> Vec<String> {
    let kind = match question.kind {
        QuestionKind::YesNo => Some("phone-answer-yes-no"),
        QuestionKind::Whole => Some("phone-answer-whole"),
        QuestionKind::Tenths => Some("phone-answer-tenths"),
        QuestionKind::Date => Some("phone-answer-date"),
        QuestionKind::Choice => Some("phone-answer-choice"),
        QuestionKind::OpenChoice => Some("phone-answer-open-choice"),
        QuestionKind::Country => Some("phone-answer-country"),
        QuestionKind::Phone => Some("phone-answer-phone"),
        QuestionKind::Province => Some("phone-answer-province"),
        QuestionKind::District => Some("phone-answer-district"),
        QuestionKind::Ward => Some("phone-answer-ward"),
        QuestionKind::Heading | QuestionKind::Words | QuestionKind::Line | QuestionKind::Text => None,
    };
    let several = question.repeats.then_some("phone-answer-several");
    kind.into_iter().chain(several).map(|key| speech.plain(key)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn question(kind: QuestionKind) -> DeclarationQuestion {
        let option = |code: &str, vietnamese: &str, english: &str| QuestionOption {
            code: code.into(),
            vietnamese: vietnamese.into(),
            english: english.into(),
        };
        DeclarationQuestion {
            link_id: "asked".into(),
            time: None,
            kind,
            vietnamese: "Sốt".into(),
            english: "Fever".into(),
            required: true,
            repeats: false,
            consent: false,
            earliest: None,
            latest: None,
            options: vec![option("air", "Đường hàng không", "By air"), option("sea", "Đường biển", "By sea")],
            answers: Vec::new(),
        }
    }

    #[test]
    fn answers_are_named_and_those_of_one_question_come_together() {
        let given = ["a=1", "b~0=x=y", "a=2"].map(str::to_owned);
        let expected =
            vec![(("a".into(), None), vec!["1".into(), "2".into()]), (("b".into(), Some(0)), vec!["x=y".into()])];
        assert_eq!(read_answers(&given).unwrap(), expected);
        for wrong in ["a", "a~x=1"] {
            let said = read_answers(&[wrong.to_owned()]).unwrap_err().to_string();
            assert!(said.contains(wrong), "{said}");
        }
    }

    #[test]
    fn people_answer_in_their_words_and_with_the_day_first() {
        let yes_no = question(QuestionKind::YesNo);
        assert_eq!(
            ["Có", "k", "yes", "không", "x"].map(|typed| written(&yes_no, typed)),
            ["yes", "no", "yes", "no", "x"]
        );
        let date = question(QuestionKind::Date);
        for typed in ["03/05/2021", "3/5/2021", "2021-05-03"] {
            assert_eq!(written(&date, typed), "2021-05-03");
        }
        assert_eq!(written(&date, "3/5"), "3/5", "of which year, a form does not guess");
        let choice = question(QuestionKind::Choice);
        assert_eq!(
            ["đường biển", "By air", "sea", "x"].map(|typed| written(&choice, typed)),
            ["sea", "air", "sea", "x"]
        );
    }

    #[test]
    fn what_was_answered_is_shown_in_the_language_of_the_reader() {
        for (language, expected) in
            [(Language::Vi, ["không", "03/05/2021", "Đường biển"]), (Language::En, ["no", "3 May 2021", "By sea"])]
        {
            let speech = Speech::of(language);
            let shown = |kind, answer| shown(&question(kind), answer, speech);
            let all = [
                shown(QuestionKind::YesNo, "no"),
                shown(QuestionKind::Date, "2021-05-03"),
                shown(QuestionKind::Choice, "sea"),
            ];
            assert_eq!(all, expected);
        }
    }

    #[test]
    fn a_question_says_what_may_be_answered() {
        let vi = Speech::of(Language::Vi);
        assert_eq!(hint(&question(QuestionKind::YesNo), vi), ["có hoặc không"]);
        assert_eq!(hint(&question(QuestionKind::Date), vi), ["ngày, như 03/05/2021"]);
        assert!(hint(&question(QuestionKind::Line), vi).is_empty());
    }
}
