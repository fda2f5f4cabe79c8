//! Connections: how many there may be, and how long a client may take.
//!
//! More connections than the bound wait in the system's queue. When the bound is reached, the connection that has been
//! idle for the longest time makes room, so that clients which open connections and say nothing keep nobody out.

use lancan_protocol::Saturate;
use std::collections::HashMap;
use std::convert::Infallible;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::extract::Request;
use axum::response::Response;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service as _, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use prometheus_client::metrics::gauge::Gauge;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore, watch};
use tokio::task::JoinSet;
use tokio_io_timeout::TimeoutStream;
use tokio_rustls::TlsAcceptor;

use super::tls::Current;
use crate::ground::platform;

/// Descriptors that are kept for database, files and logs.
const RESERVED_DESCRIPTORS: u64 = 256;
/// Wait after the system could not give a connection, as when descriptors have run out.
const PAUSE: Duration = Duration::from_millis(100);
/// Most bytes that a connection buffers.
const BUFFER: usize = 64 * 1_024;

/// What requests are answered by, as it is when each begins.
pub(crate) type Routes = watch::Receiver<Router>;

/// Routes that stay as they are.
pub(crate) fn fixed(router: Router) -> Routes {
    watch::channel(router).1
}

/// Bounds of connections.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bounds {
    /// Most connections at once.
    pub(crate) connections: usize,
    /// How long a client may take to send the head of its next request, the wait between two requests included.
    pub(crate) head: Duration,
    /// How long a client may take to accept any more bytes of an answer.
    pub(crate) stall: Duration,
    /// How long one connection may be used. Then the request under way ends, and the client has to connect again.
    pub(crate) life: Duration,
}

impl Bounds {
    /// Bounds with at most `connections` connections, and fewer where the process may not open as many files.
    pub(crate) fn new(connections: u32) -> Self {
        let descriptors = platform::open_files_limit();
        let bound = descriptors.saturating_sub(RESERVED_DESCRIPTORS).max(descriptors / 2);
        Self {
            connections: Saturate::<usize>::saturate(bound.min(connections.into())).max(1),
            head: Duration::from_secs(30),
            stall: Duration::from_secs(20),
            life: Duration::from_mins(10),
        }
    }
}

/// Serves until `stopped` says so, then lets requests under way end. Dropping the future ends them at once. With `tls` every
/// connection begins with a handshake.
pub(crate) async fn serve(
    listener: TcpListener,
    tls: Option<Current>,
    routes: Routes,
    bounds: Bounds,
    open_now: Gauge,
    mut stopped: watch::Receiver<bool>,
) {
    let seats = Seats::new(bounds.connections, open_now);
    let mut open = JoinSet::new();
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            _ = stopped.wait_for(|stop| *stop) => break,
            Some(_) = open.join_next() => continue,
        };
        let stream = match accepted {
            Ok((stream, _)) => stream,
            Err(error) => {
                tracing::warn!(%error, "a connection could not be taken");
                tokio::time::sleep(PAUSE).await;
                continue;
            }
        };
        // Only now, so that an idle connection ends for somebody who is there.
        let seat = tokio::select! {
            seat = seats.take() => seat,
            _ = stopped.wait_for(|stop| *stop) => break,
        };
        let tls = tls.as_ref().map(|tls| TlsAcceptor::from(tls.borrow().clone()));
        open.spawn(connection(stream, tls, seat, routes.clone(), bounds, stopped.clone()));
    }
    drop(listener);
    while open.join_next().await.is_some() {}
}

