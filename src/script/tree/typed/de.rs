//! Serde's view of a node.

use serde::de::{DeserializeSeed, Deserializer, Visitor};

use super::super::node::{Kind, Node, NodeId};
use super::super::number::{any_number, float_of, float32_of};
use super::super::{Tree, literal};
use super::access::{Elements, Fields, Keys, Single, Values, Variant};
use super::error::{At, Error, Fault};
use super::filler::Filler;
use super::masks::Masks;
use super::numbers::{NumberDe, is_range_of};

/// One node to be read.
#[derive(Clone, Copy)]
pub(super) struct De<'c, 't> {
    pub node: Node<'t>,
    pub masks: &'c Masks,
    /// The node is a group whose brackets belong to a variant or `Some`: a struct or tuple inside
    /// has no brackets of its own.
    unwrapped: bool,
}

impl<'c, 't> De<'c, 't> {
    pub fn new(tree: &'t Tree, masks: &'c Masks, id: NodeId) -> Self {
        Self {
            node: tree.node(id),
            masks,
            unwrapped: false,
        }
    }

    pub fn child(self, node: Node<'t>) -> Self {
        Self {
            node,
            masks: self.masks,
            unwrapped: false,
        }
    }

    pub fn unwrapped(self) -> Self {
        Self {
            unwrapped: true,
            ..self
        }
    }

    pub fn here(self) -> At {
        At::Value(self.node.id())
    }

    pub fn seed<'de, S: DeserializeSeed<'de>>(self, seed: S) -> Result<S::Value, Error> {
        seed.deserialize(self).map_err(|it| it.at(self.here()))
    }

    /// Reads the node or, when it is wrong, something made up in its place.
    pub fn seed_in_place<'de, S: DeserializeSeed<'de>>(self, seed: S) -> Result<S::Value, Error> {
        match self.masks.left_out(self.node.id()) {
            None => self.seed(seed),
            Some(attempt) => seed
                .deserialize(Filler::new(attempt))
                .map_err(|it| it.only_at(At::Position(self.node.id()))),
        }
    }

    /// The node itself, if it is a group that has brackets.
    pub fn bracketed(self) -> Result<Self, Error> {
        match self.node.data().open {
            Some(_) if self.node.kind() == Kind::Group => Ok(self),
            _ => Err(self.wanted(format!(
                "`{}(…)` with a value",
                self.node.name().unwrap_or_default()
            ))),
        }
    }

    pub fn wanted(self, what: impl Into<String>) -> Error {
        match self.node.kind() {
            Kind::Error => Error::new(Fault::Silent, self.node.id()),
            _ => Error::wanted(what, self.node.id()),
        }
    }

    /// The value itself: for a variant that holds one thing, that thing.
    pub fn single(self, wanted: &str) -> Result<Self, Error> {
        if !self.unwrapped {
            return Ok(self);
        }
        match self.node.only_child() {
            Some(child) => self.content(child),
            None => Err(self.wanted(wanted)),
        }
    }

    /// The one thing inside brackets; when that is wrong, so is the whole, and that was told.
    fn content(self, child: Node<'t>) -> Result<Self, Error> {
        match self.masks.left_out(child.id()) {
            None => Ok(self.child(child)),
            Some(_) => Err(Error::new(Fault::Silent, self.node.id())),
        }
    }

    fn kind(self, kind: Kind, wanted: &str) -> Result<Self, Error> {
        let it = self.single(wanted)?;
        if it.node.kind() == kind {
            Ok(it)
        } else {
            Err(it.wanted(wanted))
        }
    }

    /// Checks the name before a group that is to be a struct.
    fn named(self, name: &'static str) -> Result<Self, Error> {
        if self.unwrapped {
            return Ok(self);
        }
        match self.node.name() {
            Some(found) if found != name || name.is_empty() => {
                Err(self.wanted(format!("a struct `{name}`")))
            }
            None if self.node.tree().extensions.explicit_struct_names && !name.is_empty() => {
                Err(self.wanted(format!("a struct with its name, `{name}( … )`")))
            }
            _ => Ok(self),
        }
    }

