//! The same render as helm's, by this library.

use std::path::Path;
use std::sync::LazyLock;

use helm_template::chart::{
    Capabilities, Links, LoadOptions, Release, coalesce_values, kube_version, load_folder,
    process_dependencies, scopes, templates,
};
use helm_template::coverage::Coverage;
use helm_template::data::{Data, table_of};
use helm_template::encoding;
use helm_template::exec::RenderOptions;
use helm_template::function::FunctionTable;
use helm_template::output::{OutputOptions, RenderedFile, print};
use helm_template::schema;
use helm_template::template::TemplateSet;
use helm_template::values::{ValueOptions, merge};
use helm_template::version::Version;

static FUNCTIONS: LazyLock<FunctionTable> =
    LazyLock::new(|| FunctionTable::new(&[encoding::FUNCTIONS]));

/// What helm's arguments ask for.
#[derive(Default)]
struct Wish {
    values: ValueOptions,
    output: OutputOptions,
    release: Release,
    kube_version: Option<String>,
    api_versions: Vec<String>,
}

fn wish(folder: &Path, arguments: &[&str], helm: Version) -> Wish {
    let mut wish = Wish::default();
    wish.release.name = "r".to_owned();
    wish.output.helm = helm;
    let mut arguments = arguments.iter();
    while let Some(argument) = arguments.next() {
        let mut next = || (*arguments.next().expect("a value")).to_owned();
        match *argument {
            "-f" => {
                let name = next();
                let text = std::fs::read(folder.join(&name)).expect("a file");
                wish.values.files.push((name, text));
            }
            "--set" => wish.values.set.push(next()),
            "--set-json" => wish.values.set_json.push(next()),
            "--show-only" => wish.output.show_only.push(next()),
            "--include-crds" => wish.output.include_crds = true,
            "--no-hooks" => wish.output.no_hooks = true,
            "--skip-tests" => wish.output.skip_tests = true,
            "--is-upgrade" => wish.release.is_upgrade = true,
            "--namespace" => wish.release.namespace = next(),
            "--kube-version" => wish.kube_version = Some(next()),
            "--api-versions" => wish.api_versions.push(next()),
            other => panic!("{other}"),
        }
    }
    wish
}

/// The output, or the error as helm prints it, and the warnings.
pub(crate) fn render(
    folder: &Path,
    chart: &str,
    arguments: &[&str],
    helm: Version,
) -> (Result<String, String>, Vec<String>) {
    let mut warnings = Vec::new();
    let result = attempt(folder, chart, arguments, helm, &mut warnings);
    (result, warnings)
}

fn attempt(
    folder: &Path,
    chart: &str,
    arguments: &[&str],
    helm: Version,
    warnings: &mut Vec<String>,
) -> Result<String, String> {
    let text = |error: &dyn std::fmt::Display| error.to_string();
    let wish = wish(folder, arguments, helm);
    let mut capabilities = Capabilities::new(helm);
    if let Some(version) = &wish.kube_version {
        capabilities.kube_version = kube_version(version, helm)?;
    }
    capabilities.apis.extend(wish.api_versions.iter().cloned());
    let given = merge(&wish.values, &|_| Err(String::new()), helm).map_err(|it| text(&it))?;
    let options = LoadOptions { links: Links::Follow, helm, ..LoadOptions::default() };
    let mut chart = load_folder(&folder.join(chart), &options, warnings).map_err(|it| text(&it))?;
    chart.check_installable(helm).map_err(|it| text(&it))?;
    process_dependencies(&mut chart, &given, helm, warnings).map_err(|it| text(&it))?;
    let values = coalesce_values(&chart, &given, helm, warnings).map_err(|it| text(&it))?;
    schema::validate(&chart, &Data::Table(table_of(&values)), helm).map_err(|it| text(&it))?;
    chart.check_kube_version(&capabilities).map_err(|it| text(&it))?;
    let files = templates(&chart);
    let set =
        TemplateSet::parse(files.iter().map(|it| (it.name.as_str(), &*it.data)), &FUNCTIONS, helm)
            .map_err(|it| text(&it))?;
    let scopes = scopes(&chart, &values, &wish.release, &capabilities);
    let owner = |name: &str| {
        let file = files.iter().rev().find(|it| it.name == name)?;
        scopes.get(&*file.chart).map(|scope| scope.dot(name))
    };
    let rendered = set
        .render(owner, &RenderOptions::default(), &mut Coverage::default())
        .map_err(|it| text(&it))?;
    let rendered: Vec<RenderedFile<'_>> =
        rendered.iter().map(|it| RenderedFile { name: &it.name, text: &it.text }).collect();
    let output = print(&rendered, &chart.custom_resources(), &wish.output, warnings)
        .map_err(|it| text(&it))?;
    assert_eq!(output.text.matches('\n').count(), output.lines.len(), "a source for each line");
    Ok(output.text)
}
