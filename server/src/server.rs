//! A running server: what the binary, the demo and the tests start and stop.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::Router;
use lancan_protocol::rules::Rules;
use lancan_protocol::wire::Deployment;
use prometheus_client::metrics::gauge::Gauge;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::app::{App, Counts};
use crate::generation::Generation;
use crate::ground::clock::Clock;
use crate::ground::config::Config;
use crate::ground::data_lock::DataLock;
use crate::ground::error::{Failure, Fault};
use crate::ground::ids::{CaseId, OfficerId};
use crate::ground::secrets::Secrets;
use crate::ground::{files, home};
use crate::http::Role;
use crate::http::connections::{self, Bounds};
use crate::http::metrics;
use crate::http::tls::Certificate;
use crate::officers::{Added, Centre, CentreRef, Keeper, NewAccount, Scope};
use crate::store::{Location, Store};
use crate::{officers, publication};

/// How long requests under way may take to end when the server stops.
const GRACE: Duration = Duration::from_secs(10);

/// How long settings that are read again wait for the publisher of before to end what it is at.
const PATIENCE: Duration = Duration::from_secs(5);

/// Most connections to the page of metrics.
const METRICS_CONNECTIONS: u32 = 16;

/// Starts servers.
pub struct Server;

/// A server that listens. Dropping it stops it without waiting; [`Running::stop`] waits.
pub struct Running {
    address: SocketAddr,
    /// Whether it ends TLS itself.
    is_encrypted: bool,
    metrics_address: Option<SocketAddr>,
    config: Config,
    /// Rules that whoever started the server gave; without them the settings' rules hold.
    rules: Option<Rules>,
    clock: Arc<dyn Clock>,
    store: Store,
    counts: Counts,
    generation: Mutex<Generation>,
    /// Settings are read again one after the other.
    reading: tokio::sync::Mutex<()>,
    routes: watch::Sender<Router>,
    stop: watch::Sender<bool>,
    serving: Vec<JoinHandle<()>>,
    _lock: DataLock,
}

impl Server {
    /// Starts a server with the rules that its configuration names. Port 0 takes a free one.
    ///
    /// When this returns it listens, and what was due for publication is published.
    ///
    /// # Errors
    /// [`Failure::Fault`] when a setting, the data directory or the address cannot be used.
    pub async fn start(config: Config, clock: Arc<dyn Clock>) -> Result<Running, Failure> {
        Self::begin(config, None, clock).await
    }

    /// Starts a server with these rules.
    ///
    /// # Errors
    /// As [`Server::start`].
    pub async fn start_with_rules(config: Config, rules: Rules, clock: Arc<dyn Clock>) -> Result<Running, Failure> {
        Self::begin(config, Some(rules), clock).await
    }

    async fn begin(config: Config, given: Option<Rules>, clock: Arc<dyn Clock>) -> Result<Running, Failure> {
        config.check().map_err(Fault::from)?;
        let mut lock = match config.location().map_err(Fault::from)? {
            Location::File(_) => DataLock::alone(&config.data_dir)?,
            Location::Postgres(_) => DataLock::beside_others(&config.data_dir).await?,
        };
        let (secrets, store) = home::open(&config)?;
        let rules = rules(&config, given.as_ref(), &store).await?;
        let mut registry = metrics::registry();
        let (store, counts) = (store.measured(&mut registry), Counts::new(&mut registry));
        let app = App::new(&config, rules, clock.clone(), secrets, store.clone(), &counts, None)?;
        if lock.is_alone {
            clear_unfinished(&config.data_dir)?;
            app.publication.seize().await?;
        }
        if matches!(config.location().map_err(Fault::from)?, Location::Postgres(_)) {
            lock.share(&config.data_dir)?;
        }
        app.seal_old_days(&store).await?;
        if home::is_restored(&config.data_dir)? {
            app.publication.know_published_places().await?;
            home::clear_restored(&config.data_dir)?;
        }
        app.move_places().await?;
        app.publication.tick().await?;
        // What cannot be weighed waits, and keeps no server from starting.
        if let Err(failure) = app.contacts.weigh_waiting().await {
            tracing::error!(%failure, "weighing callbacks failed; it is tried again");
        }

        let (certificate, tls) = config.tls.clone().map(Certificate::read).transpose()?.unzip();
        let (listener, address) = listen(config.listen).await?;
        let (stop, stopped) = watch::channel(false);
        let is_encrypted = tls.is_some();
        let mut generation = Generation::new(app);
        let (routes, answering) = watch::channel(generation.router.clone());
        let bounds = Bounds::new(config.connections);
        let open_now = counts.requests.connections.clone();
        let mut serving =
            vec![tokio::spawn(connections::serve(listener, tls, answering, bounds, open_now, stopped.clone()))];
        serving.extend(certificate.map(|certificate| tokio::spawn(certificate.keep_current(stopped.clone()))));
        let mut metrics_address = None;
        if let Some(wanted) = config.metrics_listen {
            let (listener, address) = listen(wanted).await?;
            metrics_address = Some(address);
            let (page, bounds) = (connections::fixed(metrics::page(registry)), Bounds::new(METRICS_CONNECTIONS));
            serving.push(tokio::spawn(connections::serve(
                listener,
                None,
                page,
                bounds,
                Gauge::default(),
                stopped.clone(),
            )));
        }
        generation.begin();
        if let Some(setting) = config.unconfigured() {
            tracing::warn!(
                setting,
                "not configured: requests of this machine alone are answered, none that a proxy passes on"
            );
        }
        tracing::info!(%address, connections = bounds.connections, "listening");
        Ok(Running {
            address,
            is_encrypted,
            metrics_address,
            config,
            rules: given,
            clock,
            store,
            counts,
            generation: Mutex::new(generation),
            reading: tokio::sync::Mutex::default(),
            routes,
            stop,
            serving,
            _lock: lock,
        })
    }
}

