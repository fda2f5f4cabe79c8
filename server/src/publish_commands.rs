//! `lancan-server publish`.

use std::path::PathBuf;
use std::sync::Arc;

use clap::{Args, Subcommand};
use lancan_server::{Approved, Drafted, Failure, RulesDesk};

use crate::account_commands::ask;
use crate::import_commands::read;
use crate::operator_texts::told;
use crate::real_clock::RealClock;
use crate::{ConfigFile, load, print_all, print_rows, runtime, said};

/// A draft, or what is done with drafts.
#[derive(Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct PublishCommand {
    #[command(subcommand)]
    act: Option<PublishAct>,
    /// Rules as JSON, with dates for days; serial and times mean nothing. `lancan-server publish show` prints those in force.
    #[arg(required = true)]
    file: Option<PathBuf>,
    #[command(flatten)]
    config: ConfigFile,
}

/// What is done with drafts.
#[derive(Subcommand)]
enum PublishAct {
    /// Prints the rules in force as a draft is written.
    Show {
        #[command(flatten)]
        config: ConfigFile,
    },
    /// Lists the drafts, newest first: number, when drafted, first and second officer, since when in force.
    List {
        #[command(flatten)]
        config: ConfigFile,
    },
    /// An officer approves a draft: a supervisor of the whole country. The second one puts it in force.
    ///
    /// Password and code of the authenticator app (empty without one) are read from standard input, a line each.
    Approve {
        /// Number of the draft.
        number: i64,
        /// The officer's sign-in name.
        #[arg(long)]
        name: String,
        /// Do not ask: the two lines come through a pipe.
        #[arg(long)]
        password_stdin: bool,
        #[command(flatten)]
        config: ConfigFile,
    },
    /// Drafts an earlier draft again, as to go back to it; it is approved like any.
    Again {
        /// Number of the earlier draft.
        number: i64,
        #[command(flatten)]
        config: ConfigFile,
    },
}

pub(crate) fn run(command: PublishCommand) -> Result<(), String> {
    let PublishCommand { act, file, config } = command;
    match act {
        None => {
            let file = file.unwrap_or_default();
            let text = read(&file)?;
            drafted(&at(&config, async |desk| desk.draft(&text).await)?)
        }
        Some(PublishAct::Show { config }) => {
            print_all(&format!("{}\n", at(&config, async |desk| desk.in_force().await)?))
        }
        Some(PublishAct::List { config }) => {
            let drafts = at(&config, async |desk| desk.drafts().await)?;
            let rows = drafts.iter().map(|draft| {
                let shown = |number: Option<i64>| number.map_or_else(|| "-".to_owned(), |number| number.to_string());
                let since = draft.published_at.map_or_else(|| "-".to_owned(), |at| at.0.to_string());
                let (first, second) = (shown(draft.approved_by), shown(draft.published_by));
                format!("{}\t{}\t{first}\t{second}\t{since}\n", draft.number, draft.drafted_at.0)
            });
            print_rows(rows, "drafts-none")
        }
        Some(PublishAct::Approve { number, name, password_stdin, config }) => {
            let password = ask("operator-password", password_stdin)?;
            let code = ask("operator-code", password_stdin)?;
            let code = Some(code.trim()).filter(|code| !code.is_empty());
            let key = match at(&config, async |desk| desk.approve(number, &name, &password, code).await)? {
                Approved::Once => "publish-once",
                Approved::Twice => "publish-twice",
            };
            print_all(&format!("{}\n", told(|text| text.message(key, &[]))))
        }
        Some(PublishAct::Again { number, config }) => drafted(&at(&config, async |desk| desk.again(number).await)?),
    }
}

fn drafted(draft: &Drafted) -> Result<(), String> {
    draft.difference.iter().try_for_each(|line| print_all(&format!("{line}\n")))?;
    let number = [("number", draft.number.into())];
    print_all(&format!("{}\n", told(|text| text.message("publish-drafted", &number))))
}

/// Does something at the desk of a configuration.
fn at<T>(config: &ConfigFile, work: impl AsyncFnOnce(&RulesDesk) -> Result<T, Failure>) -> Result<T, String> {
    let desk = RulesDesk::open(&load(config)?, Arc::new(RealClock)).map_err(|failure| said(&failure))?;
    runtime()?.block_on(work(&desk)).map_err(|failure| said(&failure))
}
