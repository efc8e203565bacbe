//! A place in a text, and what stands there.

/// A place in a text. All of it counts from 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Mark {
    /// Characters before it.
    pub index: usize,
    /// Lines before it.
    pub line: usize,
    /// Characters before it on its line.
    pub column: usize,
}

pub(super) struct Cursor<'t> {
    bytes: &'t [u8],
    position: usize,
    pub(super) mark: Mark,
}

impl<'t> Cursor<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Cursor { bytes: text.as_bytes(), position: 0, mark: Mark::default() }
    }

    /// The byte some places on; 0 behind the end.
    pub(super) fn byte(&self, ahead: usize) -> u8 {
        self.bytes.get(self.position + ahead).copied().unwrap_or(0)
    }

    pub(super) fn is_end(&self, ahead: usize) -> bool {
        self.position + ahead >= self.bytes.len()
    }

    /// Whether no more than some characters are left.
    pub(super) fn is_near_end(&self, characters: usize) -> bool {
        let begins = |byte: &&u8| **byte & 0xc0 != 0x80;
        self.rest().iter().filter(begins).nth(characters).is_none()
    }

    pub(super) fn is_blank(&self, ahead: usize) -> bool {
        matches!(self.byte(ahead), b' ' | b'\t')
    }

    /// Whether a line ends there, in one of the five ways of YAML 1.1.
    pub(super) fn is_break(&self, ahead: usize) -> bool {
        match self.byte(ahead) {
            b'\r' | b'\n' => true,
            0xc2 => self.byte(ahead + 1) == 0x85,
            0xe2 => self.byte(ahead + 1) == 0x80 && matches!(self.byte(ahead + 2), 0xa8 | 0xa9),
            _ => false,
        }
    }

    pub(super) fn is_break_or_end(&self, ahead: usize) -> bool {
        self.is_break(ahead) || self.is_end(ahead)
    }

    pub(super) fn is_blank_or_end(&self, ahead: usize) -> bool {
        self.is_blank(ahead) || self.is_break_or_end(ahead)
    }

    /// `---` or `...` with nothing behind it, at the start of a line.
    pub(super) fn is_document_indicator(&self, indicator: &[u8]) -> bool {
        self.mark.column == 0 && self.rest().starts_with(indicator) && self.is_blank_or_end(3)
    }

    /// A letter, a digit, `_` or `-`.
    pub(super) fn is_word(&self) -> bool {
        matches!(self.byte(0), b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | b'_' | b'-')
    }

    fn width(&self) -> usize {
        match self.byte(0) {
            0..=0x7f => 1,
            0x80..=0xdf => 2,
            0xe0..=0xef => 3,
            _ => 4,
        }
    }

    /// One character on, which is no line end.
    pub(super) fn skip(&mut self) {
        if self.is_end(0) {
            return;
        }
        self.position += self.width();
        self.mark.index += 1;
        self.mark.column += 1;
    }

    /// To the end of the line.
    pub(super) fn skip_line_rest(&mut self) {
        while !self.is_break_or_end(0) {
            self.skip();
            self.skip_run(|byte| !may_break(byte));
        }
    }

    /// What is not read yet.
    pub(super) fn rest(&self) -> &'t [u8] {
        &self.bytes[self.position.min(self.bytes.len())..]
    }

    /// Over all bytes that belong to a run, which may not end inside of a character.
    pub(super) fn skip_run(&mut self, mut belongs: impl FnMut(u8) -> bool) -> &'t [u8] {
        let rest = self.rest();
        let end = rest.iter().position(|byte| !belongs(*byte)).unwrap_or(rest.len());
        self.skip_bytes(end)
    }

    /// Over some bytes without a line end, whose end is that of a character.
    pub(super) fn skip_bytes(&mut self, count: usize) -> &'t [u8] {
        let run = &self.rest()[..count];
        let characters = match run.is_ascii() {
            true => run.len(),
            false => run.iter().filter(|byte| **byte & 0xc0 != 0x80).count(),
        };
        self.position += run.len();
        self.mark.index += characters;
        self.mark.column += characters;
        run
    }

    pub(super) fn skip_blanks(&mut self) {
        while self.is_blank(0) {
            self.skip();
        }
    }

    /// Over a line end, if there is one.
    pub(super) fn skip_line(&mut self) {
        if self.byte(0) == b'\r' && self.byte(1) == b'\n' {
            self.position += 2;
            self.mark.index += 2;
        } else if self.is_break(0) {
            self.position += self.width();
            self.mark.index += 1;
        } else {
            return;
        }
        self.mark.column = 0;
        self.mark.line += 1;
    }

    /// One character on, which is kept.
    pub(super) fn read(&mut self, into: &mut Vec<u8>) {
        let end = (self.position + self.width()).min(self.bytes.len());
        into.extend_from_slice(&self.bytes[self.position.min(end)..end]);
        self.skip();
    }

    /// One character on, which is kept, and so are the bytes behind it that belong to a run.
    pub(super) fn read_run(&mut self, into: &mut Vec<u8>, belongs: impl Fn(u8) -> bool) {
        self.read(into);
        into.extend_from_slice(self.skip_run(belongs));
    }

    /// Over a line end, which is kept; most kinds become a line feed.
    pub(super) fn read_line(&mut self, into: &mut Vec<u8>) {
        if self.byte(0) == 0xe2 && self.is_break(0) {
            into.extend_from_slice(&self.bytes[self.position..self.position + 3]);
        } else if self.is_break(0) {
            into.push(b'\n');
        }
        self.skip_line();
    }

    /// Behind the end a line is over, though none ends there.
    pub(super) fn force_new_line(&mut self) {
        if self.mark.column != 0 {
            self.mark.column = 0;
            self.mark.line += 1;
        }
    }
}

/// Whether a line end may begin with a byte.
pub(super) const fn may_break(byte: u8) -> bool {
    matches!(byte, b'\r' | b'\n' | 0xc2 | 0xe2)
}

/// What was read, as text.
pub(super) fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes)
        .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
}
