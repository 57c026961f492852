//! The sentences in the source of the rules. Each must be in a report of a page: a message that no example shows is one that
//! nobody has seen.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use libtest_mimic::Failed;
use proc_macro2::{Delimiter, TokenStream, TokenTree};
use vaultlint::rule::RulePage;
use vaultlint::rules::pages;

/// Files whose sentences are about something else than a note.
const OTHER_SUBJECTS: &[(&str, &str)] = &[
    ("custom.rs", "what rules of a config say is in the config"),
    ("suggest_rule.rs", "about names of rules; tests/mistakes has them"),
    ("frontmatter_schema/size.rs", "about schemas of a config; tests/hostile_config.rs has them"),
];

/// Rules whose findings are made elsewhere.
const ELSEWHERE: &[(&str, &str)] = &[("unused-allow", "engine/suppression.rs")];

/// Functions whose strings are looked for and not said.
const NOT_SAID: &[&str] = &[
    "contains",
    "ends_with",
    "expect",
    "find",
    "join",
    "rsplit_once",
    "split",
    "split_inclusive",
    "split_once",
    "starts_with",
    "strip_prefix",
    "strip_suffix",
];

/// Strings that no page can show, and why.
const EXEMPT: &[(&str, &str)] = &[
    ("so on", "looked for in a text"),
    ("0abtnvfre \"/\\N_LPxuU\t", "looked for in a text"),
    ("more than {most} parts when its `$ref`s are followed", "about a schema: tests/hostile_config.rs"),
    ("not a valid regular expression, or too large", "about a schema: tests/hostile_config.rs"),
    ("the frontmatter is longer than {} KiB", "too long for a page: a test in src/rules/invalid_frontmatter.rs"),
    ("move everything that is not a property to the body", "the same"),
    ("the wrong encoding", "every repair names its encodings"),
    ("YAML parses it as something else", "the last resort: no such value is known"),
    ("`{what_is_left}` is garbled: it was `{first}` or `{second}`", "no such text is known"),
    ("write the intended text; an older version of the note may have it", "the same"),
    ("check the whole vault to fix it: another note may link to this heading", "pages are run with the whole vault"),
    ("the heading `{fragment}` is garbled in its note", "one note is checked: tests/damaged_headings.rs"),
];

/// A string of a rule's source.
pub(crate) struct Sentence {
    /// The rule; None where it is in a file that rules share.
    rule: Option<&'static str>,
    /// The string, with `{...}` where something is filled in.
    template: String,
}

impl Sentence {
    /// Whether a report of `page` may have it.
    pub(crate) fn is_for(&self, page: &RulePage) -> bool {
        self.rule.is_none_or(|rule| rule == page.name)
    }

    /// Whether `report` says it, whatever is filled in.
    pub(crate) fn is_in(&self, report: &str) -> bool {
        let report = spaced(report);
        let mut rest = report.as_str();
        pieces(&self.template).iter().all(|piece| match rest.split_once(spaced(piece).as_str()) {
            Some((_, after)) => {
                rest = after;
                true
            }
            None => false,
        })
    }
}

impl fmt::Display for Sentence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} ({})", self.template, self.rule.unwrap_or("shared by rules"))
    }
}

/// What stands between the places of a template that are filled in.
fn pieces(template: &str) -> Vec<String> {
    let mut pieces = vec![String::new()];
    let mut chars = template.chars().peekable();
    while let Some(c) = chars.next() {
        let piece = pieces.last_mut().expect("it begins with one");
        match c {
            '{' | '}' if chars.peek() == Some(&c) => piece.extend(chars.next()),
            '{' => {
                chars.by_ref().find(|c| *c == '}');
                pieces.push(String::new());
            }
            c => piece.push(c),
        }
    }
    pieces
}

/// `text` with one space for each run of white space: a report breaks and indents lines.
fn spaced(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        let c = if c.is_whitespace() { ' ' } else { c };
        if c != ' ' || !out.ends_with(' ') {
            out.push(c);
        }
    }
    out
}