    fn fields<'de, V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let is_struct = self.node.kind() == Kind::Group && self.node.data().open.is_some();
        if !is_struct || (!self.node.has_fields() && !self.node.is_empty()) {
            return Err(self.wanted("a struct ( name: … )"));
        }
        visitor
            .visit_map(&mut Fields::new(self))
            .map_err(|it| it.at(self.here()))
    }

    fn values<'de, V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        if self.node.kind() != Kind::Group
            || self.node.data().open.is_none()
            || self.node.has_fields()
        {
            return Err(self.wanted("values in brackets ( …, … )"));
        }
        let mut values = Values::new(self);
        let value = visitor
            .visit_seq(&mut values)
            .map_err(|it| it.counted().at(self.here()))?;
        let read = values.slot;
        if read < self.node.len() {
            Err(self.wanted(format!("{read} values in brackets")))
        } else {
            Ok(value)
        }
    }

    fn any_word<'de, V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.node.text() {
            "true" => visitor.visit_bool(true),
            "false" => visitor.visit_bool(false),
            "None" => visitor.visit_none(),
            text => match any_number(text) {
                Ok((number, _)) => NumberDe(number).deserialize_any(visitor),
                Err(_) if is_buffer::<V::Value>() => {
                    visitor.visit_str(self.node.name().unwrap_or_default())
                }
                Err(_) => visitor.visit_unit(),
            },
        }
    }

    fn any_group<'de, V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        if !self.unwrapped {
            if self.node.is_some() {
                return self.deserialize_option(visitor);
            }
            if self.node.name().is_some() && is_buffer::<V::Value>() {
                return visitor.visit_map(Single {
                    de: self,
                    is_done: false,
                });
            }
        }
        if self.node.has_fields() {
            return self.fields(visitor);
        }
        let is_unit = if self.unwrapped {
            self.node.is_empty()
        } else {
            self.node.text() == "()"
        };
        match (is_unit, self.node.only_child()) {
            (true, _) => visitor.visit_unit(),
            (_, Some(child)) if self.unwrapped => self.content(child)?.deserialize_any(visitor),
            _ => self.values(visitor),
        }
    }
}

/// Whether serde buffers the value first, for an untagged or internally tagged enum; then a
/// variant must keep its name. Serde offers no way to ask but the name of the type.
fn is_buffer<T>() -> bool {
    let name = std::any::type_name::<T>();
    name.starts_with("serde") && (name.contains("::Content") || name.contains("::TagOrContent"))
}

macro_rules! integers {
    ($($method:ident $visit:ident $type:ident;)*) => { $(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
            visitor.$visit(self.integer($type::MIN, $type::MAX)?)
        }
    )* };
}

impl<'de> Deserializer<'de> for De<'_, '_> {
    type Error = Error;

    integers! {
        deserialize_u8 visit_u8 u8;
        deserialize_u16 visit_u16 u16;
        deserialize_u32 visit_u32 u32;
        deserialize_u64 visit_u64 u64;
        deserialize_i8 visit_i8 i8;
        deserialize_i16 visit_i16 i16;
        deserialize_i32 visit_i32 i32;
        deserialize_i64 visit_i64 i64;
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let text = self.node.text();
        match self.node.kind() {
            Kind::Group => self.any_group(visitor),
            Kind::Ident => self.any_word(visitor),
            Kind::Number => match any_number(text) {
                Ok((number, _)) => NumberDe(number).deserialize_any(visitor),
                Err(_) => Err(self.wanted("a number")),
            },
            Kind::Range => self.range(visitor),
            Kind::Char => self.deserialize_char(visitor),
            Kind::String => self.deserialize_str(visitor),
            Kind::Bytes => self.deserialize_bytes(visitor),
            Kind::List => visitor.visit_seq(Elements::new(self)),
            Kind::Map => visitor.visit_map(Keys::all(self)),
            Kind::Error => Err(Error::new(Fault::Silent, self.node.id())),
        }
        .map_err(|it| it.at(self.here()))
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let it = self.single("`true` or `false`")?;
        match it.node.text() {
            "true" => visitor.visit_bool(true),
            "false" => visitor.visit_bool(false),
            _ => Err(it.wanted("`true` or `false`")),
        }
    }

