//! How much of a text may stand in it by aliases: a few hundred bytes of them can mean billions of nodes.
//!
//! go-yaml allows the larger a share the smaller the whole is, and so do we. It must not know what nodes
//! are.

/// Too much of the text stands there by aliases.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Excessive;

/// The nodes that were met.
#[derive(Debug, Default)]
pub(super) struct NodeCount {
    all: usize,
    aliased: usize,
}

impl NodeCount {
    /// All nodes so far.
    pub(super) fn all(&self) -> usize {
        self.all
    }

    /// Counts a node that is written out.
    pub(super) fn node(&mut self) -> Result<(), Excessive> {
        self.all += 1;
        self.check()
    }

    /// Counts the nodes that an alias stands for.
    pub(super) fn alias(&mut self, nodes: usize) -> Result<(), Excessive> {
        self.all = self.all.saturating_add(nodes);
        self.aliased = self.aliased.saturating_add(nodes);
        self.check()
    }

    fn check(&self) -> Result<(), Excessive> {
        let share = self.aliased as f64 / self.all as f64;
        let is_excessive =
            self.aliased > 100 && self.all > 1000 && share > greatest_share(self.all);
        if is_excessive { Err(Excessive) } else { Ok(()) }
    }
}

/// 99 % of up to 400,000 nodes, 10 % from 4,000,000 on, and a straight line between.
fn greatest_share(nodes: usize) -> f64 {
    const FEW: f64 = 400_000.0;
    const MANY: f64 = 4_000_000.0;
    let way = (nodes as f64 - FEW) / (MANY - FEW);
    0.99 - 0.89 * way.clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_without_aliases_may_be_of_any_length() {
        let mut count = NodeCount::default();
        assert!((0..5_000_000).all(|_| count.node().is_ok()));
    }

    #[test]
    fn aliases_may_be_most_of_a_short_text_and_little_of_a_long_one() {
        let share = |written: usize, aliased: usize| {
            let mut count = NodeCount { all: written, aliased: 0 };
            count.alias(aliased)
        };
        assert_eq!(share(10, 900), Ok(()));
        assert_eq!(share(10, 1_000), Err(Excessive));
        assert_eq!(share(20, 1_000), Ok(()));
        assert_eq!(share(4_000_000, 400_000), Ok(()));
        assert_eq!(share(4_000_000, 500_000), Err(Excessive));
    }
}
