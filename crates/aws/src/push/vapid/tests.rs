use ring::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};
use serde_json::Value;

use super::*;

#[test]
fn a_token_is_for_one_service_and_half_a_day_and_signed() {
    let vapid = Vapid::new(&Vapid::generate().unwrap()).unwrap();
    let now: Timestamp = "2026-06-01T00:00:00Z".parse().unwrap();
    let header = vapid.authorization("https://push.example", "mailto:ops@valmetal.example", now).unwrap();

    let (token, key) = header.strip_prefix("vapid t=").unwrap().split_once(", k=").unwrap();
    assert_eq!(key, vapid.public_key());
    let (signed, signature) = token.rsplit_once('.').unwrap();
    let decode = |part: &str| URL_SAFE_NO_PAD.decode(part).unwrap();
    let public = UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, decode(key));
    public.verify(signed.as_bytes(), &decode(signature)).unwrap();

    let (head, claims) = signed.split_once('.').unwrap();
    let json = |part: &str| serde_json::from_slice::<Value>(&decode(part)).unwrap();
    assert_eq!(json(head), json!({ "typ": "JWT", "alg": "ES256" }));
    let claims = json(claims);
    assert_eq!(claims["aud"], "https://push.example");
    assert_eq!(claims["sub"], "mailto:ops@valmetal.example");
    assert_eq!(claims["exp"], now.as_second() + 12 * 3600);
}

#[test]
fn what_is_no_key_pair_is_refused() {
    for bad in ["", "no base64!", "YWJj"] {
        assert_eq!(Vapid::new(bad).unwrap_err(), VapidError::BadKey, "{bad}");
    }
}
