//! Trusts a server whose certificate is one of the target's authorities itself.

use std::sync::Arc;

use rustls::{
    CertificateError, DigitallySignedStruct, Error, SignatureScheme,
    client::{
        danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier},
        verify_server_name,
    },
    pki_types::{CertificateDer, ServerName, UnixTime},
    server::ParsedCertificate,
};

/// Verifies certificates as another verifier does, and accepts a certificate that is its own authority.
///
/// `openssl req -x509` makes such certificates. They say that they are authorities, and the library refuses authorities that
/// are shown by servers; other clients accept them, as their owner has named them as trusted.
#[derive(Debug)]
pub(super) struct OwnAuthority {
    pub(super) others: Arc<dyn ServerCertVerifier>,
    /// The authorities of the target.
    pub(super) authorities: Vec<CertificateDer<'static>>,
}

impl ServerCertVerifier for OwnAuthority {
    fn verify_server_cert(
        &self,
        certificate: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let verified = self.others.verify_server_cert(certificate, intermediates, name, ocsp_response, now);
        let is_own = || self.authorities.iter().any(|authority| authority.as_ref() == certificate.as_ref());
        match verified {
            // The library has compared the time before it comes to this, but not the name.
            Err(error) if is_authority(&error) && is_own() => {
                verify_server_name(&ParsedCertificate::try_from(certificate)?, name)?;
                Ok(ServerCertVerified::assertion())
            }
            verified => verified,
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.others.verify_tls12_signature(message, certificate, signature)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.others.verify_tls13_signature(message, certificate, signature)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.others.supported_verify_schemes()
    }
}

/// Whether a certificate is refused for nothing but that it is an authority.
fn is_authority(error: &Error) -> bool {
    let Error::InvalidCertificate(CertificateError::Other(cause)) = error else { return false };
    cause.0.downcast_ref() == Some(&webpki::Error::CaUsedAsEndEntity)
}
