//! AES-256 in chained blocks; the key is cut or filled up with zeros to 32 bytes.

use aes::Aes256;
use aes::cipher::{BlockCipherDecrypt, BlockCipherEncrypt, KeyInit};

use crate::functions::encodings::base64;
use crate::functions::random;
use crate::value::Value;

const BLOCK: usize = 16;

fn cipher(key: &[u8]) -> Aes256 {
    let mut filled = [0u8; 32];
    for (byte, given) in filled.iter_mut().zip(key) {
        *byte = *given;
    }
    Aes256::new(&filled.into())
}

/// Encrypts a text under a random first block.
pub(super) fn encrypt(key: &[u8], text: &[u8]) -> Result<Value, String> {
    if text.is_empty() {
        return Ok(Value::string(""));
    }
    let cipher = cipher(key);
    let padding = BLOCK - text.len() % BLOCK;
    let mut padded = text.to_vec();
    padded.resize(text.len() + padding, padding as u8);
    let mut out = random::bytes(BLOCK)?;
    for block in padded.chunks(BLOCK) {
        let mut mixed = [0u8; BLOCK];
        let before = out[out.len() - BLOCK..].to_vec();
        for (byte, (plain, before)) in mixed.iter_mut().zip(block.iter().zip(before)) {
            *byte = plain ^ before;
        }
        let mut mixed = mixed.into();
        cipher.encrypt_block(&mut mixed);
        out.extend_from_slice(&mixed);
    }
    Ok(Value::string(base64::encode(&out)))
}

/// Decrypts a text.
pub(super) fn decrypt(key: &[u8], text: &[u8]) -> Result<Value, String> {
    if text.is_empty() {
        return Ok(Value::string(""));
    }
    let data = base64::decode(text)?;
    if data.len() < BLOCK {
        let capacity = text.len() / 4 * 3;
        let bounds = if capacity < BLOCK {
            format!("[:16] with capacity {capacity}")
        } else {
            "[16:15]".to_owned()
        };
        return Err(format!("runtime error: slice bounds out of range {bounds}"));
    }
    if data.len() % BLOCK != 0 {
        return Err("crypto/cipher: input not full blocks".to_owned());
    }
    let cipher = cipher(key);
    let mut out = Vec::with_capacity(data.len());
    for start in (BLOCK..data.len()).step_by(BLOCK) {
        let mut block = [0u8; BLOCK];
        block.copy_from_slice(&data[start..start + BLOCK]);
        let mut block = block.into();
        cipher.decrypt_block(&mut block);
        out.extend(
            block.iter().zip(&data[start - BLOCK..start]).map(|(byte, before)| byte ^ before),
        );
    }
    let Some(padding) = out.last().copied() else {
        return Err("runtime error: index out of range [-1]".to_owned());
    };
    match out.len().checked_sub(usize::from(padding)) {
        Some(length) => Ok(Value::string(&out[..length])),
        None => {
            let length = out.len() as i64 - i64::from(padding);
            Err(format!("runtime error: slice bounds out of range [:{length}]"))
        }
    }
}
