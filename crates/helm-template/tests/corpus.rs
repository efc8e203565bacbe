//! Charts that between them use every function, every statement and every rule of loading, rendered by
//! real helm and here: the bytes are the same, and so are the words of a refusal.
//!
//! A chart is a folder of `corpus/`. Its `renders.txt` has the arguments of `helm template`, one render
//! a line; its `random.txt`, where there is one, has patterns of what helm makes at random.

#[path = "corpus/census.rs"]
mod census;
#[path = "loading/helm.rs"]
#[expect(dead_code, reason = "shared with the tests of loading, which use all of it")]
mod helm;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use helm_template::command_line;
use helm_template::version::Version;
use regex::Regex;

/// As many charts as there must be.
const ENOUGH: usize = 60;

/// How often helm is asked where it says something else: it goes through Go's maps in an order of
/// chance, so that it may end at either of two mistakes, and any of its answers is right.
const ASKED: usize = 12;

/// One render of one chart.
struct Render {
    chart: String,
    folder: PathBuf,
    arguments: Vec<String>,
    random: Vec<Regex>,
}

fn corpus() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus")
}

fn charts() -> Vec<PathBuf> {
    let entries = fs::read_dir(corpus()).expect("the corpus");
    let mut charts: Vec<PathBuf> = entries
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.join("renders.txt").exists())
        .collect();
    charts.sort();
    charts
}

fn lines(path: &Path) -> Vec<String> {
    let text = fs::read_to_string(path).unwrap_or_default();
    let kept = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    kept.map(str::to_owned).collect()
}

/// In patterns `^` and `$` are the ends of a line.
fn pattern_of_lines(pattern: &str) -> Regex {
    Regex::new(&format!("(?m){pattern}")).expect("a pattern")
}

fn renders() -> Vec<Render> {
    let mut renders = Vec::new();
    for folder in charts() {
        let chart = folder.file_name().expect("a name").to_string_lossy().into_owned();
        let patterns = lines(&folder.join("random.txt"));
        let random: Vec<Regex> = patterns.iter().map(|pattern| pattern_of_lines(pattern)).collect();
        for line in lines(&folder.join("renders.txt")) {
            renders.push(Render {
                chart: chart.clone(),
                folder: folder.clone(),
                arguments: words(&line),
                random: random.clone(),
            });
        }
    }
    renders
}

/// The words of a line, as a shell has them: quotes hold together, a backslash takes the next letter.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    let mut letters = line.chars();
    while let Some(letter) = letters.next() {
        match (quote, letter) {
            (Some(open), _) if letter == open => quote = None,
            (Some('"'), '\\') => {
                let next = letters.next().expect("a letter");
                let word = word.get_or_insert_default();
                if !matches!(next, '"' | '\\') {
                    word.push('\\');
                }
                word.push(next);
            }
            (Some(_), _) => word.get_or_insert_default().push(letter),
            (None, '"' | '\'') => {
                quote = Some(letter);
                word.get_or_insert_default();
            }
            (None, '\\') => word.get_or_insert_default().extend(letters.next()),
            (None, ' ') => words.extend(word.take()),
            (None, _) => word.get_or_insert_default().push(letter),
        }
    }
    words.extend(word);
    words
}

fn without_random(text: &str, random: &[Regex]) -> String {
    random.iter().fold(text.to_owned(), |text, it| it.replace_all(&text, "RANDOM").into_owned())
}

/// What helm prints, or what it says is wrong.
fn by_helm(program: &str, render: &Render) -> Result<String, String> {
    let mut arguments = vec!["template"];
    arguments.extend(render.arguments.iter().map(String::as_str));
    let output = helm::run(program, &render.folder, &arguments);
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    let error = said.find("Error: ").unwrap_or_else(|| panic!("an error: {said}"));
    Err(said[error + "Error: ".len()..].trim().to_owned())
}

