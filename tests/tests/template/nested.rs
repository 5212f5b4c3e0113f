//! What the nested templates keep to.

use std::{fs, path::Path};

#[test]
fn nested_templates_name_what_they_made_without_attributes() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../sam");
    let files =
        fs::read_dir(folder).expect("the templates are there").map(|file| file.expect("it is listed").path());
    let nested = files.filter(|path| path.extension().is_some_and(|kind| kind == "yaml"));
    for path in nested.filter(|path| !path.ends_with("template.yaml")) {
        let text = fs::read_to_string(&path).expect("a template is text");
        let lines = text.lines().filter(|line| !line.trim_start().starts_with('#'));
        let faults: Vec<_> = lines.filter(|line| line.contains("GetAtt")).collect();
        assert!(faults.is_empty(), "{}: {faults:#?}", path.display());
    }
}
