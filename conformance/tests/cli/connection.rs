//! Connections of a target: a proxy, a private certificate authority, a client certificate.

use std::{
    fs,
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::{SocketAddr, TcpListener, TcpStream},
    path::Path,
    sync::{Arc, Mutex},
    thread,
};

use kii_conformance::Target;
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, Issuer, KeyPair};
use rustls::{
    RootCertStore, ServerConfig, ServerConnection, StreamOwned,
    crypto::ring,
    pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer},
    server::WebPkiClientVerifier,
};
use tempfile::TempDir;

use crate::stub::{Stub, api, assert_ends, printed, run, target};

/// A private authority, and a server that shows its certificate and asks for one.
struct Private {
    address: SocketAddr,
    authority: CertifiedIssuer<'static, KeyPair>,
}

impl Private {
    fn new() -> Self {
        let authority = authority();
        let (certificate, key) = issue(&authority, "127.0.0.1");
        let mut roots = RootCertStore::empty();
        roots.add(authority.der().clone()).expect("an authority");
        let provider = Arc::new(ring::default_provider());
        let clients = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), Arc::clone(&provider));
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .expect("versions of TLS")
            .with_client_cert_verifier(clients.build().expect("a verifier"))
            .with_single_cert(vec![certificate], key)
            .expect("a certificate");
        Self { address: refusing(config), authority }
    }

    /// A directory with everything that a client of this server needs.
    fn directory(&self) -> TempDir {
        let directory = tempfile::tempdir().expect("a directory");
        let (certificate, key) = issue(&self.authority, "client");
        write(directory.path(), "ca.pem", &self.authority.pem());
        write(directory.path(), "client.pem", &pem("CERTIFICATE", &certificate));
        write(directory.path(), "client-key.pem", &key.serialize_pem());
        directory
    }

    fn target(&self, tls: &str) -> String {
        format!("{}[tls]\n{tls}", target(&format!("https://{}", self.address)))
    }
}

/// The address of a server with this configuration that answers every request with 404.
fn refusing(config: ServerConfig) -> SocketAddr {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
    let address = listener.local_addr().expect("the address");
    let config = Arc::new(config);
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let config = Arc::clone(&config);
            thread::spawn(move || refuse_over_tls(stream, config));
        }
    });
    address
}

/// A certificate that is its own authority, as `openssl req -x509` makes it, and a server that shows it.
fn own_authority(name: &str) -> (SocketAddr, String) {
    let key = KeyPair::generate().expect("a key");
    let mut params = CertificateParams::new([name.to_owned()]).expect("a name");
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let certificate = params.self_signed(&key).expect("a certificate");
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("versions of TLS")
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], key)
        .expect("a certificate");
    (refusing(config), certificate.pem())
}

fn authority() -> CertifiedIssuer<'static, KeyPair> {
    let mut params = CertificateParams::new([]).expect("no names");
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    CertifiedIssuer::self_signed(params, KeyPair::generate().expect("a key")).expect("a certificate")
}

fn issue(issuer: &Issuer<'_, KeyPair>, name: &str) -> (CertificateDer<'static>, KeyPair) {
    let key = KeyPair::generate().expect("a key");
    let params = CertificateParams::new([name.to_owned()]).expect("a name");
    (params.signed_by(&key, issuer).expect("a certificate").der().clone(), key)
}

fn pem(label: &str, content: &[u8]) -> String {
    use base64::{Engine as _, engine::general_purpose::STANDARD};
    format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", STANDARD.encode(content))
}

fn write(directory: &Path, name: &str, text: &str) {
    fs::write(directory.join(name), text).expect("a file");
}

/// Answers every request with 404, once the handshake has come to its end.
fn refuse_over_tls(stream: TcpStream, config: Arc<ServerConfig>) {
    let connection = ServerConnection::new(config).expect("a connection");
    let mut stream = BufReader::new(StreamOwned::new(connection, stream));
    loop {
        let (mut line, mut length, mut lines) = (String::new(), 0, 0);
        while matches!(stream.read_line(&mut line), Ok(1..)) && line != "\r\n" {
            if let Some(value) = line.to_lowercase().strip_prefix("content-length: ") {
                length = value.trim().parse().unwrap_or(0);
            }
            lines += 1;
            line.clear();
        }
        if lines == 0 || stream.read_exact(&mut vec![0; length]).is_err() {
            return;
        }
        if stream.get_mut().write_all(b"HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n").is_err() {
            return;
        }
    }
}

