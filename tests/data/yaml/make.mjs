// Makes documents as the frontmatter of notes could be, and says what the npm package `yaml` 2.7, which Obsidian reads
// frontmatter with, makes of them:
//
//   npm install yaml@2.7.1 && node make.mjs --count 3000 --seed 1 > yaml-2.7.jsonl
//
// One JSON object a line: `yaml`, and either `value` (mappings as {"$map": [[key, value], ...]} in the order of the text,
// numbers that JSON lacks as {"$number": "NaN"}) or `error` (the code) with `at` (the byte), and `uses`: what must not be
// expanded. Without a dependency but `yaml`; the same seed gives the same documents.
import { isAlias, isMap, isScalar, isSeq, parseAllDocuments } from 'yaml';

const argument = (name, fallback) => {
  const at = process.argv.indexOf(name);
  return at < 0 ? fallback : Number(process.argv[at + 1]);
};
const count = argument('--count', 3000);
let state = argument('--seed', 1) * 2654435761 % 4294967296 || 1;
const random = () => {
  state ^= state << 13; state >>>= 0; state ^= state >>> 17; state ^= state << 5; state >>>= 0;
  return state / 4294967296;
};
const below = (n) => Math.floor(random() * n);
const pick = (list) => list[below(list.length)];
const chance = (p) => random() < p;

const WORDS = ['Ada', 'seeds', 'plan', 'Weekly call', 'a b', 'é', '日本', '👩‍🌾', 'x', 'e\u0301', 'Re', 'the end'];
const PLAIN = [
  '012', '0o17', '0x1F', '0xzz', '1e3', '.5', '5.', '-0', '+1', '-1.5e-3', '1_000', '.inf', '-.Inf', '+.INF', '.nan', '.NaN', '.Nan', '~',
  'null', 'Null', 'NULL', 'nULL', '0b1', '1:30', '12345678901234567890', '9007199254740993', '3.14159265358979323846', '1e400', '-1e400', '00',
  '0.0', '1.', '+.5', '0x', '0o', '0o8', '-0x1', '+0o7', 'true', 'True', 'TRUE', 'tRUE', 'false', 'yes', 'no', 'on', 'off', 'y', 'Yes', 'NO',
  '2025-11-07', '2025-11-07T10:30:00', '2025-11-07 10:30', '10:30', '1.2.3', 'e5', '.', '..', '-', '--', '+', '=', '<<', 'inf', 'nan', '1e', '1e+',
  '[[Ada]]', '[[Ada|A]]', '"[[Ada]]"', "'[[Ada]]'", '[[Ada]] and [[Bo]]', '[Ada](x.md)', '#tag', 'a #b', 'a#b', '#', '@ada', '`code`', '%x', '*bold*',
  '**bold**', '&x', '&x 1', '*x', '!x', '!x y', '!!str 1', '!', '?x', '? x', '|x', '>x', '-x', '- x', ':x', ': x', 'a:b', 'a: b', 'a: b: c',
  'Meeting: notes', 'a :b', 'a : b', 'a:', 'https://a.b/c?d=e#f', 'a://b: c', 'x, y', '{x', 'x}', '[x', 'x]', '{}', '[]', '[ ]', '{ }', '[,]',
  '{{title}}', '<% tp.x %>', '"', "'", '""', "''", '"a" b', "'a' b", '"a"b', 'a "b" c', "it's", "'it''s'", '"\\n\\t\\"\\u00e9\\x41\\\\"', '"\\q"',
  '"\\', '"a\\\n  b"', '5 %', '50%', '€5', '1,000', '-- x', '---', '--- x', '...', '... x', 'a\tb', '\ta', 'a\t', '\u00a0a', 'a\u00a0', '\ufeffa',
  'a\u2028b', 'a\u0085b', 'a\u0007b', 'a\u007fb', '\\', '~x', '~/x', '/x', '(x)', '<x>', '=x', '^x', '$x$', '_x_', ';x', ',x', '|', '>', '|-', '>+',
  '|2', '>9', '|0', '|- x', '| # x',
];
const KEYS = [
  'title', 'tags', 'aliases', 'created', 'due date', 'über', '日付', '"quoted key"', "'it''s'", '1', '2025', 'null', 'true', '~', '1.5', 'a-b', 'a.b', 'a/b',
  'x:y', '?x', '-x', '#x', '@x', '<<', '[x]', '{x}', '"', '&a k', '!t k', '*a', 'a b c', '', 'Title', 'key ', '0x10', 'a#b', '👩‍🌾', 'a\tb',
];

