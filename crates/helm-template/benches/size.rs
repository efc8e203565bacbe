//! How the time of loading and rendering grows with the number of templates.
//!
//! `cargo bench -p helm-template --bench size`

#[path = "../tests/generated/sized.rs"]
mod sized;

use divan::Bencher;
use helm_template::render::Request;

fn main() {
    divan::main();
}

#[divan::bench(args = [10, 100, 1_000])]
fn load(bencher: Bencher, templates: usize) {
    let folder = sized::chart(templates);
    bencher.bench_local(|| sized::load(folder.path()));
}

#[divan::bench(args = [10, 100, 1_000])]
fn render(bencher: Bencher, templates: usize) {
    let folder = sized::chart(templates);
    let chart = sized::load(folder.path());
    bencher.bench_local(|| chart.render(&Request::default(), &sized::no_file, None));
}