const ALL: &str = "ca = \"ca.pem\"\nclient_certificate = \"client.pem\"\nclient_key = \"client-key.pem\"\n";

#[test]
fn a_private_authority_is_trusted_and_the_suites_certificate_is_shown() {
    let private = Private::new();
    let directory = private.directory();
    let output = run(directory.path(), &private.target(ALL), &["object.head/found@", "object.head/not_found["]);
    assert_ends(&output, 1, &["does not conform"]);

    let output = run(directory.path(), &private.target("ca = \"ca.pem\"\n"), &["@app"]);
    assert_ends(&output, 2, &["check that it runs"]);
    let output = run(directory.path(), &private.target(ALL.split_once('\n').expect("lines").1), &["@app"]);
    assert_ends(&output, 2, &["certificate"]);
}

#[test]
fn a_certificate_that_is_its_own_authority_is_trusted_for_its_own_name() {
    let directory = tempfile::tempdir().expect("a directory");
    let (address, pem) = own_authority("127.0.0.1");
    write(directory.path(), "ca.pem", &pem);
    let text = |address| format!("{}[tls]\nca = \"ca.pem\"\n", target(&format!("https://{address}")));
    assert_ends(
        &run(directory.path(), &text(address), &["object.head/found@", "object.head/not_found["]),
        1,
        &["does not conform"],
    );

    // Another certificate of the same kind, and one for another name.
    let (other, _) = own_authority("127.0.0.1");
    assert_ends(&run(directory.path(), &text(other), &["@app"]), 2, &["certificate"]);
    let (elsewhere, pem) = own_authority("elsewhere.invalid");
    write(directory.path(), "ca.pem", &pem);
    assert_ends(&run(directory.path(), &text(elsewhere), &["@app"]), 2, &["certificate", "elsewhere.invalid"]);
}

#[test]
fn paths_begin_at_the_file_that_has_them_and_a_variable_outranks_it() {
    let private = Private::new();
    let (directory, elsewhere) = (private.directory(), tempfile::tempdir().expect("a directory"));
    let text = private.target(&ALL.replace("client-key.pem", "no-such-key.pem"));
    write(directory.path(), "target.toml", &text);
    let mut command = crate::stub::suite(elsewhere.path());
    command
        .arg("--target")
        .arg(directory.path().join("target.toml"))
        .args(["object.head/found@", "object.head/not_found["]);
    let output = command.output().expect("the suite starts");
    let place = format!("{}:", directory.path().join("target.toml").display());
    assert_ends(&output, 2, &[&place, "tls.client_key", "no-such-key.pem cannot be read"]);
    fs::copy(directory.path().join("client-key.pem"), elsewhere.path().join("my-key.pem")).expect("a copy");
    let output = command.env("KII_TLS_CLIENT_KEY", "my-key.pem").output().expect("the suite starts");
    assert_ends(&output, 1, &["does not conform"]);
}

#[test]
fn what_is_wrong_with_the_files_is_reported_at_once_and_with_its_places() {
    let private = Private::new();
    let directory = private.directory();
    write(directory.path(), "ca.pem", "no certificate at all\n");
    write(directory.path(), "client.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
    write(directory.path(), "client-key.pem", "");
    let text = private.target(ALL);
    let line = |key: &str| text.lines().position(|line| line.starts_with(key)).expect("a line") + 1;
    let output = run(directory.path(), &format!("proxy = \"ftp://x\"\n{text}"), &[]);
    let place = |key: &str, column| format!("target.toml:{}:{column}: tls.{key}: ", line(key) + 1);
    assert_ends(
        &output,
        2,
        &[
            "target.toml:1:9: proxy: expected for example http://127.0.0.1:3128 or https://, found ftp:",
            &format!("{}ca.pem holds no certificate", place("ca", 6)),
            &format!("{}client.pem: certificate 1 of 1 cannot be used", place("client_certificate", 22)),
            &format!("{}client-key.pem holds no private key", place("client_key", 14)),
        ],
    );
    let output = run(directory.path(), &private.target("client_key = \"client-key.pem\"\n"), &[]);
    assert_ends(&output, 2, &["tls.client_key is of no use without tls.client_certificate"]);

    // A key of another certificate.
    let directory = private.directory();
    let (_, other) = issue(&private.authority, "other");
    write(directory.path(), "client-key.pem", &other.serialize_pem());
    let output = run(directory.path(), &private.target(ALL), &[]);
    assert_ends(&output, 2, &["tls.client_key: cannot be used with tls.client_certificate"]);
}

#[test]
fn a_system_that_trusts_nobody_can_test_a_target_without_tls() {
    let (stub, directory) = (Stub::status("404 Not Found"), tempfile::tempdir().expect("a directory"));
    write(directory.path(), "target.toml", &stub.target());
    let mut command = crate::stub::suite(directory.path());
    command.args(["--target", "target.toml", "object.head/found@", "object.head/not_found["]);
    command.env("SSL_CERT_FILE", "no-such-file").env("SSL_CERT_DIR", "no-such-folder");
    assert_ends(&command.output().expect("the suite starts"), 1, &["does not conform"]);
}

/// The request lines and headers that a proxy has received.
type Asked = Arc<Mutex<Vec<String>>>;

/// A proxy that gives every request for plain HTTP an answer of its own, and tunnels of HTTPS to where they lead.
fn proxy() -> (SocketAddr, Asked) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
    let address = listener.local_addr().expect("the address");
    let asked = Asked::default();
    let heads = Arc::clone(&asked);
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let heads = Arc::clone(&heads);
            thread::spawn(move || tunnel(stream, &heads));
        }
    });
    (address, asked)
}

