//! The version of Helm to imitate, and what differs between versions: the language of templates, what is
//! read of files, and the words of refusals.

/// A version of Helm, by the first release that behaves so.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Version {
    /// Helm 3.16, built with Go 1.22.
    #[default]
    V3_16,
    /// Helm 3.17, built with Go 1.23.
    V3_17,
    /// Helm 3.18.0, built with Go 1.24.
    V3_18,
    /// Helm 4.1, built with Go 1.25.
    V4_1,
}

impl Version {
    /// What the language of templates allows in it.
    pub(crate) fn rules(self) -> Rules {
        let go_1_23 = self >= Version::V3_17;
        let go_1_24 = self >= Version::V3_18;
        Rules {
            else_with: go_1_23,
            range_over_integer: go_1_24,
            prints_assignment: go_1_23,
            counts_comments: go_1_24,
        }
    }

    /// How it reads files.
    pub(crate) fn reading(self) -> Reading {
        Reading {
            digits: self == Version::V3_18,
            many_documents: self >= Version::V4_1,
            null_over_null_stays: self >= Version::V4_1,
            index_may_stay_open: self >= Version::V4_1,
            kinds_of_charts: self >= Version::V4_1,
        }
    }

    /// Whether one prerelease among constraints that have to be met together lets all of them be met by
    /// prereleases, and none is met by one where there is none; before, each stood for itself, save `!=`.
    pub(crate) fn prereleases_in_common(self) -> bool {
        self >= Version::V4_1
    }

    /// The words of its refusals.
    pub(crate) fn words(self) -> Words {
        let helm_4 = self >= Version::V4_1;
        Words {
            unpacking: match self {
                Version::V3_16 => "error unpacking",
                Version::V3_17 | Version::V3_18 | Version::V4_1 => "error unpacking subchart",
            },
            chart_package: if helm_4 { "v2" } else { "chart" },
            values_file: if helm_4 { "cannot unmarshal yaml document: " } else { "" },
            dependencies: if helm_4 { "an error" } else { "An error" },
            release_name: if helm_4 { "release name check failed: " } else { "" },
        }
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
    /// Whether the lines of comments count in what is said of a text that cannot be parsed.
    pub(crate) counts_comments: bool,
}

/// What differs in how files are read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reading {
    /// Whether numbers of values.yaml stay digits, `json.Number`. 3.18.0 alone does that.
    pub(crate) digits: bool,
    /// Whether all documents of a file of values count, not only the first.
    pub(crate) many_documents: bool,
    /// Whether a null below a key of the values stays where the default is null as well.
    pub(crate) null_over_null_stays: bool,
    /// Whether `--set x[` is no error, and sets nothing.
    pub(crate) index_may_stay_open: bool,
    /// Whether the `apiVersion` of the outermost Chart.yaml says what kind of chart it is, so that one
    /// that is not known is refused, and `v3` as well, which cannot be installed yet.
    pub(crate) kinds_of_charts: bool,
}

/// What differs in the words of refusals.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Words {
    /// Before the name of a subchart that cannot be loaded.
    pub(crate) unpacking: &'static str,
    /// The Go package of the types of what stands in Chart.yaml.
    pub(crate) chart_package: &'static str,
    /// Before what is wrong with a file of values.
    pub(crate) values_file: &'static str,
    /// How the sentence about missing dependencies begins.
    pub(crate) dependencies: &'static str,
    /// Before what is wrong with the name of a release.
    pub(crate) release_name: &'static str,
}
