//! The whole loop with one dependency: a phone asks for warnings, enters an officer's code and reports. None of it is about
//! Bluetooth (`default-features = false`).
//!
//! `cargo run -p lancan-desktop --no-default-features --example whole_loop -- https://example.gov.vn FOLDER [CODE]`

use std::{env, error::Error, path::Path};

use lancan_desktop::prelude::*;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [server, folder, code @ ..] = arguments.as_slice() else {
        return Err("usage: whole_loop SERVER FOLDER [CODE]".into());
    };
    // A real app ships the deployment, and keeps the secret in its key store.
    let deployment = fetch_deployment(server)?;
    let mut rng = randomness()?;
    let store = Store::open(Path::new(folder).join("phone.sqlite"), &StaticVault::new([7; 32]), &mut rng)?;
    let mut phone = BlockingHost::new(Tracer::open(store, deployment, rng).map_err(told)?, server);

    show(&phone.start());
    show(&phone.act(|tracer, now| Ok(tracer.check_now(now))).map_err(told)?);
    println!("warnings: {}", phone.tracer().warnings().map_err(told)?.len());
    for code in code {
        show(&phone.act(|tracer, now| tracer.enter_code(now, code)).map_err(told)?);
        // A real app shows the review first, and asks for each consent by itself.
        let consent = ConsentGiven {
            keys: true,
            encounters: true,
            visits: false,
            text_version: CONSENT_TEXT_VERSION,
            language: "vi".into(),
        };
        show(&phone.act(|tracer, now| tracer.send(now, &consent)).map_err(told)?);
    }
    Ok(())
}

fn show(notices: &[Notice]) {
    for notice in notices {
        println!("{notice:?}");
    }
}

fn told(problem: Problem) -> Box<dyn Error> {
    problem.code().into()
}
