//! Filling in a form at the terminal: by answers on the command line, or question by question. Nothing is sent.

use std::{fmt::Write as _, process::ExitCode};

use lancan_core::{AnswerRefused, DeclarationDraft, DeclarationQuestion, QuestionKind, Tracer};
use lancan_protocol::problem::Problem;
use lancan_text::Language;

use super::{
    ask,
    declare_answers::{hint, names_of, read_answers, shown, written},
    say::Speech,
};
use crate::failure::{Failure, Outcome};

/// A form to fill in.
#[derive(clap::Args)]
pub(crate) struct FillWish {
    /// The form's name, for example vhd.
    pub(super) form: String,
    /// Answers as linkId=value (yes, no, a number, 03/05/2021, a code, words); of a group that repeats linkId~0=value,
    /// of a question with several answers the same linkId again. Without any, the questions are asked.
    pub(super) answers: Vec<String>,
    /// A person of the family, by number.
    #[arg(long)]
    pub(super) person: Option<i64>,
    /// The declaration of entry whose journey is shared, or to which a daily report belongs, by number.
    #[arg(long)]
    pub(super) journey_of: Option<i64>,
    /// Takes the place of what was declared today.
    #[arg(long)]
    pub(super) replaces: bool,
    /// Keeps a draft, also when nothing is missing.
    #[arg(long)]
    pub(super) draft: bool,
}

/// Fills in a form by answers on the command line or by questions, and declares it when nothing is missing.
pub(super) fn fill(tracer: &mut Tracer, wish: &FillWish, speech: Speech) -> Outcome {
    let failure = |problem: Problem| speech.failure(problem);
    let now = lancan_desktop::now();
    let answers = read_answers(&wish.answers)?;
    let begun = tracer.begin_declaration(now, &wish.form, wish.person, wish.journey_of);
    let draft = begun.map_err(|problem| match problem {
        Problem::NotFound => not_begun(tracer, wish),
        problem => failure(problem),
    })?;
    if answers.is_empty() {
        ask_all(tracer, draft, speech)?;
    }
    let mut wrong: Vec<AnswerRefused> = Vec::new();
    for ((link_id, time), words) in answers {
        let question = question(tracer, draft, &link_id, time, speech)?;
        let question = question.ok_or_else(|| no_question(&link_id, &wish.form))?;
        let words: Vec<String> = words.iter().map(|words| written(&question, words)).collect();
        wrong.extend(tracer.answer_declaration(now, draft, &link_id, time, &words).map_err(failure)?);
    }
    let questions = tracer.declaration_questions(draft).map_err(failure)?;
    let check = tracer.check_declaration(draft).map_err(failure)?;
    let is_told = |one: &AnswerRefused| wrong.iter().any(|told| told.link_id == one.link_id && told.entry == one.entry);
    let lacking: Vec<AnswerRefused> = check.refused.into_iter().filter(|one| !is_told(one)).collect();
    let is_wrong = !wrong.is_empty();
    wrong.extend(lacking);
    if wish.draft && !is_wrong {
        for line in refused_lines(&wrong, &questions, speech.language()) {
            println!("{line}");
        }
        println!("{}", speech.plain("phone-declare-draft"));
        return Ok(ExitCode::SUCCESS);
    }
    if !wrong.is_empty() {
        let command = go_on(&wish.form, wish.person, wish.journey_of);
        let kept = Failure::with_all("phone-declare-draft-lacks", &[("command", &command)]);
        return Err(kept.with_lines(|language| refused_lines(&wrong, &questions, language)));
    }
    tracer.declare(now, draft, wish.replaces).map_err(|problem| match problem {
        Problem::Conflict => Failure::with_all("phone-declare-twice", &[("form", &wish.form)]),
        problem => failure(problem),
    })?;
    if let Some(reason) = &check.reason {
        println!("{}", speech.plain(&format!("declaration-reason-{reason}")));
    }
    println!("{}", speech.plain("phone-declare-waits"));
    Ok(ExitCode::SUCCESS)
}

/// Which word of the command names what there is not.
fn not_begun(tracer: &Tracer, wish: &FillWish) -> Failure {
    match (wish.person, wish.journey_of) {
        (Some(person), _) if !has_person(tracer, person) => no_person(person),
        (_, Some(journey)) => Failure::with_all("phone-no-entry", &[("number", &journey)]),
        _ => no_form(&wish.form),
    }
}

/// There is no such form.
pub(super) fn no_form(form: &str) -> Failure {
    Failure::with_all("phone-no-form", &[("form", &form)])
}

/// There is no such person of the family.
pub(super) fn no_person(person: i64) -> Failure {
    Failure::with_all("phone-no-person", &[("number", &person)])
}

pub(super) fn has_person(tracer: &Tracer, person: i64) -> bool {
    tracer.declaration_persons().iter().any(|known| known.id == person)
}

fn no_question(link_id: &str, form: &str) -> Failure {
    Failure::with_all("phone-no-question", &[("question", &link_id), ("form", &form)])
}

/// The command that goes on with a draft.
fn go_on(form: &str, person: Option<i64>, journey_of: Option<i64>) -> String {
    let option =
        |name: &str, number: Option<i64>| number.map(|number| format!(" --{name} {number}")).unwrap_or_default();
    format!("lancan phone declare fill {form}{}{}", option("person", person), option("journey-of", journey_of))
}

/// There is nothing to send but drafts: what each lacks, and the command that goes on with it.
pub(super) fn only_drafts(tracer: &Tracer, drafts: &[DeclarationDraft]) -> Failure {
    Failure::of("phone-declare-only-drafts")
        .with_lines(|language| drafts.iter().flat_map(|draft| draft_lines(tracer, draft, language)).collect())
}

