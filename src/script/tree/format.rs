//! The one layout of all files: same meaning, every comment, 100 columns.
//!
//! A value stays on one line if it fits there; else each of its entries gets its own line and a
//! comma. Comments stay before or behind the entry they were at. Of blank lines one is kept.

use super::Tree;
use super::comment::{Comment, comments};
use super::lexer::{Lexer, TokenKind};
use super::node::{Kind, Node};

const WIDTH: usize = 100;
const INDENT: usize = 4;

/// Lays a file out anew; `None` if its syntax has mistakes, because then nobody knows what was meant.
///
/// ```
/// use sandtable::diag::FileId;
/// use sandtable::script::tree::{Tree, format};
///
/// let tree = Tree::parse(FileId(0), "(name:\"a\",/* why */ at : \"5m\" ,)");
/// assert_eq!(format(&tree).unwrap(), "(\n    name: \"a\", /* why */\n    at: \"5m\",\n)\n");
/// ```
pub fn format(tree: &Tree) -> Option<String> {
    let root = tree.root().filter(|_| tree.mistakes().is_empty())?;
    let mut printer = Printer {
        text: tree.text(),
        comments: comments(tree.text()),
        out: String::new(),
    };
    printer.document(root);
    Some(printer.out)
}

/// An entry of a group, list or map with its comments.
struct Item<'t> {
    key: Option<Node<'t>>,
    field: Option<&'t str>,
    value: Node<'t>,
    start: usize,
    /// Comments on lines of their own before it.
    leading: Vec<Comment>,
    /// Comments behind it on its last line.
    trailing: Vec<Comment>,
}

/// What stands between two brackets.
struct Inside<'t> {
    /// Comments behind the opening bracket on its line.
    opening: Vec<Comment>,
    items: Vec<Item<'t>>,
    /// Comments on lines of their own before the closing bracket.
    dangling: Vec<Comment>,
}

impl Inside<'_> {
    /// Whether a comment wants a line of its own.
    fn must_break(&self, printer: &Printer<'_>) -> bool {
        let beside = self
            .opening
            .iter()
            .chain(self.items.iter().flat_map(|item| &item.trailing));
        !self.dangling.is_empty()
            || self.items.iter().any(|item| !item.leading.is_empty())
            || beside
                .into_iter()
                .any(|it| it.is_line || printer.comment(*it).contains('\n'))
    }

    fn has_comments(&self) -> bool {
        let mut items = self.items.iter();
        !self.opening.is_empty()
            || !self.dangling.is_empty()
            || items.any(|it| !it.leading.is_empty() || !it.trailing.is_empty())
    }
}

struct Printer<'t> {
    text: &'t str,
    comments: Vec<Comment>,
    out: String,
}

impl<'t> Printer<'t> {
    fn document(&mut self, root: Node<'t>) {
        let start = root.span().start;
        let attributes = self.attributes(start);
        let mut leading = self.between(0, start);
        leading.extend(self.head(root));
        let mut is_first = true;
        // Comments above an attribute stay above it.
        for (at, attribute) in attributes {
            let count = leading.iter().take_while(|it| it.start < at).count();
            for comment in leading.drain(..count) {
                self.own_line(comment, 0, is_first);
                is_first = false;
            }
            self.blank_line(at, is_first);
            self.out.push_str(&attribute);
            self.out.push('\n');
            is_first = false;
        }
        for comment in leading {
            self.own_line(comment, 0, is_first);
            is_first = false;
        }
        self.blank_line(start, is_first);
        if root.has_fields() {
            self.broken(root, 0);
        } else {
            self.value(root, 0, 0);
        }
        for comment in self.between(root.span().end, self.text.len()) {
            if self.newlines_before(comment.start) == 0 {
                self.beside(&[comment]);
                continue;
            }
            self.end_line();
            self.own_line(comment, 0, false);
        }
        self.end_line();
    }

    /// The attributes before the value, each with its place.
    fn attributes(&self, end: usize) -> Vec<(usize, String)> {
        let mut attributes: Vec<(usize, String)> = Vec::new();
        let mut lexer = Lexer::new(&self.text[..end]);
        let mut has_comma = false;
        loop {
            let token = lexer.next();
            let text = &self.text[token.start..token.end];
            match token.kind {
                TokenKind::End => return attributes,
                TokenKind::Space | TokenKind::LineComment | TokenKind::BlockComment => {}
                TokenKind::Comma => has_comma = true,
                _ if text == "#" => attributes.push((token.start, "#".into())),
                _ => {
                    let Some((_, attribute)) = attributes.last_mut() else {
                        continue;
                    };
                    if has_comma && token.kind == TokenKind::Ident {
                        attribute.push_str(", ");
                    }
                    has_comma = false;
                    attribute.push_str(if text == "=" { " = " } else { text });
                }
            }
        }
    }