/// Every sentence of the rules.
fn all() -> Vec<Sentence> {
    let src = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src");
    let rules = src.join("rules");
    let mut files = Vec::new();
    walk(&rules, &mut files);
    files.sort();
    let mut found = Vec::new();
    for path in files {
        let inside = path.strip_prefix(&rules).expect("it was found there").to_str().expect("sources are ASCII");
        if OTHER_SUBJECTS.iter().any(|(file, _)| *file == inside.replace('\\', "/")) {
            continue;
        }
        let module = inside.split(['/', '\\']).next().expect("a path has a part").trim_end_matches(".rs");
        let rule = pages().iter().map(|page| page.name.as_str()).find(|name| name.replace('-', "_") == module);
        read(&path, rule, &mut found);
    }
    for (rule, file) in ELSEWHERE {
        read(&src.join(file), Some(*rule), &mut found);
    }
    found
}

fn walk(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder of the source") {
        let path = entry.expect("an entry of it").path();
        if path.is_dir() { walk(&path, files) } else { files.push(path) }
    }
}

fn read(path: &Path, rule: Option<&'static str>, found: &mut Vec<Sentence>) {
    let source = fs::read_to_string(path).expect("a file of the source");
    let tokens: TokenStream = source.parse().expect("it compiles");
    let mut strings = Vec::new();
    collect(tokens, &mut strings);
    let sentences = strings.into_iter().filter(|text| is_sentence(text));
    found.extend(sentences.map(|template| Sentence { rule, template }));
}

/// The strings of `tokens`, but those of attributes, tests, options' errors, and functions that look for them.
fn collect(tokens: TokenStream, strings: &mut Vec<String>) {
    let mut names: Vec<String> = Vec::new();
    let mut is_attribute = false;
    let mut is_test = false;
    for token in tokens {
        match token {
            TokenTree::Literal(literal) => {
                if let Ok(text) = syn::parse_str::<syn::LitStr>(&literal.to_string()) {
                    strings.push(text.value());
                }
            }
            TokenTree::Ident(name) => names.push(name.to_string()),
            TokenTree::Punct(punct) => {
                is_attribute = punct.as_char() == '#' || is_attribute && punct.as_char() == '!';
                continue;
            }
            TokenTree::Group(group) if is_attribute => is_test |= group.stream().to_string().contains("test"),
            TokenTree::Group(group) if is_test && group.delimiter() == Delimiter::Brace => is_test = false,
            TokenTree::Group(group) => {
                let callee = names.last().map_or("", String::as_str);
                if !NOT_SAID.contains(&callee) && !names.ends_with(&["OptionsError".to_owned(), "new".to_owned()]) {
                    collect(group.stream(), strings);
                }
                names.clear();
            }
        }
        is_attribute = false;
    }
}

/// Whether a string has two words beside each other, and is no beginning of something.
fn is_sentence(text: &str) -> bool {
    let plain = pieces(text).join("\u{0}");
    let words: Vec<&str> = plain.split(' ').collect();
    let is_word = |word: &str| word.chars().filter(|c| c.is_alphabetic()).count() > 1;
    !text.ends_with(' ')
        && !EXEMPT.iter().any(|(exempt, _)| *exempt == text)
        && words.windows(2).any(|pair| is_word(pair[0]) && is_word(pair[1]))
}

/// The sentences that no report has.
pub(crate) fn unreported() -> Vec<Sentence> {
    let mut open = all();
    for page in pages() {
        let examples = page.examples().unwrap_or_default();
        for report in examples.iter().filter_map(|example| example.report.as_ref()) {
            open.retain(|sentence| !sentence.is_for(page) || !sentence.is_in(report));
        }
    }
    open
}

/// Fails where a sentence of the page's rule is in no report of it.
pub(crate) fn are_reported(page: &RulePage) -> Result<(), Failed> {
    fail(unreported().into_iter().filter(|sentence| sentence.rule == Some(&page.name)).collect())
}

/// The same for what is in files that several rules use.
pub(crate) fn shared_are_reported() -> Result<(), Failed> {
    fail(unreported().into_iter().filter(|sentence| sentence.rule.is_none()).collect())
}

fn fail(open: Vec<Sentence>) -> Result<(), Failed> {
    if open.is_empty() {
        return Ok(());
    }
    let open: Vec<String> = open.iter().map(|sentence| format!("  {sentence}")).collect();
    let way = "Write an example that shows it, then UPDATE_PAGES=1 cargo test --test rule_pages";
    Err(format!("no report of the page has\n{}\n{way}", open.join("\n")).into())
}
