//! Reading scripts: from a file's text to typed values, with every mistake found on the way.

pub mod tree;
