//! Names: what scripts call services, people, causes. Interned, `Copy`, compared by address,
//! ordered by text, with a hash that is the same on every machine (keyed draws rest on it).

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;
use std::hash::{BuildHasherDefault, Hash, Hasher};
use std::sync::{LazyLock, Mutex};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// An interned name. Names come from scripts, so their number is bounded by what was loaded;
/// text from participants is never made a `Name` (see [`Name::known`]).
#[derive(Clone, Copy)]
pub struct Name(&'static Entry);

struct Entry {
    text: Box<str>,
    hash: u64,
}

static TABLE: LazyLock<Mutex<HashMap<&'static str, Name>>> = LazyLock::new(Default::default);

impl Name {
    pub fn new(text: &str) -> Name {
        let mut table = TABLE
            .lock()
            .expect("no code panics while it holds the table");
        if let Some(name) = table.get(text) {
            return *name;
        }
        let entry: &'static Entry = Box::leak(Box::new(Entry {
            text: text.into(),
            hash: stable_hash(text.as_bytes()),
        }));
        table.insert(&entry.text, Name(entry));
        Name(entry)
    }

    /// The name with this text if a script has used it; never makes a new one.
    pub fn known(text: &str) -> Option<Name> {
        let table = TABLE
            .lock()
            .expect("no code panics while it holds the table");
        table.get(text).copied()
    }

    pub fn as_str(self) -> &'static str {
        &self.0.text
    }

    /// The same number for the same text, everywhere and always.
    pub fn stable_hash(self) -> u64 {
        self.0.hash
    }
}

/// FNV-1a, 64 bits.
fn stable_hash(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |h, b| {
        (h ^ u64::from(*b)).wrapping_mul(0x0100_0000_01b3)
    })
}

impl PartialEq for Name {
    fn eq(&self, other: &Name) -> bool {
        std::ptr::eq(self.0, other.0)
    }
}
impl Eq for Name {}
impl PartialOrd for Name {
    fn partial_cmp(&self, other: &Name) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Name {
    fn cmp(&self, other: &Name) -> std::cmp::Ordering {
        self.as_str().cmp(other.as_str())
    }
}
impl Hash for Name {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.hash.hash(state);
    }
}
impl fmt::Debug for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}
impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}
impl From<&str> for Name {
    fn from(text: &str) -> Name {
        Name::new(text)
    }
}
impl PartialEq<str> for Name {
    fn eq(&self, other: &str) -> bool {
        self.as_str() == other
    }
}
impl PartialEq<&str> for Name {
    fn eq(&self, other: &&str) -> bool {
        self.as_str() == *other
    }
}
impl Serialize for Name {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(self.as_str())
    }
}
impl<'de> Deserialize<'de> for Name {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Name, D::Error> {
        let text = Cow::<'de, str>::deserialize(d)?;
        if text.is_empty() || text.len() > 80 || text.chars().any(char::is_control) {
            return Err(de::Error::custom(
                "a name has 1 to 80 characters and no control characters",
            ));
        }
        Ok(Name::new(&text))
    }
}
impl JsonSchema for Name {
    fn schema_name() -> Cow<'static, str> {
        "Name".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "string", "minLength": 1, "maxLength": 80})
    }
}

/// A map for looking names up, or a few of them together; it has no order to iterate in. A name
/// brings its hash along, so little is left to mix.
pub type NameTable<K, V> = HashMap<K, V, BuildHasherDefault<NameHasher>>;

/// Mixes the hashes that names bring along. Names come from scripts, so nobody aims at collisions.
#[derive(Clone, Copy, Debug, Default)]
pub struct NameHasher(u64);

impl Hasher for NameHasher {
    fn write_u64(&mut self, hash: u64) {
        self.0 = (self.0.rotate_left(29) ^ hash).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    }
    fn write(&mut self, bytes: &[u8]) {
        self.write_u64(stable_hash(bytes));
    }
    fn finish(&self) -> u64 {
        self.0 ^ (self.0 >> 32)
    }
}

/// A small map in the order of first insertion: found by a scan, iterated in an order that
/// depends on nothing but what was inserted. For tens of keys, faster than a tree.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct NameMap<K, V>(Vec<(K, V)>);

impl<K, V> Default for NameMap<K, V> {
    fn default() -> Self {
        NameMap(Vec::new())
    }
}

impl<K: PartialEq + Copy, V> NameMap<K, V> {
    pub fn get(&self, key: K) -> Option<&V> {
        self.0.iter().rfind(|(k, _)| *k == key).map(|(_, v)| v)
    }
    pub fn get_mut(&mut self, key: K) -> Option<&mut V> {
        self.0.iter_mut().rfind(|(k, _)| *k == key).map(|(_, v)| v)
    }
    pub fn contains(&self, key: K) -> bool {
        self.0.iter().rev().any(|(k, _)| *k == key)
    }
    pub fn insert(&mut self, key: K, value: V) -> Option<V> {
        match self.get_mut(key) {
            Some(old) => Some(std::mem::replace(old, value)),
            None => {
                self.0.push((key, value));
                None
            }
        }
    }
    /// The value at `key`, made by `default` if there is none.
    pub fn entry(&mut self, key: K, default: impl FnOnce() -> V) -> &mut V {
        let at = match self.0.iter().rposition(|(k, _)| *k == key) {
            Some(at) => at,
            None => {
                self.0.push((key, default()));
                self.0.len() - 1
            }
        };
        &mut self.0[at].1
    }
    pub fn remove(&mut self, key: K) -> Option<V> {
        let at = self.0.iter().position(|(k, _)| *k == key)?;
        Some(self.0.remove(at).1)
    }
    pub fn retain(&mut self, mut keep: impl FnMut(K, &V) -> bool) {
        self.0.retain(|(k, v)| keep(*k, v));
    }
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (K, &V)> + '_ {
        self.0.iter().map(|(k, v)| (*k, v))
    }
    pub fn iter_mut(&mut self) -> impl Iterator<Item = (K, &mut V)> + '_ {
        self.0.iter_mut().map(|(k, v)| (*k, v))
    }
    pub fn keys(&self) -> impl Iterator<Item = K> + '_ {
        self.0.iter().map(|(k, _)| *k)
    }
    pub fn values(&self) -> impl Iterator<Item = &V> + '_ {
        self.0.iter().map(|(_, v)| v)
    }
    pub fn len(&self) -> usize {
        self.0.len()
    }
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
    pub fn clear(&mut self) {
        self.0.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_texts_are_one_name_with_a_pinned_hash() {
        assert_eq!(Name::new("west"), Name::new("west"));
        assert_ne!(Name::new("west"), Name::new("east"));
        assert_eq!(Name::new("").stable_hash(), 0xcbf2_9ce4_8422_2325);
        assert_eq!(Name::new("a").stable_hash(), 0xaf63_dc4c_8601_ec8c);
    }
}
