//! Every check has a witness pair, and says about it exactly what the pair expects.
//!
//! `fires/` must be reported on the lines that carry `# expect: <check-id>` or stand in its
//! `expected.txt` as `path:line check-id` or `path check-id`; `silent/` holds near misses. A witness
//! may hold a chart in `chart/`, rendered with the real helm, and its suite in `guards/`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::time::Duration;

use walkdir::WalkDir;
use xtask::checks::{self, Check, REGISTRY, Scope};
use xtask::evidence::Evidence;
use xtask::gather::{self, Extra, Subject};
use xtask::judge;
use xtask::render::{Both, Embedded, RealHelm, Renderer, find};

/// A file and, where the report has one, a line; with how often it is expected.
type Places = BTreeMap<(String, Option<u32>), usize>;

const MARKER: &str = " # expect: ";
const LIST: &str = "expected.txt";

fn package() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn witness(check: &Check, side: &str) -> PathBuf {
    package().join("witness").join(check.id).join(side)
}

/// What a witness is to the suite: a small repository, with a chart and a suite where it has them.
fn subject(folder: &Path) -> Subject {
    let suite = folder.join("guards");
    Subject {
        root: folder.to_owned(),
        chart: folder.join("chart"),
        suite: suite.is_dir().then_some(suite),
        own: true,
    }
}

/// The evidence of a witness without its markers, and the places that the markers name.
fn read(folder: &Path, check: &Check, renderer: &dyn Renderer) -> (Evidence, Places) {
    let subject = subject(folder);
    let mut evidence = gather::read(&subject).expect("a readable witness");
    if matches!(check.scope, Scope::Renders | Scope::Findings | Scope::Policy) {
        gather::render(&mut evidence, &subject, &Extra::default(), renderer, &|_| {})
            .expect("helm does its work");
    }
    let sources = &mut evidence.sources;
    let mut expected = Places::new();
    let texts: Vec<(String, String)> =
        sources.under("").map(|(path, text)| (path.to_owned(), text.to_owned())).collect();
    assert!(!texts.is_empty(), "{} is empty", folder.display());
    for (path, text) in texts {
        if path == LIST {
            for line in text.lines() {
                let (place, id) = line.split_once(' ').expect("a place and a check");
                assert_eq!(id, check.id, "{}", folder.display());
                let place = match place.rsplit_once(':') {
                    Some((file, line)) => (file, Some(line.parse().expect("a line number"))),
                    None => (place, None),
                };
                *expected.entry((place.0.to_owned(), place.1)).or_default() += 1;
            }
            sources.remove(&path);
            continue;
        }
        let mut stripped = String::new();
        for (index, line) in text.split_inclusive('\n').enumerate() {
            let Some((before, id)) = line.split_once(MARKER) else {
                stripped.push_str(line);
                continue;
            };
            assert_eq!(id.trim_end(), check.id, "{path} of {}", folder.display());
            *expected.entry((path.clone(), Some(index as u32 + 1))).or_default() += 1;
            stripped.push_str(before);
            stripped.push('\n');
        }
        sources.replace(&path, stripped);
    }
    if check.scope == Scope::Policy {
        // Suppressions are judged once policy has been applied to everything else.
        judge::judge(&mut evidence, &[Scope::Renders, Scope::Findings]);
    }
    (evidence, expected)
}

/// The checks that compare two renders, or ask which branches were taken.
const OF_BOTH: [&str; 4] = [
    "render/parity",
    "render/stale-made-once",
    "coverage/untaken-branch",
    "coverage/stale-exclusion",
];

/// Helm, and for the checks that helm alone cannot feed both renderers.
fn renderer_for(check: &Check) -> &'static dyn Renderer {
    static BOTH: LazyLock<Both> = LazyLock::new(|| Both::new(helm().clone()));
    if OF_BOTH.contains(&check.id) { &*BOTH } else { helm() }
}

fn helm() -> &'static RealHelm {
    static HELM: LazyLock<RealHelm> = LazyLock::new(|| {
        let root = package().parent().expect("a workspace");
        let helm = find::find(root, None, &|_| {}).expect("a helm");
        RealHelm { helm, limit: Duration::from_secs(60) }
    });
    &HELM
}

