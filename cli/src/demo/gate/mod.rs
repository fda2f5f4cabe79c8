//! `lancan demo-gate`: a border gate with a flight of generated travellers, for a look at the officers' pages.

mod flight;

use std::{
    fmt::Write as _,
    process::ExitCode,
    sync::Arc,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use lancan_protocol::time::UnixTime;
use lancan_server::{
    CentreRef, Config, NewAccount, Role, Scope, Server,
    clock::{Clock as _, VirtualClock},
    config::SecretText,
};
use lancan_text::{Argument, Catalogue, Language};

use self::flight::Flight;
use super::{SMS_SECRET, console::Account, random_password, show};
use crate::{
    failure::{Failure, Outcome},
    gateway::Gateway,
};

/// Code of Hồ Chí Minh City in the units of 2025, and the number of the gate Tân Sơn Nhất in it.
const PROVINCE: &str = "79";
const GATE: u16 = 102;
/// The health centre of the officers.
const CENTRE: &str = "Kiểm dịch y tế Tân Sơn Nhất";
/// Rehearses a border gate: a flight declares, officers scan at four counters.
///
/// Starts the real server with four officers of a border gate, has a flight of generated travellers declare their entry, and
/// leaves the console open until interrupted (Ctrl-C). Prints address, names, passwords and the codes of the authenticator
/// apps, and writes the travellers' passes into a file, to be pasted into the field for the scanner.
#[derive(clap::Args)]
pub(crate) struct DemoGateArgs {
    /// How many travellers
    #[arg(long, default_value_t = 300, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1_000))]
    travellers: u32,
    /// What every draw depends on
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

/// Declares, then leaves the server up.
pub(crate) fn run(args: &DemoGateArgs, language: Option<Language>) -> Outcome {
    let text = Catalogue::of(language.unwrap_or_default());
    let directory = tempfile::tempdir().map_err(Failure::new)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let runtime = runtime.map_err(Failure::new)?;
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_err(Failure::new)?;
    let clock = Arc::new(VirtualClock::new(UnixTime(now.as_secs())));
    let gateway = Gateway::start().map_err(Failure::new)?;
    let mut config = Config {
        listen: ([127, 0, 0, 1], 0).into(),
        data_dir: directory.path().join("data"),
        authority: "Sở Y tế thành phố mẫu".to_owned(),
        ..Config::default()
    };
    config.sms.webhook = Some(gateway.url.clone());
    config.sms.secret = SecretText::new(SMS_SECRET);
    let server = runtime.block_on(Server::start(config.clone(), clock.clone())).map_err(Failure::new)?;
    runtime.block_on(lancan_server::create_centre(&config, CENTRE, Some(PROVINCE))).map_err(Failure::new)?;
    let mut accounts = Vec::new();
    for counter in 1..=4 {
        let (name, password) = (format!("quay-{counter}"), random_password());
        let (centre, scope) = (CentreRef::Named(CENTRE), Scope::Unit(PROVINCE));
        let account = NewAccount { name: &name, centre, role: Role::Officer, scope, totp: true };
        let added = runtime.block_on(server.add_officer(account, &password)).map_err(Failure::new)?;
        let secret = added.enrolment.map(|enrolment| enrolment.secret).unwrap_or_default();
        accounts.push(Account::new("demo-served-counter", name, password, &secret));
    }
    eprintln!("{}", text.message("demo-served-flight", &[]));
    let passes = Flight { url: server.url(), gateway: &gateway, gate: GATE, seed: args.seed, today: clock.now() }
        .declare(args.travellers)?;
    let file = directory.path().join("passes.txt");
    let mut lines = String::new();
    for pass in &passes {
        let _ = writeln!(lines, "{}\t{}\t{}", pass.name, pass.seat, pass.text);
    }
    std::fs::write(&file, lines).map_err(Failure::new)?;
    let url = format!("{}/console/gate/{GATE}", server.url());
    eprintln!("\n{}", text.message("demo-served-gate", &[("url", url.as_str().into())]));
    show::accounts(text, &accounts, clock.now());
    let path = file.display().to_string();
    let passes_are: [(&str, Argument<'_>); 2] = [("travellers", passes.len().into()), ("file", path.as_str().into())];
    eprintln!("{}", text.message("demo-served-passes", &passes_are));
    if let Some(first) = passes.first() {
        eprintln!("  {}, {}: {}", first.name, first.seat, first.text);
    }
    runtime
        .block_on(async {
            let mut seconds = tokio::time::interval(Duration::from_secs(1));
            seconds.tick().await;
            let mut interrupted = std::pin::pin!(tokio::signal::ctrl_c());
            loop {
                tokio::select! {
                    done = &mut interrupted => return done,
                    _ = seconds.tick() => {
                        clock.advance(1);
                        show::next_codes(&accounts, clock.now());
                    }
                }
            }
        })
        .map_err(Failure::new)?;
    runtime.block_on(server.stop());
    Ok(ExitCode::SUCCESS)
}
