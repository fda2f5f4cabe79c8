//! Declaring health from a terminal: filled in without a network, sent over HTTP, the pass as a QR code. No radio.

use std::process::ExitCode;

use lancan_core::{
    DeclarationForm, DeclarationQuestion, DeclaringStage, MadeDeclaration, Notice, QuestionKind, Tracer,
};
use lancan_protocol::{problem::Problem, wire::Relation};
use lancan_text::Language;
use qrcode::{QrCode, render::unicode::Dense1x2};
use tokio::time::timeout;

use super::{
    home::Home,
    report::{ANSWER_WITHIN, Notices, Reporter, executed, offline},
    say::{self, Speech},
};
use crate::failure::{Failure, Outcome};

/// What the user does with declarations of health.
#[derive(clap::Subcommand)]
pub(crate) enum DeclareWishes {
    /// Lists the forms, and what was declared today.
    Forms {
        /// A person of the family, by number.
        #[arg(long)]
        person: Option<i64>,
        /// Fetches the authority's forms first.
        #[arg(long)]
        fetch: bool,
    },
    /// Fills in a form without a network: by linkId=value, or by questions. Nothing is sent.
    Fill(FillWish),
    /// Declares the same as yesterday, where that was green.
    Same {
        /// The form's name, for example ncovi-daily.
        form: String,
        /// A person of the family, by number.
        #[arg(long)]
        person: Option<i64>,
    },
    /// Sends what waits, after a code by SMS where one is needed.
    Send {
        /// Your telephone number, where you have not signed in.
        number: Option<String>,
    },
    /// Erases on the server everything that was declared with a number, after a code by SMS. What this phone keeps stays.
    Erase {
        /// The telephone number that declared.
        number: String,
    },
    /// Lists drafts and declarations.
    List,
    /// Shows the gate pass of a declaration as a QR code.
    Pass {
        /// The declaration's number, as the list shows it.
        declaration: i64,
    },
    /// Lists the persons for whom you declare.
    Persons,
    /// Adds a person for whom you declare: a child, or somebody without a telephone.
    AddPerson(PersonWish),
    /// Forgets a person with what was declared for them on this phone.
    RemovePerson {
        /// The person's number, as the list shows it.
        person: i64,
    },
}

/// A form to fill in.
#[derive(clap::Args)]
pub(crate) struct FillWish {
    /// The form's name, for example vhd.
    form: String,
    /// Answers as linkId=value (yes, no, a number, 2021-05-03, a code, words); of a group that repeats linkId~0=value,
    /// of a question with several answers the same linkId again. Without any, the questions are asked.
    answers: Vec<String>,
    /// A person of the family, by number.
    #[arg(long)]
    person: Option<i64>,
    /// The declaration of entry whose journey is shared, or to which a daily report belongs, by number.
    #[arg(long)]
    journey_of: Option<i64>,
    /// Takes the place of what was declared today.
    #[arg(long)]
    replaces: bool,
    /// Keeps a draft, also when nothing is missing.
    #[arg(long)]
    draft: bool,
}

/// A person for whom the user declares.
#[derive(clap::Args)]
pub(crate) struct PersonWish {
    /// The person's name.
    name: String,
    /// The year of birth.
    #[arg(long)]
    born: i32,
    /// What the person is to you: child, parent, spouse, sibling, grandparent, grandchild, other.
    #[arg(long, value_parser = relation)]
    relation: Relation,
    /// The person's own number, by which they can take their record over.
    #[arg(long)]
    phone: Option<String>,
    /// The person agrees, or you are the child's parent or guardian.
    #[arg(long)]
    consent: bool,
}

fn relation(name: &str) -> Result<Relation, String> {
    Relation::named(name).ok_or_else(|| Relation::ALL.map(Relation::name).join(", "))
}

pub(crate) async fn run(home: &Home, wishes: DeclareWishes, speech: Speech) -> Outcome {
    match wishes {
        DeclareWishes::Send { number } => send(home, number, speech).await,
        DeclareWishes::Erase { number } => super::declare_erase::run(home, &number, speech),
        DeclareWishes::Forms { person, fetch: true } => {
            let fetched = fetch(home, speech).await?;
            forms(&mut home.tracer(speech)?, person, speech);
            Ok(fetched)
        }
        wishes => act(&mut home.tracer(speech)?, wishes, speech),
    }
}

