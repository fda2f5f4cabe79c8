//! The command line.

use std::{
    fmt::Write as _,
    io::{BufRead as _, IsTerminal as _, Write as _},
    path::{Path, PathBuf},
    process::ExitCode,
    time::{SystemTime, UNIX_EPOCH},
};

use chrono::{Datelike as _, NaiveDate};
use clap::{Parser, Subcommand};
use lancan_protocol::{
    hex,
    key_days::KeyDays,
    places::{Minute, Province},
    time::{Day, UnixTime},
    visitor_log::{CardBlobs, LogPublicKey, Month, OpeningBundle, SignedRequest},
};
use lancan_text::help;
use rand::{rand_core::UnwrapErr, rngs::SysRng};

use crate::{
    boxes::{Cost, Unlocked},
    enrolled::Officer,
    failure::Failure,
    files,
    national::{certify, new_national_key},
    safe::{Answer, Safe},
    screen::screen,
    words::Passphrase,
};

/// Opens a province's visitor log for two officers, and holds what that takes.
///
/// The opener runs on a machine of its own, best without a network. Files go in and out on a stick:
///
///   in:   a request that two officers signed with the envelopes of its hours, the cards that were asked for
///   out:  the weekly pack of public keys, the list of cards, the sealed result
///
/// The first time:
///
///   1. lancan-opener init --dir /srv/opener --province 68
///      Three people each write down one passphrase. Two of them open; all three make the roots of new months.
///   2. lancan-opener month --dir /srv/opener --from 2021-05 --count 3
///   3. On the country's own offline machine: lancan-opener certify … (the opener's public.pem goes there)
///   4. lancan-opener trust --dir /srv/opener --deployment deployment.json
///   5. lancan-opener enrol-officer … for each officer, lancan-opener enrol-recipient … for who receives
///
/// Each week: lancan-opener pack. Each day: lancan-opener log, printed and kept.
/// For a request: lancan-opener open, which says what it needs next.
///
/// Passphrases are read from the terminal, or one a line from standard input.
#[derive(Debug, Parser)]
#[command(name = "lancan-opener", version, verbatim_doc_comment)]
struct Arguments {
    /// Language of this help: vi or en. Without it, that of `LC_ALL`, `LC_MESSAGES` or `LANG`, or of the settings of
    /// macOS or Windows.
    #[arg(long, value_name = "vi|en", global = true, value_parser = ["vi", "en"])]
    language: Option<String>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Make the opener's folder and three passphrases. They are shown once.
    Init {
        /// The folder to make.
        #[arg(long)]
        dir: PathBuf,
        /// The province, two digits: 68.
        #[arg(long)]
        province: u8,
        /// Minutes that the deployment's clocks are ahead of UTC.
        #[arg(long, default_value_t = 420, allow_negative_numbers = true)]
        offset_minutes: i32,
    },
    /// Make the roots of months to come. All three holders are needed.
    Month {
        /// The opener's folder.
        #[arg(long)]
        dir: PathBuf,
        /// The first month: 2021-05.
        #[arg(long)]
        from: String,
        /// How many months. A pack needs three.
        #[arg(long, default_value_t = 3)]
        count: u32,
    },
    /// Make the country's key. Keep the private file offline; apps pin the public one.
    NationalKey {
        /// Where the private key goes; the public one goes beside it, ending in .pub.pem.
        #[arg(long)]
        out: PathBuf,
    },
    /// Vouch for a province's opener with the country's key.
    Certify {
        /// The country's private key.
        #[arg(long)]
        national: PathBuf,
        /// The opener's public.pem.
        #[arg(long)]
        opener: PathBuf,
        /// The province, two digits.
        #[arg(long)]
        province: u8,
        /// The first day on which it vouches no more: 2022-05-01.
        #[arg(long)]
        until: String,
        /// Where the certificate goes.
        #[arg(long)]
        out: PathBuf,
    },
    /// Sign the pack of public keys: 35 days. Two holders are needed.
    Pack {
        /// The opener's folder.
        #[arg(long)]
        dir: PathBuf,
        /// The certificate by the country's key.
        #[arg(long)]
        certificate: PathBuf,
        /// The day of the first key: 2021-05-03. Today by default.
        #[arg(long)]
        first_day: Option<String>,
        /// Where the pack goes.
        #[arg(long)]
        out: PathBuf,
    },
    /// Believe the server's keys for numbers and paper cards.
    Trust {
        /// The opener's folder.
        #[arg(long)]
        dir: PathBuf,
        /// The server's GET /v1/deployment, fetched by somebody who looked at its address.
        #[arg(long)]
        deployment: PathBuf,
    },
    /// Enrol an officer who came in person with their key.
    EnrolOfficer {
        /// The opener's folder.
        #[arg(long)]
        dir: PathBuf,
        /// The number by which requests name the officer: that of the console.
        #[arg(long)]
        number: u32,
        /// The officer's name, for the screen.
        #[arg(long)]
        name: String,
        /// The public key that the console showed, PEM.
        #[arg(long)]
        key: PathBuf,
        /// The origin of the console's pages: <https://console.example.vn>.
        #[arg(long)]
        origin: String,
    },
    /// Strike an officer off.
    RemoveOfficer {
        /// The opener's folder.
        #[arg(long)]
        dir: PathBuf,
        /// The officer's number.
        #[arg(long)]
        number: u32,
    },
    /// Enrol the key that results are sealed to.
    EnrolRecipient {
        /// The opener's folder.
        #[arg(long)]
        dir: PathBuf,
        /// A file with the 65 bytes of the key in hexadecimal.
        #[arg(long)]
        key: PathBuf,
    },
    /// Open what two officers asked for. Shows the request first and asks. Two holders are needed.
    Open {
        /// The opener's folder.
        #[arg(long)]
        dir: PathBuf,
        /// The file that the console hands out: the signed request with the envelopes of its hours.
        #[arg(long, required_unless_present_all = ["request", "envelopes"], conflicts_with_all = ["request", "envelopes"])]
        bundle: Option<PathBuf>,
        /// The signed request, where it comes by itself.
        #[arg(long, requires = "envelopes")]
        request: Option<PathBuf>,
        /// The envelopes of those hours, where they come by themselves.
        #[arg(long, requires = "request")]
        envelopes: Option<PathBuf>,
        /// The cards that the first round asked for.
        #[arg(long)]
        cards: Option<PathBuf>,
        /// Where the list of cards, or the sealed result, goes.
        #[arg(long)]
        out: PathBuf,
        /// Do not ask: whoever runs this has read the screen.
        #[arg(long)]
        yes: bool,
    },
    /// Erase the roots of months that ended more than 60 days ago.
    Forget {
        /// The opener's folder.
        #[arg(long)]
        dir: PathBuf,
    },
    /// Verify the log and show it, with its head.
    Log {
        /// The opener's folder.
        #[arg(long)]
        dir: PathBuf,
    },
}

