//! Certificates as templates have them, and what signing needs of the one of an issuer.

use std::rc::Rc;

use super::keys::Key;
use super::{der, pem};
use crate::functions::encodings::base64;
use crate::value::{Map, Native, Value};

/// A certificate and its key, both as PEM.
#[derive(Debug)]
pub(super) struct Pair {
    pub(super) certificate: String,
    pub(super) key: String,
}

impl Pair {
    /// The value for templates.
    pub(super) fn value(self) -> Value {
        Value::Native(Rc::new(self))
    }
}

impl Native for Pair {
    fn type_name(&self) -> &'static str {
        "sprig.certificate"
    }

    fn field(&self, name: &str) -> Option<Value> {
        match name {
            "Cert" => Some(Value::string(self.certificate.as_str())),
            "Key" => Some(Value::string(self.key.as_str())),
            _ => None,
        }
    }

    fn method(&self, _: &str, _: &[Value]) -> Option<Result<Value, String>> {
        None
    }

    fn print(&self) -> String {
        format!("{{{} {}}}", self.certificate, self.key)
    }

    fn json(&self) -> Option<Value> {
        let map = Map::new();
        for name in self.json_fields() {
            map.set(name, self.field(name).unwrap_or(Value::Nil));
        }
        Some(Value::Map(map))
    }

    fn json_fields(&self) -> Vec<&'static str> {
        vec!["Cert", "Key"]
    }
}

/// What signing needs of a certificate.
pub(super) struct Certificate {
    /// Written as in the certificate.
    pub(super) subject: Vec<u8>,
    /// Written as in the certificate.
    pub(super) public: Vec<u8>,
    pub(super) key_id: Vec<u8>,
}

/// The extension that holds the identifier of the subject's key.
const SUBJECT_KEY_ID: &[u8] = &[0x55, 0x1d, 0x0e];

impl Certificate {
    /// Reads a certificate; the name is for the error.
    pub(super) fn parse(text: &str, name: &str) -> Result<Certificate, String> {
        let Some((_, bytes)) = pem::decode(text) else {
            return Err("unable to decode certificate".to_owned());
        };
        Certificate::read(&bytes).ok_or_else(|| {
            format!("error parsing certificate: {name}: x509: malformed certificate")
        })
    }

    fn read(bytes: &[u8]) -> Option<Certificate> {
        let certificate = der::content(bytes)?;
        let body = der::content(certificate)?;
        let mut parts = der::all(body)?;
        if parts.first()?.0 == 0xa0 {
            parts.remove(0);
        }
        // Serial number, algorithm, issuer, validity, subject, key.
        let subject = parts.get(4)?.2.to_vec();
        let public = parts.get(5)?.2.to_vec();
        let extensions = parts.iter().find(|(tag, _, _)| *tag == 0xa3);
        let key_id = extensions.and_then(|(_, content, _)| key_id(content));
        Some(Certificate { subject, public, key_id: key_id.unwrap_or_default() })
    }
}

fn key_id(extensions: &[u8]) -> Option<Vec<u8>> {
    let list = der::content(extensions)?;
    for (_, extension, _) in der::all(list)? {
        let parts = der::all(extension)?;
        if parts.first()?.1 == SUBJECT_KEY_ID {
            let content = der::content(parts.last()?.1)?;
            return Some(content.to_vec());
        }
    }
    None
}

/// What `buildCustomCert` makes of a certificate and a key, both PEM in base 64.
pub(super) fn built(certificate: &[u8], key: &[u8]) -> Result<Value, String> {
    let decoded = |bytes: &[u8], what: &str| {
        let decoded =
            base64::decode(bytes).map_err(|_| format!("unable to decode base64 {what}"))?;
        Ok::<String, String>(String::from_utf8_lossy(&decoded).into_owned())
    };
    let certificate = decoded(certificate, "certificate")?;
    let key = decoded(key, "private key")?;
    Certificate::parse(&certificate, "decodedCert.Bytes")?;
    Key::read(&key).map_err(|error| format!("error parsing private key: {error}"))?;
    Ok(Pair { certificate, key }.value())
}
