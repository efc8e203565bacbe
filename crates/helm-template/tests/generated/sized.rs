//! Charts of any number of templates.

use std::fs;
use std::path::Path;

use helm_template::chart::LoadOptions;
use helm_template::render::LoadedChart;
use tempfile::TempDir;

const HELPERS: &str = "{{ define \"labels\" -}}\nchart: {{ .Chart.Name }}-{{ .Chart.Version }}\n\
                       release: {{ .Release.Name | trunc 63 | quote }}\n{{- end }}\n";
const TEMPLATE: &str = "kind: ConfigMap\nmetadata:\n  name: {{ .Release.Name }}-NUMBER\n  labels:\n    \
                        {{- include \"labels\" . | nindent 4 }}\ndata:\n  {{- range $key, $value := \
                        .Values.data }}\n  {{ $key }}: {{ $value | quote }}\n  {{- end }}\n";

/// A chart in a folder of its own: a helper, and so many templates that use it.
pub(crate) fn chart(templates: usize) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let write =
        |name: &str, text: &str| fs::write(folder.path().join(name), text).expect("written");
    fs::create_dir(folder.path().join("templates")).expect("made");
    write("Chart.yaml", "apiVersion: v2\nname: sized\nversion: 0.1.0\n");
    write("values.yaml", "data: {a: 1, b: two, c: 3.5, d: true}\n");
    write("templates/_helpers.tpl", HELPERS);
    for number in 0..templates {
        let text = TEMPLATE.replace("NUMBER", &number.to_string());
        write(&format!("templates/{number:04}.yaml"), &text);
    }
    folder
}

pub(crate) fn load(folder: &Path) -> LoadedChart {
    LoadedChart::load(folder, &LoadOptions::default()).expect("the chart loads")
}

pub(crate) fn no_file(_: &str) -> Result<Vec<u8>, String> {
    Err("no files".to_owned())
}
