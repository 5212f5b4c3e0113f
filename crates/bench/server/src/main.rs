//! `valmetal-api` with the list of a farm's alarms and nothing else, its store in memory: what the server itself costs.
//!
//! Everything else is the server's own: the token of every request is verified, the caller's farms are looked at, limits hold.
//! `ALARMS_FILE` names the alarms, which the Express peer reads too.

use std::{
    collections::{BTreeSet, HashMap},
    error::Error,
    fs,
    process::ExitCode,
    sync::Arc,
};

use async_trait::async_trait;
use serde::Deserialize;
use valmetal_domain::{
    alarm::{
        Condition, Definition,
        ports::{AlarmFilter, ReadDefinitions, ReadFarmAlarms, StoreError},
    },
    entity::{Entity, ports::ReadTree},
    names::{AlarmCode, FarmId},
};

/// The alarms of the one farm that there is.
#[derive(Deserialize)]
struct Store {
    conditions: Vec<Condition>,
    definitions: Vec<Definition>,
}

#[async_trait]
impl ReadFarmAlarms for Store {
    async fn read_farm_alarms(
        &self,
        _: &FarmId,
        _: &AlarmFilter,
        limit: u32,
        _: Option<String>,
    ) -> Result<(Vec<Condition>, Option<String>), StoreError> {
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        Ok((self.conditions.iter().take(limit).cloned().collect(), None))
    }
}

#[async_trait]
impl ReadDefinitions for Store {
    async fn read_definitions(
        &self,
        codes: &[AlarmCode],
    ) -> Result<HashMap<AlarmCode, Definition>, StoreError> {
        let wanted: BTreeSet<_> = codes.iter().collect();
        let known = self.definitions.iter().filter(|definition| wanted.contains(&definition.code));
        Ok(known.map(|definition| (definition.code.clone(), definition.clone())).collect())
    }
}

#[async_trait]
impl ReadTree for Store {
    async fn read_tree(&self, _: &FarmId) -> Result<Vec<Entity>, StoreError> {
        Ok(Vec::new())
    }
}

fn main() -> ExitCode {
    match store() {
        Ok(store) => {
            let store = Arc::new(store);
            let state_machine = "arn:aws:states:eu-west-1:123456789012:stateMachine:escalate-alarm";
            let list = api::alarms::list_from(store.clone(), store.clone(), store, state_machine);
            api::server::run(vec![list])
        }
        Err(error) => {
            eprintln!("ALARMS_FILE: {error}");
            ExitCode::FAILURE
        }
    }
}

fn store() -> Result<Store, Box<dyn Error>> {
    Ok(serde_json::from_str(&fs::read_to_string(std::env::var("ALARMS_FILE")?)?)?)
}
