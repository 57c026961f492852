//! Commands, arguments and their help.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

const EXAMPLES: &str = "\
Examples:
  vaultlint                               check the vault you are in
  vaultlint \"People/Ada Byron.md\" Daily   check a note and a folder
  vaultlint --diff | less                 see what --fix would change
  vaultlint --fix                         fix it; `vaultlint undo` undoes that
  vaultlint --staged                      check what the next commit adds
  vaultlint hook install                  check each commit before it is made
  vaultlint --select mojibake --fix       apply the fixes of one rule
  vaultlint explain duplicate-entry       what a rule finds, and what its fix does

Exit codes: 0 clean, 1 findings are left or --diff printed a patch, 2 could not run, 3 a bug in vaultlint.";

/// A linter and fixer for vaults of Markdown notes.
///
/// Finds broken frontmatter, garbled text (mojibake), repeated entries and inconsistent names, and fixes what it can
/// prove.
#[derive(Debug, Parser)]
#[command(name = "vaultlint", version, after_help = EXAMPLES, args_conflicts_with_subcommands = true, max_term_width = 100)]
pub(super) struct Cli {
    #[command(subcommand)]
    pub(super) command: Option<Command>,
    #[command(flatten)]
    pub(super) check: CheckArgs,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Check notes; the default command, needed only if a folder has the name of a command
    Check(CheckArgs),
    /// Write .vaultlint.yaml from what the notes of this vault have in common
    Init(InitArgs),
    /// Explain a rule: what it finds, why, and what its fix does
    Explain {
        /// The rule's name
        rule: String,
        /// Output format
        #[arg(long, value_name = "FORMAT", default_value = "text")]
        format: ListFormat,
    },
    /// List all rules
    Rules {
        /// Output format
        #[arg(long, value_name = "FORMAT", default_value = "text")]
        format: ListFormat,
    },
    /// Show or check the effective configuration
    Config {
        #[command(subcommand)]
        command: ConfigCommand,
    },
    /// Install, remove or show the Git hooks that check notes before each commit
    Hook {
        #[command(subcommand)]
        command: HookCommand,
    },
    /// Find spellings that may belong to one person, and record which is right
    Names(NamesArgs),
    /// Rename a note, a folder or a heading, and update every link to it
    Rename(RenameArgs),
    /// Undo what --fix or rename wrote
    Undo(UndoArgs),
    /// Print the JSON Schema of the JSON report or of the configuration
    Schema {
        /// The schema
        #[arg(value_name = "NAME")]
        name: SchemaName,
    },
    /// Print shell completions
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
}

#[derive(Debug, Subcommand)]
pub(super) enum HookCommand {
    /// Install the hooks; an existing hook is kept and runs first
    Install {
        /// Hooks to install [default: pre-commit pre-merge-commit]
        #[arg(value_name = "NAME")]
        names: Vec<HookName>,
        /// Install even if core.hooksPath is a folder outside this repository
        #[arg(long)]
        force: bool,
    },
    /// Remove the hooks and restore those they replaced
    Uninstall,
    /// Show which hooks are installed
    Status,
    /// Run as a Git hook: check what is committed or pushed, as `hook` in .vaultlint.yaml says
    Run {
        /// The vault, if the repository has several
        #[arg(long, value_name = "DIR")]
        vault: Option<PathBuf>,
        /// The hook to run
        #[arg(value_name = "NAME")]
        name: HookName,
        /// Arguments that Git passes to the hook
        #[arg(trailing_var_arg = true, allow_hyphen_values = true, hide = true)]
        rest: Vec<std::ffi::OsString>,
    },
}

/// The Git hooks that check notes.
#[expect(clippy::enum_variant_names, reason = "Git calls them so")]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub(super) enum HookName {
    /// Before a commit
    PreCommit,
    /// Before the commit of a merge without conflicts
    PreMergeCommit,
    /// Before a push
    PrePush,
}

#[derive(Debug, Subcommand)]
pub(super) enum ConfigCommand {
    /// Print the effective configuration
    Show {
        /// The vault, or a folder in it
        #[arg(long, value_name = "DIR")]
        vault: Option<PathBuf>,
        /// Use this configuration file instead of the vault's
        #[arg(long, value_name = "FILE")]
        config: Option<PathBuf>,
    },
    /// Print the JSON Schema of .vaultlint.yaml, for editors
    Schema,
    /// Check the configuration and run the examples of its custom rules
    Check {
        /// The vault, or a folder in it
        #[arg(long, value_name = "DIR")]
        vault: Option<PathBuf>,
        /// Check this configuration file instead of the vault's
        #[arg(long, value_name = "FILE")]
        config: Option<PathBuf>,
    },
}

