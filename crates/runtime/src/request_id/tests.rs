use super::*;

fn headers(id: &str) -> HeaderMap {
    HeaderMap::from_iter([(http::HeaderName::from_static(HEADER), id.parse().unwrap())])
}

#[test]
fn the_callers_id_comes_first() {
    assert_eq!(RequestId::of(&headers("phone-7"), Some("gateway")).as_str(), "phone-7");
    assert_eq!(RequestId::of(&HeaderMap::new(), Some("JKJaXmPLvHcESHA=")).as_str(), "JKJaXmPLvHcESHA=");
}

#[test]
fn a_bad_id_is_not_taken() {
    let long = "x".repeat(MAX_LENGTH + 1);
    for bad in ["", "two words", "{\"a\":1}", &long] {
        assert_eq!(RequestId::of(&headers(bad), Some("gateway")).as_str(), "gateway", "{bad}");
    }
}

#[test]
fn one_is_made_where_none_came() {
    let made = RequestId::of(&HeaderMap::new(), None);
    assert_eq!(made.as_str().len(), 32);
    assert_ne!(made, RequestId::of(&HeaderMap::new(), None));
}
