use std::collections::BTreeMap;

use serde_json::json;
use valmetal_domain::{
    access::{self, Role},
    entity::FarmRole,
    names::{FarmId, UserId},
};

use super::*;

fn farm(id: &str) -> FarmId {
    FarmId::new(id).unwrap()
}

/// The claims of an authorizer, `changes` laid over a farmer's.
fn authorizer(changes: &[(&str, &str)]) -> Claims {
    let mut claims = HashMap::from(
        [
            ("token_use", "id"),
            ("sub", "5c1a2f0e-user"),
            ("email", "farmer@example.com"),
            ("name", "Alex Farmer"),
            ("cognito:groups", "[farmers]"),
            ("farms", "lakeside:f,hilltop:w"),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned())),
    );
    claims.extend(changes.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    claims.retain(|_, value| !value.is_empty());
    Claims::of_authorizer(&claims)
}

#[test]
fn the_caller_of_an_authorizers_claims() {
    let caller = Caller::of(&authorizer(&[])).unwrap();
    assert_eq!(
        *caller,
        access::Caller {
            user_id: UserId::new("5c1a2f0e-user").unwrap(),
            email: Some("farmer@example.com".to_owned()),
            name: Some("Alex Farmer".to_owned()),
            role: Some(Role::Farmer),
            farms: [(farm("hilltop"), FarmRole::Worker), (farm("lakeside"), FarmRole::Farmer)].into(),
        }
    );
}

#[test]
fn the_caller_of_a_tokens_own_claims() {
    let token = json!({
        "token_use": "id", "sub": "u-1", "cognito:groups": ["technicians", "admins"], "farms": "lakeside:t",
        "exp": 1_790_000_000, "email_verified": true,
    });
    let caller = Caller::of(&Claims::of_token(serde_json::from_value(token).unwrap())).unwrap();
    assert!(caller.is_admin());
    assert_eq!(caller.farms, [(farm("lakeside"), FarmRole::Technician)].into());
}

#[test]
fn missing_claims_mean_no_farms() {
    for claims in [authorizer(&[("farms", "")]), authorizer(&[("farms", "lakeside"), ("cognito:groups", "")])]
    {
        let caller = Caller::of(&claims).unwrap();
        assert!(caller.farms.is_empty());
        assert!(!caller.is_admin());
    }
}

#[test]
fn only_an_id_token_that_names_somebody_is_taken() {
    for bad in [("token_use", "access"), ("token_use", ""), ("sub", ""), ("sub", "no body#")] {
        let problem = Caller::of(&authorizer(&[bad])).unwrap_err();
        assert_eq!(problem.status(), 401, "{bad:?}");
    }
}

#[test]
fn groups_are_read_in_every_form_that_a_gateway_gives_them() {
    let forms = ["[admins]", "[farmers admins]", "admins", "farmers,admins", "[farmers, admins]"];
    for form in forms {
        assert!(Caller::of(&authorizer(&[(GROUPS, form)])).unwrap().is_admin(), "{form}");
    }
    for form in ["[]", "[administrators]", "[not-admins]", "farmers"] {
        assert!(!Caller::of(&authorizer(&[(GROUPS, form)])).unwrap().is_admin(), "{form}");
    }
}

#[test]
fn farms_go_into_a_token_and_back() {
    let farms: BTreeMap<_, _> = (0..MAX_FARMS)
        .map(|n| {
            let role = [FarmRole::Worker, FarmRole::Farmer, FarmRole::Technician][n % 3];
            (farm(&format!("{n:0>40}")), role)
        })
        .collect();
    let claim = encode_farms(&farms).unwrap();
    assert_eq!(claim.len(), 2149);
    assert_eq!(decode_farms(&claim), farms);
    assert_eq!(decode_farms(&encode_farms(&BTreeMap::new()).unwrap()), BTreeMap::new());
}

#[test]
fn more_farms_than_a_token_lists_are_refused_and_not_read() {
    let farms: BTreeMap<_, _> = (0..51).map(|n| (farm(&format!("farm-{n}")), FarmRole::Worker)).collect();
    assert_eq!(encode_farms(&farms), Err(FarmsError(51)));
    let claim = (0..60).map(|n| format!("farm-{n}:f")).collect::<Vec<_>>().join(",");
    assert_eq!(decode_farms(&claim).len(), MAX_FARMS);
}

#[test]
fn an_entry_that_cannot_be_read_gives_no_farm() {
    let claim = "lakeside:f,hilltop,valley:x,:w,bad id:f, spaced:f,meadow:w,a:b:c";
    assert_eq!(
        decode_farms(claim),
        [(farm("lakeside"), FarmRole::Farmer), (farm("meadow"), FarmRole::Worker)].into()
    );
}
