use super::user;
use crate::alarm::Severity;
use crate::entity::Channel;
use crate::notification::{Delivery, SendError, Settlement, Tally};

fn failed() -> Box<dyn std::error::Error + Send + Sync> {
    "connection reset".into()
}

#[test]
fn what_is_critical_is_rather_sent_twice_than_lost_and_the_rest_the_other_way() {
    use Settlement::{NotSent, Open, Refused, Sent};
    let cases = [
        (None, true, true),
        (Some(NotSent), true, true),
        (Some(Open), true, false),
        (Some(Sent), false, false),
        (Some(Refused), false, false),
    ];
    for (known, critical, other) in cases {
        assert_eq!(Delivery::of(Severity::Critical).may_claim(known), critical, "{known:?}");
        for severity in [Severity::High, Severity::Medium, Severity::Low] {
            assert_eq!(Delivery::of(severity).may_claim(known), other, "{known:?} {severity:?}");
        }
    }
}

#[test]
fn an_answer_that_never_came_is_no_failure_to_send() {
    assert_eq!(Settlement::from(&Ok(())), Settlement::Sent);
    assert_eq!(Settlement::from(&Err(SendError::Unavailable(failed()))), Settlement::NotSent);
    assert_eq!(Settlement::from(&Err(SendError::Unanswered(failed()))), Settlement::Open);
    assert_eq!(Settlement::from(&Err(SendError::Refused("gone".to_owned()))), Settlement::Refused);
}

/// Goes through every way in which a sender can be killed or fail: what reaches the person, at most and at least.
#[test]
fn every_way_to_die_keeps_the_promise() {
    #[derive(Clone, Copy, Debug)]
    enum Fate {
        DiesBeforeSending,
        DiesAfterSending,
        Fails,
        GetsNoAnswerButSends,
        Sends,
    }
    let fates = [
        Fate::DiesBeforeSending,
        Fate::DiesAfterSending,
        Fate::Fails,
        Fate::GetsNoAnswerButSends,
        Fate::Sends,
    ];
    for delivery in [Delivery::AtLeastOnce, Delivery::AtMostOnce] {
        for first in fates {
            for second in fates {
                let (mut known, mut received) = (None, 0);
                for fate in [first, second, Fate::Sends] {
                    if !delivery.may_claim(known) {
                        continue;
                    }
                    known = Some(Settlement::Open);
                    match fate {
                        Fate::DiesBeforeSending => {}
                        Fate::DiesAfterSending | Fate::GetsNoAnswerButSends => received += 1,
                        Fate::Fails => known = Some(Settlement::NotSent),
                        Fate::Sends => {
                            received += 1;
                            known = Some(Settlement::Sent);
                        }
                    }
                }
                match delivery {
                    Delivery::AtLeastOnce => assert!(received >= 1, "{first:?} {second:?}"),
                    Delivery::AtMostOnce => assert!(received <= 1, "{first:?} {second:?}"),
                }
            }
        }
    }
}

#[test]
fn a_person_is_told_when_one_channel_told_them() {
    let mut tally = Tally::default();
    tally.add(&user("felix"), Channel::Mail, Settlement::Refused);
    tally.add(&user("felix"), Channel::Sms, Settlement::Sent);
    tally.add(&user("maude"), Channel::Mail, Settlement::NotSent);
    tally.expect(&user("nobody"));
    assert_eq!((tally.told(), tally.failed()), (1, 2));
    tally.add(&user("tom"), Channel::Mail, Settlement::Sent);
    tally.add(&user("tom"), Channel::Push, Settlement::Open);
    assert_eq!(tally.summary(), "felix sms; tom mail push");
    assert_eq!(Tally::persons_of(&tally.summary()), [user("felix"), user("tom")]);
    assert_eq!(Tally::persons_of(""), []);
    assert!(tally.is_worth_another_try(Delivery::AtMostOnce));

    let mut open = Tally::default();
    open.add(&user("felix"), Channel::Sms, Settlement::Open);
    assert_eq!((open.told(), open.failed()), (1, 0));
    assert!(open.is_worth_another_try(Delivery::AtLeastOnce));
    assert!(!open.is_worth_another_try(Delivery::AtMostOnce));
}
