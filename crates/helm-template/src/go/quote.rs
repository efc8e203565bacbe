//! Go's quoted strings, written and read as package strconv does.

/// Writes a string between double quotes.
pub fn quoted(text: &str) -> String {
    quoted_bytes(text.as_bytes(), false)
}

/// Writes bytes between double quotes; `ascii` escapes everything else.
pub fn quoted_bytes(bytes: &[u8], ascii: bool) -> String {
    let mut out = String::with_capacity(bytes.len() + 2);
    out.push('"');
    for chunk in bytes.utf8_chunks() {
        chunk.valid().chars().for_each(|character| escape(&mut out, character, '"', ascii));
        chunk.invalid().iter().for_each(|byte| out.push_str(&format!("\\x{byte:02x}")));
    }
    out.push('"');
    out
}

/// Writes a character between single quotes.
pub fn quoted_rune(code: i64, ascii: bool) -> String {
    let character = u32::try_from(code).ok().and_then(char::from_u32).unwrap_or('\u{fffd}');
    let mut out = String::from("'");
    escape(&mut out, character, '\'', ascii);
    out.push('\'');
    out
}

fn escape(out: &mut String, character: char, quote: char, ascii: bool) {
    match character {
        '\\' => out.push_str("\\\\"),
        _ if character == quote => {
            out.push('\\');
            out.push(quote);
        }
        '\u{7}' => out.push_str("\\a"),
        '\u{8}' => out.push_str("\\b"),
        '\u{c}' => out.push_str("\\f"),
        '\n' => out.push_str("\\n"),
        '\r' => out.push_str("\\r"),
        '\t' => out.push_str("\\t"),
        '\u{b}' => out.push_str("\\v"),
        ' '..='~' => out.push(character),
        _ if !ascii && is_print(character) => out.push(character),
        _ => {
            let code = character as u32;
            let escaped = match code {
                0..0x80 => format!("\\x{code:02x}"),
                0x80..0x1_0000 => format!("\\u{code:04x}"),
                _ => format!("\\U{code:08x}"),
            };
            out.push_str(&escaped);
        }
    }
}

/// Whether Go prints a character as it is: letters, marks, numbers, punctuation and symbols.
pub fn is_print(character: char) -> bool {
    if character.is_ascii() {
        return (' '..='~').contains(&character);
    }
    // Rust's debug form leaves just the printable ones alone; it escapes marks that Go prints.
    let mut escaped = character.escape_debug();
    let plain = escaped.next() == Some(character);
    plain || is_mark(character)
}

fn is_mark(character: char) -> bool {
    // These blocks hold combining marks only.
    matches!(character as u32, 0x300..=0x36f | 0x1ab0..=0x1ace | 0x1dc0..=0x1dff | 0x20d0..=0x20f0 | 0xfe00..=0xfe0f | 0xfe20..=0xfe2f)
}

/// Whether a string can be written between back quotes.
pub fn can_backquote(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).is_ok_and(|text| {
        text.chars().all(|character| match character {
            '\t' => true,
            '\u{feff}' | '`' | '\u{7f}' => false,
            _ => character >= ' ',
        })
    })
}

/// Reads a string in double or back quotes.
pub fn unquote(text: &str) -> Option<Vec<u8>> {
    if let Some(inner) = text.strip_prefix('`').and_then(|rest| rest.strip_suffix('`')) {
        return Some(inner.bytes().filter(|byte| *byte != b'\r').collect());
    }
    let mut rest = text.strip_prefix('"')?.strip_suffix('"')?;
    let mut out = Vec::with_capacity(rest.len());
    while !rest.is_empty() {
        let (unit, tail) = unit(rest, '"')?;
        match unit {
            Unit::Byte(byte) => out.push(byte),
            Unit::Character(character) => {
                out.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
            }
        }
        rest = tail;
    }
    Some(out)
}

/// Reads a character in single quotes: its code, and whether it is the only one.
pub(crate) fn unquote_rune(text: &str) -> Option<(u32, bool)> {
    let (unit, tail) = unit(text.strip_prefix('\'')?, '\'')?;
    let code = match unit {
        Unit::Byte(byte) => u32::from(byte),
        Unit::Character(character) => u32::from(character),
    };
    Some((code, tail == "'"))
}

enum Unit {
    Byte(u8),
    Character(char),
}

fn unit(text: &str, quote: char) -> Option<(Unit, &str)> {
    let mut characters = text.chars();
    let first = characters.next()?;
    if first == quote || first == '\n' {
        return None;
    }
    if first != '\\' {
        return Some((Unit::Character(first), characters.as_str()));
    }
    let kind = characters.next()?;
    let rest = characters.as_str();
    let simple = match kind {
        'a' => '\u{7}',
        'b' => '\u{8}',
        'f' => '\u{c}',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'v' => '\u{b}',
        '\\' => '\\',
        '\'' | '"' if kind == quote => kind,
        'x' => return numeric(rest, 2, 16).and_then(byte),
        'u' => return numeric(rest, 4, 16).and_then(character),
        'U' => return numeric(rest, 8, 16).and_then(character),
        '0'..='7' => return numeric(&text[1..], 3, 8).and_then(byte),
        _ => return None,
    };
    Some((Unit::Character(simple), rest))
}

fn numeric(text: &str, digits: usize, radix: u32) -> Option<(u32, &str)> {
    let number = text.get(..digits)?;
    if !number.chars().all(|digit| digit.is_digit(radix)) {
        return None;
    }
    Some((u32::from_str_radix(number, radix).ok()?, &text[digits..]))
}

fn byte((code, rest): (u32, &str)) -> Option<(Unit, &str)> {
    Some((Unit::Byte(u8::try_from(code).ok()?), rest))
}

fn character((code, rest): (u32, &str)) -> Option<(Unit, &str)> {
    Some((Unit::Character(char::from_u32(code)?), rest))
}
