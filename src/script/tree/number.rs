//! Numbers as `ron` 0.12.3 reads them, digit for digit.
//!
//! `ron` decides between integer and float by looking ahead, and falls back from one to the other;
//! what it accepts follows from that order, so the order is kept here.

use super::lexer::{is_ident_continue, starts_with_ident};

/// What a number's text means when nothing says which type is wanted.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Number {
    I8(i8),
    I16(i16),
    I32(i32),
    I64(i64),
    U8(u8),
    U16(u16),
    U32(u32),
    U64(u64),
    F32(f32),
    F64(f64),
}

/// Why a number is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Bad {
    /// No digits where some must be.
    NoDigits,
    Underscore,
    /// A digit its radix does not have, at this byte.
    Digit(usize, u32),
    OutOfBounds,
    Float,
    ByteLiteral,
}

/// A failed reading and how far it got.
type Failed = (Bad, usize);

/// Reads the number at the start of `text`; gives its value and its length.
pub(super) fn any_number(text: &str) -> Result<(Number, usize), Bad> {
    for (word, value) in [
        ("inf", Number::F32(f32::INFINITY)),
        ("inff32", Number::F32(f32::INFINITY)),
        ("inff64", Number::F64(f64::INFINITY)),
        ("NaN", Number::F32(f32::NAN)),
        ("NaNf32", Number::F32(f32::NAN)),
        ("NaNf64", Number::F64(f64::NAN)),
    ] {
        if starts_with_ident(text, word) {
            return Ok((value, word.len()));
        }
    }
    if looks_like_float(text) {
        return any_float(text).map_err(|(bad, _)| bad);
    }
    match any_integer(text) {
        Ok(found) => Ok(found),
        // What is too large for an integer may still be a float, if that is as long.
        Err((bad, reached)) => match any_float(text) {
            Ok((number, length)) if length >= reached => Ok((number, length)),
            _ => Err(bad),
        },
    }
}

/// Whether a number can begin here.
pub(super) fn is_number_start(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | '.'))
        || text.starts_with("b'")
        || ["inf", "inff32", "inff64", "NaN", "NaNf32", "NaNf64"]
            .iter()
            .any(|word| starts_with_ident(text, word))
}

fn looks_like_float(text: &str) -> bool {
    let rest = text.strip_prefix(['+', '-']).unwrap_or(text);
    float_run(rest) > run(rest, is_int_char)
}

fn any_integer(text: &str) -> Result<(Number, usize), Failed> {
    if let Some(rest) = text.strip_prefix("b'") {
        return byte_literal(rest)
            .map(|(byte, length)| (Number::U8(byte), length + 2))
            .map_err(|bad| (bad, 2));
    }
    let literal = IntegerLiteral::of(text);
    if let Some(suffix) = literal.suffix {
        let whole = literal.digits_at + literal.digits.len() + suffix.len();
        let done = |value: Number| Ok((value, whole));
        let failed = |(bad, reached): Failed| match bad {
            Bad::Underscore | Bad::Digit(..) => (bad, reached),
            _ => (bad, reached + suffix.len()),
        };
        return match suffix {
            "i8" => literal
                .read()
                .map(Number::I8)
                .map_err(failed)
                .and_then(done),
            "i16" => literal
                .read()
                .map(Number::I16)
                .map_err(failed)
                .and_then(done),
            "i32" => literal
                .read()
                .map(Number::I32)
                .map_err(failed)
                .and_then(done),
            "i64" => literal
                .read()
                .map(Number::I64)
                .map_err(failed)
                .and_then(done),
            "u8" => literal
                .read()
                .map(Number::U8)
                .map_err(failed)
                .and_then(done),
            "u16" => literal
                .read()
                .map(Number::U16)
                .map_err(failed)
                .and_then(done),
            "u32" => literal
                .read()
                .map(Number::U32)
                .map_err(failed)
                .and_then(done),
            _ => literal
                .read()
                .map(Number::U64)
                .map_err(failed)
                .and_then(done),
        };
    }
    let length = literal.digits_at + literal.digits.len();
    if literal.negative {
        let value: i64 = literal.read()?;
        let number = i8::try_from(value)
            .map(Number::I8)
            .or_else(|_| i16::try_from(value).map(Number::I16))
            .or_else(|_| i32::try_from(value).map(Number::I32))
            .unwrap_or(Number::I64(value));
        return Ok((number, length));
    }
    let value: u64 = literal.read()?;
    let number = u8::try_from(value)
        .map(Number::U8)
        .or_else(|_| u16::try_from(value).map(Number::U16))
        .or_else(|_| u32::try_from(value).map(Number::U32))
        .unwrap_or(Number::U64(value));
    Ok((number, length))
}

