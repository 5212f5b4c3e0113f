//! What AWS services do in the name of the stack's roles. The emulator lets them do anything, so IAM is asked instead: for each rule,
//! workflow, schedule and event source, whether its role may do what it is there for, and no more than that.

use std::collections::BTreeSet;

use aws_sdk_iam::types::PolicyEvaluationDecisionType as Decision;
use aws_sdk_iot::types::Action;
use serde_json::Value;

use crate::{
    sources::{functions, gives_up_to, mappings, named},
    stack::Stack,
};

/// A call that a service makes: the role it makes it as, the action and the resource.
type Call = (String, &'static str, String);

#[tokio::test]
async fn every_service_may_do_what_the_stack_wants_of_it() {
    let stack = Stack::read().await;
    let mut calls = rules(&stack).await;
    calls.extend(workflow(&stack).await);
    calls.extend(schedules(&stack).await);
    calls.extend(event_sources(&stack).await);
    let mut refused = Vec::new();
    for (role, action, resource) in &calls {
        let decision = ask(&stack, role, action, resource).await;
        if decision != Decision::Allowed {
            refused.push(format!("{role}: {action} on {resource}: {decision}"));
        }
    }
    assert!(calls.len() > 30, "only {} calls were found", calls.len());
    assert!(refused.is_empty(), "{refused:#?}");
}

#[tokio::test]
async fn a_rule_a_workflow_and_a_schedule_reach_nothing_else() {
    let stack = Stack::read().await;
    let mut calls = rules(&stack).await;
    calls.extend(workflow(&stack).await);
    calls.extend(schedules(&stack).await);
    let reached: BTreeSet<_> = calls.iter().cloned().collect();
    let mut allowed = Vec::new();
    for (role, action, _) in &calls {
        for (_, _, other) in calls.iter().filter(|(_, same, _)| same == action) {
            let foreign = !reached.contains(&(role.clone(), action, other.clone()));
            if foreign && ask(&stack, role, action, other).await == Decision::Allowed {
                allowed.push(format!("{role}: {action} on {other}"));
            }
        }
    }
    assert!(allowed.is_empty(), "{allowed:#?}");
}

async fn ask(stack: &Stack, role: &str, action: &str, resource: &str) -> Decision {
    let iam = aws_sdk_iam::Client::new(&stack.config);
    let answer = iam
        .simulate_principal_policy()
        .policy_source_arn(role)
        .action_names(action)
        .resource_arns(resource)
        .send()
        .await
        .unwrap_or_else(|error| panic!("{role}: {action} on {resource}: {error:?}"));
    answer.evaluation_results().first().expect("one question has one answer").eval_decision.clone()
}

/// A rule's actions and its error action send to queues.
async fn rules(stack: &Stack) -> Vec<Call> {
    let iot = aws_sdk_iot::Client::new(&stack.config);
    let mut calls = Vec::new();
    for name in stack.ids("AWS::IoT::TopicRule") {
        let rule = iot
            .get_topic_rule()
            .rule_name(name)
            .send()
            .await
            .unwrap_or_else(|error| panic!("{name}: {error:?}"));
        let rule = rule.rule.expect("a rule that is there");
        assert!(rule.error_action.is_some(), "{name} drops what it cannot deliver");
        for action in rule.actions().iter().chain(rule.error_action()) {
            calls.push(send(stack, action).await);
        }
    }
    calls
}

async fn send(stack: &Stack, action: &Action) -> Call {
    let sqs = action.sqs().expect("the rules send to queues");
    let name = sqs.queue_url().rsplit('/').next().expect("a queue's URL ends in its name");
    let client = aws_sdk_sqs::Client::new(&stack.config);
    let attributes = client
        .get_queue_attributes()
        .queue_url(sqs.queue_url())
        .attribute_names(aws_sdk_sqs::types::QueueAttributeName::QueueArn)
        .send()
        .await
        .unwrap_or_else(|error| panic!("{name}: {error:?}"));
    let arn =
        attributes.attributes().and_then(|all| all.values().next()).expect("a queue has an ARN").clone();
    (sqs.role_arn().to_owned(), "sqs:SendMessage", arn)
}

/// The workflow invokes its tasks.
async fn workflow(stack: &Stack) -> Vec<Call> {
    let client = aws_sdk_sfn::Client::new(&stack.config);
    let mut calls = Vec::new();
    for arn in stack.ids("AWS::StepFunctions::StateMachine") {
        let machine =
            client.describe_state_machine().state_machine_arn(arn).send().await.expect("it is described");
        let definition: Value = serde_json::from_str(machine.definition()).expect("a definition is JSON");
        let states = definition["States"].as_object().expect("it has states");
        for task in states.values().filter(|state| state["Type"] == "Task") {
            let function = task["Arguments"]["FunctionName"].as_str().expect("a task invokes a function");
            calls.push((machine.role_arn.clone(), "lambda:InvokeFunction", function.to_owned()));
        }
    }
    calls
}

/// A schedule invokes its function and keeps what it could not deliver.
async fn schedules(stack: &Stack) -> Vec<Call> {
    let client = aws_sdk_scheduler::Client::new(&stack.config);
    let mut calls = Vec::new();
    for name in stack.ids("AWS::Scheduler::Schedule") {
        let schedule =
            client.get_schedule().name(name).send().await.unwrap_or_else(|error| panic!("{name}: {error:?}"));
        let target = schedule.target.expect("a schedule has a target");
        let dead_letters = target.dead_letter_config().and_then(|config| config.arn());
        let dead_letters = dead_letters.unwrap_or_else(|| panic!("{name} drops what it cannot deliver"));
        calls.push((target.role_arn().to_owned(), "sqs:SendMessage", dead_letters.to_owned()));
        calls.push((target.role_arn().to_owned(), "lambda:InvokeFunction", target.arn().to_owned()));
    }
    calls
}

/// Lambda reads a function's source, and sends away what it gives up, as the function.
async fn event_sources(stack: &Stack) -> Vec<Call> {
    const QUEUE: [&str; 3] = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"];
    const STREAM: [&str; 3] = ["dynamodb:GetRecords", "dynamodb:GetShardIterator", "dynamodb:DescribeStream"];
    let functions = functions(stack).await;
    let mut calls = Vec::new();
    for mapping in mappings(stack).await {
        let role = named(&functions, mapping.function_arn().unwrap_or_default())
            .role()
            .expect("a function has a role");
        let source = mapping.event_source_arn().expect("a mapping has a source");
        let actions = if source.contains(":sqs:") { QUEUE } else { STREAM };
        calls.extend(actions.map(|action| (role.to_owned(), action, source.to_owned())));
        calls.extend(
            gives_up_to(&mapping).map(|queue| (role.to_owned(), "sqs:SendMessage", queue.to_owned())),
        );
    }
    calls
}
