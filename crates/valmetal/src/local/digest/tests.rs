use super::of;

#[test]
fn a_digest_names_its_parts_and_where_one_ends() {
    let digest = of([b"ab".as_slice(), b"c"]);
    assert_eq!(digest.len(), 64);
    assert!(digest.chars().all(|c| c.is_ascii_hexdigit()));
    assert_eq!(digest, of([b"ab".as_slice(), b"c"]));
    assert_ne!(digest, of([b"a".as_slice(), b"bc"]));
    assert_ne!(digest, of([b"abc".as_slice()]));
}
