//! How a person is told of alarms: channels, quiet hours, test messages, and subscriptions to the alarms of farms.

use std::collections::HashMap;

use askama::Template;
use axum::{
    Router,
    extract::Path,
    response::Response,
    routing::{get, post},
};
use serde_json::{Value, json};
use valmetal_domain::alarm::Severity;

use super::{
    form::Posted,
    html, redirect,
    typed::{Form, is_final},
    visit::{Shell, Visit, encoded},
};
use crate::{
    api::{ApiError, Farm, OwnNotifications, Page, TestMessage, TopicSubscription},
    app::App,
};

/// Where the page is.
const PAGE: &str = "/notifications";

/// The pages.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route(PAGE, get(page))
        .route("/notifications/channels", post(channels))
        .route("/notifications/quiet-hours", post(quiet_hours))
        .route("/notifications/test", post(test))
        .route("/notifications/subscriptions", post(subscribe))
        .route("/notifications/subscriptions/{subscription}/end", post(unsubscribe))
}

#[derive(Template)]
#[template(path = "notifications.html")]
struct Notifications {
    shell: Shell,
    own: OwnNotifications,
    /// What people call the farms.
    names: HashMap<String, String>,
    form: Form,
    /// What became of a test message.
    said: Option<&'static str>,
}

impl Notifications {
    /// The severities, the worst first, with the field of each below `channel`.
    fn severities(&self, channel: &str) -> Vec<(String, &'static str)> {
        let words = self.shell.w;
        let field = |severity: &Severity| format!("{channel}.severity.{}", severity.as_str());
        Severity::ALL.iter().map(|severity| (field(severity), words.severity_name(severity))).collect()
    }

    fn is_on(&self, field: &str) -> bool {
        self.form.get(field) == "on"
    }

    /// What people call a farm.
    fn called<'a>(&'a self, farm: &'a str) -> &'a str {
        self.names.get(farm).map_or(farm, String::as_str)
    }

    fn all_called(&self, farms: &[String]) -> String {
        farms.iter().map(|farm| self.called(farm)).collect::<Vec<_>>().join(", ")
    }

    fn severity_names(&self, severities: &[Severity]) -> String {
        let names: Vec<_> = severities.iter().map(|severity| self.shell.w.severity_name(severity)).collect();
        names.join(", ")
    }

    /// The channels that can be tried: word, name, where it goes.
    fn to_try(&self) -> Vec<(&'static str, &'static str, String)> {
        let Some(first) = self.own.settings.first() else { return Vec::new() };
        let w = self.shell.w;
        let mail = first.mail.as_ref().map(|mail| ("mail", w.by_mail, mail.address.clone()));
        let sms = first.sms.as_ref().map(|sms| ("sms", w.by_text_message, sms.phone.clone()));
        [mail, sms].into_iter().flatten().collect()
    }
}

/// `GET /notifications`
async fn page(visit: Visit) -> Response {
    match read(&visit, Form::default(), None).await {
        Ok(page) => html(&page),
        Err(error) => visit.trouble(&error),
    }
}

async fn read(visit: &Visit, form: Form, said: Option<&'static str>) -> Result<Notifications, ApiError> {
    let api = visit.api();
    let (own, farms) = tokio::try_join!(
        api.get::<OwnNotifications>("/subscriptions"),
        api.get::<Page<Farm>>("/farms?limit=100")
    )?;
    let w = visit.words();
    let shell = visit.shell(w.how_i_am_told).below("/settings", w.settings);
    // What was typed into one of the forms stays; the others are as things are.
    let form = form.clone().over(now(&own, form.get("form")));
    let names = farms.items.into_iter().map(|farm| (farm.id, farm.name)).collect();
    Ok(Notifications { shell, own, names, form, said })
}

/// The forms as things are, but for the one that was `sent`. What is set is the same on all farms: a person changes it for all at
/// once.
fn now(own: &OwnNotifications, sent: &str) -> Form {
    let mut values: Vec<(String, String)> = Vec::new();
    if let Some(first) = own.settings.first() {
        let mut channel = |name: &str, field: &str, to: &str, severities: &[Severity]| {
            values.push((format!("{name}.{field}"), to.to_owned()));
            let on = severities.iter().map(|s| (format!("{name}.severity.{}", s.as_str()), "on".to_owned()));
            values.extend(on);
        };
        let is_shown = sent != "channels";
        if let Some(mail) = first.mail.as_ref().filter(|_| is_shown) {
            channel("mail", "address", &mail.address, &mail.severities);
        }
        if let Some(sms) = first.sms.as_ref().filter(|_| is_shown) {
            channel("sms", "phone", &sms.phone, &sms.severities);
        }
        if let Some(quiet) = first.quiet_hours.as_ref().filter(|_| sent != "quietHours") {
            let minutes = |time: &str| time.get(..5).unwrap_or(time).to_owned();
            values.push(("quietHours.from".to_owned(), minutes(&quiet.from)));
            values.push(("quietHours.to".to_owned(), minutes(&quiet.to)));
        }
    }
    for severity in Severity::ALL.into_iter().filter(|_| sent != "topic") {
        values.push((format!("topic.severity.{}", severity.as_str()), "on".to_owned()));
    }
    Form::with(values)
}

