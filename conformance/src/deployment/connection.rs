//! How the deployment is reached: the proxy, the trusted authorities, and the client's certificate.

use std::{fmt, fs};

use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use reqwest::{Certificate, ClientBuilder, Identity};
use rustls::{
    RootCertStore,
    crypto::ring,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject as _},
    sign::CertifiedKey,
};
use secrecy::{ExposeSecret as _, SecretString};
use url::Url;

use super::{Key, secret::Secrets, settings::Settings};

/// How every connection to the deployment is made.
#[derive(Clone, Default)]
pub struct Connection {
    /// Whether the base URL has the scheme `http`.
    plain: bool,
    proxy: Option<Proxy>,
    /// Authorities to trust besides those of the system.
    authorities: Vec<Certificate>,
    /// The client's certificate, its chain and its private key.
    identity: Option<Identity>,
}

#[derive(Clone)]
struct Proxy {
    /// Its address, without user and password.
    address: Url,
    credentials: Option<(String, SecretString)>,
}

impl Connection {
    /// Whether it leads to the deployment itself and not to a proxy.
    pub(crate) const fn is_direct(&self) -> bool {
        self.proxy.is_none()
    }

    /// Sets up a client for it. The client ignores `HTTP_PROXY` and similar variables: a target names its proxy.
    ///
    /// # Errors
    /// When the address of the proxy cannot be used.
    pub fn set_up(&self, builder: ClientBuilder) -> reqwest::Result<ClientBuilder> {
        let mut builder = builder.no_proxy();
        if let Some(Proxy { address, credentials }) = &self.proxy {
            let proxy = reqwest::Proxy::all(address.clone())?;
            builder = builder.proxy(match credentials {
                Some((user, password)) => proxy.basic_auth(user, password.expose_secret()),
                None => proxy,
            });
        }
        if !self.authorities.is_empty() {
            builder = builder.tls_certs_merge(self.authorities.iter().cloned());
        } else if self.plain && reqwest::Client::builder().no_proxy().build().is_err() {
            // Without TLS, the suite also runs on a system that has no authorities.
            builder = builder.tls_certs_only([]);
        }
        Ok(match &self.identity {
            Some(identity) => builder.identity(identity.clone()),
            None => builder,
        })
    }

    /// Reads the settings of the connection and notes their problems.
    pub(super) fn resolve(settings: &mut Settings, plain: bool) -> Self {
        let proxy = settings.parse(&Key::Proxy, |setting| proxy(setting.value.expose_secret()));
        let authorities = settings.parse(&Key::TlsCa, |setting| authorities(&setting.file()?));
        let chain = settings.parse(&Key::TlsClientCertificate, |setting| certificates(&setting.file()?));
        let key = settings.parse(&Key::TlsClientKey, |setting| private_key(&setting.file()?));
        settings.require_both(&Key::TlsClientCertificate, &Key::TlsClientKey);
        let identity = match (chain, key) {
            (Some(chain), Some(key)) => settings.parse(&Key::TlsClientKey, |_| identity(chain, key)),
            (None, _) | (_, None) => None,
        };
        Self { plain, proxy, authorities: authorities.unwrap_or_default(), identity }
    }

    /// Adds its secrets.
    pub(super) fn add_secrets(&self, secrets: &mut Secrets, shortest: usize) {
        if let Some((user, password)) = self.proxy.as_ref().and_then(|proxy| proxy.credentials.as_ref()) {
            secrets.add(password.expose_secret(), shortest);
            secrets.add(&format!("{user}:{}", password.expose_secret()), shortest);
        }
    }
}

impl fmt::Debug for Connection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connection")
            .field("proxy", &self.proxy.as_ref().map(|proxy| proxy.address.as_str()))
            .field("authorities", &self.authorities.len())
            .field("identity", &self.identity.as_ref().map(|_| "[redacted]"))
            .finish()
    }
}

