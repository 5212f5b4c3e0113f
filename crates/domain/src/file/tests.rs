use jiff::Timestamp;
use serde_json::json;

use super::*;
use crate::names::FarmId;

const SHA256: &str = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";
const RANDOM: &str = "0198c1c0-1c1c-4c1c-8c1c-1c1c1c1c1c1c";

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_790_000_000 + second).unwrap()
}

fn farm(id: &str) -> FarmId {
    FarmId::new(id).unwrap()
}

fn file(name: &str) -> NewFile {
    serde_json::from_value(json!({
        "kind": "manual", "name": name, "contentType": "application/pdf", "size": 10, "sha256": SHA256,
    }))
    .unwrap()
}

#[test]
fn a_name_has_no_path() {
    for good in ["manual.pdf", "Mélangeur 1 (2026).pdf", "a.b.c", "x"] {
        assert!(FileName::new(good).is_ok(), "{good}");
    }
    for bad in [
        "",
        ".",
        "..",
        "../x.pdf",
        "a/b.pdf",
        "a\\b.pdf",
        "/etc/passwd",
        ".hidden",
        " x.pdf",
        "x.pdf ",
        "x.",
        "a\nb.pdf",
        "a:b.pdf",
        "x%2fy.pdf",
        "x?.pdf",
        &"é".repeat(101),
    ] {
        assert!(FileName::new(bad).is_err(), "{bad:?}");
    }
}

#[test]
fn an_upload_is_what_its_kind_allows() {
    let good = file("manual.PDF").admit(at(0), RANDOM).unwrap();
    assert_eq!((good.size, good.id.media_type()), (10, "application/pdf"));

    let fault = |change: fn(&mut NewFile)| {
        let mut file = file("manual.pdf");
        change(&mut file);
        file.admit(at(0), RANDOM).unwrap_err().field()
    };
    assert_eq!(fault(|file| file.name = FileName::new("manual.exe").unwrap()), "name");
    assert_eq!(fault(|file| file.name = FileName::new("pdf").unwrap()), "name");
    assert_eq!(fault(|file| file.content_type = "text/html".to_owned()), "contentType");
    assert_eq!(fault(|file| file.size = 0), "size");
    assert_eq!(fault(|file| file.size = FileKind::Manual.max_bytes() + 1), "size");
    assert_eq!(fault(|file| file.sha256 = "abc".to_owned()), "sha256");
    assert_eq!(fault(|file| file.sha256 = "YWJj".to_owned()), "sha256");
}

#[test]
fn an_id_is_its_key_and_its_key_is_of_one_farm() {
    let id = file("Mélangeur 1.pdf").admit(at(0), RANDOM).unwrap().id;
    assert_eq!(FileId::parse(&id.to_text()), Some(id.clone()));
    let key = id.key(&farm("erables"));
    assert!(key.starts_with("farms/erables/manual/") && key.ends_with("/Mélangeur 1.pdf"), "{key}");
    assert_eq!(FileId::of_key(&farm("erables"), &key), Some(id));
    assert_eq!(FileId::of_key(&farm("erable"), &key), None);
    assert_eq!(FileId::of_key(&farm("cedar-hill"), &key), None);
}

#[test]
fn what_is_no_id_is_none() {
    use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
    let number = "0".repeat(32);
    for path in [
        String::new(),
        "manual".to_owned(),
        format!("manual/{number}"),
        format!("manual/{number}/../x.pdf"),
        format!("manual/{number}/a/b.pdf"),
        format!("manual/{}/x.pdf", "0".repeat(31)),
        format!("manual/{}/x.pdf", "G".repeat(32)),
        format!("../{number}/x.pdf"),
    ] {
        assert_eq!(FileId::parse(&URL_SAFE_NO_PAD.encode(&path)), None, "{path}");
    }
    assert_eq!(FileId::parse("no base64!"), None);
}

#[test]
fn the_newest_comes_first_in_a_bucket() {
    let key = |second| file("x.pdf").admit(at(second), RANDOM).unwrap().id.key(&farm("erables"));
    assert!(key(2) < key(1) && key(1) < key(0));
    assert!(key(0).starts_with(&FileId::prefix(&farm("erables"), Some(FileKind::Manual))));
    assert!(key(0).starts_with(&FileId::prefix(&farm("erables"), None)));
}
