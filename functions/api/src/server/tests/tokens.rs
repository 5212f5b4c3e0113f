use std::{collections::HashMap, sync::atomic::Ordering::SeqCst};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use valmetal_aws::client::Fetch;
use valmetal_runtime::claims::{Caller, Claims};

use super::{
    super::{
        keys::Keys,
        token::{Refused, Tokens},
    },
    pool::{CLIENT, ISSUER, Pool, claims, now, signed, token},
};

fn tokens(keys_url: &str) -> Tokens {
    Tokens::new(Keys::new(Fetch::new().unwrap(), keys_url.to_owned()), ISSUER, &[CLIENT.to_owned()])
}

fn with(name: &str, value: Value) -> Value {
    let mut claims = claims();
    claims[name] = value;
    claims
}

fn without(name: &str) -> Value {
    let mut claims = claims();
    claims.as_object_mut().unwrap().remove(name);
    claims
}

#[tokio::test]
async fn the_caller_is_the_one_that_an_authorizer_hands_over() {
    let pool = Pool::start().await;
    let accepted = tokens(&pool.keys_url).verify(&token(&claims())).await.unwrap();
    // An HTTP API's authorizer makes text of every claim.
    let handed_over: HashMap<String, String> = claims()
        .as_object()
        .unwrap()
        .iter()
        .map(|(name, value)| {
            let text = match value {
                Value::String(text) => text.clone(),
                Value::Array(items) => {
                    let items: Vec<_> = items.iter().filter_map(Value::as_str).collect();
                    format!("[{}]", items.join(" "))
                }
                other => other.to_string(),
            };
            (name.clone(), text)
        })
        .collect();
    let of_authorizer = Caller::of(&Claims::of_authorizer(&handed_over)).unwrap();
    assert_eq!(Caller::of(&accepted.claims).unwrap(), of_authorizer);
    assert_eq!(accepted.subject, "user-1");
}

#[tokio::test]
async fn what_is_no_good_id_token_of_this_pool_is_refused() {
    let pool = Pool::start().await;
    let tokens = tokens(&pool.keys_url);
    let good = token(&claims());
    assert!(tokens.verify(&good).await.is_ok());

    let (message, signature) = good.rsplit_once('.').unwrap();
    let (header, _) = message.split_once('.').unwrap();
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let promoted = part(&with("cognito:groups", json!(["admins"])));
    let none = part(&json!({"alg": "none", "kid": "first"}));
    let hs256 = json!({"alg": "HS256", "kid": "first"});
    let refused = [
        ("its claims were changed", format!("{header}.{promoted}.{signature}")),
        ("its signature was changed", format!("{message}.{}", signature.to_ascii_lowercase())),
        ("it has no signature", format!("{message}.")),
        ("it is not signed, and says so", format!("{none}.{promoted}.")),
        ("it says alg none and is signed", format!("{none}.{promoted}.{signature}")),
        ("it says another algorithm", signed(&hs256, &claims(), 0)),
        ("it names no key", signed(&json!({"alg": "RS256"}), &claims(), 0)),
        ("it is signed with another key", signed(&json!({"alg": "RS256", "kid": "first"}), &claims(), 1)),
        ("its key is not known", signed(&json!({"alg": "RS256", "kid": "other"}), &claims(), 1)),
        ("it is expired", token(&with("exp", json!(now() - 1)))),
        ("it never expires", token(&without("exp"))),
        ("it is of another pool", token(&with("iss", json!(format!("{ISSUER}2"))))),
        ("it is of no pool", token(&without("iss"))),
        ("it is for another client", token(&with("aud", json!("other-client")))),
        ("it is for no client", token(&without("aud"))),
        ("it is an access token", token(&with("token_use", json!("access")))),
        ("it does not say what it is", token(&without("token_use"))),
        ("it is of nobody", token(&without("sub"))),
        ("it is none", "nonsense".to_owned()),
        ("it is empty", String::new()),
    ];
    for (why, token) in refused {
        assert!(matches!(tokens.verify(&token).await, Err(Refused::Token)), "{why}");
    }
}

#[tokio::test]
async fn a_new_key_is_found_and_the_pool_is_not_asked_for_every_unknown_one() {
    let pool = Pool::start().await;
    let tokens = tokens(&pool.keys_url);
    let rotated = signed(&json!({"alg": "RS256", "kid": "second"}), &claims(), 1);
    assert!(tokens.verify(&token(&claims())).await.is_ok());
    assert_eq!(pool.asked.load(SeqCst), 1);

    pool.publish("second", 1);
    for _ in 0..100 {
        assert!(matches!(tokens.verify(&rotated).await, Err(Refused::Token)));
    }
    assert_eq!(pool.asked.load(SeqCst), 1, "it was asked a moment ago");

    // Only for a moment: a clock that stands still jumps to the next timeout while a socket is waited for.
    tokio::time::pause();
    tokio::time::advance(std::time::Duration::from_secs(11)).await;
    tokio::time::resume();
    assert!(tokens.verify(&rotated).await.is_ok());
    assert!(tokens.verify(&token(&claims())).await.is_ok());
    assert_eq!(pool.asked.load(SeqCst), 2);
}

#[tokio::test]
async fn a_pool_that_is_away_is_no_fault_of_the_token() {
    let tokens = tokens("http://127.0.0.1:1/keys");
    assert!(matches!(tokens.verify(&token(&claims())).await, Err(Refused::Keys(_))));
}
