//! `lancan-server`: the health authority's server.

mod account_commands;
mod import_commands;
mod log_writer;
mod operator_texts;
mod publish_commands;
mod real_clock;
mod signals;

use std::io::{IsTerminal as _, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use clap::{Parser, Subcommand};
use lancan_server::config::{LogFormat, SAMPLE};
use lancan_server::{
    Config, Dhis2Mapping, Failure, KeyStep, Running, Server, Units, back_up, change_key, create_centre, dhis2_fields,
    due_for_deletion, examine, list_centres, openapi_document, restore,
};
use lancan_text::{help, system};
use tracing_appender::non_blocking::WorkerGuard;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{EnvFilter, Registry, reload};

use operator_texts::told;
use real_clock::RealClock;
use signals::{OperatorWish, Signals};

/// Changes which log records are written while the server runs.
type FilterHandle = reload::Handle<EnvFilter, Registry>;

/// The health authority's server: it gives codes, takes reports, publishes day keys.
///
/// To begin: `lancan-server officer create an --centre "Ward 1"`, then `lancan-server serve`.
#[derive(Parser)]
#[command(version, about, long_about)]
struct Cli {
    /// Language of what is shown: vi or en. Without it, that of `LC_ALL`, `LC_MESSAGES` or `LANG`, or of the settings of
    /// macOS or Windows.
    #[arg(long, value_name = "vi|en", global = true, value_parser = ["vi", "en"])]
    language: Option<String>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Runs the server until it is told to stop (Ctrl-C or SIGTERM).
    ///
    /// On first start it makes the data directory with database and keys. Requests under way end before it stops.
    /// Without `[tls]` in the settings TLS ends in a proxy in front of it: keep it on a loopback or internal address then.
    /// SIGHUP reads settings and keys again, and no request fails for it.
    /// While `authority` and `codes.link` are not set, it answers requests of its own machine alone.
    Serve {
        #[command(flatten)]
        config: ConfigFile,
        /// Today's date by your own calendar, as 2021-05-10: confirms a clock that is far ahead of everything stored, as
        /// after a long pause. It wins over `clock.today`.
        #[arg(long, value_name = "DATE")]
        today: Option<String>,
    },
    /// Health officers.
    #[command(subcommand)]
    Officer(account_commands::OfficerCommand),
    /// Laboratories' systems, which give codes for results.
    #[command(subcommand)]
    Laboratory(account_commands::LaboratoryCommand),
    /// Signing keys, which are exchanged in three steps while the server runs.
    #[command(subcommand)]
    Key(KeyCommand),
    /// The audit log.
    #[command(subcommand)]
    Audit(account_commands::AuditCommand),
    /// Copies database and exports to a new directory, whether or not the server runs.
    ///
    /// The copy of the database is made in one step and checked. Expiry keys are never in a backup. Keep the keys apart from
    /// the rest, encrypted. PostgreSQL's own tools back up a database there.
    Backup {
        /// New directory for database and exports.
        #[arg(long, value_name = "DIRECTORY")]
        to: PathBuf,
        /// New directory for the keys; without it they are not copied.
        #[arg(long, value_name = "DIRECTORY")]
        keys_to: Option<PathBuf>,
        #[command(flatten)]
        config: ConfigFile,
    },
    /// Brings a backup back into an empty data directory.
    ///
    /// Cases from before open no more, because their expiry keys are in no backup: officers see them as such, and open new
    /// cases. If the backup is older than a day, start once with `serve --today`.
    Restore {
        /// Directory of the backup.
        #[arg(long, value_name = "DIRECTORY")]
        from: PathBuf,
        /// Directory of the backup of the keys.
        #[arg(long, value_name = "DIRECTORY")]
        keys_from: PathBuf,
        #[command(flatten)]
        config: ConfigFile,
    },
    /// Looks at settings, data directory, keys, database and exports; fails if something is not in order.
    Doctor {
        #[command(flatten)]
        config: ConfigFile,
    },
    /// Drafts the rules of a file and prints what differs from those in force.
    ///
    /// Two supervisors of the whole country approve a draft; then the server signs it, and phones take it over.
    Publish(publish_commands::PublishCommand),
    /// The mapping by which files go out for DHIS2.
    #[command(subcommand)]
    Dhis2(Dhis2Command),
    /// What is deleted when its time is over.
    #[command(subcommand)]
    Retention(RetentionCommand),
    /// Health centres.
    #[command(subcommand)]
    Centre(CentreCommand),
    /// Schools, hospitals and clinics of the safety map.
    #[command(subcommand)]
    Facilities(import_commands::FacilitiesCommand),
    /// Criteria by which facilities assess themselves.
    #[command(subcommand)]
    Criteria(import_commands::CriteriaCommand),
    /// Provinces, districts and wards.
    #[command(subcommand)]
    Units(import_commands::UnitsCommand),
    /// Prints the OpenAPI document of all routes.
    Openapi,
    /// Configuration.
    #[command(subcommand)]
    Config(ConfigCommand),
}

#[derive(clap::Args)]
struct ConfigFile {
    /// TOML file with settings; `lancan-server config sample` prints one. Variables `LANCAN_SERVER_…` win over it.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
}

#[derive(Subcommand)]
enum CentreCommand {
    /// Lists the health centres, each with its id.
    List {
        #[command(flatten)]
        config: ConfigFile,
    },
    /// Adds a health centre, though another may have its name, and prints its id.
    Create {
        /// Name, as phones show it.
        name: String,
        /// Code of the unit that it belongs to; `lancan-server units search` finds codes.
        #[arg(long, value_name = "CODE")]
        unit: Option<String>,
        #[command(flatten)]
        config: ConfigFile,
    },
    /// Puts a health centre, with its officers and cases, into a unit.
    Place {
        /// Id, as `centre list` shows it.
        id: String,
        /// Code of the unit; `lancan-server units search` finds codes.
        unit: String,
        #[command(flatten)]
        config: ConfigFile,
    },
    /// Gives a health centre another name; its officers and cases stay its own.
    Rename {
        /// Id, as `centre list` shows it.
        id: String,
        /// New name, as phones show it.
        name: String,
        #[command(flatten)]
        config: ConfigFile,
    },
}

#[derive(clap::Args)]
struct NamedKeyFile {
    /// Which key: export, index, rules, token, places, forms or criteria.
    name: String,
    #[command(flatten)]
    config: ConfigFile,
}

#[derive(Subcommand)]
enum KeyCommand {
    /// Makes the key that comes next.
    ///
    /// After SIGHUP `/v1/deployment` names it, and every instance takes what it signs. Nothing is signed by it yet.
    Prepare(NamedKeyFile),
    /// Lets the prepared key sign from the next SIGHUP on.
    ///
    /// What the key before signed is taken as well, and exports and documents are signed by both, for phones that know one of
    /// them.
    Exchange(NamedKeyFile),
    /// Destroys the key before: what it signed is refused from the next SIGHUP on.
    Forget(NamedKeyFile),
}

#[derive(Subcommand)]
enum RetentionCommand {
    /// Prints what the server would delete now: rows by table, and keys of days that ended.
    ///
    /// A running server deletes by itself, once a day. Only the trial is done at a command, which undoes everything: a server
    /// looks first whether its clock is to be trusted.
    Run {
        /// Count, and delete nothing.
        #[arg(long, required = true)]
        dry_run: bool,
        #[command(flatten)]
        config: ConfigFile,
    },
}

#[derive(Subcommand)]
enum Dhis2Command {
    /// Names everything that is wrong with a mapping, by its keys.
    Check {
        /// The mapping (JSON), as `dhis2_mapping` of the settings names one.
        file: PathBuf,
        #[command(flatten)]
        config: ConfigFile,
    },
    /// Lists our fields that a mapping may name: `case` or `contact`, and the field.
    Fields,
}

#[derive(Subcommand)]
enum ConfigCommand {
    /// Prints the documented sample, every setting at its default.
    Sample,
}

fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args_os().collect();
    let (cli, language) = help::read::<Cli>(&arguments, |name| std::env::var(name).ok(), help::system_language)
        .unwrap_or_else(|refused| refused.exit());
    operator_texts::speak(language);
    match run(cli.command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            // Whoever started it may have closed standard error.
            let _ = writeln!(std::io::stderr(), "lancan-server: {message}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> Result<(), String> {
    match command {
        Command::Serve { config: file, today } => {
            let mut config = load(&file)?;
            config.clock.today = today.or(config.clock.today);
            serve(config, &file)
        }
        Command::Officer(command) => account_commands::run(command),
        Command::Laboratory(command) => account_commands::laboratory(command),
        Command::Key(command) => key(command),
        Command::Audit(command) => account_commands::audit(command),
        Command::Backup { to, keys_to, config } => {
            back_up(&load(&config)?, &RealClock, &to, keys_to.as_deref()).map_err(|f| said(&f))?;
            print_all(&format!("{}\n", told(|text| text.message("backup-done", &[]))))
        }
        Command::Restore { from, keys_from, config } => {
            restore(&load(&config)?, &from, &keys_from).map_err(|f| said(&f))?;
            print_all(&format!("{}\n", told(|text| text.message("restore-done", &[]))))
        }
        Command::Doctor { config } => doctor(&load(&config)?),
        Command::Publish(command) => publish_commands::run(command),
        Command::Retention(RetentionCommand::Run { dry_run: _, config }) => {
            let due = runtime()?.block_on(due_for_deletion(&load(&config)?, &RealClock)).map_err(|f| said(&f))?;
            due.rows.iter().try_for_each(|(table, rows)| print_all(&format!("{table}\t{rows}\n")))?;
            print_all(&format!("expiry-keys\t{}\n", due.expiry_keys))
        }
        Command::Dhis2(command) => dhis2(command),
        Command::Centre(command) => centre(command),
        Command::Facilities(command) => import_commands::facilities(command),
        Command::Criteria(command) => import_commands::criteria(command),
        Command::Units(command) => import_commands::units(command),
        Command::Openapi => print_all(&format!("{}\n", openapi_document())),
        Command::Config(ConfigCommand::Sample) => print_all(SAMPLE),
    }
}

fn doctor(config: &Config) -> Result<(), String> {
    let findings = runtime()?.block_on(examine(config, Arc::new(RealClock))).map_err(|f| said(&f))?;
    for finding in &findings {
        let mark = if finding.in_order { "✓" } else { "✗" };
        print_all(&format!("{mark} {}\n", told(|text| finding.in_words(text))))?;
    }
    match findings.iter().filter(|finding| !finding.in_order).count() {
        0 => Ok(()),
        wrong => Err(told(|text| text.message("doctor-wrong", &[("count", wrong.into())]))),
    }
}

fn key(command: KeyCommand) -> Result<(), String> {
    let (file, step, done) = match command {
        KeyCommand::Prepare(file) => (file, KeyStep::Prepare, "keys-prepare-done"),
        KeyCommand::Exchange(file) => (file, KeyStep::Exchange, "keys-exchange-done"),
        KeyCommand::Forget(file) => (file, KeyStep::Forget, "keys-forget-done"),
    };
    change_key(&load(&file.config)?, &file.name, step).map_err(|f| said(&f))?;
    print_all(&format!("{}\n", told(|text| text.message(done, &[]))))
}

fn dhis2(command: Dhis2Command) -> Result<(), String> {
    match command {
        Dhis2Command::Check { file, config } => {
            let units = Units::of(load(&config)?.units.set);
            let bytes = import_commands::read(&file)?;
            let Err(faults) = Dhis2Mapping::read(&bytes, units) else {
                return print_all(&format!("{}\n", told(|text| text.message("dhis2-in-order", &[]))));
            };
            for fault in &faults {
                print_all(&format!("✗ {}\n", told(|text| fault.in_words(text))))?;
            }
            Err(told(|text| text.message("dhis2-wrong", &[("count", faults.len().into())])))
        }
        Dhis2Command::Fields => ["case", "contact"]
            .into_iter()
            .zip(dhis2_fields())
            .flat_map(|(of, fields)| fields.iter().map(move |field| format!("{of}\t{field}\n")))
            .try_for_each(|line| print_all(&line)),
    }
}

fn centre(command: CentreCommand) -> Result<(), String> {
    let runtime = runtime()?;
    match command {
        CentreCommand::List { config } => {
            let centres = runtime.block_on(list_centres(&load(&config)?)).map_err(|f| said(&f))?;
            let rows = centres.iter().map(|centre| {
                let unit = centre.unit.as_deref().unwrap_or("-");
                format!("{}\t{}\t{unit}\n", centre.id, centre.name)
            });
            print_rows(rows, "centres-none")
        }
        CentreCommand::Create { name, unit, config } => {
            let config = load(&config)?;
            let id = runtime.block_on(create_centre(&config, &name, unit.as_deref())).map_err(|f| said(&f))?;
            print_all(&format!("{id}\n"))
        }
        CentreCommand::Place { id, unit, config } => {
            account_commands::at(&load(&config)?, async |desk| desk.place_centre(&id, &unit).await)
        }
        CentreCommand::Rename { id, name, config } => {
            account_commands::at(&load(&config)?, async |desk| desk.rename_centre(&id, &name).await)
        }
    }
}

/// Prints a document. A reader that has seen enough (`| head`) is no error.
fn print_all(text: &str) -> Result<(), String> {
    match std::io::stdout().write_all(text.as_bytes()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(of_the_system(&error)),
        _ => Ok(()),
    }
}

/// What the operating system says, in the operator's language.
pub(crate) fn of_the_system(error: &std::io::Error) -> String {
    told(|text| system::reason(text, error))
}

/// Prints the rows of a list, or says on standard error that there is none: a program that reads the list gets no line.
pub(crate) fn print_rows(rows: impl Iterator<Item = String>, none: &str) -> Result<(), String> {
    let mut rows = rows.peekable();
    if rows.peek().is_none() {
        let _ = writeln!(std::io::stderr(), "{}", told(|text| text.message(none, &[])));
    }
    rows.try_for_each(|row| print_all(&row))
}

fn load(file: &ConfigFile) -> Result<Config, String> {
    if let Some(missing) = file.config.as_deref().filter(|path| !path.exists()) {
        let path = missing.display().to_string();
        return Err(told(|text| text.message("operator-settings-missing", &[("file", path.as_str().into())])));
    }
    Config::load(file.config.as_deref()).map_err(|error| error.to_string())
}

fn runtime() -> Result<tokio::runtime::Runtime, String> {
    tokio::runtime::Runtime::new().map_err(|error| of_the_system(&error))
}

fn serve(config: Config, file: &ConfigFile) -> Result<(), String> {
    // Whatever makes a file of the data directory: nobody else may read it.
    Signals::make_files_private();
    let (_log, filter) = start_log(&config)?;
    runtime()?.block_on(async {
        let mut signals = Signals::listen().map_err(|error| of_the_system(&error))?;
        let running = Server::start(config, Arc::new(RealClock)).await.map_err(|failure| said(&failure))?;
        while matches!(signals.next().await, OperatorWish::ReadAgain) {
            read_again(file, &running, &filter).await;
        }
        running.stop().await;
        Ok(())
    })
}

/// Reads settings and keys again: all that can be taken over is, or nothing.
async fn read_again(file: &ConfigFile, running: &Running, filter: &FilterHandle) {
    match take_over(file, running, filter).await {
        Ok(waiting) if waiting.is_empty() => tracing::info!("settings and keys were read again"),
        Ok(waiting) => {
            let waiting = waiting.join(", ");
            tracing::warn!(waiting, "settings and keys were read again; what waits holds from the next start");
        }
        Err(reason) => tracing::error!(reason, "the settings cannot be read again: those from before hold"),
    }
}

async fn take_over(file: &ConfigFile, running: &Running, filter: &FilterHandle) -> Result<Vec<&'static str>, String> {
    let config = load(file)?;
    let new = filter_of(&config)?;
    let waiting = running.read_again(config).await.map_err(|failure| failure.to_string())?;
    filter.reload(new).map_err(|error| error.to_string())?;
    Ok(waiting)
}

fn filter_of(config: &Config) -> Result<EnvFilter, String> {
    EnvFilter::try_new(&config.log.filter).map_err(|error| format!("log.filter does not parse: {error}"))
}

/// Starts the log. It ends, with what still waits to be written, when the guard is dropped.
fn start_log(config: &Config) -> Result<(WorkerGuard, FilterHandle), String> {
    let (filter, handle) = reload::Layer::new(filter_of(config)?);
    let (writer, guard) =
        log_writer::to_standard_error(config.log.format == LogFormat::Json).map_err(|error| error.to_string())?;
    let log = tracing_subscriber::fmt::layer().with_writer(writer).log_internal_errors(false);
    let registry = tracing_subscriber::registry().with(filter);
    match config.log.format {
        LogFormat::Text => registry.with(log.with_ansi(std::io::stderr().is_terminal())).init(),
        LogFormat::Json => registry.with(log.json()).init(),
    }
    // The default hook writes to standard error itself, and waits where nobody reads.
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(place, "a panic");
    }));
    Ok((guard, handle))
}

