//! The resources of the deployed stack and of the stacks nested in it.

use aws_sdk_cloudformation::Client;
use aws_types::SdkConfig;
use valmetal_tests::local_cloud::LocalCloud;

/// The deployed stack, with access to what it made.
pub(crate) struct Stack {
    pub(crate) config: SdkConfig,
    pub(crate) resources: Vec<Resource>,
}

/// A resource of the stack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Resource {
    /// The stack that has it: the root, or one nested in it.
    pub(crate) stack: String,
    pub(crate) kind: String,
    pub(crate) id: String,
}

impl Stack {
    /// Reads the resources of the running local cloud's stack.
    pub(crate) async fn read() -> Self {
        let cloud = LocalCloud::find();
        let config = cloud.aws();
        let client = Client::new(&config);
        let mut resources = Vec::new();
        let mut open = vec![LocalCloud::STACK.to_owned()];
        while let Some(stack) = open.pop() {
            let mut pages = client.list_stack_resources().stack_name(&stack).into_paginator().items().send();
            while let Some(resource) = pages.next().await {
                let resource = resource.unwrap_or_else(|error| panic!("{stack}: {error:?}"));
                let kind = resource.resource_type.expect("a resource has a type");
                let id = resource.physical_resource_id.expect("a deployed resource has an id");
                if kind == "AWS::CloudFormation::Stack" {
                    open.push(id.clone());
                }
                resources.push(Resource { stack: stack.clone(), kind, id });
            }
        }
        Self { config, resources }
    }

    /// The ids of the resources of one type.
    pub(crate) fn ids<'a>(&'a self, kind: &'a str) -> impl Iterator<Item = &'a str> {
        self.resources
            .iter()
            .filter(move |resource| resource.kind == kind)
            .map(|resource| resource.id.as_str())
    }
}
