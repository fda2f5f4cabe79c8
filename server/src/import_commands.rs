//! `lancan-server facilities`, `lancan-server criteria` and `lancan-server units`: files that come in, and units that are found.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Subcommand;
use lancan_server::{BoundaryDesk, Config, CriteriaDesk, Date, FacilityDesk, ListTaken, UnitSet, Units};
use lancan_text::help::Refusal;
use lancan_text::{Catalogue, Said, system};

use crate::operator_texts::told;
use crate::real_clock::RealClock;
use crate::{ConfigFile, load, print_all, runtime, said};

/// What is done with facilities.
#[derive(Subcommand)]
pub(crate) enum FacilitiesCommand {
    /// Takes a list of facilities, each with its manager.
    ///
    /// CSV in UTF-8 with a header: `name`, `kind` (school, hospital or clinic), `unit` (code of the ward; `lancan-server
    /// units search` finds codes), `address`, `people` (a day), `phone` and `manager` (who runs it), and where it is known
    /// `point` (`11.64321, 107.83645`). Each becomes a verified place: whoever shows the number at `/dia-diem` manages it,
    /// prints its poster and assesses it. A facility that is there stays as it is, so a list can be taken again.
    Import {
        /// The list.
        file: PathBuf,
        #[command(flatten)]
        config: ConfigFile,
    },
}

/// What is done with criteria.
#[derive(Subcommand)]
pub(crate) enum CriteriaCommand {
    /// Takes the decrees' texts of criteria, or whole sets; a criterion without a text is shown by its number and part.
    ///
    /// Texts: CSV in UTF-8 with a header: `set` (such as `school-1467`), `part` or `number`, `vi`, `en`, and `most` where a
    /// criterion has points of its own. Sets: JSON, one set or a list of them, in the form in which `/v1/criteria` has them;
    /// `version` may be left out. Each set that the file changes gets a new version. What was assessed before keeps the version
    /// that it answered. A server that runs uses the new versions within a minute.
    Import {
        /// The texts or the sets.
        file: PathBuf,
        /// First day of the new versions, such as 2021-05-26; if it is not said, today for texts, and for sets the day that they
        /// name.
        #[arg(long, value_name = "DATE", value_parser = date)]
        from: Option<Date>,
        /// Say what the file would do, and write nothing.
        #[arg(long)]
        dry_run: bool,
        #[command(flatten)]
        config: ConfigFile,
    },
}

/// What is done with units.
#[derive(Subcommand)]
pub(crate) enum UnitsCommand {
    /// Finds units by words of their names, with or without marks, and prints code and full name.
    Search {
        /// Words of the name: `bao lam lam dong`.
        #[arg(required = true)]
        words: Vec<String>,
        #[command(flatten)]
        config: ConfigFile,
    },
    /// Takes boundaries for the safety map; without them the map has points.
    ///
    /// GeoJSON or TopoJSON, longitude and latitude in degrees; each shape is a polygon or several with the property `code`. A
    /// file without Hoang Sa and Truong Sa is refused. Boundaries are simplified; a province or district without a shape gets
    /// the outline of its parts, where every part has one. A server that runs shows them within a minute.
    Import {
        /// The boundaries.
        file: PathBuf,
        /// The set of units that the codes are of: 2021 or 2025; that of the settings, if it is not said.
        #[arg(long, value_name = "SET", value_parser = unit_set)]
        set: Option<UnitSet>,
        /// Say what the file would bring, and write nothing.
        #[arg(long)]
        dry_run: bool,
        #[command(flatten)]
        config: ConfigFile,
    },
}

/// Takes a list of facilities.
pub(crate) fn facilities(command: FacilitiesCommand) -> Result<(), String> {
    let FacilitiesCommand::Import { file, config } = command;
    import_facilities(&file, &load(&config)?)
}

/// Takes criteria.
pub(crate) fn criteria(command: CriteriaCommand) -> Result<(), String> {
    let CriteriaCommand::Import { file, from, dry_run, config } = command;
    import_criteria(&file, from, dry_run, &load(&config)?)
}