/// Reads the whole of `text` as an integer of one type, as `ron` does when it knows the type.
pub(super) fn integer_of<T: Int>(text: &str) -> Result<T, Bad> {
    if let Some(rest) = text.strip_prefix("b'") {
        let (byte, _) = byte_literal(rest)?;
        return if T::SUFFIX == "u8" {
            T::from_small(byte).ok_or(Bad::OutOfBounds)
        } else {
            Err(Bad::ByteLiteral)
        };
    }
    let literal = IntegerLiteral::of(text);
    if literal.suffix.is_some_and(|suffix| suffix != T::SUFFIX) {
        return Err(Bad::Float);
    }
    let value = literal.read().map_err(|(bad, _)| bad)?;
    let length = literal.digits_at + literal.digits.len() + literal.suffix.map_or(0, str::len);
    if length == text.len() {
        Ok(value)
    } else {
        Err(Bad::Float)
    }
}

/// Reads the whole of `text` as an `f64`, as `ron` does when it knows the type.
pub(super) fn float_of(text: &str) -> Result<f64, Bad> {
    match float(text) {
        Ok((Float::Plain(value) | Float::Suffix64(value), length)) if length == text.len() => {
            Ok(value)
        }
        Ok(_) => Err(Bad::Float),
        Err((bad, _)) => Err(bad),
    }
}

/// Reads the whole of `text` as an `f32`.
pub(super) fn float32_of(text: &str) -> Result<f32, Bad> {
    let (value, length) = match float(text) {
        // Rounded once, not by way of `f64`.
        Ok((Float::Plain(value), length)) if value.is_finite() => {
            let digits: String = text[..length].chars().filter(|c| *c != '_').collect();
            (digits.parse().map_err(|_| Bad::Float)?, length)
        }
        #[expect(
            clippy::cast_possible_truncation,
            reason = "infinity and NaN stay what they are"
        )]
        Ok((Float::Plain(value), length)) => (value as f32, length),
        Ok((Float::Suffix32(value), length)) => (value, length),
        Ok((Float::Suffix64(_), _)) => return Err(Bad::Float),
        Err((bad, _)) => return Err(bad),
    };
    if length == text.len() {
        Ok(value)
    } else {
        Err(Bad::Float)
    }
}

struct IntegerLiteral<'a> {
    negative: bool,
    radix: u32,
    digits_at: usize,
    digits: &'a str,
    suffix: Option<&'static str>,
}

impl<'a> IntegerLiteral<'a> {
    fn of(text: &'a str) -> Self {
        let sign = usize::from(text.starts_with(['+', '-']));
        let (radix, prefix) = match text.get(sign..sign + 2) {
            Some("0b") => (2, 2),
            Some("0o") => (8, 2),
            Some("0x") => (16, 2),
            _ => (10, 0),
        };
        let digits_at = sign + prefix;
        let rest = &text[digits_at..];
        let (digits, after) = rest.split_at(run(rest, is_int_char));
        let suffix = ["i8", "i16", "i32", "i64", "u8", "u16", "u32", "u64"]
            .into_iter()
            .find(|it| starts_with_ident(after, it));
        Self {
            negative: text.starts_with('-'),
            radix,
            digits_at,
            digits,
            suffix,
        }
    }

    fn read<T: Int>(&self) -> Result<T, Failed> {
        let nowhere = |bad| (bad, self.digits_at);
        if self.digits.is_empty() {
            return Err(nowhere(Bad::NoDigits));
        }
        if self.digits.starts_with('_') {
            return Err(nowhere(Bad::Underscore));
        }
        let end = self.digits_at + self.digits.len();
        let mut value = T::from_small(0).ok_or(nowhere(Bad::OutOfBounds))?;
        for (at, c) in self.digits.char_indices().filter(|(_, c)| *c != '_') {
            let radix = u8::try_from(self.radix).unwrap_or(16);
            value = value.times(radix).ok_or((Bad::OutOfBounds, end))?;
            let digit = c.to_digit(16).unwrap_or(16);
            if digit >= self.radix {
                return Err((
                    Bad::Digit(self.digits_at + at, self.radix),
                    self.digits_at + at,
                ));
            }
            let digit = u8::try_from(digit).unwrap_or(0);
            let next = if self.negative {
                value.minus(digit)
            } else {
                value.plus(digit)
            };
            value = next.ok_or((Bad::OutOfBounds, end))?;
        }
        Ok(value)
    }
}

/// The integer types that `ron` knows.
pub(super) trait Int: Copy {
    const SUFFIX: &'static str;
    fn from_small(value: u8) -> Option<Self>;
    fn times(self, radix: u8) -> Option<Self>;
    fn plus(self, digit: u8) -> Option<Self>;
    fn minus(self, digit: u8) -> Option<Self>;
}

