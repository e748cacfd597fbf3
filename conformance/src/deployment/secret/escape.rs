//! Escapes of single characters, as URLs, JSON, JavaScript, C, HTML and mail write them.

/// The longest of them: `\u{10ffff}`, a pair of surrogates, `&CounterClockwiseContourIntegral;`.
const LONGEST: usize = 32;

/// The named references of HTML for ASCII characters that are no letters and no digits.
const NAMED: [(&str, char); 48] = [
    ("Tab", '\t'),
    ("NewLine", '\n'),
    ("excl", '!'),
    ("quot", '"'),
    ("QUOT", '"'),
    ("num", '#'),
    ("dollar", '$'),
    ("percnt", '%'),
    ("amp", '&'),
    ("AMP", '&'),
    ("apos", '\''),
    ("lpar", '('),
    ("rpar", ')'),
    ("ast", '*'),
    ("midast", '*'),
    ("plus", '+'),
    ("comma", ','),
    ("period", '.'),
    ("sol", '/'),
    ("colon", ':'),
    ("semi", ';'),
    ("lt", '<'),
    ("LT", '<'),
    ("equals", '='),
    ("gt", '>'),
    ("GT", '>'),
    ("quest", '?'),
    ("commat", '@'),
    ("lsqb", '['),
    ("lbrack", '['),
    ("bsol", '\\'),
    ("rsqb", ']'),
    ("rbrack", ']'),
    ("Hat", '^'),
    ("lowbar", '_'),
    ("UnderBar", '_'),
    ("grave", '`'),
    ("DiacriticalGrave", '`'),
    ("lcub", '{'),
    ("lbrace", '{'),
    ("verbar", '|'),
    ("vert", '|'),
    ("VerticalLine", '|'),
    ("rcub", '}'),
    ("rbrace", '}'),
    ("nbsp", '\u{a0}'),
    ("NonBreakingSpace", '\u{a0}'),
    ("fjlig", 'f'),
];

/// An escape: what it stands for, and how many bytes it has.
pub(super) struct Escape {
    pub(super) bytes: Vec<u8>,
    pub(super) length: usize,
}

impl Escape {
    fn of(char: char, length: usize) -> Self {
        Self { bytes: char.to_string().into_bytes(), length }
    }
}

/// The escape with which a text begins.
pub(super) fn read(text: &[u8]) -> Option<Escape> {
    match text.first()? {
        b'%' => percent(text),
        b'\\' => backslash(text),
        b'&' => reference(text),
        // Quoted-printable (RFC 2045, 6.7).
        b'=' => byte(text, 1).or_else(|| continued(text)),
        _ => None,
    }
}

/// Whether a text is the beginning of an escape that may go on.
pub(super) fn is_incomplete(text: &[u8]) -> bool {
    let goes_on = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'#' | b'{' | b'\\');
    match text.split_first() {
        Some((b'%' | b'\\' | b'&' | b'=', rest)) => rest.len() < LONGEST && rest.iter().all(goes_on),
        Some(_) | None => false,
    }
}

/// `%2B`, and `%u002B` as JavaScript's `escape` has it.
fn percent(text: &[u8]) -> Option<Escape> {
    match text.get(1)? {
        b'u' | b'U' => unit(text, 2, 4),
        _ => byte(text, 1),
    }
}

/// `\u002b`, `\u{2b}`, `\U0000002b`, `\x2b`, `\x{2b}`, `\053`, `\n` and `\/`.
fn backslash(text: &[u8]) -> Option<Escape> {
    match text.get(1)? {
        b'u' | b'x' if text.get(2) == Some(&b'{') => {
            let length = text.iter().take(LONGEST).position(|byte| *byte == b'}')?;
            Some(Escape::of(char::from_u32(number(&text[3..length], 16)?)?, length + 1))
        }
        b'u' => unit(text, 2, 4),
        b'U' => unit(text, 2, 8),
        b'x' => byte(text, 2),
        b'n' | b'r' | b't' | b'b' | b'f' | b'v' | b'a' | b'e' => Some(Escape::of('\n', 2)),
        b'0'..=b'3' if text.get(1..4).is_some_and(|digits| digits.iter().all(|digit| matches!(digit, b'0'..=b'7'))) => {
            Some(Escape { bytes: vec![u8::try_from(number(&text[1..4], 8)?).ok()?], length: 4 })
        }
        mark if mark.is_ascii_punctuation() => Some(Escape { bytes: vec![*mark], length: 2 }),
        _ => continued(text),
    }
}

/// A mark at the end of a line that goes on in the next one.
fn continued(text: &[u8]) -> Option<Escape> {
    let length = match text.get(1..)? {
        [b'\n', ..] => 2,
        [b'\r', b'\n', ..] => 3,
        _ => return None,
    };
    Some(Escape { bytes: Vec::new(), length })
}

/// `&amp;`, `&#43;` and `&#x2b;`, numbers also without the semicolon.
fn reference(text: &[u8]) -> Option<Escape> {
    let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'#';
    let end = 1 + text.iter().skip(1).take(LONGEST).take_while(|byte| is_name(byte)).count();
    let ends_well = text.get(end) == Some(&b';');
    let name = std::str::from_utf8(&text[1..end]).ok()?;
    let length = end + usize::from(ends_well);
    if let Some(code) = name.strip_prefix("#x").or_else(|| name.strip_prefix("#X")) {
        return numeric(code, 16, 3, ends_well);
    }
    if let Some(code) = name.strip_prefix('#') {
        return numeric(code, 10, 2, ends_well);
    }
    let (_, char) = NAMED.iter().find(|(known, _)| *known == name).filter(|_| ends_well)?;
    Some(Escape::of(*char, length))
}

/// A reference by number, whose digits begin at `start`.
fn numeric(code: &str, radix: u32, start: usize, ends_well: bool) -> Option<Escape> {
    let digits = code.bytes().take_while(|byte| char::from(*byte).is_digit(radix)).count();
    let char = char::from_u32(number(&code.as_bytes()[..digits], radix)?)?;
    Some(Escape::of(char, start + digits + usize::from(ends_well && digits == code.len())))
}

/// Two hexadecimal digits behind `start` bytes.
fn byte(text: &[u8], start: usize) -> Option<Escape> {
    let code = number(text.get(start..start + 2)?, 16)?;
    Some(Escape { bytes: vec![u8::try_from(code).ok()?], length: start + 2 })
}

/// A unit of UTF-16 or UTF-32 in so many hexadecimal digits behind `start` bytes, with the second of a pair of surrogates.
fn unit(text: &[u8], start: usize, digits: usize) -> Option<Escape> {
    let end = start + digits;
    let code = number(text.get(start..end)?, 16)?;
    if let (0xd800..=0xdbff, Some(low)) = (code, text.get(end..).filter(|rest| rest.starts_with(&text[..start]))) {
        let low = number(low.get(start..end)?, 16)?.checked_sub(0xdc00).filter(|low| *low < 0x400)?;
        return Some(Escape::of(char::from_u32(0x10000 + ((code - 0xd800) << 10) + low)?, 2 * end));
    }
    Some(Escape::of(char::from_u32(code)?, end))
}

fn number(digits: &[u8], radix: u32) -> Option<u32> {
    let digits = std::str::from_utf8(digits).ok().filter(|digits| !digits.starts_with(['+', '-']))?;
    u32::from_str_radix(digits, radix).ok()
}
