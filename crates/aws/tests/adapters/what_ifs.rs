//! What-ifs that were asked.

use serde_json::json;
use valmetal_domain::entity::FarmRole;
use valmetal_domain::idempotency::Outcome;
use valmetal_domain::names::WhatIfId;
use valmetal_domain::replay::ports::{AddWhatIf, ReadWhatIf, StoreError, WriteWhatIf};
use valmetal_domain::replay::{Question, Replay, WhatIfJob, WhatIfRef};

use crate::fixture::samples::{at, definition, farm, member, request, user};
use crate::fixture::tables::Tables;

#[tokio::test]
async fn of_two_runners_one_goes_on() {
    let tables = Tables::deploy().await;
    let what_ifs = tables.what_ifs();
    let mut asked = job("w1");
    assert_eq!(what_ifs.read_what_if(&asked.reference).await.unwrap(), None);
    tables.what_if_adder().add_what_if(&asked, None, None).await.unwrap();
    assert_eq!(what_ifs.read_what_if(&asked.reference).await.unwrap().as_ref(), Some(&asked));

    asked.finish(replay().finish(), at(10));
    what_ifs.write_what_if(&asked).await.unwrap();
    let late = what_ifs.write_what_if(&asked).await;
    assert!(matches!(late, Err(StoreError::Conflict)), "{late:?}");
    assert_eq!(what_ifs.read_what_if(&asked.reference).await.unwrap(), Some(asked));
}

#[tokio::test]
async fn a_what_if_rests_on_a_membership_and_is_asked_once() {
    let tables = Tables::deploy().await;
    let adder = tables.what_if_adder();
    let anna = member("f-1", "u-1", FarmRole::Technician);
    let add = async |id| {
        let asked = request("key-1", "aa", "{}", at(0));
        adder.add_what_if(&job(id), Some(asked), Some(anna.membership())).await
    };
    let refused = add("w1").await;
    assert!(matches!(refused, Err(StoreError::NotMember)), "{refused:?}");
    tables.put_member(&anna).await;
    assert_eq!(add("w1").await.unwrap(), Outcome::Fresh);
    let replayed = add("w2").await.unwrap();
    assert!(matches!(replayed, Outcome::Replayed(_)), "{replayed:?}");
    assert_eq!(tables.what_ifs().read_what_if(&job("w2").reference).await.unwrap(), None);
}

fn replay() -> Replay {
    let change = serde_json::from_value(json!({"onDelaySeconds": 10})).unwrap();
    Replay::new(&definition(), change, at(0), at(3_600))
}

fn job(id: &str) -> WhatIfJob {
    let reference = WhatIfRef { farm_id: farm("f-1"), what_if_id: WhatIfId::new(id).unwrap() };
    let question: Question = serde_json::from_value(json!({
        "code": definition().code, "change": {"onDelaySeconds": 10}, "from": at(0), "to": at(3_600),
    }))
    .unwrap();
    WhatIfJob::new(reference, question, replay(), user("u-1"), at(3_600))
}
