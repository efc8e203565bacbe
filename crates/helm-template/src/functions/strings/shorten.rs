//! Cuts text by bytes.

use crate::value::Value;

const MARK: &[u8] = b"...";

/// Shortens to a width with `...` at the end, and at the start if an offset is beyond it.
pub(super) fn abbrev(offset: i64, width: i64, text: &[u8]) -> Value {
    if width < 4 {
        return Value::string(text);
    }
    Value::string(abbreviated(text, offset, width))
}

/// Shortens on both sides.
pub(super) fn abbrev_both(offset: i64, width: i64, text: &[u8]) -> Value {
    if width < 4 || offset > 0 && width < 7 {
        return Value::string(text);
    }
    Value::string(abbreviated(text, offset, width))
}

/// What cannot be shortened so far becomes nothing.
fn abbreviated(text: &[u8], offset: i64, width: i64) -> Vec<u8> {
    let length = text.len() as i64;
    if length <= width {
        return text.to_vec();
    }
    if width < 4 {
        return Vec::new();
    }
    let kept = width - 3;
    let mut start = offset.min(length);
    if length - start < kept {
        start = length - kept;
    }
    if start <= 4 {
        return [part(text, 0, kept), MARK].concat();
    }
    if width < 7 {
        return Vec::new();
    }
    if start + kept < length {
        let middle = abbreviated(part(text, start, length), 0, kept);
        return [MARK, &middle].concat();
    }
    [MARK, part(text, length - kept, length)].concat()
}

fn part(text: &[u8], start: i64, end: i64) -> &[u8] {
    let bound = |place: i64| usize::try_from(place).unwrap_or(0).min(text.len());
    text.get(bound(start)..bound(end)).unwrap_or_default()
}

/// The first bytes, or the last ones for a negative number.
pub(super) fn truncate(count: i64, text: &[u8]) -> Value {
    let length = text.len() as i64;
    if count < 0 && length.saturating_add(count) > 0 {
        return Value::string(part(text, length + count, length));
    }
    if count >= 0 && length > count {
        return Value::string(part(text, 0, count));
    }
    Value::string(text)
}

/// The bytes from a place to another; a negative end is the end of the text.
pub(super) fn substring(start: i64, end: i64, text: &[u8]) -> Result<Value, String> {
    let length = text.len() as i64;
    if start < 0 {
        if end < 0 {
            return Err(format!("runtime error: slice bounds out of range [:{end}]"));
        }
        if end > length {
            return Err(format!(
                "runtime error: slice bounds out of range [:{end}] with length {length}"
            ));
        }
        return Ok(Value::string(part(text, 0, end)));
    }
    if end < 0 || end > length {
        if start > length {
            return Err(format!("runtime error: slice bounds out of range [{start}:{length}]"));
        }
        return Ok(Value::string(part(text, start, length)));
    }
    if start > end {
        return Err(format!("runtime error: slice bounds out of range [{start}:{end}]"));
    }
    Ok(Value::string(part(text, start, end)))
}
