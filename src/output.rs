//! All output of the program: standard output, standard error, and report files.
//!
//! Notes, paths, names, configuration and Git's messages are untrusted text. Everything that a terminal would act on or
//! hide is escaped, and in a CI log so is every line that the host would run as a command. Colours are a [`TextStyle`]
//! beside the text, never part of it, so no text can set one. A patch keeps its bytes in a file or a pipe.
//!
//! Writes do not fail, so that work does not depend on its report. [`Output::finish`] returns the first error; a closed
//! pipe is not one.

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

pub(crate) use progress::progress;
pub(crate) use shell::{shell_quoted, shell_quoted_path};
pub(crate) use style::TextStyle;
pub(crate) use visible::{VisibleText, escape_line};

use destination::Destination;
use visible::escape_text;

/// An output stream that escapes text as its reader requires.
pub struct Output {
    destination: Destination,
    /// Whether patches and whole files keep their bytes, as in a file or a pipe; otherwise they are escaped like text.
    is_byte_exact: bool,
    /// Whether this may be a CI log whose host runs commands in it, so that lines must be escaped.
    runs_commands: bool,
    is_coloured: bool,
    is_terminal: bool,
    /// The incomplete line, if lines must be escaped as a whole.
    line: String,
    failed: Option<io::Error>,
}

/// Whether standard error is a terminal.
pub(crate) fn is_interactive() -> bool {
    io::stderr().is_terminal()
}

/// When to use colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ColourChoice {
    /// On a terminal that supports them, unless the environment turns them off.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

impl Output {
    /// Creates an output for standard output.
    pub fn stdout() -> Self {
        let is_terminal = io::stdout().is_terminal();
        let runs_commands = !is_terminal && workflow::may_be_ci_log() && !destination::stdout_is_file();
        let mut stdout = Self::new(Destination::stdout(is_terminal), !is_terminal);
        (stdout.runs_commands, stdout.is_terminal) = (runs_commands, is_terminal);
        stdout
    }

    /// Creates an output for standard error. Write errors are ignored: they cannot be reported anywhere.
    pub fn stderr() -> Self {
        let is_terminal = io::stderr().is_terminal();
        let mut stderr = Self::new(Destination::Stderr, false);
        (stderr.runs_commands, stderr.is_terminal) = (!is_terminal && workflow::may_be_ci_log(), is_terminal);
        stderr
    }

    /// Creates an output in memory, escaped as for a terminal, without colours.
    pub fn memory() -> Self {
        Self::new(Destination::Memory(Vec::new()), false)
    }

    /// Creates an output in memory with the bytes that a file would have, without colours.
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

    /// Redirects the output to the file at `path`, which is created or truncated. Symbolic links in a vault are not
    /// followed.
    ///
    /// # Errors
    /// If it is a link or not a regular file, or cannot be opened for writing.
    pub fn redirect(&mut self, path: &Path) -> io::Result<()> {
        let file = report_file::open(path)?;
        *self = Self::new(Destination::File { file: BufWriter::new(file), path: path.to_owned() }, true);
        Ok(())
    }

    /// Sets when to use colours; the default is never.
    pub fn set_colours(&mut self, colours: ColourChoice) {
        self.is_coloured = match colours {
            ColourChoice::Always => true,
            ColourChoice::Never => false,
            ColourChoice::Auto => {
                self.is_terminal && anstream::AutoStream::choice(&io::stdout()) != anstream::ColorChoice::Never
            }
        };
    }

    /// Whether colours are used.
    pub fn is_coloured(&self) -> bool {
        self.is_coloured
    }

    /// Returns the width of the terminal in columns; None in a pipe or a file.
    pub fn width(&self) -> Option<usize> {
        let columns = || terminal_size::terminal_size().map_or(100, |(width, _)| usize::from(width.0));
        self.is_terminal.then(columns)
    }

    /// Writes text, for `write!` and `writeln!`. Line breaks and tabs are kept; everything else that a terminal acts on or
    /// hides is escaped.
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

    /// Writes text in `style`, escaped as by [`write_fmt`](Self::write_fmt).
    ///
    /// # Errors
    /// None: see [`finish`](Self::finish).
    pub fn write_styled(&mut self, style: TextStyle, text: fmt::Arguments<'_>) -> io::Result<()> {
        self.begin(style);
        self.write_fmt(text)?;
        self.end(style);
        Ok(())
    }

    /// Writes a drawing made from [`VisibleText`]. Its colours are kept, other control characters are escaped.
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

    /// Writes a patch to a terminal. Carriage returns are shown, unless all lines end in one.
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

    /// Writes the bytes of a file: unchanged in a file or a pipe, escaped on a terminal.
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
    /// If `value` cannot be serialized.
    pub fn write_json(&mut self, value: &impl Serialize) -> io::Result<()> {
        Ok(serde_json::to_writer(visible::JsonWriter(self), value)?)
    }

    /// Writes `value` as JSON, indented.
    ///
    /// # Errors
    /// If `value` cannot be serialized.
    pub fn write_json_pretty(&mut self, value: &impl Serialize) -> io::Result<()> {
        Ok(serde_json::to_writer_pretty(visible::JsonWriter(self), value)?)
    }

    /// Writes a workflow command for a CI host, on a line of its own.
    ///
    /// # Errors
    /// None: see [`finish`](Self::finish).
    pub fn write_workflow_command(&mut self, name: &str, properties: &[(&str, &str)], data: &str) -> io::Result<()> {
        self.put_exact(workflow::format_command(name, properties, data).as_bytes());
        Ok(())
    }

    /// Flushes everything.
    ///
    /// # Errors
    /// If something could not be written, with the name of the stream. A closed pipe is not an error.
    pub fn finish(&mut self) -> Result<(), (std::path::PathBuf, io::Error)> {
        self.flush();
        match self.failed.take() {
            Some(error) if error.kind() != io::ErrorKind::BrokenPipe => Err((self.destination.name(), error)),
            Some(_) | None => Ok(()),
        }
    }

    /// Returns what was written to memory; empty for other outputs.
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

    /// Writes text that is already escaped for a terminal. For a CI log, complete lines are escaped as well.
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

    /// Writes bytes unchanged, after any pending line.
    fn put_exact(&mut self, bytes: &[u8]) {
        self.send_line();
        self.send(bytes);
    }

    fn put_json(&mut self, text: &str) {
        // A CI host also finds `##[` within a line.
        let may_hold_command = self.runs_commands && text.contains("##");
        let text = if may_hold_command { Cow::Owned(text.replace('#', "\\u0023")) } else { Cow::Borrowed(text) };
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