fn proxy(text: &str) -> Result<Proxy, String> {
    let expected = "expected for example http://127.0.0.1:3128";
    let mut address = Url::parse(text).map_err(|error| format!("is not a URL: {error}; {expected}"))?;
    if !matches!(address.scheme(), "http" | "https") {
        return Err(format!("{expected} or https://, found {}:", address.scheme()));
    }
    if address.path() != "/" || address.query().is_some() || address.fragment().is_some() {
        return Err(format!("the address of a proxy has no path, no query and no fragment; {expected}"));
    }
    let decoded = |text: &str| percent_encoding::percent_decode_str(text).decode_utf8_lossy().into_owned();
    let user = decoded(address.username());
    let password = decoded(address.password().unwrap_or_default());
    let credentials = (!user.is_empty() || !password.is_empty()).then(|| (user, password.into()));
    // Both succeed for a URL with a host, and an `http` URL always has one.
    let _ = address.set_username("");
    let _ = address.set_password(None);
    Ok(Proxy { address, credentials })
}

/// The contents of a PEM file, and its name for messages.
pub(super) struct Pem {
    pub(super) name: String,
    pub(super) bytes: Vec<u8>,
}

impl super::settings::Setting {
    /// Reads the file whose path is the value.
    fn file(&self) -> Result<Pem, String> {
        let path = self.folder.join(self.value.expose_secret());
        let name = path.display().to_string();
        let bytes = fs::read(&path).map_err(|error| format!("{name} cannot be read: {error}"))?;
        Ok(Pem { name, bytes })
    }
}

fn certificates(pem: &Pem) -> Result<Vec<CertificateDer<'static>>, String> {
    let name = &pem.name;
    let read: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&pem.bytes).collect();
    let found = read.map_err(|_| format!("{name} is not well-formed PEM; expected -----BEGIN CERTIFICATE-----"))?;
    if found.is_empty() {
        return Err(format!("{name} holds no certificate; expected PEM with -----BEGIN CERTIFICATE-----"));
    }
    let mut store = RootCertStore::empty();
    for (index, certificate) in found.iter().enumerate() {
        let number = index + 1;
        let added = store.add(certificate.clone());
        added.map_err(|error| format!("{name}: certificate {number} of {} cannot be used: {error}", found.len()))?;
    }
    Ok(found)
}

fn authorities(pem: &Pem) -> Result<Vec<Certificate>, String> {
    let certificates = certificates(pem)?;
    let taken = certificates.iter().map(|certificate| Certificate::from_der(certificate));
    taken.collect::<Result<_, _>>().map_err(|error| format!("{} cannot be used: {error}", pem.name))
}

fn private_key(pem: &Pem) -> Result<PrivateKeyDer<'static>, String> {
    PrivateKeyDer::from_pem_slice(&pem.bytes).map_err(|_| {
        let expected = "expected PEM with -----BEGIN PRIVATE KEY-----, not encrypted";
        format!("{} holds no private key that can be read; {expected}", pem.name)
    })
}

/// A certificate and its chain with the private key, if they belong together.
fn identity(chain: Vec<CertificateDer<'static>>, key: PrivateKeyDer<'static>) -> Result<Identity, String> {
    let unusable = |error: &dyn fmt::Display| format!("cannot be used with {}: {error}", Key::TlsClientCertificate);
    let pairing = CertifiedKey::from_der(chain.clone(), key.clone_key(), &ring::default_provider());
    pairing.map_err(|error| unusable(&error))?;
    let label = match key {
        PrivateKeyDer::Pkcs1(_) => "RSA PRIVATE KEY",
        PrivateKeyDer::Sec1(_) => "EC PRIVATE KEY",
        // What is left is PKCS #8; the enum is open because other forms may come.
        PrivateKeyDer::Pkcs8(_) | _ => "PRIVATE KEY",
    };
    let key = armoured(label, key.secret_der());
    let pem = chain.iter().fold(key, |pem, certificate| pem + &armoured("CERTIFICATE", certificate));
    Identity::from_pem(pem.as_bytes()).map_err(|error| unusable(&error))
}

/// Binary content as PEM (RFC 7468).
fn armoured(label: &str, content: &[u8]) -> String {
    format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", BASE64.encode(content))
}
