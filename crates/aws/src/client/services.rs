//! A client of each service, under the feature of its name. Cheap to make, and cheap to clone.

use aws_types::SdkConfig;

macro_rules! clients {
    ($($feature:literal $name:ident $sdk:ident $service:literal;)*) => {$(
        #[doc = concat!("A client of ", $service, ".")]
        #[cfg(feature = $feature)]
        pub fn $name(config: &SdkConfig) -> $sdk::Client {
            $sdk::Client::new(config)
        }
    )*};
}

clients! {
    "appconfig" appconfig aws_sdk_appconfigdata "AppConfig's data plane";
    "appconfig-versions" appconfig_versions aws_sdk_appconfig "AppConfig's control plane";
    "cognito" cognito aws_sdk_cognitoidentityprovider "Cognito user pools";
    "dynamodb" dynamodb aws_sdk_dynamodb "DynamoDB";
    "iot" iot aws_sdk_iot "AWS IoT's control plane";
    "iot-data" iot_data aws_sdk_iotdataplane "AWS IoT's data plane";
    "lambda" lambda aws_sdk_lambda "Lambda";
    "ses" ses aws_sdk_sesv2 "SES";
    "sfn" sfn aws_sdk_sfn "Step Functions";
    "sns" sns aws_sdk_sns "SNS";
    "sqs" sqs aws_sdk_sqs "SQS";
    "ssm" ssm aws_sdk_ssm "SSM";
}