fn said(failure: &Failure) -> String {
    match failure {
        Failure::Refused(refusal) => told(|text| {
            let title = text.problem(refusal.problem).title;
            match &refusal.detail {
                Some(detail) => format!("{title}: {}", detail.in_words(text)),
                None => title,
            }
        }),
        Failure::Fault(fault) => told(|text| fault.in_words(text)),
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn every_command_and_argument_has_its_help_in_both_languages_and_none_is_mixed() {
        assert_eq!(help::faults(Cli::command()), Vec::<String>::new());
    }

    #[test]
    fn every_command_that_a_page_names_is_taken() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        assert_eq!(help::untaken(&Cli::command(), &root).unwrap(), Vec::<String>::new());
    }

    #[test]
    fn a_file_that_is_not_there_is_named_in_both_languages_where_nobody_chose_one() {
        let refused = load(&ConfigFile { config: Some("nowhere.toml".into()) }).err().unwrap();
        for words in ["nowhere.toml", "Không có tệp cấu hình", "There is no file of settings"] {
            assert!(refused.contains(words), "{refused}");
        }
        let refused = import_commands::read(Path::new("nowhere.csv")).unwrap_err();
        for words in ["nowhere.csv: ", "Không có tệp", "There is no such file. Check the path."] {
            assert!(refused.contains(words), "{refused}");
        }
    }
}
