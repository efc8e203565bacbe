//! Which ways of writing a scalar are open to libyaml's emitter, which go-yaml is a port of.

/// What stands against writing a text in one style or another.
#[derive(Clone, Copy, Debug)]
pub(super) struct Analysis {
    /// It has line breaks.
    pub(super) multiline: bool,
    /// It may stand without quotes.
    pub(super) plain: bool,
    /// It may stand in single quotes.
    pub(super) single_quoted: bool,
    /// It may stand as a block.
    pub(super) block: bool,
}

/// Whether the emitter prints a character as it is.
pub(super) fn is_printable(letter: char) -> bool {
    matches!(letter, '\n' | ' '..='~' | '\u{a0}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}')
        && letter != '\u{feff}'
}

/// Whether YAML 1.1 ends a line with a character.
pub(super) fn is_break(letter: char) -> bool {
    matches!(letter, '\r' | '\n' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// Looks at a text once.
pub(super) fn analyze(text: &str) -> Analysis {
    if text.is_empty() {
        return Analysis { multiline: false, plain: true, single_quoted: true, block: false };
    }
    // Words and base64 are most of what is written, and nothing stands against them.
    let is_harmless = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'+' | b'=');
    if text.bytes().all(is_harmless) {
        return Analysis { multiline: false, plain: true, single_quoted: true, block: true };
    }
    let indicators = text.starts_with("---") || text.starts_with("...");
    let mut facts = Facts { indicators, ..Facts::default() };
    let mut letters = text.chars().peekable();
    let mut first = true;
    let mut behind_blank = true;
    while let Some(letter) = letters.next() {
        let next = letters.peek().copied();
        facts.see(letter, next, first, behind_blank);
        behind_blank = matches!(letter, ' ' | '\t') || is_break(letter);
        first = false;
    }
    facts.verdict()
}

#[derive(Default)]
struct Facts {
    indicators: bool,
    special: bool,
    breaks: bool,
    leading: bool,
    trailing: bool,
    trailing_space: bool,
    break_space: bool,
    space_break: bool,
    after_space: bool,
    after_break: bool,
}

impl Facts {
    fn see(&mut self, letter: char, next: Option<char>, first: bool, behind_blank: bool) {
        let before_blank = next.is_none_or(|it| matches!(it, ' ' | '\t') || is_break(it));
        let indicates = match letter {
            '#' if !first => behind_blank,
            ':' => before_blank,
            '?' | '-' if first => before_blank,
            '#' | ',' | '[' | ']' | '{' | '}' | '&' | '*' | '!' | '|' | '>' | '\'' | '"' | '%'
            | '@' | '`' => first,
            _ => false,
        };
        self.indicators |= indicates;
        self.special |= !is_printable(letter);
        let last = next.is_none();
        if letter == ' ' {
            self.leading |= first;
            self.trailing |= last;
            self.trailing_space |= last;
            self.break_space |= self.after_break;
            (self.after_space, self.after_break) = (true, false);
        } else if is_break(letter) {
            self.breaks = true;
            self.leading |= first;
            self.trailing |= last;
            self.space_break |= self.after_space;
            (self.after_space, self.after_break) = (false, true);
        } else {
            (self.after_space, self.after_break) = (false, false);
        }
    }

    fn verdict(&self) -> Analysis {
        let hard = self.space_break || self.special;
        let around = self.leading || self.trailing;
        Analysis {
            multiline: self.breaks,
            plain: !(hard || around || self.break_space || self.breaks || self.indicators),
            single_quoted: !(hard || self.break_space),
            block: !(hard || self.trailing_space),
        }
    }
}
