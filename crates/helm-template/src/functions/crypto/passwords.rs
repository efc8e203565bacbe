//! Hashes of passwords, and passwords made of a master password.

use hmac::{Hmac, KeyInit, Mac};
use scrypt::Params;
use sha2::Sha256;

use crate::functions::random;
use crate::value::Value;

const COST: u32 = 10;

/// More bytes of a password do not count for bcrypt.
const MAX_PASSWORD: usize = 72;

/// A bcrypt hash, or the reason why there is none.
pub(super) fn hashed(password: &[u8]) -> String {
    match hash(password) {
        Ok(hash) => hash,
        Err(error) => format!("failed to encrypt string with bcrypt: {error}"),
    }
}

fn hash(password: &[u8]) -> Result<String, String> {
    if password.len() > MAX_PASSWORD {
        return Err("bcrypt: password length exceeds 72 bytes".to_owned());
    }
    let mut salt = [0u8; 16];
    salt.copy_from_slice(&random::bytes(16)?);
    let parts = bcrypt::hash_with_salt(password, COST, salt).map_err(|error| error.to_string())?;
    Ok(parts.format_for_version(bcrypt::Version::TwoA))
}

const SEED: &[u8] = b"com.lyndir.masterpassword";

/// The forms of passwords of the Master Password algorithm, version 0: each letter stands for a set of
/// characters.
fn forms(kind: &str) -> Option<&'static [&'static str]> {
    Some(match kind {
        "maximum" => &["anoxxxxxxxxxxxxxxxxx", "axxxxxxxxxxxxxxxxxno"],
        "long" => &[
            "CvcvnoCvcvCvcv",
            "CvcvCvcvnoCvcv",
            "CvcvCvcvCvcvno",
            "CvccnoCvcvCvcv",
            "CvccCvcvnoCvcv",
            "CvccCvcvCvcvno",
            "CvcvnoCvccCvcv",
            "CvcvCvccnoCvcv",
            "CvcvCvccCvcvno",
            "CvcvnoCvcvCvcc",
            "CvcvCvcvnoCvcc",
            "CvcvCvcvCvccno",
            "CvccnoCvccCvcv",
            "CvccCvccnoCvcv",
            "CvccCvccCvcvno",
            "CvcvnoCvccCvcc",
            "CvcvCvccnoCvcc",
            "CvcvCvccCvccno",
            "CvccnoCvcvCvcc",
            "CvccCvcvnoCvcc",
            "CvccCvcvCvccno",
        ],
        "medium" => &["CvcnoCvc", "CvcCvcno"],
        "short" => &["Cvcn"],
        "basic" => &["aaanaaan", "aannaaan", "aaannaaa"],
        "pin" => &["nnnn"],
        _ => return None,
    })
}

fn characters(letter: u8) -> &'static [u8] {
    match letter {
        b'V' => b"AEIOU",
        b'C' => b"BCDFGHJKLMNPQRSTVWXYZ",
        b'v' => b"aeiou",
        b'c' => b"bcdfghjklmnpqrstvwxyz",
        b'a' => b"AEIOUaeiouBCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz",
        b'n' => b"0123456789",
        b'o' => b"@&%?,=[]_:-+*$#!'^~;()/.",
        _ => b"AEIOUaeiouBCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz0123456789!@#$%^&*()",
    }
}

/// The password of a site.
pub(super) fn derived(
    counter: u32,
    kind: &str,
    password: &[u8],
    user: &[u8],
    site: &[u8],
) -> Result<Value, String> {
    let Some(forms) = forms(kind) else {
        return Ok(Value::string(format!("cannot find password template {kind}")));
    };
    let length = |text: &[u8]| (text.len() as u32).to_be_bytes();
    let salt = [SEED, &length(user), user].concat();
    let parameters = Params::new(15, 8, 2).map_err(|error| error.to_string())?;
    let mut key = [0u8; 64];
    scrypt::scrypt(password, &salt, &parameters, &mut key).map_err(|error| error.to_string())?;
    let message = [SEED, &length(site), site, &counter.to_be_bytes()].concat();
    let mut code = Hmac::<Sha256>::new_from_slice(&key).map_err(|error| error.to_string())?;
    code.update(&message);
    let seed = code.finalize().into_bytes();
    let form = forms[usize::from(seed[0]) % forms.len()];
    let derived = form.bytes().zip(&seed[1..]).map(|(letter, byte)| {
        let characters = characters(letter);
        characters[usize::from(*byte) % characters.len()]
    });
    Ok(Value::string(derived.collect::<Vec<u8>>()))
}
