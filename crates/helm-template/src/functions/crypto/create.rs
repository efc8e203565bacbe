//! Makes certificates with the fields and extensions that Go's x509.CreateCertificate writes for Sprig.

use std::net::IpAddr;
use std::time::{SystemTime, UNIX_EPOCH};

use sha1::{Digest, Sha1};

use super::certificate::{Certificate, Pair};
use super::keys::Key;
use super::{der, pem};
use crate::effects;
use crate::functions::{convert, dates, random};
use crate::value::Value;

const DAY: i64 = 86_400;

const KEY_USAGE: &[u8] = &[0x55, 0x1d, 0x0f];
const EXTENDED_KEY_USAGE: &[u8] = &[0x55, 0x1d, 0x25];
const BASIC_CONSTRAINTS: &[u8] = &[0x55, 0x1d, 0x13];
const SUBJECT_KEY_ID: &[u8] = &[0x55, 0x1d, 0x0e];
const AUTHORITY_KEY_ID: &[u8] = &[0x55, 0x1d, 0x23];
const SUBJECT_NAMES: &[u8] = &[0x55, 0x1d, 0x11];
const COMMON_NAME: &[u8] = &[0x55, 0x04, 0x03];
const SERVER: &[u8] = &[0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x01];
const CLIENT: &[u8] = &[0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x02];

const TRUE: &[u8] = &[0x01, 0x01, 0xff];

/// What a certificate is to say.
pub(super) struct Wanted {
    name: Vec<u8>,
    addresses: Vec<IpAddr>,
    names: Vec<Vec<u8>>,
    days: i64,
    authority: bool,
}

impl Wanted {
    /// A certificate of a server and client.
    pub(super) fn new(
        name: &[u8],
        addresses: &[Value],
        names: &[Value],
        days: i64,
    ) -> Result<Wanted, String> {
        let shown = |value: &Value| String::from_utf8_lossy(&convert::to_bytes(value)).into_owned();
        let addresses: Result<Vec<IpAddr>, String> = addresses
            .iter()
            .map(|address| match address {
                Value::String(text) => {
                    text.text().parse().map_err(|_| format!("error parsing ip: {}", text.text()))
                }
                other => Err(format!("error parsing ip: {} is not a string", shown(other))),
            })
            .collect();
        let names: Result<Vec<Vec<u8>>, String> = names
            .iter()
            .map(|name| match name {
                Value::String(text) => Ok(text.as_bytes().to_vec()),
                other => Err(format!(
                    "error processing alternate dns name: {} is not a string",
                    shown(other)
                )),
            })
            .collect();
        Ok(Wanted {
            name: name.to_vec(),
            addresses: addresses?,
            names: names?,
            days,
            authority: false,
        })
    }

    /// The same for an authority, which signs others.
    pub(super) fn authority(mut self) -> Wanted {
        self.authority = true;
        self
    }

    /// The certificate of a key, signed by an issuer or else by itself.
    pub(super) fn signed(
        &self,
        key: &Key,
        issuer: Option<(&Certificate, &Key)>,
    ) -> Result<Value, String> {
        let certificate = self
            .written(key, issuer)
            .map_err(|error| format!("error creating certificate: {error}"))?;
        let pair = Pair { certificate: pem::encode("CERTIFICATE", &certificate), key: key.pem()? };
        Ok(pair.value())
    }

    fn written(&self, key: &Key, issuer: Option<(&Certificate, &Key)>) -> Result<Vec<u8>, String> {
        let signing = issuer.map_or(key, |(_, key)| key);
        let algorithm = signing.algorithm()?;
        let public = key.public()?;
        let subject = self.subject();
        let issuer_name = issuer.map_or(&subject, |(certificate, _)| &certificate.subject);
        if let Some((certificate, key)) = issuer
            && certificate.public != key.public()?
        {
            return Err("x509: provided PrivateKey doesn't match parent's PublicKey".to_owned());
        }
        let issuer_id = issuer.map(|(certificate, _)| certificate.key_id.as_slice());
        let issuer_id = issuer_id.filter(|_| *issuer_name != subject).unwrap_or_default();
        let extensions = der::value(0xa3, &self.extensions(key, issuer_id)?);
        let body = der::sequence(&[
            &der::value(0xa0, &der::integer(&[2])),
            &der::integer(&random::bytes(16)?),
            &algorithm,
            issuer_name,
            &self.validity(),
            &subject,
            &public,
            &extensions,
        ]);
        let signature = signing.sign(&body)?;
        Ok(der::sequence(&[&body, &algorithm, &der::bits(&signature)]))
    }

