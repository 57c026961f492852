//! The fields that notes are generated from: sentences with placeholders.
//!
//! In a sentence, `{x}` stands for one of the field's pieces with that name, and `{#}` for a number.

use super::Random;

/// A field.
pub(super) struct Field {
    sentences: &'static [&'static str],
    /// The name of each placeholder, and the pieces that it stands for, separated by spaces.
    pieces: &'static [(&'static str, &'static str)],
}

impl Field {
    /// Generates one line: a sentence, or sometimes a heading, a list item, a quotation or a table row.
    pub(super) fn line(&self, random: &mut Random) -> String {
        let mut line = random.of(&["", "", "", "", "- ", "## ", "> ", "1. ", "| "]).to_owned();
        let mut rest = random.of(self.sentences);
        while let Some((before, after)) = rest.split_once('{') {
            let (name, after) = after.split_once('}').expect("a place ends");
            line.push_str(before);
            line.push_str(&self.piece(name, random));
            rest = after;
        }
        line.push_str(rest);
        if line.starts_with('|') { line + " |" } else { line }
    }

    fn piece(&self, name: &str, random: &mut Random) -> String {
        match name {
            "#" => match random.below(3) {
                0 => random.below(100).to_string(),
                1 => format!("{}.{:02}", random.below(20), random.below(100)),
                _ => format!("0.{}", random.below(10)),
            },
            _ => {
                let (_, pieces) = self.pieces.iter().find(|(known, _)| *known == name).expect("a piece has a name");
                random.of(&pieces.split(' ').collect::<Vec<_>>()).to_owned()
            }
        }
    }
}

const SIGNS: &str =
    "± · ² ³ ¹ ° ´ ’ ‘ “ ” † ‡ • – — … ™ ® © ª º « » ‹ › § ¶ ¼ ½ ¾ € £ ¥ ¢ ¤ ¦ ¬ µ ¨ ¯ ¸ ˆ ˜ ‰ ¡ ¿ ‚ „ ƒ";
const LETTERS: &str = "Â Ã Ä Å Æ Ç È É Ê Ë Ì Í Î Ï Ð Ñ Ò Ó Ô Õ Ö Ø Ù Ú Û Ü Ý Þ ß";

