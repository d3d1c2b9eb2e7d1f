//! Text to tokens: every byte of the text belongs to exactly one of them.

use super::literal::{self, Encoding};
use super::number;

/// A piece of the text; spans are bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Token {
    pub kind: TokenKind,
    pub start: usize,
    pub end: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TokenKind {
    /// Blanks and line ends, and a byte-order mark at the very start.
    Space,
    LineComment,
    BlockComment,
    /// A name, also a raw one (`r#type`), also `true`, `None`, `inf`.
    Ident,
    Number,
    /// `1..5`, `..=3`, `..`
    Range,
    String,
    Bytes,
    Char,
    Open(Bracket),
    Close(Bracket),
    Comma,
    Colon,
    /// Anything else; some of it begins an attribute.
    Other,
    /// The end of the text.
    End,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Bracket {
    Round,
    Square,
    Curly,
}

impl Bracket {
    pub fn open(self) -> char {
        match self {
            Bracket::Round => '(',
            Bracket::Square => '[',
            Bracket::Curly => '{',
        }
    }

    pub fn close(self) -> char {
        match self {
            Bracket::Round => ')',
            Bracket::Square => ']',
            Bracket::Curly => '}',
        }
    }
}

/// A mistake inside a token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Flaw {
    pub name: &'static str,
    pub start: usize,
    pub end: usize,
    pub message: String,
    pub label: &'static str,
    pub hint: &'static str,
}

pub(super) struct Lexer<'a> {
    text: &'a str,
    at: usize,
    /// A string ran to the end of the file, so from now on each must end on its line.
    strings_end_on_line: bool,
    /// The fewest hashes of a raw string that ran to the end of the file.
    unclosed_hashes: usize,
    pub flaws: Vec<Flaw>,
}

impl<'a> Lexer<'a> {
    pub fn new(text: &'a str) -> Self {
        Self {
            text,
            at: 0,
            strings_end_on_line: false,
            unclosed_hashes: usize::MAX,
            flaws: Vec::new(),
        }
    }

    /// Goes on at a place where a token begins.
    pub fn skip_to(&mut self, at: usize) {
        self.at = at;
    }

    pub fn next(&mut self) -> Token {
        let start = self.at;
        let kind = self.kind();
        Token {
            kind,
            start,
            end: self.at,
        }
    }

    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn kind(&mut self) -> TokenKind {
        let rest = self.rest();
        let Some(first) = rest.chars().next() else {
            return TokenKind::End;
        };
        if is_space(first) || (first == '\u{FEFF}' && self.at == 0) {
            let after = &rest[first.len_utf8()..];
            self.at += rest.len() - after.trim_start_matches(is_space).len();
            return TokenKind::Space;
        }
        match first {
            '(' => self.take(1, TokenKind::Open(Bracket::Round)),
            '[' => self.take(1, TokenKind::Open(Bracket::Square)),
            '{' => self.take(1, TokenKind::Open(Bracket::Curly)),
            ')' => self.take(1, TokenKind::Close(Bracket::Round)),
            ']' => self.take(1, TokenKind::Close(Bracket::Square)),
            '}' => self.take(1, TokenKind::Close(Bracket::Curly)),
            ',' => self.take(1, TokenKind::Comma),
            ':' => self.take(1, TokenKind::Colon),
            '"' => self.string(0, Encoding::Text),
            '\'' => self.character(),
            '/' if rest.starts_with("//") => self.take(
                rest.find('\n').unwrap_or(rest.len()),
                TokenKind::LineComment,
            ),
            '/' if rest.starts_with("/*") => self.block_comment(),
            '0'..='9' | '+' | '-' | '.' => self.number(),
            'b' if rest.starts_with("b'") => self.number(),
            'b' if rest.starts_with("b\"") => self.string(1, Encoding::Bytes),
            'b' if rest.starts_with("br\"") || rest.starts_with("br#") => {
                self.raw_string(2, TokenKind::Bytes)
            }
            'r' if rest.starts_with("r\"")
                || rest.starts_with("r#\"")
                || rest.starts_with("r##") =>
            {
                self.raw_string(1, TokenKind::String)
            }
            'r' if rest.starts_with("r#") => self.raw_ident(),
            c if is_ident_start(c) => self.ident(),
            c => self.take(c.len_utf8(), TokenKind::Other),
        }
    }

    fn take(&mut self, length: usize, kind: TokenKind) -> TokenKind {
        self.at += length;
        kind
    }

    fn flaw(
        &mut self,
        name: &'static str,
        start: usize,
        end: usize,
        message: impl Into<String>,
    ) -> &mut Flaw {
        // A hostile file can be wrong at every byte; nobody reads more than this.
        if self.flaws.len() >= super::FLAWS_MAX {
            self.flaws.truncate(super::FLAWS_MAX - 1);
        }
        self.flaws.push(Flaw {
            name,
            start,
            end,
            message: message.into(),
            label: "",
            hint: "",
        });
        self.flaws.last_mut().expect("one was pushed")
    }

