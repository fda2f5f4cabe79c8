//! A laptop as a phone: it sends and hears random codes over Bluetooth, and shows what the user should know.
//!
//! `cargo run -p lancan-desktop --example laptop -- https://example.gov.vn folder`

use std::{env, error::Error, fs, path::Path};

use lancan_desktop::{duty_cycle, prelude::*};

/// The secret that seals the store. A phone keeps it in its key store; here it lies in a file beside.
fn secret(folder: &Path) -> Result<[u8; 32], Box<dyn Error>> {
    let path = folder.join("secret");
    if !path.exists() {
        fs::create_dir_all(folder)?;
        fs::write(&path, fresh_secret()?)?;
    }
    Ok(fs::read(&path)?.as_slice().try_into()?)
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = env::args().skip(1);
    let (server, folder) = arguments.next().zip(arguments.next()).ok_or("usage: laptop SERVER FOLDER")?;
    let folder = Path::new(&folder);
    // Whose server the phone trusts. A real app ships this; fetching it trusts the network the first time.
    let address = server.clone();
    let deployment = tokio::task::spawn_blocking(move || fetch_deployment(&address)).await??;
    let mut rng = randomness()?;
    let store = Store::open(folder.join("phone.sqlite"), &StaticVault::new(secret(folder)?), &mut rng)?;
    let tracer = Tracer::open(store, deployment, rng).map_err(Problem::code)?;
    let host = Host::new(tracer.with_duty_cycle(duty_cycle()), &server);
    host.run(|notice| println!("{notice:?}")).await?;
    Ok(())
}
