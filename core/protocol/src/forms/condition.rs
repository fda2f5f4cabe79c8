//! A condition on one answer: of `enableWhen` in a form, and of triage beside it.

use core::cmp::Ordering;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};

use super::Answer;

/// How an answer is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Operator {
    /// One of the answers is this.
    #[serde(rename = "=")]
    Equal,
    /// None of the answers is this (FHIR R4, `QuestionnaireItemOperator`); so it holds where there is no answer.
    #[serde(rename = "!=")]
    NotEqual,
    /// There is an answer, or none.
    #[serde(rename = "exists")]
    Exists,
    /// One of the answers is greater. Triage only, like all that follow.
    #[serde(rename = ">")]
    Greater,
    /// One of the answers is greater or the same.
    #[serde(rename = ">=")]
    AtLeast,
    /// One of the answers is smaller.
    #[serde(rename = "<")]
    Less,
    /// One of the answers is smaller or the same.
    #[serde(rename = "<=")]
    AtMost,
    /// One of the answers is on a list.
    #[serde(rename = "in")]
    In,
}

/// What an answer is compared with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expected {
    /// An answer.
    Answer(Answer),
    /// The name of a list of words or codes beside the form.
    List(String),
}

/// A condition on the answers to one question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "ConditionJson", into = "ConditionJson")]
pub struct Condition {
    /// The question's linkId.
    pub question: String,
    /// How its answers are compared.
    pub operator: Operator,
    /// What they are compared with.
    pub expected: Expected,
}

/// The lists that conditions name.
pub type Lists = BTreeMap<String, Vec<String>>;

impl Condition {
    /// Whether the condition holds of these answers to its question.
    pub fn holds(&self, answers: &[&Answer], lists: &Lists) -> bool {
        match (&self.expected, self.operator) {
            (Expected::Answer(Answer::Boolean(expected)), Operator::Exists) => answers.is_empty() != *expected,
            (Expected::Answer(expected), Operator::NotEqual) => !answers.contains(&expected),
            (Expected::Answer(expected), operator) => answers.iter().any(|answer| compares(answer, operator, expected)),
            (Expected::List(name), _) => {
                let listed = |word: &String| lists.get(name).is_some_and(|list| list.contains(word));
                answers
                    .iter()
                    .any(|answer| matches!(answer, Answer::String(word) | Answer::Coding(word) if listed(word)))
            }
        }
    }
}

fn compares(answer: &Answer, operator: Operator, expected: &Answer) -> bool {
    let order = order(answer, expected);
    match operator {
        Operator::Equal => answer == expected,
        Operator::Greater => order == Some(Ordering::Greater),
        Operator::AtLeast => order.is_some_and(Ordering::is_ge),
        Operator::Less => order == Some(Ordering::Less),
        Operator::AtMost => order.is_some_and(Ordering::is_le),
        Operator::NotEqual | Operator::Exists | Operator::In => false,
    }
}

/// How two answers lie to each other, when both are numbers or dates of one kind.
pub(super) fn order(one: &Answer, other: &Answer) -> Option<Ordering> {
    match (one, other) {
        (Answer::Integer(one), Answer::Integer(other)) | (Answer::Decimal(one), Answer::Decimal(other)) => {
            Some(one.cmp(other))
        }
        (Answer::Date(one), Answer::Date(other)) => Some(one.cmp(other)),
        _ => None,
    }
}

#[derive(Serialize, Deserialize)]
struct ConditionJson {
    question: String,
    operator: Operator,
    #[serde(flatten)]
    rest: Map<String, Json>,
}

impl TryFrom<ConditionJson> for Condition {
    type Error = String;

    fn try_from(ConditionJson { question, operator, mut rest }: ConditionJson) -> Result<Self, String> {
        let expected = match (operator, rest.remove("list")) {
            (Operator::In, Some(Json::String(name))) if rest.is_empty() => Expected::List(name),
            (Operator::In, _) => return Err("in needs the name of a list, and nothing else".into()),
            (_, Some(_)) => return Err("only in takes a list".into()),
            (_, None) => Expected::Answer(Answer::of_member("answer", &rest)?),
        };
        if operator == Operator::Exists && !matches!(expected, Expected::Answer(Answer::Boolean(_))) {
            return Err("exists needs answerBoolean".into());
        }
        Ok(Self { question, operator, expected })
    }
}

impl From<Condition> for ConditionJson {
    fn from(Condition { question, operator, expected }: Condition) -> Self {
        let member = match expected {
            Expected::Answer(answer) => answer.to_member("answer"),
            Expected::List(name) => ("list".into(), Json::from(name)),
        };
        Self { question, operator, rest: Map::from_iter([member]) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holds(operator: &str, expected: &str, answers: &[Answer]) -> bool {
        let text = format!(r#"{{"question":"q","operator":"{operator}",{expected}}}"#);
        let condition: Condition = serde_json::from_str(&text).unwrap();
        assert_eq!(serde_json::to_string(&condition).unwrap(), text);
        let lists = Lists::from([("far".into(), vec!["IN".into()])]);
        condition.holds(&answers.iter().collect::<Vec<_>>(), &lists)
    }

    #[test]
    fn each_operator_compares_as_fhir_says() {
        let two = [Answer::Integer(2), Answer::Integer(5)];
        assert!(holds("=", r#""answerInteger":5"#, &two) && !holds("=", r#""answerInteger":5"#, &[]));
        assert!(!holds("!=", r#""answerInteger":5"#, &two) && holds("!=", r#""answerInteger":5"#, &[]));
        assert!(holds("exists", r#""answerBoolean":true"#, &two) && holds("exists", r#""answerBoolean":false"#, &[]));
        assert!(holds(">", r#""answerInteger":4"#, &two) && !holds(">", r#""answerInteger":5"#, &two));
        assert!(holds(">=", r#""answerInteger":5"#, &two) && holds("<", r#""answerInteger":3"#, &two));
        assert!(holds("<=", r#""answerInteger":2"#, &two) && !holds("<=", r#""answerInteger":1"#, &two));
        assert!(!holds(">", r#""answerDecimal":1.0"#, &two), "an integer and a decimal have no order");
        assert!(holds("in", r#""list":"far""#, &[Answer::String("IN".into())]));
        assert!(!holds("in", r#""list":"near""#, &[Answer::Coding("IN".into())]));
    }

    #[test]
    fn a_condition_of_another_form_is_refused() {
        for text in [
            r#"{"question":"q","operator":"~","answerInteger":1}"#,
            r#"{"question":"q","operator":"=","answerInteger":1,"more":2}"#,
            r#"{"question":"q","operator":"="}"#,
            r#"{"question":"q","operator":"exists","answerInteger":1}"#,
            r#"{"question":"q","operator":"in","answerInteger":1}"#,
            r#"{"question":"q","operator":"=","list":"far"}"#,
        ] {
            assert!(serde_json::from_str::<Condition>(text).is_err(), "{text}");
        }
    }
}
