//! Enough of Rust's grammar to see who imports whom: comments and texts blanked out, words and
//! marks told apart, `use` trees unfolded, `super` resolved.

use std::path::Path;

/// One source file.
pub struct Source {
    /// From the top of the package: `src/files/log.rs`.
    pub path: String,
    pub text: String,
    /// The modules it is in: `["files", "log"]`.
    module: Vec<String>,
    tokens: Vec<String>,
}

/// Every Rust file under a folder of the package.
pub fn sources(folder: &str) -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    let mut open = vec![root.join(folder)];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(&folder).expect("our folders can be read") {
            let path = entry.expect("our folders can be read").path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") {
                let text = std::fs::read_to_string(&path).expect("our sources are text");
                let path = path.strip_prefix(root).expect("it lies in the package");
                found.push(Source::new(
                    path.to_str().expect("our paths are text"),
                    text,
                ));
            }
        }
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

impl Source {
    pub fn new(path: &str, text: String) -> Source {
        let inner = path.strip_prefix("src/").unwrap_or(path);
        let inner = inner.strip_suffix(".rs").unwrap_or(inner);
        let mut module: Vec<String> = inner.split('/').map(String::from).collect();
        if module
            .last()
            .is_some_and(|last| last == "mod" || last == "lib" || last == "main")
        {
            module.pop();
        }
        Source {
            path: path.into(),
            tokens: tokens(&text),
            text,
            module,
        }
    }

    /// The module of the package it belongs to; nothing for `lib.rs` and `main.rs`.
    pub fn top(&self) -> Option<&str> {
        self.module.first().map(String::as_str)
    }

    /// Every path in the code that has more than one part, absolute: `crate::model::Fact`,
    /// `rand::Rng`. `self` and `super` are resolved, `sandtable` is `crate`, trees are unfolded.
    pub fn paths(&self) -> Vec<String> {
        let mut found = Vec::new();
        let mut module = self.module.clone();
        // How deep in braces each inner `mod` began.
        let mut inner: Vec<usize> = Vec::new();
        let mut depth = 0;
        let mut at = 0;
        while at < self.tokens.len() {
            let word = self.tokens[at].as_str();
            match word {
                "{" => depth += 1,
                "}" => {
                    depth -= 1;
                    if inner.last() == Some(&depth) {
                        inner.pop();
                        module.pop();
                    }
                }
                "mod" if self.token(at + 2) == "{" => {
                    module.push(self.token(at + 1).into());
                    inner.push(depth);
                    at += 1;
                }
                _ if is_word(word) && self.token(at + 1) == "::" => {
                    let mut tree = Vec::new();
                    at = self.tree(at, String::new(), &mut tree);
                    found.extend(tree.iter().map(|path| absolute(path, &module)));
                    continue;
                }
                "use" | "extern" if is_word(self.token(at + 1)) && self.token(at + 2) == ";" => {
                    found.push(format!("{}::", self.token(at + 1)));
                }
                _ => {}
            }
            at += 1;
        }
        found
    }

    /// Unfolds a path with braces from the token `at` on; answers with the token after it.
    fn tree(&self, mut at: usize, mut prefix: String, found: &mut Vec<String>) -> usize {
        loop {
            let word = self.token(at);
            if word == "{" {
                at += 1;
                while self.token(at) != "}" && at < self.tokens.len() {
                    if is_word(self.token(at)) || self.token(at) == "{" {
                        at = self.tree(at, prefix.clone(), found);
                    } else {
                        at += 1;
                    }
                }
                return at + 1;
            }
            if is_word(word) || word == "*" {
                prefix.push_str(word);
                at += 1;
            }
            // A turbofish and the like end the path as far as imports go.
            let goes_on = self.token(at) == "::"
                && (is_word(self.token(at + 1)) || "*{".contains(self.token(at + 1)));
            if !goes_on {
                found.push(prefix);
                return at.max(1);
            }
            prefix.push_str("::");
            at += 1;
        }
    }

