//! Tokens to nodes, going on after a mistake wherever one can.
//!
//! Recursion is as deep as values are nested and stops at [`NESTING_MAX`].

mod attributes;
mod report;

use super::lexer::{Bracket, Lexer, Token, TokenKind};
use super::node::{EntryData, Key, Kind, NodeData, NodeId, Span};
use super::{Extensions, ITEMS_MAX, NESTING_MAX, NODES_MAX};
use crate::diag::{Diagnostic, FileId};

/// What a text is: its nodes, the root among them, what it switched on, what is wrong.
pub(super) struct Parsed {
    pub nodes: Vec<NodeData>,
    pub root: Option<NodeId>,
    pub extensions: Extensions,
    pub mistakes: Vec<Diagnostic>,
    /// A limit ended the reading, so values are missing.
    pub is_cut: bool,
}

pub(super) fn parse(file: FileId, text: &str) -> Parsed {
    let mut parser = Parser::new(file, text);
    parser.attributes();
    let root = parser.document();
    let is_cut = parser.stopped || parser.mistakes.iter().any(|it| it.name == "limit-nesting");
    let Parser {
        nodes,
        extensions,
        mut mistakes,
        lexer,
        ..
    } = parser;
    mistakes.extend(lexer.flaws.into_iter().map(|flaw| {
        let it = Diagnostic::error(flaw.name, file, flaw.start..flaw.end, flaw.message)
            .label(flaw.label);
        if flaw.hint.is_empty() {
            it
        } else {
            it.hint(flaw.hint)
        }
    }));
    crate::diag::sort(&mut mistakes);
    mistakes.dedup_by(|a, b| a.name == b.name && a.span == b.span);
    Parsed {
        nodes,
        root,
        extensions,
        mistakes,
        is_cut,
    }
}

struct Parser<'a> {
    file: FileId,
    text: &'a str,
    lexer: Lexer<'a>,
    /// The token to look at next; never a blank or a comment.
    token: Token,
    /// Where the token before that one ended.
    last_end: usize,
    nodes: Vec<NodeData>,
    /// The brackets that are open here, outermost first.
    open: Vec<Bracket>,
    items: usize,
    /// A limit was met: nothing more is read or reported.
    stopped: bool,
    /// It was said that the file ends too early.
    end_is_told: bool,
    /// It was said just now that a comma is missing, so what follows may be no entry.
    comma_is_missing: bool,
    /// A list was left at a field that belongs to the struct around it.
    ended_early: bool,
    extensions: Extensions,
    mistakes: Vec<Diagnostic>,
}

/// How the entries of a group are written, and whether it was told that they differ.
#[derive(Default)]
struct Form {
    has_fields: Option<bool>,
    is_told: bool,
}

impl<'a> Parser<'a> {
    fn new(file: FileId, text: &'a str) -> Self {
        let end = Token {
            kind: TokenKind::End,
            start: 0,
            end: 0,
        };
        let mut parser = Self {
            file,
            text,
            lexer: Lexer::new(text),
            token: end,
            last_end: 0,
            nodes: Vec::new(),
            open: Vec::new(),
            items: 0,
            stopped: false,
            end_is_told: false,
            comma_is_missing: false,
            ended_early: false,
            extensions: Extensions::default(),
            mistakes: Vec::new(),
        };
        parser.bump();
        parser
    }

    fn document(&mut self) -> Option<NodeId> {
        if self.token.kind == TokenKind::End {
            if !self.stopped {
                self.mistake(
                    "missing-value",
                    self.last_end..self.last_end,
                    "the file has no value",
                )
                .hint = Some("a script is one struct: ( name: \"…\", … )".into());
            }
            return None;
        }
        let root = self.value();
        if self.token.kind != TokenKind::End {
            // After a bracket was closed too early nobody knows what belongs to what.
            if self.mistakes.iter().all(|it| it.name != "unclosed-bracket") {
                let message = "the file goes on after its value";
                let it = self.mistake("trailing-text", self.here(), message);
                it.label = "this does not belong to it".into();
                let hint = "a file holds one value; is a bracket closed too early above?";
                it.hint = Some(hint.into());
            }
            // What follows is still read, for the mistakes inside its tokens.
            while self.token.kind != TokenKind::End {
                self.bump();
            }
        }
        Some(root)
    }

    fn value(&mut self) -> NodeId {
        if self.open.len() >= NESTING_MAX {
            return self.too_deep();
        }
        let token = self.token;
        match token.kind {
            TokenKind::Ident => {
                self.bump();
                self.value_after_word(token)
            }
            TokenKind::Number => self.leaf(Kind::Number),
            TokenKind::Range => self.leaf(Kind::Range),
            TokenKind::Char => self.leaf(Kind::Char),
            TokenKind::String => self.leaf(Kind::String),
            TokenKind::Bytes => self.leaf(Kind::Bytes),
            TokenKind::Open(bracket) => self.bracketed(bracket, None),
            TokenKind::Other => {
                self.stray();
                self.node(Kind::Error, token.start, token.end)
            }
            _ => {
                let at = self.last_end;
                if token.kind != TokenKind::End {
                    let it = self.mistake("missing-value", at..at, "a value is missing here");
                    it.hint = Some("write the value, or take away what announces it".into());
                } else if !self.stopped {
                    self.mistake(
                        "missing-value",
                        at..at,
                        "the file ends where a value should stand",
                    );
                }
                self.node(Kind::Error, at, at)
            }
        }
    }