/// Where the program reads and writes besides files.
struct Console;

/// Runs the program.
pub fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args_os().collect();
    let read = help::read::<Arguments>(&arguments, |name| std::env::var(name).ok(), help::system_language);
    let (arguments, _) = read.unwrap_or_else(|refused| refused.exit());
    match run(arguments.command) {
        Ok(said) => {
            // Whoever closed the pipe does not want to read on.
            let _ = writeln!(std::io::stdout(), "{said}");
            ExitCode::SUCCESS
        }
        Err(failure) => {
            let _ = writeln!(std::io::stderr(), "lancan-opener: {failure}");
            ExitCode::FAILURE
        }
    }
}

impl Console {
    fn now() -> Minute {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
        Minute::of(UnixTime(since))
    }

    fn passphrases(count: usize) -> Result<Vec<Passphrase>, Failure> {
        let input = std::io::stdin();
        let asks = input.is_terminal();
        let mut lines = input.lock().lines();
        let mut all = Vec::new();
        for number in 1..=count {
            if asks {
                let _ = write!(std::io::stderr(), "Passphrase {number} of {count}: ");
            }
            match lines.next() {
                Some(Ok(line)) => all.push(Passphrase::typed(&line)?),
                _ => return Err(Failure::Passphrases { needed: count, given: all.len() }),
            }
        }
        Ok(all)
    }

    fn holders(safe: &Safe, count: usize) -> Result<Unlocked, Failure> {
        safe.unlock(&Self::passphrases(count)?)
    }

    fn agrees() -> bool {
        let _ = write!(std::io::stderr(), "Open this? Type yes: ");
        let mut line = String::new();
        std::io::stdin().read_line(&mut line).is_ok_and(|_| line.trim() == "yes")
    }
}

