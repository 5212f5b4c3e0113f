//! Tokens that look right and must not let anybody in.

use aws_sdk_cognitoidentityprovider::{
    Client,
    types::{AuthFlowType, ExplicitAuthFlowsType, TimeUnitsType, TokenValidityUnitsType},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use hyper::{Method, StatusCode};
use serde_json::{Value, json};
use valmetal_simulator::api::Api;

use crate::cloud::{Cloud, eventually};

/// The headers of a request with this token.
pub(crate) fn bearer(token: &str) -> Vec<(String, String)> {
    vec![("authorization".to_owned(), format!("Bearer {token}"))]
}

/// `good`, changed: signed by nobody, with other claims under the old signature, with another signature.
pub(crate) fn changed(good: &str) -> Vec<String> {
    let parts: Vec<&str> = good.split('.').collect();
    let unsigned = URL_SAFE_NO_PAD.encode(json!({ "alg": "none", "typ": "JWT" }).to_string());
    let mut claims: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(parts[1]).unwrap()).unwrap();
    claims["cognito:groups"] = json!(["admins"]);
    claims["name"] = json!("Mallory");
    let claims = URL_SAFE_NO_PAD.encode(claims.to_string());
    vec![
        format!("{unsigned}.{}.", parts[1]),
        format!("{unsigned}.{}.{}", parts[1], parts[2]),
        format!("{}.{claims}.{}", parts[0], parts[2]),
        format!("{}.{}.{}", parts[0], parts[1], "A".repeat(parts[2].len())),
    ]
}

/// A token of this pool for the person of `api` that was good and is so no more.
pub(crate) async fn expired(cloud: &Cloud, api: &Api) -> String {
    let cognito = Client::new(&cloud.target.aws());
    let pool = cloud.target.outputs["UserPoolId"].as_str();
    let client = cloud.target.outputs["UserPoolClientId"].as_str();
    let before =
        cognito.describe_user_pool_client().user_pool_id(pool).client_id(client).send().await.unwrap();
    let before = before.user_pool_client.unwrap();
    let lives = async |length, unit| {
        let units = before.token_validity_units.clone();
        let units = units.map_or_else(TokenValidityUnitsType::builder, |units| {
            TokenValidityUnitsType::builder()
                .set_access_token(units.access_token)
                .set_refresh_token(units.refresh_token)
        });
        cognito
            .update_user_pool_client()
            .user_pool_id(pool)
            .client_id(client)
            .set_client_name(before.client_name.clone())
            .set_explicit_auth_flows(before.explicit_auth_flows.clone())
            .set_prevent_user_existence_errors(before.prevent_user_existence_errors.clone())
            .set_enable_token_revocation(before.enable_token_revocation)
            .set_access_token_validity(before.access_token_validity)
            .refresh_token_validity(before.refresh_token_validity)
            .set_id_token_validity(length)
            .token_validity_units(units.set_id_token(unit).build())
            .send()
            .await
            .unwrap();
    };
    lives(Some(1), Some(TimeUnitsType::Seconds)).await;
    let token = api.sign_in().await;
    lives(before.id_token_validity, before.token_validity_units.clone().and_then(|units| units.id_token))
        .await;
    let token = token.unwrap();
    eventually("the token's end", async || {
        let answer = api.send_as(Method::GET, "/v1/farms", &bearer(&token), None).await.unwrap();
        (answer.status == StatusCode::UNAUTHORIZED).then_some(())
    })
    .await;
    token
}

/// A token that another pool gives to somebody who calls themselves an administrator there.
pub(crate) async fn of_another_pool(cloud: &Cloud) -> String {
    const NAME: &str = "mallory@valmetal.example";
    const PASSWORD: &str = "Not-0f-this-pool";
    let cognito = Client::new(&cloud.target.aws());
    let pool = cognito.create_user_pool().pool_name("another").send().await.unwrap().user_pool.unwrap();
    let pool = pool.id.unwrap();
    let client = cognito
        .create_user_pool_client()
        .user_pool_id(&pool)
        .client_name("another")
        .explicit_auth_flows(ExplicitAuthFlowsType::AllowUserPasswordAuth)
        .send()
        .await
        .unwrap();
    let client = client.user_pool_client.and_then(|client| client.client_id).unwrap();
    cognito.create_group().user_pool_id(&pool).group_name("admins").send().await.unwrap();
    cognito.admin_create_user().user_pool_id(&pool).username(NAME).send().await.unwrap();
    let password = cognito.admin_set_user_password().user_pool_id(&pool).username(NAME);
    password.password(PASSWORD).permanent(true).send().await.unwrap();
    let group = cognito.admin_add_user_to_group().user_pool_id(&pool).username(NAME);
    group.group_name("admins").send().await.unwrap();
    let signed_in = cognito
        .initiate_auth()
        .auth_flow(AuthFlowType::UserPasswordAuth)
        .client_id(client)
        .auth_parameters("USERNAME", NAME)
        .auth_parameters("PASSWORD", PASSWORD)
        .send()
        .await
        .unwrap();
    cognito.delete_user_pool().user_pool_id(&pool).send().await.unwrap();
    signed_in.authentication_result.and_then(|result| result.id_token).unwrap()
}
