//! Reading scripts: from a file's text to typed values, with every mistake found on the way.
//!
//! [`load`] makes values of files, [`tree`] is the language they are written in. Files are handed
//! in as bytes: this module opens nothing.

pub mod load;
pub mod tree;

pub use load::{Fetch, Kind, Loaded, Text, kind_of, setup};