#[derive(Debug, Args)]
pub(super) struct InitArgs {
    /// Print the configuration instead of writing it
    #[arg(long)]
    pub(super) dry_run: bool,
    /// The vault, or a folder in it
    #[arg(long, value_name = "DIR")]
    pub(super) vault: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct NamesArgs {
    #[command(subcommand)]
    pub(super) command: Option<NamesCommand>,
    /// The vault, or a folder in it
    #[arg(id = "names_vault", long = "vault", value_name = "DIR", global = true)]
    pub(super) vault: Option<PathBuf>,
    /// Output format
    #[arg(id = "names_format", long = "format", value_name = "FORMAT", default_value = "text", global = true)]
    pub(super) format: ListFormat,
    /// Show all people, and guesses too weak for a check
    #[arg(id = "names_all", long = "all", global = true)]
    pub(super) all: bool,
    /// With accept, review and apply: also fix the notes, without asking
    #[arg(id = "names_apply", long = "apply", global = true)]
    pub(super) apply: bool,
}

/// A JSON Schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum SchemaName {
    /// The report of --format json
    Report,
    /// .vaultlint.yaml, for editors
    Config,
}

/// Output format of a list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum ListFormat {
    /// Human-readable text
    #[default]
    Text,
    /// JSON, version 1
    Json,
}

#[derive(Debug, Subcommand)]
pub(super) enum NamesCommand {
    /// List people with more than one spelling, the most frequent first
    List,
    /// Decide on all open spellings in your editor
    Review,
    /// Record which spelling is right; a name alone is recorded as correct
    Accept(AcceptArgs),
    /// Record that these are different people
    Reject {
        /// Their names
        #[arg(value_name = "NAME", required = true, num_args = 2..)]
        names: Vec<String>,
    },
    /// Explain why two names do or do not belong to one person, or list the names close to one
    Explain {
        /// A name
        #[arg(value_name = "NAME")]
        one: String,
        /// A second name [default: list the names in the vault that are close to the first]
        #[arg(value_name = "NAME")]
        other: Option<String>,
    },
    /// Read pairs of names, tab-separated, and print how likely each pair is one person
    Compare,
    /// Record the decisions in a list as `review` writes it
    Apply {
        /// The list; `-` for standard input
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
    /// Print the recorded spellings, for programs that write transcripts
    Export,
}

#[derive(Debug, Args)]
pub(super) struct AcceptArgs {
    /// The right spelling
    #[arg(value_name = "NAME")]
    pub(super) name: String,
    /// A wrong spelling, to be corrected
    #[arg(long, value_name = "FORM")]
    pub(super) wrong: Vec<String>,
    /// Another correct form of the name, to be kept
    #[arg(long, value_name = "FORM")]
    pub(super) also: Vec<String>,
    /// Correct the wrong spelling only in these notes
    #[arg(long = "in", value_name = "GLOB", conflicts_with = "also", requires = "wrong")]
    pub(super) within: Option<String>,
    /// Also rename the folders that have the wrong spelling in their names; implies --apply
    #[arg(long, requires = "wrong")]
    pub(super) folder: bool,
}

#[derive(Debug, Args)]
pub(super) struct RenameArgs {
    /// The note or folder, by name or path, or a heading as `NOTE#HEADING`; a folder note stands for its folder
    #[arg(value_name = "OLD", required_unless_present = "damaged", default_value = "", hide_default_value = true)]
    pub(super) old: String,
    /// The new name, path or folder (ends in `/`), or the new text of the heading
    #[arg(value_name = "NEW", required_unless_present = "damaged", default_value = "", hide_default_value = true)]
    pub(super) new: String,
    /// Rename every file whose name is garbled, where the right name is certain
    #[arg(long, conflicts_with_all = ["old", "new"])]
    pub(super) damaged: bool,
    /// Print the patch instead of renaming
    #[arg(long, visible_alias = "dry-run")]
    pub(super) diff: bool,
    /// The vault, or a folder in it
    #[arg(long, value_name = "DIR")]
    pub(super) vault: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct UndoArgs {
    /// The step to undo, as numbered by --list [default: the latest], and notes to restore [default: all of the step]
    #[arg(value_name = "STEP|PATHS")]
    pub(super) step_and_paths: Vec<PathBuf>,
    /// List the steps that can be undone
    #[arg(long)]
    pub(super) list: bool,
    /// The vault, or a folder in it
    #[arg(long, value_name = "DIR")]
    pub(super) vault: Option<PathBuf>,
}

#[derive(Clone, Debug, Default, Args)]
pub(super) struct CheckArgs {
    /// Notes and folders to check [default: the whole vault]
    #[arg(value_name = "PATHS")]
    pub(super) paths: Vec<PathBuf>,

