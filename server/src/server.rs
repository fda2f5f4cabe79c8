//! A running server: what the binary, the demo and the tests start and stop.

use std::fs::File;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use lancan_protocol::rules::Rules;
use lancan_protocol::wire::Deployment;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::app::App;
use crate::ground::clock::Clock;
use crate::ground::config::Config;
use crate::ground::error::{Failure, Fault};
use crate::ground::files;
use crate::ground::ids::OfficerId;
use crate::store::Store;
use crate::{officers, routes};

/// How long requests under way may take to end when the server stops.
const GRACE: Duration = Duration::from_secs(10);

/// Starts servers.
pub struct Server;

/// A server that listens. Dropping it stops it without waiting; [`Running::stop`] waits.
pub struct Running {
    address: SocketAddr,
    app: App,
    store: Store,
    clock: Arc<dyn Clock>,
    stop: watch::Sender<bool>,
    serving: JoinHandle<()>,
    publishing: JoinHandle<()>,
    _lock: File,
}

impl Server {
    /// Starts a server with the rules that its configuration names. Port 0 takes a free one.
    ///
    /// When this returns it listens, and what was due for publication is published.
    ///
    /// # Errors
    /// [`Failure::Fault`] when a setting, the data directory or the address cannot be used.
    pub async fn start(config: Config, clock: Arc<dyn Clock>) -> Result<Running, Failure> {
        let rules = config.rules().map_err(Fault::from)?;
        Self::start_with_rules(config, rules, clock).await
    }

    /// Starts a server with these rules.
    ///
    /// # Errors
    /// As [`Server::start`].
    pub async fn start_with_rules(config: Config, rules: Rules, clock: Arc<dyn Clock>) -> Result<Running, Failure> {
        config.check().map_err(Fault::from)?;
        let lock = lock(&config)?;
        let store = Store::open(&config.location().map_err(Fault::from)?)?;
        let listen = config.listen;
        let app = App::new(&config, rules, clock.clone(), store.clone())?;
        app.publication.tick().await?;

        let refused = |error| Fault::Listen { address: listen, error };
        let listener = TcpListener::bind(listen).await.map_err(refused)?;
        let address = listener.local_addr().map_err(refused)?;
        let (stop, stopped) = watch::channel(false);
        let router = routes::router(&app);
        let serving = tokio::spawn({
            let mut stopped = stopped.clone();
            async move {
                let until = async move {
                    let _ = stopped.wait_for(|stop| *stop).await;
                };
                if let Err(error) = axum::serve(listener, router).with_graceful_shutdown(until).await {
                    tracing::error!(%error, "serving ended");
                }
            }
        });
        let publishing = tokio::spawn({
            let publication = app.publication.clone();
            async move { publication.run(stopped).await }
        });
        tracing::info!(%address, "listening");
        Ok(Running { address, app, store, clock, stop, serving, publishing, _lock: lock })
    }
}

impl Running {
    /// The address it listens on.
    pub fn addr(&self) -> SocketAddr {
        self.address
    }

    /// The server's address as a URL, without a slash at the end.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// What an app pins.
    pub fn deployment(&self) -> Deployment {
        self.app.publication.deployment()
    }

    /// Publishes what is due by the clock's time, and returns when it is served. With a virtual clock: move the clock,
    /// then call this.
    ///
    /// # Errors
    /// [`Failure::Fault`] when store or disk fail; the server tries again by itself.
    pub async fn tick(&self) -> Result<(), Failure> {
        self.app.publication.tick().await
    }

    /// Adds an officer.
    ///
    /// # Errors
    /// A refusal when name, centre or password cannot be used or the name is taken.
    pub async fn create_officer(&self, name: &str, centre: &str, password: &str) -> Result<OfficerId, Failure> {
        officers::create(&self.store, self.clock.now(), name, centre, password).await
    }

    /// Stops: no new requests, those under way end, the publisher ends, the store is closed.
    pub async fn stop(self) {
        let _ = self.stop.send(true);
        let _ = self.publishing.await;
        let aborted = self.serving.abort_handle();
        if tokio::time::timeout(GRACE, self.serving).await.is_err() {
            aborted.abort();
        }
        let (app, store) = (self.app, self.store);
        let closed = tokio::task::spawn_blocking(move || drop((app, store))).await;
        if closed.is_err() {
            tracing::error!("the store did not close well");
        }
        tracing::info!("stopped");
    }
}

/// Adds an officer to the store of a configuration, whether or not a server runs on it.
///
/// # Errors
/// As [`Running::create_officer`], and faults of the store.
pub async fn create_officer(
    config: &Config,
    clock: &dyn Clock,
    name: &str,
    centre: &str,
    password: &str,
) -> Result<OfficerId, Failure> {
    files::private_directory(&config.data_dir).map_err(Fault::file(&config.data_dir))?;
    let store = Store::open(&config.location().map_err(Fault::from)?)?;
    officers::create(&store, clock.now(), name, centre, password).await
}

/// Takes the data directory for this process.
fn lock(config: &Config) -> Result<File, Fault> {
    files::private_directory(&config.data_dir).map_err(Fault::file(&config.data_dir))?;
    let path = config.data_dir.join("server.lock");
    let file = File::create(&path).map_err(Fault::file(&path))?;
    file.try_lock().map_err(|_| Fault::InUse(config.data_dir.clone()))?;
    Ok(file)
}
