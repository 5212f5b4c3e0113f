use super::Lock;

#[test]
fn a_second_taker_is_told_who_holds_it() {
    let home = tempfile::tempdir().unwrap();
    let held = Lock::take(home.path()).unwrap();

    let refused = Lock::take(home.path()).err().unwrap().to_string();

    assert!(refused.contains(&format!("process {}", std::process::id())), "{refused}");
    drop(held);
    Lock::take(home.path()).unwrap();
}

#[tokio::test]
async fn one_who_waits_gets_the_lock_when_it_is_given_back() {
    let home = tempfile::tempdir().unwrap();
    let held = Lock::take(home.path()).unwrap();

    let folder = home.path().to_owned();
    let waiting = tokio::spawn(async move { Lock::wait(&folder).await });
    tokio::task::yield_now().await;
    assert!(!waiting.is_finished());
    drop(held);

    waiting.await.unwrap().unwrap();
}