    fn value_after_word(&mut self, word: Token) -> NodeId {
        let text = &self.text[word.start..word.end];
        let opens = self.token.kind == TokenKind::Open(Bracket::Round);
        if opens {
            if matches!(
                text,
                "true"
                    | "false"
                    | "None"
                    | "inf"
                    | "inff32"
                    | "inff64"
                    | "NaN"
                    | "NaNf32"
                    | "NaNf64"
            ) {
                let it = self.mistake(
                    "stray-token",
                    self.here(),
                    format!("`{text}` takes no values"),
                );
                it.hint = Some("take the brackets away, or put a comma before them".into());
            }
            return self.bracketed(Bracket::Round, Some(word));
        }
        if text != "Some" {
            return self.node(Kind::Ident, word.start, word.end);
        }
        // `ron` with implicit options reads `Some 5` as it reads `Some(5)`.
        let id = self.node(Kind::Group, word.start, word.end);
        self.nodes[id.0 as usize].name = Some(Span::new(word.start, word.end));
        self.open.push(Bracket::Round);
        let value = self.value();
        self.open.pop();
        self.adopt(id, Key::None, value);
        self.nodes[id.0 as usize].span.end = self.nodes[value.0 as usize]
            .span
            .end
            .max(Span::new(0, word.end).end);
        id
    }

    fn bracketed(&mut self, bracket: Bracket, word: Option<Token>) -> NodeId {
        if self.open.len() >= NESTING_MAX {
            return self.too_deep();
        }
        let open = self.token;
        let kind = match bracket {
            Bracket::Round => Kind::Group,
            Bracket::Square => Kind::List,
            Bracket::Curly => Kind::Map,
        };
        let id = self.node(kind, word.map_or(open.start, |it| it.start), open.end);
        self.nodes[id.0 as usize].name = word.map(|it| Span::new(it.start, it.end));
        self.nodes[id.0 as usize].open = Some(Span::new(open.start, open.end).start);
        self.bump();
        self.open.push(bracket);
        let closed = self.entries(id, bracket);
        self.open.pop();
        if closed {
            let end = Span::new(0, self.token.end).end;
            self.nodes[id.0 as usize].close = Some(end);
            self.nodes[id.0 as usize].span.end = end;
            self.bump();
        } else {
            let end = Span::new(0, self.last_end).end;
            self.nodes[id.0 as usize].span.end = end;
            self.unclosed(open, bracket);
        }
        id
    }

    /// Reads entries up to the closing bracket, which stays; says whether there is one.
    fn entries(&mut self, id: NodeId, bracket: Bracket) -> bool {
        // How the entries of a group are written is decided by its first one.
        let mut form = Form::default();
        loop {
            match self.token.kind {
                TokenKind::Close(it) if it == bracket => return true,
                TokenKind::Close(it) if self.open.contains(&it) => return false,
                TokenKind::End => return false,
                TokenKind::Close(_) | TokenKind::Comma | TokenKind::Colon => {
                    self.stray();
                    continue;
                }
                TokenKind::Ident if bracket == Bracket::Square && self.is_field_of_outer() => {
                    self.ended_early = true;
                    return false;
                }
                _ => {}
            }
            let before = self.token.start;
            let (key, value) = match bracket {
                Bracket::Round => self.group_entry(id, &mut form),
                Bracket::Square => (Key::None, self.value()),
                Bracket::Curly => self.map_entry(id),
            };
            self.adopt(id, key, value);
            if bracket != Bracket::Round || matches!(key, Key::None) {
                self.items += 1;
            }
            if self.items > ITEMS_MAX {
                self.too_many(before, ITEMS_MAX, "items");
            } else if self.nodes.len() > NODES_MAX {
                self.too_many(before, NODES_MAX, "values");
            }
            self.comma_is_missing = self.after_entry(bracket);
        }
    }

    /// Whether a field stands here that belongs to the struct around a list that was not closed.
    fn is_field_of_outer(&self) -> bool {
        let is_in_struct = self.open.iter().rev().nth(1) == Some(&Bracket::Round);
        let after = &self.text[self.token.end..];
        is_in_struct
            && after
                .trim_start_matches(super::lexer::is_space)
                .starts_with(':')
    }

