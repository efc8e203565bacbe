//! From an expectation as people write it to what it means: one selection, one operator.

use super::finding::ExpectationFile;
use super::places::Places;
use super::{Expectation, Operator, Problem, Selection, Suite, did_you_mean};
use crate::pattern::Pattern;
use crate::yaml::Step;

/// The expectation that a suite file means.
///
/// # Errors
/// What is wrong with it, at its line.
pub(super) fn expectation(
    written: ExpectationFile,
    path: &[Step],
    places: &Places,
    suite: &Suite,
) -> Result<Expectation, Problem> {
    let selection = selection(&written, path, places, suite)?;
    let operator = operator(&written, path, places)?;
    Ok(Expectation {
        anchor: places.anchor(path),
        id: written.id,
        says: written.says,
        selection,
        operator,
        mend: written.mend,
        broken_by: written.broken_by,
    })
}

fn selection(
    written: &ExpectationFile,
    path: &[Step],
    places: &Places,
    suite: &Suite,
) -> Result<Selection, Problem> {
    let id = &written.id;
    let field = |name: &str| [path, &[name.into()]].concat();
    if let Some(file) = &written.file {
        for (name, given) in [
            ("kind", written.kind.is_some()),
            ("name", written.name.is_some()),
            ("path", written.path.is_some()),
            ("in", !written.combinations.is_empty()),
        ] {
            if given {
                let message = format!("expectation `{id}` is about a file, so it has no `{name}`");
                return Err(places.problem(&field(name), message, None));
            }
        }
        let pattern =
            written.pattern.as_deref().map(Pattern::of_lines).transpose().map_err(|error| {
                let message =
                    format!("`pattern` of expectation `{id}` is no regular expression: {error}");
                places.problem(&field("pattern"), message, None)
            })?;
        return Ok(Selection::File { file: file.clone(), pattern });
    }
    let Some(kind) = written.kind.clone() else {
        let message = format!("expectation `{id}` is about nothing");
        let help = "give it `kind` (of rendered objects) or `file` (of the repository)".to_owned();
        return Err(places.problem(path, message, Some(help)));
    };
    if written.pattern.is_some() {
        let message = format!("expectation `{id}` is about objects: it has `path`, not `pattern`");
        return Err(places.problem(&field("pattern"), message, None));
    }
    let json_path = written.path.as_deref().map(crate::manifest::query::Path::parse).transpose();
    let json_path = json_path.map_err(|error| {
        let message = format!("`path` of expectation `{id}` is no JSONPath: {error}");
        let help = "RFC 9535, such as $.spec.template.spec.containers[0].image".to_owned();
        places.problem(&field("path"), message, Some(help))
    })?;
    let combinations = combinations(written, &field("in"), places, suite)?;
    Ok(Selection::Objects { kind, name: written.name.clone(), path: json_path, combinations })
}

fn combinations(
    written: &ExpectationFile,
    path: &[Step],
    places: &Places,
    suite: &Suite,
) -> Result<Vec<String>, Problem> {
    let id = &written.id;
    let known = || suite.combinations.iter().map(|combination| combination.name.as_str());
    if written.combinations == ["all"] {
        return Ok(known().map(str::to_owned).collect());
    }
    if written.combinations.is_empty() {
        let message = format!("expectation `{id}` names no combination");
        let help = "give it `in: [all]` or the names of combinations".to_owned();
        return Err(places.problem(path, message, Some(help)));
    }
    // Without a matrix that can be read, every name would be unknown.
    if suite.combinations.is_empty() {
        return Ok(written.combinations.clone());
    }
    for (index, name) in written.combinations.iter().enumerate() {
        if !known().any(|known| known == name) {
            let path = [path, &[index.into()]].concat();
            let message = format!("expectation `{id}` names an unknown combination `{name}`");
            let names: Vec<&str> = known().collect();
            return Err(places.problem(&path, message, did_you_mean(name, names)));
        }
    }
    Ok(written.combinations.clone())
}

fn operator(
    written: &ExpectationFile,
    path: &[Step],
    places: &Places,
) -> Result<Operator, Problem> {
    let id = &written.id;
    let field = |name: &str| [path, &[name.into()]].concat();
    let mut given: Vec<Operator> = Vec::new();
    if let Some(value) = &written.equals {
        given.push(Operator::Equals(value.clone()));
    }
    if let Some(text) = &written.matches {
        let compiled = Pattern::of_lines(text).map_err(|error| {
            let message =
                format!("`matches` of expectation `{id}` is no regular expression: {error}");
            places.problem(&field("matches"), message, None)
        })?;
        given.push(Operator::Matches(compiled));
    }
    if let Some(value) = &written.contains {
        given.push(Operator::Contains(value.clone()));
    }
    for (name, flag, operator) in
        [("exists", written.exists, Operator::Exists), ("absent", written.absent, Operator::Absent)]
    {
        match flag {
            None => {}
            Some(true) => given.push(operator),
            Some(false) => {
                let message = format!("`{name}: false` of expectation `{id}` says nothing clear");
                let help = "write `exists: true` or `absent: true`".to_owned();
                return Err(places.problem(&field(name), message, Some(help)));
            }
        }
    }
    if let Some(count) = written.count {
        given.push(Operator::Count(count));
    }
    let number = given.len();
    match given.pop() {
        Some(operator) if number == 1 => Ok(operator),
        _ => {
            let message =
                format!("expectation `{id}` has {number} operators, and needs exactly one");
            let help = "one of equals, matches, contains, exists, absent, count".to_owned();
            Err(places.problem(path, message, Some(help)))
        }
    }
}