    fn token(&self, at: usize) -> &str {
        self.tokens.get(at).map_or("", String::as_str)
    }
}

fn absolute(path: &str, module: &[String]) -> String {
    let mut parts: Vec<&str> = path.split("::").collect();
    match parts[0] {
        "sandtable" => parts[0] = "crate",
        "self" | "super" => {
            let ups = parts.iter().take_while(|part| **part == "super").count();
            let skip = ups + usize::from(parts[0] == "self");
            let base = &module[..module.len().saturating_sub(ups)];
            let whole = base
                .iter()
                .map(String::as_str)
                .chain(parts.drain(skip..).collect::<Vec<_>>());
            return format!("crate::{}", whole.collect::<Vec<_>>().join("::"));
        }
        _ => {}
    }
    parts.join("::")
}

fn is_word(token: &str) -> bool {
    token.starts_with(|c: char| c.is_alphabetic() || c == '_')
}

/// Words, `::` and single marks; comments, texts and characters left out.
fn tokens(text: &str) -> Vec<String> {
    let chars: Vec<char> = text.chars().collect();
    let is = |at: usize, mark: char| chars.get(at) == Some(&mark);
    let mut tokens: Vec<String> = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        let c = chars[at];
        if c == '/' && is(at + 1, '/') {
            while at < chars.len() && chars[at] != '\n' {
                at += 1;
            }
        } else if c == '/' && is(at + 1, '*') {
            at = after_block_comment(&chars, at);
        } else if c == '"' {
            at = after_text(&chars, at);
        } else if c == '\'' {
            at = after_character(&chars, at);
        } else if c.is_alphabetic() || c == '_' {
            let start = at;
            while at < chars.len() && (chars[at].is_alphanumeric() || chars[at] == '_') {
                at += 1;
            }
            let word: String = chars[start..at].iter().collect();
            if matches!(word.as_str(), "r" | "br") && (is(at, '"') || is(at, '#')) {
                at = after_raw_text(&chars, at);
            } else {
                tokens.push(word);
            }
        } else if c == ':' && is(at + 1, ':') {
            tokens.push("::".into());
            at += 2;
        } else {
            if !c.is_whitespace() {
                tokens.push(c.into());
            }
            at += 1;
        }
    }
    tokens
}

fn after_block_comment(chars: &[char], mut at: usize) -> usize {
    let mut depth = 0;
    while at < chars.len() {
        match (chars[at], chars.get(at + 1)) {
            ('/', Some('*')) => (depth, at) = (depth + 1, at + 2),
            ('*', Some('/')) => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
        if depth == 0 {
            break;
        }
    }
    at
}

fn after_text(chars: &[char], mut at: usize) -> usize {
    at += 1;
    while at < chars.len() && chars[at] != '"' {
        at += if chars[at] == '\\' { 2 } else { 1 };
    }
    at + 1
}

fn after_raw_text(chars: &[char], mut at: usize) -> usize {
    let start = at;
    while chars.get(at) == Some(&'#') {
        at += 1;
    }
    let hashes = at - start;
    if chars.get(at) != Some(&'"') {
        return at; // r#word
    }
    at += 1;
    while at < chars.len() {
        let closes = chars[at] == '"'
            && chars[at + 1..]
                .iter()
                .take(hashes)
                .filter(|c| **c == '#')
                .count()
                == hashes;
        at += 1;
        if closes {
            return at + hashes;
        }
    }
    at
}

/// After a character, or after the mark of a lifetime.
fn after_character(chars: &[char], at: usize) -> usize {
    match (chars.get(at + 1), chars.get(at + 2)) {
        (Some('\\'), _) => {
            let end = chars[at + 3..].iter().position(|c| *c == '\'');
            end.map_or(chars.len(), |end| at + 3 + end + 1)
        }
        (Some(_), Some('\'')) => at + 3,
        _ => at + 1,
    }
}
