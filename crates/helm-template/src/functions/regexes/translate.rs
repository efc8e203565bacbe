//! Turns an expression of Go's into one of the crate regex, with Go's words for what is wrong.
//!
//! The two differ in what `\d`, `\w`, `\s` and `\b` mean, in what may stand in a class, and in what is
//! taken for a plain brace.

mod class;

use class::class;

/// Greatest number in a repetition.
const MAX_REPEAT: u32 = 1_000;

/// Groups inside of each other.
const MAX_DEPTH: usize = 200;

/// What Go says of an expression that is wrong.
pub(super) fn wrong(what: &str, part: &str) -> String {
    format!("error parsing regexp: {what}: `{part}`")
}

/// The expression for the crate.
pub(super) fn translated(expression: &str) -> Result<String, String> {
    let mut translator = Translator {
        whole: expression,
        rest: expression,
        out: String::with_capacity(expression.len() + 16),
        depth: 0,
        previous: Previous::Nothing,
    };
    while !translator.rest.is_empty() {
        translator.step()?;
    }
    if translator.depth > 0 {
        return Err(wrong("missing closing )", expression));
    }
    Ok(translator.out)
}

/// What came before, for repetitions.
#[derive(Clone, Copy)]
enum Previous<'a> {
    Nothing,
    Something,
    /// The text from a repetition on.
    Repetition(&'a str),
}

struct Translator<'a> {
    whole: &'a str,
    rest: &'a str,
    out: String,
    depth: usize,
    previous: Previous<'a>,
}

impl<'a> Translator<'a> {
    fn step(&mut self) -> Result<(), String> {
        let Some(first) = self.rest.chars().next() else {
            return Ok(());
        };
        match first {
            '(' => return self.open(),
            '|' => {
                self.take(1, "|");
                self.previous = Previous::Nothing;
                return Ok(());
            }
            ')' => {
                if self.depth == 0 {
                    return Err(wrong("unexpected )", self.whole));
                }
                self.depth -= 1;
                self.take(1, ")");
            }
            '[' => {
                let (text, rest) = class(self.rest)?;
                self.out.push_str(&text);
                self.rest = rest;
            }
            '*' | '+' | '?' => return self.repeat(1),
            '{' => match repetition(self.rest) {
                Some((length, true)) => return self.repeat(length),
                Some((length, false)) => {
                    return Err(wrong("invalid repeat count", &self.rest[..length]));
                }
                None => self.take(1, r"\{"),
            },
            '\\' => self.escape()?,
            '.' | '^' | '$' => self.take(1, &first.to_string()),
            other => self.take(other.len_utf8(), &literal(other)),
        }
        self.previous = Previous::Something;
        Ok(())
    }

    fn take(&mut self, length: usize, text: &str) {
        self.out.push_str(text);
        self.rest = &self.rest[length..];
    }

    fn repeat(&mut self, length: usize) -> Result<(), String> {
        let before = self.rest;
        let lazy = before[length..].starts_with('?');
        let length = length + usize::from(lazy);
        let text = &before[..length];
        match self.previous {
            Previous::Nothing => {
                return Err(wrong("missing argument to repetition operator", text));
            }
            Previous::Repetition(start) => {
                let end = start.len() - before.len() + length;
                return Err(wrong("invalid nested repetition operator", &start[..end]));
            }
            Previous::Something => {}
        }
        self.take(length, text);
        self.previous = Previous::Repetition(before);
        Ok(())
    }

    fn open(&mut self) -> Result<(), String> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(wrong("expression nests too deeply", self.whole));
        }
        self.previous = Previous::Nothing;
        if !self.rest.starts_with("(?") {
            self.take(1, "(");
            return Ok(());
        }
        let named = ["(?P<", "(?<"].iter().find(|start| self.rest.starts_with(**start));
        if let Some(start) = named {
            let Some(end) = self.rest.find('>') else {
                return Err(wrong("invalid named capture", self.rest));
            };
            let name = &self.rest[start.len()..end];
            let word = |byte: u8| byte == b'_' || byte.is_ascii_alphanumeric();
            if name.is_empty() || !name.bytes().all(word) {
                return Err(wrong("invalid named capture", &self.rest[..=end]));
            }
            // The crate wants names that start with a letter.
            let text = format!("(?P<{name}>");
            self.take(end + 1, &text);
            return Ok(());
        }
        self.flags()
    }

    fn flags(&mut self) -> Result<(), String> {
        let unsupported = |length: usize| {
            let end = self.rest.char_indices().nth(length).map_or(self.rest.len(), |(end, _)| end);
            wrong("invalid or unsupported Perl syntax", &self.rest[..end])
        };
        let mut negated = false;
        let mut any = false;
        for (place, flag) in self.rest.bytes().enumerate().skip(2) {
            match flag {
                b'i' | b'm' | b's' | b'U' => any = true,
                b'-' if !negated => {
                    negated = true;
                    any = false;
                }
                b':' | b')' if !negated || any => {
                    let text = &self.rest[..=place];
                    if flag == b')' {
                        self.depth -= 1;
                    }
                    // Flags that are none are no group of the crate's.
                    let text = if text == "(?)" { "(?:)" } else { text };
                    self.take(place + 1, text);
                    return Ok(());
                }
                _ => return Err(unsupported(place + 1)),
            }
        }
        Err(wrong("missing argument to repetition operator", "?"))
    }

    fn escape(&mut self) -> Result<(), String> {
        if let Some(quoted) = self.rest.strip_prefix(r"\Q") {
            let end = quoted.find(r"\E");
            let text: String = quoted[..end.unwrap_or(quoted.len())].chars().map(literal).collect();
            self.out.push_str(&text);
            self.rest = end.map_or("", |end| &quoted[end + 2..]);
            return Ok(());
        }
        let boundary = match self.rest.as_bytes().get(1) {
            Some(b'A') => Some(r"\A"),
            Some(b'z') => Some(r"\z"),
            Some(b'b') => Some(r"(?-u:\b)"),
            Some(b'B') => Some(r"(?-u:\B)"),
            _ => None,
        };
        if let Some(boundary) = boundary {
            self.take(2, boundary);
            return Ok(());
        }
        let (text, rest) = escaped(self.rest)?;
        self.out.push_str(&text);
        self.rest = rest;
        Ok(())
    }
}

