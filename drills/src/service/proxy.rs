//! What stands between a client and a store, and at will refuses or loses connections.

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use anyhow::{Context as _, Result};

/// What it does with the connections that are made from now on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Passes them on.
    Pass,
    /// Answers every request itself: access denied, as S3 says it.
    Refuse,
    /// Loses a connection once it has passed so many bytes of requests on, and this so many times.
    Lose {
        /// Bytes.
        after: usize,
        /// Times that are left.
        times: usize,
    },
}

/// A proxy. Its address stays taken until the drill ends.
#[derive(Clone, Debug)]
pub struct Proxy {
    mode: Arc<Mutex<Mode>>,
}

const DENIED: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>AccessDenied</Code>\
                      <Message>Access Denied</Message></Error>";

impl Proxy {
    /// Listens at an address and passes on to another one.
    ///
    /// # Errors
    /// When the address is taken.
    pub fn start(address: &str, port: u16, target: SocketAddr) -> Result<Self> {
        let listener = TcpListener::bind((address, port)).context("the proxy of the store")?;
        let mode = Arc::new(Mutex::new(Mode::Pass));
        let proxy = Proxy { mode };
        let of_thread = proxy.clone();
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let proxy = of_thread.clone();
                // A connection that breaks is what this is for.
                thread::spawn(move || drop(proxy.serve(client, target)));
            }
        });
        Ok(proxy)
    }

    /// Changes what it does.
    pub fn set(&self, mode: Mode) {
        *self.mode.lock().unwrap_or_else(PoisonError::into_inner) = mode;
    }

    /// What it does now; of connections to lose, those that are left.
    pub fn mode(&self) -> Mode {
        *self.mode.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn serve(&self, client: TcpStream, target: SocketAddr) -> Result<()> {
        if self.mode() == Mode::Refuse {
            return refuse(client);
        }
        let store = TcpStream::connect(target)?;
        let (mut answers, mut back) = (store.try_clone()?, client.try_clone()?);
        thread::spawn(move || {
            let _ = std::io::copy(&mut answers, &mut back);
            let _ = back.shutdown(Shutdown::Both);
        });
        self.pass_requests(client, store)
    }

    fn pass_requests(&self, mut client: TcpStream, mut store: TcpStream) -> Result<()> {
        let mut buffer = [0; 16 * 1024];
        let mut passed = 0;
        loop {
            let read = client.read(&mut buffer)?;
            if read == 0 {
                store.shutdown(Shutdown::Write)?;
                return Ok(());
            }
            passed += read;
            if self.loses(passed) {
                store.shutdown(Shutdown::Both)?;
                client.shutdown(Shutdown::Both)?;
                return Ok(());
            }
            store.write_all(&buffer[..read])?;
        }
    }

    fn loses(&self, passed: usize) -> bool {
        let mut mode = self.mode.lock().unwrap_or_else(PoisonError::into_inner);
        match &mut *mode {
            Mode::Lose { after, times } if passed > *after && *times > 0 => {
                *times -= 1;
                true
            }
            _ => false,
        }
    }
}

fn refuse(mut client: TcpStream) -> Result<()> {
    let mut request: Vec<u8> = Vec::new();
    let mut buffer = [0; 4096];
    while !request.windows(4).any(|end| end == b"\r\n\r\n") {
        let read = client.read(&mut buffer)?;
        if read == 0 {
            return Ok(());
        }
        request.extend(&buffer[..read]);
    }
    let length = DENIED.len();
    let head = format!(
        "HTTP/1.1 403 Forbidden\r\nContent-Type: application/xml\r\nContent-Length: {length}\r\n\
         Connection: close\r\n\r\n"
    );
    client.write_all(head.as_bytes())?;
    client.write_all(DENIED.as_bytes())?;
    client.shutdown(Shutdown::Write)?;
    // Closing over unread data would reset the connection before the answer is read.
    let _ = std::io::copy(&mut client, &mut std::io::sink());
    Ok(())
}
