use serde_json::json;

use super::*;

fn content(title: &str) -> ArticleContent {
    let text = json!({"title": title, "body": "Text."});
    serde_json::from_value(json!({"kind": "manual", "texts": {"en": text, "fr": text}})).unwrap()
}

fn by() -> UserId {
    UserId::new("editor").unwrap()
}

fn article() -> Article {
    Article::new(ArticleId::new("a1").unwrap(), content("One"), by(), Timestamp::UNIX_EPOCH).unwrap()
}

#[test]
fn people_read_what_was_published_last_and_not_the_draft() {
    let (published, first) = article().publish(by(), Timestamp::UNIX_EPOCH).unwrap();
    assert_eq!((published.published, first.number), (Some(1), 1));
    let redrafted = published.redraft(content("Two"), by(), Timestamp::UNIX_EPOCH).unwrap();
    assert_eq!((redrafted.published, redrafted.changed), (Some(1), true));
    let (again, second) = redrafted.publish(by(), Timestamp::UNIX_EPOCH).unwrap();
    assert_eq!((again.published, again.changed, second.number), (Some(2), false, 2));
    assert_eq!(second.content, content("Two"));
    assert_eq!(again.version, 4);
}

#[test]
fn a_number_is_never_given_twice() {
    let (published, _) = article().publish(by(), Timestamp::UNIX_EPOCH).unwrap();
    let taken_back = published.unpublish(by(), Timestamp::UNIX_EPOCH).unwrap();
    assert_eq!(taken_back.published, None);
    let (_, next) = taken_back.publish(by(), Timestamp::UNIX_EPOCH).unwrap();
    assert_eq!(next.number, 2);
}

#[test]
fn what_changes_nothing_or_takes_too_much_is_refused() {
    let now = Timestamp::UNIX_EPOCH;
    let (published, _) = article().publish(by(), now).unwrap();
    assert_eq!(published.publish(by(), now).unwrap_err(), ContentRefusal::Unchanged);
    let same = published.redraft(content("One"), by(), now).unwrap();
    assert_eq!(same.publish(by(), now).unwrap_err(), ContentRefusal::Unchanged);
    assert_eq!(published.check_deletion(), Err(ContentRefusal::Published));
    assert_eq!(article().unpublish(by(), now).unwrap_err(), ContentRefusal::NotPublished);
    assert_eq!(article().check_deletion(), Ok(()));
    let mut much = content("Much");
    much.models = (0..51).map(|n| Text::new(&n.to_string()).unwrap()).collect();
    assert_eq!(article().redraft(much, by(), now).unwrap_err(), ContentRefusal::TooManyModels);
}

#[test]
fn both_languages_are_needed() {
    let text = json!({"title": "One", "body": "Text."});
    let only = serde_json::from_value::<ArticleContent>(json!({"kind": "notice", "texts": {"en": text}}));
    assert!(only.unwrap_err().to_string().contains("`fr`"));
}