const key = () => (chance(0.85) ? pick(KEYS.slice(0, 9)) : pick(KEYS));
const words = () => Array.from({ length: 1 + below(3) }, () => pick(WORDS)).join(pick([' ', ' ', ', ', ' - ', ': ', ' #', '#', "'", '"']));
const scalar = () => {
  const roll = random();
  if (roll < 0.3) return pick(PLAIN);
  if (roll < 0.75) return words();
  if (roll < 0.85) return `"${words().replaceAll('"', '')}"`;
  if (roll < 0.95) return `'${words().replaceAll("'", "''")}'`;
  return '';
};
const comment = () => (chance(0.07) ? pick([' # c', '# c', '  #', '\t# c']) : '');
const blank = () => (chance(0.06) ? pick(['\n', '  \n', '# note\n', '  # note\n', '\t\n', '\n\n']) : '');
const space = () => pick([' ', ' ', ' ', ' ', ' ', '  ', '\t', '', ' \t']);
const flow = (depth) => {
  if (depth > 3 || chance(0.5)) return pick([() => words().replaceAll(',', ''), scalar])();
  const gap = () => pick(['', ' ', ' ', '\n  ', '\n', ' # c\n  ', '\t']);
  const items = Array.from({ length: below(4) }, () => flow(depth + 1));
  if (chance(0.6)) return `[${gap()}${items.join(`,${gap()}`)}${pick(['', '', ',', ' '])}]`;
  const pairs = items.map((item) => pick([`${key()}:${space()}${item}`, `${key()}: ${item}`, key(), `"${pick(WORDS)}":${item}`]));
  return `{${gap()}${pairs.join(`, ${gap()}`)}${pick(['', '', ',', ' '])}}`;
};
const block = (indent) => {
  const head = pick(['|', '>', '|-', '>-', '|+', '>+', '|2', '>1', '|2-', '>+3', '| ', '|  # c', '>x']);
  const pad = indent + pick(['  ', '  ', '  ', ' ', '    ', '', '\t']);
  const lines = Array.from({ length: below(4) }, () => pick(['', ' ', `${pad}${words()}`, `${pad}  ${words()}`, `${pad}# no comment`, `${pad}- x`, `${pad}\t${words()}`]));
  return `${head}\n${lines.join('\n')}`;
};
const lines = (indent) => Array.from({ length: 1 + below(2) }, () => `\n${indent}${pick(['  ', '  ', ' ', '', '\t'])}${pick([words, scalar])()}`).join('');
const node = (indent, depth) => {
  const roll = random();
  if (roll < 0.6 || depth > 3) return `${space()}${scalar()}${comment()}`;
  if (roll < 0.68) return `${space()}${flow(0)}${comment()}`;
  if (roll < 0.73) return `${space()}${block(indent)}`;
  if (roll < 0.78) return `${space()}${scalar()}${lines(indent)}`;
  if (roll < 0.9) {
    const inner = indent + pick(['', '  ', '  ', '\t', ' ', '    ']);
    const items = Array.from({ length: 1 + below(4) }, () => `${blank()}${inner}-${pick([' ', ' ', ' ', '', '  ', '\t'])}${item(inner, depth)}`);
    return `${comment()}\n${items.join('\n')}`;
  }
  return `${comment()}\n${mapping(indent + pick(['  ', '  ', '    ', ' ', '\t', '']), depth + 1)}`;
};
const item = (indent, depth) => {
  const roll = random();
  if (roll < 0.7 || depth > 3) return `${scalar()}${comment()}`;
  if (roll < 0.78) return flow(0);
  if (roll < 0.84) return `- ${scalar()}\n${indent}  - ${scalar()}`;
  if (roll < 0.94) return `${key()}: ${scalar()}\n${indent}${pick(['  ', '  ', ' ', '   '])}${key()}: ${scalar()}`;
  return pick(['', block(indent), `#${pick(WORDS)}`]);
};
const mapping = (indent, depth) => {
  const keys = Array.from({ length: 1 + below(depth ? 3 : 4) }, key);
  const distinct = chance(0.05) ? keys : [...new Set(keys)];
  const colon = () => (chance(0.95) ? ':' : pick([' :', '']));
  return distinct.map((one) => `${blank()}${indent}${one}${colon()}${node(indent, depth)}`).join('\n');
};
const realistic = () => {
  const plain = (text) => pick([text, text, `"${text}"`, `'${text.replaceAll("'", "''")}'`]);
  const list = (items) => {
    const pad = pick(['', '  ', '  ', '    ']);
    return pick([`\n${items.map((one) => `${pad}- ${one}`).join('\n')}`, ` [${items.join(', ')}]`, ` ${items.join(', ')}`]);
  };
  const rows = [
    () => `title: ${plain(pick(['Weekly call', 'Ada Byron', 'Meeting: notes', 'Plan 2025', '12', "Ada's seeds", '[Draft] plan', '5 things']))}`,
    () => `type: ${pick(['people', 'meeting', 'project'])}`,
    () => `created: ${plain(pick(['2025-11-07', '2025-11-07T10:30', '2025/11/07', '20251107']))}`,
    () => `tags:${list(Array.from({ length: 1 + below(3) }, () => pick(['type/people', 'seeds', '#x', '2025', 'a b'])))}`,
    () => `aliases:${list(Array.from({ length: 1 + below(2) }, () => pick(['Ada', '"A, B"', "'x'", 'A: B'])))}`,
    () => `attendees:${list(Array.from({ length: 1 + below(3) }, () => pick(['"[[Ada Byron]]"', '[[Grace]]', 'Tomas Lind', '"[[A|B]]"'])))}`,
    () => `rating: ${pick(['5', '4.5', '"5"', '012', '-1'])}`,
    () => `done: ${pick(['true', 'false', 'yes', 'no', 'True', ''])}`,
    () => `url: ${pick(['https://a.b/c', 'https://a.b/c#d', '"https://a.b"', 'a.b: c'])}`,
    () => `summary: ${pick(['>\n  One two\n  three', '|\n  a\n  b', 'One\n  two', '"One\n  two"', words()])}`,
    () => '# a comment',
    () => '',
  ];
  const order = rows.map((row) => [random(), row]).sort(([one], [other]) => one - other);
  const repeated = chance(0.03) ? [order[0]] : [];
  return [...order.slice(0, 2 + below(6)), ...repeated].map(([, row]) => row()).join('\n');
};
const ALPHABET = [...' \t\n:-?#[]{},&*!|>\'"%@`~\\abc019.'];
const mutated = (text) => {
  let out = text;
  for (let times = 1 + below(2); times > 0; times--) {
    const at = below(out.length + 1);
    const roll = random();
    if (roll < 0.3) out = out.slice(0, at) + out.slice(at + 1 + below(2));
    else if (roll < 0.6) out = out.slice(0, at) + pick(ALPHABET) + out.slice(at);
    else if (roll < 0.75) out = out.slice(0, at) + out.slice(Math.max(0, at - 1 - below(5)), at) + out.slice(at);
    else if (roll < 0.9) out = out.slice(0, at) + pick(ALPHABET) + out.slice(at + 1);
    else out = out.slice(0, at) + realistic().slice(below(20));
  }
  return out;
};
const document = () => {
  const roll = random();
  let text = roll < 0.4 ? realistic() : roll < 0.75 ? mapping('', 0) : roll < 0.92 ? mutated(realistic()) : mutated(mapping('', 0));
  if (chance(0.08)) text = text.replaceAll('\n', '\r\n');
  return `${text.toWellFormed()}\n`;
};

