//! Public keys as certificates hold them, and signatures.

use p256::ecdsa::signature::Signer;
use rsa::Pkcs1v15Sign;
use rsa::pkcs1::EncodeRsaPublicKey;
use sha2::{Digest, Sha256};

use super::der;
use super::keys::Key;

const RSA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01];
const SHA256_WITH_RSA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0b];
const EC: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01];
const P256: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07];
const ECDSA_WITH_SHA256: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02];
const ED25519: &[u8] = &[0x2b, 0x65, 0x70];

/// What stands before a SHA-256 sum that RSA signs.
const SUM: &[u8] = &[
    0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05,
    0x00, 0x04, 0x20,
];

const NULL: &[u8] = &[0x05, 0x00];

impl Key {
    /// The bits of the public key, without what kind it is.
    pub(super) fn public_bits(&self) -> Result<Vec<u8>, String> {
        match self {
            Key::Rsa(key) => {
                let bytes =
                    key.to_public_key().to_pkcs1_der().map_err(|error| error.to_string())?;
                Ok(bytes.as_bytes().to_vec())
            }
            Key::Ecdsa(key) => Ok(key.verifying_key().to_sec1_point(false).as_bytes().to_vec()),
            Key::Ed25519(key) => Ok(key.verifying_key().to_bytes().to_vec()),
            Key::Dsa(_) => Err("x509: unsupported public key type: *dsa.PublicKey".to_owned()),
        }
    }

    /// The public key with what kind it is.
    pub(super) fn public(&self) -> Result<Vec<u8>, String> {
        let object = |bytes: &[u8]| der::value(der::OBJECT, bytes);
        let kind = match self {
            Key::Rsa(_) => der::sequence(&[&object(RSA), NULL]),
            Key::Ecdsa(_) => der::sequence(&[&object(EC), &object(P256)]),
            Key::Ed25519(_) | Key::Dsa(_) => der::sequence(&[&object(ED25519)]),
        };
        Ok(der::sequence(&[&kind, &der::bits(&self.public_bits()?)]))
    }

    /// How the key signs.
    pub(super) fn algorithm(&self) -> Result<Vec<u8>, String> {
        let object = |bytes: &[u8]| der::value(der::OBJECT, bytes);
        match self {
            Key::Rsa(_) => Ok(der::sequence(&[&object(SHA256_WITH_RSA), NULL])),
            Key::Ecdsa(_) => Ok(der::sequence(&[&object(ECDSA_WITH_SHA256)])),
            Key::Ed25519(_) => Ok(der::sequence(&[&object(ED25519)])),
            Key::Dsa(_) => {
                Err("x509: certificate private key does not implement crypto.Signer".to_owned())
            }
        }
    }

    /// Signs bytes.
    pub(super) fn sign(&self, message: &[u8]) -> Result<Vec<u8>, String> {
        match self {
            Key::Rsa(key) => {
                let sum = [SUM, &Sha256::digest(message)].concat();
                let scheme = Pkcs1v15Sign::new_unprefixed();
                key.sign(scheme, &sum).map_err(|error| error.to_string())
            }
            Key::Ecdsa(key) => {
                let signature: p256::ecdsa::Signature = key.sign(message);
                let (first, second) = (signature.r().to_bytes(), signature.s().to_bytes());
                Ok(der::sequence(&[&der::integer(&first), &der::integer(&second)]))
            }
            Key::Ed25519(key) => Ok(key.sign(message).to_bytes().to_vec()),
            Key::Dsa(_) => self.algorithm(),
        }
    }
}
