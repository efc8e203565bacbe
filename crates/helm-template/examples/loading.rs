//! How long the parts of loading take, for one chart: `cargo run --release --example loading -- CHART`.

use std::path::PathBuf;
use std::time::Instant;

use helm_template::chart::{LoadOptions, coalesce_values, load_folder, process_dependencies};
use helm_template::data::table_of;
use helm_template::output::split_manifests;
use helm_template::value::Value;
use helm_template::values::{ValueOptions, merge};
use helm_template::version::Version;
use helm_template::yaml;

fn time<T>(name: &str, count: u32, mut run: impl FnMut() -> T) -> String {
    let start = Instant::now();
    for _ in 0..count {
        std::hint::black_box(run());
    }
    format!("{name}: {:?}\n", start.elapsed() / count)
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = PathBuf::from(std::env::args().nth(1).ok_or("a chart")?);
    let load = || load_folder(&folder, &LoadOptions::default(), &mut Vec::new());
    let chart = load()?;
    let options = ValueOptions {
        set: vec!["a.b=1".to_owned(), "c[0]=x".to_owned()],
        ..ValueOptions::default()
    };
    let given = merge(&options, &|_| Err(String::new()), Version::V3_16)?;
    let merged = || {
        let mut chart = chart.clone();
        let mut warnings = Vec::new();
        process_dependencies(&mut chart, &given, Version::V3_16, &mut warnings)?;
        coalesce_values(&chart, &given, Version::V3_16, &mut warnings)
    };
    let values = merged()?;
    let value = Value::Map(values.clone());
    let text = yaml::encode(&value)?;
    let mut report = time("load", 200, load);
    report += &time("merge", 2000, merged);
    report += &time("to table", 2000, || table_of(&values));
    report += &format!("values are {} bytes of YAML\n", text.len());
    report += &time("toYaml", 2000, || yaml::encode(&value));
    report += &time("fromYaml", 500, || yaml::decode(&text));
    if let Some(file) = std::env::args().nth(2) {
        let manifests = std::fs::read_to_string(file)?;
        report += &format!("manifests are {} bytes\n", manifests.len());
        report += &time("split", 200, || split_manifests(&manifests));
        report += &time("heads", 50, || {
            split_manifests(&manifests)
                .into_iter()
                .map(|range| yaml::decode(&manifests[range]).is_ok())
                .filter(|good| *good)
                .count()
        });
    }
    std::io::Write::write_all(&mut std::io::stdout(), report.as_bytes())?;
    Ok(())
}
