//! The destinations of output.

use std::fs::File;
use std::io::{self, BufWriter, Stdout, Write};
use std::path::PathBuf;

use anstream::{AutoStream, ColorChoice};

/// A stream, a file or memory.
pub(super) enum Destination {
    /// Standard output.
    Stdout(BufWriter<AutoStream<Stdout>>),
    /// Standard error.
    Stderr,
    /// A file named by the user.
    File { file: BufWriter<File>, path: PathBuf },
    /// Memory.
    Memory(Vec<u8>),
}

impl Destination {
    pub(super) fn stdout(is_terminal: bool) -> Self {
        let choice = if is_terminal { ColorChoice::Auto } else { ColorChoice::AlwaysAnsi };
        Self::Stdout(BufWriter::new(AutoStream::new(io::stdout(), choice)))
    }

    /// Returns its name for error messages.
    pub(super) fn name(&self) -> PathBuf {
        match self {
            Self::Stdout(_) => "standard output".into(),
            Self::Stderr => "standard error".into(),
            Self::File { path, .. } => path.clone(),
            Self::Memory(_) => "memory".into(),
        }
    }
}

impl Write for Destination {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Stdout(stream) => stream.write(bytes),
            Self::Stderr => {
                let _ = io::stderr().write_all(bytes);
                Ok(bytes.len())
            }
            Self::File { file, .. } => file.write(bytes),
            Self::Memory(memory) => memory.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Stdout(stream) => stream.flush(),
            Self::File { file, .. } => file.flush(),
            Self::Stderr | Self::Memory(_) => Ok(()),
        }
    }
}

/// Whether standard output is a regular file, which is not a CI log.
#[cfg(unix)]
pub(super) fn stdout_is_file() -> bool {
    use std::os::fd::AsFd;
    let file = io::stdout().as_fd().try_clone_to_owned().map(File::from);
    file.and_then(|file| file.metadata()).is_ok_and(|metadata| metadata.is_file())
}

#[cfg(not(unix))]
pub(super) fn stdout_is_file() -> bool {
    false
}
