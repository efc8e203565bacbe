//! What the charts of the corpus use between them, and that one mistake does not hide the rest of a chart.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use helm_template::version::Version;
use helm_template::{encoding, functions};
use regex::Regex;

use super::{by_us, charts, renders};

/// Functions that are no entries of the table: those of Go, and those that need the whole render.
const BUILT_IN: &[&str] = &[
    "and", "call", "eq", "fail", "ge", "gt", "html", "include", "index", "js", "le", "len",
    "lookup", "lt", "ne", "not", "or", "print", "printf", "println", "required", "slice", "tpl",
    "urlquery",
];

/// What each statement, and each thing that is written apart, looks like in an action.
const STATEMENTS: &[(&str, &str)] = &[
    ("if", r"^if\b"),
    ("else", r"^else$"),
    ("else if", r"^else if\b"),
    ("with", r"^with\b"),
    ("with a variable", r"^with \$\w+ :="),
    ("range", r"^range [^$]"),
    ("range with an item", r"^range \$\w+ :="),
    ("range with a key and an item", r"^range \$\w+, \$\w+ :="),
    ("define", r#"^define ""#),
    ("block", r#"^block ""#),
    ("template", r#"^template "[^"]+"$"#),
    ("template with a dot", r#"^template "[^"]+" "#),
    ("break", "^break$"),
    ("continue", "^continue$"),
    ("end", "^end$"),
    ("comment", r"^/\*"),
    ("declaration", r"^\$\w+ :="),
    ("assignment", r"^\$\w+ ="),
    ("pipeline", r"\w \| \w"),
    ("raw text", "`[^`]*`"),
    ("character", r"'\\?\w'"),
    ("field of a call", r"\)\.\w"),
    ("method with an argument", r"\.Has "),
    ("the outermost dot", r"\$\.\w"),
    ("nil", r"\bnil\b"),
];

/// Charts that are there for the words in which they are refused.
const REFUSED: &[&str] = &["helmignore-negation", "stray-file", "subchart-notes"];

fn collect(folder: &Path, texts: &mut Vec<String>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            collect(&path, texts);
        } else if let Ok(text) = fs::read_to_string(&path) {
            texts.push(text);
        }
    }
}

/// The insides of all actions.
fn actions() -> Vec<String> {
    let mut texts = Vec::new();
    charts().iter().for_each(|chart| collect(chart, &mut texts));
    let action = Regex::new(r"(?s)\{\{-?\s*(/\*.*?\*/|.*?)\s*-?\}\}").expect("a pattern");
    let found = texts.iter().flat_map(|text| action.captures_iter(text));
    found.map(|captures| captures[1].to_owned()).collect()
}

#[test]
fn every_function_is_used() {
    let word = Regex::new(r"(^|[\s(|])([a-z]\w*)\b").expect("a pattern");
    let text = Regex::new(r#""(\\.|[^"\\])*""#).expect("a pattern");
    let mut used = BTreeSet::new();
    for action in actions() {
        let bare = text.replace_all(&action, "''");
        used.extend(word.captures_iter(&bare).map(|captures| captures[2].to_owned()));
    }
    let lists = functions::lists();
    let table = lists.iter().flat_map(|list| list.iter()).chain(encoding::FUNCTIONS);
    let names = table.map(|function| function.name).chain(BUILT_IN.iter().copied());
    let missing: Vec<&str> = names.filter(|name| !used.contains(*name)).collect();
    assert!(missing.is_empty(), "no chart uses {}", missing.join(", "));
}

#[test]
fn every_statement_is_used() {
    let actions = actions();
    for (name, pattern) in STATEMENTS {
        let pattern = Regex::new(pattern).expect("a pattern");
        assert!(actions.iter().any(|action| pattern.is_match(action)), "no chart uses: {name}");
    }
}

/// Where the same mistake ends most of a chart's renders, none of them compares what the chart is for.
#[test]
fn no_mistake_ends_most_renders_of_a_chart() {
    let mut by_chart: BTreeMap<String, Vec<Result<String, String>>> = BTreeMap::new();
    for render in renders() {
        let said = by_us(&render, Version::default());
        by_chart.entry(render.chart).or_default().push(said);
    }
    for (chart, said) in by_chart {
        let refusals: Vec<&String> = said.iter().filter_map(|said| said.as_ref().err()).collect();
        let same = |one: &&&String| refusals.iter().filter(|other| *other == *one).count();
        let most = refusals.iter().max_by_key(same);
        let hidden = most.is_some_and(|most| same(&most) * 2 > said.len());
        assert!(
            !hidden || REFUSED.contains(&chart.as_str()),
            "{chart} says nearly always: {most:?}"
        );
    }
}