fn tunnel(mut client: TcpStream, asked: &Asked) {
    let mut reader = BufReader::new(client.try_clone().expect("a second handle"));
    let mut line = String::new();
    let mut first = String::new();
    while matches!(reader.read_line(&mut line), Ok(1..)) && line != "\r\n" {
        if first.is_empty() {
            first.clone_from(&line);
        }
        asked.lock().expect("the list").push(line.trim().to_owned());
        line.clear();
    }
    let to = first.strip_prefix("CONNECT ").and_then(|rest| rest.split(' ').next());
    let Some(server) = to.and_then(|to| TcpStream::connect(to).ok()) else {
        let _ = client.write_all(b"HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
        return;
    };
    client.write_all(b"HTTP/1.1 200 OK\r\n\r\n").expect("the tunnel is confirmed");
    let (mut up, mut down) = (server.try_clone().expect("a handle"), server);
    let mut back = client.try_clone().expect("a handle");
    thread::spawn(move || std::io::copy(&mut down, &mut back));
    let _ = std::io::copy(&mut client, &mut up);
}

#[test]
fn requests_go_through_the_proxy_that_is_named_and_through_no_other() {
    let stub = Stub::status("404 Not Found");
    let directory = tempfile::tempdir().expect("a directory");
    let (address, asked) = proxy();
    let target = format!("proxy = \"http://me:pass%20word@{address}\"\n{}", stub.target());
    let output = run(directory.path(), &target, &["object.head/found@", "object.head/not_found["]);
    assert_ends(&output, 1, &["does not conform"]);
    assert_eq!(stub.requests(), 0, "the deployment was asked directly");
    let lines = asked.lock().expect("the list").clone();
    assert!(lines.iter().any(|line| line.contains(&format!(" {}/api/", stub.url()))), "{lines:?}");
    // `me:pass word` in base64.
    assert!(lines.iter().any(|line| line == "proxy-authorization: Basic bWU6cGFzcyB3b3Jk"), "{lines:?}");

    // The suite does not use the proxies of the environment.
    asked.lock().expect("the list").clear();
    fs::write(directory.path().join("target.toml"), stub.target()).expect("a target file");
    let mut command = crate::stub::suite(directory.path());
    command.args(["--target", "target.toml", "object.head/found@", "object.head/not_found["]);
    for name in ["http_proxy", "HTTP_PROXY", "https_proxy", "ALL_PROXY"] {
        command.env(name, format!("http://{address}"));
    }
    assert_ends(&command.output().expect("the suite starts"), 1, &["does not conform"]);
    assert!(stub.requests() > 0 && asked.lock().expect("the list").is_empty());
    let output = command.env("KII_PROXY", format!("http://{address}")).output().expect("the suite starts");
    assert_ends(&output, 1, &["does not conform"]);
    assert!(!asked.lock().expect("the list").is_empty());
}

#[test]
fn a_proxy_leads_to_a_server_with_tls() {
    let private = Private::new();
    let (address, asked) = proxy();
    let target = format!("proxy = \"http://me:pass%20word@{address}\"\n{}", private.target(ALL));
    let output = run(private.directory().path(), &target, &["object.head/found@", "object.head/not_found["]);
    assert_ends(&output, 1, &["does not conform"]);
    let connect = format!("CONNECT {} HTTP/1.1", private.address);
    let lines = asked.lock().expect("the list").clone();
    assert!(lines.contains(&connect), "{lines:?}\n{}", printed(&output));
    // The proxy learns who asks, and nothing that is for the target.
    assert!(lines.iter().any(|line| line == "proxy-authorization: Basic bWU6cGFzcyB3b3Jk"), "{lines:?}");
    assert!(!lines.iter().any(|line| line.starts_with("authorization")), "{lines:?}");
}

#[test]
fn a_proxy_that_refuses_is_reported_as_such() {
    let private = Private::new();
    let proxy = Stub::status("407 Proxy Authentication Required");
    let target = format!("proxy = \"{}\"\n{}", proxy.url(), private.target(ALL));
    let output = run(private.directory().path(), &target, &["object.head/found@", "object.head/not_found["]);
    let words = format!("the proxy answered CONNECT {} with `407 Proxy Authentication Required`", private.address);
    assert_ends(&output, 2, &["cannot be reached", &words]);
}

#[test]
fn a_proxy_that_is_not_there_is_named() {
    let address = TcpListener::bind(("127.0.0.1", 0)).expect("a free port").local_addr().expect("the address");
    let text = format!("proxy = \"http://{address}\"\n{}", target("http://deployment.test"));
    let output =
        run(tempfile::tempdir().expect("a directory").path(), &text, &["object.head/found@", "object.head/not_found["]);
    assert_ends(&output, 2, &["cannot be reached", &format!("the proxy http://{address}/: Connection refused")]);
}

#[test]
fn a_proxy_can_be_reached_over_tls() {
    // The server with TLS answers whatever it is asked, as a proxy would.
    let (private, stub) = (Private::new(), Stub::status("404 Not Found"));
    let target = format!("proxy = \"https://{}\"\n{}[tls]\n{ALL}", private.address, stub.target());
    let output = run(private.directory().path(), &target, &["object.head/found@", "object.head/not_found["]);
    assert_ends(&output, 1, &["does not conform"]);
    assert_eq!(stub.requests(), 0, "the deployment was asked directly");
}

#[test]
fn headers_go_with_every_request_to_the_target_and_to_no_other_host() {
    let seen = Asked::default();
    let heads = Arc::clone(&seen);
    let stub = Stub::new(move |head| {
        heads.lock().expect("the list").push(head.to_owned());
        "HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n".to_owned()
    });
    let directory = tempfile::tempdir().expect("a directory");
    let text = format!("{}[headers]\nX-Gateway-Key = \"from the file\"\nX-Other = \"other\"\n", stub.target());
    let headers = Target::from_toml(&api(), &text, "target.toml").expect("the file is good");
    let headers_to = |address: &str| headers.headers_to(&address.parse().expect("an address")).len();
    assert_eq!(headers_to(&format!("{}/anywhere", stub.url())), 2);
    assert_eq!(headers_to("http://elsewhere.test/anywhere"), 0);

    write(directory.path(), "target.toml", &text);
    let mut command = crate::stub::suite(directory.path());
    command.args(["--target", "target.toml", "collection.post/"]).env("KII_HEADER_X_GATEWAY_KEY", "from the variable");
    assert_ends(&command.output().expect("the suite starts"), 1, &["x-gateway-key: [redacted]"]);
    let heads = seen.lock().expect("the list");
    assert!(heads.iter().any(|head| head.starts_with("POST")));
    for head in heads.iter() {
        assert!(head.contains("x-gateway-key: from the variable\r\n") && head.contains("x-other: other\r\n"), "{head}");
    }
}

#[test]
fn headers_that_are_for_the_suite_to_send_are_refused() {
    let text = format!(
        "{}[headers]\nAuthorization = \"Basic secret-of-somebody\"\n\"no name\" = \"x\"\nx-twice = \"1\"\nX-Twice = \"2\"\n\
         x-line = \"a\\nb\"\nx-number = 1\n",
        target("http://127.0.0.1:9")
    );
    let problems = Target::from_toml(&api(), &text, "target.toml").expect_err("the file has mistakes").to_string();
    for expected in [
        "headers: the suite itself sends or leaves out `authorization`",
        "headers: `no name` is not a header name",
        "headers.x-twice is given twice",
        "headers.x-line: expected visible ASCII",
        "headers.x-number: expected a string, found integer",
    ] {
        assert!(problems.contains(expected), "`{expected}` is not in:\n{problems}");
    }
    assert!(!problems.contains("secret-of-somebody"), "{problems}");
}
