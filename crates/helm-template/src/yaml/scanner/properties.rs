//! Anchors, aliases and tags.

use super::cursor::text;
use super::{Kind, Mark, Scanned, Scanner};

impl Scanner<'_> {
    pub(super) fn fetch_property(&mut self, is_alias: bool) -> Scanned<()> {
        self.save_key()?;
        self.key_allowed = false;
        let start = self.cursor.mark;
        self.cursor.skip();
        let mut name = Vec::new();
        while self.cursor.is_word() {
            self.cursor.read(&mut name);
        }
        let ends = self.cursor.is_blank_or_end(0)
            || matches!(self.cursor.byte(0), b'?' | b':' | b',' | b']' | b'}' | b'%' | b'@' | b'`');
        if name.is_empty() || !ends {
            return self.refuse(start, "did not find expected alphabetic or numeric character");
        }
        let name = text(name);
        let kind = if is_alias { Kind::Alias(name) } else { Kind::Anchor(name) };
        self.push(kind, start);
        Ok(())
    }

    pub(super) fn fetch_tag(&mut self) -> Scanned<()> {
        self.save_key()?;
        self.key_allowed = false;
        let start = self.cursor.mark;
        let (handle, suffix) = if self.cursor.byte(1) == b'<' {
            self.cursor.skip();
            self.cursor.skip();
            let suffix = self.tag_uri("", start)?;
            if self.cursor.byte(0) != b'>' {
                return self.refuse(start, "did not find the expected '>'");
            }
            self.cursor.skip();
            (String::new(), suffix)
        } else {
            let handle = self.tag_handle(false, start)?;
            if handle.len() > 1 && handle.ends_with('!') {
                let suffix = self.tag_uri("", start)?;
                (handle, suffix)
            } else {
                match self.tag_uri(&handle, start)? {
                    suffix if suffix.is_empty() => (suffix, "!".to_owned()),
                    suffix => ("!".to_owned(), suffix),
                }
            }
        };
        if !self.cursor.is_blank_or_end(0) {
            return self.refuse(start, "did not find expected whitespace or line break");
        }
        self.push(Kind::Tag(Box::new((handle, suffix))), start);
        Ok(())
    }

    pub(super) fn tag_handle(&mut self, is_directive: bool, start: Mark) -> Scanned<String> {
        if self.cursor.byte(0) != b'!' {
            return self.refuse(start, "did not find expected '!'");
        }
        let mut handle = Vec::new();
        self.cursor.read(&mut handle);
        while self.cursor.is_word() {
            self.cursor.read(&mut handle);
        }
        if self.cursor.byte(0) == b'!' {
            self.cursor.read(&mut handle);
        } else if is_directive && handle != b"!" {
            return self.refuse(start, "did not find expected '!'");
        }
        Ok(text(handle))
    }

    /// A tag behind what was read of it as a handle.
    pub(super) fn tag_uri(&mut self, head: &str, start: Mark) -> Scanned<String> {
        let mut uri = head.as_bytes().get(1..).unwrap_or_default().to_vec();
        let mut any = !head.is_empty();
        loop {
            match self.cursor.byte(0) {
                b'%' => self.tag_escape(&mut uri, start)?,
                b';' | b'/' | b'?' | b':' | b'@' | b'&' | b'=' | b'+' | b'$' | b',' | b'.'
                | b'!' | b'~' | b'*' | b'\'' | b'(' | b')' | b'[' | b']' => {
                    self.cursor.read(&mut uri);
                }
                _ if self.cursor.is_word() => self.cursor.read(&mut uri),
                _ => break,
            }
            any = true;
        }
        if !any {
            return self.refuse(start, "did not find expected tag URI");
        }
        Ok(text(uri))
    }

    fn tag_escape(&mut self, uri: &mut Vec<u8>, start: Mark) -> Scanned<()> {
        let digit = |byte: u8| char::from(byte).to_digit(16);
        let (Some(high), Some(low)) = (digit(self.cursor.byte(1)), digit(self.cursor.byte(2)))
        else {
            return self.refuse(start, "did not find URI escaped octet");
        };
        uri.push((high * 16 + low) as u8);
        (0..3).for_each(|_| self.cursor.skip());
        Ok(())
    }
}
