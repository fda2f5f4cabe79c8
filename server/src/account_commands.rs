//! `lancan-server officer`, `lancan-server laboratory` and `lancan-server audit`.

use lancan_protocol::Saturate;
use std::io::{BufRead as _, IsTerminal as _, Write as _};
use std::sync::Arc;

use clap::Subcommand;
use lancan_server::{
    AccountChange, AuditVerdict, CentreRef, Config, Enrolment, Failure, LaboratoryRow, NewAccount, OperatorDesk, Role,
    Scope,
};
use lancan_text::help::Refusal;

use crate::operator_texts::told;
use crate::real_clock::RealClock;
use crate::{ConfigFile, load, of_the_system, print_all, print_rows, runtime, said};

/// What is done with officers.
#[derive(Subcommand)]
pub(crate) enum OfficerCommand {
    /// Adds an officer, whether or not the server runs.
    ///
    /// The password (at least 10 characters) is read from standard input, one line:
    /// `printf '%s\n' "$PASSWORD" | lancan-server officer create an --centre "Ward 1" --password-stdin`
    Create {
        /// Sign-in name.
        name: String,
        /// Name of the health centre, as phones show it before a report is sent. Made where there is none of this name.
        #[arg(long, required_unless_present = "centre_id")]
        centre: Option<String>,
        /// Id of the health centre, where several have the same name: `lancan-server centre list` shows ids.
        #[arg(long, value_name = "ID", conflicts_with = "centre")]
        centre_id: Option<String>,
        /// What the officer is there for: administrator, supervisor, officer or read-only.
        #[arg(long, default_value = "officer", value_parser = role)]
        role: Role,
        /// Code of the province, district or ward whose cases the officer sees; without it the centre's alone.
        /// `lancan-server units search` finds codes.
        #[arg(long, value_name = "CODE")]
        unit: Option<String>,
        /// The officer sees the whole country.
        #[arg(long, conflicts_with = "unit")]
        country: bool,
        /// Do not ask: the password comes through a pipe.
        #[arg(long)]
        password_stdin: bool,
        #[command(flatten)]
        config: ConfigFile,
    },
    /// Lists the officers: number, name, role, unit, centre, whether with TOTP, whether disabled.
    List {
        #[command(flatten)]
        config: ConfigFile,
    },
    /// Lets an officer sign in no more, and signs the officer out.
    Disable(NamedOfficer),
    /// Lets an officer sign in again.
    Enable(NamedOfficer),
    /// Gives an officer a new password and prints it.
    ResetPassword(NamedOfficer),
    /// Sets an officer's authenticator app up again and prints what the app is told.
    ResetTotp(NamedOfficer),
    /// Signs an officer out everywhere.
    EndSessions(NamedOfficer),
    /// Hands the cases that an officer looks after to another, as when somebody leaves.
    HandOver {
        /// Sign-in name of the officer who looks after them now.
        from: String,
        /// Sign-in name of the officer who shall.
        to: String,
        #[command(flatten)]
        config: ConfigFile,
    },
    /// Makes a device known as an officer's, and prints its secret.
    ///
    /// An officer sends the secret as `device` with name and password. Wrong passwords that strangers try for the name do
    /// not lock such a device out. Each sign-in gives one by itself: this one is for an officer who signs in for the first
    /// time, or from a new device, while strangers try passwords.
    Device {
        /// Sign-in name.
        name: String,
        #[command(flatten)]
        config: ConfigFile,
    },
}

/// An officer by name.
#[derive(clap::Args)]
pub(crate) struct NamedOfficer {
    /// Sign-in name.
    name: String,
    #[command(flatten)]
    config: ConfigFile,
}