async fn connection(
    stream: TcpStream,
    tls: Option<TlsAcceptor>,
    seat: Taken,
    routes: Routes,
    bounds: Bounds,
    mut stopped: watch::Receiver<bool>,
) {
    let _ = stream.set_nodelay(true);
    let mut stream = TimeoutStream::new(stream);
    stream.set_write_timeout(Some(bounds.stall));
    let stream = Box::pin(stream);
    let Some(tls) = tls else { return answer(stream, seat, routes, bounds, stopped).await };
    // A handshake may take as long as the head of a request.
    let shaken = tokio::select! {
        shaken = tokio::time::timeout(bounds.head, tls.accept(stream)) => shaken,
        () = seat.state.leave.notified() => return,
        _ = stopped.wait_for(|stop| *stop) => return,
    };
    if let Ok(Ok(stream)) = shaken {
        answer(Box::pin(stream), seat, routes, bounds, stopped).await;
    }
}

/// Answers the requests of a connection.
async fn answer(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    seat: Taken,
    routes: Routes,
    bounds: Bounds,
    mut stopped: watch::Receiver<bool>,
) {
    let (state, seats) = (seat.state.clone(), seat.seats.clone());
    let service = service_fn(move |request: Request<Incoming>| {
        let router = routes.borrow().clone();
        let (answer, state, seats) = (TowerToHyperService::new(router).call(request), state.clone(), seats.clone());
        state.busy.store(true, Ordering::Relaxed);
        async move {
            let answer: Result<Response, Infallible> = answer.await;
            state.busy.store(false, Ordering::Relaxed);
            state.acted.store(seats.next_act(), Ordering::Relaxed);
            answer
        }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(bounds.head)
        .max_buf_size(BUFFER)
        .serve_connection(TokioIo::new(stream), service);
    let mut connection = std::pin::pin!(connection);
    let mut leaving = false;
    let life = tokio::time::sleep(bounds.life);
    let mut life = std::pin::pin!(life);
    loop {
        tokio::select! {
            // Clients that break off are nothing to log.
            _ = connection.as_mut() => return,
            () = seat.state.leave.notified() => return,
            () = life.as_mut(), if !leaving => {}
            _ = stopped.wait_for(|stop| *stop), if !leaving => {}
        }
        leaving = true;
        connection.as_mut().graceful_shutdown();
    }
}

/// The places for connections.
struct Seats {
    free: Arc<Semaphore>,
    taken: Mutex<HashMap<u64, Arc<SeatState>>>,
    /// Counts what happens on connections: who was made or answered last has the highest number.
    acts: AtomicU64,
    /// How many places are taken, for whoever runs the server.
    open_now: Gauge,
}

/// What is known of a connection.
struct SeatState {
    /// A request is being answered.
    busy: AtomicBool,
    /// The number of what happened last on the connection.
    acted: AtomicU64,
    /// Asks the connection to end.
    leave: Notify,
}

/// A place that a connection has. Dropping it frees the place.
struct Taken {
    seats: Arc<Seats>,
    number: u64,
    state: Arc<SeatState>,
    _permit: OwnedSemaphorePermit,
}

impl Seats {
    fn new(most: usize, open_now: Gauge) -> Arc<Self> {
        let free = Arc::new(Semaphore::new(most.min(Semaphore::MAX_PERMITS)));
        Arc::new(Self { free, taken: Mutex::default(), acts: AtomicU64::new(0), open_now })
    }

    /// A place, for which the oldest idle connection ends where none is free.
    async fn take(self: &Arc<Self>) -> Taken {
        let permit = match self.free.clone().try_acquire_owned() {
            Ok(permit) => permit,
            Err(_) => self.make_room().await,
        };
        let number = self.next_act();
        let (busy, acted) = (AtomicBool::new(false), AtomicU64::new(number));
        let state = Arc::new(SeatState { busy, acted, leave: Notify::new() });
        self.taken().insert(number, state.clone());
        self.open_now.inc();
        Taken { seats: self.clone(), number, state, _permit: permit }
    }

    fn next_act(&self) -> u64 {
        self.acts.fetch_add(1, Ordering::Relaxed)
    }

    async fn make_room(&self) -> OwnedSemaphorePermit {
        loop {
            let oldest = {
                let taken = self.taken();
                let idle = taken.values().filter(|state| !state.busy.load(Ordering::Relaxed));
                idle.min_by_key(|state| state.acted.load(Ordering::Relaxed)).cloned()
            };
            if let Some(oldest) = oldest {
                oldest.leave.notify_one();
            }
            // Every connection may be busy now: looked at again shortly.
            let freed = tokio::time::timeout(PAUSE, self.free.clone().acquire_owned());
            if let Ok(Ok(permit)) = freed.await {
                return permit;
            }
        }
    }

    fn taken(&self) -> std::sync::MutexGuard<'_, HashMap<u64, Arc<SeatState>>> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Taken {
    fn drop(&mut self) {
        self.seats.taken().remove(&self.number);
        self.seats.open_now.dec();
    }
}

#[cfg(test)]
mod tests {
    use std::net::SocketAddr;

    use axum::body::Bytes;
    use axum::routing::get;
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use tokio::sync::mpsc;
    use tokio_rustls::TlsConnector;
    use tokio_rustls::rustls::crypto::ring;
    use tokio_rustls::rustls::{ClientConfig, RootCertStore};

    use super::*;
    use crate::http::tls::Certificate;
    use crate::http::tls::tests::renew;

    const SHORT: Duration = Duration::from_millis(50);
    const LONG: Duration = Duration::from_mins(10);
    const PATIENT: Bounds = Bounds { connections: 100, head: LONG, stall: LONG, life: LONG };
    /// More than the system buffers between two sockets.
    const LARGE: usize = 64 << 20;

    /// A large answer that tells when it is let go.
    struct Large(Vec<u8>, mpsc::UnboundedSender<()>);

    impl AsRef<[u8]> for Large {
        fn as_ref(&self) -> &[u8] {
            &self.0
        }
    }

    impl Drop for Large {
        fn drop(&mut self) {
            let _ = self.1.send(());
        }
    }

    async fn server(bounds: Bounds) -> (SocketAddr, watch::Sender<bool>) {
        let (address, stop, _) = server_and_drops(bounds, None).await;
        (address, stop)
    }

    async fn server_and_drops(
        bounds: Bounds,
        tls: Option<Current>,
    ) -> (SocketAddr, watch::Sender<bool>, mpsc::UnboundedReceiver<()>) {
        let (drops, dropped) = mpsc::unbounded_channel();
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let router = Router::new()
            .route("/", get(|| async { "hello" }))
            .route("/large", get(move || async move { Bytes::from_owner(Large(vec![b'x'; LARGE], drops)) }));
        let (stop, stopped) = watch::channel(false);
        tokio::spawn(serve(listener, tls, fixed(router), bounds, Gauge::default(), stopped));
        (address, stop, dropped)
    }

    async fn ask(stream: &mut TcpStream) -> Option<String> {
        stream.write_all(b"GET / HTTP/1.1\r\nhost: a\r\n\r\n").await.ok()?;
        let mut bytes = vec![0; 1_024];
        let read = stream.read(&mut bytes).await.ok().filter(|read| *read > 0)?;
        Some(String::from_utf8_lossy(&bytes[..read]).into_owned())
    }

    async fn is_closed(stream: &mut TcpStream) -> bool {
        let mut rest = Vec::new();
        let _ = stream.read_to_end(&mut rest).await;
        rest.is_empty() || rest.starts_with(b"HTTP/1.1 408")
    }

    #[tokio::test]
    async fn clients_that_connect_and_say_nothing_keep_nobody_out() {
        let (address, _stop) = server(Bounds { connections: 20, ..PATIENT }).await;
        let mut silent = Vec::new();
        for _ in 0..60 {
            silent.push(TcpStream::connect(address).await.unwrap());
        }
        let mut honest = TcpStream::connect(address).await.unwrap();
        assert!(ask(&mut honest).await.unwrap().contains("hello"));
        assert!(is_closed(&mut silent[0]).await, "the one that was idle for the longest time made room");
        assert!(ask(&mut silent[59]).await.unwrap().contains("hello"));
    }

    #[tokio::test]
    async fn a_connection_that_is_used_outlives_one_that_came_later_and_fell_silent() {
        let (address, _stop) = server(Bounds { connections: 2, ..PATIENT }).await;
        let mut used = TcpStream::connect(address).await.unwrap();
        assert!(ask(&mut used).await.is_some());
        let mut silent = TcpStream::connect(address).await.unwrap();
        // Asks once, so that it surely has its place, and nothing more.
        assert!(ask(&mut silent).await.is_some());
        assert!(ask(&mut used).await.is_some());
        let mut third = TcpStream::connect(address).await.unwrap();
        assert!(ask(&mut third).await.is_some());
        assert!(is_closed(&mut silent).await);
        assert!(ask(&mut used).await.is_some());
    }

    #[tokio::test]
    async fn a_head_that_does_not_end_is_not_waited_for() {
        let (address, _stop) = server(Bounds { head: SHORT, ..PATIENT }).await;
        let mut slow = TcpStream::connect(address).await.unwrap();
        slow.write_all(b"GET / HTTP/1.1\r\nhost: a\r\n").await.unwrap();
        assert!(is_closed(&mut slow).await);
        let mut idle = TcpStream::connect(address).await.unwrap();
        assert!(ask(&mut idle).await.unwrap().contains("hello"));
        assert!(is_closed(&mut idle).await, "neither is the next request of a connection");
    }

    #[tokio::test]
    async fn a_client_that_does_not_read_its_answer_is_let_go() {
        let (address, _stop, mut dropped) = server_and_drops(Bounds { stall: SHORT, ..PATIENT }, None).await;
        let mut deaf = TcpStream::connect(address).await.unwrap();
        deaf.write_all(b"GET /large HTTP/1.1\r\nhost: a\r\n\r\n").await.unwrap();
        // Nothing is read. The answer is let go all the same.
        dropped.recv().await.unwrap();
        let mut received = Vec::new();
        let _ = deaf.read_to_end(&mut received).await;
        assert!(received.len() < LARGE, "{}", received.len());
    }

    #[tokio::test]
    async fn with_a_certificate_requests_are_encrypted_and_who_shakes_no_hands_is_let_go() {
        let directory = tempfile::tempdir().unwrap();
        let (files, certificate) = renew(directory.path());
        let (_kept, tls) = Certificate::read(files).unwrap();
        let (address, _stop, _) = server_and_drops(PATIENT, Some(tls.clone())).await;
        let mut trusted = RootCertStore::empty();
        trusted.add(certificate).unwrap();
        let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(trusted)
            .with_no_client_auth();
        let connector = TlsConnector::from(Arc::new(config));
        let stream = TcpStream::connect(address).await.unwrap();
        let mut stream = connector.connect("localhost".try_into().unwrap(), stream).await.unwrap();
        stream.write_all(b"GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n").await.unwrap();
        let mut said = String::new();
        stream.read_to_string(&mut said).await.unwrap();
        assert!(said.starts_with("HTTP/1.1 200") && said.ends_with("hello"), "{said}");

        let mut plain = TcpStream::connect(address).await.unwrap();
        assert!(!ask(&mut plain).await.unwrap_or_default().contains("hello"), "nothing is answered in the clear");
        let (address, _stop, _) = server_and_drops(Bounds { head: SHORT, ..PATIENT }, Some(tls)).await;
        let mut silent = TcpStream::connect(address).await.unwrap();
        assert!(is_closed(&mut silent).await);
    }

    #[tokio::test]
    async fn a_server_that_stops_ends_idle_connections() {
        let (address, stop) = server(PATIENT).await;
        let mut idle = TcpStream::connect(address).await.unwrap();
        assert!(ask(&mut idle).await.unwrap().contains("hello"));
        stop.send(true).unwrap();
        assert!(is_closed(&mut idle).await);
    }
}
