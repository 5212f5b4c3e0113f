//! The key that signs web push: generated once an installation, and kept where the functions read it.

use std::{fs, io::ErrorKind};

use anyhow::{Context as _, Result};
use aws_sdk_ssm::types::ParameterType;
use aws_types::SdkConfig;
use valmetal_aws::push::Vapid;

use super::{aws::Explain as _, settings::Settings, state};

/// The parameter of the template that names it has this default.
const PARAMETER: &str = "/valmetal/vapid-key";

/// The push services that are asked: those of the browsers' makers, and this machine, where tests receive.
pub(crate) const HOSTS: &str =
    "fcm.googleapis.com,updates.push.services.mozilla.com,.push.apple.com,.notify.windows.com,127.0.0.1";

/// Puts the key where functions read it, and answers its public half.
///
/// # Errors
/// The key's file cannot be read or written, or the parameter cannot be put.
pub(crate) async fn prepare(settings: &Settings, config: &SdkConfig) -> Result<String> {
    let file = settings.home.join("vapid.key");
    let key = match fs::read_to_string(&file) {
        Ok(key) => key,
        Err(error) if error.kind() == ErrorKind::NotFound => {
            let key = Vapid::generate()?;
            state::write_private(&file, key.as_bytes())?;
            key
        }
        Err(error) => return Err(error).with_context(|| format!("{} cannot be read", file.display())),
    };
    let public_key = Vapid::new(&key).with_context(|| file.display().to_string())?.public_key();
    aws_sdk_ssm::Client::new(config)
        .put_parameter()
        .name(PARAMETER)
        .r#type(ParameterType::SecureString)
        .value(key)
        .overwrite(true)
        .send()
        .await
        .explain("the key of web push cannot be kept")?;
    Ok(public_key)
}
