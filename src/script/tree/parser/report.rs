//! What the parser tells its author, and where it stops telling.

use std::ops::Range;

use super::super::lexer::{Bracket, Token, TokenKind};
use super::super::node::{Kind, NodeId};
use super::super::{FLAWS_MAX, NESTING_MAX};
use super::Parser;
use crate::diag::Diagnostic;

impl Parser<'_> {
    pub(super) fn unclosed(&mut self, open: Token, bracket: Bracket) {
        // Of all that are open at the end of the file only the innermost is told.
        let at_end = self.token.kind == TokenKind::End;
        if self.stopped || (at_end && self.end_is_told) {
            return;
        }
        // The bracket lies in a string or comment that runs too far.
        if at_end
            && self
                .lexer
                .flaws
                .iter()
                .any(|it| it.name.starts_with("unclosed"))
        {
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

    pub(super) fn too_deep(&mut self) -> NodeId {
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

    pub(super) fn too_many(&mut self, at: usize, limit: usize, what: &str) {
        if !self.stopped {
            let message = format!("the file holds more than {limit} {what}");
            self.mistake("limit-items", at..at, message).hint =
                Some("split the file, or leave some out".into());
        }
        self.stop();
    }

    pub(super) fn stop(&mut self) {
        self.stopped = true;
        self.token = Token {
            kind: TokenKind::End,
            start: self.text.len(),
            end: self.text.len(),
        };
    }

    pub(super) fn stray(&mut self) {
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

    pub(super) fn here(&self) -> Range<usize> {
        self.token.start..self.token.end
    }

    pub(super) fn mistake(
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
}
