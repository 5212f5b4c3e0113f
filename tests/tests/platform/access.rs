//! Who may what, on every route: every role, a foreign farm, no token, a token that is expired, changed, signed by nobody
//! or of another pool.

mod routes;
mod table;

use futures::{StreamExt as _, stream};
use hyper::StatusCode;
use valmetal_simulator::api::Api;

use self::table::{Role, Row, table};
use crate::{
    cloud::{Cloud, Device, alarm_that, fault},
    tokens::{bearer, changed, expired, of_another_pool},
};

/// How many routes are tried at once.
const AT_ONCE: usize = 8;

/// What the paths of the table mean.
struct Place {
    farm: &'static str,
    /// An alarm there.
    alarm: String,
    /// One that is safety-critical.
    critical: String,
    /// The machine that has them.
    thing: String,
}

impl Place {
    /// Where nothing is ever looked at.
    fn nowhere() -> Self {
        let none = || "none".to_owned();
        Self { farm: "erables", alarm: none(), critical: none(), thing: none() }
    }

    /// A machine with two alarms.
    async fn with_alarms(cloud: &Cloud, farm: &'static str, kind: &str) -> (Self, Device) {
        let admin = cloud.person("admin", "");
        let mut machine = Device::connect(cloud, cloud.machine(kind, farm, 0)).await;
        let alarm = machine.raise(&fault("access-motor", "MOTOR_OVERLOAD")).await;
        let critical = machine.raise(&fault("access-door", "DOOR_OPEN")).await;
        for key in [&alarm, &critical] {
            alarm_that(&admin, key, "the alarm", |alarm| alarm["condition"] == "active").await;
        }
        let (alarm, critical) = (alarm.alarm_id().to_string(), critical.alarm_id().to_string());
        let thing = machine.machine.thing_name.clone();
        (Self { farm, alarm, critical, thing }, machine)
    }

    fn path(&self, row: &Row) -> String {
        self.fill(row.path)
    }

    fn fill(&self, text: &str) -> String {
        text.replace("{farm}", self.farm)
            .replace("{alarm}", &self.alarm)
            .replace("{critical}", &self.critical)
            .replace("{thing}", &self.thing)
    }
}

async fn leave(mut machine: Device) {
    machine.clear(&fault("access-motor", "MOTOR_OVERLOAD")).await;
    machine.clear(&fault("access-door", "DOOR_OPEN")).await;
}

/// The answer's status on each row, in any order, to a request with these headers.
async fn tried<'a>(
    api: &Api,
    headers: &[(String, String)],
    rows: impl Iterator<Item = &'a Row>,
    place: &Place,
) -> Vec<(&'a Row, StatusCode)> {
    let send = |row: &'a Row| async move {
        let body = row.body.as_ref().map(|body| place.fill(&body.to_string()));
        let answer = api.send_as(row.method.clone(), &place.path(row), headers, body).await;
        (row, answer.unwrap().status)
    };
    stream::iter(rows.map(send)).buffer_unordered(AT_ONCE).collect().await
}

/// Whether the answer says that the caller got past authorisation.
fn passed(status: StatusCode) -> bool {
    status.is_success()
        || [
            StatusCode::BAD_REQUEST,
            StatusCode::NOT_FOUND,
            StatusCode::CONFLICT,
            StatusCode::UNPROCESSABLE_ENTITY,
        ]
        .contains(&status)
}

#[tokio::test]
async fn every_route_is_open_from_its_least_role_on() {
    let cloud = Cloud::find();
    let (place, machine) = Place::with_alarms(&cloud, "erables", "conveyor-erables").await;
    let table = table();
    for (role, name) in Role::ALL {
        let api = cloud.person(name, place.farm);
        let headers = bearer(&api.token().await.unwrap());
        // What cannot be taken back is tried by those who may not.
        let rows = table.iter().filter(|row| !row.is_final || role < row.least);
        for (row, status) in tried(&api, &headers, rows, &place).await {
            let expected = if role >= row.least {
                // The alarms are there, so an act on one that is not found was not let through.
                passed(status) && (status != StatusCode::NOT_FOUND || !row.path.starts_with("/v1/alarms/{"))
            } else {
                status == StatusCode::FORBIDDEN
            };
            assert!(expected, "{name} {} {}: {status}", row.method, row.path);
        }
    }
    leave(machine).await;
}

#[tokio::test]
async fn another_farm_and_its_alarms_do_not_exist() {
    let cloud = Cloud::find();
    let (place, machine) = Place::with_alarms(&cloud, "cedar-hill", "conveyor-cedar").await;
    let table = table();
    for name in ["worker", "farmer"] {
        let foreign = table.iter().filter(|row| row.path.contains('{'));
        let api = cloud.person(name, "erables");
        let headers = bearer(&api.token().await.unwrap());
        for (row, status) in tried(&api, &headers, foreign, &place).await {
            assert_eq!(status, StatusCode::NOT_FOUND, "{name} {} {}", row.method, row.path);
        }
    }
    leave(machine).await;
}

#[tokio::test]
async fn nobody_gets_in_without_a_token_of_this_pool_that_still_lives() {
    let cloud = Cloud::find();
    let api = cloud.person("admin", "");
    let mut tokens = changed(&api.token().await.unwrap());
    tokens.extend([String::new(), "nonsense".to_owned()]);
    tokens.push(expired(&cloud, &api).await);
    tokens.push(of_another_pool(&cloud).await);
    let mut callers = vec![Vec::new()];
    callers.extend(tokens.iter().map(|token| bearer(token)));

    let (table, place) = (table(), Place::nowhere());
    for headers in &callers {
        for (row, status) in tried(&api, headers, table.iter(), &place).await {
            let expected =
                if row.least == Role::Anybody { passed(status) } else { status == StatusCode::UNAUTHORIZED };
            assert!(expected, "{headers:?} {} {}: {status}", row.method, row.path);
        }
    }
}