fn by_us(render: &Render, version: Version) -> Result<String, String> {
    let arguments = render.arguments.iter().map(String::as_str);
    let mut command = command_line::parse(arguments).map_err(|error| error.to_string())?;
    command.request.output.helm = version;
    let rendered = command.run(&render.folder).map_err(|error| error.to_string())?;
    assert_eq!(rendered.text.matches('\n').count(), rendered.text.lines().count());
    Ok(rendered.text)
}

/// Helm 4 goes through mappings in no fixed order when it says what does not meet a schema.
fn without_order(text: &str) -> String {
    if !text.contains("values don't meet the specifications") {
        return text.to_owned();
    }
    let mut lines: Vec<&str> = text.lines().collect();
    lines.sort_unstable();
    lines.join("\n")
}

fn difference(render: &Render, program: &str, version: Version) -> Option<String> {
    let ordered = |text: &str| match version {
        Version::V4_1 => without_order(text.trim()),
        Version::V3_16 | Version::V3_17 | Version::V3_18 => text.trim().to_owned(),
    };
    let part = |result: Result<String, String>| match result {
        Ok(text) => without_random(&text, &render.random),
        Err(text) => format!("Error: {}", without_random(&ordered(&text), &render.random)),
    };
    let actual = part(by_us(render, version));
    let mut expected = String::new();
    for _ in 0..ASKED {
        expected = part(by_helm(program, render));
        if expected == actual {
            return None;
        }
    }
    let pairs = expected.lines().zip(actual.lines());
    let same = pairs.take_while(|(one, other)| one == other).count();
    let rest = |text: &str| {
        let lines: Vec<&str> = text.lines().skip(same).take(6).collect();
        lines.join("\n")
    };
    let (helm, here) = (rest(&expected), rest(&actual));
    let (chart, arguments, line) = (&render.chart, render.arguments.join(" "), same + 1);
    Some(format!("## {chart}: {arguments}\n-- helm, from line {line}\n{helm}\n-- here\n{here}\n"))
}

/// One helm for each version that is imitated: the one that the other tests have, and those that the
/// project has set up for its own.
fn programs() -> Vec<(String, Version)> {
    const SET_UP: [&str; 4] = ["helm-v3.16.", "helm-v3.17.", "helm-v3.18.", "helm-v4.1."];
    let mut programs: Vec<(String, Version)> = Vec::new();
    let tools = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../.cache/tools");
    let entries = fs::read_dir(tools).into_iter().flatten().flatten();
    let mut set_up: Vec<String> = entries
        .filter(|entry| SET_UP.iter().any(|it| entry.file_name().to_string_lossy().starts_with(it)))
        .map(|entry| entry.path().join("helm").to_string_lossy().into_owned())
        .collect();
    set_up.sort();
    for program in helm::program().into_iter().chain(set_up) {
        let version = helm::version(&program);
        if !programs.iter().any(|(_, known)| *known == version) {
            programs.push((program, version));
        }
    }
    programs
}

#[test]
fn the_corpus_renders_as_helm_renders_it() {
    let programs = programs();
    assert!(!programs.is_empty(), "{}", helm::NEEDED);
    for (program, version) in programs {
        compare(&program, version);
    }
}

fn compare(program: &str, version: Version) {
    let renders = renders();
    assert!(charts().len() >= ENOUGH, "{} charts", charts().len());
    let next = AtomicUsize::new(0);
    let different = Mutex::new(Vec::new());
    let work = || {
        while let Some(render) = renders.get(next.fetch_add(1, Ordering::Relaxed)) {
            if let Some(text) = difference(render, program, version) {
                different.lock().expect("no panic").push(text);
            }
        }
    };
    std::thread::scope(|scope| {
        scope.spawn(work);
        scope.spawn(work);
    });
    let different = different.into_inner().expect("no panic");
    let (count, all) = (different.len(), renders.len());
    assert!(different.is_empty(), "{program}: {count} of {all} differ\n{}", different.join("\n"));
}
