//! The one way out: whatever a person or a program reads of us is written here.
//!
//! Notes, paths, names, config and what Git says are a stranger's words. They reach a terminal with everything visible that
//! it would act on or hide, and a log of a CI host without a line that the host would obey. A colour is a [`TextStyle`] beside
//! the text, never a part of it, so no text can bring one. A patch keeps its bytes in a file or a pipe.
//!
//! Writing does not fail: work must not depend on who reads about it. What could not be written is told by
//! [`Output::finish`], and a reader that has gone away is no error.

mod destination;
mod progress;
mod report_file;
mod shell;
mod style;
mod visible;
mod workflow;

use std::borrow::Cow;
use std::fmt;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::Path;

use serde::Serialize;

pub use progress::{Progress, progress};
pub use shell::{shell_quoted, shell_quoted_path};
pub use style::TextStyle;
pub use visible::{VisibleText, escape_line};

use destination::Destination;
use visible::escape_text;

/// A stream of text, and who reads it.
pub struct Output {
    destination: Destination,
    /// Whether a patch, or a file as a whole, stays byte for byte, as in a file or a pipe; else it is escaped like text.
    is_byte_exact: bool,
    /// Whether this may be a log whose host obeys lines: then no line of text is a command.
    runs_commands: bool,
    is_coloured: bool,
    is_terminal: bool,
    /// The line that is not complete, where a host may obey lines.
    line: String,
    failed: Option<io::Error>,
}

/// Whether somebody may be at a terminal to read what is said on standard error.
pub fn is_interactive() -> bool {
    io::stderr().is_terminal()
}

/// When there are colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ColourChoice {
    /// On a terminal that shows them, unless the environment says no.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

impl Output {
    /// Standard output.
    pub fn stdout() -> Self {
        let is_terminal = io::stdout().is_terminal();
        let is_obeyed = !is_terminal && workflow::may_be_ci_log() && !destination::stdout_is_file();
        let mut stdout = Self::new(Destination::stdout(is_terminal), !is_terminal);
        (stdout.runs_commands, stdout.is_terminal) = (is_obeyed, is_terminal);
        stdout
    }

    /// Standard error. What cannot be written there is lost: there is nowhere left to tell of it.
    pub fn stderr() -> Self {
        let is_terminal = io::stderr().is_terminal();
        let mut stderr = Self::new(Destination::Stderr, false);
        (stderr.runs_commands, stderr.is_terminal) = (!is_terminal && workflow::may_be_ci_log(), is_terminal);
        stderr
    }

    /// Text in memory, escaped as for a terminal; without colours.
    pub fn memory() -> Self {
        Self::new(Destination::Memory(Vec::new()), false)
    }

    /// Bytes in memory, as a file would have them; without colours.
    pub fn byte_exact_memory() -> Self {
        Self::new(Destination::Memory(Vec::new()), true)
    }

    fn new(target: Destination, keeps_bytes: bool) -> Self {
        Self {
            destination: target,
            is_byte_exact: keeps_bytes,
            runs_commands: false,
            is_coloured: false,
            is_terminal: false,
            line: String::new(),
            failed: None,
        }
    }

    /// Writes to the file at `path` from now on, which is made, or emptied. No link of a vault is followed.
    ///
    /// # Errors
    /// When it is a link or no regular file, or cannot be opened for writing.
    pub fn redirect(&mut self, path: &Path) -> io::Result<()> {
        let file = report_file::open(path)?;
        *self = Self::new(Destination::File { file: BufWriter::new(file), path: path.to_owned() }, true);
        Ok(())
    }

    /// Sets when there are colours; without it there are none.
    pub fn set_colours(&mut self, colours: ColourChoice) {
        self.is_coloured = match colours {
            ColourChoice::Always => true,
            ColourChoice::Never => false,
            ColourChoice::Auto => {
                self.is_terminal && anstream::AutoStream::choice(&io::stdout()) != anstream::ColorChoice::Never
            }
        };
    }

    /// Whether there are colours.
    pub fn is_coloured(&self) -> bool {
        self.is_coloured
    }

    /// Columns of the terminal; None in a pipe or a file.
    pub fn width(&self) -> Option<usize> {
        let columns = || terminal_size::terminal_size().map_or(100, |(width, _)| usize::from(width.0));
        self.is_terminal.then(columns)
    }

    /// Writes text for people; for `write!` and `writeln!`. Line breaks and tabs stay, everything else that a terminal
    /// acts on comes out visible.
    ///
    /// # Errors
    /// None: see [`finish`](Self::finish).
    pub fn write_fmt(&mut self, text: fmt::Arguments<'_>) -> io::Result<()> {
        match text.as_str() {
            Some(text) => self.put_text(&escape_text(text)),
            None => self.put_text(&escape_text(&text.to_string())),
        }
        Ok(())
    }

    /// Writes text for people in `style`.
    ///
    /// # Errors
    /// None: see [`finish`](Self::finish).
    pub fn write_styled(&mut self, style: TextStyle, text: fmt::Arguments<'_>) -> io::Result<()> {
        self.begin(style);
        self.write_fmt(text)?;
        self.end(style);
        Ok(())
    }

    /// Writes a drawing whose words are [`VisibleText`] already: colours in it stay, other control characters do not.
    ///
    /// # Errors
    /// None: see [`finish`](Self::finish).
    pub fn write_drawing(&mut self, drawing: &str) -> io::Result<()> {
        for (colour, text) in style::split_colours(drawing) {
            if self.is_coloured {
                self.put_text(colour);
            }
            self.put_text(&escape_text(text));
        }
        Ok(())
    }