/// A draft, the command that goes on with it, and what it lacks.
pub(super) fn draft_lines(tracer: &Tracer, draft: &DeclarationDraft, language: Language) -> Vec<String> {
    let speech = Speech::of(language);
    let command = go_on(&draft.form, draft.person, draft.journey_of);
    let id = draft.id.to_string();
    let mut lines =
        vec![speech.with_all("phone-declare-go-on", &[("number", &id), ("form", &draft.form), ("command", &command)])];
    let (Ok(questions), Ok(check)) = (tracer.declaration_questions(draft.id), tracer.check_declaration(draft.id))
    else {
        return lines;
    };
    lines.extend(refused_lines(&check.refused, &questions, language));
    lines
}

/// A question that is asked by the answers so far.
fn question(
    tracer: &Tracer,
    draft: i64,
    link_id: &str,
    time: Option<u32>,
    speech: Speech,
) -> Result<Option<DeclarationQuestion>, Failure> {
    let questions = tracer.declaration_questions(draft).map_err(|problem| speech.failure(problem))?;
    Ok(questions.into_iter().find(|one| one.link_id == link_id && one.time == time))
}

/// Asks every question that is not answered yet, in the order of the form.
fn ask_all(tracer: &mut Tracer, draft: i64, speech: Speech) -> Result<(), Failure> {
    let failure = |problem: Problem| speech.failure(problem);
    let mut seen: Vec<(String, Option<u32>)> = Vec::new();
    loop {
        let questions = tracer.declaration_questions(draft).map_err(failure)?;
        let is_next = |one: &&DeclarationQuestion| !seen.contains(&(one.link_id.clone(), one.time));
        let Some(question) = questions.iter().find(is_next).cloned() else { return Ok(()) };
        let name = (question.link_id.clone(), question.time);
        if matches!(question.kind, QuestionKind::Heading | QuestionKind::Words) {
            println!("\n{}", label(&question, speech.language()));
            seen.push(name);
            continue;
        }
        for line in names_of(&question, speech.language()) {
            println!("  {line}");
        }
        let typed = ask::typed(&asked(&question, speech))?;
        let words: Vec<String> = match typed.as_str() {
            "" => question.answers.clone(),
            typed if question.repeats => typed.split(';').map(|one| written(&question, one)).collect(),
            typed => vec![written(&question, typed)],
        };
        let refused = tracer
            .answer_declaration(lancan_desktop::now(), draft, &question.link_id, question.time, &words)
            .map_err(failure)?;
        for one in &refused {
            println!("  {}", refused_words(speech, one));
        }
        if refused.is_empty() {
            seen.push(name);
        }
    }
}

/// A question as it is asked: whether there must be an answer, what may be answered, and what an empty line keeps.
fn asked(question: &DeclarationQuestion, speech: Speech) -> String {
    let mut line = label(question, speech.language());
    if question.required {
        line.push_str(" *");
    }
    let kept: Vec<String> = question.answers.iter().map(|answer| shown(question, answer, speech)).collect();
    let kept = (!kept.is_empty()).then(|| speech.with("phone-declare-kept", "answer", &kept.join("; ")));
    let hints: Vec<String> = hint(question, speech).into_iter().chain(kept).collect();
    if !hints.is_empty() {
        let _ = write!(line, " [{}]", hints.join("; "));
    }
    line
}

fn label(question: &DeclarationQuestion, language: Language) -> String {
    match language {
        Language::Vi => question.vietnamese.clone(),
        Language::En => question.english.clone(),
    }
}

/// What is wrong or missing, a line each: the question's words, its name, and why.
fn refused_lines(refused: &[AnswerRefused], questions: &[DeclarationQuestion], language: Language) -> Vec<String> {
    let speech = Speech::of(language);
    let line = |one: &AnswerRefused| {
        let question = questions.iter().find(|question| question.link_id == one.link_id);
        let name = question.map(|question| format!("{} ", label(question, language))).unwrap_or_default();
        let allowed = question.and_then(|question| allowed(question, one, speech));
        let allowed = allowed.map(|allowed| format!(" – {allowed}")).unwrap_or_default();
        format!("  {name}({}): {}{allowed}", one.link_id, refused_words(speech, one))
    };
    refused.iter().map(line).collect()
}

/// What may be answered instead of an answer that is none.
fn allowed(question: &DeclarationQuestion, refused: &AnswerRefused, speech: Speech) -> Option<String> {
    match refused.reason.as_str() {
        "not-an-option" => {
            let options = question.options.iter().map(|option| shown(question, &option.code, speech));
            let named = options.zip(&question.options).map(|(words, option)| format!("{} ({words})", option.code));
            Some(named.collect::<Vec<_>>().join(", "))
        }
        "missing" | "wrong-type" | "not-a-date" => hint(question, speech).into_iter().next(),
        _ => None,
    }
}

fn refused_words(speech: Speech, refused: &AnswerRefused) -> String {
    let key = format!("declaration-refused-{}", refused.reason);
    match (&refused.bound, refused.reason.as_str()) {
        (Some(bound), "too-short" | "too-long") => {
            speech.numbers(&key, &[("limit", bound.parse().unwrap_or_default())])
        }
        (Some(bound), "too-early" | "too-late") => {
            let date = chrono::NaiveDate::parse_from_str(bound, "%Y-%m-%d");
            speech.with(&key, "limit", &date.map_or_else(|_| bound.clone(), |date| speech.date(date)))
        }
        (Some(bound), _) => speech.with(&key, "limit", bound),
        (None, _) => speech.plain(&key),
    }
}
