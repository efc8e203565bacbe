//! Texts that were decoded, kept for the next render that writes the same.
//!
//! A chart is rendered many times, and most of its documents come out alike. What is kept is bounded,
//! and it is a function of the text alone.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, PoisonError, RwLock};

use super::DecodeError;
use super::decode::{decode, decode_whole};
use crate::data::Data;

/// Bytes of all texts that are kept.
const MOST: usize = 4 << 20;
/// Bytes of one text that is kept.
const LONGEST: usize = 64 << 10;

type Decoded = Arc<Result<Data, DecodeError>>;

#[derive(Default)]
struct Kept {
    bytes: usize,
    decoded: HashMap<Box<[u8]>, Decoded>,
}

/// One set for each way of decoding.
type Shelf = LazyLock<RwLock<Kept>>;

static FIRST: Shelf = LazyLock::new(RwLock::default);
static WHOLE: Shelf = LazyLock::new(RwLock::default);

/// What [`decode`] makes of a text.
pub(crate) fn decode_kept(text: &[u8]) -> Decoded {
    kept(&FIRST, text, |text| decode(text))
}

/// What [`decode_whole`] makes of a text.
pub(crate) fn decode_whole_kept(text: &[u8]) -> Decoded {
    kept(&WHOLE, text, |text| decode_whole(text))
}

fn kept(shelf: &Shelf, text: &[u8], decode: fn(&[u8]) -> Result<Data, DecodeError>) -> Decoded {
    if text.len() > LONGEST {
        return Arc::new(decode(text));
    }
    // A thread that panicked while it held the lock has left a map that is still whole.
    let known = shelf.read().unwrap_or_else(PoisonError::into_inner).decoded.get(text).cloned();
    if let Some(known) = known {
        return known;
    }
    let decoded = Arc::new(decode(text));
    let mut kept = shelf.write().unwrap_or_else(PoisonError::into_inner);
    if kept.bytes + text.len() > MOST {
        *kept = Kept::default();
    }
    kept.bytes += text.len();
    kept.decoded.insert(text.into(), decoded.clone());
    decoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_a_bounded_number_of_texts() {
        static SHELF: Shelf = LazyLock::new(RwLock::default);
        let long = "a".repeat(LONGEST - 16);
        for number in 0..200 {
            let text = format!("{number}: {long}");
            let text = text.as_bytes();
            let first = kept(&SHELF, text, |text| decode(text));
            assert!(
                Arc::ptr_eq(&first, &kept(&SHELF, text, |text| decode(text))),
                "the second is the first"
            );
            assert_eq!(*first, decode(text));
            assert!(SHELF.read().expect("a lock").bytes <= MOST);
        }
        let longer = format!("a: {}", "b".repeat(LONGEST));
        let longer = longer.as_bytes();
        let first = kept(&SHELF, longer, |text| decode(text));
        assert!(
            !Arc::ptr_eq(&first, &kept(&SHELF, longer, |text| decode(text))),
            "too long to be kept"
        );
    }
}
