//! `lancan demo-map`: the safety map of a province of generated schools, hospitals and health stations.

use std::{
    process::ExitCode,
    sync::Arc,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use lancan_protocol::{key_days::KeyDays, time::UnixTime};
use lancan_server::{
    CentreRef, Config, FacilityDesk, NewAccount, Role, Running, Scope, Server, Units,
    clock::{Clock as _, VirtualClock},
    config::SecretText,
};
use lancan_text::{Argument, Catalogue, Language};
use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;

use super::{SMS_SECRET, console::Account, random_password, show};
use crate::{
    browser::Browser,
    facilities::{GeneratedList, Principal, Said},
    failure::{Failure, Outcome},
    gateway::Gateway,
};

/// Of so many facilities one assesses itself only while the map is looked at, or not at all.
const LATER: u32 = 8;
/// Seconds between two assessments while the map is looked at.
const EVERY: u64 = 4;
/// The hour of the deployment's day at which the demonstration begins: some have not reported yet, and count as grey.
const HOUR: u64 = 10;

/// Rehearses the safety map: schools, hospitals and clinics of a province assess themselves.
///
/// Starts the real server with generated facilities of a province, has most of them assess themselves, and leaves the map
/// open until interrupted (Ctrl-C): every few seconds another facility reports, and an open page shows it. Prints the
/// addresses, an officer of the province, and the number of somebody who runs facilities; codes sent to it by text message
/// are printed.
#[derive(clap::Args)]
pub(crate) struct DemoMapArgs {
    /// How many facilities
    #[arg(long, default_value_t = 1_200, value_name = "N", value_parser = clap::value_parser!(u32).range(50..=20_000))]
    facilities: u32,
    /// Code of the province, in the units of 2025
    #[arg(long, default_value = "68", value_name = "CODE")]
    province: String,
    /// What every draw depends on
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

/// Assesses, then leaves the server up.
pub(crate) fn run(args: &DemoMapArgs, language: Option<Language>) -> Outcome {
    let text = Catalogue::of(language.unwrap_or_default());
    let directory = tempfile::tempdir().map_err(Failure::new)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let runtime = runtime.map_err(Failure::new)?;
    let gateway = Gateway::start().map_err(Failure::new)?;
    let mut config = Config {
        listen: ([127, 0, 0, 1], 0).into(),
        data_dir: directory.path().join("data"),
        authority: "Sở Y tế tỉnh mẫu".to_owned(),
        ..Config::default()
    };
    config.sms.webhook = Some(gateway.url.clone());
    config.sms.secret = SecretText::new(SMS_SECRET);
    config.otp.messages = u32::MAX;
    let units = Units::of(config.units.set);
    let province = units.find(&args.province).filter(|unit| unit.parent.is_none());
    let province = province
        .ok_or_else(|| Failure::said(|text| text.say("demo-map-province", &[("province", (&args.province).into())])))?;
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_err(Failure::new)?;
    let clock = Arc::new(VirtualClock::new(at_ten(UnixTime(now.as_secs()))));
    let list = GeneratedList::of(config.units.set, Some(province.code), args.facilities, false);
    let name = units.full_name(province);
    let facilities: [(&str, Argument<'_>); 2] = [("province", name.as_str().into()), ("count", args.facilities.into())];
    eprintln!("{}", text.message("demo-served-facilities", &facilities));
    let desk = FacilityDesk::open(&config, clock.clone()).map_err(Failure::new)?;
    let taken = runtime.block_on(desk.take_list(list.csv.as_bytes())).map_err(Failure::new)?;
    taken.map_err(|_| Failure::broken("the list has wrong rows"))?;
    drop(desk);
    let server = runtime.block_on(Server::start(config.clone(), clock.clone())).map_err(Failure::new)?;
    let accounts = vec![officer(&runtime, &server, &config, province.code)?];
    let url = server.url();
    let mut draws = ChaCha8Rng::seed_from_u64(args.seed);
    let (mut principals, mut later) = (Vec::new(), Vec::new());
    for number in &list.numbers {
        let mut principal = Principal::sign_in(Browser::new(&url), &gateway, number)?;
        for at in 0..principal.facilities.len() {
            if draws.random_ratio(1, LATER) {
                later.push((principals.len(), at));
            } else {
                principal.assess(at, Said::drawn(draws.random_range(0..100)))?;
            }
        }
        principals.push(principal);
    }
    runtime.block_on(server.tick()).map_err(Failure::new)?;
    let map = format!("{url}/ban-do/{}", province.code);
    eprintln!("\n{}", text.message("demo-served-map", &[("url", map.as_str().into())]));
    let officers = format!("{url}/console/facilities");
    eprintln!("{}", text.message("demo-served-facility-officers", &[("url", officers.as_str().into())]));
    show::accounts(text, &accounts, clock.now());
    if let Some(number) = list.numbers.last() {
        let principals = format!("{url}/dia-diem");
        let at = [("url", Argument::from(&principals)), ("number", number.into())];
        eprintln!("{}", text.message("demo-served-principals", &at));
    }
    served(&runtime, &clock, &accounts, &gateway, || {
        // What is left for the end of the list is reported first; the rest of the draws says what.
        if let Some((who, at)) = later.pop()
            && let Some(principal) = principals.get_mut(who)
        {
            principal.assess(at, Said::drawn(draws.random_range(0..100)))?;
            let name = principal.facilities.get(at).map(|own| own.name.as_str()).unwrap_or_default();
            eprintln!("  {}", text.message("demo-served-assessed", &[("name", name.into())]));
        }
        Ok(())
    })?;
    runtime.block_on(server.stop());
    Ok(ExitCode::SUCCESS)
}

/// 10:00 of the deployment's day of a time.
fn at_ten(now: UnixTime) -> UnixTime {
    KeyDays::VIETNAM.start(KeyDays::VIETNAM.day(now)).plus(HOUR * 3_600)
}

fn officer(
    runtime: &tokio::runtime::Runtime,
    server: &Running,
    config: &Config,
    province: &'static str,
) -> Result<Account, Failure> {
    const CENTRE: &str = "Sở Giáo dục và Sở Y tế";
    runtime.block_on(lancan_server::create_centre(config, CENTRE, Some(province))).map_err(Failure::new)?;
    let (name, password) = ("can-bo-tinh", random_password());
    let (centre, scope) = (CentreRef::Named(CENTRE), Scope::Unit(province));
    let account = NewAccount { name, centre, role: Role::Officer, scope, totp: true };
    let added = runtime.block_on(server.add_officer(account, &password)).map_err(Failure::new)?;
    let secret = added.enrolment.map(|enrolment| enrolment.secret).unwrap_or_default();
    Ok(Account::new("demo-served-province", name.to_owned(), password, &secret))
}

/// Lets time go on, one second after the other, until interrupted.
fn served(
    runtime: &tokio::runtime::Runtime,
    clock: &VirtualClock,
    accounts: &[Account],
    gateway: &Gateway,
    mut next: impl FnMut() -> Result<(), Failure>,
) -> Result<(), Failure> {
    let interrupted = Arc::new(std::sync::atomic::AtomicBool::new(false));
    let ended = interrupted.clone();
    runtime.spawn(async move {
        let _ = tokio::signal::ctrl_c().await;
        ended.store(true, std::sync::atomic::Ordering::Relaxed);
    });
    for second in 1_u64.. {
        if interrupted.load(std::sync::atomic::Ordering::Relaxed) {
            break;
        }
        std::thread::sleep(Duration::from_secs(1));
        clock.advance(1);
        show::next_codes(accounts, clock.now());
        while let Some(code) = gateway.code_within(Duration::ZERO) {
            eprintln!("  SMS: {code}");
        }
        if second.is_multiple_of(EVERY) {
            next()?;
        }
    }
    Ok(())
}
