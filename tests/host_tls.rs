//! A game day behind a certificate: what is served, and how mistakes with certificates are told.

#[path = "support/host.rs"]
mod host;

use std::io::{BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use host::{Answer, Host, for_a_moment, read_answer, start};
use serde_json::json;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{self, ClientConfig, ClientConnection, RootCertStore, StreamOwned};

/// A certificate of `localhost` that is good for a hundred years and for nothing but this.
fn pem(name: &str) -> String {
    format!("{}/tests/data/tls/{name}.pem", env!("CARGO_MANIFEST_DIR"))
}

fn begin(folder: &Path) -> Host {
    let (certificate, key) = (pem("certificate"), pem("key"));
    start(
        folder,
        &[
            "quiet-disk",
            "--bind",
            "127.0.0.1:0",
            "--seed",
            "5",
            "--out",
            "day",
            "--tls-cert",
            &certificate,
            "--tls-key",
            &key,
        ],
    )
}

fn client(versions: &[&'static rustls::SupportedProtocolVersion]) -> Arc<ClientConfig> {
    let mut roots = RootCertStore::empty();
    let certificate = CertificateDer::from_pem_file(pem("certificate")).unwrap();
    roots.add(certificate).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_protocol_versions(versions)
        .unwrap();
    Arc::new(config.with_root_certificates(roots).with_no_client_auth())
}

/// One request through TLS.
fn request(host: &Host, config: &Arc<ClientConfig>, head: &str, body: &str) -> Answer {
    let name = ServerName::try_from("localhost").unwrap();
    let shaken = ClientConnection::new(config.clone(), name).unwrap();
    let socket = TcpStream::connect(host.at).unwrap();
    socket
        .set_read_timeout(Some(Duration::from_secs(20)))
        .unwrap();
    let mut stream = StreamOwned::new(shaken, socket);
    let at = format!("localhost:{}", host.at.port());
    write!(
        stream,
        "{head}Host: {at}\r\nOrigin: https://{at}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    )
    .unwrap();
    read_answer(&mut BufReader::new(stream), true).expect("it answers")
}

#[test]
fn a_game_day_behind_a_certificate_is_entered_through_it_and_only_through_it() {
    let folder = tempfile::tempdir().unwrap();
    let host = begin(folder.path());
    for version in [&rustls::version::TLS12, &rustls::version::TLS13] {
        let config = client(&[version]);
        let page = request(&host, &config, "GET / HTTP/1.1\r\n", "");
        assert_eq!(page.status, 200);
        assert!(page.text().contains("<html"));
        let strict = page.header("strict-transport-security");
        assert!(strict.is_some_and(|s| s.contains("max-age")));
    }
    let config = client(rustls::ALL_VERSIONS);
    let entering = json!({"ticket": host.participants[0].1, "name": "Ana"}).to_string();
    let entered = request(&host, &config, "POST /api/enter HTTP/1.1\r\n", &entering);
    assert_eq!(entered.status, 200, "{}", entered.text());
    let cookie = entered.header("set-cookie").unwrap();
    for part in [
        "__Host-sandtable-",
        "Secure",
        "HttpOnly",
        "SameSite=Strict",
        "Path=/",
    ] {
        assert!(cookie.contains(part), "{cookie}");
    }
    let own = cookie.split(';').next().unwrap();
    let head = format!("GET /api/me HTTP/1.1\r\nCookie: {own}\r\n");
    let me = request(&host, &config, &head, "").json();
    assert_eq!(me["name"], "Ana");
    // A page of the same name without the lock is somebody else's.
    let at = host.at.port();
    let head = format!("GET / HTTP/1.1\r\nOrigin: http://localhost:{at}\r\n");
    assert_ne!(request(&host, &config, &head, "").status, 200);

    // Without TLS nothing is said.
    let mut plain = TcpStream::connect(host.at).unwrap();
    plain
        .set_read_timeout(Some(Duration::from_secs(15)))
        .unwrap();
    write!(plain, "GET / HTTP/1.1\r\nHost: localhost:{at}\r\n\r\n").unwrap();
    let mut said = Vec::new();
    let _ = plain.read_to_end(&mut said);
    assert!(
        !said.starts_with(b"HTTP"),
        "{}",
        String::from_utf8_lossy(&said)
    );
}

#[test]
fn mistakes_with_certificates_are_told_before_anybody_is_let_in() {
    let folder = tempfile::tempdir().unwrap();
    let ask = |certificate: &str, key: &str| {
        let arguments = ["--tls-cert", certificate, "--tls-key", key];
        for_a_moment(folder.path(), &arguments)
    };
    let (code, said) = ask(&pem("certificate"), &pem("key"));
    assert!(code == Some(0) && !said.contains("PLAIN"), "{said}");
    let (code, said) = ask(&pem("certificate"), &pem("other-key"));
    assert!(code == Some(2) && said.contains("do not fit"), "{said}");
    let (code, said) = ask("nowhere.pem", &pem("key"));
    assert!(code == Some(2) && said.contains("nowhere.pem"), "{said}");
    let (code, said) = ask(&pem("key"), &pem("certificate"));
    assert!(code == Some(2), "{said}");
}
