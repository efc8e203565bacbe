//! `helm-template [NAME] CHART`: prints what `helm template` prints, for people who want only that.
//!
//! `HELM_TEMPLATE_VERSION` says which Helm to imitate: 3.16, 3.17, 3.18 or 4.1.

use std::io::{Write, stderr, stdout};
use std::path::Path;
use std::process::ExitCode;

use helm_template::command_line;
use helm_template::version::Version;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Where nothing can be written, the status alone has to say it.
            let _ = writeln!(stderr(), "Error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let mut command = command_line::parse(arguments.iter().map(String::as_str))?;
    command.request.output.helm = match std::env::var("HELM_TEMPLATE_VERSION").as_deref() {
        Ok("4.1") => Version::V4_1,
        Ok("3.18") => Version::V3_18,
        Ok("3.17") => Version::V3_17,
        _ => Version::V3_16,
    };
    let render = command.run(Path::new(""))?;
    for warning in &render.warnings {
        writeln!(stderr(), "{warning}")?;
    }
    stdout().write_all(render.text.as_bytes())?;
    Ok(())
}
