//! What each verb of package fmt writes for each kind of value, with its flags.

use super::print::{MAX_DEPTH, POINTER, byte_list};
use super::{float, quote, stack, type_name};
use crate::value::{Element, IntKind, List, Map, Native, Str, Structure, Value};

/// The verbs that write whole numbers.
const INTEGER_VERBS: &str = "vdboOxXcqU";

/// The flags, width and precision of one verb.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Flags {
    pub(super) sharp: bool,
    pub(super) zero: bool,
    pub(super) plus: bool,
    pub(super) minus: bool,
    pub(super) space: bool,
    pub(super) sharp_v: bool,
    pub(super) plus_v: bool,
    pub(super) width: Option<usize>,
    pub(super) precision: Option<usize>,
}

/// Writes a value as a verb says.
pub(super) fn write_value(out: &mut Vec<u8>, value: &Value, verb: char, flags: &Flags) {
    Writer { out, flags }.argument(value, verb);
}

struct Writer<'a> {
    out: &'a mut Vec<u8>,
    flags: &'a Flags,
}

impl Writer<'_> {
    fn say(&mut self, text: &str) {
        self.out.extend_from_slice(text.as_bytes());
    }

    /// Writes text with blanks, or zeros, up to the width.
    fn padded(&mut self, text: &[u8], zeros: bool) {
        let length = String::from_utf8_lossy(text).chars().count();
        let missing = self.flags.width.unwrap_or(0).saturating_sub(length);
        if self.flags.minus {
            self.out.extend_from_slice(text);
            self.out.extend(std::iter::repeat_n(b' ', missing));
            return;
        }
        let fill = if zeros { b'0' } else { b' ' };
        self.out.extend(std::iter::repeat_n(fill, missing));
        self.out.extend_from_slice(text);
    }

    fn zeros(&self) -> bool {
        self.flags.zero && !self.flags.minus
    }

    fn argument(&mut self, value: &Value, verb: char) {
        match (value, verb) {
            (_, 'T') => self.string(type_name(value).as_bytes(), 's', value),
            (Value::Nil, 'v') => self.padded(b"<nil>", self.zeros()),
            (Value::Nil, _) => self.say(&format!("%!{verb}(<nil>)")),
            _ => self.nested(value, verb, 0),
        }
    }

    fn bad_verb(&mut self, value: &Value, verb: char) {
        self.say(&format!("%!{verb}({}=", type_name(value)));
        // Go keeps the flags while it writes the value.
        self.nested(value, 'v', 0);
        self.say(")");
    }

    fn nested(&mut self, value: &Value, verb: char, depth: usize) {
        match value {
            Value::Nil if self.flags.sharp_v => self.say("interface {}(nil)"),
            Value::Nil => self.say("<nil>"),
            Value::Bool(truth) => match verb {
                't' | 'v' => {
                    let text: &[u8] = if *truth { b"true" } else { b"false" };
                    self.padded(text, self.zeros());
                }
                _ => self.bad_verb(value, verb),
            },
            Value::Int(number, kind) => self.integer(value, *number, *kind, verb),
            Value::Float(number) => self.float(value, *number, verb),
            Value::String(text) | Value::Number(text) => {
                self.string(text.as_bytes(), verb, value);
            }
            Value::List(_) | Value::Map(_) if depth >= MAX_DEPTH => self.say("..."),
            Value::List(list) => self.list(list, verb, depth),
            Value::Map(map) => self.map(map, verb, depth),
            Value::Native(native) => self.native(value, &**native, verb, depth),
        }
    }

    fn native(&mut self, value: &Value, native: &dyn Native, verb: char, depth: usize) {
        if let Some(structure) = native.structure() {
            // A pointer is written as a number, and what is in it only where that cannot be.
            let is_shown = matches!(verb, 'v' | 'p' | 'b' | 'o' | 'd' | 'x' | 'X');
            if structure.is_pointer && depth > 0 && !is_shown {
                return self.bad_verb(value, verb);
            }
            return self.structure(&structure, native.type_name(), verb, depth);
        }
        if let Some(entries) = native.entries() {
            return self.entries(&entries, native.type_name(), verb, depth);
        }
        let has_text = matches!(verb, 'v' | 's' | 'q' | 'x' | 'X');
        if let Some(number) = native.number()
            && (!has_text || self.flags.sharp_v)
        {
            if INTEGER_VERBS.contains(verb) {
                return self.integer(value, number, IntKind::Int, verb);
            }
            self.say(&format!("%!{verb}({}=", native.type_name()));
            self.integer(value, number, IntKind::Int, 'v');
            return self.say(")");
        }
        let text = native.print();
        match verb {
            'v' | 's' | 'q' | 'x' | 'X' => self.string(text.as_bytes(), verb, value),
            _ => self.say(&format!("%!{verb}({}={text})", native.type_name())),
        }
    }

    fn list(&mut self, list: &List, verb: char, depth: usize) {
        let bytes = byte_list(list);
        if let Some(bytes) = &bytes
            && matches!(verb, 's' | 'q' | 'x' | 'X')
        {
            self.string(bytes, verb, &Value::List(list.clone()));
            return;
        }
        let (open, between, close) =
            if self.flags.sharp_v { ("{", ", ", "}") } else { ("[", " ", "]") };
        if self.flags.sharp_v {
            self.say(match list.element {
                Element::Byte if depth == 0 => "[]byte",
                _ => type_name(&Value::List(list.clone())),
            });
            if list.is_nil() {
                return self.say("(nil)");
            }
        }
        self.say(open);
        for (index, item) in list.items.iter().enumerate() {
            if index > 0 {
                self.say(between);
            }
            match &bytes {
                Some(bytes) => self.byte(bytes[index], item, verb),
                None => stack::grown(|| self.nested(item, verb, depth + 1)),
            }
        }
        self.say(close);
    }

    fn byte(&mut self, byte: u8, item: &Value, verb: char) {
        if INTEGER_VERBS.contains(verb) {
            return self.integer(item, i64::from(byte), IntKind::Uint64, verb);
        }
        self.say(&format!("%!{verb}(uint8="));
        self.integer(item, i64::from(byte), IntKind::Uint64, 'v');
        self.say(")");
    }

    fn map(&mut self, map: &Map, verb: char, depth: usize) {
        if self.flags.sharp_v && map.is_nil() {
            return self.say(&format!("{}(nil)", map.type_name()));
        }
        self.entries(&map.entries(), map.type_name(), verb, depth);
    }

    fn entries(&mut self, entries: &[(Str, Value)], name: &str, verb: char, depth: usize) {
        let (open, between, close) =
            if self.flags.sharp_v { ("{", ", ", "}") } else { ("[", " ", "]") };
        self.say(if self.flags.sharp_v { name } else { "map" });
        self.say(open);
        for (index, (key, item)) in entries.iter().enumerate() {
            if index > 0 {
                self.say(between);
            }
            self.nested(&Value::String(key.clone()), verb, depth + 1);
            self.say(":");
            stack::grown(|| self.nested(item, verb, depth + 1));
        }
        self.say(close);
    }

    fn structure(&mut self, structure: &Structure, type_name: &str, verb: char, depth: usize) {
        if structure.is_pointer && depth > 0 {
            return self.say(POINTER);
        }
        let between = if self.flags.sharp_v { ", " } else { " " };
        self.say(if structure.is_pointer { "&" } else { "" });
        self.say(if self.flags.sharp_v { type_name.trim_start_matches('*') } else { "" });
        self.say("{");
        for (index, (name, field)) in structure.fields.iter().enumerate() {
            if index > 0 {
                self.say(between);
            }
            if self.flags.plus_v || self.flags.sharp_v {
                self.say(name);
                self.say(":");
            }
            self.nested(field, verb, depth + 1);
        }
        self.say("}");
    }

    fn string(&mut self, bytes: &[u8], verb: char, value: &Value) {
        let cut: &[u8] = match self.flags.precision {
            Some(precision) => {
                let mut ends = Vec::new();
                let mut end = 0;
                for chunk in bytes.utf8_chunks() {
                    for character in chunk.valid().chars() {
                        end += character.len_utf8();
                        ends.push(end);
                    }
                    for _ in chunk.invalid() {
                        end += 1;
                        ends.push(end);
                    }
                }
                match precision {
                    0 => &[],
                    _ => &bytes[..ends.get(precision - 1).copied().unwrap_or(bytes.len())],
                }
            }
            None => bytes,
        };
        match verb {
            'v' if self.flags.sharp_v => self.quote(bytes),
            'v' | 's' => self.padded(cut, self.zeros()),
            'q' => self.quote(cut),
            'x' | 'X' => self.hexadecimal(bytes, verb == 'X'),
            _ => self.bad_verb(value, verb),
        }
    }

    fn quote(&mut self, bytes: &[u8]) {
        if self.flags.sharp && quote::can_backquote(bytes) {
            let text = [b"`", bytes, b"`"].concat();
            self.padded(&text, self.zeros());
            return;
        }
        let text = quote::quoted_bytes(bytes, self.flags.plus);
        self.padded(text.as_bytes(), self.zeros());
    }

    fn hexadecimal(&mut self, bytes: &[u8], upper: bool) {
        let length = self.flags.precision.unwrap_or(bytes.len()).min(bytes.len());
        let prefix = match (self.flags.sharp, upper) {
            (false, _) => "",
            (true, false) => "0x",
            (true, true) => "0X",
        };
        let mut text = String::new();
        for (index, byte) in bytes[..length].iter().enumerate() {
            if index == 0 || self.flags.space {
                text.push_str(if index > 0 { " " } else { "" });
                text.push_str(prefix);
            }
            let digits = if upper { format!("{byte:02X}") } else { format!("{byte:02x}") };
            text.push_str(&digits);
        }
        self.padded(text.as_bytes(), self.zeros());
    }

    fn integer(&mut self, value: &Value, number: i64, kind: IntKind, verb: char) {
        let (negative, size) = match kind {
            IntKind::Uint64 => (false, number as u64),
            _ => (number < 0, number.unsigned_abs()),
        };
        match verb {
            'v' if self.flags.sharp_v && kind == IntKind::Uint64 => {
                self.digits(false, format!("0x{size:x}"), 'd');
            }
            'v' | 'd' => self.digits(negative, size.to_string(), 'd'),
            'b' => self.digits(negative, format!("{size:b}"), verb),
            'o' | 'O' => self.digits(negative, format!("{size:o}"), verb),
            'x' => self.digits(negative, format!("{size:x}"), verb),
            'X' => self.digits(negative, format!("{size:X}"), verb),
            'c' => {
                let character = u32::try_from(number).ok().and_then(char::from_u32);
                let text = character.unwrap_or('\u{fffd}').to_string();
                self.padded(text.as_bytes(), self.zeros());
            }
            'q' => {
                let text = quote::quoted_rune(number, self.flags.plus);
                self.padded(text.as_bytes(), self.zeros());
            }
            'U' => {
                let mut text = format!("U+{:04X}", number as u64);
                if self.flags.sharp
                    && let Some(character) = u32::try_from(number).ok().and_then(char::from_u32)
                    && quote::is_print(character)
                {
                    text.push_str(&format!(" '{character}'"));
                }
                self.padded(text.as_bytes(), false);
            }
            _ => self.bad_verb(value, verb),
        }
    }

    fn digits(&mut self, negative: bool, digits: String, verb: char) {
        let signed = negative || self.flags.plus || self.flags.space;
        let mut wanted = 0;
        if let Some(precision) = self.flags.precision {
            if precision == 0 && digits == "0" {
                let blanks = self.flags.width.unwrap_or(0);
                self.out.extend(std::iter::repeat_n(b' ', blanks));
                return;
            }
            wanted = precision;
        } else if self.zeros() && self.flags.width.is_some() {
            wanted = self.flags.width.unwrap_or(0) - usize::from(signed);
        }
        let mut text = "0".repeat(wanted.saturating_sub(digits.len()));
        text.push_str(&digits);
        let prefix = match verb {
            'O' => "0o",
            'b' if self.flags.sharp => "0b",
            'o' if self.flags.sharp && !text.starts_with('0') => "0",
            'x' if self.flags.sharp => "0x",
            'X' if self.flags.sharp => "0X",
            _ => "",
        };
        let sign = match (negative, self.flags.plus, self.flags.space) {
            (true, _, _) => "-",
            (_, true, _) => "+",
            (_, _, true) => " ",
            _ => "",
        };
        self.padded(format!("{sign}{prefix}{text}").as_bytes(), false);
    }

    fn float(&mut self, value: &Value, number: f64, verb: char) {
        let precision = self.flags.precision;
        let (format, precision) = match verb {
            'v' => (b'g', precision),
            'g' | 'G' | 'b' | 'x' | 'X' => (verb as u8, precision),
            'e' | 'E' | 'f' | 'F' => (verb as u8, Some(precision.unwrap_or(6))),
            _ => return self.bad_verb(value, verb),
        };
        let mut text = float(number, format, precision);
        let mut sign = "";
        if let Some(rest) = text.strip_prefix('-') {
            sign = "-";
            text = rest.to_owned();
        } else if let Some(rest) = text.strip_prefix('+') {
            text = rest.to_owned();
            sign = if self.flags.plus {
                "+"
            } else if self.flags.space {
                " "
            } else {
                "+"
            };
        } else if self.flags.plus {
            sign = "+";
        } else if self.flags.space {
            sign = " ";
        }
        if self.flags.sharp && format != b'b' && number.is_finite() {
            text = with_point(&text, format, self.flags.precision);
        }
        if self.zeros() && number.is_finite() {
            let width = self.flags.width.unwrap_or(0);
            let missing = width.saturating_sub(sign.len() + text.len());
            text.insert_str(0, &"0".repeat(missing));
        }
        self.padded(format!("{sign}{text}").as_bytes(), false);
    }
}

/// The sharp flag: a point always, and the zeros that `%g` would leave out.
fn with_point(text: &str, format: u8, precision: Option<usize>) -> String {
    let split =
        if matches!(format, b'x' | b'X') { text.find(['p', 'P']) } else { text.find(['e', 'E']) };
    let (mantissa, tail) = text.split_at(split.unwrap_or(text.len()));
    let mut out = mantissa.to_owned();
    let had_point = mantissa.contains('.');
    if !had_point {
        out.push('.');
    }
    if matches!(format, b'g' | b'G') {
        let wanted = precision.unwrap_or(6);
        let digits = mantissa.bytes().filter(u8::is_ascii_digit);
        let count = digits.skip_while(|digit| *digit == b'0').count().max(1);
        out.push_str(&"0".repeat(wanted.saturating_sub(count)));
    }
    out.push_str(tail);
    out
}