    /// Check what is staged for the next commit
    #[arg(long, conflicts_with_all = ["range", "since", "stdin_filename"], help_heading = "What changed")]
    pub(super) staged: bool,
    /// Check what changed between revisions A and B; with A...B, what changed in B since it branched off A
    #[arg(long, value_name = "A..B", conflicts_with_all = ["since", "stdin_filename"], help_heading = "What changed")]
    pub(super) range: Option<String>,
    /// Check what changed since REV; `last` is the last clean run
    #[arg(long, value_name = "REV", conflicts_with = "stdin_filename", help_heading = "What changed")]
    pub(super) since: Option<String>,
    /// Also report findings on lines that did not change
    #[arg(long, help_heading = "What changed")]
    pub(super) all_lines: bool,

    /// Apply safe fixes and print what they changed
    #[arg(long, help_heading = "Fixing")]
    pub(super) fix: bool,
    /// With --fix or --diff: include fixes that should be reviewed
    #[arg(long, help_heading = "Fixing")]
    pub(super) unsafe_fixes: bool,
    /// Print what --fix would change as a patch, and write nothing
    #[arg(long, help_heading = "Fixing")]
    pub(super) diff: bool,

    /// Run only these rules
    #[arg(long, value_name = "RULE", value_delimiter = ',', help_heading = "Rules")]
    pub(super) select: Vec<String>,
    /// Skip these rules
    #[arg(long, value_name = "RULE", value_delimiter = ',', help_heading = "Rules")]
    pub(super) ignore: Vec<String>,
    /// Minimum severity that makes the run fail
    #[arg(long, value_name = "SEVERITY", default_value = "error", help_heading = "Rules")]
    pub(super) fail_on: FailOn,
    /// Use this configuration file instead of .vaultlint.yaml
    #[arg(long, value_name = "FILE", help_heading = "Rules")]
    pub(super) config: Option<PathBuf>,

    /// The root of the vault [default: the outermost folder with .vaultlint.yaml or .obsidian]
    #[arg(long, value_name = "DIR", help_heading = "Notes")]
    pub(super) vault: Option<PathBuf>,
    /// Check standard input as a note of this name; with --fix, write the fixed note to standard output
    #[arg(long, value_name = "NAME", conflicts_with = "paths", help_heading = "Notes")]
    pub(super) stdin_filename: Option<PathBuf>,
    /// Skip excluded notes even if they are named
    #[arg(long, help_heading = "Notes")]
    pub(super) force_exclude: bool,

    /// Ignore the cache and do not update it
    #[arg(long, help_heading = "Notes")]
    pub(super) no_cache: bool,

    /// Output format
    #[arg(long, default_value = "text", help_heading = "Output")]
    pub(super) format: Format,
    /// Write the report or patch to this file
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    pub(super) output: Option<PathBuf>,
    /// Add counts by rule, and the commit that garbled the most notes
    #[arg(long, help_heading = "Output")]
    pub(super) statistics: bool,
    /// When to use colors
    #[arg(long, value_name = "WHEN", default_value = "auto", help_heading = "Output")]
    pub(super) color: ColorWhen,
    /// Print only the summary
    #[arg(short, long, conflicts_with = "verbose", help_heading = "Output")]
    pub(super) quiet: bool,
    /// Print every finding and every change in full
    #[arg(short, long, help_heading = "Output")]
    pub(super) verbose: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// Human-readable text
    #[default]
    Text,
    /// One line per finding
    Concise,
    /// JSON, version 1
    Json,
    /// Annotations for GitHub Actions
    Github,
    /// SARIF 2.1.0, for code scanning
    Sarif,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum FailOn {
    #[default]
    Error,
    Warning,
    Info,
    Never,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum ColorWhen {
    #[default]
    Auto,
    Always,
    Never,
}
