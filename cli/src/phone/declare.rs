//! Declaring health from a terminal: filled in without a network, sent over HTTP, the pass as a QR code. No radio.

use std::process::ExitCode;

use lancan_core::{DeclarationForm, DeclaringStage, MadeDeclaration, Notice, Tracer};
use lancan_protocol::{problem::Problem, wire::Relation};
use lancan_text::{Language, help::Refusal};
use qrcode::{QrCode, render::unicode::Dense1x2};
use tokio::time::timeout;

use super::{
    ask,
    dates::birth_year,
    declare_fill::{FillWish, draft_lines, fill, has_person, no_form, no_person, only_drafts},
    home::Home,
    report::{ANSWER_WITHIN, Notices, Reporter, executed, offline},
    say::Speech,
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

/// A person for whom the user declares.
#[derive(clap::Args)]
pub(crate) struct PersonWish {
    /// The person's name.
    name: String,
    /// The year of birth.
    #[arg(long, value_parser = birth_year)]
    born: u16,
    /// What the person is to you: child, parent, spouse, sibling, grandparent, grandchild, other.
    #[arg(long, value_parser = relation)]
    relation: Relation,
    /// The person's own number, by which they can take their record over.
    #[arg(long)]
    phone: Option<String>,
    /// The person agrees, or you are the child's parent or guardian.
    #[arg(long, required = true)]
    consent: bool,
}

fn relation(name: &str) -> Result<Relation, Refusal> {
    Relation::named(name).ok_or_else(|| Refusal::of("phone-not-a-relation", &[]))
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
            let is_known = person.is_none_or(|person| has_person(tracer, person));
            tracer.declare_same(now, &form, person).map_err(|problem| match (problem, person) {
                (Problem::NothingToDo, Some(person)) if !is_known => no_person(person),
                (Problem::NothingToDo, _) => Failure::with_all("phone-declare-none-before", &[("form", &form)]),
                (Problem::NotFound, _) => no_form(&form),
                (problem, _) => failure(problem),
            })?;
            println!("{}", speech.plain("phone-declare-waits"));
        }
        DeclareWishes::List => print(listed(tracer, speech)),
        DeclareWishes::Pass { declaration } => {
            let made = tracer.declarations().into_iter().find(|made| made.id == declaration);
            let number: [(&str, &dyn core::fmt::Display); 1] = [("number", &declaration)];
            let made = made.ok_or_else(|| Failure::with_all("phone-no-declaration", &number))?;
            let pass = made.arrived.and_then(|arrived| arrived.pass);
            let pass = pass.ok_or_else(|| Failure::with_all("phone-no-pass", &number))?;
            let code = QrCode::new(&pass.text).map_err(Failure::new)?;
            println!("{}", code.render::<Dense1x2>().build());
            let (from, to) = (speech.moment(pass.valid_from), speech.moment(pass.valid_to));
            println!("{}", speech.with_all("phone-declare-pass", &[("from", &from), ("to", &to)]));
        }
        DeclareWishes::Persons => print(persons(tracer, speech)),
        DeclareWishes::AddPerson(PersonWish { name, born, relation, phone, consent }) => {
            let added = tracer.add_declaration_person(now, &name, born.into(), relation, phone.as_deref(), consent);
            let added = added.map_err(|problem| match problem {
                Problem::RequestInvalid => Failure::of("phone-person-name"),
                Problem::Conflict => Failure::of("phone-persons-full"),
                problem => failure(problem),
            })?;
            println!("{added}");
        }
        DeclareWishes::RemovePerson { person } => {
            if !tracer.remove_declaration_person(now, person).map_err(failure)? {
                return Err(no_person(person));
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
        let line = format!("{:>3}  {:<12}  {} {about}", draft.id, draft.form, speech.plain("phone-declare-is-draft"));
        line.trim_end().to_owned()
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
        let nothing = phone.done(|tracer, _| (Ok(nothing_to_send(tracer)), Vec::new())).await?;
        if let Some(nothing) = nothing {
            nothing?;
            print(speech.said("phone-declare-none"));
            return Ok(ExitCode::SUCCESS);
        }
        let session = phone.done(|tracer, _| (Ok(tracer.declaring_session()), Vec::new())).await?;
        if session.as_ref().is_none_or(|session| session.until.is_none()) {
            let number = number.or(session.map(|session| session.phone));
            let number = number.ok_or_else(|| speech.fails_with("phone-declare-number-needed", &[]))?;
            sign_in(&phone, &mut noticed, number).await?;
        }
        let mut refused = Vec::new();
        loop {
            let waiting = phone.done(|tracer, _| (Ok(tracer.declarations()), Vec::new())).await?;
            if waiting.iter().all(|made| made.arrived.is_some()) {
                break;
            }
            match stage(&mut noticed).await {
                Some(DeclaringStage::Refused { problem, .. }) => {
                    refused.push(speech.failure(problem));
                }
                Some(DeclaringStage::AlreadyToday { at, .. }) => {
                    refused.push(speech.fails_with("phone-declare-today", &[("when", &speech.moment(at))]));
                }
                Some(DeclaringStage::SignInNeeded) => return Err(speech.failure(Problem::SignInNeeded)),
                Some(_) => {}
                None => return Err(speech.failure(Problem::Offline)),
            }
        }
        let lines = phone.done(move |tracer, _| (Ok(sent(tracer, speech)), Vec::new())).await?;
        print(lines);
        Failure::all(refused).map_or(Ok(ExitCode::SUCCESS), Err)
    })
    .await
}

/// What a phone without declarations answers to the wish to send: a failure where forms are only begun. None where there is
/// something to send.
fn nothing_to_send(tracer: &Tracer) -> Option<Result<(), Failure>> {
    let drafts = tracer.declaration_drafts();
    tracer.declarations().is_empty().then(|| match drafts.as_slice() {
        [] => Ok(()),
        drafts => Err(only_drafts(tracer, drafts)),
    })
}

/// Where each declaration stands, and the drafts that were not sent.
fn sent(tracer: &Tracer, speech: Speech) -> Vec<String> {
    let all = tracer.declarations();
    let all = all.iter().map(|made| format!("{:>3}  {:<12}  {}", made.id, made.form, state(made, speech)));
    let drafts = tracer.declaration_drafts();
    all.chain(drafts.iter().flat_map(|draft| draft_lines(tracer, draft, speech.language()))).collect()
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
        let password = ask::asked(move || ask::typed(&speech.plain("call-enter-password"))).await?;
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
        let refused = |wishes| act(&mut home.tracer(speech).unwrap(), wishes, speech).unwrap_err().to_string();
        let done = format!("{:?}", ExitCode::SUCCESS);
        assert!(refused(wish(&DAILY[..4])).contains("symptom.throat"), "the rest is missing");
        assert!(refused(wish(&["contact.case=perhaps"])).contains("contact.case"));
        assert_eq!(home.tracer(speech).unwrap().declaration_drafts().len(), 1);
        assert_eq!(code(wish(&DAILY[4..])), done);
        let tracer = home.tracer(speech).unwrap();
        let made = tracer.declarations();
        assert_eq!((made.len(), tracer.declaration_drafts().len()), (1, 0));
        assert_eq!(state(&made[0], speech), "waits to be sent");
        drop(tracer);
        assert!(refused(wish(&DAILY)).contains("--replaces"), "once a day");
        let pass = DeclareWishes::Pass { declaration: made[0].id };
        assert!(refused(pass).contains("gate pass"), "only an entry has a pass");
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
}
