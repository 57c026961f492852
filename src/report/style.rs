//! Colours by meaning.

use anstyle::{AnsiColor, Style};

use crate::diagnostic::Severity;

/// The colours of a report, or none at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Palette {
    /// Whether there are colours.
    pub is_coloured: bool,
}

impl Palette {
    fn style(self, style: Style) -> Style {
        if self.is_coloured { style } else { Style::new() }
    }

    pub(super) fn path(self) -> Style {
        self.style(Style::new().bold())
    }

    pub(super) fn dim(self) -> Style {
        self.style(Style::new().dimmed())
    }

    pub(super) fn removed(self) -> Style {
        self.style(AnsiColor::Red.on_default())
    }

    pub(super) fn added(self) -> Style {
        self.style(AnsiColor::Green.on_default())
    }

    pub(super) fn hunk(self) -> Style {
        self.style(AnsiColor::Cyan.on_default())
    }

    pub(super) fn severity(self, severity: Severity) -> Style {
        self.style(match severity {
            Severity::Error => AnsiColor::Red.on_default().bold(),
            Severity::Warning => AnsiColor::Yellow.on_default(),
            Severity::Info => AnsiColor::Blue.on_default(),
        })
    }
}
