//! What helm said when it was asked last, so that the tests hold where there is no helm. With `RECORD`
//! set and a helm 3.16 at hand they are written anew.

use std::collections::BTreeMap;
use std::path::PathBuf;

fn path(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/loading/recorded").join(name)
}

/// The answers by question.
pub(crate) fn read(name: &str) -> BTreeMap<String, String> {
    let text = std::fs::read_to_string(path(name)).unwrap_or_else(|_| "{}".to_owned());
    serde_json::from_str(&text).expect("JSON")
}

/// Writes the answers, where that is wished.
pub(crate) fn write(name: &str, answers: &BTreeMap<String, String>) {
    if std::env::var_os("RECORD").is_none() {
        return;
    }
    let path = path(name);
    std::fs::create_dir_all(path.parent().expect("a folder")).expect("made");
    let mut text = serde_json::to_string_pretty(answers).expect("JSON");
    text.push('\n');
    std::fs::write(path, text).expect("written");
}
