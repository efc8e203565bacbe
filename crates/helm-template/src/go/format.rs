//! Reads format strings as package fmt's Sprintf does: flags, widths, precisions, argument numbers,
//! and the words for what is missing or too much.
//!
//! What a verb writes is the concern of the room of verbs.

use super::print::print_value;
use super::type_name;
use super::verb::{Flags, write_value};
use crate::value::Value;

/// Widths and precisions beyond this are refused, as in Go.
const MAX_NUMBER: i64 = 1_000_000;

/// Writes values as a format says.
pub fn sprintf(format: &[u8], values: &[Value]) -> Vec<u8> {
    let mut formatter = Formatter {
        format,
        position: 0,
        values,
        argument: 0,
        reordered: false,
        good_number: true,
        after_index: false,
        out: Vec::with_capacity(format.len() + 16 * values.len()),
    };
    formatter.run();
    formatter.out
}

struct Formatter<'a> {
    format: &'a [u8],
    position: usize,
    values: &'a [Value],
    argument: usize,
    reordered: bool,
    good_number: bool,
    after_index: bool,
    out: Vec<u8>,
}

impl Formatter<'_> {
    fn byte(&self) -> Option<u8> {
        self.format.get(self.position).copied()
    }

    fn say(&mut self, text: &str) {
        self.out.extend_from_slice(text.as_bytes());
    }

    fn run(&mut self) {
        while let Some(byte) = self.byte() {
            self.position += 1;
            if byte != b'%' {
                self.out.push(byte);
                continue;
            }
            self.directive();
        }
        if self.reordered || self.argument >= self.values.len() {
            return;
        }
        self.say("%!(EXTRA ");
        let rest = &self.values[self.argument..];
        for (index, value) in rest.iter().enumerate() {
            if index > 0 {
                self.say(", ");
            }
            self.say(type_name(value));
            if !matches!(value, Value::Nil) {
                self.out.push(b'=');
                print_value(&mut self.out, value);
            }
        }
        self.out.push(b')');
    }

    fn directive(&mut self) {
        self.good_number = true;
        self.after_index = false;
        let mut flags = self.flags();
        self.index();
        if self.byte() == Some(b'*') {
            self.position += 1;
            match self.integer_argument() {
                Some(width) if width < 0 => {
                    flags.width = Some(width.unsigned_abs() as usize);
                    flags.minus = true;
                    flags.zero = false;
                }
                Some(width) => flags.width = Some(width as usize),
                None => self.say("%!(BADWIDTH)"),
            }
            self.after_index = false;
        } else {
            flags.width = self.number();
            if self.after_index && flags.width.is_some() {
                self.good_number = false;
            }
        }
        if self.byte() == Some(b'.') {
            self.position += 1;
            self.precision(&mut flags);
        }
        if !self.after_index {
            self.index();
        }
        self.verb(&mut flags);
    }

    fn flags(&mut self) -> Flags {
        let mut flags = Flags::default();
        while let Some(byte) = self.byte() {
            match byte {
                b'#' => flags.sharp = true,
                b'0' => flags.zero = true,
                b'+' => flags.plus = true,
                b'-' => flags.minus = true,
                b' ' => flags.space = true,
                _ => break,
            }
            self.position += 1;
        }
        flags
    }

    fn precision(&mut self, flags: &mut Flags) {
        if self.after_index {
            self.good_number = false;
        }
        self.index();
        if self.byte() == Some(b'*') {
            self.position += 1;
            match self.integer_argument() {
                Some(precision) if precision >= 0 => flags.precision = Some(precision as usize),
                Some(_) => flags.precision = None,
                None => self.say("%!(BADPREC)"),
            }
            self.after_index = false;
        } else {
            flags.precision = Some(self.number().unwrap_or(0));
        }
    }

    fn number(&mut self) -> Option<usize> {
        let start = self.position;
        let mut number: i64 = 0;
        while let Some(digit) = self.byte().filter(u8::is_ascii_digit) {
            if number > MAX_NUMBER {
                self.position = self.format.len();
                return None;
            }
            number = number * 10 + i64::from(digit - b'0');
            self.position += 1;
        }
        (self.position > start).then_some(number as usize)
    }

    /// Reads an argument number such as `[2]`.
    fn index(&mut self) {
        if self.byte() != Some(b'[') {
            return;
        }
        self.reordered = true;
        let rest = &self.format[self.position..];
        let Some(length) = rest.iter().position(|byte| *byte == b']') else {
            self.good_number = false;
            self.position += 1;
            return;
        };
        let digits = std::str::from_utf8(&rest[1..length]).ok();
        let number = digits.and_then(|digits| digits.parse::<usize>().ok());
        self.position += length + 1;
        match number {
            Some(number) if number >= 1 && number <= self.values.len() => {
                self.argument = number - 1;
                self.after_index = true;
            }
            _ => self.good_number = false,
        }
    }

    fn integer_argument(&mut self) -> Option<i64> {
        let value = self.values.get(self.argument)?;
        self.argument += 1;
        match value {
            Value::Int(number, _) if number.abs() <= MAX_NUMBER => Some(*number),
            _ => None,
        }
    }

    fn verb(&mut self, flags: &mut Flags) {
        let Some(verb) = self.next_verb() else {
            self.say("%!(NOVERB)");
            return;
        };
        if verb == '%' {
            self.out.push(b'%');
            return;
        }
        if !self.good_number {
            self.say(&format!("%!{verb}(BADINDEX)"));
            return;
        }
        let Some(value) = self.values.get(self.argument) else {
            self.say(&format!("%!{verb}(MISSING)"));
            return;
        };
        self.argument += 1;
        if verb == 'v' {
            flags.sharp_v = std::mem::take(&mut flags.sharp);
            flags.plus_v = std::mem::take(&mut flags.plus);
        }
        write_value(&mut self.out, value, verb, flags);
    }

    fn next_verb(&mut self) -> Option<char> {
        let rest = &self.format[self.position..];
        let first = *rest.first()?;
        if first < 0x80 {
            self.position += 1;
            return Some(char::from(first));
        }
        let end = rest.len().min(4);
        let text = match std::str::from_utf8(&rest[..end]) {
            Ok(text) => text,
            Err(error) => std::str::from_utf8(&rest[..error.valid_up_to()]).unwrap_or(""),
        };
        let verb = text.chars().next().unwrap_or('\u{fffd}');
        self.position += if text.is_empty() { 1 } else { verb.len_utf8() };
        Some(verb)
    }
}
