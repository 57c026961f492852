//! Measures how fast the engine reads correct notes and repairs damaged ones, against its peers in the same run.
//!
//! `cargo bench --bench mojibake`. Every figure is the median of several rounds over the same notes, in alternation
//! with the peers: `is_ascii` and UTF-8 validation (std, simdutf8), and, if `python3` has them, ftfy and plsfix.

use std::hint::black_box;
use std::io::Write;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use vaultlint::mojibake::{Codec, damage, repaired};

const ROUNDS: usize = 15;
/// The sizes of one note, and of all notes of a language, in bytes.
const NOTE: usize = 4_400;
const ALL: usize = 1_000_000;

/// Invented sentences. Each note has them in a different order.
const LANGUAGES: [(&str, &[&str]); 6] = [
    (
        "English",
        &[
            "The team’s plan for the spring is on the second page.",
            "We met at noon — everyone but Tomas — and talked about the budget.",
            "Nothing else was decided, and nobody asked why.",
            "Grace will write to the bank; the letter needs two signatures.",
            "“That is late,” she said, “but not too late.”",
            "The list has eleven names and three of them are new to us.",
            "- ✅ Ask for the keys",
            "- Call the printer about the blue paper 🔼",
        ],
    ),
    (
        "French",
        &[
            "La réunion a été déplacée à l’après-midi, comme prévu.",
            "Nous préférons la première idée : elle coûte moins cher.",
            "L’équipe a déjà écrit la moitié du rapport sur les forêts.",
            "Où est la clé ? Elle était là, près de la fenêtre.",
            "Ça ne change rien au problème, dit-elle en hésitant.",
            "Le café était fermé, le théâtre aussi, et il pleuvait.",
        ],
    ),
    (
        "Russian",
        &[
            "Сегодня мы говорили о новом расписании и о старых долгах.",
            "Никто не знает, где лежит второй ключ от склада.",
            "Список участников — на последней странице, там же и подписи.",
            "Она сказала, что письмо придёт во вторник или в среду.",
            "Погода портится, но поездку решили не отменять.",
            "Бюджет утвердили без спора, хотя вопросов осталось много.",
        ],
    ),
    (
        "Greek",
        &[
            "Η ομάδα συναντήθηκε το μεσημέρι και μίλησε για το σχέδιο.",
            "Κανείς δεν θυμάται πού βρίσκεται το δεύτερο κλειδί.",
            "Το γράμμα θα φτάσει την Τρίτη ή την Τετάρτη.",
            "Ο κατάλογος έχει έντεκα ονόματα, τρία από αυτά καινούργια.",
        ],
    ),
    (
        "Chinese",
        &[
            "今天我们讨论了新的时间表和去年的预算。",
            "没有人知道仓库的第二把钥匙在哪里。",
            "名单在最后一页，签名也在那里。",
            "她说信会在星期二或者星期三到。",
            "天气变坏了，但是大家决定不取消旅行。",
            "预算没有争论就通过了，虽然还有很多问题。",
        ],
    ),
    (
        "Japanese",
        &[
            "今日は新しい予定と去年の予算について話しました。",
            "倉庫の二番目の鍵がどこにあるか誰も知りません。",
            "名簿は最後のページにあり、署名もそこにあります。",
            "彼女は手紙が火曜日か水曜日に届くと言いました。",
            "天気が悪くなりましたが、旅行は中止しないことにしました。",
        ],
    ),
];

fn main() {
    println!("medians of {ROUNDS} rounds over notes of {NOTE} bytes, in MB/s");
    println!(
        "| text | is_ascii | from_utf8 | simdutf8 | vaultlint, clean | vaultlint, damaged | ftfy, damaged | plsfix, damaged |"
    );
    println!("|---|--:|--:|--:|--:|--:|--:|--:|");
    for (language, sentences) in LANGUAGES {
        let clean = notes(sentences);
        let damaged: Vec<String> =
            clean.iter().map(|note| damage(note, Codec::Windows1252).expect("it reads every byte")).collect();
        assert!(clean.iter().all(|note| repaired(note) == note.as_str()), "{language} is clean");
        assert!(clean.iter().zip(&damaged).all(|(note, damaged)| repaired(damaged) == note.as_str()), "{language}");
        let in_turns = speeds(
            &clean,
            &damaged,
            &[
                (false, &|note| black_box(note).is_ascii()),
                (false, &|note| str::from_utf8(black_box(note.as_bytes())).is_ok()),
                (false, &|note| simdutf8::basic::from_utf8(black_box(note.as_bytes())).is_ok()),
                (false, &|note| repaired(black_box(note)).len() > 1),
                (true, &|note| repaired(black_box(note)).len() > 1),
            ],
        );
        let peers = ["ftfy", "plsfix"].map(|module| in_python(module, &damaged).map_or("-".to_owned(), shown));
        println!("| {language} | {} | {} |", in_turns.map(shown).join(" | "), peers.join(" | "));
    }
}

/// Generates notes of these sentences, each in a different order.
fn notes(sentences: &[&str]) -> Vec<String> {
    let mut notes = Vec::new();
    let mut at = 0_usize;
    while notes.len() * NOTE < ALL {
        let mut note = format!("# Note {}\n\n", notes.len());
        while note.len() < NOTE {
            note.push_str(sentences[(at * at + at / 7) % sentences.len()]);
            note.push(if at % 5 == 4 { '\n' } else { ' ' });
            at += 1;
        }
        notes.push(note);
    }
    notes
}

/// A way to read a note, and whether it also reads the damaged notes.
type Reading<'a> = (bool, &'a dyn Fn(&str) -> bool);

/// Returns the median speed of each of `readings`, in MB/s.
fn speeds<const N: usize>(clean: &[String], damaged: &[String], readings: &[Reading<'_>; N]) -> [f64; N] {
    let mut times = [const { Vec::new() }; N];
    for _ in 0..ROUNDS {
        for ((reads_damaged, read), times) in readings.iter().zip(&mut times) {
            let notes = if *reads_damaged { damaged } else { clean };
            let start = Instant::now();
            for note in notes {
                black_box(read(note));
            }
            times.push((start.elapsed(), notes.iter().map(String::len).sum::<usize>()));
        }
    }
    times.map(|mut times| {
        times.sort_unstable();
        let (time, bytes): (Duration, usize) = times[times.len() / 2];
        bytes as f64 / time.as_secs_f64() / 1e6
    })
}

/// Returns the speed of a Python module's `fix_text` over `notes`, line by line as its documentation recommends;
/// `None` if the module is not installed.
fn in_python(module: &str, notes: &[String]) -> Option<f64> {
    let script = format!(
        "import sys, time\nimport {module}\ntext = sys.stdin.buffer.read().decode()\nlines = text.split('\\n')\n\
         times = []\nfor _ in range(3):\n    start = time.perf_counter()\n    for line in lines:\n        \
         {module}.fix_text(line)\n    times.append(time.perf_counter() - start)\n\
         print(len(text.encode()) / sorted(times)[1] / 1e6)\n"
    );
    let mut child = Command::new("python3")
        .args(["-c", &script])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .ok()?;
    // For something that slow, a tenth is enough.
    let sample = notes[..notes.len() / 10].join("\n");
    let _ = child.stdin.take()?.write_all(sample.as_bytes());
    let output = child.wait_with_output().ok()?;
    String::from_utf8(output.stdout).ok()?.trim().parse().ok()
}

fn shown(speed: f64) -> String {
    if speed < 10.0 { format!("{speed:.1}") } else { format!("{speed:.0}") }
}