const number = (value) => {
  if (Number.isFinite(value) && !Object.is(value, -0)) return value;
  return { $number: Object.is(value, -0) ? '-0' : String(value) };
};
const text = (keyNode) => {
  const value = keyNode === null ? null : keyNode.toJS ? keyNode.value : keyNode;
  return value === null || value === undefined ? '' : String(value);
};
const encode = (one, uses) => {
  if (one === null || one === undefined) return null;
  if (one.anchor) uses.add('anchor');
  if (one.tag) uses.add('tag');
  if (isAlias(one)) { uses.add('alias'); return null; }
  if (isMap(one)) {
    return { $map: one.items.map((pair) => {
      if (pair.key && !isScalar(pair.key)) uses.add('complex-key');
      if (pair.key && pair.key.anchor) uses.add('anchor');
      if (pair.key && pair.key.tag) uses.add('tag');
      return [pair.key && !isScalar(pair.key) ? '' : text(pair.key), encode(pair.value, uses)];
    }) };
  }
  if (isSeq(one)) return one.items.map((entry) => {
    // `[a: b]`: a pair within a list.
    if (entry && entry.constructor.name === 'Pair') return { $map: [[text(entry.key), encode(entry.value, uses)]] };
    return encode(entry, uses);
  });
  const value = one.value;
  if (typeof value === 'number') return number(value);
  if (typeof value === 'bigint') return { $number: String(value) };
  return value === undefined ? null : value;
};

const seen = new Set();
let made = 0;
while (made < count) {
  const yaml = document();
  if (seen.has(yaml) || Buffer.byteLength(yaml) > 600) continue;
  seen.add(yaml);
  // A block ends at the first such line; what the text of the block never holds is not asked.
  if (/^---\r?$/m.test(yaml)) continue;
  const documents = parseAllDocuments(yaml, { keepSourceTokens: true, prettyErrors: false, logLevel: 'silent' });
  const uses = new Set();
  if (/^%/m.test(yaml)) uses.add('directive');
  if (documents.length > 1) uses.add('documents');
  const first = documents.length ? documents[0] : null;
  const errors = first ? documents.flatMap((one) => one.errors) : [];
  let record;
  const value = first ? encode(first.contents, uses) : null;
  if (errors.length) {
    record = { yaml, error: errors[0].code, at: Buffer.byteLength(yaml.slice(0, errors[0].pos[0])) };
  } else {
    record = { yaml, value };
  }
  if (uses.size) record.uses = [...uses];
  console.log(JSON.stringify(record));
  made++;
}