/// What needs no network.
fn act(tracer: &mut Tracer, wishes: DeclareWishes, speech: Speech) -> Outcome {
    let failure = |problem: Problem| speech.failure(problem);
    let now = lancan_desktop::now();
    match wishes {
        DeclareWishes::Forms { person, .. } => forms(tracer, person, speech),
        DeclareWishes::Fill(wish) => return fill(tracer, &wish, speech),
        DeclareWishes::Same { form, person } => {
            tracer.declare_same(now, &form, person).map_err(failure)?;
            println!("{}", speech.plain("phone-declare-waits"));
        }
        DeclareWishes::List => print(listed(tracer, speech)),
        DeclareWishes::Pass { declaration } => {
            let made = tracer.declarations().into_iter().find(|made| made.id == declaration);
            let pass = made.and_then(|made| made.arrived?.pass).ok_or_else(|| failure(Problem::NotFound))?;
            let code = QrCode::new(&pass.text).map_err(Failure::new)?;
            println!("{}", code.render::<Dense1x2>().build());
            let (from, to) = (speech.moment(pass.valid_from), speech.moment(pass.valid_to));
            println!("{}", speech.with_all("phone-declare-pass", &[("from", &from), ("to", &to)]));
        }
        DeclareWishes::Persons => print(persons(tracer, speech)),
        DeclareWishes::AddPerson(PersonWish { name, born, relation, phone, consent }) => {
            let added = tracer.add_declaration_person(now, &name, born, relation, phone.as_deref(), consent);
            println!("{}", added.map_err(failure)?);
        }
        DeclareWishes::RemovePerson { person } => {
            if !tracer.remove_declaration_person(now, person).map_err(failure)? {
                return Err(failure(Problem::NotFound));
            }
        }
        DeclareWishes::Send { .. } | DeclareWishes::Erase { .. } => {}
    }
    Ok(ExitCode::SUCCESS)
}

fn forms(tracer: &mut Tracer, person: Option<i64>, speech: Speech) {
    let forms = tracer.declaration_forms(lancan_desktop::now(), person);
    if forms.is_empty() {
        print(speech.said("phone-declare-forms-none"));
    }
    for form in forms {
        let DeclarationForm { id, vietnamese, english, declared_today, same_as_yesterday, .. } = form;
        println!("{id:<12}  {}", in_language(speech, vietnamese, english));
        if let Some(when) = declared_today {
            println!("              {}", speech.with("phone-declare-today", "when", &speech.moment(when)));
        }
        if same_as_yesterday {
            println!("              {}", speech.plain("phone-declare-same"));
        }
    }
}

fn in_language(speech: Speech, vietnamese: String, english: String) -> String {
    match speech.language() {
        Language::Vi => vietnamese,
        Language::En => english,
    }
}

/// Fills in a form by answers on the command line or by questions, and declares it when nothing is missing.
fn fill(tracer: &mut Tracer, wish: &FillWish, speech: Speech) -> Outcome {
    let failure = |problem: Problem| speech.failure(problem);
    let now = lancan_desktop::now();
    let draft = tracer.begin_declaration(now, &wish.form, wish.person, wish.journey_of).map_err(failure)?;
    if wish.answers.is_empty() {
        ask_all(tracer, draft, speech)?;
    }
    let mut is_wrong = false;
    for ((link_id, time), words) in read_answers(&wish.answers).ok_or_else(|| failure(Problem::RequestInvalid))? {
        for refused in tracer.answer_declaration(now, draft, &link_id, time, &words).map_err(failure)? {
            is_wrong = true;
            println!("{link_id}: {}", refused_words(speech, &refused));
        }
    }
    let check = tracer.check_declaration(draft).map_err(failure)?;
    for refused in &check.refused {
        println!("{}: {}", refused.link_id, refused_words(speech, refused));
    }
    if is_wrong || !check.refused.is_empty() || wish.draft {
        println!("{}", speech.plain("phone-declare-draft"));
        return Ok(if wish.draft && !is_wrong { ExitCode::SUCCESS } else { ExitCode::FAILURE });
    }
    tracer.declare(now, draft, wish.replaces).map_err(failure)?;
    if let Some(reason) = &check.reason {
        println!("{}", speech.plain(&format!("declaration-reason-{reason}")));
    }
    println!("{}", speech.plain("phone-declare-waits"));
    Ok(ExitCode::SUCCESS)
}

