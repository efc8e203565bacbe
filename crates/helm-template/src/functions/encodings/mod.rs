//! Base 64, base 32 and sums.

mod base32;
pub(super) mod base64;

use sha1::Sha1;
use sha2::{Digest, Sha256, Sha512};

use super::arguments::bytes;
use super::fixed;
use crate::function::Function;
use crate::function::Parameter::String as Text;
use crate::value::Value;

pub(super) static FUNCTIONS: &[Function] = &[
    fixed("b64enc", &[Text], |a| Ok(Value::string(base64::encode(bytes(a, 0))))),
    fixed("b64dec", &[Text], |a| Ok(or_error(base64::decode(bytes(a, 0))))),
    fixed("b32enc", &[Text], |a| Ok(Value::string(base32::encode(bytes(a, 0))))),
    fixed("b32dec", &[Text], |a| Ok(or_error(base32::decode(bytes(a, 0))))),
    fixed("sha1sum", &[Text], |a| Ok(Value::string(hexadecimal(&Sha1::digest(bytes(a, 0)))))),
    fixed("sha256sum", &[Text], |a| Ok(Value::string(hexadecimal(&Sha256::digest(bytes(a, 0)))))),
    fixed("sha512sum", &[Text], |a| Ok(Value::string(hexadecimal(&Sha512::digest(bytes(a, 0)))))),
    fixed("adler32sum", &[Text], |a| Ok(Value::string(adler32(bytes(a, 0)).to_string()))),
];

/// Sprig gives the text of an error instead of the error.
fn or_error(decoded: Result<Vec<u8>, String>) -> Value {
    match decoded {
        Ok(bytes) => Value::string(bytes),
        Err(error) => Value::string(error),
    }
}

/// Two digits for each byte.
pub(super) fn hexadecimal(bytes: &[u8]) -> String {
    let digit = |nibble: u8| char::from_digit(u32::from(nibble), 16).unwrap_or('0');
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

fn adler32(bytes: &[u8]) -> u32 {
    let modulus = 65_521;
    let (mut one, mut two) = (1u32, 0u32);
    for byte in bytes {
        one = (one + u32::from(*byte)) % modulus;
        two = (two + one) % modulus;
    }
    two << 16 | one
}
