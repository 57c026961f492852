//! A program at a terminal: a pseudo-terminal that is read back.

use std::fs::{File, OpenOptions};
use std::io::Read;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use std::process::{Command, Stdio};

use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{Winsize, tcsetwinsize};

/// What a program wrote to its terminal.
#[derive(Debug)]
pub(crate) struct Screen {
    /// None where a signal ended it.
    pub(crate) code: Option<i32>,
    /// Standard output and standard error, as they came. The terminal writes `\r\n` for a line break.
    pub(crate) bytes: Vec<u8>,
}

impl Screen {
    /// Runs `command` with its output on a terminal of 100 columns, and no input.
    pub(crate) fn of(mut command: Command) -> Self {
        let controller = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
        grantpt(&controller).unwrap();
        unlockpt(&controller).unwrap();
        let name = ptsname(&controller, Vec::new()).unwrap();
        let path = Path::new(std::ffi::OsStr::from_bytes(name.as_bytes()));
        let terminal = OpenOptions::new().read(true).write(true).open(path).unwrap();
        tcsetwinsize(&terminal, Winsize { ws_row: 50, ws_col: 100, ws_xpixel: 0, ws_ypixel: 0 }).unwrap();
        command.stdin(Stdio::null()).stdout(terminal.try_clone().unwrap()).stderr(terminal);
        let mut child = command.spawn().unwrap();
        // It holds the terminal open, and the reader would wait for it.
        drop(command);
        let reader = std::thread::spawn(move || {
            let (mut bytes, mut part) = (Vec::new(), [0; 8192]);
            let mut controller = File::from(controller);
            // Linux ends with an error where the last writer is gone.
            while let Ok(read @ 1..) = controller.read(&mut part) {
                bytes.extend_from_slice(&part[..read]);
            }
            bytes
        });
        let status = child.wait().unwrap();
        Self { code: status.code(), bytes: reader.join().unwrap() }
    }

    /// What stands on the screen.
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).replace("\r\n", "\n")
    }

    /// The first thing in the output that a terminal would act on or hide, apart from line breaks and tabs. Colours count too:
    /// `TestVault::command` turns ours off.
    pub(crate) fn raw_control(&self) -> Option<String> {
        let text = self.text();
        let at = text.find(is_raw)?;
        let start = text[..at].char_indices().rev().nth(30).map_or(0, |(start, _)| start);
        Some(text[start..].chars().take(60).collect::<String>().escape_debug().to_string())
    }
}

fn is_raw(c: char) -> bool {
    (c.is_control() && !matches!(c, '\n' | '\t'))
        || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}
