//! What happens while templates are executed besides their writing: maps change, chance and the clock
//! are asked. The executor looks here to learn whether a call would do the same again.
//!
//! Values live on one thread, and so does this. It must not know what is executed.

use std::cell::Cell;

/// What is noted on a thread.
struct Effects {
    /// How many maps were made.
    born: Cell<u64>,
    /// Maps up to this one were there before the render, or hang on those that were.
    settled: Cell<u64>,
    /// How often a settled map was changed.
    changes: Cell<u64>,
    /// The oldest map that was changed.
    oldest: Cell<u64>,
    /// Whether what differs from template to template was read.
    template: Cell<bool>,
    /// Whether chance or the clock was asked.
    chance: Cell<bool>,
}

thread_local! {
    static EFFECTS: Effects = const {
        Effects {
            born: Cell::new(0),
            settled: Cell::new(0),
            changes: Cell::new(0),
            oldest: Cell::new(u64::MAX),
            template: Cell::new(false),
            chance: Cell::new(false),
        }
    };
}

/// A map is made: its age, which is a number above those of all maps that are older.
pub(crate) fn born() -> u64 {
    EFFECTS.with(|effects| {
        let age = effects.born.get() + 1;
        effects.born.set(age);
        age
    })
}

/// A map of this age was changed.
pub(crate) fn changed(age: u64) {
    EFFECTS.with(|effects| {
        if age <= effects.settled.get() {
            effects.changes.set(effects.changes.get() + 1);
        }
        effects.oldest.set(effects.oldest.get().min(age));
    });
}

/// Something was read that differs from template to template.
pub(crate) fn template_read() {
    EFFECTS.with(|effects| effects.template.set(true));
}

/// Chance or the clock was asked.
pub(crate) fn unrepeatable() {
    EFFECTS.with(|effects| effects.chance.set(true));
}

/// From now on all maps that there are count as settled.
pub(crate) fn settle() {
    EFFECTS.with(|effects| effects.settled.set(effects.born.get()));
}

/// Whether a map of this age is settled.
pub(crate) fn is_settled(age: u64) -> bool {
    EFFECTS.with(|effects| age <= effects.settled.get())
}

/// How often settled maps were changed so far.
pub(crate) fn changes() -> u64 {
    EFFECTS.with(|effects| effects.changes.get())
}

/// A stretch of time that is watched. Stretches lie within each other.
#[must_use]
pub(crate) struct Watch {
    start: u64,
    oldest: u64,
    template: bool,
    chance: bool,
}

/// What was seen in a stretch of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Seen {
    /// Whether nothing but new maps changed, and neither chance nor the clock was asked.
    pub(crate) repeatable: bool,
    /// Whether what differs from template to template was read.
    pub(crate) template: bool,
}

impl Watch {
    /// Begins a stretch.
    pub(crate) fn begin() -> Watch {
        EFFECTS.with(|effects| Watch {
            start: effects.born.get(),
            oldest: effects.oldest.replace(u64::MAX),
            template: effects.template.replace(false),
            chance: effects.chance.replace(false),
        })
    }

    /// Ends it. What was seen is seen by the stretches around it as well.
    pub(crate) fn end(self) -> Seen {
        EFFECTS.with(|effects| {
            let (oldest, chance) = (effects.oldest.get(), effects.chance.get());
            let seen = Seen {
                repeatable: oldest > self.start && !chance,
                template: effects.template.get(),
            };
            effects.oldest.set(oldest.min(self.oldest));
            effects.template.set(seen.template || self.template);
            effects.chance.set(chance || self.chance);
            seen
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::{Map, Value};

    fn seen(code: impl FnOnce()) -> Seen {
        let watch = Watch::begin();
        code();
        watch.end()
    }

    #[test]
    fn new_maps_may_change_and_old_ones_may_not() {
        let old = Map::new();
        let new = seen(|| Map::new().set("a", Value::int(1)));
        assert!(new.repeatable && !new.template);
        assert!(!seen(|| old.set("a", Value::int(1))).repeatable);
        assert!(seen(|| old.set("a", Value::int(1))).repeatable, "it has that value already");
        assert!(!seen(|| drop(old.remove(b"a"))).repeatable);
        assert!(seen(|| drop(old.remove(b"a"))).repeatable, "it is gone already");
    }

    #[test]
    fn what_hangs_on_an_old_map_is_old() {
        let old = Map::new();
        let (inner, list) = (Map::new(), Value::list([Value::Map(Map::new())]));
        inner.set("list", list);
        old.set("inner", Value::Map(inner.clone()));
        let Some(Value::List(list)) = inner.get(b"list") else { panic!("a list") };
        let Value::Map(innermost) = &list.items[0] else { panic!("a map") };
        settle_at(&old);
        let before = changes();
        innermost.set("a", Value::Nil);
        assert_eq!(changes(), before + 1);
    }

    /// As if the render had begun when the map was made.
    fn settle_at(map: &Map) {
        let later = Map::new();
        EFFECTS.with(|effects| effects.settled.set(map.age()));
        assert!(is_settled(map.age()) && !is_settled(later.age()));
    }

    #[test]
    fn stretches_around_see_what_is_seen_inside() {
        let outer = Watch::begin();
        assert!(!seen(unrepeatable).repeatable);
        assert!(seen(template_read).template);
        assert_eq!(seen(|| ()), Seen { repeatable: true, template: false });
        assert_eq!(outer.end(), Seen { repeatable: false, template: true });
    }
}
