//! The server's certificate: TLS 1.3 only, read again when it is told to.
//!
//! This module must not know what is served.

use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

use anyhow::Result;
use rustls::ServerConfig;
use rustls::crypto::{CryptoProvider, ring};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use tokio_rustls::TlsAcceptor;

use crate::config::{CERTIFICATE, Invalid, KEY};
use crate::log;

/// A pair in use, and the files that it came from.
#[derive(Debug)]
pub(super) struct Certificate {
    chain: PathBuf,
    key: PathBuf,
    pair: RwLock<Arc<CertifiedKey>>,
}

impl Certificate {
    /// Reads the pair.
    pub(super) fn load(chain: &Path, key: &Path) -> Result<Self, Invalid> {
        let pair = RwLock::new(Arc::new(read(chain, key)?));
        Ok(Self { chain: chain.to_owned(), key: key.to_owned(), pair })
    }

    /// Reads the pair again; a bad one leaves the old one in use.
    pub(super) fn reload(&self) {
        match read(&self.chain, &self.key) {
            Ok(pair) => {
                *self.pair.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(pair);
                log::info("read the certificate again", &[]);
            }
            Err(problem) => {
                let fields = [("reason", problem.to_string().into())];
                log::error("the new certificate is not taken; the old one stays in use", &fields);
            }
        }
    }
}

impl ResolvesServerCert for Certificate {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(Arc::clone(&self.pair.read().unwrap_or_else(PoisonError::into_inner)))
    }
}

/// TLS 1.3 on X25519 and P-256 with this certificate.
pub(super) fn acceptor(certificate: &Arc<Certificate>) -> Result<TlsAcceptor> {
    let mut config = ServerConfig::builder_with_provider(Arc::new(provider()))
        .with_protocol_versions(&[&rustls::version::TLS13])?
        .with_no_client_auth()
        .with_cert_resolver(Arc::<Certificate>::clone(certificate));
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(TlsAcceptor::from(Arc::new(config)))
}

fn provider() -> CryptoProvider {
    let kx_groups = vec![ring::kx_group::X25519, ring::kx_group::SECP256R1];
    CryptoProvider { kx_groups, ..ring::default_provider() }
}

fn read(chain: &Path, key: &Path) -> Result<CertifiedKey, Invalid> {
    let certificates = CertificateDer::pem_slice_iter(&bytes(CERTIFICATE, chain)?)
        .collect::<Result<Vec<_>, _>>()
        .map_err(|error| at(CERTIFICATE, chain, &format!("is no PEM: {error}")))?;
    if certificates.is_empty() {
        return Err(at(CERTIFICATE, chain, "holds no certificate in PEM"));
    }
    let private = PrivateKeyDer::from_pem_slice(&bytes(KEY, key)?)
        .map_err(|_| at(KEY, key, "holds no private key in PEM"))?;
    CertifiedKey::from_der(certificates, private, &provider()).map_err(|error| match error {
        rustls::Error::InconsistentKeys(_) => {
            at(KEY, key, &format!("is not the key of the certificate in {CERTIFICATE}"))
        }
        rustls::Error::InvalidCertificate(error) => {
            at(CERTIFICATE, chain, &format!("holds a certificate that cannot be read: {error}"))
        }
        error => at(KEY, key, &format!("holds a key that cannot be used: {error}")),
    })
}

fn bytes(variable: &'static str, path: &Path) -> Result<Vec<u8>, Invalid> {
    std::fs::read(path).map_err(|error| at(variable, path, &format!("cannot be read: {error}")))
}

fn at(variable: &'static str, path: &Path, problem: &str) -> Invalid {
    Invalid::new(variable, format!("{} {problem}", path.display()))
}