fn run(command: Command) -> Result<String, Failure> {
    let now = Console::now();
    let mut rng = UnwrapErr(SysRng);
    match command {
        Command::Init { dir, province, offset_minutes } => init(&dir, province, offset_minutes, now),
        Command::Month { dir, from, count } => {
            let mut safe = Safe::open(&dir)?;
            let holders = Console::holders(&safe, 3)?;
            let made = safe.make_roots((month(&from)?, count), &holders, now, &mut rng)?;
            Ok(if made.is_empty() { "All these months have roots already.".into() } else { made.join("\n") })
        }
        Command::NationalKey { out } => {
            let (private, public) = new_national_key(&mut rng)?;
            if out.exists() {
                return Err(Failure::Exists(out));
            }
            files::write(&out, private.as_bytes())?;
            let beside = out.with_extension("pub.pem");
            files::write(&beside, public.as_bytes())?;
            Ok(format!("{}\n{}", out.display(), beside.display()))
        }
        Command::Certify { national, opener, province, until, out } => {
            let until = Minute::of(KeyDays::VIETNAM.start(day(&until)?));
            let keys = [files::read_text(&national)?, files::read_text(&opener)?];
            let [national, opener] = &keys;
            files::write(&out, &certify(national, opener, Province(province), until)?)?;
            Ok(out.display().to_string())
        }
        Command::Pack { dir, certificate, first_day, out } => {
            let mut safe = Safe::open(&dir)?;
            let first = first_day.map_or_else(|| Ok(safe.key_days().day(now.start())), |text| day(&text))?;
            let holders = Console::holders(&safe, 2)?;
            files::write(&out, &safe.pack(first, &files::read(&certificate)?, &holders, now)?)?;
            Ok(format!("{}: publish it on the server, and make the next one in a week", out.display()))
        }
        Command::Trust { dir, deployment } => {
            Safe::open(&dir)?.trust(&files::read(&deployment)?)?;
            Ok("The keys of this deployment are believed.".into())
        }
        Command::EnrolOfficer { dir, number, name, key, origin } => {
            let relying_party = relying_party(&origin)?;
            let key = files::read_text(&key)?;
            Safe::open(&dir)?.enrol_officer(Officer { number, name, key, relying_party, origin }, now)?;
            Ok(format!("Officer {number} is enrolled."))
        }
        Command::RemoveOfficer { dir, number } => {
            Safe::open(&dir)?.remove_officer(number, now)?;
            Ok(format!("Officer {number} is struck off."))
        }
        Command::EnrolRecipient { dir, key } => {
            let text = files::read_text(&key)?;
            let bytes = hex::decode(text.trim()).and_then(|bytes| bytes.try_into().ok());
            let expected = "65 bytes of a P-256 key in hexadecimal";
            let read = bytes.and_then(LogPublicKey::from_bytes).ok_or(Failure::NotThat { path: key, expected })?;
            Safe::open(&dir)?.enrol_recipient(&read, now)?;
            Ok(format!("Results may be sealed to {}.", hex::encode(&read.fingerprint())))
        }
        Command::Open { dir, bundle, request, envelopes, cards, out, yes } => {
            let brought = brought(bundle.as_deref(), request.as_deref().zip(envelopes.as_deref()))?;
            open(&dir, (&brought, cards.as_deref()), &out, (yes, now))
        }
        Command::Forget { dir } => {
            let months = Safe::open(&dir)?.forget(now)?;
            Ok(if months.is_empty() {
                "No root is old enough.".into()
            } else {
                format!("Erased: {}", months.join(", "))
            })
        }
        Command::Log { dir } => {
            let safe = Safe::open(&dir)?;
            Ok(format!("{}head {}", safe.log().text(), safe.log().head()))
        }
    }
}

fn init(dir: &Path, province: u8, offset: i32, now: Minute) -> Result<String, Failure> {
    let days = KeyDays::with_offset(offset).map_err(|_| Failure::Other("that offset is none of a country"))?;
    let province = Some(Province(province)).filter(|province| (1..100).contains(&province.0));
    let province = province.ok_or(Failure::Other("a province has a number from 1 to 99"))?;
    let (_, words) = Safe::create(dir, (province, days), (Cost::EARNEST, now), &mut UnwrapErr(SysRng))?;
    let mut said = String::from("Three people write down one passphrase each. They are not shown again.\n");
    for (words, number) in words.iter().zip(1..) {
        let _ = write!(said, "\n  {number}  {}", words.as_str());
    }
    let _ = write!(said, "\n\nNext: lancan-opener month --dir {}", dir.display());
    Ok(said)
}

