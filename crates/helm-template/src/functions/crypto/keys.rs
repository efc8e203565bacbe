//! Private keys: made, read and written.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;

use dsa::{Components, KeySize};
use getrandom::SysRng;
use rsa::PrivateKey;
use rsa::pkcs1::{DecodeRsaPrivateKey, EncodeRsaPrivateKey};

use super::{der, pem};
use crate::effects;
use crate::functions::random;

/// Bits of the keys of certificates.
const BITS: usize = 2048;

/// Bits of the keys that `genPrivateKey` makes.
const MORE_BITS: usize = 4096;

const P256: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07];

const ED25519: &[u8] = &[0x2b, 0x65, 0x70];

/// A private key.
pub(super) enum Key {
    Rsa(Box<PrivateKey>),
    /// On the curve P-256.
    Ecdsa(Box<p256::ecdsa::SigningKey>),
    Ed25519(Box<ed25519_dalek::SigningKey>),
    /// DSA, which no certificate can have: the numbers of it, written.
    Dsa(Vec<u8>),
}

impl Key {
    /// Makes an RSA key for a certificate.
    pub(super) fn rsa() -> Result<Key, String> {
        Key::rsa_of(BITS)
    }

    fn rsa_of(bits: usize) -> Result<Key, String> {
        effects::unrepeatable();
        let key = PrivateKey::new(&mut SysRng, bits).map_err(|error| error.to_string())?;
        Ok(Key::Rsa(Box::new(key)))
    }

    fn ecdsa() -> Result<Key, String> {
        loop {
            // Almost every number is a key.
            if let Ok(key) = p256::ecdsa::SigningKey::from_slice(&random::bytes(32)?) {
                return Ok(Key::Ecdsa(Box::new(key)));
            }
        }
    }

    fn ed25519() -> Result<Key, String> {
        let mut secret = [0u8; 32];
        secret.copy_from_slice(&random::bytes(32)?);
        Ok(Key::Ed25519(Box::new(ed25519_dalek::SigningKey::from_bytes(&secret))))
    }

    fn dsa() -> Result<Key, String> {
        effects::unrepeatable();
        let wrong = |_| "signature error".to_owned();
        let size = KeySize::DSA_2048_256;
        let parts = Components::try_generate_from_rng_with_key_size(&mut SysRng, size);
        let key = dsa::SigningKey::try_generate_from_rng_with_components(
            &mut SysRng,
            parts.map_err(wrong)?,
        );
        let key = key.map_err(wrong)?;
        let public = key.verifying_key();
        let parts = public.components();
        let numbers = [&**parts.p(), &**parts.q(), &**parts.g(), &**public.y(), &**key.x()];
        let numbers = numbers.map(|number| der::integer(&number.to_be_bytes()));
        let [p, q, g, y, x] = &numbers;
        Ok(Key::Dsa(der::sequence(&[&der::integer(&[0]), p, q, g, y, x])))
    }

    /// Reads a key; one that was just made need not be worked out again.
    pub(super) fn read(text: &str) -> Result<Rc<Key>, String> {
        let made = MADE.with_borrow(|made| {
            made.iter().find(|(pem, _)| pem == text).map(|(_, key)| Rc::clone(key))
        });
        made.map_or_else(|| Key::parse(text).map(Rc::new), Ok)
    }

    fn parse(text: &str) -> Result<Key, String> {
        let Some((kind, bytes)) = pem::decode(text) else {
            return Err("no PEM data in input".to_owned());
        };
        if kind == "PRIVATE KEY" {
            return read_pkcs8(&bytes)
                .ok_or_else(|| "decoding PEM as PKCS#8: asn1: structure error".to_owned());
        }
        let Some(kind) = kind.strip_suffix(" PRIVATE KEY") else {
            return Err(format!("no private key data in PEM block of type {kind}"));
        };
        match kind {
            "RSA" => read_rsa(&bytes).ok_or_else(|| {
                "parsing RSA private key from PEM: asn1: structure error".to_owned()
            }),
            "EC" => read_ecdsa(&bytes)
                .ok_or_else(|| "parsing EC private key from PEM: asn1: structure error".to_owned()),
            "DSA" => Ok(Key::Dsa(bytes)),
            _ => Err(format!("invalid private key type {kind} PRIVATE KEY")),
        }
    }

    /// Writes the key.
    pub(super) fn pem(&self) -> Result<String, String> {
        Ok(match self {
            Key::Rsa(key) => {
                let bytes = key.to_pkcs1_der().map_err(|error| error.to_string())?;
                pem::encode("RSA PRIVATE KEY", bytes.as_bytes())
            }
            Key::Ecdsa(key) => {
                let curve = der::value(0xa0, &der::value(der::OBJECT, P256));
                let point = key.verifying_key().to_sec1_point(false);
                let public = der::value(0xa1, &der::bits(point.as_bytes()));
                let secret = der::value(der::OCTET_STRING, &key.to_bytes());
                let parts = [&der::integer(&[1])[..], &secret, &curve, &public];
                pem::encode("EC PRIVATE KEY", &der::sequence(&parts))
            }
            Key::Ed25519(key) => {
                let secret = der::value(der::OCTET_STRING, &key.to_bytes());
                let kind = der::sequence(&[&der::value(der::OBJECT, ED25519)]);
                let secret = der::value(der::OCTET_STRING, &secret);
                pem::encode("PRIVATE KEY", &der::sequence(&[&der::integer(&[0]), &kind, &secret]))
            }
            Key::Dsa(bytes) => pem::encode("DSA PRIVATE KEY", bytes),
        })
    }
}

fn read_rsa(bytes: &[u8]) -> Option<Key> {
    Some(Key::Rsa(Box::new(PrivateKey::from_pkcs1_der(bytes).ok()?)))
}

fn read_ecdsa(bytes: &[u8]) -> Option<Key> {
    let content = der::content(bytes)?;
    let parts = der::all(content)?;
    let (_, secret, _) = parts.get(1)?;
    Some(Key::Ecdsa(Box::new(p256::ecdsa::SigningKey::from_slice(secret).ok()?)))
}

fn read_pkcs8(bytes: &[u8]) -> Option<Key> {
    let content = der::content(bytes)?;
    let parts = der::all(content)?;
    let (_, kind, _) = parts.get(1)?;
    let (_, secret, _) = parts.get(2)?;
    let object = der::content(kind)?;
    if object == ED25519 {
        let secret = der::content(secret)?;
        let secret: &[u8; 32] = secret.try_into().ok()?;
        return Some(Key::Ed25519(Box::new(ed25519_dalek::SigningKey::from_bytes(secret))));
    }
    read_rsa(secret).or_else(|| read_ecdsa(secret))
}

/// Makes a key of a kind and writes it.
pub(super) fn generated(kind: &str) -> Result<String, String> {
    let key = match kind {
        "" | "rsa" => Key::rsa_of(MORE_BITS),
        "dsa" => Key::dsa(),
        "ecdsa" => Key::ecdsa(),
        "ed25519" => Key::ed25519(),
        _ => return Ok(format!("Unknown type {kind}")),
    };
    let key = Rc::new(key?);
    let pem = key.pem()?;
    MADE.with_borrow_mut(|made| {
        made.truncate(KEPT - 1);
        made.push_front((pem.clone(), key));
    });
    Ok(pem)
}

/// Keys that are kept: a chart makes one for its authority, one for its certificate, and uses both
/// at once.
const KEPT: usize = 4;

thread_local! {
    static MADE: RefCell<VecDeque<(String, Rc<Key>)>> = RefCell::default();
}