macro_rules! ints {
    ($($int:ident)*) => { $(
        impl Int for $int {
            const SUFFIX: &'static str = stringify!($int);
            fn from_small(value: u8) -> Option<Self> {
                Self::try_from(value).ok()
            }
            fn times(self, radix: u8) -> Option<Self> {
                self.checked_mul(Self::try_from(radix).ok()?)
            }
            fn plus(self, digit: u8) -> Option<Self> {
                self.checked_add(Self::try_from(digit).ok()?)
            }
            fn minus(self, digit: u8) -> Option<Self> {
                self.checked_sub(Self::try_from(digit).ok()?)
            }
        }
    )* };
}

ints! { i8 i16 i32 i64 u8 u16 u32 u64 }

enum Float {
    Plain(f64),
    Suffix32(f32),
    Suffix64(f64),
}

fn any_float(text: &str) -> Result<(Number, usize), Failed> {
    let (value, length) = float(text)?;
    let number = match value {
        Float::Suffix32(value) => Number::F32(value),
        Float::Suffix64(value) => Number::F64(value),
        Float::Plain(value) if value.is_nan() => Number::F32(if value.is_sign_negative() {
            -f32::NAN
        } else {
            f32::NAN
        }),
        Float::Plain(value) => {
            #[expect(
                clippy::cast_possible_truncation,
                reason = "compared with the full value right after"
            )]
            let short = value as f32;
            if value.total_cmp(&f64::from(short)).is_eq() {
                Number::F32(short)
            } else {
                Number::F64(value)
            }
        }
    };
    Ok((number, length))
}

fn float(text: &str) -> Result<(Float, usize), Failed> {
    for (word, value) in [
        ("inf", f64::INFINITY),
        ("+inf", f64::INFINITY),
        ("-inf", f64::NEG_INFINITY),
        ("NaN", f64::NAN),
        ("+NaN", f64::NAN),
        ("-NaN", -f64::NAN),
    ] {
        let Some(rest) = text.strip_prefix(word) else {
            continue;
        };
        if !rest.starts_with(is_ident_continue) {
            return Ok((Float::Plain(value), word.len()));
        }
        if starts_with_ident(rest, "f32") {
            #[expect(
                clippy::cast_possible_truncation,
                reason = "infinity and NaN stay what they are"
            )]
            return Ok((Float::Suffix32(value as f32), word.len() + 3));
        }
        if starts_with_ident(rest, "f64") {
            return Ok((Float::Suffix64(value), word.len() + 3));
        }
    }
    let length = float_run(text);
    if length == 0 {
        return Err((Bad::Float, 0));
    }
    if text.starts_with('_') {
        return Err((Bad::Underscore, 0));
    }
    let mut digits = String::with_capacity(length);
    let mut underscore_allowed = false;
    for (at, c) in text[..length].char_indices() {
        match c {
            '_' if underscore_allowed => continue,
            '_' => return Err((Bad::Underscore, at)),
            '0'..='9' | 'e' | 'E' => underscore_allowed = true,
            '.' => underscore_allowed = false,
            _ => {}
        }
        digits.push(c);
    }
    let rest = &text[length..];
    if starts_with_ident(rest, "f32") {
        let value = digits.parse().map_err(|_| (Bad::Float, 0))?;
        return Ok((Float::Suffix32(value), length + 3));
    }
    let value = digits.parse().map_err(|_| (Bad::Float, 0))?;
    if starts_with_ident(rest, "f64") {
        return Ok((Float::Suffix64(value), length + 3));
    }
    Ok((Float::Plain(value), length))
}

/// Reads what follows `b'`; gives the byte and the length with the closing quote.
fn byte_literal(text: &str) -> Result<(u8, usize), Bad> {
    let mut chars = text.chars();
    let (byte, length) = match chars.next() {
        Some('\\') => super::literal::byte_escape(&text[1..])
            .map(|(b, n)| (b, n + 1))
            .ok_or(Bad::ByteLiteral)?,
        Some(c) if c.is_ascii() => (u8::try_from(c).map_err(|_| Bad::ByteLiteral)?, 1),
        _ => return Err(Bad::ByteLiteral),
    };
    if text[length..].starts_with('\'') {
        Ok((byte, length + 1))
    } else {
        Err(Bad::ByteLiteral)
    }
}

fn is_int_char(c: char) -> bool {
    c.is_ascii_hexdigit() || c == '_'
}

fn is_float_char(c: char) -> bool {
    c.is_ascii_digit() || matches!(c, 'e' | 'E' | '.' | '+' | '-' | '_')
}

/// The length of what may be a float, up to the dots of a range.
fn float_run(text: &str) -> usize {
    let bytes = text.as_bytes();
    let is_range = |at: usize| bytes[at] == b'.' && bytes.get(at + 1) == Some(&b'.');
    let ends = |at: &usize| !is_float_char(char::from(bytes[*at])) || is_range(*at);
    (0..bytes.len()).find(ends).unwrap_or(bytes.len())
}

fn run(text: &str, condition: fn(char) -> bool) -> usize {
    text.find(|c| !condition(c)).unwrap_or(text.len())
}