    fn ident(&mut self) -> TokenKind {
        let rest = self.rest();
        let length = rest.find(|c| !is_ident_continue(c)).unwrap_or(rest.len());
        let is_number = matches!(
            &rest[..length],
            "inf" | "inff32" | "inff64" | "NaN" | "NaNf32" | "NaNf64"
        );
        if is_number && rest[length..].starts_with("..") {
            return self.number();
        }
        self.take(length, TokenKind::Ident)
    }

    fn raw_ident(&mut self) -> TokenKind {
        let rest = self.rest();
        let length = rest[2..]
            .find(|c| !is_raw_ident(c))
            .unwrap_or(rest.len() - 2);
        if length == 0 {
            let flaw = self.flaw("stray-token", self.at, self.at + 2, "`r#` begins nothing");
            flaw.hint = "write `r#\"…\"#` for a raw string or `r#name` for a raw name";
            return self.take(2, TokenKind::String);
        }
        self.take(2 + length, TokenKind::Ident)
    }

    fn block_comment(&mut self) -> TokenKind {
        let rest = self.rest();
        let bytes = rest.as_bytes();
        let (mut at, mut level) = (2, 1);
        while level > 0 && at < bytes.len() {
            match (bytes[at], bytes.get(at + 1)) {
                (b'/', Some(b'*')) => (level, at) = (level + 1, at + 2),
                (b'*', Some(b'/')) => (level, at) = (level - 1, at + 2),
                _ => at += 1,
            }
        }
        if level > 0 {
            let flaw = self.flaw(
                "unclosed-comment",
                self.at,
                self.at + 2,
                "this comment never ends",
            );
            flaw.label = "begins here";
            flaw.hint =
                "close it with `*/`; block comments nest, so each `/*` inside needs its own";
        }
        self.take(at, TokenKind::BlockComment)
    }

    fn character(&mut self) -> TokenKind {
        let rest = self.rest();
        let body = &rest[1..];
        let found = match body.chars().next() {
            Some('\\') => literal::escape(&body[1..], Encoding::Text).map(|(_, length)| length + 1),
            Some(c) => Ok(c.len_utf8()),
            None => Err(("", 0)),
        };
        if let Ok(length) = found
            && body[length..].starts_with('\'')
        {
            return self.take(length + 2, TokenKind::Char);
        }
        let near = &body[..body.floor_char_boundary(NEAR)];
        let line = &near[..near.find('\n').unwrap_or(near.len())];
        let length = line.find('\'').map_or(1, |at| at + 2);
        let flaw = self.flaw(
            "bad-character",
            self.at,
            self.at + length,
            "a character is one sign between `'` and `'`",
        );
        flaw.hint = "write text in double quotes: \"…\"";
        self.take(length, TokenKind::Char)
    }

    /// A string with escapes; `prefix` is the length of what stands before the quote.
    fn string(&mut self, prefix: usize, encoding: Encoding) -> TokenKind {
        let kind = if encoding == Encoding::Text {
            TokenKind::String
        } else {
            TokenKind::Bytes
        };
        let rest = self.rest();
        let end = closing_quote(rest, prefix + 1, self.strings_end_on_line);
        // A quote that is missing above shows in what stands behind the next one.
        let looks_wrong = |end: &usize| looks_wrong_after(&rest[*end..]);
        let seen = end.map_or(rest, |end| &rest[..end]);
        let is_one_line = !seen.contains('\n');
        let cut = match end {
            Some(end) if is_one_line && looks_wrong(&end) => seen.find(','),
            Some(end) if !is_one_line && looks_wrong(&end) => Some(end_of_line(seen)),
            Some(_) => None,
            None => {
                self.strings_end_on_line = true;
                Some(end_of_line(seen))
            }
        };
        let (Some(end), None) = (end, cut) else {
            let length = rest[..cut.unwrap_or(0)].trim_end().len().max(prefix + 1);
            let flaw = self.flaw(
                "unclosed-string",
                self.at,
                self.at + length,
                "this string never ends",
            );
            flaw.label = "begins here";
            flaw.hint = "close it with `\"`; write `\\\"` for a quote inside it";
            return self.take(length, kind);
        };
        let start = self.at;
        let mut bad = Vec::new();
        literal::unescape(&rest[prefix + 1..end - 1], encoding, &mut |it| bad.push(it));
        for it in bad {
            let (from, to) = (
                start + prefix + 1 + it.span.start,
                start + prefix + 1 + it.span.end,
            );
            let message = format!("`{}` is no escape: {}", &self.text[from..to], it.why);
            let flaw = self.flaw("bad-escape", from, to, message);
            flaw.hint = "write `\\\\` for a backslash, or r\"…\" for text without escapes";
        }
        self.take(end, kind)
    }

