//! What must hold for any bytes whatever. The fuzz targets find bytes, and `tests/fuzz_seeds.rs` tries
//! a bounded number of them with every test run.

use std::time::Duration;

use helm_template::chart::{File, load_archive};
use helm_template::data::Data;
use helm_template::encoding::json;
use helm_template::exec::Limits;
use helm_template::render::{LoadedChart, Request};
use helm_template::value::Value;
use helm_template::values::{self, ValueOptions};
use helm_template::version::Version;
use helm_template::yaml;

/// Small enough that a loop without end is stopped at once.
const LIMITS: Limits =
    Limits { depth: 200, output: 1 << 20, iterations: 20_000, time: Some(Duration::from_secs(2)) };

/// A line that begins with this and goes on with a name begins a file.
const FILE: &str = "=== ";

const VALUES: &str =
    "a: {b: [1, two, 3.5, null, {c: d}]}\nt: '{{ .Values.s }}'\ns: \"x\\ny\"\nn: 3\n";

fn request() -> Request {
    Request { limits: LIMITS, ..Request::default() }
}

fn file(name: &str, text: &str) -> File {
    File { name: name.into(), data: text.as_bytes().into() }
}

/// A render is an error or a text within its limits, with an origin for every line.
fn render(files: Vec<File>) {
    let Ok(chart) = LoadedChart::from_files(files, Version::default()) else { return };
    let custom: usize = chart.chart().custom_resources().iter().map(|(_, it)| it.data.len()).sum();
    let no_file = |_: &str| Err("no files".to_owned());
    let Ok(render) = chart.render(&request(), &no_file, None) else { return };
    // Each document has a divider and a line with its source, and a name is no longer than its chart.
    assert!(render.text.len() <= 4 * LIMITS.output + 2 * custom, "{} bytes", render.text.len());
    for line in 1..=render.text.lines().count() {
        if let Some(origin) = render.origin(line) {
            assert!(origin.site.line >= 1, "line {line} has no place");
        }
    }
}

/// A chart: an archive, or files with a line before each that names it.
pub(crate) fn load(bytes: &[u8]) {
    // Its result may be anything but a panic.
    let _ = load_archive(bytes, Version::default(), &mut Vec::new());
    let text = String::from_utf8_lossy(bytes);
    let mut files: Vec<(String, String)> = Vec::new();
    for line in text.split_inclusive('\n') {
        match (line.strip_prefix(FILE), files.last_mut()) {
            (Some(name), _) => files.push((name.trim_end().to_owned(), String::new())),
            (None, Some((_, text))) => text.push_str(line),
            (None, None) => {}
        }
    }
    render(files.iter().map(|(name, text)| file(name, text)).collect());
}

/// A template, parsed and executed.
pub(crate) fn execute(bytes: &[u8]) {
    // Keys, password hashes and their like take seconds in a debug build and tell nothing here.
    const SLOW: [&str; 6] = ["gen", "bcrypt", "htpasswd", "derivePassword", "AES", "getHostByName"];
    let text = String::from_utf8_lossy(bytes);
    if SLOW.iter().any(|name| text.contains(name)) {
        return;
    }
    render(vec![
        file("Chart.yaml", "apiVersion: v2\nname: c\nversion: 0.1.0\n"),
        file("values.yaml", VALUES),
        file("templates/a.yaml", &text),
    ]);
}

/// Values of the command line: the first byte chooses the option.
pub(crate) fn set(bytes: &[u8]) {
    let Some((option, rest)) = bytes.split_first() else { return };
    let texts: Vec<String> = String::from_utf8_lossy(rest).split('\n').map(str::to_owned).collect();
    let mut options = ValueOptions::default();
    let list = match option % 5 {
        0 => &mut options.set,
        1 => &mut options.set_string,
        2 => &mut options.set_json,
        3 => &mut options.set_literal,
        _ => &mut options.set_file,
    };
    *list = texts;
    let read = |name: &str| Ok(name.as_bytes().to_vec());
    let Ok(table) = values::merge(&options, &read, Version::default()) else { return };
    // What was read can be written.
    let value = Value::from(&Data::Table(table));
    assert!(json::encode(&value).is_ok(), "no JSON");
}

/// JSON to YAML and back: what was written is read as the same.
pub(crate) fn emit(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let Ok(data) = json::decode(text) else { return };
    if !comes_back(&data) {
        return;
    }
    let value = Value::from(&data);
    for encode in [yaml::encode, yaml::encode_pretty] {
        let Ok(written) = encode(&value) else { return };
        let read = yaml::decode(&written);
        assert_eq!(read.as_ref(), Ok(&data), "{written:?}");
    }
}

/// Whether go-yaml reads what it writes as the same: in quotes it takes three characters for line ends
/// that it wrote as they are, and a key `<<` for a merge.
fn comes_back(data: &Data) -> bool {
    let text_comes_back = |text: &str| !text.contains(['\u{85}', '\u{2028}', '\u{2029}']);
    match data {
        Data::Text(text) => text_comes_back(text),
        Data::List(items) => items.iter().all(comes_back),
        Data::Table(table) => {
            table.iter().all(|(key, item)| key != "<<" && text_comes_back(key) && comes_back(item))
        }
        _ => true,
    }
}