    /// Prints a value that begins at a column; its lines after the first are indented.
    fn value(&mut self, node: Node<'t>, indent: usize, column: usize) {
        let mut flat = String::new();
        if self.flat(node, &mut flat, WIDTH.saturating_sub(column + 1)) {
            self.out.push_str(&flat);
        } else if matches!(node.kind(), Kind::Group | Kind::List | Kind::Map) {
            self.broken(node, indent);
        } else {
            self.out.push_str(node.text());
        }
    }

    /// Prints a group, list or map over several lines.
    fn broken(&mut self, node: Node<'t>, indent: usize) {
        let Some(open) = node.data().open else {
            self.out.push_str("Some ");
            let column = self.column();
            return node
                .only_child()
                .into_iter()
                .for_each(|child| self.value(child, indent, column));
        };
        self.out.push_str(node.name_text().unwrap_or_default());
        let (open, close) = (
            &self.text[open as usize..=open as usize],
            &self.text[node.span().end - 1..node.span().end],
        );
        self.out.push_str(open);
        let inside = self.inside(node);
        if let Some(child) = embraced(node).filter(|_| !inside.has_comments()) {
            self.broken(child, indent);
            self.out.push_str(close);
            return;
        }
        let is_plain = node.kind() == Kind::List && !inside.has_comments();
        if is_plain
            && inside
                .items
                .iter()
                .all(|item| item.value.kind() == Kind::Number)
        {
            self.packed(&inside, indent + INDENT);
        } else {
            self.lines(&inside, indent + INDENT);
        }
        self.spaces(indent);
        self.out.push_str(close);
    }

    fn lines(&mut self, inside: &Inside<'t>, indent: usize) {
        self.beside(&inside.opening);
        self.end_line();
        let mut is_first = true;
        for item in &inside.items {
            for comment in &item.leading {
                self.own_line(*comment, indent, is_first);
                is_first = false;
            }
            self.blank_line(item.start, is_first);
            is_first = false;
            self.spaces(indent);
            self.key(item, indent);
            let column = self.column();
            self.value(item.value, indent, column);
            self.out.push(',');
            self.beside(&item.trailing);
            self.end_line();
        }
        for comment in &inside.dangling {
            self.own_line(*comment, indent, is_first);
            is_first = false;
        }
    }

    /// Numbers, as many on a line as fit.
    fn packed(&mut self, inside: &Inside<'t>, indent: usize) {
        self.end_line();
        for item in &inside.items {
            let text = item.value.text();
            let column = self.column();
            if column > 0 && column + text.len() + 2 > WIDTH {
                self.end_line();
            }
            if self.column() == 0 {
                self.spaces(indent);
            } else {
                self.out.push(' ');
            }
            self.out.push_str(text);
            self.out.push(',');
        }
        self.end_line();
    }

    fn key(&mut self, item: &Item<'t>, indent: usize) {
        if let Some(name) = item.field {
            self.out.push_str(name);
        }
        if let Some(key) = item.key {
            let column = self.column();
            self.value(key, indent, column);
        }
        if item.field.is_some() || item.key.is_some() {
            self.out.push_str(": ");
        }
    }

    /// Writes a value on one line; says whether that can be done in so many characters.
    fn flat(&self, node: Node<'t>, out: &mut String, room: usize) -> bool {
        if !matches!(node.kind(), Kind::Group | Kind::List | Kind::Map) {
            out.push_str(node.text());
            return !node.text().contains('\n') && fits(out, room);
        }
        out.push_str(node.name_text().unwrap_or_default());
        let Some(open) = node.data().open else {
            out.push(' ');
            return node
                .only_child()
                .is_some_and(|child| self.flat(child, out, room));
        };
        out.push_str(&self.text[open as usize..=open as usize]);
        let pad = if node.kind() == Kind::Map && !node.is_empty() {
            " "
        } else {
            ""
        };
        // `ron` tells an empty tuple `( )` from the unit `()`.
        if node.kind() == Kind::Group
            && node.is_empty()
            && node.name().is_none()
            && node.text() != "()"
        {
            out.push(' ');
        }
        // Too many entries for one line need not be looked at one by one.
        if node.len() > room {
            return false;
        }
        let inside = self.inside(node);
        if inside.must_break(self) {
            return false;
        }
        out.push_str(pad);
        for comment in &inside.opening {
            out.push_str(self.comment(*comment));
            out.push_str(if inside.items.is_empty() { "" } else { " " });
        }
        let last = inside.items.len().saturating_sub(1);
        for (at, item) in inside.items.iter().enumerate() {
            if let Some(name) = item.field {
                out.push_str(name);
            }
            if item.key.is_some_and(|key| !self.flat(key, out, room)) {
                return false;
            }
            out.push_str(if item.field.is_some() || item.key.is_some() {
                ": "
            } else {
                ""
            });
            if !self.flat(item.value, out, room) {
                return false;
            }
            out.push_str(if at < last { "," } else { "" });
            for comment in &item.trailing {
                out.push(' ');
                out.push_str(self.comment(*comment));
            }
            out.push_str(if at < last { " " } else { "" });
        }
        out.push_str(pad);
        out.push_str(&self.text[node.span().end - 1..node.span().end]);
        fits(out, room)
    }

