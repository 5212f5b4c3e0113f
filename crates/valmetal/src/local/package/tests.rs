use std::io::{Cursor, Read as _};

use super::bootstrap;

#[test]
fn a_package_holds_the_program_as_a_runnable_bootstrap() {
    let package = bootstrap(b"\x7fELF").unwrap();

    let mut archive = zip::ZipArchive::new(Cursor::new(&package)).unwrap();
    let mut file = archive.by_name("bootstrap").unwrap();
    assert_eq!(file.unix_mode().unwrap() & 0o777, 0o755);
    let mut program = Vec::new();
    file.read_to_end(&mut program).unwrap();
    assert_eq!(program, b"\x7fELF");
    assert_eq!(package, bootstrap(b"\x7fELF").unwrap(), "the same program makes the same package");
}