impl Running {
    /// The rooms that answer now.
    fn app(&self) -> App {
        self.generation.lock().unwrap_or_else(PoisonError::into_inner).app.clone()
    }

    /// Takes over settings and keys while the server runs. Requests under way end by those from before, later ones begin by the
    /// new ones, and none is refused for it. Returns the names of settings that were changed and hold from the next start only.
    ///
    /// # Errors
    /// [`Failure::Fault`] when a setting, a key or a file that a setting names cannot be used; then everything stays as it was.
    pub async fn read_again(&self, config: Config) -> Result<Vec<&'static str>, Failure> {
        let _alone = self.reading.lock().await;
        let (config, waiting) = self.config.read_again(config);
        config.check().map_err(Fault::from)?;
        let rules = rules(&config, self.rules.as_ref(), &self.store).await?;
        let before = self.app();
        let secrets = Secrets::open_again(&config.data_dir.join("keys"), &before.secrets)?;
        let guard = Some(before.health.guard.clone());
        let app = App::new(&config, rules, self.clock.clone(), secrets, self.store.clone(), &self.counts, guard)?;
        // Nothing is published by the keys of before once this returns, unless an upload takes longer than that.
        let ending = self.generation.lock().unwrap_or_else(PoisonError::into_inner).halt();
        let mut ending = Box::pin(ending);
        if tokio::time::timeout(PATIENCE, &mut ending).await.is_err() {
            tokio::spawn(ending);
        }
        app.publication.go_on_from(&before.publication);
        let mut generation = Generation::new(app);
        generation.begin();
        let router = generation.router.clone();
        let ended = std::mem::replace(&mut *self.generation.lock().unwrap_or_else(PoisonError::into_inner), generation);
        drop((ended, self.routes.send_replace(router)));
        Ok(waiting)
    }

    /// The address it listens on.
    pub fn addr(&self) -> SocketAddr {
        self.address
    }

    /// The address of `/metrics`, where the setting `metrics_listen` asks for one.
    pub fn metrics_addr(&self) -> Option<SocketAddr> {
        self.metrics_address
    }

    /// The server's address as a URL, without a slash at the end.
    pub fn url(&self) -> String {
        format!("{}://{}", if self.is_encrypted { "https" } else { "http" }, self.address)
    }

    /// What an app pins.
    pub fn deployment(&self) -> Deployment {
        self.app().publication.deployment()
    }

    /// Publishes what is due by the clock's time and weighs the callbacks that wait; returns when it is served. With a virtual
    /// clock: move the clock, then call this. Publishes nothing while another instance does.
    ///
    /// # Errors
    /// [`Failure::Fault`] when store or disk fail; the server tries again by itself.
    pub async fn tick(&self) -> Result<(), Failure> {
        let app = self.app();
        app.publication.tick().await?;
        if app.open.facilities {
            app.facilities.tick().await?;
            app.map.feed.look().await?;
        }
        app.contacts.weigh_waiting().await
    }

    /// Queues made-up keys of these cases for the next export, as reports leave them, and sets the level on which all of
    /// them find a slot. For measurements: nobody reported them.
    ///
    /// # Errors
    /// [`Failure::Fault`] when the store fails or a case does not exist.
    pub async fn make_up_keys(&self, cases: &[String], keys: u32) -> Result<(), Failure> {
        let cases: Vec<CaseId> = cases.iter().cloned().map(CaseId).collect();
        self.app().publication.make_up(&cases, keys).await
    }

    /// Adds an officer of a health centre, who sees what the centre has and signs in with a password alone.
    ///
    /// # Errors
    /// A refusal when name, centre or password cannot be used or the name is taken.
    pub async fn create_officer(&self, name: &str, centre: &str, password: &str) -> Result<OfficerId, Failure> {
        let centre = CentreRef::Named(centre);
        let account = NewAccount { name, centre, role: Role::Officer, scope: Scope::Centre, totp: false };
        Ok(self.add_officer(account, password).await?.id)
    }

    /// Adds an officer of any role and area.
    ///
    /// # Errors
    /// A refusal when name, centre, unit or password cannot be used or the name is taken.
    pub async fn add_officer(&self, account: NewAccount<'_>, password: &str) -> Result<Added, Failure> {
        self.app().officers.create(Keeper::Operator, account, password).await
    }

    /// Stops: no new requests, those under way end, the publisher ends, the store is closed.
    pub async fn stop(self) {
        let _ = self.stop.send(true);
        let Self { generation, routes, store, serving, .. } = self;
        let mut generation = generation.into_inner().unwrap_or_else(PoisonError::into_inner);
        let app = generation.app.clone();
        generation.halt().await;
        let end = tokio::time::Instant::now() + GRACE;
        for serving in serving {
            let aborted = serving.abort_handle();
            if tokio::time::timeout_at(end, serving).await.is_err() {
                aborted.abort();
            }
        }
        let closed = tokio::task::spawn_blocking(move || drop((app, routes, store))).await;
        if closed.is_err() {
            tracing::error!("the store did not close well");
        }
        tracing::info!("stopped");
    }
}

