//! What feeds functions with events, read from the services.

use aws_sdk_lambda::types::{EventSourceMappingConfiguration, FunctionConfiguration};

use crate::stack::Stack;

/// The functions of the stack, by their unqualified names.
pub(crate) async fn functions(stack: &Stack) -> Vec<FunctionConfiguration> {
    let client = aws_sdk_lambda::Client::new(&stack.config);
    let mut functions = Vec::new();
    for name in stack.ids("AWS::Lambda::Function") {
        let function = client.get_function_configuration().function_name(name).send().await;
        let function = function.unwrap_or_else(|error| panic!("{name}: {error:?}"));
        functions.push(
            FunctionConfiguration::builder()
                .set_function_name(function.function_name)
                .set_function_arn(function.function_arn)
                .set_handler(function.handler)
                .set_role(function.role)
                .set_timeout(function.timeout)
                .set_logging_config(function.logging_config)
                .build(),
        );
    }
    functions
}

/// The function that a mapping's or a schedule's ARN means, whatever its qualifier.
pub(crate) fn named<'a>(functions: &'a [FunctionConfiguration], arn: &str) -> &'a FunctionConfiguration {
    let name = arn.split(':').nth(6).unwrap_or(arn);
    functions
        .iter()
        .find(|function| function.function_name() == Some(name))
        .unwrap_or_else(|| panic!("{arn} is no function of the stack"))
}

/// The event source mappings of the stack.
pub(crate) async fn mappings(stack: &Stack) -> Vec<EventSourceMappingConfiguration> {
    let client = aws_sdk_lambda::Client::new(&stack.config);
    let mut mappings = Vec::new();
    for id in stack.ids("AWS::Lambda::EventSourceMapping") {
        let found = client.list_event_source_mappings().send().await.expect("the mappings are listed");
        let mapping =
            found.event_source_mappings().iter().find(|mapping| mapping.uuid() == Some(id)).cloned();
        mappings.push(mapping.unwrap_or_else(|| panic!("the mapping {id} is not listed")));
    }
    mappings
}

/// The destination of what a mapping gives up.
pub(crate) fn gives_up_to(mapping: &EventSourceMappingConfiguration) -> Option<&str> {
    mapping.destination_config()?.on_failure()?.destination()
}
