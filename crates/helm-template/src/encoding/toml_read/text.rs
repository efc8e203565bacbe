//! Texts in quotes: in one line or in many, with escapes or as they are.
//!
//! It must not know where texts may stand.

use super::Reader;

impl Reader<'_> {
    /// A text between apostrophes, one or three, in which nothing is escaped.
    pub(super) fn literal(&mut self) -> Result<String, String> {
        let long = self.take("'''");
        let end = if long { "'''" } else { "'" };
        if !long {
            self.take("'");
        } else if !self.take("\n") {
            self.take("\r\n");
        }
        let Some(length) = self.rest().find(end) else {
            self.at = self.text.len();
            return Err(format!(
                "unexpected EOF; expected {}",
                if long { "\"'''\"" } else { "\"'\"" }
            ));
        };
        let text = &self.rest()[..length];
        if let (false, Some(at)) = (long, text.find('\n')) {
            self.at += at;
            return Err("strings cannot contain newlines".to_owned());
        }
        self.at += length + end.len();
        Ok(text.replace("\r\n", "\n"))
    }

    /// A text between quotes, one or three.
    pub(super) fn basic(&mut self) -> Result<String, String> {
        let long = self.take("\"\"\"");
        if !long {
            self.take("\"");
        } else if !self.take("\n") {
            self.take("\r\n");
        }
        let mut text = String::new();
        loop {
            if self.take(if long { "\"\"\"" } else { "\"" }) {
                // Up to two quotes may stand before the end of a long text.
                while long && self.take("\"") {
                    text.push('"');
                }
                return Ok(text);
            }
            let Some(letter) = self.peek() else {
                let end = if long { "'\"\"\"'" } else { "'\"'" };
                return Err(format!("unexpected EOF; expected {end}"));
            };
            match letter {
                '\n' if !long => return Err("strings cannot contain newlines".to_owned()),
                '\\' => self.escape(long, &mut text)?,
                '\r' if self.rest().starts_with("\r\n") => self.at += 1,
                '\0'..='\u{8}' | '\u{b}'..='\u{1f}' | '\u{7f}' => {
                    let code = u32::from(letter);
                    return Err(format!(
                        "TOML files cannot contain control characters: '0x{code:02x}'"
                    ));
                }
                _ => {
                    text.push(letter);
                    self.at += letter.len_utf8();
                }
            }
        }
    }

    fn escape(&mut self, long: bool, text: &mut String) -> Result<(), String> {
        self.at += 1;
        let letter = self.peek().unwrap_or('\0');
        if long && self.rest().trim_start_matches([' ', '\t', '\r']).starts_with('\n') {
            self.at += self.rest().len() - self.rest().trim_start().len();
            return Ok(());
        }
        let digits = match letter {
            'x' if self.inline_lines => 2,
            'u' => 4,
            'U' => 8,
            _ => 0,
        };
        text.push(match letter {
            'b' => '\u{8}',
            't' => '\t',
            'n' => '\n',
            'f' => '\u{c}',
            'r' => '\r',
            '"' | '\\' => letter,
            'e' if self.inline_lines => '\u{1b}',
            'x' | 'u' | 'U' if digits > 0 => {
                let code =
                    self.rest().get(1..=digits).and_then(|it| u32::from_str_radix(it, 16).ok());
                let Some(letter) = code.and_then(char::from_u32) else {
                    if let Some(written) = self.rest().get(..=digits).filter(|_| code.is_some()) {
                        return Err(format!("Escaped character '\\{written}' is not valid UTF-8."));
                    }
                    return Err("escape sequence is no valid Unicode character".to_owned());
                };
                letter
            }
            other => return Err(format!("invalid escape in string '\\{other}'")),
        });
        self.at += 1 + digits;
        Ok(())
    }
}
