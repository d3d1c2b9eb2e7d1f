//! A reader for the SVG we write, strict enough to catch what is not well formed.

#[derive(Debug)]
pub struct Element {
    pub name: String,
    pub attributes: Vec<(String, String)>,
    pub text: String,
}

impl Element {
    pub fn get(&self, key: &str) -> Option<String> {
        self.attributes
            .iter()
            .find(|(name, _)| name == key)
            .map(|(_, value)| value.clone())
    }

    pub fn number(&self, key: &str) -> Option<f64> {
        self.get(key)
            .map(|value| value.parse().unwrap_or_else(|_| panic!("{key}={value}")))
    }
}

/// The elements of an SVG as we write it; panics where it is not well formed.
pub fn elements(svg: &str) -> Vec<Element> {
    let mut open: Vec<String> = Vec::new();
    let mut elements = Vec::new();
    for piece in svg.split('<').skip(1) {
        let (tag, text) = piece.split_once('>').expect("every tag is closed");
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop().as_deref(), Some(name), "tags nest");
            continue;
        }
        let is_single = tag.ends_with('/');
        let tag = tag.trim_end_matches('/');
        let name = tag.split(' ').next().unwrap().to_string();
        let mut attributes = Vec::new();
        let mut rest = tag[name.len()..].trim_start();
        while !rest.is_empty() {
            let (key, after) = rest.split_once("=\"").expect("attributes have values");
            let (value, after) = after.split_once('"').expect("values are quoted");
            attributes.push((key.to_string(), unescape(value)));
            rest = after.trim_start();
        }
        if !is_single {
            open.push(name.clone());
        }
        elements.push(Element {
            name,
            attributes,
            text: unescape(text),
        });
    }
    assert!(open.is_empty(), "{open:?} left open");
    elements
}

pub fn texts(svg: &str) -> Vec<String> {
    elements(svg)
        .into_iter()
        .filter(|element| element.name == "text")
        .map(|element| element.text)
        .collect()
}

fn unescape(text: &str) -> String {
    let known = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&apos;", "'"),
        ("&amp;", "&"),
    ];
    let mut bare = text.to_string();
    for (entity, _) in known {
        bare = bare.replace(entity, "");
    }
    assert!(!bare.contains('&'), "an unescaped & in {text:?}");
    known
        .into_iter()
        .fold(text.to_string(), |text, (entity, c)| {
            text.replace(entity, c)
        })
}
