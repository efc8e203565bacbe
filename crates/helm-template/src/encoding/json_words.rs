//! What Go's encoding/json says of a text that is no JSON.
//!
//! It must not make values; whoever reads JSON asks it only after a refusal.

/// Go's text for the first thing that is wrong; nothing where all is well.
pub fn complaint(text: impl AsRef<[u8]>) -> Option<String> {
    let text = text.as_ref();
    let words = complaint_of_stream(text)?;
    if words != END {
        return Some(words);
    }
    // At the end Go tries a blank, and complains of that where a number or a word is not complete.
    match complaint_of_stream([text, b" "].concat()) {
        Some(of_blank) if of_blank.starts_with("invalid character ' ' ") => Some(of_blank),
        _ => Some(words),
    }
}

const END: &str = "unexpected end of JSON input";

/// The same of a text that may go on.
pub fn complaint_of_stream(text: impl AsRef<[u8]>) -> Option<String> {
    let mut reader = Reader { bytes: text.as_ref(), at: 0 };
    match reader.document() {
        Ok(()) => None,
        Err(Wrong::End) => Some(END.to_owned()),
        Err(Wrong::Letter(context)) => {
            let byte = *reader.bytes.get(reader.at)?;
            let shown = match byte {
                b'\'' => r"'\''".to_owned(),
                b'"' => "'\"'".to_owned(),
                byte => {
                    let quoted = crate::go::quote::quoted(&char::from(byte).to_string());
                    format!("'{}'", quoted.trim_matches('"'))
                }
            };
            Some(format!("invalid character {shown} {context}"))
        }
        Err(Wrong::Depth) => Some("exceeded max depth".to_owned()),
    }
}

enum Wrong {
    End,
    Letter(&'static str),
    Depth,
}

/// Go's own bound.
const MAX_DEPTH: usize = 10_000;

struct Reader<'t> {
    bytes: &'t [u8],
    at: usize,
}

impl Reader<'_> {
    fn blanks(&mut self) {
        while matches!(self.bytes.get(self.at), Some(b' ' | b'\t' | b'\r' | b'\n')) {
            self.at += 1;
        }
    }

    fn next(&self) -> Result<u8, Wrong> {
        self.bytes.get(self.at).copied().ok_or(Wrong::End)
    }

    fn document(&mut self) -> Result<(), Wrong> {
        let mut open = Vec::new();
        loop {
            self.blanks();
            match self.next()? {
                b'{' => {
                    self.at += 1;
                    open.push(b'{');
                    self.blanks();
                    if self.next()? == b'}' {
                        self.at += 1;
                        open.pop();
                    } else {
                        self.key()?;
                        continue;
                    }
                }
                b'[' => {
                    self.at += 1;
                    open.push(b'[');
                    self.blanks();
                    if self.next()? != b']' {
                        if open.len() > MAX_DEPTH {
                            return Err(Wrong::Depth);
                        }
                        continue;
                    }
                    self.at += 1;
                    open.pop();
                }
                b'"' => self.string()?,
                b't' => self.word(&[
                    "in literal true (expecting 'r')",
                    "in literal true (expecting 'u')",
                    "in literal true (expecting 'e')",
                ])?,
                b'f' => self.word(&[
                    "in literal false (expecting 'a')",
                    "in literal false (expecting 'l')",
                    "in literal false (expecting 's')",
                    "in literal false (expecting 'e')",
                ])?,
                b'n' => self.word(&[
                    "in literal null (expecting 'u')",
                    "in literal null (expecting 'l')",
                    "in literal null (expecting 'l')",
                ])?,
                b'-' | b'0'..=b'9' => self.number()?,
                _ => return Err(Wrong::Letter("looking for beginning of value")),
            }
            if !self.behind_value(&mut open)? {
                return Ok(());
            }
        }
    }

    /// Goes on behind a value, out of all collections that end there; whether another value comes.
    fn behind_value(&mut self, open: &mut Vec<u8>) -> Result<bool, Wrong> {
        loop {
            self.blanks();
            let Some(bracket) = open.last() else {
                return match self.next() {
                    Ok(_) => Err(Wrong::Letter("after top-level value")),
                    Err(_) => Ok(false),
                };
            };
            match (bracket, self.next()?) {
                (b'{', b',') => {
                    self.at += 1;
                    self.blanks();
                    self.next()?;
                    self.key()?;
                    return Ok(true);
                }
                (b'[', b',') => {
                    self.at += 1;
                    return Ok(true);
                }
                (b'{', b'}') | (b'[', b']') => {
                    self.at += 1;
                    open.pop();
                }
                (b'{', _) => return Err(Wrong::Letter("after object key:value pair")),
                _ => return Err(Wrong::Letter("after array element")),
            }
        }
    }

    fn key(&mut self) -> Result<(), Wrong> {
        if self.next()? != b'"' {
            return Err(Wrong::Letter("looking for beginning of object key string"));
        }
        self.string()?;
        self.blanks();
        if self.next()? != b':' {
            return Err(Wrong::Letter("after object key"));
        }
        self.at += 1;
        Ok(())
    }

    /// The rest of a word, each letter with what is said where another stands.
    fn word(&mut self, rest: &[&'static str]) -> Result<(), Wrong> {
        self.at += 1;
        for context in rest {
            let expected = context.as_bytes()[context.len() - 3];
            if self.next()? != expected {
                return Err(Wrong::Letter(context));
            }
            self.at += 1;
        }
        Ok(())
    }

    fn string(&mut self) -> Result<(), Wrong> {
        self.at += 1;
        loop {
            match self.next()? {
                b'"' => {
                    self.at += 1;
                    return Ok(());
                }
                b'\\' => {
                    self.at += 1;
                    match self.next()? {
                        b'u' => {
                            for _ in 0..4 {
                                self.at += 1;
                                if !self.next()?.is_ascii_hexdigit() {
                                    let context = "in \\u hexadecimal character escape";
                                    return Err(Wrong::Letter(context));
                                }
                            }
                        }
                        b'b' | b'f' | b'n' | b'r' | b't' | b'\\' | b'/' | b'"' => {}
                        _ => return Err(Wrong::Letter("in string escape code")),
                    }
                }
                0..=0x1f => return Err(Wrong::Letter("in string literal")),
                _ => {}
            }
            self.at += 1;
        }
    }

    fn digits(&mut self, context: &'static str) -> Result<(), Wrong> {
        if !self.next()?.is_ascii_digit() {
            return Err(Wrong::Letter(context));
        }
        while self.bytes.get(self.at).is_some_and(u8::is_ascii_digit) {
            self.at += 1;
        }
        Ok(())
    }

    fn number(&mut self) -> Result<(), Wrong> {
        if self.next()? == b'-' {
            self.at += 1;
        }
        if self.next()? == b'0' {
            self.at += 1;
        } else {
            self.digits("in numeric literal")?;
        }
        if self.bytes.get(self.at) == Some(&b'.') {
            self.at += 1;
            self.digits("after decimal point in numeric literal")?;
        }
        if matches!(self.bytes.get(self.at), Some(b'e' | b'E')) {
            self.at += 1;
            if matches!(self.bytes.get(self.at), Some(b'+' | b'-')) {
                self.at += 1;
            }
            self.digits("in exponent of numeric literal")?;
        }
        Ok(())
    }
}
