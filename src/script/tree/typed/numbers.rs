//! Numbers and ranges, as serde asks for them.

use serde::de::value::MapDeserializer;
use serde::de::{Deserializer, IntoDeserializer, Visitor};
use serde::forward_to_deserialize_any;

use super::super::node::Kind;
use super::super::number::{Bad, Int, Number, any_number, integer_of};
use super::de::De;
use super::error::Error;

impl De<'_, '_> {
    pub(super) fn integer<T: Int + std::fmt::Display>(self, min: T, max: T) -> Result<T, Error> {
        let it = self.single("a whole number")?;
        if it.node.kind() != Kind::Number {
            return Err(it.wanted("a whole number"));
        }
        integer_of(it.node.text()).map_err(|bad| match bad {
            Bad::OutOfBounds => it.wanted(format!("a whole number from {min} to {max}")),
            _ => it.wanted("a whole number"),
        })
    }

    pub(super) fn float<T>(self, read: fn(&str) -> Result<T, Bad>) -> Result<T, Error> {
        let it = self.single("a number")?;
        if !matches!(it.node.kind(), Kind::Number | Kind::Ident) {
            return Err(it.wanted("a number"));
        }
        read(it.node.text()).map_err(|_| it.wanted("a number"))
    }

    pub(super) fn range<'de, V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let text = self.node.text();
        let (start, rest) = split_range(text);
        let end = rest
            .strip_prefix("..=")
            .or_else(|| rest.strip_prefix(".."))
            .unwrap_or_default();
        let number = |text| any_number(text).ok().map(|(number, _)| NumberDe(number));
        let ends: Vec<(&str, NumberDe)> = [("start", number(start)), ("end", number(end))]
            .into_iter()
            .filter_map(|(key, number)| Some((key, number?)))
            .collect();
        if ends.is_empty() {
            return visitor.visit_unit();
        }
        visitor.visit_map(MapDeserializer::new(ends.into_iter()))
    }
}

/// The start of a range and the rest with its dots.
fn split_range(text: &str) -> (&str, &str) {
    let length = if text.starts_with("..") {
        0
    } else {
        any_number(text).map_or(0, |(_, length)| length)
    };
    text.split_at(length)
}

/// Whether a range is one of Rust's range type of that name.
pub(super) fn is_range_of(text: &str, name: &str) -> bool {
    let (start, rest) = split_range(text);
    let is_inclusive = rest.starts_with("..=");
    match name {
        "Range" => !start.is_empty() && !is_inclusive && rest.len() > 2,
        "RangeInclusive" => !start.is_empty() && is_inclusive,
        "RangeFrom" => !start.is_empty() && rest == "..",
        "RangeTo" => start.is_empty() && !is_inclusive && rest.len() > 2,
        "RangeToInclusive" => start.is_empty() && is_inclusive,
        _ => false,
    }
}

/// A number that nobody asked for by type.
pub(super) struct NumberDe(pub Number);

impl<'de> Deserializer<'de> for NumberDe {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.0 {
            Number::I8(value) => visitor.visit_i8(value),
            Number::I16(value) => visitor.visit_i16(value),
            Number::I32(value) => visitor.visit_i32(value),
            Number::I64(value) => visitor.visit_i64(value),
            Number::U8(value) => visitor.visit_u8(value),
            Number::U16(value) => visitor.visit_u16(value),
            Number::U32(value) => visitor.visit_u32(value),
            Number::U64(value) => visitor.visit_u64(value),
            Number::F32(value) => visitor.visit_f32(value),
            Number::F64(value) => visitor.visit_f64(value),
        }
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit
        unit_struct newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

impl IntoDeserializer<'_, Error> for NumberDe {
    type Deserializer = Self;
    fn into_deserializer(self) -> Self {
        self
    }
}
