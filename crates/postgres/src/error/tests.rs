use super::*;

#[test]
fn what_may_succeed_later_is_told_from_what_never_will() {
    let cases = [
        ("40001", Kind::Conflict),
        ("40P01", Kind::Conflict),
        ("23505", Kind::Conflict),
        ("08006", Kind::Away),
        ("28P01", Kind::Away),
        ("53300", Kind::Away),
        ("55P03", Kind::Away),
        ("57014", Kind::Away),
        ("57P01", Kind::Away),
        ("57P05", Kind::Away),
        ("25P03", Kind::Away),
        ("23503", Kind::Refused),
        ("23514", Kind::Refused),
        ("42P01", Kind::Refused),
        ("", Kind::Refused),
    ];
    for (state, expected) in cases {
        assert_eq!(kind(state), expected, "{state}");
    }
}

#[test]
fn failures_of_the_connection_may_pass() {
    let io = std::io::Error::from(std::io::ErrorKind::ConnectionReset);
    assert!(matches!(store_error(io.into()), StoreError::Unavailable(_)));
    assert!(matches!(store_error(sqlx::Error::PoolTimedOut), StoreError::Unavailable(_)));
    assert!(matches!(store_error(sqlx::Error::RowNotFound), StoreError::Refused(_)));
}
