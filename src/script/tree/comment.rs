//! Comments: where they are in a text.

use super::lexer::{Lexer, TokenKind};

/// A comment by its bytes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Comment {
    pub start: usize,
    pub end: usize,
    pub is_line: bool,
}

/// All comments of a text, in their order.
pub(super) fn comments(text: &str) -> Vec<Comment> {
    let mut comments = Vec::new();
    let mut lexer = Lexer::new(text);
    loop {
        let token = lexer.next();
        match token.kind {
            TokenKind::End => return comments,
            TokenKind::LineComment | TokenKind::BlockComment => comments.push(Comment {
                start: token.start,
                end: token.end,
                is_line: token.kind == TokenKind::LineComment,
            }),
            _ => {}
        }
    }
}
