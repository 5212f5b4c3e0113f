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
