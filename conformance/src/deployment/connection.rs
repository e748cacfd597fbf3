//! How the deployment is reached: the proxy, the trusted authorities, and the client's certificate.

use std::{fmt, fs, sync::Arc};

use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use http::HeaderValue;
use rustls::{
    ClientConfig, RootCertStore,
    crypto::ring,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject as _},
    sign::{CertifiedKey, SingleCertAndKey},
};
use rustls_platform_verifier::Verifier;
use secrecy::{ExposeSecret as _, SecretString};
use url::Url;

use super::{Key, own_authority::OwnAuthority, secret::Secrets, settings::Settings};

/// How every connection to the deployment is made.
#[derive(Clone, Default)]
pub struct Connection {
    /// Whether the base URL has the scheme `http`.
    plain: bool,
    proxy: Option<Proxy>,
    /// Authorities to trust besides those of the system.
    authorities: Vec<CertificateDer<'static>>,
    /// The client's certificate, its chain and its private key.
    identity: Option<Arc<SingleCertAndKey>>,
}

/// The proxy through which the deployment is reached.
#[derive(Clone)]
pub(crate) struct Proxy {
    /// Its address, without user and password.
    pub(crate) address: Url,
    credentials: Option<(String, SecretString)>,
}

impl Connection {
    /// The proxy, if requests do not go to the deployment itself. Variables such as `HTTP_PROXY` mean nothing here: a target
    /// names its proxy.
    pub(crate) const fn proxy(&self) -> Option<&Proxy> {
        self.proxy.as_ref()
    }

    /// Whether the way to the deployment is encrypted.
    pub(crate) fn needs_tls(&self) -> bool {
        !self.plain || self.proxy.as_ref().is_some_and(|proxy| proxy.address.scheme() == "https")
    }

    /// How TLS is spoken with the deployment and its proxy: the authorities of the system and the target's are trusted.
    ///
    /// # Errors
    /// When the authorities of the system cannot be read.
    pub(crate) fn tls(&self) -> Result<ClientConfig, rustls::Error> {
        let provider = Arc::new(ring::default_provider());
        let others = Verifier::new_with_extra_roots(self.authorities.iter().cloned(), Arc::clone(&provider))?;
        let verifier = OwnAuthority { others: Arc::new(others), authorities: self.authorities.clone() };
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(verifier));
        let mut config = match &self.identity {
            Some(identity) => config.with_client_cert_resolver(Arc::clone(identity) as _),
            None => config.with_no_client_auth(),
        };
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(config)
    }

    /// Reads the settings of the connection and notes their problems.
    pub(super) fn resolve(settings: &mut Settings, plain: bool) -> Self {
        let proxy = settings.parse(&Key::Proxy, |setting| proxy(setting.value.expose_secret()));
        let authorities = settings.parse(&Key::TlsCa, |setting| certificates(&setting.file()?));
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

impl Proxy {
    /// The value of the header with which it learns who asks; `None` where it asks nobody.
    pub(crate) fn authorization(&self) -> Option<HeaderValue> {
        let (user, password) = self.credentials.as_ref()?;
        let pair = BASE64.encode(format!("{user}:{}", password.expose_secret()));
        // Base64 has only characters that a header can have.
        let mut value = HeaderValue::try_from(format!("Basic {pair}")).ok()?;
        value.set_sensitive(true);
        Some(value)
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

fn private_key(pem: &Pem) -> Result<PrivateKeyDer<'static>, String> {
    PrivateKeyDer::from_pem_slice(&pem.bytes).map_err(|_| {
        let expected = "expected PEM with -----BEGIN PRIVATE KEY-----, not encrypted";
        format!("{} holds no private key that can be read; {expected}", pem.name)
    })
}

/// A certificate and its chain with the private key, if they belong together.
fn identity(chain: Vec<CertificateDer<'static>>, key: PrivateKeyDer<'static>) -> Result<Arc<SingleCertAndKey>, String> {
    let pairing = CertifiedKey::from_der(chain, key, &ring::default_provider());
    let pairing = pairing.map_err(|error| format!("cannot be used with {}: {error}", Key::TlsClientCertificate))?;
    Ok(Arc::new(pairing.into()))
}
