//! The HTTP API as a client uses it.

use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use aws_sdk_cognitoidentityprovider::types::AuthFlowType;
use http_body_util::{BodyExt as _, Full};
use hyper::{Method, Request, StatusCode, body::Bytes, header};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::TokioExecutor,
};
use serde_json::Value;
use tokio::sync::Mutex;

use crate::target::{Target, User};

/// A token is replaced when it is this old: it lives for a quarter of an hour.
const TOKEN_AGE: Duration = Duration::from_mins(10);

/// How often a busy platform is asked again,
const AGAIN: u32 = 5;
/// and after how long where it does not say.
const PAUSE: Duration = Duration::from_secs(1);

/// A signed-in person's client.
pub struct Api {
    http: Client<HttpConnector, Full<Bytes>>,
    cognito: aws_sdk_cognitoidentityprovider::Client,
    client_id: String,
    base: String,
    user: User,
    token: Mutex<Option<(Instant, String)>>,
}

/// An answer.
#[derive(Debug, Clone)]
pub struct Answer {
    /// Its status.
    pub status: StatusCode,
    /// Its headers.
    pub headers: hyper::HeaderMap,
    /// Its body.
    pub body: Bytes,
    /// Its JSON; `null` where the body is empty or no JSON.
    pub json: Value,
}

impl Answer {
    /// When to ask again.
    fn retry_after(&self) -> Option<Duration> {
        let seconds = self.headers.get(header::RETRY_AFTER)?.to_str().ok()?.parse().ok()?;
        Some(Duration::from_secs(seconds))
    }
}

impl Api {
    /// The client of `user`, who signs in with the first request.
    pub fn new(target: &Target, user: &User) -> Result<Self> {
        let client_id =
            target.outputs.get("UserPoolClientId").context("the stack has no output UserPoolClientId")?;
        Ok(Self {
            http: Client::builder(TokioExecutor::new()).build_http(),
            cognito: aws_sdk_cognitoidentityprovider::Client::new(&target.aws()),
            client_id: client_id.clone(),
            base: target.api_url.trim_end_matches('/').to_owned(),
            user: user.clone(),
            token: Mutex::new(None),
        })
    }

    /// The person's ID token, which may be kept from before.
    pub async fn token(&self) -> Result<String> {
        let mut token = self.token.lock().await;
        if let Some((made, token)) = &*token
            && made.elapsed() < TOKEN_AGE
        {
            return Ok(token.clone());
        }
        let fresh = self.sign_in().await?;
        *token = Some((Instant::now(), fresh.clone()));
        Ok(fresh)
    }

    /// Signs in anew: a new token has the claims of now.
    pub async fn sign_in(&self) -> Result<String> {
        let answer = self
            .cognito
            .initiate_auth()
            .auth_flow(AuthFlowType::UserPasswordAuth)
            .client_id(&self.client_id)
            .auth_parameters("USERNAME", &self.user.username)
            .auth_parameters("PASSWORD", &self.user.password)
            .send()
            .await
            .with_context(|| format!("{} cannot sign in", self.user.username))?;
        let token = answer.authentication_result.and_then(|result| result.id_token);
        token.with_context(|| format!("{} got no ID token", self.user.username))
    }

    /// Gets a path such as `/v1/farms`; anything but 200 is an error. A busy platform is asked again, when it says so.
    pub async fn get(&self, path: &str) -> Result<Value> {
        let mut again = 0;
        loop {
            let answer = self.send(Method::GET, path, &[], None).await?;
            match answer.status {
                StatusCode::OK => return Ok(answer.json),
                StatusCode::SERVICE_UNAVAILABLE if again < AGAIN => {
                    again += 1;
                    tokio::time::sleep(answer.retry_after().unwrap_or(PAUSE)).await;
                }
                status => bail!("GET {path}: {status} {}", answer.json),
            }
        }
    }

    /// Posts JSON to a path.
    pub async fn post(&self, path: &str, body: &Value) -> Result<Answer> {
        self.send(Method::POST, path, &[], Some(body)).await
    }

    /// Sends a request with the person's token, and `headers` besides.
    pub async fn send(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<&Value>,
    ) -> Result<Answer> {
        let token = self.token().await?;
        let mut all = vec![("authorization".to_owned(), format!("Bearer {token}"))];
        all.extend(headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        self.send_as(method, path, &all, body.map(ToString::to_string)).await
    }

    /// Sends a request with nothing but `headers`.
    pub async fn send_as(
        &self,
        method: Method,
        path: &str,
        headers: &[(String, String)],
        body: Option<String>,
    ) -> Result<Answer> {
        let mut request = Request::builder().method(method).uri(format!("{}{path}", self.base));
        for (name, value) in headers {
            request = request.header(name, value);
        }
        if body.is_some() && !headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("content-type")) {
            request = request.header(header::CONTENT_TYPE, "application/json");
        }
        let request = request.body(Full::new(Bytes::from(body.unwrap_or_default())))?;
        let (parts, body) = self.http.request(request).await.with_context(|| path.to_owned())?.into_parts();
        let body = body.collect().await?.to_bytes();
        let json = serde_json::from_slice(&body).unwrap_or(Value::Null);
        Ok(Answer { status: parts.status, headers: parts.headers, body, json })
    }

    /// Every item of a list, page by page.
    pub async fn list(&self, path: &str) -> Result<Vec<Value>> {
        let mut items = Vec::new();
        let mut cursor: Option<String> = None;
        loop {
            let separator = if path.contains('?') { '&' } else { '?' };
            let page = match &cursor {
                None => self.get(path).await?,
                Some(cursor) => self.get(&format!("{path}{separator}cursor={cursor}")).await?,
            };
            items.extend(page["items"].as_array().cloned().unwrap_or_default());
            match page["cursor"].as_str() {
                Some(next) => cursor = Some(next.to_owned()),
                None => return Ok(items),
            }
        }
    }
}
