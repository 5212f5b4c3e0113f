mod sqs;
mod stream;
