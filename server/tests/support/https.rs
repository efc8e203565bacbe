//! Certificates, and a client that says what the server answered.

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls::pki_types::ServerName;
use rustls::{
    ClientConfig, ClientConnection, RootCertStore, StreamOwned, SupportedProtocolVersion,
};

/// A CA.
pub struct Authority(CertifiedIssuer<'static, KeyPair>);

/// Files with a certificate and its key.
#[derive(Clone, Debug)]
pub struct Pair {
    /// The certificate's file.
    pub certificate: PathBuf,
    /// The key's file.
    pub key: PathBuf,
}

impl Authority {
    /// A new one.
    pub fn new() -> Self {
        let mut parameters = CertificateParams::default();
        parameters.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        Self(CertifiedIssuer::self_signed(parameters, KeyPair::generate().unwrap()).unwrap())
    }

    /// Its certificate.
    pub fn pem(&self) -> String {
        self.0.pem()
    }

    /// A pair for `names`, in files called `stem`.
    pub fn sign(&self, names: &[&str], folder: &Path, stem: &str) -> Pair {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        let key = KeyPair::generate().unwrap();
        let certificate = CertificateParams::new(names).unwrap().signed_by(&key, &self.0).unwrap();
        let pair = Pair {
            certificate: folder.join(format!("{stem}.crt")),
            key: folder.join(format!("{stem}.key")),
        };
        fs::write(&pair.certificate, certificate.pem()).unwrap();
        fs::write(&pair.key, key.serialize_pem()).unwrap();
        pair
    }

    /// A connection to localhost.
    pub fn connect(
        &self,
        port: u16,
        versions: &[&'static SupportedProtocolVersion],
    ) -> std::io::Result<Connection> {
        let mut roots = RootCertStore::empty();
        roots.add(self.0.der().clone()).unwrap();
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ClientConfig::builder_with_provider(provider)
            .with_protocol_versions(versions)
            .unwrap()
            .with_root_certificates(roots)
            .with_no_client_auth();
        let name = ServerName::try_from("localhost").unwrap();
        let mut session = ClientConnection::new(Arc::new(config), name).unwrap();
        let mut socket = TcpStream::connect(("127.0.0.1", port))?;
        socket.set_read_timeout(Some(Duration::from_secs(10)))?;
        while session.is_handshaking() {
            session.complete_io(&mut socket)?;
        }
        Ok(Connection(StreamOwned::new(session, socket)))
    }

    /// One request over a connection of its own: status and body.
    pub fn get(&self, port: u16, path: &str) -> std::io::Result<(u16, String)> {
        self.request(port, "GET", path)
    }

    /// One request over a connection of its own: status and body.
    pub fn request(&self, port: u16, method: &str, path: &str) -> std::io::Result<(u16, String)> {
        let mut connection = self.connect(port, rustls::ALL_VERSIONS)?;
        let request =
            format!("{method} {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        connection.send(&request)?;
        connection.answer()
    }
}

/// A connection.
pub struct Connection(StreamOwned<ClientConnection, TcpStream>);

impl Connection {
    /// The certificate that the server has shown.
    pub fn shown(&self) -> Vec<u8> {
        self.0.conn.peer_certificates().unwrap()[0].to_vec()
    }

    /// Sends bytes.
    pub fn send(&mut self, text: &str) -> std::io::Result<()> {
        self.0.write_all(text.as_bytes())?;
        self.0.flush()
    }

    /// Reads to the end; gives status and body.
    pub fn answer(mut self) -> std::io::Result<(u16, String)> {
        let mut answer = String::new();
        self.0.read_to_string(&mut answer)?;
        let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok());
        let status =
            status.ok_or_else(|| std::io::Error::other(format!("no answer: {answer:?}")))?;
        Ok((status, body.to_owned()))
    }
}
