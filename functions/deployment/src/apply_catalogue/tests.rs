use std::sync::Mutex;

use async_trait::async_trait;
use jiff::Timestamp;
use valmetal_domain::{
    alarm::{Definition, ports::StoreError},
    names::AlarmCode,
};

use super::*;

const GOOD: &[u8] = include_bytes!("../../../../sam/catalogue.json");

/// AppConfig, the tables and CloudFormation in one, with a death that can be set.
#[derive(Default)]
struct World {
    deployed: Mutex<Vec<u8>>,
    status: Mutex<CatalogueStatus>,
    written: Mutex<Vec<(u64, usize)>>,
    answers: Mutex<Vec<Value>>,
    dies_writing_status: Mutex<bool>,
}

#[async_trait]
impl FetchCatalogue for World {
    async fn fetch_catalogue(&self) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(Some(self.deployed.lock().unwrap().clone()))
    }
}

#[async_trait]
impl ReadCatalogueStatus for World {
    async fn read_catalogue_status(&self) -> Result<CatalogueStatus, StoreError> {
        Ok(self.status.lock().unwrap().clone())
    }
}

#[async_trait]
impl WriteCatalogueStatus for World {
    async fn write_catalogue_status(&self, status: &CatalogueStatus) -> Result<(), StoreError> {
        if std::mem::take(&mut *self.dies_writing_status.lock().unwrap()) {
            return Err(StoreError::Unavailable("killed".into()));
        }
        *self.status.lock().unwrap() = status.clone();
        Ok(())
    }
}

#[async_trait]
impl WriteDefinitions for World {
    async fn write_definitions(
        &self,
        version: u64,
        definitions: &[&Definition],
        _dropped: &[AlarmCode],
    ) -> Result<(), StoreError> {
        self.written.lock().unwrap().push((version, definitions.len()));
        Ok(())
    }
}

#[async_trait]
impl PutAnswer for World {
    async fn put_answer(&self, _url: &str, body: String) -> Result<(), Error> {
        self.answers.lock().unwrap().push(serde_json::from_str(&body)?);
        Ok(())
    }
}

fn function(world: &Arc<World>) -> ApplyCatalogue {
    ApplyCatalogue {
        fetch: world.clone(),
        read: world.clone(),
        definitions: world.clone(),
        status: world.clone(),
        answers: world.clone(),
        clock: Clock::at(Timestamp::UNIX_EPOCH),
    }
}

fn world(document: &[u8]) -> Arc<World> {
    let world = World::default();
    *world.deployed.lock().unwrap() = document.to_vec();
    Arc::new(world)
}

async fn run(world: &Arc<World>, event: Value) -> Result<(), Failure> {
    let invocation =
        Invocation { request_id: String::new(), deadline: Timestamp::MAX, function_arn: String::new() };
    function(world).handle(serde_json::from_value(event).unwrap(), &invocation).await
}

fn schedule() -> Value {
    json!({ "detail-type": "Scheduled Event" })
}

fn deployment(request_type: &str) -> Value {
    json!({
        "RequestType": request_type, "ResponseURL": "https://answers.example", "StackId": "s", "RequestId": "r",
        "LogicalResourceId": "AppliedCatalogue",
    })
}

#[tokio::test]
async fn a_good_catalogue_is_put_into_force_once() {
    let world = world(GOOD);
    run(&world, schedule()).await.unwrap();
    run(&world, schedule()).await.unwrap();
    assert_eq!(world.written.lock().unwrap().len(), 1);
    assert!(world.status.lock().unwrap().in_force.is_some());
}

#[tokio::test]
async fn a_run_that_dies_is_made_up_for_by_the_next() {
    let world = world(GOOD);
    *world.dies_writing_status.lock().unwrap() = true;
    assert!(run(&world, schedule()).await.is_err());
    run(&world, schedule()).await.unwrap();
    assert_eq!(world.written.lock().unwrap().len(), 2);
    assert!(world.status.lock().unwrap().in_force.is_some());
}

#[tokio::test]
async fn a_bad_catalogue_fails_the_deployment_with_the_path_of_its_fault_and_the_good_one_stays() {
    let world = world(GOOD);
    run(&world, schedule()).await.unwrap();
    let mut document: Value = serde_json::from_slice(GOOD).unwrap();
    document["definitions"][0]["severity"] = "terrible".into();
    document["version"] = 999_999.into();
    *world.deployed.lock().unwrap() = document.to_string().into_bytes();
    run(&world, deployment("Update")).await.unwrap();
    let answer = world.answers.lock().unwrap().remove(0);
    assert_eq!(answer["Status"], "FAILED");
    assert!(answer["Reason"].as_str().unwrap().contains("definitions[0].severity"), "{answer}");
    assert_eq!(world.written.lock().unwrap().len(), 1);
    assert!(world.status.lock().unwrap().in_force.is_some());
}

#[tokio::test]
async fn a_deletion_of_the_stack_is_answered() {
    let world = world(b"");
    run(&world, deployment("Delete")).await.unwrap();
    assert_eq!(world.answers.lock().unwrap()[0]["Status"], "SUCCESS");
}