    /// Gives every comment between the brackets of a node its place.
    fn inside(&self, node: Node<'t>) -> Inside<'t> {
        let (mut at, end) = (
            node.data().open.map_or(0, |open| open as usize + 1),
            node.span().end - 1,
        );
        let mut items: Vec<Item<'t>> = Vec::with_capacity(node.len());
        let mut opening = Vec::new();
        for entry in node.entries() {
            let span = entry.span();
            let gap = self.between(at, span.start);
            let (beside, mut leading) = self.split(gap);
            match items.last_mut() {
                Some(item) => item.trailing = beside,
                None => opening = beside,
            }
            let (key, value) = (entry.key_node(), entry.value());
            leading.extend(key.into_iter().flat_map(|key| self.head(key)));
            leading.extend(
                entry
                    .key_span()
                    .into_iter()
                    .flat_map(|key| self.between(key.end, value.span().start)),
            );
            leading.extend(self.head(value));
            let field = if key.is_none() {
                entry.key_span().map(|key| &self.text[key])
            } else {
                None
            };
            items.push(Item {
                key,
                field,
                value,
                start: span.start,
                leading,
                trailing: Vec::new(),
            });
            at = span.end;
        }
        let (beside, dangling) = self.split(self.between(at, end));
        match items.last_mut() {
            Some(item) => item.trailing = beside,
            None => opening = beside,
        }
        Inside {
            opening,
            items,
            dangling,
        }
    }

    /// Comments between a name and its bracket, for which there is no place but before the value.
    fn head(&self, node: Node<'t>) -> Vec<Comment> {
        let Some(name) = node.data().name else {
            return Vec::new();
        };
        match (node.data().open, node.only_child()) {
            (Some(open), _) => self.between(name.end as usize, open as usize),
            (None, Some(child)) => {
                let mut comments = self.between(name.end as usize, child.span().start);
                comments.extend(self.head(child));
                comments
            }
            _ => Vec::new(),
        }
    }

    /// Parts comments into those on the line before them and those on lines of their own.
    fn split(&self, mut comments: Vec<Comment>) -> (Vec<Comment>, Vec<Comment>) {
        let beside = comments
            .iter()
            .take_while(|it| self.newlines_before(it.start) == 0)
            .count();
        let own = comments.split_off(beside);
        (comments, own)
    }

    fn between(&self, start: usize, end: usize) -> Vec<Comment> {
        let first = self.comments.partition_point(|it| it.start < start);
        self.comments[first..]
            .iter()
            .take_while(|it| it.start < end)
            .copied()
            .collect()
    }

    fn newlines_before(&self, at: usize) -> usize {
        let before = &self.text[..at];
        let blank = &before[before.trim_end_matches(super::lexer::is_space).len()..];
        blank.matches('\n').count()
    }

    fn comment(&self, comment: Comment) -> &'t str {
        let text = &self.text[comment.start..comment.end];
        if comment.is_line {
            text.trim_end()
        } else {
            text
        }
    }

    fn blank_line(&mut self, at: usize, is_first: bool) {
        if !is_first && self.newlines_before(at) > 1 {
            self.out.push('\n');
        }
    }

    fn own_line(&mut self, comment: Comment, indent: usize, is_first: bool) {
        self.blank_line(comment.start, is_first);
        self.spaces(indent);
        self.out.push_str(self.comment(comment));
        self.end_line();
    }

    fn beside(&mut self, comments: &[Comment]) {
        for comment in comments {
            self.out.push(' ');
            self.out.push_str(self.comment(*comment));
        }
    }

    fn spaces(&mut self, count: usize) {
        self.out.extend(std::iter::repeat_n(' ', count));
    }

    fn end_line(&mut self) {
        if !self.out.ends_with('\n') {
            self.out.push('\n');
        }
    }

    fn column(&self) -> usize {
        let line = self.out.rfind('\n').map_or(0, |at| at + 1);
        self.out[line..].chars().count()
    }
}

fn fits(out: &str, room: usize) -> bool {
    out.len() <= room || out.chars().count() <= room
}

/// The one list, map or struct in a group, around which its brackets lie close: `All([ … ])`.
fn embraced(node: Node<'_>) -> Option<Node<'_>> {
    let child = node.only_child().filter(|_| node.kind() == Kind::Group)?;
    let has_brackets =
        matches!(child.kind(), Kind::Group | Kind::List | Kind::Map) && child.data().open.is_some();
    if has_brackets && node.name_text().is_some() {
        Some(child)
    } else {
        None
    }
}
