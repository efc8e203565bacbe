//! What the kernel says of a process's sockets, whatever the process says of itself.

use std::collections::BTreeSet;
use std::fs;

/// The state of a listening socket in the kernel's tables.
const LISTEN: &str = "0A";

/// Sockets of a process at one moment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sockets {
    /// Local addresses, hexadecimal as the kernel writes them, on which it listens.
    pub listening: BTreeSet<String>,
    /// How many others it has open, connections among them.
    pub others: usize,
}

/// The sockets of a process, and nothing where it has ended: those of its open files that stand in the
/// tables of its own network.
pub fn sockets(process: u32) -> Sockets {
    let own = open_sockets(process);
    let mut sockets = Sockets::default();
    let mut listening = BTreeSet::new();
    for table in ["tcp", "tcp6"] {
        let rows = fs::read_to_string(format!("/proc/{process}/net/{table}")).unwrap_or_default();
        for row in rows.lines().skip(1) {
            let columns: Vec<&str> = row.split_whitespace().collect();
            let (Some(local), Some(state), Some(socket)) =
                (columns.get(1), columns.get(3), columns.get(9))
            else {
                continue;
            };
            if *state == LISTEN && own.contains(*socket) {
                sockets.listening.insert((*local).to_owned());
                listening.insert((*socket).to_owned());
            }
        }
    }
    sockets.others = own.len() - listening.len();
    sockets
}

/// The most memory that a process has had so far, in kibibytes; none where it has ended.
pub fn peak_memory(process: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse().ok()
}

/// The numbers of the sockets among a process's open files.
fn open_sockets(process: u32) -> BTreeSet<String> {
    let Ok(files) = fs::read_dir(format!("/proc/{process}/fd")) else { return BTreeSet::new() };
    let number = |entry: fs::DirEntry| -> Option<String> {
        let target = fs::read_link(entry.path()).ok()?;
        let number = target.to_str()?.strip_prefix("socket:[")?.strip_suffix(']')?;
        Some(number.to_owned())
    };
    files.filter_map(|entry| number(entry.ok()?)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_how_much_memory_this_process_has_had() {
        assert!(peak_memory(std::process::id()).is_some_and(|kibibytes| kibibytes > 100));
        assert_eq!(peak_memory(u32::MAX), None);
    }

    #[test]
    fn sees_what_this_process_listens_on_and_when_it_no_longer_does() {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let local = format!("0100007F:{port:04X}");
        assert!(sockets(std::process::id()).listening.contains(&local));
        drop(listener);
        assert!(!sockets(std::process::id()).listening.contains(&local));
    }
}