pub(super) const FIELDS: &[Field] = &[
    // Operators with hats.
    Field {
        sentences: &[
            "The variance is ⟨{O}²⟩ − ⟨{O}⟩².",
            "⟨{O}²⟩",
            "{O}² = {O}·{O}",
            "{O}†{O} and {O}{P}† − {P}†{O}",
            "[{O}, {P}] = iħ, [{O}²,{P}] = 2iħ{O}",
            "{O}·{P} + {P}·{O}",
            "e^({O}t), e^(−i{O}{s}t), exp({O}{s})",
            "({O}±i{P})/√2, {O}±{P}",
            "{O}⁻¹ is the inverse of {O}",
            "|ψ'⟩ = {O}|ψ⟩, ⟨φ|{O}{s}|ψ⟩",
            "Tr({O}²) = Tr {O}{s} = {#}",
            "a{O}²b + c{O}³ + i{O}{s}",
            "{O}’s eigenvalues; the operator ‘{O}’, or “{O}”",
            "sin{O}², cos{O}²·t and ln{O}±1",
            "{O}¹, {O}², {O}³: powers; {O}°: degree; {O}´, {O}¨: derivatives",
            "H = {O}²/2m + ½mω²{P}²",
            "({O}·{P})² ≥ ¼|⟨[{O},{P}]⟩|²",
            "{O}{s}{P} = {P}{s}{O}",
            "Here {O} is Hermitian: {O}†={O}.",
            "The ladder: {o}†{o}, {o}†², {o}†·{o}, “{o}†”, {o}±",
        ],
        pieces: &[
            ("O", "Â Ê Ô Û Î Â B̂ Ĥ Â Ã"),
            ("P", "B̂ Ĉ p̂ x̂ Ê Ô Û Â Ñ D̂"),
            ("o", "â ê ô û ã b̂ â"),
            ("s", "± · ² ³ † ‡ ¹ ° ¬ × – ’"),
        ],
    },
    // Lengths, volumes, energies.
    Field {
        sentences: &[
            "Distance: {#}{U}, Expected: {#}{U}±{#}{U}",
            "RMSD {#}{U}±{#}{U}",
            "a = {#} {U}, b = {#}{U}±{#}, V = {#} {U}³",
            "{#} kcal·{U}·mol⁻¹",
            "{#} eV·{U}²·ps⁻¹ or eV/{U}²",
            "from {#}{U}–{#}{U}, {#} {U}—about",
            "cell volume {U}³, area {U}², {U}¹",
            "density {#}/{U}³; {#} e·{U}⁻³",
            "|F| in {U}·{U}, {#}{U}·{U}",
            "resolution {#}{U}… {#}{U}",
            "cutoff={#}{U}; “{#} {U}”, ‘{U}’, «{U}»",
            "{#}{U}×{#}{U}, {#}{U}²×{#}{U}³",
            "hole {U}{#} mm, {U}±{#}, {U}·{#}, {U}²/4",
            "sample {U}{s} at {#}°C ±{#} µm",
            "{U}ngström ({U}), {U}’s",
            "R = {#} Ω±5 %, ρ = {#}Ω·cm, {#} kΩ·m",
            "Σ² = {#}, Δ² > Γ², Φ·Ψ², Ω², Σ±Δ, (Λ·Ξ)²",
            "{#} В±{#}, {#} кВт·ч, {#} м², Н·м², {#} °С, {#} В·А",
        ],
        pieces: &[("U", "Å Å Å Å Ø Ã Ä Ö"), ("s", "± · ² ³ ¹ ° † ’ ™ – —")],
    },
    // Chemistry and crystallography.
    Field {
        sentences: &[
            "space group P2¹/c, {U}{s}{U}",
            "bond {X}–{Y} {#}{U}, {X}–{Y} {#} {U}±{#}",
            "{X}²⁺ and {Y}³⁺, {X}·{#}H₂O",
            "ΔG° = −{#} kJ·mol⁻¹, {U}°, {U}‡ and ΔG‡",
            "unit cell {U}³, Z={#}, {#}{U}³",
            "site Å¹, Ä¹, Ö² and Ü³",
            "pH {#}±{#}, pKa {#}±{#}",
            "k = {#} {U}²·s⁻¹, {#} M⁻¹·s⁻¹",
            "{U}{s}–{X}, {X}…{Y} {#}{U}",
            "(001)·{U}, [{U}{s}]",
        ],
        pieces: &[("U", "Å Å Å Ø Ê Û"), ("X", "Cu Fe N O H C"), ("Y", "O N Cl S"), ("s", "± · ² ³ ¹ ° † ‡ •")],
    },
    // IPA and romanisation.
    Field {
        sentences: &[
            "[{V}{s}] and /{V}{t}/",
            "/{C}{V}{t}{C}/, [ˈ{C}{V}ː]",
            "tone: ma¹ {C}{V}² {C}{V}³ {C}{V}{t}",
            "{V}¹ {V}² {V}³, {V}´, {V}˜, {V}ˆ, {V}¨",
            "the vowel “{V}”, ‘{V}’, «{V}», /{V}/—{V}…",
            "{E}{t}, {E}’ and {E}·{C}",
            "word-final {V}·, syllables {C}{V}·{C}{V}",
        ],
        pieces: &[
            ("V", "ã õ ẽ æ ø œ ɛ̃ ɔ ə å ä ö â ê ô è é à ì í ï ë"),
            ("E", "Ã Õ Æ Ø Å Â Ê Ô Ð Þ ß Ñ Ç"),
            ("C", "p t k ð θ ʃ ɲ ŋ ç β"),
            ("s", "± · ² ³ ¹ ° ´ ’ ‘ ˜ ˆ"),
            ("t", "¹ ² ³ ¹³ ²¹ ¹² ²³ · ’ ´"),
        ],
    },
    // Capitals of many languages before marks.
    Field {
        sentences: &[
            "“{W}”, «{W}», „{W}“, ‘{W}’ and ”{W}”",
            "{W}… {W}— {W}– {W}’",
            "Ele disse: “{W}”… e saiu.",
            "Ea a spus „{W}” și a plecat.",
            "»{W}« sagde han, ”{W}”",
            "{W}™ {W}® {W}© {W}°",
            "# {W} «{W}»",
            "{W}¹ {W}² {W}³ {W}† {W}‡ {W}* {W}§",
            "Letter “{L}”, ‘{L}’, «{L}», „{L}“ — {L}…",
            "{L}· {L}• {L}– {L}— {L}{s}",
            "{W}·{W}, {W}•{W}, {W}—{W}",
        ],
        pieces: &[
            (
                "W",
                "AMANHÃ IRMÃ AVÔ AVÓ ATÉ NÃO PAPÁ MAÇÃ BLÅ SMÅ NÅ GÅ PÅ GRØ Ø BØ CASĂ MAMĂ GRIJĂ ROMÂ CAFÉ CITÉ ROSÉ PRÉ DÉJÀ VOILÀ \
                 PÄIVÄ TÄÄ MITÄ TÖ MENÜ HÀ CÂ BÊ PHỞ ĐÀ LÊ HUẾ SỮ STRASSE SPAß GROß FUß MAß ESPAÑ JOSÉ PERÚ ARÜ BROÐ GUÐ",
            ),
            ("L", LETTERS),
            ("s", SIGNS),
        ],
    },
    // Small letters with accents at the end of words, before marks.
    Field {
        sentences: &[
            "“{w}”, «{w}», „{w}“, ‘{w}’",
            "“{w}”— “{w}”… “{w}”® “{w}”¹ “{w}”² «{w}»¹",
            "{w}¹² {w}²³ {w}¹³ {w}™® {w}®™ {w}†‡ {w}’” {w}”’",
            "{w}…” {w}—“no” {w}–“sì” {w}…’ {w}…» {w}·{w}",
            "{w}¹ {w}² {w}³ {w}’ {w}° {w}™",
            "({w}){s} {w}{s}{s}",
        ],
        pieces: &[
            (
                "w",
                "café é è à città perché così però più fiancé olé José Pelé señorita mañana brå på gå skå ö ä tää hyvä avó avô irmã maçã até ç façade là où groß Spaß naïf Zoë ñ ð bú ngã đã mẹ hè lê",
            ),
            ("s", SIGNS),
        ],
    },
    // Mathematics.
    Field {
        sentences: &[
            "{M}{s}{N}, ({M}{s})",
            "f({M})·{N}, {M}²+{N}²={#}, {M}³−{N}¹",
            "√π, a√π, 2√Ω, √∂, √∑x, ∆∂, ≈∞, {M}√π·{N}",
            "∀{M} ∈ {N}: {M}≤{N}, ¬{M}, {M}¬{N}",
            "{M}·{N} = {N}·{M}; {M}±{N}; {M}°{N}; {M}×{N}",
            "{M}: {N}→{N}, {M}ⁿ, {M}⁻¹{N}",
            "µ{M}, {M}µ, ½{M}, {M}½, {M}¼·{N}",
            "Let {M} be a set, {M}′ and {M}´ its closures, {M}¯ {M}ˆ {M}˜",
            "x√πr, m√πkT, ab√πc, σ√≥, n√±1",
        ],
        pieces: &[
            ("M", "Ñ Ø Ã Â Û Ô Ê Þ Ð ß Γ Σ Δ Ω Φ Ψ Π Λ Ξ Θ É Å"),
            ("N", "Ø x Å y B̂ Ω Ã Z Ê δ σ"),
            ("s", "± · ² ³ ¹ ° ¬ † ‡ ’ ” … – — • µ ½ ˜ ¯ ´"),
        ],
    },
    // Patterns and character sets.
    Field {
        sentences: &[
            "Use [{L}{s}{s}] in the pattern.",
            "match [A-Za-z{L}-ÖØ-öø-ÿ] or [À-ÿ{s}]",
            "([{L}{L}{s}]+|{L}{s}) in the list",
            "U+00C{#}: {L} {s}, {L}{s}",
            "¡¢£¤¥¦§¨©ª«¬®¯°±²³´µ¶·¸¹º»¼½¾¿ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖ×ØÙÚÛÜÝÞßàáâãäåæçèéêëìíîïðñòóôõö÷øùúûüýþÿ",
            "keys: {L}{s} {L}{s} {L}{s} {L}{s}",
            "tr {L}{L}{s} {L}{s}{L}",
            "{s}{L}{s}{L}{s}{L}{s}",
            "| {L} | {s} | {L}{s} |",
        ],
        pieces: &[("L", LETTERS), ("s", SIGNS)],
    },
    // Brands, money, footnotes.
    Field {
        sentences: &[
            "{B}{t} and {B}{t}, {B}{t}{t}",
            "{b}{t} and {b}{t}{t}, “{b}”{t}",
            "{#}{B}€, €{#}, {B}£{#}, PREÇO€{#}, UNITÉ¥{#}, {B}¢",
            "{B}¹ says “{B}”², and {B}³…",
            "«{B}»¹ ‘{B}’† {B}‡ {B}¶ {B}§{#}",
            "{#}ª, {#}º, Nº{#}, Mª, {B}ª",
            "© {B}, ®{B}, {B}©{#}, {B}°",
            "1½, {B}½, ½{B}, {B}¼",
        ],
        pieces: &[
            (
                "B",
                "NESCAFÉ MÜSLI LANCÔME ROSÉ ÅSGÅRD PRÊT CITROËN SÃO PÃO NÃO É À Å Ø LÖ Ü Û CINÉ CLICHÉ BÉBÉ COMTÉ ENTRÉE BÛCHE",
            ),
            ("b", "Nescafé Rosé Müslí purée Comté Häagen brûlé Ciné coupé Saké Ragú Panamá Perú"),
            ("t", "® ™ © ¹ ² ³ † ‡ ° § ¶ ª º • · ’ ” …"),
        ],
    },
    // Arbitrary characters.
    Field {
        sentences: &[
            "{L}{s}",
            "({L}{s}) [{L}{s}] {L}{s}, {L}{s}.",
            "x{L}{s} {L}{s}y {#}{L}{s} {L}{s}{#}",
            "a {L}{s}b {L}{s} c{L} {s}{L}",
            "“{L}{s}” /{L}{s}/ |{L}{s}| ⟨{L}{s}⟩ ={L}{s}={L}{s}",
            "{L}{s}{L}{s}, {L}{s}-{L}{s}",
        ],
        pieces: &[("L", LETTERS), ("s", SIGNS)],
    },
];