/// An answered question by its name and time, and what was answered.
type NamedAnswer = ((String, Option<u32>), Vec<String>);

/// The answers of a command line; none where one of them is no `linkId=value`.
fn read_answers(given: &[String]) -> Option<Vec<NamedAnswer>> {
    let mut read: Vec<NamedAnswer> = Vec::new();
    for one in given {
        let (name, words) = one.split_once('=')?;
        let (link_id, time) = match name.split_once('~') {
            Some((link_id, time)) => (link_id, Some(time.parse().ok()?)),
            None => (name, None),
        };
        let name = (link_id.to_owned(), time);
        match read.iter_mut().find(|(known, _)| *known == name) {
            Some((_, all)) => all.push(words.to_owned()),
            None => read.push((name, vec![words.to_owned()])),
        }
    }
    Some(read)
}

/// Asks every question that is not answered yet, in the order of the form.
fn ask_all(tracer: &mut Tracer, draft: i64, speech: Speech) -> Result<(), Failure> {
    let failure = |problem: Problem| speech.failure(problem);
    let mut seen: Vec<(String, Option<u32>)> = Vec::new();
    loop {
        let questions = tracer.declaration_questions(draft).map_err(failure)?;
        let is_next = |one: &&DeclarationQuestion| !seen.contains(&(one.link_id.clone(), one.time));
        let Some(question) = questions.iter().find(is_next).cloned() else { return Ok(()) };
        let label = in_language(speech, question.vietnamese.clone(), question.english.clone());
        let name = (question.link_id.clone(), question.time);
        if matches!(question.kind, QuestionKind::Heading | QuestionKind::Words) {
            println!("\n{label}");
            seen.push(name);
            continue;
        }
        for option in &question.options {
            println!(
                "  {:<12}  {}",
                option.code,
                in_language(speech, option.vietnamese.clone(), option.english.clone())
            );
        }
        let known =
            if question.answers.is_empty() { String::new() } else { format!(" [{}]", question.answers.join("; ")) };
        let typed = say::typed(&format!("{label}{}{known}", if question.required { " *" } else { "" }))?;
        let words: Vec<String> = match question.kind {
            _ if typed.is_empty() => question.answers.clone(),
            QuestionKind::YesNo => vec![yes_or_no(&typed)],
            _ if question.repeats => typed.split(';').map(str::to_owned).collect(),
            _ => vec![typed],
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

/// Yes or no as people write it in either language.
fn yes_or_no(typed: &str) -> String {
    match typed.to_lowercase().as_str() {
        "c" | "có" | "co" | "y" | "yes" => "yes".to_owned(),
        "k" | "không" | "khong" | "n" | "no" => "no".to_owned(),
        other => other.to_owned(),
    }
}

fn refused_words(speech: Speech, refused: &lancan_core::AnswerRefused) -> String {
    let key = format!("declaration-refused-{}", refused.reason);
    match (&refused.bound, refused.reason.as_str()) {
        (Some(bound), "too-short" | "too-long") => {
            speech.numbers(&key, &[("limit", bound.parse().unwrap_or_default())])
        }
        (Some(bound), _) => speech.with(&key, "limit", bound),
        (None, _) => speech.plain(&key),
    }
}

/// The persons for whom the user declares, a line each.
fn persons(tracer: &Tracer, speech: Speech) -> Vec<String> {
    let persons = tracer.declaration_persons();
    let lines = persons.iter().map(|person| format!("{:>3}  {} ({})", person.id, person.name, person.birth_year));
    or_none(lines.collect(), "phone-declare-persons-none", speech)
}

/// Drafts and declarations, a line each.
fn listed(tracer: &Tracer, speech: Speech) -> Vec<String> {
    let drafts = tracer.declaration_drafts();
    let drafts = drafts.iter().map(|draft| {
        let about = draft.refused.join(", ");
        format!("{:>3}  {:<12}  {} {about}", draft.id, draft.form, speech.plain("phone-declare-is-draft"))
    });
    let all = tracer.declarations();
    let all = all.iter().map(|made| format!("{:>3}  {:<12}  {}", made.id, made.form, state(made, speech)));
    or_none(drafts.chain(all).collect(), "phone-declare-none", speech)
}

/// The lines of a list; where there is none, that there is none and what to do.
fn or_none(lines: Vec<String>, none: &str, speech: Speech) -> Vec<String> {
    if lines.is_empty() { speech.said(none) } else { lines }
}

fn print(lines: Vec<String>) {
    for line in lines {
        println!("{line}");
    }
}

/// Where a declaration stands, in words.
fn state(made: &MadeDeclaration, speech: Speech) -> String {
    let Some(arrived) = &made.arrived else { return speech.plain("phone-declare-is-waiting") };
    let class = serde_json::to_value(arrived.class).ok().and_then(|name| Some(name.as_str()?.to_owned()));
    let class = speech.plain(&format!("web-declare-class-{}", class.unwrap_or_default()));
    let when = speech.moment(arrived.received_at);
    speech.with_all("phone-declare-is-there", &[("when", &when), ("class", &class)])
}

async fn fetch(home: &Home, speech: Speech) -> Outcome {
    offline(home, speech, |remote, mut noticed| async move {
        let phone = Reporter { remote, speech };
        phone.done(|tracer, now| (Ok(()), tracer.fetch_forms(now))).await?;
        match stage(&mut noticed).await {
            Some(DeclaringStage::FormsChecked { changed }) => {
                let key = if changed { "phone-declare-new-forms" } else { "phone-declare-same-forms" };
                println!("{}", speech.plain(key));
                Ok(ExitCode::SUCCESS)
            }
            Some(DeclaringStage::FormsFailed(problem)) => Err(speech.failure(problem)),
            _ => Err(speech.failure(Problem::Offline)),
        }
    })
    .await
}

/// Signs in where that is needed, and waits until the server has said something of everything that waits.
async fn send(home: &Home, number: Option<String>, speech: Speech) -> Outcome {
    offline(home, speech, |remote, mut noticed| async move {
        let phone = Reporter { remote, speech };
        if phone.done(|tracer, _| (Ok(tracer.declarations().is_empty()), Vec::new())).await? {
            print(speech.said("phone-declare-none"));
            return Ok(ExitCode::SUCCESS);
        }
        let session = phone.done(|tracer, _| (Ok(tracer.declaring_session()), Vec::new())).await?;
        if session.as_ref().is_none_or(|session| session.until.is_none()) {
            let number = number.or(session.map(|session| session.phone));
            let number = number.ok_or_else(|| speech.fails_with("phone-declare-number-needed", &[]))?;
            sign_in(&phone, &mut noticed, number).await?;
        }
        let mut is_refused = false;
        loop {
            let waiting = phone.done(|tracer, _| (Ok(tracer.declarations()), Vec::new())).await?;
            if waiting.iter().all(|made| made.arrived.is_some()) {
                break;
            }
            match stage(&mut noticed).await {
                Some(DeclaringStage::Refused { problem, .. }) => {
                    is_refused = true;
                    println!("{}", speech.failure(problem));
                }
                Some(DeclaringStage::AlreadyToday { at, .. }) => {
                    is_refused = true;
                    println!("{}", speech.with("phone-declare-today", "when", &speech.moment(at)));
                }
                Some(DeclaringStage::SignInNeeded) => return Err(speech.failure(Problem::SignInNeeded)),
                Some(_) => {}
                None => return Err(speech.failure(Problem::Offline)),
            }
        }
        let all = phone.done(|tracer, _| (Ok(tracer.declarations()), Vec::new())).await?;
        for made in all {
            println!("{:>3}  {:<12}  {}", made.id, made.form, state(&made, speech));
        }
        Ok(if is_refused { ExitCode::FAILURE } else { ExitCode::SUCCESS })
    })
    .await
}

async fn sign_in(phone: &Reporter, noticed: &mut Notices, number: String) -> Result<(), Failure> {
    let speech = phone.speech;
    let language = speech.language().tag().to_owned();
    phone.done(move |tracer, now| executed(tracer.ask_to_declare(now, &number, &language))).await?;
    match stage(noticed).await {
        Some(DeclaringStage::CodeSent { until }) => {
            println!("{}", speech.with("call-code-sent", "when", &speech.moment(until)));
        }
        Some(DeclaringStage::SignInFailed(problem)) => return Err(speech.failure(problem)),
        _ => return Err(speech.failure(Problem::Offline)),
    }
    loop {
        let password = say::asked(move || say::typed(&speech.plain("call-enter-password"))).await?;
        phone.done(move |tracer, now| executed(tracer.sign_in_to_declare(now, &password))).await?;
        match stage(noticed).await {
            Some(DeclaringStage::SignedIn { .. }) => return Ok(()),
            Some(DeclaringStage::SignInFailed(Problem::OtpWrong)) => println!("{}", speech.plain("problem-otp-wrong")),
            Some(DeclaringStage::SignInFailed(problem)) => return Err(speech.failure(problem)),
            _ => return Err(speech.failure(Problem::Offline)),
        }
    }
}

/// The next word about declaring; none when none came in time.
async fn stage(noticed: &mut Notices) -> Option<DeclaringStage> {
    let next = async {
        loop {
            if let Notice::Declaring(stage) = noticed.recv().await? {
                return Some(stage);
            }
        }
    };
    timeout(ANSWER_WITHIN, next).await.ok().flatten()
}

#[cfg(test)]
mod tests {
    use super::{super::home::tests::folder_with_server, *};

    /// Answers to the daily report, all of them "no".
    const DAILY: [&str; 9] = [
        "symptom.fever=no",
        "symptom.cough=no",
        "symptom.breath=no",
        "symptom.pneumonia=no",
        "symptom.throat=no",
        "symptom.fatigue=no",
        "contact.case=no",
        "contact.symptomatic=no",
        "contact.from_affected=no",
    ];

    fn wish(answers: &[&str]) -> DeclareWishes {
        let answers = answers.iter().map(|one| (*one).to_owned()).collect();
        let form = "ncovi-daily".to_owned();
        DeclareWishes::Fill(FillWish { form, answers, person: None, journey_of: None, replaces: false, draft: false })
    }

    #[test]
    fn a_form_is_filled_in_over_several_commands_and_waits_once_it_is_whole() {
        let folder = folder_with_server();
        let speech = Speech::of(Language::En);
        let home = Home::open(Some(folder.path().into()), None, speech).unwrap();
        let code = |wishes| format!("{:?}", act(&mut home.tracer(speech).unwrap(), wishes, speech).unwrap());
        let (done, failed) = (format!("{:?}", ExitCode::SUCCESS), format!("{:?}", ExitCode::FAILURE));
        assert_eq!(code(wish(&DAILY[..4])), failed, "the rest is missing");
        assert_eq!(code(wish(&["contact.case=perhaps"])), failed);
        assert_eq!(home.tracer(speech).unwrap().declaration_drafts().len(), 1);
        assert_eq!(code(wish(&DAILY[4..])), done);
        let tracer = home.tracer(speech).unwrap();
        let made = tracer.declarations();
        assert_eq!((made.len(), tracer.declaration_drafts().len()), (1, 0));
        assert_eq!(state(&made[0], speech), "waits to be sent");
        drop(tracer);
        assert!(act(&mut home.tracer(speech).unwrap(), wish(&DAILY), speech).is_err(), "once a day");
        let pass = DeclareWishes::Pass { declaration: made[0].id };
        assert!(act(&mut home.tracer(speech).unwrap(), pass, speech).is_err(), "only an entry has a pass");
    }

    #[test]
    fn an_empty_list_says_so_and_what_to_do() {
        let folder = folder_with_server();
        for language in Language::ALL {
            let speech = Speech::of(language);
            let home = Home::open(Some(folder.path().into()), None, speech).unwrap();
            let tracer = home.tracer(speech).unwrap();
            for lines in [listed(&tracer, speech), persons(&tracer, speech)] {
                assert!(lines.len() == 2 && lines[1].contains("lancan phone declare"), "{lines:?}");
            }
        }
    }

    #[test]
    fn answers_are_named_and_those_of_one_question_come_together() {
        let given = ["a=1", "b~0=x=y", "a=2"].map(str::to_owned);
        let expected =
            vec![(("a".into(), None), vec!["1".into(), "2".into()]), (("b".into(), Some(0)), vec!["x=y".into()])];
        assert_eq!(read_answers(&given), Some(expected));
        assert_eq!(read_answers(&["a".to_owned()]), None);
        assert_eq!(read_answers(&["a~x=1".to_owned()]), None);
        assert_eq!(["Có", "k", "x"].map(yes_or_no), ["yes", "no", "x"]);
    }
}
