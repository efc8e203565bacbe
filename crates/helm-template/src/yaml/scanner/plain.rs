//! Plain and block scalars.

use super::cursor::{may_break, text};
use super::{Kind, Mark, Scanned, Scanner, Token};

/// Whether the line ends behind a block scalar are kept.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Chomping {
    Strip,
    Clip,
    Keep,
}

/// Whether a byte in a plain scalar neither ends it nor needs a look at what is behind it. Nearly all
/// of a manifest is looked at so, byte by byte.
fn is_plain(byte: u8) -> bool {
    const PLAIN: [bool; 256] = {
        let mut plain = [false; 256];
        let mut byte = 0;
        while byte < 256 {
            plain[byte] = !may_break(byte as u8)
                && !matches!(
                    byte as u8,
                    b' ' | b'\t' | b':' | b',' | b'?' | b'[' | b']' | b'{' | b'}'
                );
            byte += 1;
        }
        plain
    };
    PLAIN[usize::from(byte)]
}

/// Joins two lines: a single line feed between them becomes a blank.
pub(super) fn fold(into: &mut Vec<u8>, first: &mut Vec<u8>, more: &mut Vec<u8>) {
    if first.first() == Some(&b'\n') {
        if more.is_empty() {
            into.push(b' ');
        }
    } else {
        into.append(first);
    }
    into.append(more);
    first.clear();
}

/// How many bytes a plain scalar has at least that begins here, up to where its line goes on with
/// something that needs a closer look.
fn plain_run(rest: &[u8]) -> usize {
    let mut end = 0;
    loop {
        end += rest[end..].iter().position(|byte| !is_plain(*byte)).unwrap_or(rest.len() - end);
        match (rest.get(end), rest.get(end + 1)) {
            (Some(b' '), Some(next)) if is_plain(*next) && *next != b'#' => end += 1,
            (Some(b':'), Some(next)) if is_plain(*next) => end += 1,
            _ => return end,
        }
    }
}

