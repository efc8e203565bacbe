//! The time of a render grows with the number of templates and no faster.

#[path = "generated/sized.rs"]
mod sized;

use std::time::{Duration, Instant};

use helm_template::render::Request;

/// How often each size is measured; the shortest time counts, since others use the machine as well.
const TRIES: usize = 5;
/// Ten times as many templates may take so many times as long: with a quadratic part that mattered it
/// would be nearer to a hundred.
const MOST: u32 = 30;

fn shortest(templates: usize) -> Duration {
    let folder = sized::chart(templates);
    let once = || {
        let start = Instant::now();
        let chart = sized::load(folder.path());
        let render = chart.render(&Request::default(), &sized::no_file, None).expect("it renders");
        assert_eq!(render.text.matches("\nkind: ConfigMap\n").count(), templates);
        start.elapsed()
    };
    (0..TRIES).map(|_| once()).min().expect("a time")
}

#[test]
fn ten_times_as_many_templates_take_about_ten_times_as_long() {
    let times = [10, 100, 1_000].map(shortest);
    assert!(times[2] < times[1] * MOST, "{times:?}");
}