    /// Writes the lines of a patch, each with its line break: byte for byte in a file or a pipe, escaped on a terminal.
    ///
    /// # Errors
    /// None: see [`finish`](Self::finish).
    pub fn write_patch(&mut self, lines: &[(TextStyle, Cow<'_, [u8]>)]) -> io::Result<()> {
        if !self.is_byte_exact {
            return self.patch_on_screen(lines);
        }
        for (style, line) in lines {
            let (text, ending) = line.strip_suffix(b"\n").map_or((&line[..], &b""[..]), |text| (text, b"\n"));
            self.put_exact(style.start(self.is_coloured).as_bytes());
            self.put_exact(text);
            self.put_exact(style.reset(self.is_coloured).as_bytes());
            self.put_exact(ending);
        }
        Ok(())
    }

    /// A carriage return is shown where it tells lines apart; where all lines have one it only ends them.
    fn patch_on_screen(&mut self, lines: &[(TextStyle, Cow<'_, [u8]>)]) -> io::Result<()> {
        let is_content =
            |style: &TextStyle| matches!(style, TextStyle::Context | TextStyle::Removed | TextStyle::Added);
        let ends_in_return = |line: &[u8]| line.ends_with(b"\r\n") || line.ends_with(b"\r");
        let drops_returns = lines.iter().all(|(style, line)| !is_content(style) || ends_in_return(line));
        for (style, line) in lines {
            let line = line.strip_suffix(b"\n").unwrap_or(line);
            let line = if drops_returns { line.strip_suffix(b"\r").unwrap_or(line) } else { line };
            self.write_styled(*style, format_args!("{}", String::from_utf8_lossy(line)))?;
            self.put_text("\n");
        }
        Ok(())
    }

    /// Writes the bytes of a file: as they are in a file or a pipe, escaped on a terminal.
    ///
    /// # Errors
    /// None: see [`finish`](Self::finish).
    pub fn write_bytes(&mut self, bytes: &[u8]) -> io::Result<()> {
        match self.is_byte_exact {
            true => self.put_exact(bytes),
            false => self.put_text(&escape_text(&String::from_utf8_lossy(bytes))),
        }
        Ok(())
    }

    /// Writes `value` as JSON on one line, without a line break.
    ///
    /// # Errors
    /// When it cannot be written as JSON.
    pub fn write_json(&mut self, value: &impl Serialize) -> io::Result<()> {
        Ok(serde_json::to_writer(visible::JsonWriter(self), value)?)
    }

    /// Writes `value` as JSON, indented.
    ///
    /// # Errors
    /// When it cannot be written as JSON.
    pub fn write_json_pretty(&mut self, value: &impl Serialize) -> io::Result<()> {
        Ok(serde_json::to_writer_pretty(visible::JsonWriter(self), value)?)
    }

    /// Writes a workflow command that is meant, on a line of its own.
    ///
    /// # Errors
    /// None: see [`finish`](Self::finish).
    pub fn write_workflow_command(&mut self, name: &str, properties: &[(&str, &str)], data: &str) -> io::Result<()> {
        self.put_exact(workflow::format_command(name, properties, data).as_bytes());
        Ok(())
    }

    /// Hands everything to the system.
    ///
    /// # Errors
    /// Where something could not be written, with the name of the stream. That nobody reads any more is no error.
    pub fn finish(&mut self) -> Result<(), (std::path::PathBuf, io::Error)> {
        self.flush();
        match self.failed.take() {
            Some(error) if error.kind() != io::ErrorKind::BrokenPipe => Err((self.destination.name(), error)),
            Some(_) | None => Ok(()),
        }
    }

    /// What was written to memory.
    pub fn into_text(mut self) -> String {
        self.flush();
        match &mut self.destination {
            Destination::Memory(bytes) => String::from_utf8_lossy(&std::mem::take(bytes)).into_owned(),
            Destination::Stdout(_) | Destination::Stderr | Destination::File { .. } => String::new(),
        }
    }

    fn begin(&mut self, style: TextStyle) {
        self.put_text(&style.start(self.is_coloured));
    }

    fn end(&mut self, style: TextStyle) {
        self.put_text(&style.reset(self.is_coloured));
    }

    /// Text that is visible already. Where a host obeys lines, each is looked at as a whole.
    fn put_text(&mut self, text: &str) {
        if !self.runs_commands {
            return self.send(text.as_bytes());
        }
        for part in text.split_inclusive('\n') {
            self.line.push_str(part);
            if part.ends_with('\n') {
                self.send_line();
            }
        }
    }

    /// Bytes as they are, behind what was written before.
    fn put_exact(&mut self, bytes: &[u8]) {
        self.send_line();
        self.send(bytes);
    }

    fn put_json(&mut self, text: &str) {
        // A host looks for `##[` within a line, too.
        let is_looked_for = self.runs_commands && text.contains("##");
        let text = if is_looked_for { Cow::Owned(text.replace('#', "\\u0023")) } else { Cow::Borrowed(text) };
        self.put_exact(text.as_bytes());
    }

    fn send_line(&mut self) {
        if !self.line.is_empty() {
            let line = std::mem::take(&mut self.line);
            self.send(workflow::escape_commands(&line).as_bytes());
        }
    }

    fn send(&mut self, bytes: &[u8]) {
        if self.failed.is_none() {
            self.failed = self.destination.write_all(bytes).err();
        }
    }

    fn flush(&mut self) {
        self.send_line();
        if self.failed.is_none() {
            self.failed = self.destination.flush().err();
        }
    }
}

impl Drop for Output {
    fn drop(&mut self) {
        self.flush();
    }
}