/// Finds units, or takes their boundaries.
pub(crate) fn units(command: UnitsCommand) -> Result<(), String> {
    match command {
        UnitsCommand::Search { words, config } => {
            let units = Units::of(load(&config)?.units.set);
            let found = units.search(&words.join(" "), 20);
            if found.is_empty() {
                return Err(told(|text| text.message("units-none", &[])));
            }
            found.iter().try_for_each(|unit| print_all(&format!("{}\t{}\n", unit.code, units.full_name(unit))))
        }
        UnitsCommand::Import { file, set, dry_run, config } => import_boundaries(&file, set, dry_run, &load(&config)?),
    }
}

/// Prints what is wrong with a file, line by line, and ends with what is said of the whole.
fn refuse<T>(faults: &[String], key: &'static str) -> Result<T, String> {
    faults.iter().try_for_each(|fault| print_all(&format!("✗ {fault}\n")))?;
    Err(told(|text| text.message(key, &[])))
}

/// The bytes of a file that the operator named.
pub(crate) fn read(file: &Path) -> Result<Vec<u8>, String> {
    std::fs::read(file).map_err(|error| {
        let is_missing = error.kind() == ErrorKind::NotFound;
        let said = |text: &Catalogue| {
            let Said { title, next } = text.say(if is_missing { "file-missing" } else { "file-unreadable" }, &[]);
            let title = if is_missing { title } else { format!("{title} ({})", system::reason(text, &error)) };
            next.map_or(title.clone(), |next| format!("{title}. {next}"))
        };
        format!("{}: {}", file.display(), told(said))
    })
}

fn import_facilities(file: &Path, config: &Config) -> Result<(), String> {
    let text = read(file)?;
    let desk = FacilityDesk::open(config, Arc::new(RealClock)).map_err(|failure| said(&failure))?;
    let taken = runtime()?.block_on(desk.take_list(&text)).map_err(|failure| said(&failure))?;
    let ListTaken { added, known } = taken.or_else(|faults| {
        refuse(&faults.iter().map(|fault| told(|text| fault.in_words(text))).collect::<Vec<_>>(), "facility-list-wrong")
    })?;
    let counts = [("added", added.into()), ("known", known.into())];
    print_all(&format!("{}\n", told(|text| text.message("facility-list-taken", &counts))))
}

fn date(text: &str) -> Result<Date, Refusal> {
    text.parse().map_err(|_| Refusal::of("criteria-import-date", &[]))
}

fn unit_set(name: &str) -> Result<UnitSet, Refusal> {
    UnitSet::named(name).ok_or_else(|| Refusal::of("boundaries-set", &[]))
}

fn import_boundaries(file: &Path, set: Option<UnitSet>, is_trial: bool, config: &Config) -> Result<(), String> {
    let shapes = read(file)?;
    let set = set.unwrap_or(config.units.set);
    let desk = BoundaryDesk::open(config, Arc::new(RealClock), set).map_err(|failure| said(&failure))?;
    let taken = runtime()?.block_on(desk.import(&shapes, is_trial)).map_err(|failure| said(&failure))?;
    let taken = taken.or_else(|faults| {
        refuse(&faults.iter().map(|fault| told(|text| fault.in_words(text))).collect::<Vec<_>>(), "boundaries-wrong")
    })?;
    print_all(&format!("{}\n", told(|text| taken.in_words(text))))?;
    if is_trial { print_all(&format!("{}\n", told(|text| text.message("boundaries-trial", &[])))) } else { Ok(()) }
}

fn import_criteria(file: &Path, from: Option<Date>, is_trial: bool, config: &Config) -> Result<(), String> {
    let text = read(file)?;
    let desk = CriteriaDesk::open(config, Arc::new(RealClock)).map_err(|failure| said(&failure))?;
    let taken = runtime()?.block_on(desk.import(&text, from, is_trial)).map_err(|failure| said(&failure))?;
    let taken = taken.or_else(|faults| {
        refuse(
            &faults.iter().map(|fault| told(|text| fault.in_words(text))).collect::<Vec<_>>(),
            "criteria-import-wrong",
        )
    })?;
    for set in &taken {
        print_all(&format!("{}\n", told(|text| set.in_words(text))))?;
    }
    let last = if taken.is_empty() { Some("criteria-import-nothing") } else { None };
    let last = last.or(is_trial.then_some("criteria-import-trial"));
    last.map_or(Ok(()), |key| print_all(&format!("{}\n", told(|text| text.message(key, &[])))))
}
