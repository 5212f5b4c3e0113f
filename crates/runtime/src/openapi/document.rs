//! The document from the routes, their descriptions and examples.

use std::collections::{BTreeMap, HashMap};

use http::StatusCode;
use serde_json::{Map, Value, json};

use super::{
    Description, Operation, Schemas,
    description::{Answer, Content},
    schemas::Renaming,
};
use crate::{http::Route, problem};

/// What API Gateway answers by itself: no token that it accepts, too large, too often, a function that failed or is too slow.
const GATEWAY: [u16; 5] = [401, 413, 429, 500, 503];

/// What the document says of the API as a whole.
pub struct Info<'a> {
    /// Its name.
    pub title: &'a str,
    /// Its version.
    pub version: &'a str,
    /// What a reader has to know first, in Markdown.
    pub description: &'a str,
    /// The largest body in bytes.
    pub body_limit: usize,
}

/// The routes of one resource.
pub struct Tag {
    /// The resource's name.
    pub name: &'static str,
    /// Its routes.
    pub routes: Vec<Route>,
    /// Their descriptions.
    pub descriptions: Vec<Description>,
}

/// Why there is no document.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// A route without a description.
    #[error("{0} has no description")]
    Undescribed(&'static str),
    /// A description without a route.
    #[error("the description of {0} belongs to no route")]
    NoRoute(&'static str),
    /// A description that was made from another handler than the route's.
    #[error("the description of {0} is of another handler")]
    OtherHandler(&'static str),
    /// A description without a summary or without an answer.
    #[error("the description of {0} has no summary or no answer")]
    Empty(&'static str),
    /// Two types of one name, of which one would be called after its number.
    #[error("two types are called {0}: give one another name with #[schemars(rename = …)]")]
    SameName(String),
}

/// The document, or everything that is wrong with the descriptions.
///
/// `examples` are real requests and answers: by the route's name, an object with `request` and with answers by their status.
pub fn document(info: &Info<'_>, tags: Vec<Tag>, examples: &Map<String, Value>) -> Result<Value, Vec<Fault>> {
    let mut faults = Vec::new();
    let mut schemas = Schemas::new();
    let mut operations: Vec<(Route, Value, Value)> = Vec::new();
    let names: Vec<_> = tags.iter().map(|tag| json!({"name": tag.name})).collect();

    for Tag { name: tag, routes, descriptions } in tags {
        let mut descriptions: HashMap<_, _> =
            descriptions.into_iter().map(|description| (description.name, description)).collect();
        for route in routes {
            let Some(description) = descriptions.remove(route.name()) else {
                faults.push(Fault::Undescribed(route.name()));
                continue;
            };
            if description.handler != route.handler() {
                faults.push(Fault::OtherHandler(route.name()));
            }
            if description.summary.is_empty() || description.answers.is_empty() {
                faults.push(Fault::Empty(route.name()));
            }
            let (taken, answered) = operation(tag, &route, &description, &mut schemas, examples);
            operations.push((route, taken, answered));
        }
        faults.extend(descriptions.into_keys().map(Fault::NoRoute));
    }

    let (mut components, renaming) = schemas.finish();
    components.insert("Problem".to_owned(), problem_schema());
    components.insert("GatewayMessage".to_owned(), gateway_schema());
    faults.extend(same_names(&components));
    if !faults.is_empty() {
        faults.sort_by_key(ToString::to_string);
        return Err(faults);
    }
    Ok(json!({
        "openapi": "3.1.0",
        "jsonSchemaDialect": "https://json-schema.org/draft/2020-12/schema",
        "info": {
            "title": info.title,
            "version": info.version,
            "description": info.description,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "tags": names,
        "paths": paths(operations, &renaming),
        "components": {
            "schemas": components,
            "responses": refusals(info.body_limit),
            "securitySchemes": {
                "idToken": {
                    "type": "http",
                    "scheme": "bearer",
                    "bearerFormat": "JWT",
                    "description": "The Cognito ID token of the person who asks.",
                },
            },
        },
    }))
}

/// One operation: what comes from the request, whose references may have to be put right, and the rest.
fn operation(
    tag: &str,
    route: &Route,
    description: &Description,
    schemas: &mut Schemas,
    examples: &Map<String, Value>,
) -> (Value, Value) {
    let example = examples.get(route.name()).unwrap_or(&Value::Null);
    let mut operation = Operation::new(schemas, route.path());
    (description.takes)(&mut operation);
    for status in &description.refusals {
        operation.refuses(*status);
    }
    let mut detail: Vec<String> = description.detail.into_iter().map(str::to_owned).collect();
    if let Some(role) = description.least_role {
        operation.refuses(403);
        detail.push(format!("Least role: {}.", role.group().trim_end_matches('s')));
    }
    let Operation { parameters, body, refusals, signed_in, .. } = operation;

    let mut taken = Map::new();
    if !parameters.is_empty() {
        taken.insert("parameters".to_owned(), parameters.into());
    }
    if let Some(mut body) = body {
        if let Some(request) = example.get("request").filter(|request| !request.is_null()) {
            body["content"]["application/json"]["example"] = request.clone();
        }
        taken.insert("requestBody".to_owned(), body);
    }

    let mut responses = Map::new();
    for answer in &description.answers {
        let status = answer.status.to_string();
        let mut response = response(answer, schemas, example.get(&status));
        // One status may come with several media types.
        if let Some(Value::Object(before)) =
            responses.get(&status).map(|before: &Value| before["content"].clone())
            && let Some(content) = response["content"].as_object_mut()
        {
            content.extend(before);
        }
        responses.insert(status, response);
    }
    for status in refusals {
        if let (413, Some(limit)) = (status, route.own_body_limit()) {
            responses.insert(status.to_string(), refusal(status, &too_large(limit)));
            continue;
        }
        let reference = json!({"$ref": format!("#/components/responses/{}", name_of(status))});
        responses.insert(status.to_string(), reference);
    }
    let mut answered = json!({
        "operationId": route.name(),
        "tags": [tag],
        "summary": description.summary,
        "responses": responses,
        "security": if signed_in { json!([{"idToken": []}]) } else { json!([]) },
    });
    if !detail.is_empty() {
        answered["description"] = detail.join(" ").into();
    }
    (taken.into(), answered)
}

fn response(answer: &Answer, schemas: &mut Schemas, example: Option<&Value>) -> Value {
    let mut headers = Map::new();
    headers.insert("X-Request-Id".to_owned(), header("The request's id, the caller's or a new one."));
    for (name, about) in &answer.headers {
        headers.insert((*name).to_owned(), header(about));
    }
    let mut response = json!({"description": reason(answer.status), "headers": headers});
    match &answer.content {
        None => {}
        Some(Content::Other(media_type)) => {
            response["content"] = json!({*media_type: {"schema": {"type": "string"}}});
        }
        Some(Content::Json(schema)) => {
            let mut content = json!({"schema": schema(schemas)});
            if let Some(example) = example {
                content["example"] = example.clone();
            }
            response["content"] = json!({"application/json": content});
        }
    }
    response
}

fn paths(operations: Vec<(Route, Value, Value)>, renaming: &Renaming) -> Value {
    let mut paths: BTreeMap<&str, Map<String, Value>> = BTreeMap::new();
    for (route, mut taken, mut whole) in operations {
        renaming.apply(&mut taken);
        if let (Some(whole), Value::Object(taken)) = (whole.as_object_mut(), taken) {
            whole.extend(taken);
        }
        let methods = paths.entry(route.path()).or_default();
        methods.insert(route.method().as_str().to_ascii_lowercase(), whole);
    }
    json!(paths)
}

/// A generator of schemas calls the second type of one name after its number.
fn same_names(components: &Map<String, Value>) -> Vec<Fault> {
    let stem = |name: &str| name.strip_suffix('2').map(str::to_owned);
    let twice = components.keys().filter_map(|name| stem(name)).filter(|stem| components.contains_key(stem));
    twice.map(Fault::SameName).collect()
}

/// What every refusal looks like.
fn problem_schema() -> Value {
    json!({
        "description": "A problem document (RFC 9457). Members of its own say more, such as `state` of a conflict.",
        "type": "object",
        "required": ["type", "title", "status", "detail", "code", "requestId"],
        "properties": {
            "type": {"type": "string", "format": "uri", "description": "The code as a URN."},
            "title": {"type": "string", "description": "The status in words."},
            "status": {"type": "integer", "minimum": 400, "maximum": 599},
            "detail": {"type": "string", "description": "What is wrong, for a person."},
            "code": {"type": "string", "description": "What is wrong, for a program: stable."},
            "requestId": {"type": "string", "description": "The request's id, as in the log."},
            "errors": {
                "type": "array",
                "description": "What is wrong with single fields.",
                "items": {
                    "type": "object",
                    "required": ["field", "code", "detail"],
                    "properties": {
                        "field": {"type": "string", "description": "Its path; empty for the whole."},
                        "code": {"type": "string", "description": "The rule that it breaks: stable."},
                        "detail": {"type": "string", "description": "The rule in words."},
                    },
                },
            },
        },
    })
}

/// What API Gateway says where it answers for the functions.
fn gateway_schema() -> Value {
    json!({
        "description": "What API Gateway says where it refuses a request before a function is asked.",
        "type": "object",
        "required": ["message"],
        "properties": {"message": {"type": "string"}},
    })
}

/// The answers to requests that are not served.
fn refusals(body_limit: usize) -> Value {
    let known: [(u16, &str); 13] = [
        (400, "The request cannot be read; `errors` names the fields."),
        (401, "No token, or none that is accepted."),
        (403, "The caller's role does not allow it."),
        (404, "There is no such thing, or none that the caller may know of."),
        (409, "The state does not allow it."),
        (412, "It was changed since the caller read it."),
        (413, &too_large(body_limit)),
        (415, "The body is not JSON."),
        (422, "It can be read, but breaks a rule; or the Idempotency-Key was used for another request."),
        (429, "Too many requests."),
        (500, "It is our fault; the log knows more by the request's id."),
        (501, "This deployment cannot do it."),
        (503, "Not now: something that it needs is busy or away."),
    ];
    let responses = known.into_iter().map(|(status, about)| (name_of(status), refusal(status, about)));
    responses.collect::<Map<_, _>>().into()
}

fn too_large(limit: usize) -> String {
    format!("The body has more than {limit} bytes.")
}

fn refusal(status: u16, about: &str) -> Value {
    let mut headers = Map::new();
    headers.insert("X-Request-Id".to_owned(), header("The request's id."));
    if matches!(status, 429 | 503) {
        headers.insert("Retry-After".to_owned(), header("Seconds after which to try again."));
    }
    if status == 401 {
        headers.insert("WWW-Authenticate".to_owned(), header("The scheme: `Bearer`."));
    }
    let schema = json!({"$ref": "#/components/schemas/Problem"});
    let mut content = json!({problem::CONTENT_TYPE: {"schema": schema}});
    if GATEWAY.contains(&status) {
        let schema = json!({"$ref": "#/components/schemas/GatewayMessage"});
        content["application/json"] = json!({"schema": schema});
    }
    json!({"description": about, "headers": headers, "content": content})
}

fn header(about: &str) -> Value {
    json!({"description": about, "schema": {"type": "string"}})
}

fn reason(status: u16) -> &'static str {
    StatusCode::from_u16(status).ok().and_then(|status| status.canonical_reason()).unwrap_or_default()
}

/// The name of a status's component, such as `NotFound`.
fn name_of(status: u16) -> String {
    reason(status).split(' ').collect()
}