/// A character as a literal, inside of classes too.
pub(super) fn literal(character: char) -> String {
    if character.is_ascii_alphanumeric() || !character.is_ascii() {
        return character.to_string();
    }
    format!("\\x{{{:x}}}", u32::from(character))
}

/// Reads `{2}`, `{2,}` or `{2,3}`: its length, and whether the numbers are fine.
fn repetition(text: &str) -> Option<(usize, bool)> {
    let end = text.find('}')?;
    let body = &text[1..end];
    let (least, most) = match body.split_once(',') {
        Some((least, most)) => (least, Some(most)),
        None => (body, None),
    };
    let plain = |digits: &str| {
        let padded = digits.len() > 1 && digits.starts_with('0');
        !digits.is_empty() && !padded && digits.bytes().all(|byte| byte.is_ascii_digit())
    };
    if !plain(least) || most.is_some_and(|most| !most.is_empty() && !plain(most)) {
        return None;
    }
    let number = |digits: &str| digits.parse::<u32>().ok().filter(|number| *number <= MAX_REPEAT);
    let Some(low) = number(least) else {
        return Some((end + 1, false));
    };
    let fine = match most {
        None | Some("") => true,
        Some(most) => number(most).is_some_and(|high| high >= low),
    };
    Some((end + 1, fine))
}

/// Reads an escape that stands for characters, in a class or outside.
pub(super) fn escaped(text: &str) -> Result<(String, &str), String> {
    let mut characters = text.chars();
    characters.next();
    let Some(letter) = characters.next() else {
        return Err(wrong("trailing backslash at end of expression", ""));
    };
    let rest = characters.as_str();
    let invalid = |length: usize| {
        let length = (length..).find(|end| text.is_char_boundary(*end) || *end >= text.len());
        wrong("invalid escape sequence", &text[..length.unwrap_or(text.len()).min(text.len())])
    };
    let plain = match letter {
        'd' => "[0-9]",
        'D' => "[^0-9]",
        'w' => "[0-9A-Za-z_]",
        'W' => "[^0-9A-Za-z_]",
        's' => r"[\t\n\x0C\r ]",
        'S' => r"[^\t\n\x0C\r ]",
        'a' => r"\x07",
        'f' => r"\x0C",
        't' => r"\t",
        'n' => r"\n",
        'r' => r"\r",
        'v' => r"\x0B",
        _ => "",
    };
    if !plain.is_empty() {
        return Ok((plain.to_owned(), rest));
    }
    match letter {
        'p' | 'P' => class::property(text),
        '0'..='7' => {
            let digits = text[1..].bytes().take(3).take_while(|byte| (b'0'..=b'7').contains(byte));
            let length = digits.count();
            if letter != '0' && length == 1 {
                return Err(invalid(2));
            }
            let code = u32::from_str_radix(&text[1..=length], 8).unwrap_or(0);
            Ok((format!("\\x{{{code:x}}}"), &text[length + 1..]))
        }
        'x' => {
            let (digits, length) = match rest.strip_prefix('{') {
                Some(body) => {
                    let end = body.find('}').ok_or_else(|| invalid(text.len().min(3)))?;
                    (&body[..end], end + 4)
                }
                None => (rest.get(..2).unwrap_or(""), 4),
            };
            let code = u32::from_str_radix(digits, 16).ok().and_then(char::from_u32);
            match code {
                Some(code) => Ok((format!("\\x{{{:x}}}", u32::from(code)), &text[length..])),
                None => Err(invalid(text.len().min(length.min(3)))),
            }
        }
        letter if letter.is_ascii() && !letter.is_ascii_alphanumeric() => {
            Ok((literal(letter), rest))
        }
        letter => Err(invalid(1 + letter.len_utf8())),
    }
}
