//! What strings, characters and byte strings say: their escapes taken away.

use std::borrow::Cow;
use std::ops::Range;

/// An escape that means nothing: where it is in the text and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct BadEscape {
    pub span: Range<usize>,
    pub why: &'static str,
}

/// Which characters an escape may stand for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Encoding {
    Text,
    Bytes,
}

/// The value of a string token: `"a\n"`, `r#"a"#`.
pub(super) fn string(token: &str) -> Option<Cow<'_, str>> {
    if let Some(raw) = token.strip_prefix('r') {
        return raw_body(raw).map(Cow::Borrowed);
    }
    let body = token.strip_prefix('"')?.strip_suffix('"')?;
    if !body.contains('\\') {
        return Some(Cow::Borrowed(body));
    }
    let bytes = unescape(body, Encoding::Text, &mut |_| ());
    String::from_utf8(bytes).ok().map(Cow::Owned)
}

/// The value of a byte string token: `b"a\xff"`, `br"a"`.
pub(super) fn bytes(token: &str) -> Option<Vec<u8>> {
    let rest = token.strip_prefix('b')?;
    if let Some(raw) = rest.strip_prefix('r') {
        return raw_body(raw).map(|body| body.as_bytes().to_vec());
    }
    let body = rest.strip_prefix('"')?.strip_suffix('"')?;
    Some(unescape(body, Encoding::Bytes, &mut |_| ()))
}

/// The value of a character token.
pub(super) fn character(token: &str) -> Option<char> {
    let body = token.strip_prefix('\'')?;
    let mut chars = body.chars();
    match chars.next()? {
        '\\' => match escape(&body[1..], Encoding::Text) {
            Ok((Escaped::Char(c), _)) => Some(c),
            _ => None,
        },
        c => Some(c),
    }
}

fn raw_body(text: &str) -> Option<&str> {
    let hashes = text.bytes().take_while(|byte| *byte == b'#').count();
    let body = text.get(hashes + 1..text.len().checked_sub(hashes + 1)?)?;
    Some(body)
}

/// Takes the escapes out of the body of a string and names those that mean nothing.
pub(super) fn unescape(body: &str, encoding: Encoding, bad: &mut dyn FnMut(BadEscape)) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(body.len());
    let mut rest = body;
    while let Some(at) = rest.find('\\') {
        bytes.extend_from_slice(&rest.as_bytes()[..at]);
        let start = body.len() - rest.len() + at;
        rest = &rest[at + 1..];
        let newline = if rest.starts_with("\r\n") {
            2
        } else {
            usize::from(rest.starts_with('\n'))
        };
        if newline > 0 {
            rest = rest[newline..].trim_start_matches([' ', '\t', '\n', '\r']);
            continue;
        }
        match escape_run(rest, encoding) {
            Ok((Escaped::Byte(byte), length)) => {
                bytes.push(byte);
                rest = &rest[length..];
            }
            Ok((Escaped::Char(c), length)) => {
                bytes.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
                rest = &rest[length..];
            }
            Err((why, length)) => {
                bad(BadEscape {
                    span: start..start + 1 + length,
                    why,
                });
                rest = &rest[length..];
            }
        }
    }
    bytes.extend_from_slice(rest.as_bytes());
    bytes
}

pub(super) enum Escaped {
    Byte(u8),
    Char(char),
}

type Escape = Result<(Escaped, usize), (&'static str, usize)>;

/// An escape in a string, where `\xE2\x82\xAC` may spell one character in several parts.
fn escape_run(text: &str, encoding: Encoding) -> Escape {
    let first = match (encoding, text.strip_prefix('x').map(hex_pair)) {
        (Encoding::Text, Some(Some(byte))) => byte,
        _ => return escape(text, encoding),
    };
    let mut parts = [first, 0, 0, 0];
    let mut length = 3;
    for count in 1..=4 {
        if let Some(c) = std::str::from_utf8(&parts[..count])
            .ok()
            .and_then(|text| text.chars().next())
        {
            return Ok((Escaped::Char(c), length));
        }
        match text[length..].strip_prefix("\\x").and_then(hex_pair) {
            Some(byte) if count < 4 => parts[count] = byte,
            _ => break,
        }
        length += 4;
    }
    Err(("these bytes are no character", length))
}

/// One escape; `text` begins after the backslash.
pub(super) fn escape(text: &str, encoding: Encoding) -> Escape {
    let Some(first) = text.chars().next() else {
        return Err(("the escape is not finished", 0));
    };
    let simple = match first {
        '\'' => b'\'',
        '"' => b'"',
        '\\' => b'\\',
        'n' => b'\n',
        'r' => b'\r',
        't' => b'\t',
        '0' => b'\0',
        'x' => {
            let byte = hex_pair(&text[1..]).ok_or(("`\\x` wants two hexadecimal digits", 1))?;
            return match encoding {
                Encoding::Bytes => Ok((Escaped::Byte(byte), 3)),
                Encoding::Text if byte.is_ascii() => Ok((Escaped::Char(char::from(byte)), 3)),
                Encoding::Text => Err(("this byte is no character", 3)),
            };
        }
        'u' => return unicode(&text[1..]).map(|(c, length)| (Escaped::Char(c), length + 1)),
        _ => return Err(("there is no such escape", first.len_utf8())),
    };
    Ok(match encoding {
        Encoding::Text => (Escaped::Char(char::from(simple)), 1),
        Encoding::Bytes => (Escaped::Byte(simple), 1),
    })
}

/// An escape that gives one byte; `text` begins after the backslash.
pub(super) fn byte_escape(text: &str) -> Option<(u8, usize)> {
    match escape(text, Encoding::Bytes) {
        Ok((Escaped::Byte(byte), length)) => Some((byte, length)),
        _ => None,
    }
}

fn unicode(text: &str) -> Result<(char, usize), (&'static str, usize)> {
    let Some(body) = text.strip_prefix('{') else {
        return Err(("`\\u` wants `{`", 1));
    };
    let digits = body
        .bytes()
        .take(6)
        .take_while(u8::is_ascii_hexdigit)
        .count();
    if digits == 0 {
        return Err(("`\\u{…}` wants one to six hexadecimal digits", 2));
    }
    if !body[digits..].starts_with('}') {
        return Err((
            "`\\u{…}` wants `}` after one to six hexadecimal digits",
            digits + 2,
        ));
    }
    u32::from_str_radix(&body[..digits], 16)
        .ok()
        .and_then(char::from_u32)
        .map(|c| (c, digits + 2))
        .ok_or(("there is no such character", digits + 3))
}

fn hex_pair(text: &str) -> Option<u8> {
    let digits = text.get(..2)?;
    if digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        u8::from_str_radix(digits, 16).ok()
    } else {
        None
    }
}
