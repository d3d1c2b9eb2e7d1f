//! A type that asks for everything serde can ask for, to compare what `ron` makes of it.

use std::collections::BTreeMap;
use std::ops::{Range, RangeFrom, RangeFull, RangeInclusive, RangeTo};

use serde::Deserialize;

#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
#[allow(dead_code)]
pub struct Everything {
    flag: bool,
    byte: u8,
    small: i8,
    big: u32,
    single: f32,
    double: f64,
    sign: char,
    text: String,
    raw: String,
    #[serde(deserialize_with = "bytes")]
    bytes: Vec<u8>,
    many: Vec<u64>,
    unit: (),
    marker: Marker,
    meters: Meters,
    named_meters: Meters,
    pair: (u8, String),
    triple: Triple,
    array: [i16; 2],
    maybe: Option<u8>,
    none: Option<u8>,
    implied: Option<i64>,
    nested: Option<Option<u8>>,
    maybe_point: Option<Point>,
    implied_point: Option<Point>,
    point: Point,
    plain: Point,
    shapes: Vec<Shape>,
    table: BTreeMap<String, u16>,
    by_kind: BTreeMap<Key, i32>,
    by_number: BTreeMap<u8, String>,
    range: Range<u8>,
    closed: RangeInclusive<i32>,
    from: RangeFrom<u8>,
    to: RangeTo<u8>,
    to_closed: ToClosed,
    #[serde(deserialize_with = "full")]
    full: RangeFull,
    #[serde(default)]
    anything: Option<ron::Value>,
    boxed: Box<Option<(u8, u8)>>,
}

/// Serde has no `RangeToInclusive`, but `ron` knows its name.
#[derive(Deserialize, Debug)]
#[serde(rename = "RangeToInclusive")]
#[allow(dead_code)]
struct ToClosed {
    end: u8,
}

#[derive(Deserialize, Debug)]
struct Marker;

#[derive(Deserialize, Debug)]
#[allow(dead_code)]
struct Meters(f64);

#[derive(Deserialize, Debug)]
#[allow(dead_code)]
struct Triple(u8, u8, u8);

#[derive(Deserialize, Debug)]
#[allow(dead_code)]
struct Point {
    x: i32,
    #[serde(default)]
    y: i32,
}

#[derive(Deserialize, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Nothing,
    Other,
}

#[derive(Deserialize, Debug)]
#[allow(dead_code)]
enum Shape {
    Nothing,
    Dot(Point),
    Line((u8, u8)),
    Tag(String),
    Size(u8),
    Pair(u8, u8),
    Box { width: u8, height: u8 },
    Perhaps(Option<u8>),
    Far(Meters),
    Inner(std::boxed::Box<Shape>),
    All(Vec<Shape>),
    Table(BTreeMap<String, Shape>),
    Empty(),
    Both(u8, Point),
    Spot(Option<Point>),
    Void(()),
}

fn bytes<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
    struct Bytes;
    impl serde::de::Visitor<'_> for Bytes {
        type Value = Vec<u8>;
        fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("bytes")
        }
        fn visit_bytes<E>(self, bytes: &[u8]) -> Result<Vec<u8>, E> {
            Ok(bytes.to_vec())
        }
    }
    deserializer.deserialize_bytes(Bytes)
}

fn full<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<RangeFull, D::Error> {
    #[derive(Deserialize)]
    #[serde(rename = "RangeFull")]
    struct Full;
    Full::deserialize(deserializer).map(|Full| ..)
}