    fn subject(&self) -> Vec<u8> {
        if self.name.is_empty() {
            return der::sequence(&[]);
        }
        let printable = |byte: &u8| byte.is_ascii_alphanumeric() || b" '()+,-./:=?".contains(byte);
        let tag = if self.name.iter().all(printable) { der::PRINTABLE } else { der::UTF8 };
        let name = der::value(tag, &self.name);
        let attribute = der::sequence(&[&der::value(der::OBJECT, COMMON_NAME), &name]);
        der::sequence(&[&der::value(der::SET, &attribute)])
    }

    fn validity(&self) -> Vec<u8> {
        effects::unrepeatable();
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let start = since.as_secs() as i64;
        // A duration is a number of nanoseconds, which wraps around.
        let length = self.days.wrapping_mul(DAY).wrapping_mul(1_000_000_000) / 1_000_000_000;
        let time = |seconds: i64| {
            let year: i64 = dates::written(seconds, "2006").parse().unwrap_or(0);
            if (1950..2050).contains(&year) {
                return der::value(0x17, dates::written(seconds, "060102150405Z").as_bytes());
            }
            der::value(0x18, dates::written(seconds, "20060102150405Z").as_bytes())
        };
        der::sequence(&[&time(start), &time(start.saturating_add(length))])
    }

    fn extensions(&self, key: &Key, issuer_id: &[u8]) -> Result<Vec<u8>, String> {
        let usage: &[u8] = if self.authority { &[2, 0xa4] } else { &[5, 0xa0] };
        let purposes = [SERVER, CLIENT].map(|purpose| der::value(der::OBJECT, purpose)).concat();
        let constraints = if self.authority { TRUE } else { &[] };
        let mut all = vec![
            extension(KEY_USAGE, true, &der::value(der::BIT_STRING, usage)),
            extension(EXTENDED_KEY_USAGE, false, &der::value(der::SEQUENCE, &purposes)),
            extension(BASIC_CONSTRAINTS, true, &der::value(der::SEQUENCE, constraints)),
        ];
        if self.authority {
            let id = Sha1::digest(key.public_bits()?);
            all.push(extension(SUBJECT_KEY_ID, false, &der::value(der::OCTET_STRING, &id)));
        }
        if !issuer_id.is_empty() {
            let id = der::sequence(&[&der::value(0x80, issuer_id)]);
            all.push(extension(AUTHORITY_KEY_ID, false, &id));
        }
        if !self.names.is_empty() || !self.addresses.is_empty() {
            let critical = self.name.is_empty();
            all.push(extension(SUBJECT_NAMES, critical, &self.alternatives()?));
        }
        Ok(der::value(der::SEQUENCE, &all.concat()))
    }

    fn alternatives(&self) -> Result<Vec<u8>, String> {
        let mut all = Vec::new();
        for name in &self.names {
            if !name.is_ascii() {
                let name = String::from_utf8_lossy(name);
                let name = crate::go::quote::quoted(&name);
                return Err(format!("x509: {name} cannot be encoded as an IA5String"));
            }
            all.extend(der::value(0x82, name));
        }
        for address in &self.addresses {
            let address = address.to_canonical();
            all.extend(match address {
                IpAddr::V4(address) => der::value(0x87, &address.octets()),
                IpAddr::V6(address) => der::value(0x87, &address.octets()),
            });
        }
        Ok(der::value(der::SEQUENCE, &all))
    }
}

fn extension(object: &[u8], critical: bool, content: &[u8]) -> Vec<u8> {
    let critical = if critical { TRUE } else { &[] };
    let content = der::value(der::OCTET_STRING, content);
    der::sequence(&[&der::value(der::OBJECT, object), critical, &content])
}
