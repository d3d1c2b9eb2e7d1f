//! What may stand before the value of a file: `#![enable(…)]`, `#![type = "…"]`, `#![schema = "…"]`.

use super::super::lexer::TokenKind;
use super::super::node::plain_name;
use super::Parser;
use crate::diag::did_you_mean;

impl Parser<'_> {
    /// Reads `#![enable(…)]`, `#![type = "…"]` and `#![schema = "…"]`.
    pub(super) fn attributes(&mut self) {
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
