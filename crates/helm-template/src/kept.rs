//! What texts were read as, kept for the next render that writes the same.
//!
//! A chart is rendered many times, and most of its documents come out alike. What is kept is bounded,
//! and it is a function of the text alone. It must not know what the texts are read as.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, PoisonError, RwLock};

/// Bytes of all texts of a shelf.
const MOST: usize = 4 << 20;
/// Bytes of one text that is kept.
const LONGEST: usize = 64 << 10;

/// A set for one way of reading.
pub(crate) type Shelf<Read> = LazyLock<RwLock<Kept<Read>>>;

/// Texts with what they were read as.
pub(crate) struct Kept<Read> {
    bytes: usize,
    texts: HashMap<Box<[u8]>, Arc<Read>>,
}

impl<Read> Default for Kept<Read> {
    fn default() -> Self {
        Kept { bytes: 0, texts: HashMap::new() }
    }
}

/// What a text is read as, by `read`, always the same of one shelf.
pub(crate) fn kept<Read>(shelf: &Shelf<Read>, text: &[u8], read: fn(&[u8]) -> Read) -> Arc<Read> {
    if text.len() > LONGEST {
        return Arc::new(read(text));
    }
    // A thread that panicked while it held the lock has left a map that is still whole.
    let known = shelf.read().unwrap_or_else(PoisonError::into_inner).texts.get(text).cloned();
    if let Some(known) = known {
        return known;
    }
    let made = Arc::new(read(text));
    let mut kept = shelf.write().unwrap_or_else(PoisonError::into_inner);
    if kept.bytes + text.len() > MOST {
        *kept = Kept::default();
    }
    kept.bytes += text.len();
    kept.texts.insert(text.into(), made.clone());
    made
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_a_bounded_number_of_texts() {
        static SHELF: Shelf<usize> = LazyLock::new(RwLock::default);
        let long = "a".repeat(LONGEST - 16);
        for number in 0..200 {
            let text = format!("{number}: {long}");
            let read = || kept(&SHELF, text.as_bytes(), <[u8]>::len);
            let first = read();
            assert!(Arc::ptr_eq(&first, &read()), "the second is the first");
            assert_eq!(*first, text.len());
            assert!(SHELF.read().expect("a lock").bytes <= MOST);
        }
        let longer = format!("a: {}", "b".repeat(LONGEST));
        let read = || kept(&SHELF, longer.as_bytes(), <[u8]>::len);
        assert!(!Arc::ptr_eq(&read(), &read()), "too long to be kept");
    }
}
