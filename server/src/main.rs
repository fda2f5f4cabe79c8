//! `lancan-server`: the health authority's server.

mod real_clock;

use std::io::{BufRead as _, IsTerminal as _, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use clap::{Parser, Subcommand};
use lancan_server::config::{LogFormat, SAMPLE};
use lancan_server::{Config, Failure, Server, create_officer, openapi_document};
use lancan_text::{Catalogue, Language};
use tokio::signal::unix::{SignalKind, signal};

use real_clock::RealClock;

/// Máy chủ của cơ quan y tế: cấp mã, nhận báo cáo, công bố khóa ngày.
///
/// The health authority's server: codes, reports, published keys.
///
/// To begin: `lancan-server officer create an --centre "Trạm y tế phường 1"`, then `lancan-server serve`.
#[derive(Parser)]
#[command(version, about, long_about)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Chạy máy chủ. Runs the server until it is told to stop (Ctrl-C or SIGTERM).
    ///
    /// On first start it makes the data directory with database and keys. Requests under way end before it stops.
    /// TLS ends in a proxy in front of it: keep it on a loopback or internal address.
    Serve {
        #[command(flatten)]
        config: ConfigFile,
        /// Today's date by your own calendar, as 2021-05-10: confirms a clock that is far ahead of everything stored, as
        /// after a long pause. It wins over `clock.today`.
        #[arg(long, value_name = "DATE")]
        today: Option<String>,
    },
    /// Cán bộ y tế. Health officers.
    #[command(subcommand)]
    Officer(OfficerCommand),
    /// In tài liệu OpenAPI. Prints the OpenAPI document of all routes.
    Openapi,
    /// Cấu hình. Configuration.
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
enum OfficerCommand {
    /// Thêm cán bộ. Adds an officer, whether or not the server runs.
    ///
    /// The password (at least 10 characters) is read from standard input, one line:
    /// `printf '%s\n' "$PASSWORD" | lancan-server officer create an --centre "Trạm y tế phường 1" --password-stdin`
    Create {
        /// Sign-in name.
        name: String,
        /// Health centre, as phones show it before a report is sent.
        #[arg(long)]
        centre: String,
        /// Do not ask: the password comes through a pipe.
        #[arg(long)]
        password_stdin: bool,
        #[command(flatten)]
        config: ConfigFile,
    },
}

#[derive(Subcommand)]
enum ConfigCommand {
    /// In tệp cấu hình mẫu. Prints the documented sample, every setting at its default.
    Sample,
}

fn main() -> ExitCode {
    match run(Cli::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("lancan-server: {message}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> Result<(), String> {
    match command {
        Command::Serve { config, today } => {
            let mut config = load(&config)?;
            config.clock.today = today.or(config.clock.today);
            serve(config)
        }
        Command::Officer(OfficerCommand::Create { name, centre, password_stdin, config }) => {
            let password = read_password(password_stdin)?;
            let config = load(&config)?;
            runtime()?
                .block_on(create_officer(&config, &RealClock, &name, &centre, &password))
                .map_err(|f| said(&f))?;
            println!("Đã thêm cán bộ. The officer can sign in.");
            Ok(())
        }
        Command::Openapi => print_all(&format!("{}\n", openapi_document())),
        Command::Config(ConfigCommand::Sample) => print_all(SAMPLE),
    }
}

/// Prints a document. A reader that has seen enough (`| head`) is no error.
fn print_all(text: &str) -> Result<(), String> {
    match std::io::stdout().write_all(text.as_bytes()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(error.to_string()),
        _ => Ok(()),
    }
}

fn load(file: &ConfigFile) -> Result<Config, String> {
    Config::load(file.config.as_deref()).map_err(|error| error.to_string())
}

fn runtime() -> Result<tokio::runtime::Runtime, String> {
    tokio::runtime::Runtime::new().map_err(|error| error.to_string())
}

fn serve(config: Config) -> Result<(), String> {
    start_log(&config)?;
    runtime()?.block_on(async {
        let failed = |error: std::io::Error| error.to_string();
        let mut terminate = signal(SignalKind::terminate()).map_err(failed)?;
        let mut interrupt = signal(SignalKind::interrupt()).map_err(failed)?;
        let running = Server::start(config, Arc::new(RealClock)).await.map_err(|failure| said(&failure))?;
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        running.stop().await;
        Ok(())
    })
}

fn start_log(config: &Config) -> Result<(), String> {
    let filter = tracing_subscriber::EnvFilter::try_new(&config.log.filter)
        .map_err(|error| format!("log.filter does not parse: {error}"))?;
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    match config.log.format {
        LogFormat::Text => log.with_ansi(std::io::stderr().is_terminal()).init(),
        LogFormat::Json => log.json().init(),
    }
    Ok(())
}

/// One line of standard input.
fn read_password(piped: bool) -> Result<String, String> {
    let stdin = std::io::stdin();
    if !piped {
        if !stdin.is_terminal() {
            return Err("the password comes through a pipe: say so with --password-stdin".to_owned());
        }
        eprint!("Mật khẩu / Password (shown as you type): ");
    }
    let mut line = String::new();
    stdin.lock().read_line(&mut line).map_err(|error| error.to_string())?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}

fn said(failure: &Failure) -> String {
    match failure {
        Failure::Refused(refusal) => {
            let [vi, en] = [Language::Vi, Language::En].map(|language| {
                let text = Catalogue::of(language);
                let title = text.problem(refusal.problem).title;
                match &refusal.detail {
                    Some(detail) => format!("{title}: {}", detail.in_words(text)),
                    None => title,
                }
            });
            format!("{vi} / {en}")
        }
        Failure::Fault(fault) => fault.to_string(),
    }
}