    fn deserialize_f32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_f32(self.float(float32_of)?)
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_f64(self.float(float_of)?)
    }

    fn deserialize_char<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let wanted = "a character 'x'";
        let it = self.kind(Kind::Char, wanted)?;
        visitor.visit_char(literal::character(it.node.text()).ok_or_else(|| it.wanted(wanted))?)
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let it = self.kind(Kind::String, "a string")?;
        let text = it
            .node
            .string()
            .ok_or_else(|| Error::new(Fault::Silent, it.node.id()))?;
        visitor
            .visit_str(&text)
            .map_err(|error: Error| error.at(it.here()))
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_str(visitor)
    }

    fn deserialize_bytes<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let it = self.single("a byte string b\"…\"")?;
        if it.node.kind() == Kind::List {
            let bytes: Vec<u8> = serde::Deserialize::deserialize(it)?;
            return visitor.visit_byte_buf(bytes);
        }
        let it = it.kind(Kind::Bytes, "a byte string b\"…\"")?;
        visitor.visit_byte_buf(literal::bytes(it.node.text()).ok_or_else(Error::silent)?)
    }

    fn deserialize_byte_buf<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_bytes(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let it = match self.node.only_child() {
            // What is optional may itself be the struct whose brackets a variant has.
            Some(child) if self.unwrapped && (child.text() == "None" || child.is_some()) => {
                self.content(child)?
            }
            _ => self,
        };
        if !it.unwrapped && it.node.kind() == Kind::Ident && it.node.text() == "None" {
            return visitor.visit_none();
        }
        if it.unwrapped || !it.node.is_some() {
            return visitor.visit_some(it).map_err(|error| error.at(it.here()));
        }
        let inner = match (it.node.data().open, it.node.only_child()) {
            (None, Some(child)) => it.content(child)?,
            _ => it.unwrapped(),
        };
        visitor
            .visit_some(inner)
            .map_err(|error| error.at(inner.here()))
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let is_unit = if self.unwrapped {
            self.node.is_empty()
        } else {
            self.node.text() == "()"
        };
        if is_unit {
            visitor.visit_unit()
        } else {
            Err(self.wanted("`()`"))
        }
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        let is_named = self.node.kind() == Kind::Ident && self.node.name() == Some(name);
        let is_full_range = name == "RangeFull" && self.node.text() == "..";
        if !self.unwrapped && (is_named || is_full_range) {
            return visitor.visit_unit();
        }
        self.deserialize_unit(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        let inner = if self.unwrapped {
            self.single("one value")?
        } else if self.node.tree().extensions.unwrap_newtypes {
            self
        } else {
            let it = self.named(name)?;
            match it.node.only_child() {
                Some(child) if it.node.kind() == Kind::Group && it.node.data().open.is_some() => {
                    it.content(child)?
                }
                _ => return Err(it.wanted("one value in brackets ( … )")),
            }
        };
        visitor
            .visit_newtype_struct(inner)
            .map_err(|it| it.at(inner.here()))
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let it = self.kind(Kind::List, "a list [ … ]")?;
        visitor
            .visit_seq(Elements::new(it))
            .map_err(|error| error.at(it.here()))
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Error> {
        if !self.unwrapped && self.node.name().is_some() {
            return Err(self.wanted("values in brackets ( …, … )"));
        }
        self.values(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.named(name)?.values(visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let it = self.kind(Kind::Map, "a map { … }")?;
        visitor
            .visit_map(Keys::new(it))
            .map_err(|error| error.at(it.here()))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        if self.node.kind() == Kind::Range {
            let fits = is_range_of(self.node.text(), name);
            if fits {
                return self.range(visitor).map_err(|it| it.at(self.here()));
            }
        }
        self.named(name)?.fields(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        let wanted = || match variants {
            [] => "nothing at all".into(),
            few if few.len() <= 6 => format!("one of `{}`", few.join("`, `")),
            many => format!("one of `{}`, …", many[..6].join("`, `")),
        };
        let it = self.single(&wanted())?;
        if it.node.name().is_none() {
            return Err(it.wanted(wanted()));
        }
        visitor
            .visit_enum(Variant(it))
            .map_err(|error| error.at(it.here()))
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.node.name() {
            Some(name) if self.node.kind() == Kind::Ident => visitor.visit_str(name),
            _ => Err(self.wanted("a bare word")),
        }
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_any(visitor)
    }
}