/// The rules in force: those that officers approved, those that were given, or those of the settings.
async fn rules(config: &Config, given: Option<&Rules>, store: &Store) -> Result<Rules, Failure> {
    // Looked at in any case: a file that cannot be used is told of at the start, and not when it is needed.
    let settled = given.map_or_else(|| config.rules().map_err(Fault::from), |given| Ok(given.clone()))?;
    Ok(publication::rules_in_force(store).await?.unwrap_or(settled))
}

/// Removes what a killed process left half written. For who has the directory alone.
fn clear_unfinished(data_dir: &Path) -> Result<(), Fault> {
    ["keys", "exports", "expiry-keys"]
        .map(|name| data_dir.join(name))
        .iter()
        .try_for_each(|directory| files::clear_unfinished(directory).map_err(Fault::file(directory)))
}

/// Listens on an address; port 0 becomes a free one.
async fn listen(wanted: SocketAddr) -> Result<(TcpListener, SocketAddr), Fault> {
    let refused = |error| Fault::Listen { address: wanted, error };
    let listener = TcpListener::bind(wanted).await.map_err(refused)?;
    let address = listener.local_addr().map_err(refused)?;
    Ok((listener, address))
}

/// Opens the store of a data directory, which a server may be using. A new directory is made as a server would make it.
fn open_beside_a_server(config: &Config) -> Result<Store, Failure> {
    Ok(home_beside_a_server(config)?.1)
}

/// Opens the keys and the store of a data directory, which a server may be using.
pub(crate) fn home_beside_a_server(config: &Config) -> Result<(Secrets, Store), Failure> {
    let _lock = if home::is_new(&config.data_dir)? { Some(DataLock::alone(&config.data_dir)?) } else { None };
    home::open(config)
}

/// Adds a health centre, though another may have its name, in the unit with this code or in none. Returns its id.
///
/// # Errors
/// A refusal when the name cannot be used or there is no such unit, and faults of the store.
pub async fn create_centre(config: &Config, name: &str, unit: Option<&str>) -> Result<String, Failure> {
    officers::create_centre(&open_beside_a_server(config)?, config.units.set, name, unit).await
}

/// Every health centre, by name.
///
/// # Errors
/// Faults of the store.
pub async fn list_centres(config: &Config) -> Result<Vec<Centre>, Failure> {
    officers::list_centres(&open_beside_a_server(config)?).await
}
