//! Renders one template text from the command line, without a chart.

use std::io::Write;

use helm_template::exec::RenderOptions;
use helm_template::template::TemplateSet;
use helm_template::value::{Map, Value};
use helm_template::version::Version;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let text = std::env::args().nth(1).unwrap_or_default();
    let files = [("c/templates/all.txt", text)];
    let set = TemplateSet::parse(files, helm_template::functions::table(), Version::V3_16)?;
    let top = Value::Map(Map::new());
    let mut coverage = set.coverage();
    let written = set.render(|_| Some(top.clone()), &RenderOptions::default(), &mut coverage)?;
    for file in written {
        std::io::stdout().write_all(&file.text)?;
    }
    Ok(())
}