/// What is done with laboratories' systems.
#[derive(Subcommand)]
pub(crate) enum LaboratoryCommand {
    /// Adds a laboratory's system and prints the key that it shows with every request.
    ///
    /// It gives codes for results (`POST /officer/v1/codes`, `Authorization: Bearer KEY`) and does and sees nothing else.
    Create {
        /// Its name: one that no officer has.
        name: String,
        /// Name of the health centre that it gives codes for. Made where there is none of this name.
        #[arg(long, required_unless_present = "centre_id")]
        centre: Option<String>,
        /// Id of the health centre, where several have the same name: `lancan-server centre list` shows ids.
        #[arg(long, value_name = "ID", conflicts_with = "centre")]
        centre_id: Option<String>,
        #[command(flatten)]
        config: ConfigFile,
    },
    /// Lists the laboratories: number, name, centre, good keys, last use in Unix seconds, whether disabled.
    List {
        #[command(flatten)]
        config: ConfigFile,
    },
    /// Prints another key. The key before stays good until the next renewal, those before it go.
    Renew(NamedOfficer),
    /// Takes every key of a laboratory away.
    Revoke(NamedOfficer),
}

/// What is done with the audit log.
#[derive(Subcommand)]
pub(crate) enum AuditCommand {
    /// Follows the whole audit log and names the first row that was changed, taken out or put in.
    Verify {
        #[command(flatten)]
        config: ConfigFile,
    },
}

pub(crate) fn run(command: OfficerCommand) -> Result<(), String> {
    match command {
        OfficerCommand::Create { name, centre, centre_id, role, unit, country, password_stdin, config } => {
            let centre = meant(centre_id.as_deref(), centre.as_deref());
            let scope = match &unit {
                Some(code) => Scope::Unit(code),
                None if country => Scope::Country,
                None => Scope::Centre,
            };
            let password = ask("operator-password", password_stdin)?;
            let config = load(&config)?;
            let account = NewAccount { name: &name, centre, role, scope, totp: config.sessions.totp };
            let added = at(&config, async |desk| desk.create_officer(account, &password).await)?;
            print_all(&format!("{}\n", told(|text| text.message("officer-added", &[]))))?;
            tell(None, added.enrolment.as_ref())
        }
        OfficerCommand::List { config } => {
            let officers = at(&load(&config)?, async |desk| desk.list_officers().await)?;
            let rows = officers.iter().map(|officer| {
                let unit = officer.unit.as_deref().unwrap_or("-");
                let totp = if officer.totp { "totp" } else { "-" };
                let state = if officer.disabled_at.is_some() { "disabled" } else { "-" };
                let (role, centre) = (officer.role.name(), &officer.centre_name);
                format!("{}\t{}\t{role}\t{unit}\t{centre}\t{totp}\t{state}\n", officer.id, officer.name)
            });
            print_rows(rows, "officers-none")
        }
        OfficerCommand::Disable(officer) => change(&officer, AccountChange::Disable),
        OfficerCommand::Enable(officer) => change(&officer, AccountChange::Enable),
        OfficerCommand::ResetPassword(officer) => change(&officer, AccountChange::ResetPassword),
        OfficerCommand::ResetTotp(officer) => change(&officer, AccountChange::ResetTotp),
        OfficerCommand::EndSessions(officer) => change(&officer, AccountChange::EndSessions),
        OfficerCommand::HandOver { from, to, config } => {
            let cases =
                of(&format!("{from}, {to}"), at(&load(&config)?, async |desk| desk.hand_over(&from, &to).await))?;
            print_all(&format!("{cases}\n"))
        }
        OfficerCommand::Device { name, config } => {
            let secret = of(&name, at(&load(&config)?, async |desk| desk.add_device(&name).await))?;
            print_all(&format!("{secret}\n"))
        }
    }
}

