//! Sockets, TLS, patience: who is slow with a head or a handshake is not waited for, and there are
//! only so many connections at once.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::Router;
use axum::extract::ConnectInfo;
use axum::extract::Request;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

use super::gate::{self, Gate};
use super::hall::Hall;

/// How a hall is put on the network.
pub struct Hosting {
    pub bind: SocketAddr,
    /// Names it may be reached by, beside numbers and `localhost`.
    pub names: Vec<String>,
    /// Certificates and key, as PEM files.
    pub tls: Option<(PathBuf, PathBuf)>,
}

/// Why it cannot be.
#[derive(Debug, thiserror::Error)]
pub enum HostError {
    #[error("cannot listen on {bind} ({error}): choose another with --bind ADDR:PORT")]
    Bind {
        bind: SocketAddr,
        error: std::io::Error,
    },
    #[error("cannot read `{}` ({error}): name a PEM file", path.display())]
    Pem { path: PathBuf, error: String },
    #[error("the certificate and the key do not fit each other ({0})")]
    Tls(String),
    #[error("the machine has no room for a server ({0})")]
    Machine(std::io::Error),
}

/// Ends a server from outside: a signal, a time, a test.
#[derive(Clone, Default)]
pub struct Stopper(Arc<AtomicBool>);

impl Stopper {
    pub fn stop(&self) {
        self.0.store(true, Ordering::SeqCst);
    }
    pub fn stopped(&self) -> bool {
        self.0.load(Ordering::SeqCst)
    }
}

/// More connections wait outside.
const CONNECTIONS_MAX: usize = 4_000;
/// For a handshake, and for the head of a request.
const HEAD_PATIENCE: Duration = Duration::from_secs(10);
const HEAD_MAX: usize = 16 * 1024;

/// Serves until it is stopped. `ready` is told where, once it listens.
pub fn serve(
    hall: Arc<Hall>,
    hosting: &Hosting,
    stopper: &Stopper,
    ready: impl FnOnce(SocketAddr),
) -> Result<(), HostError> {
    let tls = match &hosting.tls {
        Some((certificates, key)) => Some(acceptor(certificates, key)?),
        None => None,
    };
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .map_err(HostError::Machine)?;
    let served = runtime.block_on(async {
        let bind = hosting.bind;
        let failed = |error| HostError::Bind { bind, error };
        let listener = TcpListener::bind(bind).await.map_err(failed)?;
        let at = listener.local_addr().map_err(failed)?;
        let gate = Gate::new(hall, hosting.names.clone(), at.port(), tls.is_some());
        let router = Router::new()
            .fallback(gate::handle)
            .with_state(Arc::new(gate));
        ready(at);
        let stopped = async {
            while !stopper.stopped() {
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        };
        tokio::select! {
            () = accept(listener, router, tls) => {}
            () = stopped => {}
        }
        Ok(())
    });
    // Streams never end by themselves.
    runtime.shutdown_timeout(Duration::from_millis(500));
    served
}

async fn accept(listener: TcpListener, router: Router, tls: Option<TlsAcceptor>) {
    let seats = Arc::new(Semaphore::new(CONNECTIONS_MAX));
    loop {
        let seat = seats
            .clone()
            .acquire_owned()
            .await
            .expect("it is never closed");
        let Ok((stream, from)) = listener.accept().await else {
            // Out of sockets: somebody will leave.
            tokio::time::sleep(Duration::from_millis(100)).await;
            continue;
        };
        let _ = stream.set_nodelay(true);
        let (router, tls) = (router.clone(), tls.clone());
        tokio::spawn(async move {
            connection(stream, from, router, tls).await;
            drop(seat);
        });
    }
}

async fn connection(stream: TcpStream, from: SocketAddr, router: Router, tls: Option<TlsAcceptor>) {
    match tls {
        None => talk(stream, from, router).await,
        Some(tls) => {
            let shaken = tokio::time::timeout(HEAD_PATIENCE, tls.accept(stream)).await;
            if let Ok(Ok(stream)) = shaken {
                talk(stream, from, router).await;
            }
        }
    }
}

async fn talk(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    from: SocketAddr,
    router: Router,
) {
    let service = TowerToHyperService::new(router);
    let service = hyper::service::service_fn(move |mut request: hyper::Request<_>| {
        request
            .extensions_mut()
            .insert(ConnectInfo(gate::From(from.ip())));
        let request: Request = request.map(axum::body::Body::new);
        hyper::service::Service::call(&service, request)
    });
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new())
        .header_read_timeout(HEAD_PATIENCE)
        .max_buf_size(HEAD_MAX)
        .max_headers(64)
        .keep_alive(true);
    // A browser that goes away is no error of ours.
    let _ = http.serve_connection(TokioIo::new(stream), service).await;
}

fn acceptor(certificates: &Path, key: &Path) -> Result<TlsAcceptor, HostError> {
    let pem = |path: &Path, error: String| HostError::Pem {
        path: path.to_path_buf(),
        error,
    };
    let chain = CertificateDer::pem_file_iter(certificates)
        .map_err(|e| pem(certificates, e.to_string()))?
        .collect::<Result<Vec<_>, _>>()
        .map_err(|e| pem(certificates, e.to_string()))?;
    let key = PrivateKeyDer::from_pem_file(key).map_err(|e| pem(key, e.to_string()))?;
    let provider = Arc::new(tokio_rustls::rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|e| HostError::Tls(e.to_string()))?
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .map_err(|e| HostError::Tls(e.to_string()))?;
    Ok(TlsAcceptor::from(Arc::new(config)))
}
