//! Reading scripts: from a file's text to typed values, with every mistake found on the way.
//!
//! It takes texts and gives values; it opens nothing. [`Loader`] reads the five kinds of file and
//! checks them against each other; [`lints`] holds the checks, one line each in a table;
//! [`tree`] is the text itself, lossless and by path.
//!
//! ```
//! use sandtable::script::{Loader, Source};
//!
//! let mut loader = Loader::new(&["time_to_detect"]);
//! let source = Source::new("small.ron", r#"(name: "small", titel: "Small")"#);
//! let team = loader.team(source);
//! let names: Vec<_> = team.diagnostics.iter().map(|it| it.name).collect();
//! assert_eq!(names, ["missing-field", "missing-field", "unknown-field"]);
//! assert!(team.value.is_none());
//! ```

pub mod lints;
pub mod tree;

mod file;
mod kind;
mod load;
mod names;
mod places;
mod set;
mod write;

pub use kind::{FileKind, kind_of};
pub use load::{Include, Inputs, Loaded, Loader, Script, Source, no_includes};
pub use set::SetError;
pub use write::write_study;
