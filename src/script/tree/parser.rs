//! Tokens to nodes, going on after a mistake wherever one can.
//!
//! Recursion is as deep as values are nested and stops at [`NESTING_MAX`].

use std::ops::Range;

use super::lexer::{Bracket, Lexer, Token, TokenKind};
use super::node::{EntryData, Key, Kind, NodeData, NodeId, Span, plain_name};
use super::{Extensions, FLAWS_MAX, ITEMS_MAX, NESTING_MAX, NODES_MAX};
use crate::diag::{Diagnostic, FileId, did_you_mean};

/// What a text is: its nodes, the root among them, what it switched on, what is wrong.
pub(super) struct Parsed {
    pub nodes: Vec<NodeData>,
    pub root: Option<NodeId>,
    pub extensions: Extensions,
    pub mistakes: Vec<Diagnostic>,
}

pub(super) fn parse(file: FileId, text: &str) -> Parsed {
    let mut parser = Parser::new(file, text);
    parser.attributes();
    let root = parser.document();
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
    Parsed {
        nodes,
        root,
        extensions,
        mistakes,
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
    extensions: Extensions,
    mistakes: Vec<Diagnostic>,
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
            let it = self.mistake(
                "trailing-text",
                self.here(),
                "the file goes on after its value",
            );
            it.label = "this does not belong to it".into();
            it.hint = Some("a file holds one value; is a bracket closed too early above?".into());
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
        let mut fields: Option<bool> = None;
        loop {
            match self.token.kind {
                TokenKind::Close(it) if it == bracket => return true,
                TokenKind::Close(it) if self.open.contains(&it) => return false,
                TokenKind::End => return false,
                TokenKind::Close(_) | TokenKind::Comma | TokenKind::Colon => {
                    self.stray();
                    continue;
                }
                _ => {}
            }
            let before = self.token.start;
            let (key, value) = match bracket {
                Bracket::Round => self.group_entry(id, &mut fields),
                Bracket::Square => (Key::None, self.value()),
                Bracket::Curly => self.map_entry(id),
            };
            self.adopt(id, key, value);
            if bracket != Bracket::Round || matches!(key, Key::None) {
                self.items += 1;
            }
            if self.items > ITEMS_MAX || self.nodes.len() > NODES_MAX {
                self.too_many(before);
            }
            self.after_entry(bracket);
        }
    }

    fn group_entry(&mut self, id: NodeId, fields: &mut Option<bool>) -> (Key, NodeId) {
        let first = self.token;
        let is_word = first.kind == TokenKind::Ident;
        if is_word {
            self.bump();
        }
        let is_field = is_word && self.token.kind == TokenKind::Colon;
        let expected = *fields.get_or_insert(is_field);
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
        if is_field != expected && !self.stopped {
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

    /// Takes the comma after an entry, or says that it is missing and goes on as if it were there.
    fn after_entry(&mut self, bracket: Bracket) {
        let mut has_colon = false;
        loop {
            match self.token.kind {
                TokenKind::Comma => return self.bump(),
                TokenKind::Close(_) | TokenKind::End => return,
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
                    return;
                }
            }
        }
    }

    fn unclosed(&mut self, open: Token, bracket: Bracket) {
        // Of all that are open at the end of the file only the innermost is told.
        let at_end = self.token.kind == TokenKind::End;
        if self.stopped || (at_end && self.end_is_told) {
            return;
        }
        self.end_is_told = at_end;
        let others = self.open.len();
        let (close, found) = (bracket.close(), self.here());
        let it = self.mistake(
            "unclosed-bracket",
            open.start..open.end,
            format!("this `{}` is never closed", bracket.open()),
        );
        it.label = "opened here".into();
        if at_end {
            let more = match others {
                0 => String::new(),
                1 => ", and one more bracket is open around it".into(),
                n => format!(", and {n} more brackets are open around it"),
            };
            *it = it.clone().also(found, format!("the file ends here{more}"));
        } else {
            *it = it
                .clone()
                .also(found, format!("`{close}` was expected before this"));
        }
        it.hint = Some(format!("write `{close}` where it ends"));
    }

    fn too_deep(&mut self) -> NodeId {
        let (start, span) = (self.token.start, self.here());
        let message = format!("values are nested more than {NESTING_MAX} deep");
        if !self.mistakes.iter().any(|it| it.name == "limit-nesting") {
            self.mistake("limit-nesting", span, message).hint =
                Some("make the structure flatter".into());
        }
        let mut depth = 0_usize;
        loop {
            match self.token.kind {
                TokenKind::End => break,
                TokenKind::Open(_) => depth += 1,
                TokenKind::Close(_) if depth == 0 => break,
                TokenKind::Close(_) => depth -= 1,
                TokenKind::Comma if depth == 0 => break,
                _ => {}
            }
            self.bump();
        }
        self.node(Kind::Error, start, self.last_end.max(start))
    }

    fn too_many(&mut self, at: usize) {
        if !self.stopped {
            let message = format!("the file holds more than {ITEMS_MAX} items");
            self.mistake("limit-items", at..at, message).hint =
                Some("split it, or leave items out".into());
        }
        self.stop();
    }

    fn stop(&mut self) {
        self.stopped = true;
        self.token = Token {
            kind: TokenKind::End,
            start: self.text.len(),
            end: self.text.len(),
        };
    }

    fn stray(&mut self) {
        let text = &self.text[self.token.start..self.token.end];
        let span = self.here();
        let message = match self.token.kind {
            TokenKind::Comma => "a comma stands here without a value before it".into(),
            _ => format!("`{text}` has no place here"),
        };
        let hint = match text {
            "=" => "fields are written `name: value`",
            ";" => "entries are parted by `,`",
            "#" => "comments begin with `//`; attributes `#![…]` stand at the top of the file",
            "/" => "comments begin with `//`, or stand between `/*` and `*/`",
            "“" | "”" | "„" | "‘" | "’" | "`" => "use straight quotes: \"",
            "!" | "@" | "$" | "%" | "&" | "*" | "<" | ">" | "?" | "^" | "|" | "~" | "\\" => {
                "write text in quotes: \"…\""
            }
            _ => "take it away",
        };
        self.mistake("stray-token", span, message).hint = Some(hint.into());
        self.bump();
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

    fn here(&self) -> Range<usize> {
        self.token.start..self.token.end
    }

    fn mistake(
        &mut self,
        name: &'static str,
        span: Range<usize>,
        message: impl Into<String>,
    ) -> &mut Diagnostic {
        self.mistakes
            .push(Diagnostic::error(name, self.file, span, message));
        if self.mistakes.len() + self.lexer.flaws.len() >= FLAWS_MAX {
            self.stop();
        }
        self.mistakes.last_mut().expect("one was pushed")
    }

    /// Reads `#![enable(…)]`, `#![type = "…"]` and `#![schema = "…"]`.
    fn attributes(&mut self) {
        while self.token.kind == TokenKind::Other && self.token_text() == "#" {
            let start = self.token.start;
            self.bump();
            if let Err(at) = self.attribute() {
                let it = self.mistake(
                    "bad-attribute",
                    start..at.max(start + 1),
                    "this is no attribute",
                );
                it.hint = Some("write `#![enable(implicit_some)]`, or take it away".into());
                return self.skip_attribute();
            }
        }
    }

    /// Reads on after `#`; fails with the place up to which all was well.
    fn attribute(&mut self) -> Result<(), usize> {
        self.expect("!")?;
        self.expect("[")?;
        match self.token_text() {
            "enable" => {
                self.bump();
                self.expect("(")?;
                loop {
                    self.extension()?;
                    let has_comma = self.token.kind == TokenKind::Comma;
                    if has_comma {
                        self.bump();
                    }
                    if !has_comma || self.token.kind != TokenKind::Ident {
                        break;
                    }
                }
                self.expect(")")?;
            }
            "type" | "schema" => {
                self.bump();
                self.expect("=")?;
                if self.token.kind != TokenKind::String {
                    return Err(self.token.end);
                }
                self.bump();
            }
            _ => return Err(self.token.end),
        }
        self.expect("]")
    }

    fn extension(&mut self) -> Result<(), usize> {
        if self.token.kind != TokenKind::Ident {
            return Err(self.token.end);
        }
        let name = plain_name(&self.text[self.token.start..self.token.end]);
        match name {
            "unwrap_newtypes" => self.extensions.unwrap_newtypes = true,
            "explicit_struct_names" => self.extensions.explicit_struct_names = true,
            // These two are always on for our files.
            "implicit_some" | "unwrap_variant_newtypes" => {}
            _ => {
                let known = [
                    "implicit_some",
                    "unwrap_newtypes",
                    "unwrap_variant_newtypes",
                    "explicit_struct_names",
                ];
                let span = self.here();
                let hint = match did_you_mean(name, known) {
                    Some(best) => format!("did you mean `{best}`?"),
                    None => format!("there are `{}`", known.join("`, `")),
                };
                self.mistake(
                    "unknown-extension",
                    span,
                    format!("no extension is called `{name}`"),
                )
                .hint = Some(hint);
            }
        }
        self.bump();
        Ok(())
    }

    fn expect(&mut self, text: &str) -> Result<(), usize> {
        if self.token_text() != text {
            return Err(self.token.end);
        }
        self.bump();
        Ok(())
    }

    fn token_text(&self) -> &'a str {
        &self.text[self.token.start..self.token.end]
    }

    /// Goes on after the attribute's bracket, if it is closed on the same line.
    fn skip_attribute(&mut self) {
        let line = self.text[self.last_end..]
            .find('\n')
            .map_or(self.text.len(), |at| self.last_end + at);
        while self.token.start < line && self.token.kind != TokenKind::End {
            self.bump();
        }
    }
}
