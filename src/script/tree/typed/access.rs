//! The inside of structs, lists, maps and variants, as serde walks through it.

use serde::de::value::StrDeserializer;
use serde::de::{
    DeserializeSeed, Deserializer, EnumAccess, MapAccess, SeqAccess, VariantAccess, Visitor,
};

use super::super::node::{Kind, Node};
use super::de::De;
use super::error::{At, Error};
use super::filler::Filler;

/// The fields of a group, then those made up for it.
pub(super) struct Fields<'c, 't> {
    pub de: De<'c, 't>,
    slot: usize,
    filler: usize,
}

impl<'c, 't> Fields<'c, 't> {
    pub fn new(de: De<'c, 't>) -> Self {
        Self {
            de,
            slot: 0,
            filler: 0,
        }
    }

    fn node(&self) -> Node<'t> {
        self.de.node
    }
}

impl<'de> MapAccess<'de> for &mut Fields<'_, '_> {
    type Error = Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Error> {
        let (node, masks) = (self.node(), self.de.masks);
        while let Some(entry) = node.entry(self.slot) {
            let is_masked = masks.is_hidden(node.id(), self.slot)
                || masks.left_out(entry.value().id()).is_some();
            let Some(name) = entry.key_name().filter(|_| !is_masked) else {
                self.slot += 1;
                continue;
            };
            let at = At::Key(node.id(), self.slot);
            return seed
                .deserialize(StrDeserializer::<Error>::new(&name))
                .map(Some)
                .map_err(|it| it.at(at));
        }
        match masks.fillers(node.id()).get(self.filler) {
            Some((field, _)) => seed
                .deserialize(StrDeserializer::<Error>::new(field))
                .map(Some),
            None => Ok(None),
        }
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Error> {
        let node = self.node();
        if let Some(entry) = node.entry(self.slot) {
            self.slot += 1;
            return self.de.child(entry.value()).seed(seed);
        }
        let (field, attempt) = self.de.masks.fillers(node.id())[self.filler];
        self.filler += 1;
        seed.deserialize(Filler::new(attempt))
            .map_err(|it| it.only_at(At::Filler(node.id(), field)))
    }
}

/// The elements of a list.
pub(super) struct Elements<'c, 't> {
    de: De<'c, 't>,
    slot: usize,
}

impl<'c, 't> Elements<'c, 't> {
    pub fn new(de: De<'c, 't>) -> Self {
        Self {
            de,
            slot: first_unread(de),
        }
    }
}

/// The first entry that is not known to be good.
fn first_unread(de: De<'_, '_>) -> usize {
    if !de.masks.is_active() {
        return 0;
    }
    let reached = de.masks.reached();
    let tree = de.node.tree();
    de.node
        .data()
        .entries
        .partition_point(|entry| tree.node(entry.value).data().last <= reached)
}

impl<'de> SeqAccess<'de> for Elements<'_, '_> {
    type Error = Error;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Error> {
        while let Some(entry) = self.de.node.entry(self.slot) {
            self.slot += 1;
            if self.de.masks.left_out(entry.value().id()).is_none() {
                return self.de.child(entry.value()).seed(seed).map(Some);
            }
        }
        Ok(None)
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.de.node.len() - self.slot)
    }
}

/// The values of a tuple; one that is wrong is replaced, since no place may stay empty.
pub(super) struct Values<'c, 't> {
    de: De<'c, 't>,
    pub slot: usize,
}

impl<'c, 't> Values<'c, 't> {
    pub fn new(de: De<'c, 't>) -> Self {
        Self { de, slot: 0 }
    }
}

impl<'de> SeqAccess<'de> for &mut Values<'_, '_> {
    type Error = Error;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Error> {
        let Some(entry) = self.de.node.entry(self.slot) else {
            return Ok(None);
        };
        self.slot += 1;
        self.de.child(entry.value()).seed_in_place(seed).map(Some)
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.de.node.len() - self.slot)
    }
}

/// The entries of a map.
pub(super) struct Keys<'c, 't> {
    de: De<'c, 't>,
    slot: usize,
}

impl<'c, 't> Keys<'c, 't> {
    pub fn new(de: De<'c, 't>) -> Self {
        Self {
            de,
            slot: first_unread(de),
        }
    }

    /// All entries, whatever was read before.
    pub fn all(de: De<'c, 't>) -> Self {
        Self { de, slot: 0 }
    }
}

impl<'de> MapAccess<'de> for Keys<'_, '_> {
    type Error = Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Error> {
        let (node, masks) = (self.de.node, self.de.masks);
        while let Some(entry) = node.entry(self.slot) {
            let is_masked = masks.is_hidden(node.id(), self.slot)
                || masks.left_out(entry.value().id()).is_some();
            let Some(key) = entry.key_node().filter(|_| !is_masked) else {
                self.slot += 1;
                continue;
            };
            let at = At::Key(node.id(), self.slot);
            return self
                .de
                .child(key)
                .seed(seed)
                .map(Some)
                .map_err(|it| it.only_at(at));
        }
        Ok(None)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Error> {
        let entry = self.de.node.entry(self.slot).ok_or_else(Error::silent)?;
        self.slot += 1;
        self.de.child(entry.value()).seed(seed)
    }
}

/// A variant: its name, then what it holds.
pub(super) struct Variant<'c, 't>(pub De<'c, 't>);

impl<'de, 'c, 't> EnumAccess<'de> for Variant<'c, 't> {
    type Error = Error;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Self), Error> {
        let name = self.0.node.name().unwrap_or_default();
        let value = seed
            .deserialize(StrDeserializer::<Error>::new(name))
            .map_err(|it| it.at(self.0.here()))?;
        Ok((value, self))
    }
}

impl<'de> VariantAccess<'de> for Variant<'_, '_> {
    type Error = Error;

    fn unit_variant(self) -> Result<(), Error> {
        let node = self.0.node;
        match node.kind() {
            Kind::Ident => Ok(()),
            _ => Err(Error::wanted(
                format!(
                    "`{}` alone, without brackets",
                    node.name().unwrap_or_default()
                ),
                node.id(),
            )),
        }
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Error> {
        self.0.bracketed()?.unwrapped().seed(seed)
    }

    fn tuple_variant<V: Visitor<'de>>(self, length: usize, visitor: V) -> Result<V::Value, Error> {
        self.0
            .bracketed()?
            .unwrapped()
            .deserialize_tuple(length, visitor)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.0
            .bracketed()?
            .unwrapped()
            .deserialize_struct("", fields, visitor)
    }
}

/// A variant as serde's own buffer wants it: a map of one entry.
pub(super) struct Single<'c, 't> {
    pub de: De<'c, 't>,
    pub is_done: bool,
}

impl<'de> MapAccess<'de> for Single<'_, '_> {
    type Error = Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Error> {
        if std::mem::replace(&mut self.is_done, true) {
            return Ok(None);
        }
        let name = self.de.node.name().unwrap_or_default();
        seed.deserialize(StrDeserializer::<Error>::new(name))
            .map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Error> {
        seed.deserialize(self.de.unwrapped())
    }
}
