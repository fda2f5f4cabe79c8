//! Where a terminal phone lives: one folder with its store, its secret, its server, and a lock.

use std::{
    ffi::OsString,
    fs::{self, File, OpenOptions, TryLockError},
    io::Write as _,
    path::{Path, PathBuf},
};

use lancan_core::{StaticVault, Store, Tracer};
use lancan_protocol::{problem::Problem, wire::Deployment};
use rand::{TryRng as _, rngs::SysRng};
use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng as _};
use serde::{Deserialize, Serialize};

use super::say::Speech;
use crate::{
    failure::{Failure, Why},
    why::Detail,
};

/// A phone's folder, locked for this process.
pub(crate) struct Home {
    folder: PathBuf,
    known: Known,
    _lock: File,
}

/// Whose server this phone trusts: fetched from it the first time, and kept.
#[derive(Serialize, Deserialize)]
struct Known {
    server: String,
    deployment: Deployment,
}

impl Home {
    /// Opens the folder, or makes it. The server must be given the first time.
    pub(crate) fn open(folder: Option<PathBuf>, server: Option<&str>, speech: Speech) -> Result<Self, Failure> {
        let folder = folder
            .or_else(|| usual(|name| std::env::var_os(name)))
            .ok_or_else(|| speech.fails_with("phone-folder-needed", &[]))?;
        make(&folder).map_err(|error| Failure::file(&folder, Why::unwritable(&error)))?;
        let path = folder.join("lock");
        let lock = private(&path).map_err(|error| Failure::file(&path, Why::unwritable(&error)))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(speech.fails_with("phone-in-use", &[])),
            Err(TryLockError::Error(error)) => return Err(Failure::file(&path, error)),
        }
        let known = known(&folder, server, speech)?;
        Ok(Self { folder, known, _lock: lock })
    }

    /// The server's address.
    pub(crate) fn server(&self) -> &str {
        &self.known.server
    }

    /// The authority's name.
    pub(crate) fn authority(&self) -> &str {
        &self.known.deployment.authority
    }

    /// The phone itself.
    pub(crate) fn tracer(&self, speech: Speech) -> Result<Tracer, Failure> {
        let mut rng = ChaCha20Rng::from_seed(random()?);
        let path = self.folder.join(STORE);
        let mut open =
            |secret| Store::open(&path, &StaticVault::new(secret), &mut rng).map_err(|error| error.problem());
        let store = match (open(self.secret()?), self.prepared_secret()) {
            // A change of the secret was broken off: which of the two the store is sealed with, only the store knows.
            (Err(Problem::WrongStoreKey), Some(fresh)) => {
                let store = open(fresh);
                if store.is_ok() {
                    self.keep_prepared_secret()?;
                }
                store
            }
            (opened, _) => opened,
        };
        let store = store.map_err(|problem| speech.failure(problem))?;
        Tracer::open(store, self.known.deployment.clone(), rng)
            .map(|tracer| tracer.with_duty_cycle(lancan_desktop::duty_cycle()))
            .map_err(|problem| speech.failure(problem))
    }

    /// A desktop has no key store that is everywhere: the secret lies in a file that only its owner reads.
    fn secret(&self) -> Result<[u8; 32], Failure> {
        let path = self.folder.join(SECRET);
        if !path.exists() {
            self.prepare_secret()?;
            self.keep_prepared_secret()?;
        }
        fs::read(&path)
            .map_err(|error| Failure::file(&path, error))?
            .try_into()
            .map_err(|_| Failure::file(&path, Why::form_because(Detail::of("secret", &[]))))
    }

    /// A fresh secret, beside the one in use.
    pub(super) fn prepare_secret(&self) -> Result<[u8; 32], Failure> {
        let path = self.folder.join(PREPARED);
        let failed = |error: std::io::Error| Failure::file(&path, error);
        let fresh = random()?;
        let mut file = private(&path).map_err(failed)?;
        file.write_all(&fresh).and_then(|()| file.sync_all()).map_err(failed)?;
        Ok(fresh)
    }

    fn prepared_secret(&self) -> Option<[u8; 32]> {
        fs::read(self.folder.join(PREPARED)).ok()?.try_into().ok()
    }

    /// The fresh secret takes the place of the one in use.
    pub(super) fn keep_prepared_secret(&self) -> Result<(), Failure> {
        let path = self.folder.join(SECRET);
        fs::rename(self.folder.join(PREPARED), &path).map_err(|error| Failure::file(&path, error))
    }
}

/// The store's file in the folder.
const STORE: &str = "phone.sqlite";
/// The secret's file in the folder.
const SECRET: &str = "secret";
/// The file of a secret that is to take the other's place.
const PREPARED: &str = "secret.new";

