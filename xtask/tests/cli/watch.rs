//! `--watch` as a person at a terminal sees it: a mistake appears when the file is saved, and is
//! mended when it is mended.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use crate::program::{SOUND, tiny_chart, write};

/// Longer than any judgement of a tiny chart takes.
const PATIENCE: Duration = Duration::from_secs(60);

/// A process that is ended with the test, however that ends.
struct Ended(Child);

impl Drop for Ended {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The lines up to and with the one that says that a change is awaited.
fn next(lines: &Receiver<String>) -> String {
    let mut shown = String::new();
    loop {
        let line = lines.recv_timeout(PATIENCE).unwrap_or_else(|_| panic!("no more: {shown}"));
        shown.push_str(&line);
        shown.push('\n');
        if line.starts_with("waiting for a change") {
            return shown;
        }
    }
}

#[test]
#[expect(clippy::disallowed_methods, reason = "the program under test has to go on running")]
fn what_is_new_is_shown_and_what_is_mended_is_said() {
    let folder = tiny_chart(SOUND);
    let template = "tiny/templates/object.yaml";
    let child = Command::new(env!("CARGO_BIN_EXE_xtask"))
        .args(["helm-lint", "--watch", "--chart", "tiny"])
        .current_dir(folder.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn();
    let mut child = Ended(child.expect("it starts"));
    let stdout = child.0.stdout.take().expect("its output");
    let (send, lines) = channel();
    std::thread::spawn(move || {
        let lines = BufReader::new(stdout).lines().map_while(Result::ok);
        lines.for_each(|line| drop(send.send(line)));
    });

    let shown = next(&lines);
    assert!(shown.contains("the embedded renderer") && shown.contains("no errors"), "{shown}");

    let broken = SOUND.replace("kind: ConfigMap", "kind: ConfigMap\nimmutible: true");
    write(folder.path(), template, &broken);
    let shown = next(&lines);
    assert!(shown.contains(&format!("{template} changed")), "{shown}");
    assert!(shown.contains("error[schema/unknown-field]"), "{shown}");
    assert!(shown.contains(&format!("--> {template}:3:1")), "{shown}");
    assert!(shown.contains("1 error;"), "{shown}");

    // A second mistake is shown alone: the first one is known.
    write(folder.path(), template, &format!("{broken}extra: true\n"));
    let shown = next(&lines);
    assert_eq!(shown.matches("error[").count(), 1, "{shown}");
    assert!(shown.contains("unknown field extra") && shown.contains("2 errors;"), "{shown}");

    write(folder.path(), template, SOUND);
    let shown = next(&lines);
    assert_eq!(shown.matches("mended schema/unknown-field").count(), 2, "{shown}");
    assert!(shown.contains("no errors"), "{shown}");
    assert!(child.0.try_wait().expect("its state").is_none(), "it goes on");
}
