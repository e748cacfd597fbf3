//! The certificate with which a server shows who it is.

use std::{
    fmt, io,
    path::{Path, PathBuf},
    sync::Arc,
};

use rustls::{
    ServerConfig,
    crypto::ring::default_provider,
    pki_types::{CertificateDer, PrivateKeyDer, pem, pem::PemObject},
};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio_rustls::{TlsAcceptor, server::TlsStream};

/// A certificate with its private key.
#[derive(Clone)]
pub struct Tls(TlsAcceptor);

/// Why a certificate cannot be used.
#[derive(Debug)]
pub enum TlsError {
    /// A file cannot be read, or what it has to have is not in it.
    File {
        /// The file.
        path: PathBuf,
        /// What it has to have.
        expected: &'static str,
        /// What was found.
        error: pem::Error,
    },
    /// The certificate and the key do not fit together, or are of no kind that is known.
    Unusable(rustls::Error),
}

impl Tls {
    /// Reads a certificate, which its chain may follow, and its private key from PEM files.
    ///
    /// # Errors
    /// When a file cannot be read, or the two do not belong together.
    pub fn load(certificate: &Path, key: &Path) -> Result<Self, TlsError> {
        let wrong = |path: &Path, expected| {
            let path = path.to_owned();
            move |error| TlsError::File { path, expected, error }
        };
        let certificates = CertificateDer::pem_file_iter(certificate)
            .and_then(Iterator::collect::<Result<Vec<_>, _>>)
            .and_then(|found| if found.is_empty() { Err(pem::Error::NoItemsFound) } else { Ok(found) })
            .map_err(wrong(certificate, "a certificate (-----BEGIN CERTIFICATE-----)"))?;
        let key =
            PrivateKeyDer::from_pem_file(key).map_err(wrong(key, "a private key (-----BEGIN PRIVATE KEY-----)"))?;
        let config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
            .with_safe_default_protocol_versions()
            .and_then(|config| config.with_no_client_auth().with_single_cert(certificates, key));
        let mut config = config.map_err(TlsError::Unusable)?;
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Self(TlsAcceptor::from(Arc::new(config))))
    }

    /// The stream of a client that has shaken hands.
    pub(crate) async fn accept<S: AsyncRead + AsyncWrite + Unpin>(&self, stream: S) -> io::Result<TlsStream<S>> {
        self.0.accept(stream).await
    }
}

impl fmt::Display for TlsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File { path, expected, error } => {
                write!(f, "{}: expected a PEM file with {expected}: {error}", path.display())
            }
            Self::Unusable(error) => write!(f, "the certificate and the private key cannot be used together: {error}"),
        }
    }
}

impl std::error::Error for TlsError {}