pub(crate) fn laboratory(command: LaboratoryCommand) -> Result<(), String> {
    match command {
        LaboratoryCommand::Create { name, centre, centre_id, config } => {
            let centre = meant(centre_id.as_deref(), centre.as_deref());
            let key = of(&name, at(&load(&config)?, async |desk| desk.create_laboratory(&name, centre).await))?;
            print_all(&format!("{key}\n"))
        }
        LaboratoryCommand::List { config } => {
            let laboratories = at(&load(&config)?, async |desk| desk.list_laboratories().await)?;
            let rows =
                laboratories.iter().map(|LaboratoryRow { id, name, centre_name, keys, used_at, disabled_at }| {
                    let used = used_at.map_or_else(|| "-".to_owned(), |used| used.0.to_string());
                    let state = if disabled_at.is_some() { "disabled" } else { "-" };
                    format!("{id}\t{name}\t{centre_name}\t{keys}\t{used}\t{state}\n")
                });
            print_rows(rows, "laboratories-none")
        }
        LaboratoryCommand::Renew(NamedOfficer { name, config }) => {
            let key = of(&name, at(&load(&config)?, async |desk| desk.renew_laboratory_key(&name).await))?;
            print_all(&format!("{key}\n"))
        }
        LaboratoryCommand::Revoke(NamedOfficer { name, config }) => {
            let keys = of(&name, at(&load(&config)?, async |desk| desk.revoke_laboratory_keys(&name).await))?;
            print_all(&format!("{keys}\n"))
        }
    }
}

/// The centre that a command names.
fn meant<'a>(id: Option<&'a str>, name: Option<&'a str>) -> CentreRef<'a> {
    match id {
        Some(id) => CentreRef::Id(id),
        None => CentreRef::Named(name.unwrap_or_default()),
    }
}

pub(crate) fn audit(command: AuditCommand) -> Result<(), String> {
    let AuditCommand::Verify { config } = command;
    match at(&load(&config)?, async |desk| desk.verify_audit().await)? {
        AuditVerdict::Whole { rows, head } => {
            let arguments = [("rows", Saturate::<i64>::saturate(rows).into()), ("head", head.as_str().into())];
            print_all(&format!("{}\n", told(|text| text.message("audit-whole", &arguments))))
        }
        AuditVerdict::Broken { row } => Err(told(|text| text.message("audit-broken", &[("row", row.into())]))),
    }
}

/// Does something at the desk of a configuration.
pub(crate) fn at<T>(config: &Config, work: impl AsyncFnOnce(&OperatorDesk) -> Result<T, Failure>) -> Result<T, String> {
    let desk = OperatorDesk::open(config, Arc::new(RealClock)).map_err(|failure| said(&failure))?;
    runtime()?.block_on(work(&desk)).map_err(|failure| said(&failure))
}

/// Says of whom a command failed.
fn of<T>(names: &str, done: Result<T, String>) -> Result<T, String> {
    done.map_err(|message| format!("{names}: {message}"))
}

fn change(officer: &NamedOfficer, change: AccountChange) -> Result<(), String> {
    let (config, name) = (load(&officer.config)?, &officer.name);
    let told = of(name, at(&config, async |desk| desk.change_officer(name, change).await))?;
    tell(told.password.as_deref(), told.enrolment.as_ref())
}

/// Prints what the officer has to be told, where there is something.
fn tell(password: Option<&str>, enrolment: Option<&Enrolment>) -> Result<(), String> {
    if password.is_none() && enrolment.is_none() {
        return Ok(());
    }
    print_all(&format!("{}\n", told(|text| text.message("officer-told", &[]))))?;
    if let Some(password) = password {
        print_all(&format!("{password}\n"))?;
    }
    enrolment.map_or(Ok(()), |told| print_all(&format!("{}\n{}\n", told.uri, told.secret)))
}

fn role(name: &str) -> Result<Role, Refusal> {
    Role::named(name).ok_or_else(|| Refusal::of("officer-role", &[]))
}

/// One line of standard input, asked for.
pub(crate) fn ask(question: &str, piped: bool) -> Result<String, String> {
    let stdin = std::io::stdin();
    if !piped {
        if !stdin.is_terminal() {
            return Err(told(|text| text.message("operator-pipe", &[])));
        }
        let _ = write!(std::io::stderr(), "{}: ", told(|text| text.message(question, &[])));
    }
    let mut line = String::new();
    stdin.lock().read_line(&mut line).map_err(|error| of_the_system(&error))?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}
