use super::*;

#[test]
fn text_is_trimmed_and_bounded() {
    assert_eq!(Text::<5>::new("  été\t\n ").unwrap().as_str(), "été");
    assert_eq!(Text::<5>::new("1\n2\t3").unwrap().as_str(), "1\n2\t3");
    for bad in ["", " \n", "123456", "a\0b", "a\u{7f}"] {
        assert_eq!(Text::<5>::new(bad), Err(TextError { max: 5 }), "{bad:?}");
    }
    assert!(Text::<5>::new("ééééé").is_ok(), "characters are counted, not bytes");
}
