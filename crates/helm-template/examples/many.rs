//! Renders a chart in 4,096 combinations of twelve switches, on every core, and tells how long it took
//! and how much memory it held after a quarter of them and at the end.
//!
//! `cargo run --release --example many -- CHART SWITCH…`, where a switch is an argument of `--set`.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use helm_template::chart::LoadOptions;
use helm_template::render::{LoadedChart, Request};
use helm_template::values::ValueOptions;
use mimalloc::MiMalloc;

/// Rendering is many small values on every core.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

#[expect(clippy::disallowed_macros, reason = "an example prints what it measured")]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let chart = arguments.next().ok_or("the folder of a chart is missing")?;
    let switches: Vec<String> = arguments.collect();
    let chart = LoadedChart::load(chart.as_ref(), &LoadOptions::default())?;
    let count = 1_usize << switches.len();
    let (next, refused, bytes) = (AtomicUsize::new(0), AtomicUsize::new(0), AtomicUsize::new(0));
    let started = Instant::now();
    let cores = std::thread::available_parallelism()?.get();
    std::thread::scope(|scope| {
        for _ in 0..cores {
            scope.spawn(|| {
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number >= count {
                        break;
                    }
                    if number == count / 4 {
                        println!("{number} rendered, resident {} KiB", resident());
                    }
                    match chart.render(&request(&switches, number), &|_| Err(String::new()), None) {
                        Ok(render) => bytes.fetch_add(render.text.len(), Ordering::Relaxed),
                        Err(_) => refused.fetch_add(1, Ordering::Relaxed),
                    };
                }
            });
        }
    });
    let took = started.elapsed().as_secs_f64();
    println!(
        "{count} rendered, resident {} KiB: {took:.2} s on {cores} cores, {:.2} ms each on a core, \
         {} refused, {} bytes",
        resident(),
        took * 1000.0 * cores as f64 / count as f64,
        refused.load(Ordering::Relaxed),
        bytes.load(Ordering::Relaxed),
    );
    Ok(())
}

fn request(switches: &[String], number: usize) -> Request {
    let on = switches.iter().enumerate().filter(|(bit, _)| number >> bit & 1 == 1);
    let set = on.map(|(_, switch)| switch.clone()).collect();
    Request { values: ValueOptions { set, ..ValueOptions::default() }, ..Request::default() }
}

/// Resident memory in KiB, where the system tells.
fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or_default()
}
