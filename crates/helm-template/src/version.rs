//! The version of Helm to imitate, and what differs between versions when templates are executed.

/// A version of Helm, by the first release that behaves so.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Version {
    /// Helm 3.16, built with Go 1.22.
    #[default]
    V3_16,
    /// Helm 3.18, built with Go 1.24.
    V3_18,
    /// Helm 4.1, built with Go 1.25.
    V4_1,
}

impl Version {
    /// What the language of templates allows in it.
    pub(crate) fn rules(self) -> Rules {
        let go_1_24 = self >= Version::V3_18;
        Rules { else_with: go_1_24, range_over_integer: go_1_24, prints_assignment: go_1_24 }
    }
}

/// What differs in the language of templates.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rules {
    /// `{{ else with }}`
    pub(crate) else_with: bool,
    /// `{{ range 3 }}`
    pub(crate) range_over_integer: bool,
    /// Whether error texts tell `$x = 1` from `$x := 1`.
    pub(crate) prints_assignment: bool,
}