fn reported(check: &'static Check, evidence: &Evidence) -> (Places, usize) {
    let mut places = Places::new();
    let mut judged = 0;
    for outcome in checks::run([check], evidence) {
        judged += outcome.judged;
        for diagnostic in outcome.diagnostics {
            assert!(!diagnostic.message.ends_with('.'), "{}", diagnostic.message);
            let place = (diagnostic.location.file, diagnostic.location.line);
            *places.entry(place).or_default() += 1;
        }
    }
    (places, judged)
}

#[test]
fn every_check_fires_where_its_witness_says() {
    let mut wrong = Vec::new();
    for check in REGISTRY.iter().copied() {
        let folder = witness(check, "fires");
        let (evidence, expected) = read(&folder, check, renderer_for(check));
        assert!(!expected.is_empty(), "{} expects nothing", folder.display());
        let found = reported(check, &evidence).0;
        if found != expected {
            wrong.push(format!("{}\n  found  {found:?}\n  wanted {expected:?}", check.id));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn files(places: Places) -> BTreeMap<String, usize> {
    let mut files = BTreeMap::new();
    for ((file, _), times) in places {
        *files.entry(file).or_default() += times;
    }
    files
}

/// What only helm knows: its lint, and what it makes of its own output beside another one.
const OF_HELM_ALONE: [&str; 3] = ["render/failed-lint", "render/parity", "render/stale-made-once"];

#[test]
fn the_embedded_renderer_leads_to_the_same_reports() {
    let embedded = Embedded::default();
    let both = Both::new(helm().clone());
    let others: [(&str, &dyn Renderer); 2] = [("embedded", &embedded), ("both", &both)];
    let mut wrong = Vec::new();
    let checks = REGISTRY.iter().filter(|check| !OF_HELM_ALONE.contains(&check.id));
    for check in checks.copied() {
        let folder = witness(check, "fires");
        for (name, renderer) in others {
            let (evidence, expected) = read(&folder, check, renderer);
            // It knows lines where helm alone has only files, so that files are compared.
            let (found, expected) = (files(reported(check, &evidence).0), files(expected));
            if found != expected {
                wrong.push(format!(
                    "{} ({name})\n  found  {found:?}\n  wanted {expected:?}",
                    check.id
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_check_is_silent_on_near_misses_and_has_looked_at_them() {
    for check in REGISTRY.iter().copied() {
        let folder = witness(check, "silent");
        let (evidence, expected) = read(&folder, check, renderer_for(check));
        assert!(expected.is_empty(), "{} holds markers", folder.display());
        let (places, judged) = reported(check, &evidence);
        assert_eq!(places, Places::new(), "{}", check.id);
        assert!(judged > 0, "{} judged nothing in silent/", check.id);
    }
}

#[test]
fn every_witness_has_a_check() {
    let root = package().join("witness");
    let known: BTreeSet<PathBuf> = REGISTRY.iter().map(|check| root.join(check.id)).collect();
    for entry in WalkDir::new(&root).min_depth(2).max_depth(2) {
        let entry = entry.expect("a readable folder");
        let path = entry.path();
        assert!(known.contains(path), "{} belongs to no check", path.display());
        let sides: BTreeSet<_> = fs::read_dir(path)
            .expect("a readable folder")
            .map(|side| side.expect("a readable entry").file_name())
            .collect();
        assert_eq!(sides, BTreeSet::from(["fires".into(), "silent".into()]), "{}", path.display());
    }
}

#[test]
fn every_file_with_a_check_is_registered_under_its_own_name() {
    let root = package().join("src/checks");
    let mut files = BTreeSet::new();
    for entry in WalkDir::new(&root) {
        let entry = entry.expect("a readable folder");
        let is_check = entry.file_type().is_file()
            && fs::read_to_string(entry.path()).expect("text").contains(": Check = Check {");
        if is_check {
            let path = entry.path().strip_prefix(&root).expect("inside").with_extension("");
            files.insert(path.to_string_lossy().replace('_', "-"));
        }
    }
    let registered: BTreeSet<String> = REGISTRY.iter().map(|check| check.id.to_owned()).collect();
    assert_eq!(registered.len(), REGISTRY.len(), "two checks share an id");
    assert_eq!(files, registered);
}