/// The severities that are ticked below `channel`.
fn ticked(form: &Form, channel: &str) -> Vec<String> {
    form.below(&format!("{channel}.severity.")).map(|(severity, _)| severity.to_owned()).collect()
}

/// `POST /notifications/channels`: a channel without an address is not used any more.
async fn channels(Posted { visit, form }: Posted<Form>) -> Response {
    let channel = |name: &str, field: &str| match form.text(&format!("{name}.{field}")) {
        Some(to) => json!({ field: to, "severities": ticked(&form, name) }),
        None => Value::Null,
    };
    let change = json!({ "mail": channel("mail", "address"), "sms": channel("sms", "phone") });
    set(visit, form, &change).await
}

/// `POST /notifications/quiet-hours`: without times there are none.
async fn quiet_hours(Posted { visit, form }: Posted<Form>) -> Response {
    let quiet = match (form.text("quietHours.from"), form.text("quietHours.to")) {
        (None, None) => Value::Null,
        (from, to) => json!({ "from": from.unwrap_or_default(), "to": to.unwrap_or_default() }),
    };
    set(visit, form, &json!({ "quietHours": quiet })).await
}

async fn set(visit: Visit, form: Form, change: &Value) -> Response {
    let done: Result<Value, _> = visit.api().patch("/subscriptions/settings", None, change).await;
    after(&visit, form, done.map(|_| ()), field).await
}

/// `POST /notifications/test`
async fn test(Posted { visit, form }: Posted<Form>) -> Response {
    let w = visit.words();
    let body = json!({ "farmId": form.get("farmId"), "channel": form.get("channel") });
    match visit.api().post::<TestMessage>("/subscriptions/test", form.key(), &body).await {
        Ok(tried) => {
            let said = if tried.sent { w.test_sent } else { w.test_failed };
            match read(&visit, Form::default(), Some(said)).await {
                Ok(page) => html(&page),
                Err(error) => visit.trouble(&error),
            }
        }
        Err(error) => after(&visit, form, Err(error), field).await,
    }
}

/// `POST /notifications/subscriptions`
async fn subscribe(Posted { visit, form }: Posted<Form>) -> Response {
    let farms: Vec<String> = form.below("farm.").map(|(_, farm)| farm.to_owned()).collect();
    let body = json!({
        "protocol": form.get("protocol"),
        "endpoint": form.get("endpoint").trim(),
        "farms": farms,
        "severities": ticked(&form, "topic"),
    });
    let done = visit.api().post::<TopicSubscription>("/subscriptions", form.key(), &body).await;
    after(&visit, form, done.map(|_| ()), field).await
}

/// `POST /notifications/subscriptions/{subscription}/end`
async fn unsubscribe(Path(subscription): Path<String>, Posted { visit, form }: Posted<Form>) -> Response {
    let done = visit.api().delete(&format!("/subscriptions/{}", encoded(&subscription)), None).await;
    after(&visit, form, done, field).await
}

/// The page again: as things are now, or with what stood against it.
async fn after(
    visit: &Visit,
    form: Form,
    done: Result<(), ApiError>,
    field: impl Fn(&str) -> Option<String>,
) -> Response {
    match done {
        Ok(()) => redirect(&visit.guest.headers, PAGE),
        Err(error) if is_final(&error) => visit.trouble(&error),
        Err(error) => {
            let form = form.refused(visit.words(), &error, field);
            match read(visit, form.clone(), None).await {
                Ok(page) => form.answer(html(&page)),
                Err(error) => visit.trouble(&error),
            }
        }
    }
}

/// The field of these forms that one of the API is.
fn field(of_api: &str) -> Option<String> {
    let of_form = match of_api {
        part if part.starts_with("mail") => "mail.address",
        part if part.starts_with("sms") => "sms.phone",
        part if part.starts_with("quietHours") => "quietHours.from",
        part if part.starts_with("endpoint") => "endpoint",
        part if part.starts_with("farms") => "farms",
        _ => return None,
    };
    Some(of_form.to_owned())
}

#[cfg(test)]
mod tests {
    use super::{now, ticked};
    use crate::api::OwnNotifications;

    #[test]
    fn the_forms_begin_as_things_are() {
        let own: OwnNotifications = serde_json::from_str(
            r#"{"items": [], "settings": [{"farmId": "f", "quietHours": {"from": "22:00:00", "to": "05:30:00"},
                "mail": {"address": "a@b.example", "severities": ["high", "critical"]}, "sms": null}]}"#,
        )
        .unwrap();
        let form = now(&own, "");
        assert_eq!((form.get("mail.address"), form.get("sms.phone")), ("a@b.example", ""));
        assert_eq!((form.get("quietHours.from"), form.get("quietHours.to")), ("22:00", "05:30"));
        assert_eq!(ticked(&form, "mail"), ["high", "critical"]);
        // What a person has unticked and sent does not come back by itself.
        assert!(ticked(&now(&own, "channels"), "mail").is_empty());
    }
}
