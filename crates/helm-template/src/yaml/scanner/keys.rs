//! Keys without `?`: that something was a key shows only at the colon behind it.

use super::{Mark, Scanned, Scanner};

/// How many characters a key may have.
const LONGEST: usize = 1024;

/// What may turn out to be a key.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct SimpleKey {
    possible: bool,
    /// Whether nothing but a key may stand there.
    required: bool,
    /// Whether it is looked at before its first token is handed out.
    listed: bool,
    /// The number of its first token.
    pub(super) token: usize,
    pub(super) mark: Mark,
}

impl Scanner<'_> {
    /// Whether the first token in the queue may still turn out to begin a key.
    pub(super) fn head_may_be_key(&mut self) -> Scanned<bool> {
        let taken = self.taken;
        match self.keys.iter().rposition(|key| key.possible && key.listed && key.token == taken) {
            Some(level) => self.is_valid(level),
            None => Ok(false),
        }
    }

    fn is_valid(&mut self, level: usize) -> Scanned<bool> {
        let key = self.keys[level];
        if !key.possible {
            return Ok(false);
        }
        let mark = self.cursor.mark;
        if key.mark.line < mark.line || key.mark.index + LONGEST < mark.index {
            if key.required {
                return self.refuse(key.mark, "could not find expected ':'");
            }
            self.keys[level].possible = false;
            return Ok(false);
        }
        Ok(true)
    }

    /// The key that a colon at this place ends.
    pub(super) fn valid_key(&mut self) -> Scanned<Option<SimpleKey>> {
        let Some(level) = self.keys.len().checked_sub(1) else { return Ok(None) };
        Ok(self.is_valid(level)?.then(|| self.keys[level]))
    }

    pub(super) fn forget_key(&mut self) {
        if let Some(key) = self.keys.last_mut() {
            key.possible = false;
        }
    }

    pub(super) fn save_key(&mut self) -> Scanned<()> {
        if !self.key_allowed {
            return Ok(());
        }
        let mark = self.cursor.mark;
        let required = self.flow_level == 0 && self.indent == mark.column as isize;
        let token = self.taken + self.tokens.len();
        self.remove_key()?;
        if let Some(key) = self.keys.last_mut() {
            *key = SimpleKey { possible: true, required, listed: true, token, mark };
        }
        Ok(())
    }

    /// Goes into a flow collection, before its first token is pushed.
    pub(super) fn open_level(&mut self) {
        let token = self.taken + self.tokens.len();
        self.keys.push(SimpleKey { token, ..SimpleKey::default() });
    }

    /// Comes out of a flow collection. Where nothing in it could be a key, the level still has the number
    /// of the collection's own token, and go-yaml strikes the collection itself off its list with it.
    pub(super) fn close_level(&mut self) {
        let Some(closed) = self.keys.pop() else { return };
        for key in self.keys.iter_mut().filter(|key| key.token == closed.token) {
            key.listed = false;
        }
    }

    pub(super) fn remove_key(&mut self) -> Scanned<()> {
        let Some(key) = self.keys.last().copied() else { return Ok(()) };
        if key.possible && key.required {
            return self.refuse(key.mark, "could not find expected ':'");
        }
        self.forget_key();
        Ok(())
    }
}
