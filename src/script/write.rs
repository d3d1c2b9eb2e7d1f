//! Writing scripts that a program made, for people to read and go on with.

use super::tree::{Tree, format};
use crate::diag::FileId;
use crate::model::StudyFile;

/// A study as it would be written by hand.
pub fn write_study(study: &StudyFile) -> String {
    let pretty = ron::ser::PrettyConfig::default().indentor("    ");
    let text = ron::ser::to_string_pretty(study, pretty).expect("a study is plain data");
    let tree = Tree::parse(FileId(0), text.as_str());
    format(&tree).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::script::{Loader, Source};

    #[test]
    fn a_written_study_is_read_as_it_was() {
        let text = r#"(name: "s", scenarios: ["quiet-disk"], factors: [(name: "a", path: "process.x", values: ["1", "2"])], band: Some(0.1))"#;
        let mut loader = Loader::default();
        let read = |loader: &mut Loader, text: &str| loader.study(Source::new("s.ron", text)).value;
        let study = read(&mut loader, text).expect("it is a study");
        let written = write_study(&study);
        assert_eq!(read(&mut loader, &written), Some(study), "{written}");
    }
}
