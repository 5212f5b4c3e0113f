//! The catalogue in force.

use valmetal_aws::dynamodb::{CatalogueStore, DefinitionReader};
use valmetal_domain::alarm::Definition;
use valmetal_domain::alarm::ports::{CommitChanges, ReadConditions, ReadDefinitions, ReadThing};
use valmetal_domain::catalogue::ports::{ReadCatalogueStatus, WriteCatalogueStatus, WriteDefinitions};
use valmetal_domain::catalogue::{Catalogue, CatalogueStatus, Verdict};
use valmetal_domain::names::AlarmCode;

use crate::fixture::samples::{at, changes, definition, key, raise};
use crate::fixture::tables::Tables;

#[tokio::test]
async fn the_shipped_catalogue_is_put_into_force() {
    let tables = Tables::deploy().await;
    let store: CatalogueStore = tables.catalogue();
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../sam/catalogue.json");
    let document = std::fs::read(path).unwrap();
    let known = store.read_catalogue_status().await.unwrap();
    assert_eq!(known, CatalogueStatus::default());

    let Verdict::Apply { catalogue, dropped, status } = known.judge(&document, at(0)) else {
        panic!("the shipped catalogue is good")
    };
    let definitions: Vec<&Definition> = catalogue.definitions.values().collect();
    store.write_definitions(catalogue.version, &definitions, &dropped).await.unwrap();
    store.write_catalogue_status(&status).await.unwrap();

    assert_eq!(store.read_catalogue_status().await.unwrap(), status);
    let codes: Vec<AlarmCode> = catalogue.definitions.keys().cloned().collect();
    let reader: DefinitionReader = tables.definitions();
    let read = reader.read_definitions(&codes).await.unwrap();
    assert_eq!(read, Catalogue::parse(&document).unwrap().definitions.into_iter().collect());
    assert_eq!(status.judge(&document, at(1)), Verdict::Known);
}

#[tokio::test]
async fn a_dropped_code_lives_on_for_the_alarms_it_once_made() {
    let tables = Tables::deploy().await;
    let store = tables.catalogue();
    tables.put_definition(&definition()).await;
    tables.writer().commit(&changes(0, &raise("mixer-01", at(0)))).await.unwrap();
    let missing = AlarmCode::new("NEVER_THERE").unwrap();
    let codes = [definition().code];

    // Twice: the first may have been cut off.
    for _ in 0..2 {
        store.write_definitions(2, &[], &[definition().code, missing.clone()]).await.unwrap();
    }
    let reader = tables.reader();
    assert_eq!(reader.read_conditions(&[key("mixer-01")]).await.unwrap().definitions.len(), 1);
    assert_eq!(reader.read_conditions(&[key("mixer-02")]).await.unwrap().definitions.len(), 0);
    assert_eq!(reader.read_thing(&key("mixer-01").thing, &[]).await.unwrap().definitions.len(), 1);
    assert_eq!(reader.read_thing(&key("mixer-02").thing, &codes).await.unwrap().definitions.len(), 0);
    let named = tables.definitions().read_definitions(&[definition().code, missing]).await.unwrap();
    assert_eq!(named.into_keys().collect::<Vec<_>>(), codes);

    store.write_definitions(3, &[&definition()], &[]).await.unwrap();
    assert_eq!(reader.read_conditions(&[key("mixer-02")]).await.unwrap().definitions.len(), 1);
}
