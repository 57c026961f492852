//! Where output goes, and how it looks there.

use std::fs::File;
use std::io::{self, BufWriter, IsTerminal, Write};

use super::args::{CheckArgs, ColorWhen};
use super::error::Failure;
use crate::report::{Palette, View, typed};

/// The stream for findings and patches: standard output, or the file of `--output`.
pub(super) struct Output {
    writer: Box<dyn Write>,
    is_terminal: bool,
}

impl Output {
    pub(super) fn open(args: &CheckArgs) -> Result<Self, Failure> {
        let Some(path) = &args.output else {
            let is_terminal = io::stdout().is_terminal();
            let choice = if is_terminal { anstream::ColorChoice::Auto } else { anstream::ColorChoice::AlwaysAnsi };
            let stdout = anstream::AutoStream::new(io::stdout(), choice);
            return Ok(Self { writer: Box::new(BufWriter::new(stdout)), is_terminal });
        };
        let file = File::create(path).map_err(|reason| Failure::Output { path: path.clone(), reason })?;
        Ok(Self { writer: Box::new(BufWriter::new(file)), is_terminal: false })
    }

    /// Standard error, where standard output holds a note.
    pub(super) fn stderr() -> Self {
        Self { writer: Box::new(io::stderr()), is_terminal: io::stderr().is_terminal() }
    }

    /// How a report looks here.
    pub(super) fn view(&self, args: &CheckArgs, seconds: f64, notes_named: bool) -> View {
        let is_coloured = match args.color {
            ColorWhen::Always => true,
            ColorWhen::Never => false,
            ColorWhen::Auto => {
                self.is_terminal && anstream::AutoStream::choice(&io::stdout()) != anstream::ColorChoice::Never
            }
        };
        let width = || terminal_size::terminal_size().map_or(100, |(width, _)| usize::from(width.0));
        View {
            palette: Palette { is_coloured },
            width: self.is_terminal.then(width),
            verbose: args.verbose,
            quiet: args.quiet,
            notes_named,
            again: again(args),
            is_fixable: args.range.is_none(),
            statistics: args.statistics,
            seconds,
        }
    }

    pub(super) fn writer(&mut self) -> &mut dyn Write {
        &mut self.writer
    }

    /// Hands everything to the system.
    pub(super) fn finish(mut self) -> Result<(), Failure> {
        Ok(self.writer.flush()?)
    }
}

/// What was asked for, as it would be typed again.
fn again(args: &CheckArgs) -> String {
    let since = args.since.iter().map(|since| format!(" --since {since}"));
    let staged = args.staged.then(|| " --staged".to_owned());
    let all_lines = args.all_lines.then(|| " --all-lines".to_owned());
    let force_exclude = args.force_exclude.then(|| " --force-exclude".to_owned());
    since
        .chain(staged)
        .chain(all_lines)
        .chain(force_exclude)
        .chain(args.paths.iter().map(|path| format!(" {}", typed(&path.display().to_string()))))
        .collect()
}
