//! Every route, and the least role that may use it.

use hyper::Method;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

/// A route, and the least role that may use it.
pub(super) struct Row {
    pub(super) method: Method,
    /// `{farm}`, `{thing}`, `{alarm}` and `{critical}` are there; whatever else it names is not.
    pub(super) path: &'static str,
    pub(super) least: Role,
    pub(super) body: Option<Value>,
    /// Whether it cannot be taken back: those who may do not try it here.
    pub(super) is_final: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Role {
    /// Also who has no token.
    Anybody,
    Worker,
    Farmer,
    Technician,
    Admin,
}

use Role::{Admin, Anybody, Farmer, Technician, Worker};

impl Role {
    /// Those that people have, with their names.
    pub(super) const ALL: [(Self, &'static str); 4] =
        [(Worker, "worker"), (Farmer, "farmer"), (Technician, "technician"), (Admin, "admin")];
}

impl Row {
    fn new(method: Method, path: &'static str, least: Role, body: Option<Value>) -> Self {
        Self { method, path, least, body, is_final: false }
    }
}

fn get(path: &'static str, least: Role) -> Row {
    Row::new(Method::GET, path, least, None)
}

fn post(path: &'static str, least: Role, body: Value) -> Row {
    Row::new(Method::POST, path, least, Some(body))
}

fn put(path: &'static str, least: Role, body: Value) -> Row {
    Row::new(Method::PUT, path, least, Some(body))
}

fn patch(path: &'static str, least: Role, body: Value) -> Row {
    Row::new(Method::PATCH, path, least, Some(body))
}

fn delete(path: &'static str, least: Role) -> Row {
    Row::new(Method::DELETE, path, least, None)
}

/// Every route. Bodies are such that a caller who may gets past authorisation and no further, or does no harm: what is named is
/// not there, its state does not allow the act, or the body breaks a rule that is looked at after the caller.
pub(super) fn table() -> Vec<Row> {
    [
        farms(),
        alarms(),
        things(),
        users(),
        subscriptions(),
        feed(),
        files(),
        configuration(),
        maintenance(),
        content(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn farms() -> Vec<Row> {
    let farm = json!({ "name": "x", "timezone": "Europe/Paris", "language": "fr" });
    let member = json!({ "role": "worker", "name": "x", "language": "fr" });
    let invitation = json!({ "email": "worker@erables.example", "name": "x", "role": "worker" });
    vec![
        get("/v1/openapi.json", Anybody),
        get("/v1/farms", Worker),
        Row { is_final: true, ..post("/v1/farms", Admin, farm) },
        get("/v1/farms/{farm}", Worker),
        patch("/v1/farms/{farm}", Admin, json!({})),
        Row { is_final: true, ..delete("/v1/farms/{farm}", Admin) },
        get("/v1/farms/{farm}/indicators", Worker),
        get("/v1/farms/{farm}/entities", Worker),
        get("/v1/farms/{farm}/entities/{farm}", Worker),
        post("/v1/farms/{farm}/entities", Farmer, json!({ "kind": "barn", "name": "x", "parentId": "none" })),
        patch("/v1/farms/{farm}/entities/none", Farmer, json!({ "name": "x" })),
        post("/v1/farms/{farm}/entities/none/move", Farmer, json!({ "parentId": "none" })),
        delete("/v1/farms/{farm}/entities/none", Farmer),
        get("/v1/farms/{farm}/members", Farmer),
        // They are a member already.
        post("/v1/farms/{farm}/members", Farmer, invitation),
        Row { is_final: true, ..put("/v1/farms/{farm}/members/nobody", Farmer, member) },
        delete("/v1/farms/{farm}/members/nobody", Farmer),
        get("/v1/farms/{farm}/audit", Farmer),
        get("/v1/farms/{farm}/reachability", Farmer),
        get("/v1/audit", Admin),
    ]
}

fn alarms() -> Vec<Row> {
    let soon = Timestamp::now() + SignedDuration::from_mins(10);
    let past = "2020-01-01T00:00:00Z";
    let question = json!({
        "code": "NO_SUCH_CODE", "onDelaySeconds": 10, "from": "2026-01-01T00:00:00Z", "to": "2026-01-02T00:00:00Z",
    });
    vec![
        get("/v1/farms/{farm}/alarms", Worker),
        get("/v1/farms/{farm}/alarms/key-figures", Technician),
        post("/v1/farms/{farm}/alarms/what-if", Technician, question),
        get("/v1/farms/{farm}/alarms/what-if/none", Technician),
        get("/v1/alarms/{alarm}", Worker),
        get("/v1/alarms/{alarm}/execution", Technician),
        post("/v1/alarms/{alarm}/acknowledge", Worker, json!({ "occurrence": 4_000_000_000_u64 })),
        post("/v1/alarms/{alarm}/comments", Worker, json!({ "text": "Who may what?" })),
        post("/v1/alarms/{alarm}/assign", Worker, json!({ "userId": null })),
        post("/v1/alarms/{alarm}/shelve", Farmer, json!({ "until": past, "reason": "x" })),
        post("/v1/alarms/{critical}/shelve", Technician, json!({ "until": soon, "reason": "x" })),
        post("/v1/alarms/{alarm}/unshelve", Farmer, json!({})),
        post("/v1/alarms/{alarm}/reset", Technician, json!({})),
        post("/v1/alarms/{alarm}/suppress", Technician, json!({ "cause": "no_such_cause" })),
        post("/v1/alarms/{alarm}/unsuppress", Technician, json!({ "cause": "no_such_cause" })),
        post("/v1/alarms/{alarm}/out-of-service", Technician, json!({ "workOrder": "1", "reviewAt": past })),
        post("/v1/alarms/{alarm}/return-to-service", Technician, json!({})),
    ]
}

fn things() -> Vec<Row> {
    let thing = json!({ "thingName": "access-test", "farmId": "{farm}", "entityId": "none", "model": "x" });
    let command = json!({ "desired": { "x": 1 }, "expiresAt": "2020-01-01T00:00:00Z", "reason": "x" });
    vec![
        get("/v1/things", Technician),
        post("/v1/things", Technician, thing),
        get("/v1/things/{thing}", Worker),
        Row { is_final: true, ..delete("/v1/things/{thing}", Technician) },
        get("/v1/things/{thing}/telemetry?measure=motorCurrent", Worker),
        get("/v1/things/{thing}/commands", Worker),
        get("/v1/things/{thing}/commands/none", Worker),
        post("/v1/things/{thing}/commands", Farmer, command),
        post("/v1/things/{thing}/commands/none/cancel", Farmer, json!({})),
    ]
}

fn users() -> Vec<Row> {
    let user = json!({
        "email": "nobody@valmetal.example", "name": "x", "role": "worker", "farms": [{ "farmId": "none", "role": "worker" }],
    });
    vec![
        get("/v1/users", Admin),
        post("/v1/users", Admin, user),
        get("/v1/users/nobody", Admin),
        patch("/v1/users/nobody", Admin, json!({})),
        delete("/v1/users/nobody", Admin),
        put("/v1/users/nobody/role", Admin, json!({ "role": "worker" })),
        put("/v1/users/nobody/farms", Admin, json!({ "name": "x", "farms": [] })),
        post("/v1/users/nobody/enable", Admin, json!({})),
        post("/v1/users/nobody/disable", Admin, json!({})),
        post("/v1/users/nobody/resend-invitation", Admin, json!({})),
    ]
}

fn subscriptions() -> Vec<Row> {
    let mailbox = json!({ "protocol": "email", "endpoint": "nowhere", "farms": ["none"] });
    let browser = json!({
        "endpoint": "https://nobody.example/push",
        "keys": { "p256dh": format!("B{}", "A".repeat(86)), "auth": "A".repeat(22) },
    });
    vec![
        get("/v1/subscriptions", Worker),
        post("/v1/subscriptions", Worker, mailbox),
        delete("/v1/subscriptions/none", Worker),
        patch("/v1/subscriptions/settings", Worker, json!({})),
        post("/v1/subscriptions/push", Worker, browser),
        delete("/v1/subscriptions/push/none", Worker),
        post("/v1/subscriptions/test", Worker, json!({ "farmId": "none", "channel": "mail" })),
    ]
}

fn feed() -> Vec<Row> {
    vec![
        get("/v1/farms/{farm}/feed/sequences", Worker),
        get("/v1/farms/{farm}/feed/sequences/none/none", Worker),
        get("/v1/farms/{farm}/feed/summary", Worker),
        get("/v1/farms/{farm}/feed/run-out", Worker),
        get("/v1/farms/{farm}/feed/export", Worker),
    ]
}

fn files() -> Vec<Row> {
    let page =
        json!({ "kind": "report", "name": "x.html", "contentType": "text/html", "size": 1, "sha256": "x" });
    vec![
        get("/v1/farms/{farm}/files", Worker),
        post("/v1/farms/{farm}/files", Farmer, page),
        get("/v1/farms/{farm}/files/none", Worker),
        delete("/v1/farms/{farm}/files/none", Farmer),
    ]
}

fn configuration() -> Vec<Row> {
    let nothing = json!({ "catalogue": {} });
    vec![
        get("/v1/configuration", Worker),
        get("/v1/configuration/catalogue/versions", Admin),
        post("/v1/configuration/catalogue/versions", Admin, nothing.clone()),
        get("/v1/configuration/catalogue/versions/999999", Admin),
        post("/v1/configuration/catalogue/validate", Admin, nothing),
        post("/v1/configuration/catalogue/deploy", Admin, json!({ "version": 999_999, "reason": "x" })),
        Row {
            is_final: true,
            ..post("/v1/configuration/catalogue/roll-back", Admin, json!({ "reason": "x" }))
        },
    ]
}

fn maintenance() -> Vec<Row> {
    let schedule = json!({ "title": "x", "every": { "days": 1 } });
    let mut new_schedule = schedule.clone();
    new_schedule["entityId"] = json!("none");
    vec![
        get("/v1/farms/{farm}/records", Worker),
        get("/v1/farms/{farm}/entities/none/record", Worker),
        put("/v1/farms/{farm}/entities/none/record", Farmer, json!({})),
        delete("/v1/farms/{farm}/entities/none/record", Farmer),
        get("/v1/farms/{farm}/maintenance/schedules", Worker),
        post("/v1/farms/{farm}/maintenance/schedules", Farmer, new_schedule),
        get("/v1/farms/{farm}/maintenance/schedules/none", Worker),
        put("/v1/farms/{farm}/maintenance/schedules/none", Farmer, schedule),
        delete("/v1/farms/{farm}/maintenance/schedules/none", Farmer),
        get("/v1/farms/{farm}/maintenance/tasks", Worker),
        post(
            "/v1/farms/{farm}/maintenance/tasks",
            Farmer,
            json!({ "entityId": "none", "title": "x", "dueOn": "2026-01-01" }),
        ),
        get("/v1/farms/{farm}/maintenance/tasks/none", Worker),
        patch("/v1/farms/{farm}/maintenance/tasks/none", Farmer, json!({})),
        delete("/v1/farms/{farm}/maintenance/tasks/none", Farmer),
        post("/v1/farms/{farm}/maintenance/tasks/none/complete", Worker, json!({})),
        get("/v1/farms/{farm}/maintenance/report", Worker),
    ]
}

fn content() -> Vec<Row> {
    let text = json!({ "title": "x", "body": "x" });
    let texts = json!({ "en": text, "fr": text });
    let models: Vec<_> = (0..51).map(|n| n.to_string()).collect();
    let of_too_much = json!({ "kind": "notice", "models": models, "texts": texts });
    vec![
        get("/v1/articles", Admin),
        post("/v1/articles", Admin, of_too_much),
        get("/v1/articles/none", Admin),
        put("/v1/articles/none", Admin, json!({ "kind": "notice", "texts": texts })),
        delete("/v1/articles/none", Admin),
        post("/v1/articles/none/publish", Admin, json!({})),
        post("/v1/articles/none/unpublish", Admin, json!({})),
        get("/v1/articles/none/versions", Admin),
        get("/v1/published-articles", Anybody),
        get("/v1/published-articles/none", Anybody),
    ]
}
