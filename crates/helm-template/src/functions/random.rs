//! What differs from one render to the next.

use super::arguments::{int, text};
use super::{MAX_TEXT, encodings, fixed};
use crate::effects;
use crate::function::Function;
use crate::function::Parameter::{Int, String as Text};
use crate::value::Value;

pub(super) static FUNCTIONS: &[Function] = &[
    fixed("randAlphaNum", &[Int], |a| letters(int(a, 0), |byte| byte.is_ascii_alphanumeric())),
    fixed("randAlpha", &[Int], |a| letters(int(a, 0), |byte| byte.is_ascii_alphabetic())),
    fixed("randNumeric", &[Int], |a| letters(int(a, 0), |byte| byte.is_ascii_digit())),
    fixed("randAscii", &[Int], |a| letters(int(a, 0), |byte| matches!(byte, 32..=126))),
    fixed("randBytes", &[Int], |a| {
        let count = usize::try_from(int(a, 0)).ok().filter(|count| *count <= MAX_TEXT);
        let Some(count) = count else {
            return Err("runtime error: makeslice: len out of range".to_owned());
        };
        Ok(Value::string(encodings::base64::encode(&bytes(count)?)))
    }),
    fixed("randInt", &[Int, Int], |a| {
        let (least, limit) = (int(a, 0), int(a, 1));
        let width = limit.wrapping_sub(least);
        let Some(width) = u64::try_from(width).ok().filter(|width| *width > 0) else {
            return Err("invalid argument to Intn".to_owned());
        };
        Ok(Value::int(least.wrapping_add_unsigned(below(width)?)))
    }),
    fixed("shuffle", &[Text], |a| {
        let mut characters: Vec<char> = text(a, 0).chars().collect();
        for index in (1..characters.len()).rev() {
            let other = below(index as u64 + 1)?;
            characters.swap(index, usize::try_from(other).unwrap_or(0));
        }
        Ok(Value::string(characters.into_iter().collect::<String>()))
    }),
    fixed("uuidv4", &[], |_| Ok(Value::string(uuid()?))),
];

/// So many random bytes.
pub(super) fn bytes(count: usize) -> Result<Vec<u8>, String> {
    effects::unrepeatable();
    let mut bytes = vec![0; count];
    getrandom::fill(&mut bytes).map_err(|error| error.to_string())?;
    Ok(bytes)
}

/// A random number below a limit, every one as likely as the others.
fn below(limit: u64) -> Result<u64, String> {
    effects::unrepeatable();
    let beyond = u64::MAX - u64::MAX % limit;
    loop {
        let number = getrandom::u64().map_err(|error| error.to_string())?;
        if number < beyond {
            return Ok(number % limit);
        }
    }
}

/// So many characters of those that belong.
fn letters(count: i64, belongs: fn(u8) -> bool) -> Result<Value, String> {
    // A count below zero is an error that Sprig drops.
    let count = usize::try_from(count).unwrap_or(0);
    if count > MAX_TEXT {
        return Err("runtime error: makeslice: len out of range".to_owned());
    }
    let mut letters = Vec::with_capacity(count);
    while letters.len() < count {
        let more = bytes(count.min(4096))?;
        letters.extend(more.into_iter().map(|byte| byte & 0x7f).filter(|byte| belongs(*byte)));
    }
    letters.truncate(count);
    Ok(Value::string(letters))
}

fn uuid() -> Result<String, String> {
    let mut bytes = bytes(16)?;
    bytes[6] = bytes[6] & 0x0f | 0x40;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let digits = encodings::hexadecimal(&bytes);
    let cuts = [0..8, 8..12, 12..16, 16..20, 20..32];
    Ok(cuts.map(|cut| digits[cut].to_owned()).join("-"))
}
