//! HTTPS.

use std::{
    fs,
    io::{ErrorKind, Read, Write},
    net::TcpStream,
    sync::Arc,
    time::{Duration, Instant},
};

use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned, crypto::ring::default_provider};

use crate::process::{Answer, Initialised, answer, failure, request, rest};

/// Writes a certificate for `localhost` with its key, and gives the configuration of a client that trusts it.
fn certificate(place: &Initialised) -> Arc<ClientConfig> {
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    fs::write(place.path("certificate.pem"), made.cert.pem()).unwrap();
    fs::write(place.path("key.pem"), made.signing_key.serialize_pem()).unwrap();
    let mut roots = RootCertStore::empty();
    roots.add(made.cert.der().clone()).unwrap();
    let config = ClientConfig::builder_with_provider(Arc::new(default_provider()));
    let config = config.with_safe_default_protocol_versions().unwrap();
    Arc::new(config.with_root_certificates(roots).with_no_client_auth())
}

/// The answer that a client which trusts the certificate gets over a connection.
fn health(client: Arc<ClientConfig>, connection: TcpStream) -> Answer {
    exchange(client, connection, &request("GET", "/healthz", &[], ""))
}

/// The answer to this request.
fn exchange(client: Arc<ClientConfig>, connection: TcpStream, request: &str) -> Answer {
    let session = ClientConnection::new(client, "localhost".try_into().unwrap()).unwrap();
    let mut stream = StreamOwned::new(session, connection);
    stream.write_all(request.as_bytes()).unwrap();
    answer(&mut stream)
}

#[test]
fn a_client_that_trusts_the_certificate_is_served() {
    let place = Initialised::new();
    let client = certificate(&place);
    place.append("\n[tls]\ncertificate = \"certificate.pem\"\nkey = \"key.pem\"\n");
    let server = place.start(&[]);
    assert!(server.base_url.starts_with("https://"), "{}", server.base_url);
    assert_eq!(health(Arc::clone(&client), server.connect()).content, "ok\n");

    let bearer = format!("Bearer {}", place.text("principals.owner.token"));
    let (object, headers) = (place.object(), [("Authorization", bearer.as_str())]);
    let send = |method: &str, path: &str, content: &str| {
        exchange(Arc::clone(&client), server.connect(), &request(method, path, &headers, content))
    };
    assert_eq!(send("PUT", &object, "{}").status, 201);
    assert_eq!(send("PUT", &format!("{object}/body"), "shown").status, 200);
    let published = send("POST", &format!("{object}/body/publish"), "{}").content;
    let address = published.split("https://kii.test").nth(1).unwrap_or_else(|| panic!("{published}"));
    assert_eq!(send("GET", address.split('"').next().unwrap(), "").content, "shown");
}

#[test]
fn a_client_that_does_not_shake_hands_holds_up_nobody() {
    let place = Initialised::new();
    let client = certificate(&place);
    let (certificate, key) = (place.path("certificate.pem"), place.path("key.pem"));
    let server = place.start(&["--tls-cert", &certificate, "--tls-key", &key, "--header-timeout", "1h"]);
    let mut silent = server.connect();
    let mut plain = server.connect();
    plain.write_all(b"GET /healthz HTTP/1.1\r\nHost: kii.test\r\n\r\n").unwrap();
    assert_eq!(health(client, server.connect()).status, 200);
    let refused = rest(&mut plain);
    assert!(!refused.starts_with(b"HTTP"), "{refused:?}");
    silent.set_nonblocking(true).unwrap();
    assert_eq!(silent.read(&mut [0]).unwrap_err().kind(), ErrorKind::WouldBlock, "it still has time");
}

#[test]
fn a_client_that_does_not_shake_hands_is_cut_off() {
    let place = Initialised::new();
    let _ = certificate(&place);
    let (certificate, key) = (place.path("certificate.pem"), place.path("key.pem"));
    let server = place.start(&["--tls-cert", &certificate, "--tls-key", &key, "--header-timeout", "1s"]);
    let begin = Instant::now();
    assert_eq!(rest(&mut server.connect()), [0; 0]);
    assert!(begin.elapsed() >= Duration::from_secs(1), "it had its time");
}

#[test]
fn files_that_are_no_certificate_and_key_are_named() {
    let place = Initialised::new();
    let _ = certificate(&place);
    let (certificate, key) = (place.path("certificate.pem"), place.path("key.pem"));
    for (certificate, key, part) in [
        (&key, &key, "key.pem: expected a PEM file with a certificate"),
        (&certificate, &certificate, "certificate.pem: expected a PEM file with a private key"),
    ] {
        let error = failure(&["serve", "--address", "127.0.0.1:0", "--tls-cert", certificate, "--tls-key", key]);
        assert!(error.contains(part), "{error}");
    }
}