/// The signed request and the envelopes: of one file, or of two.
fn brought(bundle: Option<&Path>, apart: Option<(&Path, &Path)>) -> Result<(SignedRequest, Vec<u8>), Failure> {
    if let Some((request, envelopes)) = apart {
        return Ok((files::read_json(request, "a signed request")?, files::read(envelopes)?));
    }
    let path = bundle.ok_or(Failure::Other("a request is needed: --bundle FILE"))?;
    let expected = "the file of a request that the console hands out";
    let read: OpeningBundle = files::read_json(path, expected)?;
    let envelopes = read.envelopes().ok_or_else(|| Failure::NotThat { path: path.to_owned(), expected })?;
    Ok((read.signed, envelopes))
}

fn open(
    dir: &Path,
    ((signed, envelopes), cards): (&(SignedRequest, Vec<u8>), Option<&Path>),
    out: &Path,
    (yes, now): (bool, Minute),
) -> Result<String, Failure> {
    let mut safe = Safe::open(dir)?;
    let cards: Option<CardBlobs> = cards.map(|path| files::read_json(path, "a file of cards")).transpose()?;
    let asked = safe.check(signed, envelopes, now)?;
    let shown = screen(&asked.request, safe.enrolled(), safe.key_days());
    let _ = writeln!(std::io::stderr(), "{shown}");
    if !yes && !Console::agrees() {
        return Err(Failure::Other("nothing was opened, because nobody said yes"));
    }
    // A request is used once: whether the result can be written shows before.
    files::write(out, &[])?;
    let holders = Console::holders(&safe, 2)?;
    match safe.answer(&asked, (envelopes, cards.as_ref()), &holders, now, &mut UnwrapErr(SysRng))? {
        Answer::Cards(wanted) => {
            files::write_json(out, &wanted)?;
            let count = wanted.cards.len();
            Ok(format!(
                "{}: {count} cards are needed. Take the list to the console, and open again with --cards",
                out.display()
            ))
        }
        Answer::Sealed(sealed) => {
            files::write(out, &sealed)?;
            Ok(format!("{}: take the result to the console", out.display()))
        }
    }
}

/// The host of a page's origin. Browsers make keys over TLS, and besides on this machine alone.
fn relying_party(origin: &str) -> Result<String, Failure> {
    let local = origin.strip_prefix("http://").filter(|rest| *rest == "localhost" || rest.starts_with("localhost:"));
    let host = origin.strip_prefix("https://").or(local).map(|rest| rest.split(':').next().unwrap_or(rest));
    host.map(str::to_owned).ok_or(Failure::Other("an origin begins with https://"))
}

fn day(text: &str) -> Result<Day, Failure> {
    let date = NaiveDate::parse_from_str(text, "%Y-%m-%d");
    let date = date.map_err(|_| Failure::Other("a day is written like 2021-05-03"))?;
    u32::try_from(date.to_epoch_days()).map(Day).map_err(|_| Failure::Other("a day lies after 1970"))
}

fn month(text: &str) -> Result<Month, Failure> {
    let date = NaiveDate::parse_from_str(&format!("{text}-01"), "%Y-%m-%d");
    let date = date.map_err(|_| Failure::Other("a month is written like 2021-05"))?;
    let months = (date.year() - 1970) * 12 + i32::try_from(date.month0()).unwrap_or(0);
    u32::try_from(months).map(Month).map_err(|_| Failure::Other("a month lies after 1970"))
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn an_officers_origin_is_of_tls_or_of_this_machine() {
        assert_eq!(relying_party("https://console.example.vn").unwrap(), "console.example.vn");
        assert_eq!(relying_party("https://console.example.vn:8443").unwrap(), "console.example.vn");
        assert_eq!(relying_party("http://localhost:8080").unwrap(), "localhost");
        for origin in ["http://console.example.vn", "http://localhost.evil.vn", "console.example.vn", ""] {
            assert!(relying_party(origin).is_err(), "{origin}");
        }
    }

    #[test]
    fn every_command_and_argument_has_its_help_in_both_languages_and_none_is_mixed() {
        assert_eq!(help::faults(Arguments::command()), Vec::<String>::new());
    }

    #[test]
    fn every_command_that_a_page_names_is_taken() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        assert_eq!(help::untaken(&Arguments::command(), &root).unwrap(), Vec::<String>::new());
    }
}