impl Scanner<'_> {
    /// A plain scalar that ends where its first run does, as nearly all do: it is a key, or the next
    /// line stands further to the left.
    fn fetch_short_plain(&mut self, start: Mark) -> bool {
        let cursor = &mut self.cursor;
        let rest = cursor.rest();
        let length = plain_run(rest);
        let is_key =
            rest.get(length) == Some(&b':') && matches!(rest.get(length + 1), Some(b' ' | b'\n'));
        let next_line = match rest.get(length) {
            Some(b'\n') if self.flow_level == 0 => &rest[length + 1..],
            _ => &[],
        };
        let blanks = next_line.iter().position(|byte| *byte != b' ').unwrap_or(0);
        let is_over = matches!(next_line.get(blanks), Some(byte) if is_plain(*byte))
            && (blanks as isize) < self.indent + 1;
        if length == 0 || !(is_key || is_over) {
            return false;
        }
        let written = text(cursor.skip_bytes(length).to_vec());
        let end = cursor.mark;
        if is_over {
            cursor.skip_line();
            cursor.skip_bytes(blanks);
            self.key_allowed = true;
        }
        self.tokens.push_back(Token { kind: Kind::Scalar(written, true), start, end });
        true
    }

    pub(super) fn fetch_plain(&mut self) -> Scanned<()> {
        self.save_key()?;
        self.key_allowed = false;
        let start = self.cursor.mark;
        if self.fetch_short_plain(start) {
            return Ok(());
        }
        let indent = self.indent + 1;
        let (mut written, mut blanks) = (Vec::new(), Vec::new());
        let (mut first, mut more) = (Vec::new(), Vec::new());
        let mut broken = false;
        let mut end = start;
        loop {
            let cursor = &mut self.cursor;
            if cursor.is_document_indicator(b"---")
                || cursor.is_document_indicator(b"...")
                || cursor.byte(0) == b'#'
            {
                break;
            }
            while !cursor.is_blank_or_end(0) {
                let ends = match cursor.byte(0) {
                    b':' => cursor.is_blank_or_end(1),
                    b',' | b'?' | b'[' | b']' | b'{' | b'}' => self.flow_level > 0,
                    _ => false,
                };
                if ends {
                    break;
                }
                if broken {
                    fold(&mut written, &mut first, &mut more);
                    broken = false;
                }
                written.append(&mut blanks);
                cursor.read_run(&mut written, is_plain);
                end = cursor.mark;
            }
            if !(cursor.is_blank(0) || cursor.is_break(0)) {
                break;
            }
            loop {
                if self.cursor.is_blank(0) {
                    let is_left = (self.cursor.mark.column as isize) < indent;
                    if broken && is_left && self.cursor.byte(0) == b'\t' {
                        let problem = "found a tab character that violates indentation";
                        return self.refuse(start, problem);
                    }
                    match broken {
                        true => self.cursor.skip(),
                        false => self.cursor.read(&mut blanks),
                    }
                } else if self.cursor.is_break(0) {
                    blanks.clear();
                    self.cursor.read_line(if broken { &mut more } else { &mut first });
                    broken = true;
                } else {
                    break;
                }
            }
            if self.flow_level == 0 && (self.cursor.mark.column as isize) < indent {
                break;
            }
        }
        if broken {
            self.key_allowed = true;
        }
        let kind = Kind::Scalar(text(written), true);
        self.tokens.push_back(Token { kind, start, end });
        Ok(())
    }

    pub(super) fn fetch_block_scalar(&mut self, literal: bool) -> Scanned<()> {
        self.remove_key()?;
        self.key_allowed = true;
        let start = self.cursor.mark;
        self.cursor.skip();
        let (chomping, increment) = self.block_header(start)?;
        let mut end = self.cursor.mark;
        let mut indent = match increment {
            0 => 0,
            _ => usize::try_from(self.indent).unwrap_or(0) + increment,
        };
        let (mut written, mut first, mut more) = (Vec::new(), Vec::new(), Vec::new());
        self.block_breaks(&mut indent, &mut more, start)?;
        let mut after_blank = false;
        while self.cursor.mark.column == indent && !self.cursor.is_end(0) {
            let at_blank = self.cursor.is_blank(0);
            if !literal && !after_blank && !at_blank && !first.is_empty() {
                fold(&mut written, &mut first, &mut more);
            } else {
                written.append(&mut first);
                written.append(&mut more);
            }
            after_blank = at_blank;
            while !self.cursor.is_break_or_end(0) {
                self.cursor.read_run(&mut written, |byte| !may_break(byte));
            }
            self.cursor.read_line(&mut first);
            end = self.cursor.mark;
            self.block_breaks(&mut indent, &mut more, start)?;
        }
        if chomping != Chomping::Strip {
            written.append(&mut first);
        }
        if chomping == Chomping::Keep {
            written.append(&mut more);
        }
        let kind = Kind::Scalar(text(written), false);
        self.tokens.push_back(Token { kind, start, end });
        Ok(())
    }

    /// What stands behind `|` or `>`: how the end is chomped, and by how much the text is indented.
    fn block_header(&mut self, start: Mark) -> Scanned<(Chomping, usize)> {
        let mut chomping = self.chomping();
        let mut increment = 0;
        if self.cursor.byte(0).is_ascii_digit() {
            increment = usize::from(self.cursor.byte(0) - b'0');
            if increment == 0 {
                return self.refuse(start, "found an indentation indicator equal to 0");
            }
            self.cursor.skip();
            if chomping.is_none() {
                chomping = self.chomping();
            }
        }
        self.cursor.skip_blanks();
        if self.cursor.byte(0) == b'#' {
            self.cursor.skip_line_rest();
        }
        if !self.cursor.is_break_or_end(0) {
            return self.refuse(start, "did not find expected comment or line break");
        }
        self.cursor.skip_line();
        Ok((chomping.unwrap_or(Chomping::Clip), increment))
    }

    fn chomping(&mut self) -> Option<Chomping> {
        let chomping = match self.cursor.byte(0) {
            b'+' => Chomping::Keep,
            b'-' => Chomping::Strip,
            _ => return None,
        };
        self.cursor.skip();
        Some(chomping)
    }

    /// The empty lines before the next line with text, and the indentation if it is not known yet.
    fn block_breaks(
        &mut self,
        indent: &mut usize,
        breaks: &mut Vec<u8>,
        start: Mark,
    ) -> Scanned<()> {
        let mut widest = 0;
        loop {
            let is_left = |column: usize| *indent == 0 || column < *indent;
            let most = if *indent == 0 { usize::MAX } else { *indent };
            let mut left = most.saturating_sub(self.cursor.mark.column);
            self.cursor.skip_run(|byte| {
                let belongs = byte == b' ' && left > 0;
                left = left.saturating_sub(usize::from(belongs));
                belongs
            });
            widest = widest.max(self.cursor.mark.column);
            if is_left(self.cursor.mark.column) && self.cursor.byte(0) == b'\t' {
                let problem = "found a tab character where an indentation space is expected";
                return self.refuse(start, problem);
            }
            if !self.cursor.is_break(0) {
                break;
            }
            self.cursor.read_line(breaks);
        }
        if *indent == 0 {
            *indent = widest.max(usize::try_from(self.indent + 1).unwrap_or(0)).max(1);
        }
        Ok(())
    }
}
