//! Mails, text messages and topic messages.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use valmetal_aws::ses::Mails;
use valmetal_aws::sns::{TextMessages, Topic};
use valmetal_domain::entity::contact::{MailAddress, PhoneNumber};
use valmetal_domain::notification::ports::{PublishTopic, SendMail, SendSms};
use valmetal_domain::notification::{Mail, SendError, TopicMessage};

use crate::fixture::{Emulator, Scripted, Stack};

#[tokio::test]
async fn a_mail_goes_out_as_it_is() {
    let emulator = Emulator::find();
    let client = aws_sdk_sesv2::Client::new(&emulator.config());
    let from = format!("alarms-{}@valmetal.example", std::process::id());
    client.create_email_identity().email_identity(&from).send().await.unwrap();
    let mail = Mail { subject: "[Élevée] Surcharge".to_owned(), body: "Arrêtez-le.\nMerci.\n".to_owned() };

    let to = MailAddress::new("anna@example.com").unwrap();
    Mails::new(&client, &from).send_mail(&to, &mail).await.unwrap();

    let sent = emulator.sent("ses/messages", "messages");
    let ours: Vec<&Value> = sent.iter().filter(|sent| sent.to_string().contains(&from)).collect();
    assert_eq!(ours.len(), 1, "{sent:?}");
    let text = ours[0].to_string();
    for part in ["[Élevée] Surcharge", "Arrêtez-le.\\nMerci.\\n", "anna@example.com"] {
        assert!(text.contains(part), "{part} is not in {text}");
    }
}

#[tokio::test]
async fn a_text_message_goes_to_its_phone() {
    let emulator = Emulator::find();
    let phone = format!("+1416{:07}", std::process::id());
    let sms = TextMessages::new(&aws_sdk_sns::Client::new(&emulator.config()));

    sms.send_sms(&PhoneNumber::new(&phone).unwrap(), "Surcharge: Mélangeur 1").await.unwrap();

    let sent = emulator.sent("sns/sms-messages", "sms_messages");
    let ours: Vec<&Value> = sent.iter().filter(|sent| sent.to_string().contains(&phone)).collect();
    assert_eq!(ours.len(), 1, "{sent:?}");
    assert!(ours[0].to_string().contains("Surcharge: Mélangeur 1"), "{}", ours[0]);
}

#[tokio::test]
async fn a_topic_message_is_data_to_systems_and_filtered_by_its_attributes() {
    let stack = Stack::queues().await;
    let sns = aws_sdk_sns::Client::new(&stack.config);
    let sqs = aws_sdk_sqs::Client::new(&stack.config);
    let topic = stack.output("EquipmentAlarmsTopicArn");
    let (url, arn) = (stack.output("ThingEventsQueueUrl"), stack.output("ThingEventsQueueArn"));
    sns.subscribe()
        .topic_arn(&topic)
        .protocol("sqs")
        .endpoint(arn)
        .attributes("FilterPolicy", json!({"severity": ["critical"]}).to_string())
        .send()
        .await
        .unwrap();

    for severity in ["low", "critical"] {
        let message = TopicMessage {
            subject: format!("[{severity}] Overload"),
            text: "For people".to_owned(),
            json: json!({"severity": severity, "title": "Überlast"}),
            attributes: BTreeMap::from([("severity", severity.to_owned())]),
        };
        Topic::new(&sns, &topic).publish_topic(&message).await.unwrap();
    }

    let received =
        sqs.receive_message().queue_url(&url).max_number_of_messages(10).wait_time_seconds(5).send().await;
    let received = received.unwrap().messages.unwrap_or_default();
    assert_eq!(received.len(), 1);
    let envelope: Value = serde_json::from_str(received[0].body().unwrap()).unwrap();
    assert_eq!(envelope["Subject"], "[critical] Overload");
    let data: Value = serde_json::from_str(envelope["Message"].as_str().unwrap()).unwrap();
    assert_eq!(data, json!({"severity": "critical", "title": "Überlast"}));
}

#[tokio::test]
async fn a_failure_says_whether_the_message_may_have_gone_out() {
    let to = MailAddress::new("anna@example.com").unwrap();
    let mail = Mail { subject: "s".to_owned(), body: "b".to_owned() };
    let error = |code: &str| json!({"__type": code, "message": "because"});

    let send = async |aws: &Scripted| {
        let client = aws_sdk_sesv2::Client::new(&aws.config_with_retries());
        Mails::new(&client, "alarms@valmetal.example").send_mail(&to, &mail).await.unwrap_err()
    };
    for code in ["BadRequestException", "MessageRejected"] {
        let failed = send(&Scripted::answers([(400, error(code))])).await;
        assert!(matches!(&failed, SendError::Refused(why) if why.contains(code)), "{failed:?}");
    }
    for (status, code) in
        [(429, "TooManyRequestsException"), (400, "SendingPausedException"), (500, "InternalFailure")]
    {
        let failed = send(&Scripted::answers([(status, error(code))])).await;
        assert!(matches!(failed, SendError::Unavailable(_)), "{failed:?}");
    }
    // Nobody answers, and nobody is asked twice.
    let silent = Scripted::default();
    let failed = send(&silent).await;
    assert!(matches!(failed, SendError::Unanswered(_)), "{failed:?}");
    assert_eq!(silent.calls().len(), 1);
}
