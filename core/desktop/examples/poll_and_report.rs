//! A phone without a radio: it asks for warnings, and with an officer's code reports what it holds. No line of it is about
//! Bluetooth, and it needs `lancan-desktop` alone, with `default-features = false`, and tokio to run it.
//!
//! `cargo run -p lancan-desktop --no-default-features --example poll_and_report -- https://example.gov.vn phone.sqlite SECRET [CODE]`
//! (the secret: 32 letters that seal the store)

use std::{env, error::Error, path::Path, time::Duration};

use lancan_desktop::prelude::*;

/// A problem as an error of this program.
fn told(problem: Problem) -> Box<dyn Error> {
    problem.code().into()
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [server, store, secret, code @ ..] = arguments.as_slice() else {
        return Err("usage: poll_and_report SERVER STORE SECRET [CODE]".into());
    };
    let (address, secret) = (server.clone(), secret.as_bytes().try_into()?);
    let deployment = tokio::task::spawn_blocking(move || fetch_deployment(&address)).await??;
    let mut rng = randomness()?;
    let store = Store::open(Path::new(store), &StaticVault::new(secret), &mut rng)?;
    let host = Host::new(Tracer::open(store, deployment, rng).map_err(told)?, server).without_radio();
    let remote = host.remote();
    let (stages, mut reached) = tokio::sync::mpsc::unbounded_channel();
    let running = host.run(move |notice| match notice {
        // Nobody waits any more when the program ends.
        Notice::Report(stage) => drop(stages.send(stage)),
        other => println!("{other:?}"),
    });
    let acting = async {
        remote.act(|tracer, now| ((), tracer.check_now(now))).await?;
        for code in code {
            let code = code.clone();
            let entered = remote.act(move |tracer, now| done(tracer.enter_code(now, &code))).await?;
            entered.map_err(told)?;
            while let Some(stage) = reached.recv().await {
                println!("{stage:?}");
                match stage {
                    // A real app shows the review first, and asks for each consent by itself.
                    ReportStage::Review { .. } => {
                        remote.act(|tracer, now| done(tracer.send(now, &consent()))).await?.map_err(told)?;
                    }
                    ReportStage::Accepted { .. } | ReportStage::Failed(_) => break,
                    _ => {}
                }
            }
        }
        tokio::time::sleep(Duration::from_secs(5)).await;
        println!("{:?}", remote.act(|tracer, _| (tracer.warnings(), Vec::new())).await?);
        remote.stop().await;
        Ok::<_, Box<dyn Error>>(())
    };
    let (ran, acted) = tokio::join!(running, acting);
    ran?;
    acted
}

fn consent() -> ConsentGiven {
    ConsentGiven {
        keys: true,
        encounters: false,
        visits: false,
        text_version: CONSENT_TEXT_VERSION,
        language: "vi".into(),
    }
}

fn done(outcome: Result<Vec<Command>, Problem>) -> (Result<(), Problem>, Vec<Command>) {
    outcome.map_or_else(|problem| (Err(problem), Vec::new()), |commands| (Ok(()), commands))
}