fn known(folder: &Path, server: Option<&str>, speech: Speech) -> Result<Known, Failure> {
    let path = folder.join("server.json");
    if path.exists() {
        let text = fs::read(&path).map_err(|error| Failure::file(&path, error))?;
        let mut known: Known =
            serde_json::from_slice(&text).map_err(|error| Failure::file(&path, Why::json(&error)))?;
        // The keys stay those of the first time: another server of the same authority is welcome, no other.
        if let Some(server) = server {
            server.clone_into(&mut known.server);
        }
        return Ok(known);
    }
    let server = server.ok_or_else(|| speech.fails_with("phone-server-needed", &[]))?;
    let deployment = lancan_desktop::fetch_deployment(server).map_err(|error| speech.fetch(server, &error))?;
    let known = Known { server: server.to_owned(), deployment };
    let text = serde_json::to_vec_pretty(&known).map_err(Failure::new)?;
    fs::write(&path, text).map_err(|error| Failure::file(&path, Why::unwritable(&error)))?;
    println!("{}", speech.with("phone-trusts", "authority", &known.deployment.authority));
    Ok(known)
}

/// Where a phone lives when nobody said, by the environment's variables.
fn usual(variable: impl Fn(&str) -> Option<OsString>) -> Option<PathBuf> {
    let data = || variable("XDG_DATA_HOME").map(PathBuf::from);
    // Windows sets this one and no HOME.
    let local = || variable("LOCALAPPDATA").map(PathBuf::from);
    let home = || variable("HOME").map(|home| PathBuf::from(home).join(".local").join("share"));
    Some(data().or_else(local).or_else(home)?.join("lancan").join("phone"))
}

fn make(folder: &Path) -> std::io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// A file that only its owner reads.
fn private(path: &Path) -> std::io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Random bytes of the operating system.
pub(super) fn random() -> Result<[u8; 32], Failure> {
    let mut bytes = [0; 32];
    SysRng.try_fill_bytes(&mut bytes).map_err(Failure::new)?;
    Ok(bytes)
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use lancan_text::Language;

    /// A folder whose phone knows a server.
    pub(crate) fn folder_with_server() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        let known = Known { server: "http://127.0.0.1:1".into(), deployment: Deployment::for_test() };
        fs::write(folder.path().join("server.json"), serde_json::to_vec(&known).unwrap()).unwrap();
        folder
    }

    #[test]
    fn one_process_at_a_time_and_the_store_opens_again_with_its_secret() {
        let folder = folder_with_server();
        let speech = Speech::of(Language::En);
        let home = Home::open(Some(folder.path().into()), None, speech).unwrap();
        assert!(Home::open(Some(folder.path().into()), None, speech).is_err());
        drop(home.tracer(speech).unwrap());
        drop(home);
        let home = Home::open(Some(folder.path().into()), None, speech).unwrap();
        assert_eq!(home.authority(), "Sở Y tế");
        home.tracer(speech).unwrap();
    }

    #[test]
    fn a_phone_lives_where_the_system_keeps_what_programs_know_on_windows_too() {
        let at = |set: &str, value: &str| usual(|name| (name == set).then(|| value.into()));
        let phone = Path::new("lancan").join("phone");
        assert_eq!(at("HOME", "a"), Some(Path::new("a").join(".local").join("share").join(&phone)));
        assert_eq!(at("XDG_DATA_HOME", "b"), Some(Path::new("b").join(&phone)));
        assert_eq!(at("LOCALAPPDATA", "c"), Some(Path::new("c").join(&phone)));
        assert_eq!(at("OTHER", "d"), None);
    }

    #[test]
    fn the_first_time_a_server_must_be_given() {
        let folder = tempfile::tempdir().unwrap();
        let failure = Home::open(Some(folder.path().into()), None, Speech::of(Language::Vi)).err().unwrap();
        let said = failure.to_string();
        let (vietnamese, english) = said.split_once('\n').unwrap();
        assert!(vietnamese.starts_with("Lần đầu") && vietnamese.contains("--server"), "{said}");
        assert!(english.trim().starts_with("The first time") && english.contains("--server"), "{said}");
    }

    #[test]
    fn a_server_that_is_not_there_is_said_in_vietnamese_and_english_and_nothing_is_kept() {
        let folder = tempfile::tempdir().unwrap();
        let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let server = format!("http://{closed}");
        let path = folder.path().to_path_buf();
        let failure = Home::open(Some(path), Some(&server), Speech::of(Language::Vi)).err().unwrap();
        let said = failure.to_string();
        let (vietnamese, english) = said.split_once('\n').unwrap();
        assert!(vietnamese.contains("Không kết nối được") && vietnamese.contains(&server), "{said}");
        assert!(english.contains("cannot be reached") && english.contains(&server), "{said}");
        assert!(!folder.path().join("server.json").exists());
    }

    #[cfg(unix)]
    #[test]
    fn the_secret_is_readable_by_its_owner_only() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = folder_with_server();
        let home = Home::open(Some(folder.path().into()), None, Speech::of(Language::Vi)).unwrap();
        home.secret().unwrap();
        let mode = fs::metadata(folder.path().join("secret")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}
