//! The bodies of the fuzz targets over committed seeds and mutations of them: no panic, nothing beyond
//! the limits, and YAML that is read as what was written.

#[path = "../fuzz/bodies.rs"]
mod bodies;

use std::fs;
use std::path::Path;

/// How many mutations of each seed are tried.
const MUTATIONS: usize = 60;

/// Numbers that are the same in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % bound.max(1)
    }
}

fn seeds(target: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/seeds").join(target);
    let entries = fs::read_dir(folder).expect("seeds");
    let mut paths: Vec<_> = entries.map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    assert!(paths.len() >= 5, "{} seeds for {target}", paths.len());
    paths.iter().map(|path| fs::read(path).expect("a seed")).collect()
}

/// A few pieces are cut out, doubled, changed or taken from another seed.
fn mutated(seed: &[u8], other: &[u8], random: &mut Random) -> Vec<u8> {
    let mut bytes = seed.to_vec();
    for _ in 0..=random.below(3) {
        let from = random.below(bytes.len());
        let to = (from + 1 + random.below(12)).min(bytes.len());
        match random.below(4) {
            0 => drop(bytes.drain(from..to)),
            1 => {
                let piece = bytes[from..to].to_vec();
                bytes.splice(from..from, piece);
            }
            2 => {
                let at = random.below(other.len());
                let piece = &other[at..(at + 16).min(other.len())];
                bytes.splice(from..to, piece.iter().copied());
            }
            _ => bytes.iter_mut().skip(from).take(1).for_each(|byte| *byte ^= 1 << random.below(8)),
        }
    }
    bytes
}

fn try_all(target: &str, body: fn(&[u8])) {
    let seeds = seeds(target);
    let mut random = Random(7);
    for seed in &seeds {
        body(seed);
        for _ in 0..MUTATIONS {
            let other = &seeds[random.below(seeds.len())];
            body(&mutated(seed, other, &mut random));
        }
    }
}

#[test]
fn charts_load_or_are_refused() {
    try_all("load", bodies::load);
}

#[test]
fn templates_render_or_fail_within_their_limits() {
    try_all("execute", bodies::execute);
}

#[test]
fn options_are_read_or_refused() {
    try_all("set", bodies::set);
}

#[test]
fn written_yaml_is_read_as_the_same() {
    try_all("emit", bodies::emit);
}