    fn group_entry(&mut self, id: NodeId, form: &mut Form) -> (Key, NodeId) {
        let first = self.token;
        let is_word = first.kind == TokenKind::Ident;
        if is_word {
            self.bump();
        }
        if is_word && self.token_text() == "=" {
            self.stray();
            return (Key::Name(Span::new(first.start, first.end)), self.value());
        }
        let is_field = is_word && self.token.kind == TokenKind::Colon;
        let expected = *form.has_fields.get_or_insert(is_field);
        if is_field {
            self.bump();
        }
        let value = if is_word && !is_field {
            self.value_after_word(first)
        } else {
            self.value()
        };
        if !is_field && self.token.kind == TokenKind::Colon {
            let (it, hint) = (
                "a field's name is one bare word",
                "write `name: value`, the name without quotes",
            );
            let span = first.start..self.last_end;
            self.mistake("bad-field-name", span, it).hint = Some(hint.into());
            self.bump();
            self.nodes[value.0 as usize].parent = Some(id);
            return (Key::Node(value), self.value());
        }
        let is_mixed = is_field != expected && !self.stopped && !self.comma_is_missing;
        if is_mixed && !std::mem::replace(&mut form.is_told, true) {
            let (message, hint) = if expected {
                (
                    "a value without a name stands among fields",
                    "write `name: value`",
                )
            } else {
                (
                    "a field stands among values without names",
                    "name all of them, or none",
                )
            };
            let span = first.start..self.last_end.max(first.end);
            self.mistake("mixed-fields", span, message).hint = Some(hint.into());
        }
        let key = if is_field {
            Key::Name(Span::new(first.start, first.end))
        } else {
            Key::None
        };
        (key, value)
    }

    fn map_entry(&mut self, id: NodeId) -> (Key, NodeId) {
        let key = self.value();
        self.nodes[key.0 as usize].parent = Some(id);
        if self.token.kind == TokenKind::Colon {
            self.bump();
            return (Key::Node(key), self.value());
        }
        let at = self.last_end;
        if !self.stopped {
            let it = self.mistake("missing-colon", at..at, "a `:` is missing after this key");
            it.label = "put `: value` here".into();
            it.hint = Some("a map is { key: value }; a list is [ … ], a struct ( … )".into());
        }
        let follows = !matches!(
            self.token.kind,
            TokenKind::Comma | TokenKind::Close(_) | TokenKind::End
        );
        let value = if follows {
            self.value()
        } else {
            self.node(Kind::Error, at, at)
        };
        (Key::Node(key), value)
    }

    /// Takes the comma after an entry, or tells that it is missing; says whether it is.
    fn after_entry(&mut self, bracket: Bracket) -> bool {
        let mut has_colon = false;
        if std::mem::take(&mut self.ended_early) {
            return false;
        }
        loop {
            match self.token.kind {
                TokenKind::Comma => {
                    self.bump();
                    return false;
                }
                TokenKind::Close(_) | TokenKind::End => return false,
                TokenKind::Other => self.stray(),
                TokenKind::Colon => {
                    let it = self.mistake("stray-token", self.here(), "a `:` has no place here");
                    it.hint = Some(match bracket {
                        Bracket::Square => {
                            "a list has no names: use ( … ) for fields or { … } for keys".into()
                        }
                        _ => "one `:` stands between a name and its value".into(),
                    });
                    self.bump();
                    has_colon = true;
                }
                _ if has_colon => {
                    self.value();
                    has_colon = false;
                }
                _ => {
                    let at = self.last_end;
                    let it = self.mistake("missing-comma", at..at, "a comma is missing here");
                    it.label = "put `,` after this".into();
                    return true;
                }
            }
        }
    }

    fn leaf(&mut self, kind: Kind) -> NodeId {
        let id = self.node(kind, self.token.start, self.token.end);
        self.bump();
        id
    }

    fn node(&mut self, kind: Kind, start: usize, end: usize) -> NodeId {
        let id = NodeId(u32::try_from(self.nodes.len()).expect("nodes are limited"));
        let span = Span::new(start, end);
        self.nodes.push(NodeData {
            kind,
            span,
            name: None,
            open: None,
            close: None,
            parent: None,
            slot: 0,
            last: id.0 + 1,
            entries: Vec::new(),
        });
        id
    }

    fn adopt(&mut self, parent: NodeId, key: Key, value: NodeId) {
        let slot =
            u32::try_from(self.nodes[parent.0 as usize].entries.len()).expect("nodes are limited");
        let child = &mut self.nodes[value.0 as usize];
        (child.parent, child.slot) = (Some(parent), slot);
        if let Key::Node(key) = key {
            self.nodes[key.0 as usize].slot = slot;
        }
        let last = u32::try_from(self.nodes.len()).expect("nodes are limited");
        let parent = &mut self.nodes[parent.0 as usize];
        parent.entries.push(EntryData { key, value });
        parent.last = last;
    }

    fn token_text(&self) -> &'a str {
        &self.text[self.token.start..self.token.end]
    }

    fn bump(&mut self) {
        if self.stopped {
            return;
        }
        self.last_end = self.token.end;
        loop {
            self.token = self.lexer.next();
            if !matches!(
                self.token.kind,
                TokenKind::Space | TokenKind::LineComment | TokenKind::BlockComment
            ) {
                break;
            }
        }
    }
}