    fn raw_string(&mut self, prefix: usize, kind: TokenKind) -> TokenKind {
        let rest = self.rest();
        let hashes = rest[prefix..]
            .bytes()
            .take_while(|byte| *byte == b'#')
            .count();
        let body = prefix + hashes;
        if !rest[body..].starts_with('"') {
            let flaw = self.flaw(
                "bad-string",
                self.at,
                self.at + body,
                "a raw string wants `\"` after its `#`",
            );
            flaw.hint = "write r#\"…\"#";
            return self.take(body, kind);
        }
        if hashes < self.unclosed_hashes {
            let ending = format!("\"{}", &rest[prefix..body]);
            if let Some(at) = rest[body + 1..].find(&ending) {
                return self.take(body + 1 + at + ending.len(), kind);
            }
            self.unclosed_hashes = hashes;
        }
        let line = rest.find('\n').unwrap_or(rest.len()).max(body + 1);
        let flaw = self.flaw(
            "unclosed-string",
            self.at,
            self.at + body + 1,
            "this raw string never ends",
        );
        flaw.label = "begins here";
        flaw.hint = "close it with `\"` and as many `#` as it began with";
        self.take(line, kind)
    }

    fn number(&mut self) -> TokenKind {
        let (start, rest) = (self.at, self.rest());
        match number_or_range(rest) {
            Ok((kind, length)) if !rest[length..].starts_with(is_ident_continue) => {
                self.take(length, kind)
            }
            found => {
                let from = found.map_or(0, |(_, length)| length);
                let tail = |c| !(is_ident_continue(c) || matches!(c, '.' | '+' | '-'));
                let length = (from + rest[from..].find(tail).unwrap_or(rest.len() - from)).max(1);
                let message = match found {
                    Err(number::Bad::Digit(_, radix)) if radix != 10 => {
                        format!(
                            "`{}` has a digit that base {radix} does not have",
                            clip(&rest[..length])
                        )
                    }
                    Err(number::Bad::OutOfBounds) => {
                        format!("`{}` does not fit its type", clip(&rest[..length]))
                    }
                    Err(number::Bad::ByteLiteral) => "this is no byte".into(),
                    _ => format!("`{}` is no number", clip(&rest[..length])),
                };
                let flaw = self.flaw("bad-number", start, start + length, message);
                flaw.hint = "write text and times in quotes: \"5m\"";
                self.take(length, TokenKind::Number)
            }
        }
    }
}

/// So far the closing quote of a wrong character is looked for.
const NEAR: usize = 80;

fn clip(text: &str) -> &str {
    &text[..text.floor_char_boundary(40)]
}

fn number_or_range(text: &str) -> Result<(TokenKind, usize), number::Bad> {
    let mut length = 0;
    if !text.starts_with("..") {
        length = number::any_number(text)?.1;
    }
    let rest = &text[length..];
    if let Some(end) = rest.strip_prefix("..=") {
        return Ok((TokenKind::Range, length + 3 + number::any_number(end)?.1));
    }
    let Some(end) = rest.strip_prefix("..") else {
        return Ok((TokenKind::Number, length));
    };
    length += 2;
    if number::is_number_start(end) {
        length += number::any_number(end)?.1;
    }
    Ok((TokenKind::Range, length))
}

/// One past the quote that closes a string whose body begins at `from`.
fn closing_quote(text: &str, from: usize, on_this_line: bool) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = from;
    while at < bytes.len() {
        match bytes[at] {
            b'"' => return Some(at + 1),
            b'\n' if on_this_line => return None,
            b'\\' if !(on_this_line && bytes.get(at + 1) == Some(&b'\n')) => at += 2,
            _ => at += 1,
        }
    }
    None
}

fn end_of_line(text: &str) -> usize {
    text.find('\n').unwrap_or(text.len())
}

/// Whether a string cannot have ended here, so that a quote is missing above.
fn looks_wrong_after(text: &str) -> bool {
    text.starts_with(|c: char| c == '"' || is_ident_continue(c))
}

/// The blanks of `ron`.
pub(super) fn is_space(c: char) -> bool {
    matches!(
        c,
        ' ' | '\t'
            | '\n'
            | '\r'
            | '\x0B'
            | '\x0C'
            | '\u{85}'
            | '\u{200E}'
            | '\u{200F}'
            | '\u{2028}'
            | '\u{2029}'
    )
}

pub(super) fn starts_with_ident(text: &str, word: &str) -> bool {
    text.strip_prefix(word)
        .is_some_and(|rest| !rest.starts_with(is_ident_continue))
}

fn is_ident_start(c: char) -> bool {
    if c.is_ascii() {
        c == '_' || c.is_ascii_alphabetic()
    } else {
        ron_takes(c.encode_utf8(&mut [0; 4])) && !is_space(c)
    }
}

pub(super) fn is_ident_continue(c: char) -> bool {
    if c.is_ascii() {
        c == '_' || c.is_ascii_alphanumeric()
    } else {
        !is_space(c) && ron_takes(&format!("a{c}"))
    }
}

fn is_raw_ident(c: char) -> bool {
    matches!(c, '.' | '+' | '-') || is_ident_continue(c)
}

/// Asks `ron` itself which characters beyond ASCII make a name, so that both hold the same tables.
fn ron_takes(name: &str) -> bool {
    ron::from_str::<serde::de::IgnoredAny>(name).is_ok()
}
